"""What a route declares about its answers."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import BaseModel
from starlette.responses import JSONResponse, Response

from ferroapi._compile import response_model
from ferroapi.datastructures import Default
from ferroapi.exceptions import FastAPIError, UsageError


class Item(BaseModel):
    name: str


class NotAType:
    pass


def _returning(annotation: Any) -> Any:
    def endpoint(): ...

    endpoint.__annotations__ = {"return": annotation}
    return endpoint


@pytest.mark.parametrize(
    ("annotation", "model"),
    [(Item, Item), (list[Item], list[Item]), (None, None), (Response, None), (JSONResponse, None)],
)
def test_the_return_annotation_is_the_model(annotation: Any, model: Any) -> None:
    assert response_model.resolve_response_model(_returning(annotation), Default(None)) == model


def test_a_given_model_goes_first() -> None:
    assert response_model.resolve_response_model(_returning(Item), None) is None
    assert response_model.resolve_response_model(_returning(Item), int) is int


def test_fields() -> None:
    field = response_model.build_response_field(Item, "read_item", 200)
    assert field is not None
    assert (field.name, field.mode) == ("Response_read_item", "serialization")
    assert response_model.build_response_field(None, "read_item", 204) is None
    fields = response_model.build_response_fields({404: {"model": Item}, 500: {}}, "read_item")
    assert [(status, one.name) for status, one in fields.items()] == [
        (404, "Response_404_read_item")
    ]


def test_mistakes() -> None:
    with pytest.raises(UsageError, match="Status code 204 must not have a response body"):
        response_model.build_response_field(Item, "x", 204)
    with pytest.raises(UsageError, match="Status code 304 must not have a response body"):
        response_model.build_response_fields({304: {"model": Item}}, "x")
    with pytest.raises(UsageError, match="An additional response must be a dict"):
        response_model.build_response_fields({200: Item}, "x")
    with pytest.raises(FastAPIError, match="Invalid args for response field! Hint"):
        response_model.build_response_field(NotAType, "x", 200)
