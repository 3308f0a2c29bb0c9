"""A scope's entries are found wherever they stand: servers build theirs alike, nobody has to."""

import json
from random import Random

import pytest

from ferroapi import FerroAPI, Header

from .asgi import Wire, make_scope, step


class Scope(dict):
    """What some middleware make of a scope."""


def reordered(scope, random):
    entries = list(scope.items())
    random.shuffle(entries)
    return dict(entries)


def with_gaps(scope, random):
    kept = {str(number): number for number in range(random.randrange(20))}
    built = {**kept, **reordered(scope, random)}
    for key in kept:
        del built[key]
    return built


def with_new_keys(scope, random):
    """Equal keys, none of them the interpreter's own object."""
    return {"".join(list(key)): value for key, value in reordered(scope, random).items()}


def of_another_class(scope, random):
    return Scope(reordered(scope, random))


def longer(scope, random):
    return {**{number: number for number in range(random.randrange(60))}, **scope}


MAKERS = [reordered, with_gaps, with_new_keys, of_another_class, longer]


@pytest.fixture
def app():
    app = FerroAPI()

    @app.get("/{first}/{second}/{third}")
    async def read(third: int, first: int, second: str, q: int, x_token: str = Header()):
        return [first, second, third, q, x_token]

    return app


def answer(app, scope):
    wire = Wire()
    step(app, scope, wire)
    return wire.status, json.loads(wire.body)


def scope_of(number, *, root=True):
    scope = make_scope(target=f"/{number}/b/3?q={number}", headers={"x-token": str(number)})
    if not root:
        del scope["root_path"]
    return scope


def test_any_order(app):
    random = Random(1)
    for number in range(400):
        make = random.choice(MAKERS)
        scope = make(scope_of(number, root=random.random() < 0.7), random)
        assert answer(app, scope) == (200, [number, "b", 3, number, str(number)]), make


@pytest.mark.parametrize("absent", ["type", "path", "method", "query_string"])
def test_an_absent_entry_is_a_key_error_after_others_had_it(app, absent):
    assert answer(app, scope_of(1))[0] == 200
    scope = scope_of(2)
    del scope[absent]
    with pytest.raises(KeyError, match=absent):
        answer(app, scope)
