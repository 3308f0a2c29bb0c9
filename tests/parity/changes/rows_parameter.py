"""Rows for fields and the parameters in them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fastapi.params import ParamTypes
from pydantic import AliasChoices, TypeAdapter

from .program import Item, World
from .row import Row, Rows, writing


def _parameter_rows(get: Callable[[World], Any]) -> Rows:
    def info(name: str, value: Any, source: str = "query", **more: Any) -> Row:
        def row(world: World) -> None:
            field = getattr(get(world).dependant, f"{source}_params")[0]
            for attribute, new in {name: value, **more}.items():
                setattr(field.field_info, attribute, new)

        return row

    def field(change: Callable[[Any], object], source: str = "query", index: int = 0) -> Row:
        return lambda world: change(getattr(get(world).dependant, f"{source}_params")[index])

    def body(change: Callable[[Any], object]) -> Row:
        def row(world: World) -> object:
            found = world.declared if get(world) is world.declared() else world.reached
            return change(writing(world, found).dependant.body_params[0])

        return row

    def response(change: Callable[[Any], object]) -> Row:
        def row(world: World) -> object:
            found = world.declared if get(world) is world.declared() else world.reached
            return change(writing(world, found).response_field)

        return row

    def another(field: Any) -> Any:
        return type(field.field_info)("info")

    return {
        "name": field(lambda f: setattr(f, "name", "needed")),
        "name of the body": body(lambda f: setattr(f, "name", "changed")),
        "mode": field(lambda f: setattr(f, "mode", "serialization")),
        "config": field(lambda f: setattr(f, "config", {"populate_by_name": True})),
        "config by name": field(
            lambda f: (
                setattr(f, "config", {"validate_by_name": True}),
                setattr(f.field_info, "validation_alias", "other"),
            )
        ),
        "field_info": field(lambda f: setattr(f, "field_info", another(f))),
        "_type_adapter": field(lambda f: setattr(f, "_type_adapter", TypeAdapter(int))),
        "_type_adapter of a path parameter": field(
            lambda f: setattr(f, "_type_adapter", TypeAdapter(str)), "path"
        ),
        "_type_adapter of the body": body(lambda f: setattr(f, "_type_adapter", TypeAdapter(dict))),
        "_type_adapter of the answer": response(
            lambda f: setattr(f, "_type_adapter", TypeAdapter(dict[str, Any]))
        ),
        "validate": field(lambda f: setattr(f, "validate", lambda *a, **k: ("validated", []))),
        "validate of the body": body(
            lambda f: setattr(f, "validate", lambda value, *a, **k: (Item(name="v"), []))
        ),
        "validate of the answer": response(
            lambda f: setattr(f, "validate", lambda value, *a, **k: (Item(name="v"), []))
        ),
        "serialize_json": response(lambda f: setattr(f, "serialize_json", lambda v, **k: b"[1]")),
        "serialize": response(lambda f: setattr(f, "serialize", lambda v, **k: [1])),
        "get_default": field(lambda f: setattr(f, "get_default", lambda: "made")),
        "field_info.alias": info("alias", "other"),
        "field_info.validation_alias": info("validation_alias", "other"),
        "field_info.validation_alias choices": info(
            "validation_alias", AliasChoices("other", "key")
        ),
        "field_info.serialization_alias": info("serialization_alias", "other"),
        "field_info.default": info("default", "changed"),
        "field_info.default mutable": info("default", [1, 2]),
        "field_info.default required": info("default", ...),
        "field_info.default_factory": info("default_factory", lambda: "made"),
        "field_info.validate_default": info("validate_default", True, default=5),
        "field_info.annotation": info("annotation", list[str]),
        "field_info.metadata": info("metadata", []),
        "field_info.in_": info("in_", ParamTypes.cookie),
        "field_info.title": info("title", "changed"),
        "field_info.description": info("description", "changed"),
        "field_info.deprecated": info("deprecated", True),
        "field_info.include_in_schema": info("include_in_schema", False),
        "field_info.alias of a header": info("alias", "y", "header"),
        "field_info.validation_alias of a header": info("validation_alias", "y", "header"),
        "field_info.convert_underscores": info("convert_underscores", False, "header"),
        "field_info.default of a header": info("default", "changed", "header"),
        "field_info.alias of a cookie": info("alias", "biscuit", "cookie"),
        "field_info.validation_alias of a cookie": info("validation_alias", "biscuit", "cookie"),
        "field_info.alias of a path parameter": info("alias", "other", "path"),
        "field_info.embed": body(lambda f: setattr(f.field_info, "embed", True)),
        "field_info.alias of the body": body(lambda f: setattr(f.field_info, "alias", "changed")),
        "field_info.default of the body": body(lambda f: setattr(f.field_info, "default", None)),
        "field_info.media_type": body(lambda f: setattr(f.field_info, "media_type", "text/plain")),
        "alias, the second parameter": field(
            lambda f: setattr(f.field_info, "validation_alias", "other"), index=1
        ),
    }


PARAMETER: Rows = _parameter_rows(lambda world: world.declared())
REACHED_PARAMETER: Rows = _parameter_rows(lambda world: world.reached())
