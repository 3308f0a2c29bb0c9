"""Small parts of FastAPI's workshop that plug-ins call and FerroAPI itself has no use for, under
FastAPI's names. Loaded when somebody asks for one; the pipeline never comes here.
"""

from __future__ import annotations

import math
import types
import typing
from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from importlib import import_module
from typing import Any, ParamSpec, Protocol, TypeVar

from anyio import CancelScope
from starlette.datastructures import UploadFile

from ferroapi import concurrency, params
from ferroapi._cold import calls
from ferroapi._cold.extraction import validate_value
from ferroapi._compat import ModelField
from ferroapi._compat.json_schema import _mentions_computed_fields
from ferroapi._compat.v2 import _ATTRIBUTES
from ferroapi._compile import fields
from ferroapi._compile.bodies import should_embed_body_fields
from ferroapi._compile.callables import is_async_gen_callable
from ferroapi._compile.classify import injected_as
from ferroapi._compile.dependants import get_flat_body_params, get_route_dependant
from ferroapi._server_sent_event import _OneLine, _without_null
from ferroapi._signatures import ROUTE
from ferroapi.dependencies.models import Dependant
from ferroapi.exceptions import UsageError
from ferroapi.openapi.docs import _script_json
from ferroapi.routing._describe import describe
from ferroapi.routing._scope import SCOPE_KEY

P = ParamSpec("P")
_T = TypeVar("_T")

WithArgsTypes: tuple[Any, ...] = (
    typing._GenericAlias,  # type: ignore[attr-defined] # pyright: ignore[reportAttributeAccessIssue]
    types.GenericAlias,
    types.UnionType,
)
_Attrs = dict.fromkeys(_ATTRIBUTES) | {"default": ..., "repr": True}
_dependency_semaphores = concurrency._semaphores_of_loop()
_html_safe_json = _script_json
_invalid_args_message = fields._INVALID_TYPE


class _RouteWithPath(Protocol):
    path: str


class _UjsonModule(Protocol):
    def dumps(self, __obj: Any, *, ensure_ascii: bool = ...) -> str: ...


class _OrjsonModule(Protocol):
    OPT_NON_STR_KEYS: int
    OPT_SERIALIZE_NUMPY: int

    def dumps(self, __obj: Any, *, option: int = ...) -> bytes: ...


def __getattr__(name: str) -> Any:
    if name not in ("orjson", "ujson"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    try:
        return import_module(name)
    except ModuleNotFoundError:
        return None


# Scopes and responses


def _get_fastapi_scope(scope: Any) -> dict[str, Any]:
    """The framework's own entry of a scope, made where there is none."""
    entry = scope.setdefault(SCOPE_KEY, {})
    if not isinstance(entry, dict):
        raise UsageError(f"scope[{SCOPE_KEY!r}] is no dict")
    return entry


def _normalize_non_finite_floats(data: Any) -> Any:
    """Infinities and "not a number" in JSON-able data replaced by None."""
    if isinstance(data, dict):
        return {key: _normalize_non_finite_floats(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_normalize_non_finite_floats(item) for item in data]
    return None if isinstance(data, float) and not math.isfinite(data) else data


def _build_response_args(*, status_code: int | None, solved_result: Any) -> dict[str, Any]:
    """The keywords of a response class: background tasks, and a status if there is one."""
    own = solved_result.response.status_code
    status = own or status_code or own
    args = {"background": solved_result.background_tasks}
    return args if status is None else args | {"status_code": status}


# Dependencies


def _build_dependant_with_parameterless_dependencies(
    *, path: str, call: Callable[..., Any], dependencies: Sequence[params.Depends]
) -> tuple[Dependant, list[ModelField], bool]:
    """A callable's dependant with more dependencies before its own, and what its body is."""
    dependant = get_route_dependant(path=path, call=call, dependencies=list(dependencies))
    body_params = get_flat_body_params(dependant)
    return dependant, body_params, should_embed_body_fields(body_params)


def add_non_field_param_to_dependency(
    *, param_name: str, type_annotation: Any, dependant: Dependant
) -> bool | None:
    """Note a parameter that gets a request, a response and the like; None for any other."""
    attribute = injected_as(type_annotation)
    if attribute is None:
        return None
    setattr(dependant, attribute, param_name)
    return True


async def _solve_generator(
    *, dependant: Dependant, stack: AsyncExitStack, sub_values: dict[str, Any], request: Any
) -> Any:
    """Enter a generator dependency on `stack`; gives what it yields."""
    call: Any = dependant.call
    if is_async_gen_callable(call):
        scope = _cleanup_scope(request.scope)
        opened = asynccontextmanager(call)(**sub_values)
        manager: Any = concurrency._asynccontextmanager_with_shielded_exit(opened, scope)
    else:
        manager = calls.thread_context(call, sub_values)
    if dependant.concurrency is not None:
        semaphore = dependant.concurrency.get_semaphore()
        manager = concurrency._contextmanager_with_concurrency_limit(manager, semaphore)
    return await stack.enter_async_context(manager)


def _cleanup_scope(scope: Any) -> CancelScope:
    """One for all async generators of a request, around whatever they open themselves."""
    stack: AsyncExitStack = scope["fastapi_inner_astack"]
    scopes: dict[Any, CancelScope] = scope.setdefault("fastapi_async_cleanup_scopes", {})
    if stack not in scopes:
        scopes[stack] = stack.enter_context(CancelScope())
        stack.callback(scopes.pop, stack)
    return scopes[stack]


def _validate_value_with_model_field(
    *, field: ModelField, value: Any, values: Mapping[str, Any], loc: tuple[int | str, ...]
) -> tuple[Any, list[Any]]:
    """A validated value or errors; the default, or an error, where there is no value."""
    return validate_value(field, value, loc)


def _is_empty_file_input(value: Any) -> bool:
    """Is it what browsers send for a file input that nobody filled in?"""
    return isinstance(value, UploadFile) and value.filename == "" and value.size == 0


def _populate_api_route_state(
    route: Any, path: str, endpoint: Callable[..., Any], **options: Any
) -> None:
    """Set every attribute of a route-like object; the options are those of `APIRoute`."""
    describe(route, path, endpoint, {**ROUTE.defaults, **options})


# Fields


def _annotation_has_computed_fields(annotation: Any, *, known_models: set[Any]) -> bool:
    """Does a model in `annotation` have computed fields? `known_models` are passed over."""
    return _mentions_computed_fields(annotation, known_models)


def _regenerate_error_with_loc(
    *, errors: Sequence[Any], loc_prefix: tuple[str | int, ...]
) -> list[dict[str, Any]]:
    """The same errors with `loc_prefix` before each one's place."""
    return [{**error, "loc": (*loc_prefix, *error.get("loc", ()))} for error in errors]


# Server-sent events


def _check_single_line(v: str | None, field_name: str) -> str | None:
    """The text; raises `ValueError` where it has a line break."""
    return _OneLine(field_name)(v)


_check_event_single_line = partial(_check_single_line, field_name="event")


def _check_id_valid(v: str | None) -> str | None:
    """The text; raises `ValueError` where it has a line break or a null character."""
    return _OneLine("id")(_without_null(v))
