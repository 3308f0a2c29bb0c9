"""The functions for parts of a document, at FastAPI's import path."""

from typing import Any

import pytest
from pydantic import BaseModel

import ferroapi
from ferroapi._compat.json_schema import (
    get_definitions,
    get_flat_models_from_annotation,
    get_flat_models_from_fields,
    get_flat_models_from_model,
    get_model_name_map,
    normalize_name,
)
from ferroapi.exceptions import FastAPIDeprecationWarning
from ferroapi.openapi import utils


class Leaf(BaseModel):
    value: int


class Tree(BaseModel):
    leaves: list[Leaf]
    below: "dict[str, Tree] | None" = None


def _route() -> Any:
    app = ferroapi.FerroAPI()

    @app.post("/trees/{n}", tags=["t"])
    def plant_tree(n: int, tree: Tree) -> Leaf: ...

    return next(route for route in app.routes if isinstance(route, ferroapi.routing.APIRoute))


def test_path_of_one_route() -> None:
    route = _route()
    fields = utils.get_fields_from_routes([route])
    names = get_model_name_map(get_flat_models_from_fields(fields, known_models=set()))
    mapping, definitions = get_definitions(fields=fields, model_name_map=names)
    path, schemes, own = utils.get_openapi_path(
        route=route, operation_ids=set(), model_name_map=names, field_mapping=mapping
    )
    assert {*definitions} == {"Leaf", "Tree"}
    assert {*own} == {"ValidationError", "HTTPValidationError"}
    assert schemes == {}
    assert path["post"]["requestBody"] == {
        "required": True,
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Tree"}}},
    }


def test_no_body_is_none() -> None:
    none = utils.get_openapi_operation_request_body(
        body_field=None, model_name_map={}, field_mapping={}
    )
    assert none is None


def test_metadata_remembers_the_id() -> None:
    ids: set[str] = set()
    route = _route()
    texts = utils.get_openapi_operation_metadata(route=route, method="POST", operation_ids=ids)
    assert texts == {
        "tags": ["t"],
        "summary": "Plant Tree",
        "operationId": "plant_tree_trees__n__post",
    }
    assert ids == {"plant_tree_trees__n__post"}
    assert utils.generate_operation_summary(route=route, method="POST") == "Plant Tree"


def test_generating_an_id_is_deprecated() -> None:
    route = _route()
    route.operation_id = "own"
    with pytest.warns(FastAPIDeprecationWarning, match=r"generate_operation_id\(\) was deprecated"):
        assert utils.generate_operation_id(route=route, method="POST") == "own"


def test_flat_models() -> None:
    assert get_flat_models_from_model(Tree) == {Leaf, Tree}
    assert get_flat_models_from_annotation(list[Leaf] | None, set()) == {Leaf}
    assert get_model_name_map({Leaf}) == {Leaf: "Leaf"}
    assert normalize_name("Page[Leaf, int]") == "Page_Leaf__int_"
