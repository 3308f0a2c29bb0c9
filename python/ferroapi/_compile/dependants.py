"""Step *order*, the tree: a callable's `Dependant` with all that it depends on, and flat views of
the tree.

Runs at the decorator, so that a mistake is reported where it was made. The body as one field is
`_compile.bodies`; putting the tree into the order of calls is `_compile.plan`.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Literal

from ferroapi import params
from ferroapi._compat.v2 import ModelField
from ferroapi._unsupported import refuse_websocket
from ferroapi.dependencies.models import Dependant, _get_cache_key, _UsesScopesCache
from ferroapi.exceptions import DependencyScopeError, UsageError
from ferroapi.utils import get_path_param_names

from .callables import is_generator_callable
from .classify import analyze_param, injected_as
from .fields import get_flat_fields
from .signature import Declared, declared_parameters

if TYPE_CHECKING:
    from ferroapi.concurrency import _DependencyConcurrency
    from ferroapi.types import DependencyCacheKey

_Lifetime = Literal["function", "request"]

_LISTS = {place: f"{place.value}_params" for place in params.ParamTypes}
_PARAMETER_LISTS = ("path_params", "query_params", "header_params", "cookie_params")


def get_dependant(
    *,
    path: str,
    call: Callable[..., Any],
    name: str | None = None,
    own_oauth_scopes: list[str] | None = None,
    parent_oauth_scopes: list[str] | None = None,
    use_cache: bool = True,
    scope: _Lifetime | None = None,
    concurrency: _DependencyConcurrency | None = None,
) -> Dependant:
    """`call`, taken apart for a route at `path` (a template without convertors), with everything it
    depends on.

    Raises `UsageError` for contradicting declarations, `DependencyScopeError` where something that
    lasts for the request needs something that does not, `UnsupportedFeatureError` for forms and
    WebSockets.
    """
    dependant = Dependant(
        name=name,
        call=call,
        path=path,
        scope=scope,
        use_cache=use_cache,
        concurrency=concurrency,
        own_oauth_scopes=own_oauth_scopes,
        parent_oauth_scopes=parent_oauth_scopes,
    )
    path_names = get_path_param_names(path)
    parameters = declared_parameters(call)
    for declared in parameters:
        details = analyze_param(
            param_name=declared.name,
            annotation=declared.annotation,
            value=declared.default,
            path_param_names=path_names,
        )
        if details.depends is not None:
            dependant.dependencies.append(_sub_dependant(dependant, declared.name, details.depends))
        elif details.field is not None:
            add_param_to_fields(field=details.field, dependant=dependant)
        else:
            _inject(dependant, declared.name, details.type_annotation)
    _refuse_websocket_only(dependant, parameters)
    return dependant


def _sub_dependant(dependant: Dependant, name: str, depends: params.Depends) -> Dependant:
    if not depends.dependency:
        raise UsageError(f"The dependency for {name!r} has no callable")
    _check_lifetime(dependant, depends)
    return get_dependant(
        path=dependant.path or "",
        call=depends.dependency,
        name=name,
        own_oauth_scopes=_scopes_of(depends),
        parent_oauth_scopes=[
            *(dependant.parent_oauth_scopes or ()),
            *(dependant.own_oauth_scopes or ()),
        ],
        use_cache=depends.use_cache,
        scope=depends.scope,
        concurrency=depends._concurrency,
    )


def _scopes_of(depends: params.Depends) -> list[str]:
    return list(depends.scopes or ()) if isinstance(depends, params.Security) else []


def _check_lifetime(dependant: Dependant, depends: params.Depends) -> None:
    """A generator that lives as long as the request must not use what ends with the endpoint."""
    if depends.scope != "function" or dependant.scope == "function":
        return
    if is_generator_callable(dependant.call):
        name = getattr(dependant.call, "__name__", "<unnamed_callable>")
        raise DependencyScopeError(
            f'The dependency "{name}" has a scope of "request", '
            'it cannot depend on dependencies with scope "function".'
        )


def _inject(dependant: Dependant, name: str, annotation: Any) -> None:
    attribute = injected_as(annotation)
    if attribute is not None:
        setattr(dependant, attribute, name)


def _refuse_websocket_only(dependant: Dependant, parameters: Sequence[Declared]) -> None:
    """A callable that takes a `Request` as well, or can do without, serves both kinds of
    connection: at an HTTP request its WebSocket parameter is left out, as FastAPI does."""
    name = dependant.websocket_param_name
    if name is None or dependant.request_param_name is not None:
        return
    if any(it.name == name and it.default is inspect.Parameter.empty for it in parameters):
        refuse_websocket(name)


def add_param_to_fields(*, field: ModelField, dependant: Dependant) -> None:
    """Append the field to the list of its source; raises `UsageError` where it has none."""
    info = field.field_info
    if isinstance(info, params.Body):
        dependant.body_params.append(field)
        return
    place = getattr(info, "in_", None)
    if place not in _LISTS:
        raise UsageError(
            f"non-body parameters must be in path, query, header or cookie: {field.name}"
        )
    getattr(dependant, _LISTS[place]).append(field)


def get_parameterless_sub_dependant(*, depends: params.Depends, path: str) -> Dependant:
    """The dependant of an entry in `dependencies=[…]`, whose value nobody receives."""
    if not callable(depends.dependency):
        raise UsageError("A parameter-less dependency must have a callable dependency")
    return get_dependant(
        call=depends.dependency,
        path=path,
        scope=depends.scope,
        own_oauth_scopes=_scopes_of(depends),
        concurrency=depends._concurrency,
    )


def get_parameterless_sub_dependants(
    dependencies: Sequence[params.Depends], path: str
) -> list[Dependant]:
    """The dependants of `dependencies=[…]`. Of several mistakes the last one is reported, as in
    FastAPI."""
    last_first = [
        get_parameterless_sub_dependant(depends=depends, path=path)
        for depends in reversed(dependencies)
    ]
    return last_first[::-1]


def get_route_dependant(
    *, path: str, call: Callable[..., Any], dependencies: Sequence[params.Depends]
) -> Dependant:
    """The dependant of an endpoint, the route's `dependencies` before those of its parameters."""
    dependant = get_dependant(path=path, call=call, scope="function")
    dependant.dependencies[:0] = get_parameterless_sub_dependants(dependencies, path)
    return dependant


