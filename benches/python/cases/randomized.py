"""The same cases with random names, non-ASCII texts and three to twelve fields.

No bar may hold only for the names, sizes and letters of the written cases: a seed makes other ones,
always the same for the same seed.
"""

import keyword
from collections.abc import Callable, Iterator
from random import Random
from typing import Annotated, Any

from pydantic import BaseModel, create_model
from pydantic_core import core_schema

from ..case import TURNS, Case, detail_bytes, json_bytes
from . import basic, body, bulk, deps, errors, params, routes

FEWEST, MOST = 3, 12
SYLLABLES = [
    "ba",
    "ce",
    "di",
    "fo",
    "gu",
    "ha",
    "je",
    "ki",
    "lo",
    "mu",
    "na",
    "pe",
    "qui",
    "ro",
    "su",
    "ta",
    "ve",
    "wi",
    "xo",
    "zu",
]
LETTERS = "abcdefghij klmnop éèüßøłž ΑΒΓδεζ жшщя 中文日本語 한국 אבג 🦀🐍"


def name(rng: Random) -> str:
    """An identifier that is free everywhere a field or a parameter may stand."""
    while True:
        word = "".join(rng.choices(SYLLABLES, k=rng.randint(2, 4)))
        if not keyword.iskeyword(word) and not hasattr(BaseModel, word):
            return word


def names(rng: Random, count: int) -> list[str]:
    """That many different names."""
    found: dict[str, None] = {}
    while len(found) < count:
        found[name(rng)] = None
    return list(found)


def text(rng: Random) -> str:
    """Three to twenty-four letters of many scripts, one of them at least outside ASCII."""
    return "".join(rng.choices(LETTERS, k=rng.randint(2, 23))).strip() + rng.choice("éß中🦀")


def _real(rng: Random) -> float:
    return rng.randint(1, 10**7) / 1000


KINDS: dict[Any, Callable[[Random], Any]] = {
    str: text,
    int: lambda rng: rng.randint(0, 10**9),
    float: _real,
    bool: lambda rng: rng.random() < 0.5,
    list[str]: lambda rng: [text(rng) for _ in range(rng.randint(0, 3))],
    str | None: lambda rng: text(rng) if rng.random() < 0.5 else None,
}

Fields = dict[str, Any]
"""The kind of each field: a key of KINDS, or the Fields of a model in it."""


def fields(rng: Random, count: int) -> Fields:
    """That many fields of random kinds."""
    return {field: rng.choice(list(KINDS)) for field in names(rng, count)}


def sample(rng: Random, shape: Fields) -> dict[str, Any]:
    """A value of each field."""
    return {
        field: sample(rng, kind) if isinstance(kind, dict) else KINDS[kind](rng)
        for field, kind in shape.items()
    }


def model(rng: Random, shape: Fields) -> type[BaseModel]:
    """The model of these fields."""
    declared: dict[str, Any] = {
        field: (model(rng, kind) if isinstance(kind, dict) else kind, ...)
        for field, kind in shape.items()
    }
    return create_model(name(rng).title(), **declared)


def _nested(rng: Random) -> Fields:
    """Three to twelve fields in all, some of them in a model of their own."""
    total = rng.randint(FEWEST, MOST)
    inner = rng.randint(1, total - 2)
    shape = fields(rng, total - inner - 1)
    return {**shape, f"{name(rng)}_in": fields(rng, inner)}


def _rows(rng: Random) -> tuple[Fields, list[dict[str, Any]]]:
    shape = fields(rng, rng.randint(FEWEST, MOST))
    return shape, [sample(rng, shape) for _ in range(bulk.ROWS + TURNS)]


QUERY_KINDS: list[tuple[Any, dict[str, Any], Any, Callable[[Random], Any]]] = [
    (int, {"ge": 0, "le": 10**6}, core_schema.int_schema, lambda rng: rng.randint(0, 10**6)),
    (float, {"gt": 0}, core_schema.float_schema, _real),
    (str, {"min_length": 1, "max_length": 40}, core_schema.str_schema, text),
    (bool, {}, core_schema.bool_schema, lambda rng: rng.random() < 0.5),
]


