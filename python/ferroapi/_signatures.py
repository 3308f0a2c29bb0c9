"""Defaults and order of the keywords of `_options.py`, method by method, and the signatures made of
them.

`signed` puts them where `help()`, `inspect` and editors look; `Keywords.check` refuses a name that
is not there. Used by the classes that declare (`applications`, `routing`), at import and at
registration only.
"""

import inspect
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any, TypeVar

from starlette.responses import JSONResponse

from ._options import (
    AddRouteOptions,
    APIRouteOptions,
    AppMethodsOptions,
    AppOptions,
    IncludeOptions,
    MethodsOptions,
    RouteOptions,
    RouterOptions,
)
from .datastructures import Default
from .utils import generate_unique_id

Function = TypeVar("Function", bound=Callable[..., Any])

# What differs from None; `inspect.Parameter` takes these as they are, so that placeholders show as
# in FastAPI.
_OPERATION_DEFAULTS: dict[str, Any] = {
    "response_model": Default(None),
    "response_description": "Successful Response",
    "response_model_by_alias": True,
    "response_model_exclude_unset": False,
    "response_model_exclude_defaults": False,
    "response_model_exclude_none": False,
    "include_in_schema": True,
    "response_class": Default(JSONResponse),
    "generate_unique_id_function": Default(generate_unique_id),
    "strict_content_type": Default(True),
}
_ROUTER_DEFAULTS: dict[str, Any] = {
    "prefix": "",
    "default_response_class": Default(JSONResponse),
    "redirect_slashes": True,
    "include_in_schema": True,
    "generate_unique_id_function": Default(generate_unique_id),
    "strict_content_type": Default(True),
}
_APP_DEFAULTS: dict[str, Any] = _ROUTER_DEFAULTS | {
    "debug": False,
    "title": "FastAPI",
    "description": "",
    "version": "0.1.0",
    "openapi_url": "/openapi.json",
    "docs_url": "/docs",
    "redoc_url": "/redoc",
    "swagger_ui_oauth2_redirect_url": "/docs/oauth2-redirect",
    "root_path": "",
    "root_path_in_servers": True,
    "separate_input_output_schemas": True,
    "strict_content_type": True,
}


class Keywords:
    """The keywords of one method, in the order of FastAPI's signature, with their types and
    defaults."""

    __slots__ = ("defaults", "parameters")

    def __init__(self, types: Any, defaults: Mapping[str, Any], order: Iterable[str]) -> None:
        hints: dict[str, Any] = types.__annotations__
        self.defaults = MappingProxyType({name: defaults.get(name) for name in order})
        self.parameters = [
            inspect.Parameter(
                name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=hints[name]
            )
            for name, default in self.defaults.items()
        ]

    def check(self, method: str, options: Mapping[str, Any]) -> None:
        """Raise the TypeError of a call with an unknown keyword."""
        unknown = options.keys() - self.defaults.keys()
        if unknown:
            name = next(name for name in options if name in unknown)
            raise TypeError(f"{method}() got an unexpected keyword argument {name!r}")


# Groups of keywords that stand together in several signatures.
_ABOUT = (
    *("response_model", "status_code", "tags", "dependencies", "summary", "description"),
    *("response_description", "responses", "deprecated"),
)
_ANSWER = (
    *("operation_id", "response_model_include", "response_model_exclude"),
    *("response_model_by_alias", "response_model_exclude_unset"),
    *("response_model_exclude_defaults", "response_model_exclude_none"),
    *("include_in_schema", "response_class"),
)
_EXTRA = ("openapi_extra", "generate_unique_id_function")
_LIMITS = ("max_body_size", "form_limits")

VERB = Keywords(
    RouteOptions,
    _OPERATION_DEFAULTS,
    (*_ABOUT, *_ANSWER, "name", "callbacks", *_EXTRA, *_LIMITS),
)
API_ROUTE = Keywords(
    MethodsOptions,
    _OPERATION_DEFAULTS,
    (*_ABOUT, "methods", *_ANSWER, "name", "callbacks", *_EXTRA, *_LIMITS),
)
APP_API_ROUTE = Keywords(
    AppMethodsOptions,
    _OPERATION_DEFAULTS,
    (*_ABOUT, "methods", *_ANSWER, "name", *_EXTRA, *_LIMITS),
)
ADD_API_ROUTE = Keywords(
    AddRouteOptions,
    _OPERATION_DEFAULTS,
    (
        *(*_ABOUT, "methods", *_ANSWER, "name", "route_class_override", "callbacks"),
        *(*_EXTRA, "strict_content_type", *_LIMITS),
    ),
)
ROUTE = Keywords(
    APIRouteOptions,
    _OPERATION_DEFAULTS,
    (
        *(*_ABOUT, "name", "methods", *_ANSWER, "dependency_overrides_provider", "callbacks"),
        *(*_EXTRA, "strict_content_type", *_LIMITS),
    ),
)
INCLUDE = Keywords(IncludeOptions, _ROUTER_DEFAULTS, IncludeOptions.__annotations__)
APP_INCLUDE = Keywords(
    IncludeOptions,
    _ROUTER_DEFAULTS,
    (
        *("prefix", "tags", "dependencies", "responses", "deprecated", "include_in_schema"),
        *("default_response_class", "callbacks", "generate_unique_id_function", *_LIMITS),
    ),
)
ROUTER = Keywords(
    RouterOptions,
    _ROUTER_DEFAULTS,
    (
        *("prefix", "tags", "dependencies", "default_response_class", "responses", "callbacks"),
        *("routes", "redirect_slashes", "default", "dependency_overrides_provider"),
        *("route_class", "on_startup", "on_shutdown", "lifespan", "deprecated"),
        *("include_in_schema", "generate_unique_id_function", "strict_content_type", *_LIMITS),
    ),
)
APP = Keywords(AppOptions, _APP_DEFAULTS, AppOptions.__annotations__)


def signed(keywords: Keywords, **defaults: Any) -> Callable[[Function], Function]:
    """Decorator: show `keywords` in the place of `**options`; `defaults` replace some of theirs."""

    def sign(function: Function) -> Function:
        own = inspect.signature(function)
        named = [p for p in own.parameters.values() if p.kind is not p.VAR_KEYWORD]
        listed = [
            p.replace(default=defaults[p.name]) if p.name in defaults else p
            for p in keywords.parameters
        ]
        function.__signature__ = own.replace(parameters=named + listed)  # type: ignore[attr-defined]
        return function

    return sign
