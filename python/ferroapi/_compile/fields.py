"""Fields: made from what was declared, and what they are asked about afterwards: model, JSON text,
names in the request.

`_compile.classify` decides which `FieldInfo` a parameter has; here it becomes a `ModelField`. The
questions at the end are asked by the plan builder, by `_cold.extraction` and by OpenAPI.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from copy import copy
from typing import Any, Literal

from pydantic import AliasChoices, AliasPath, BaseModel, Json
from pydantic.fields import FieldInfo

from ferroapi import params
from ferroapi._compat.shared import (
    annotation_is_pydantic_v1,
    field_annotation_is_scalar,
    field_annotation_is_scalar_sequence,
    lenient_issubclass,
    union_members,
)
from ferroapi._compat.v2 import (
    ModelField,
    PydanticSchemaGenerationError,
    Undefined,
    get_cached_model_fields,
)
from ferroapi._unsupported import refuse_forms
from ferroapi.exceptions import FastAPIError, PydanticV1NotSupportedError, UsageError

_INVALID_TYPE = (
    "Invalid args for response field! Hint: check that {type_} is a valid Pydantic field type. "
    "If you are using a return type annotation that is not a valid Pydantic field "
    "(e.g. Union[Response, dict, None]) you can disable generating the response model from the "
    "type annotation with the path operation decorator parameter response_model=None. "
    "Read more: https://fastapi.tiangolo.com/tutorial/response-model/"
)
_V1_MODEL = (
    "pydantic.v1 models are no longer supported by FastAPI. Please update the response model {!r}."
)
# Parameters that a model may describe as a group; a path has no group, a body's model is its own
# value.
_GROUPABLE = (params.Query, params.Header, params.Cookie)


def create_model_field(
    name: str,
    type_: Any,
    default: Any | None = Undefined,
    field_info: FieldInfo | None = None,
    alias: str | None = None,
    mode: Literal["validation", "serialization"] = "validation",
) -> ModelField:
    """A field for `type_`, or for `field_info` where that is given.

    Raises `FastAPIError` for a type that pydantic cannot validate, `PydanticV1NotSupportedError`
    for its v1 models.
    """
    if annotation_is_pydantic_v1(type_):
        raise PydanticV1NotSupportedError(_V1_MODEL.format(type_))
    info = field_info or FieldInfo(annotation=type_, default=default, alias=alias)
    try:
        return ModelField(info, name, mode)
    except PydanticSchemaGenerationError:
        raise FastAPIError(_INVALID_TYPE.format(type_=type_)) from None


def parameter_field(
    name: str, info: FieldInfo, annotation: Any, path_names: Container[str]
) -> ModelField:
    """The field of the parameter `name`; sets the alias in `info` where none was declared.

    Raises `UsageError` where the source cannot give such a type, `UnsupportedFeatureError` for
    forms.
    """
    in_path = name in path_names
    if in_path and not isinstance(info, params.Path):
        raise UsageError(f"Cannot use `{type(info).__name__}` for path param {name!r}")
    if isinstance(info, params.Form):
        refuse_forms(name)
    if isinstance(info, params.Param):
        info = _complete(info, path_names)
    info.alias = info.alias or _default_alias(name, info)
    field = create_model_field(name, annotation, field_info=info)
    _check_type(field, in_path)
    return field


def _complete(info: params.Param, path_names: Container[str]) -> params.Param:
    if getattr(info, "in_", None) is None:
        info.in_ = params.ParamTypes.query
    declared = info.validation_alias
    if not isinstance(info, params.Path) or not isinstance(declared, AliasChoices):
        return info
    choices = [choice for choice in declared.choices if isinstance(choice, str)]
    in_template = [choice for choice in choices if choice in path_names]
    if in_template and len(choices) == len(declared.choices):
        # Copied: the declaration may serve routes with other names in their paths.
        info = copy(info)
        info.validation_alias = in_template[0]
    return info


def _default_alias(name: str, info: FieldInfo) -> str:
    return name.replace("_", "-") if getattr(info, "convert_underscores", None) else name


def _check_type(field: ModelField, in_path: bool) -> None:
    annotation = field.field_info.annotation
    if not in_path and not isinstance(field.field_info, params.Query):
        return
    if field_annotation_is_scalar(annotation):
        return
    if in_path:
        raise UsageError("Path params must be of one of the supported types")
    if not field_annotation_is_scalar_sequence(annotation) and model_type(annotation) is None:
        raise UsageError(f"Query parameter {field.name!r} must be one of the supported types")


def model_type(annotation: Any) -> type[BaseModel] | None:
    """The model in `Model` or `Model | None`; None for any other annotation."""
    members = union_members(annotation)
    if members is not None and len(members) == 2 and type(None) in members:
        annotation = members[0] if members[1] is type(None) else members[1]
    return annotation if lenient_issubclass(annotation, BaseModel) else None


def is_json_field(field: ModelField) -> bool:
    """Is the value JSON text, declared with pydantic's `Json`?"""
    return any(type(item) is Json for item in field.field_info.metadata)


def get_param_model(field: ModelField) -> type[BaseModel] | None:
    """The model whose fields are the parameters, where the field declares such a group."""
    info = field.field_info
    if isinstance(info, _GROUPABLE):
        model = model_type(info.annotation)
    else:
        model = info.annotation if lenient_issubclass(info.annotation, BaseModel) else None
    return None if model is None or is_json_field(field) else model


def get_flat_fields(fields: Sequence[ModelField]) -> list[ModelField]:
    """`fields` with each group replaced by the fields of its model."""
    flat: list[ModelField] = []
    for field in fields:
        model = get_param_model(field)
        flat.extend([field] if model is None else get_cached_model_fields(model))
    return flat


def get_validation_alias(field: ModelField) -> str:
    """The name by which a value is given to the validator."""
    return getattr(field, "validation_alias", None) or field.alias


def get_param_aliases(
    field: ModelField, *, convert_underscores: bool = False
) -> list[tuple[str, str]]:
    """`(name for the validator, name in the request)`, the preferred pair first; never empty.

    `convert_underscores`: names that were not declared literally have hyphens in the request, as
    headers do.
    """
    info, declared = field.field_info, field.field_info.validation_alias
    alias = get_validation_alias(field)
    converted = convert_underscores and alias == field.name
    pairs = [(alias, alias.replace("_", "-") if converted else alias)]
    if isinstance(info, params.Path) or isinstance(declared, AliasPath):
        return pairs
    if isinstance(declared, AliasChoices):
        names = [choice for choice in declared.choices if isinstance(choice, str)]
        if len(names) < len(declared.choices):  # There is a path among them.
            return pairs
        pairs = [(name, name) for name in names]
    return _with_own_name(field, pairs, convert_underscores)


def _with_own_name(
    field: ModelField, pairs: list[tuple[str, str]], convert_underscores: bool
) -> list[tuple[str, str]]:
    """What the model's configuration says about giving a value by its attribute's name."""
    config = field.config
    if not config:
        return pairs
    name = field.name
    own = (name, name.replace("_", "-") if convert_underscores else name)
    if config.get("validate_by_alias") is False:
        return [own]
    by_name = config.get("validate_by_name", config.get("populate_by_name", False))
    if by_name and all(alias != name for alias, _ in pairs):
        return [*pairs, own]
    return pairs
