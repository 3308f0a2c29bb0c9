"""Step *classify*: what fills a parameter: a dependency, an object of the request, or a field read
from somewhere.

Two tables decide, first hit wins: `_INJECTED` (by type) and `_SOURCES` (where nothing was
declared). What was declared, in `Annotated` or as the default, goes before both.
`_compile.dependants` calls `analyze_param` once per parameter.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, TypeAlias, get_origin

from pydantic.fields import FieldInfo
from starlette.background import BackgroundTasks
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response
from starlette.websockets import WebSocket
from typing_inspection.typing_objects import is_typealiastype

from ferroapi import params
from ferroapi._compat.shared import (
    field_annotation_is_scalar,
    is_uploadfile_or_nonable_uploadfile_annotation,
    is_uploadfile_sequence_annotation,
)
from ferroapi._compat.v2 import ModelField, RequiredParam, Undefined, copy_field_info
from ferroapi._lasting import remembered
from ferroapi.exceptions import UsageError
from ferroapi.security.scopes import SecurityScopes

from .fields import parameter_field
from .signature import EMPTY

# A request is an HTTPConnection too: the narrower class stands first.
_INJECTED: tuple[tuple[type[Any], str], ...] = (
    (Request, "request_param_name"),
    (WebSocket, "websocket_param_name"),
    (HTTPConnection, "http_connection_param_name"),
    (Response, "response_param_name"),
    (BackgroundTasks, "background_tasks_param_name"),
    (SecurityScopes, "security_scopes_param_name"),
)


@dataclass
class ParamDetails:
    """The result: at most one of `depends` and `field`; neither for an object of the request."""

    type_annotation: Any
    depends: params.Depends | None
    field: ModelField | None


@dataclass(slots=True)
class Parameter:
    """A parameter taken apart: `annotation` as written, `type` without its `Annotated`, the last
    `marker` in it.
    """

    name: str
    annotation: Any
    type: Any
    marker: Any
    default: Any
    in_path: bool


def _is_upload(parameter: Parameter) -> bool:
    is_one = is_uploadfile_or_nonable_uploadfile_annotation(parameter.type)
    return is_one or is_uploadfile_sequence_annotation(parameter.type)


_Source: TypeAlias = Callable[..., FieldInfo]
_SOURCES: tuple[tuple[Callable[[Parameter], bool], _Source], ...] = (
    (lambda parameter: field_annotation_is_scalar(parameter.type), params.Query),
    (_is_upload, params.File),
    (lambda parameter: True, params.Body),
)
_MARKERS = (params.Param, params.Body, params.Depends)


def analyze_param(
    *, param_name: str, annotation: Any, value: Any, path_param_names: set[str]
) -> ParamDetails:
    """What fills the parameter `param_name` with this annotation and default `value`.

    Raises `UsageError` where two declarations contradict each other, and what `parameter_field`
    raises.
    """
    parameter = _take_apart(param_name, annotation, value, param_name in path_param_names)
    info = _declared_info(parameter)
    depends = _declared_depends(parameter)
    if depends is not None:
        return ParamDetails(parameter.type, depends, None)
    if injected_as(parameter.type) is not None:
        if info is not None:
            raise UsageError(f"Cannot specify FastAPI annotation for type {parameter.type!r}")
        return ParamDetails(parameter.type, None, None)
    if info is None:
        info = _inferred_info(parameter)
    field = parameter_field(param_name, info, parameter.annotation, path_param_names)
    return ParamDetails(parameter.type, None, field)


def injected_as(annotation: Any) -> str | None:
    """The field of `Dependant` that names arguments of this type, or None for a type that is not
    injected.
    """
    if type(annotation) is type and annotation.__module__ == "builtins":
        return None
    return _injected_class(annotation) if isinstance(annotation, type) else None


@remembered(1024)
def _injected_class(cls: type[Any]) -> str | None:
    return next((attribute for base, attribute in _INJECTED if issubclass(cls, base)), None)


def _take_apart(name: str, annotation: Any, default: Any, in_path: bool) -> Parameter:
    if is_typealiastype(annotation):
        annotation = annotation.__value__
    if annotation is EMPTY:
        annotation = Any
    if get_origin(annotation) is not Annotated:
        return Parameter(name, annotation, annotation, None, default, in_path)
    markers = [item for item in annotation.__metadata__ if isinstance(item, _MARKERS)]
    marker = markers[-1] if markers else None
    return Parameter(name, annotation, annotation.__origin__, marker, default, in_path)


def _declared_info(parameter: Parameter) -> FieldInfo | None:
    """The `Query(...)`, `Body(...)` … of the parameter, completed by its annotation and its
    default.
    """
    default = parameter.default
    if isinstance(parameter.marker, FieldInfo):
        return _annotated_info(parameter, parameter.marker)
    if isinstance(default, FieldInfo):
        default.annotation = parameter.type
        return default
    return None


def _annotated_info(parameter: Parameter, marker: FieldInfo) -> FieldInfo:
    info = copy_field_info(field_info=marker, annotation=parameter.annotation)
    name, default = parameter.name, parameter.default
    if info.default is not Undefined:
        raise UsageError(
            f"`{type(info).__name__}` default value cannot be set in `Annotated` for {name!r}. "
            "Set the default value with `=` instead."
        )
    if default is EMPTY:
        return info
    if parameter.in_path:
        raise UsageError("Path parameters cannot have default values")
    if isinstance(default, params.Depends):
        raise UsageError(
            "Cannot specify a FastAPI annotation in `Annotated` and `Depends` as a default value "
            f"together for {name!r}"
        )
    if isinstance(default, FieldInfo):
        raise UsageError(
            "Cannot specify FastAPI annotations in `Annotated` and default value "
            f"together for {name!r}"
        )
    info.default = default
    return info


def _declared_depends(parameter: Parameter) -> params.Depends | None:
    depends = parameter.marker if isinstance(parameter.marker, params.Depends) else None
    if isinstance(parameter.default, params.Depends):
        if depends is not None:
            raise UsageError(
                "Cannot specify `Depends` in `Annotated` and default value "
                f"together for {parameter.name!r}"
            )
        depends = parameter.default
    if depends is not None and depends.dependency is None:
        return dataclasses.replace(depends, dependency=parameter.type)
    return depends


def _inferred_info(parameter: Parameter) -> FieldInfo:
    """Where an undeclared parameter comes from: the path if the name stands there, else by type."""
    annotation = parameter.annotation
    if parameter.in_path:
        # Its default does not count: the same function may serve a path without the parameter.
        info: FieldInfo = params.Path(annotation=annotation)
    else:
        default = RequiredParam if parameter.default is EMPTY else parameter.default
        source = next(source for applies, source in _SOURCES if applies(parameter))
        info = source(annotation=annotation, default=default)
    return info if annotation is parameter.type else _merged_info(info, parameter)


def _merged_info(info: FieldInfo, parameter: Parameter) -> FieldInfo:
    merged = copy_field_info(field_info=info, annotation=parameter.annotation)
    merged.default = info.default
    if parameter.in_path:
        merged.default_factory = None
    return merged
