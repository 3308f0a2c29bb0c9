"""Answers of random response models, each compared with what pydantic-core makes of the same value:
the bytes, or the exception, and the warnings.

`FERROAPI_FUZZ_SEED` and `FERROAPI_FUZZ_ANSWERS` move and lengthen the hunt.
"""

from __future__ import annotations

import os
import warnings
from typing import Annotated, Any

import pytest
from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from ferroapi import FastAPI
from ferroapi._compile import plan
from tests.protocol.asgi import Wire, make_scope, step

from .answers import write_answers
from .spoil import spoil

FIRST = int(os.environ.get("FERROAPI_FUZZ_SEED", "20261121"))
SCHEMAS = int(os.environ.get("FERROAPI_FUZZ_ANSWERS", "300"))
GOOD, SPOILED = 4, 12
FILTERS: tuple[dict[str, Any], ...] = ({}, {}, {"by_alias": False}, {"exclude_none": True})


class Watch:
    """Whether pydantic-core was asked to serialize."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.asked = 0
        self.closed = False
        describe = plan.respond_description

        def watched(**options: Any) -> Any:
            respond = describe(**options)
            self.closed = bool(respond.shapes)

            def serialize(*args: Any, **kwargs: Any) -> Any:
                self.asked += 1
                return respond.serialize(*args, **kwargs)

            return respond._replace(serialize=serialize)

        monkeypatch.setattr(plan, "respond_description", watched)


def by_pydantic(adapter: TypeAdapter[Any], value: Any, filters: dict[str, Any]) -> Any:
    """What FastAPI does to an answer: validate it, then serialize what came out."""
    try:
        validated = adapter.validator.validate_python(value, from_attributes=True)
    except ValidationError:
        return "ResponseValidationError"
    except Exception as error:
        return type(error).__name__, str(error)
    try:
        return adapter.serializer.to_json(validated, **{"by_alias": True, **filters})
    except Exception as error:
        return type(error).__name__, str(error)


def by_ferroapi(app: FastAPI) -> Any:
    wire = Wire()
    try:
        step(app, make_scope(), wire)
    except Exception as error:
        name = type(error).__name__
        return name if name == "ResponseValidationError" else (name, str(error))
    return wire.body


def watched(call: Any, *args: Any) -> tuple[Any, list[str]]:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        result = call(*args)
    return result, [f"{warning.category.__name__}: {warning.message}" for warning in caught]


class Chain(BaseModel):
    rest: Chain | list[Chain] | None = None


@pytest.mark.parametrize("link", [lambda rest: rest, lambda rest: [rest]])
@pytest.mark.parametrize("length", [2, 30, 66, 67, 99, 100, 101, 200, 300])
def test_deep_answers(length: int, link: Any) -> None:
    answer = Chain()
    for _ in range(length):
        answer = Chain.model_construct(rest=link(answer))
    app = FastAPI()

    @app.get("/", response_model=Chain)
    async def read():
        return answer

    adapter = TypeAdapter(Annotated[Chain, Field()])
    assert by_ferroapi(app) == by_pydantic(adapter, answer, {})


@pytest.mark.parametrize("seed", range(FIRST, FIRST + SCHEMAS))
def test_random_answers(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    watch = Watch(monkeypatch)
    with warnings.catch_warnings():  # of names that shadow others', and the like
        warnings.simplefilter("ignore")
        kind, rng = write_answers(seed)
        adapter = TypeAdapter(Annotated[kind.annotation, Field()])  # as FastAPI builds it
    filters = rng.choice(FILTERS)
    options = {f"response_model_{name}": value for name, value in filters.items()}
    app, answer = FastAPI(), None

    @app.get("/", response_model=kind.annotation, **options)
    async def read():
        return answer

    for number in range(GOOD + SPOILED):
        answer = kind.make(rng)
        spoiled = spoil(rng, answer) if number >= GOOD else ""
        asked = watch.asked
        ours, our_warnings = watched(by_ferroapi, app)
        native = watch.closed and watch.asked == asked
        expected, expected_warnings = watched(by_pydantic, adapter, answer, filters)
        assert ours == expected, (spoiled, filters, native, kind.annotation)
        assert our_warnings == expected_warnings, (spoiled, filters, native)
        if number < GOOD and watch.closed and not our_warnings and isinstance(ours, bytes):
            assert native, (answer, kind.annotation)