def signature(rng: Random) -> tuple[params.Signature, list[dict[str, Any]]]:
    """An endpoint of three to twelve parameters, the last one an integer, and arguments for it."""
    path, *query = names(rng, rng.randint(FEWEST, MOST))
    kinds = {field: rng.choice(QUERY_KINDS) for field in query}
    kinds[query[-1]] = QUERY_KINDS[0]

    def endpoint(web: Any) -> Any:
        annotations: dict[str, Any] = {path: int}
        for field, (kind, limits, _, _) in kinds.items():
            annotations[field] = Annotated[kind, web.Query(**limits)]
        return _endpoint(annotations)

    parameters = [
        params.Parameter(field, schema(**limits)) for field, (_, limits, schema, _) in kinds.items()
    ]
    values = [
        {path: rng.randint(0, 10**6), **{field: kinds[field][3](rng) for field in query}}
        for _ in range(TURNS)
    ]
    at_path = params.Parameter(path, core_schema.int_schema())
    return params.Signature(f"/{name(rng)}/", endpoint, at_path, parameters), values


def _endpoint(annotations: dict[str, Any]) -> Any:
    """An async function of these parameters that answers an object of them."""
    declared = ", ".join(f"{field}: annotations[{field!r}]" for field in annotations)
    answered = ", ".join(f"{field!r}: {field}" for field in annotations)
    namespace: dict[str, Any] = {"annotations": annotations}
    exec(f"async def read({declared}):\n    return {{{answered}}}\n", namespace)
    return namespace["read"]


def _texts(values: dict[str, Any]) -> dict[str, str]:
    return {field: str(value) for field, value in values.items()}


def _params(rng: Random, label: str) -> Case:
    declared, values = signature(rng)
    texts = [_texts(one) for one in values]
    return params.case(label, declared, texts, [json_bytes(one) for one in values])


def _unprocessable(rng: Random, label: str) -> Case:
    declared, values = signature(rng)
    first, last = declared.path.name, declared.query[-1].name
    texts, answers = [], []
    for one in values:
        wrong, worse = text(rng), text(rng)
        texts.append({**_texts(one), first: wrong, last: worse})
        errors = [_not_an_int("path", first, wrong), _not_an_int("query", last, worse)]
        answers.append(detail_bytes(errors))
    return params.case(label, declared, texts, answers, status=422)


def _not_an_int(place: str, field: str, wrong: str) -> dict[str, Any]:
    return {**params.not_an_int(wrong, field), "loc": [place, field]}


def _body(rng: Random, label: str) -> Case:
    shape = _nested(rng)
    payloads = [sample(rng, shape) for _ in range(TURNS)]
    return body.case(label, f"/{name(rng)}", model(rng, shape), payloads)


def _models(rng: Random, label: str) -> Case:
    shape, rows = _rows(rng)
    return bulk.models(label, f"/{name(rng)}", model(rng, shape), rows)


def _deps(rng: Random, label: str) -> Case:
    people = {token: text(rng) for token in names(rng, TURNS)}
    return deps.deps(label, f"/{name(rng)}", f"x-{name(rng)}", people)


def _last(rng: Random, label: str) -> Case:
    keys = [text(rng) for _ in range(TURNS)]
    return routes.last(label, names(rng, routes.HOW_MANY), keys)


MAKERS: dict[str, Callable[[Random, str], Case]] = {
    "plaintext": lambda rng, label: basic.plaintext(label, f"/{name(rng)}", text(rng)),
    "json": lambda rng, label: basic.message(label, f"/{name(rng)}", name(rng), text(rng)),
    "params": _params,
    "body": _body,
    "deps": _deps,
    "models100": _models,
    "dicts100": lambda rng, label: bulk.dicts(label, f"/{name(rng)}", _rows(rng)[1]),
    "last_of_500": _last,
    "not_found_of_500": lambda rng, label: routes.not_found(label, names(rng, routes.HOW_MANY)),
    "unprocessable": _unprocessable,
    "http_exception": lambda rng, label: errors.http_exception(label, f"/{name(rng)}", text(rng)),
}


def make(seed: int, wanted: list[str] | None = None) -> Iterator[Case]:
    """The cases of a seed, named `params~7` and so on; only those of the wanted plain names."""
    for plain, maker in MAKERS.items():
        if not wanted or plain in wanted:
            yield maker(Random(f"{plain} {seed}"), f"{plain}~{seed}")
