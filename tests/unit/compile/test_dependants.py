"""A callable is taken apart as FastAPI takes it apart: structures, flat views, the body, names for
the cache.
"""

from __future__ import annotations

from typing import Any

import pytest

from ferroapi._compile import bodies, dependants
from ferroapi.dependencies import models

from .corpus import cases
from .description import describe, describe_field

fastapi_utils = pytest.importorskip("fastapi.dependencies.utils")
fastapi_models = pytest.importorskip("fastapi.dependencies.models")

PAIRS = list(zip(cases("fastapi"), cases("ferroapi"), strict=True))


@pytest.fixture(params=PAIRS, ids=lambda pair: getattr(pair[0].call, "__name__", "instance"))
def both(request: pytest.FixtureRequest) -> tuple[Any, Any]:
    theirs, ours = request.param
    return (
        fastapi_utils.get_dependant(path=theirs.path, call=theirs.call),
        dependants.get_dependant(path=ours.path, call=ours.call),
    )


def test_structure_is_the_same(both: tuple[Any, Any]) -> None:
    theirs, ours = both
    assert describe(ours) == describe(theirs)


def test_core_schemas_are_the_same(both: tuple[Any, Any]) -> None:
    theirs, ours = both
    for name in ("path_params", "query_params", "header_params", "cookie_params", "body_params"):
        for mine, other in zip(getattr(ours, name), getattr(theirs, name), strict=True):
            assert _text(mine._type_adapter) == _text(other._type_adapter)


def _text(adapter: Any) -> str:
    schema = repr(adapter.core_schema) if adapter.pydantic_complete else "incomplete"
    return "".join(part.partition(" at 0x")[0] for part in schema.split(">"))


def test_flat_views_are_the_same(both: tuple[Any, Any]) -> None:
    theirs, ours = both
    mine = dependants.get_flat_params(ours)
    other = fastapi_utils.get_flat_params(theirs)
    assert list(map(describe_field, mine)) == list(map(describe_field, other))
    mine = dependants.get_flat_body_params(ours)
    other = fastapi_utils._get_flat_body_params(theirs)
    assert list(map(describe_field, mine)) == list(map(describe_field, other))


def test_the_body_is_the_same(both: tuple[Any, Any]) -> None:
    theirs, ours = (_body(*it) for it in zip(both, (fastapi_utils, None), strict=True))
    assert ours == theirs


def _body(dependant: Any, fastapi: Any) -> Any:
    if fastapi is None:
        fields = dependants.get_flat_body_params(dependant)
        embed = bodies.should_embed_body_fields(fields)
        make = bodies.get_body_field
    else:
        fields = fastapi._get_flat_body_params(dependant)
        embed = fastapi._should_embed_body_fields(fields)
        make = fastapi._get_body_field
    field = make(body_params=fields, name="create_items_post", embed_body_fields=embed)
    if field is None:
        return embed, None
    schema = field._type_adapter.json_schema() if embed else None
    return embed, describe_field(field), schema


def test_cache_keys_are_the_same(both: tuple[Any, Any]) -> None:
    theirs, ours = both
    for mine, other in zip(ours.dependencies, theirs.dependencies, strict=True):
        key = models._get_cache_key(dependant=mine)
        expected = fastapi_models._get_cache_key(dependant=other)
        assert key[0] is mine.call
        assert key[1:] == expected[1:]