def walk(dependant: Dependant) -> Iterator[Dependant]:
    """The dependant and all below it: each before what it depends on, in declaration order."""
    yield dependant
    for inner in dependant.dependencies:
        yield from walk(inner)


def get_flat_body_params(dependant: Dependant) -> list[ModelField]:
    """The body fields of the whole tree; a dependant that is used twice is counted twice."""
    if not dependant.dependencies:
        return list(dependant.body_params)
    return [field for one in walk(dependant) for field in one.body_params]


def get_flat_params(dependant: Dependant) -> list[ModelField]:
    """All path, then query, header and cookie fields of the tree; groups opened, equal dependants
    once.
    """
    distinct = _distinct(dependant)
    flat: list[ModelField] = []
    for attribute in _PARAMETER_LISTS:
        flat += get_flat_fields([field for one in distinct for field in getattr(one, attribute)])
    return flat


def _distinct(dependant: Dependant) -> list[Dependant]:
    # Compared, not hashed: a dependency need not be hashable.
    seen: list[DependencyCacheKey] = []
    found: list[Dependant] = []
    known: _UsesScopesCache = {}
    pending = [dependant]
    while pending:
        current = pending.pop()
        key = _get_cache_key(dependant=current, uses_scopes_cache=known)
        if key not in seen:
            seen.append(key)
            found.append(current)
            pending += reversed(current.dependencies)
    return found
