"""The `parameters` of an operation: path, query, header and cookie, in that order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ferroapi._compile.fields import get_flat_fields, get_param_aliases, get_param_model
from ferroapi.datastructures import _Unset
from ferroapi.encoders import jsonable_encoder

if TYPE_CHECKING:
    from pydantic.fields import FieldInfo

    from ferroapi._compat import ModelField

    from .inputs import Inputs
    from .schemas import Schemas

_PLACES = ("path", "query", "header", "cookie")


def describe_parameters(inputs: Inputs, schemas: Schemas) -> list[dict[str, Any]]:
    """Describe every parameter once per name and place.

    Several dependencies may read the same parameter: the last description counts, but one that
    requires the parameter wins over one that does not.
    """
    described = [
        parameter
        for place in _PLACES
        for declared in getattr(inputs, place)
        for parameter in _describe_declared(declared, place, schemas)
    ]
    chosen = {(parameter["in"], parameter["name"]): parameter for parameter in described}
    for parameter in described:
        if parameter["required"]:
            chosen[parameter["in"], parameter["name"]] = parameter
    return list(chosen.values())


def example_of(info: FieldInfo) -> dict[str, Any]:
    """The entry `examples` or `example` of a parameter or a body, if it declares one of them."""
    if named := getattr(info, "openapi_examples", None):
        return {"examples": jsonable_encoder(named)}
    example = getattr(info, "example", None)
    if example is None or example is _Unset:
        return {}
    return {"example": jsonable_encoder(example)}


def _describe_declared(
    declared: ModelField, place: str, schemas: Schemas
) -> Iterator[dict[str, Any]]:
    """Describe one declared parameter, or each field of it if it is a model of parameters."""
    if not getattr(declared.field_info, "include_in_schema", True):
        return
    may_be_absent = _is_optional_model(declared)
    for field in get_flat_fields([declared]):
        info = field.field_info
        hyphenate = place == "header" and _converts_underscores(field, declared)
        alias, name = get_param_aliases(field, convert_underscores=hyphenate)[0]
        parameter: dict[str, Any] = {
            "name": name,
            "in": place,
            "required": info.is_required() and not may_be_absent,
            "schema": schemas.of(field, alias),
        }
        if info.description:
            parameter["description"] = info.description
        parameter |= example_of(info)
        if info.deprecated:
            parameter["deprecated"] = True
        yield parameter


def _is_optional_model(declared: ModelField) -> bool:
    """Whether it is a `Model | None` with a default: then none of its fields is required."""
    info = declared.field_info
    model = get_param_model(declared)
    return model is not None and info.annotation is not model and not info.is_required()


def _converts_underscores(field: ModelField, declared: ModelField) -> bool:
    for info in (field.field_info, declared.field_info):
        setting: bool | None = getattr(info, "convert_underscores", None)
        if setting is not None:
            return setting
    return True
