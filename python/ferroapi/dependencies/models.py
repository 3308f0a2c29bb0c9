"""`Dependant`: one callable of the dependency tree with everything it needs; and what follows from
its fields.

Read by the plan builder, by OpenAPI and by plugins, under FastAPI's names. `_compile.dependants`
makes them.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, cast

from ferroapi._compile import callables
from ferroapi._ferroapi import declaration_changed
from ferroapi.exceptions import UsageError
from ferroapi.security.base import SecurityBase

from .._borrowed import lend

if TYPE_CHECKING:
    from ferroapi._compat import ModelField
    from ferroapi.concurrency import _DependencyConcurrency
    from ferroapi.types import DependencyCacheKey


_CallIdentity = callables.CallIdentity
_impartial = callables.without_partial
_unwrapped_call = callables.unwrapped_call
_is_gen_callable = callables.is_gen_callable
_is_gen_callable_cached = callables.is_gen_callable_cached
_is_async_gen_callable = callables.is_async_gen_callable
_is_async_gen_callable_cached = callables.is_async_gen_callable_cached
_is_coroutine_callable = callables.is_coroutine_callable
_is_coroutine_callable_cached = callables.is_coroutine_callable_cached


class DeclaredList(list[Any]):
    """A list in a declaration, which tells when it is changed."""

    __slots__ = ()


def _telling(method: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(method)
    def change(self: DeclaredList, *args: Any, **kwargs: Any) -> Any:
        try:
            return method(self, *args, **kwargs)
        finally:  # What fails half-way (a sort) has changed the list too.
            declaration_changed()

    return change


for _name in (
    *("append", "extend", "insert", "remove", "pop", "clear", "sort", "reverse"),
    *("__setitem__", "__delitem__", "__iadd__", "__imul__"),
):
    setattr(DeclaredList, _name, _telling(getattr(list, _name)))


class _Sections:
    """Room for what `solve_dependencies` makes of a dependant, which no copy takes along."""

    __slots__ = ("_sections",)

    def __getstate__(self) -> Any:
        names = (field.name for field in dataclasses.fields(cast("Any", self)))
        return None, {name: getattr(self, name) for name in names}


@dataclasses.dataclass(slots=True)
class Dependant(_Sections):
    """A callable and what is passed to it.

    The five `*_params` are its own fields by source, `dependencies` what it depends on, in the
    order of declaration. The `*_param_name` name the arguments that get the request, the answer and
    so on. `scope` is the declared lifetime of a generator; "request" lasts until the answer was
    sent, "function" until the endpoint returned.
    """

    path_params: list[ModelField] = dataclasses.field(default_factory=DeclaredList)
    query_params: list[ModelField] = dataclasses.field(default_factory=DeclaredList)
    header_params: list[ModelField] = dataclasses.field(default_factory=DeclaredList)
    cookie_params: list[ModelField] = dataclasses.field(default_factory=DeclaredList)
    body_params: list[ModelField] = dataclasses.field(default_factory=DeclaredList)
    dependencies: list[Dependant] = dataclasses.field(default_factory=DeclaredList)
    name: str | None = None
    call: Callable[..., Any] | None = None
    request_param_name: str | None = None
    websocket_param_name: str | None = None
    http_connection_param_name: str | None = None
    response_param_name: str | None = None
    background_tasks_param_name: str | None = None
    security_scopes_param_name: str | None = None
    own_oauth_scopes: list[str] | None = None
    parent_oauth_scopes: list[str] | None = None
    use_cache: bool = True
    path: str | None = None
    scope: Literal["function", "request"] | None = None
    concurrency: _DependencyConcurrency | None = None

    def __setattr__(self, name: str, value: Any) -> None:
        object.__setattr__(self, name, value)
        declaration_changed()


_UsesScopesCache: TypeAlias = "dict[int, tuple[Dependant, bool]]"


def _get_oauth_scopes(*, dependant: Dependant) -> list[str]:
    """The scopes that apply: those of the dependants around it, then its own, each once."""
    inherited = list(dependant.parent_oauth_scopes or ())
    for scope in dependant.own_oauth_scopes or ():
        if scope not in inherited:
            inherited.append(scope)
    return inherited


def _get_computed_scope(*, dependant: Dependant) -> str | None:
    """The declared lifetime; that of the request for a generator without one; None for anything
    else.
    """
    if dependant.scope:
        return dependant.scope
    return "request" if callables.is_generator_callable(dependant.call) else None


def _is_security_scheme(*, dependant: Dependant) -> bool:
    """Is the callable one of the security schemes (`HTTPBearer()` …)?"""
    return isinstance(_unwrapped_call(dependant.call), SecurityBase)


def _get_security_scheme(*, dependant: Dependant) -> SecurityBase:
    """The security scheme below the callable; raises `UsageError` where it is none."""
    if not _is_security_scheme(dependant=dependant):
        raise UsageError(f"{dependant.call!r} is not a security scheme")
    scheme: SecurityBase = _unwrapped_call(dependant.call)
    return scheme


def _uses_scopes(*, dependant: Dependant, cache: _UsesScopesCache | None = None) -> bool:
    """Does the dependant, or anything it depends on, look at the OAuth2 scopes?

    `cache` remembers answers by identity while one tree is walked.
    """
    cache = {} if cache is None else cache
    known = cache.get(id(dependant))
    if known is not None and known[0] is dependant:
        return known[1]
    answer = _looks_at_scopes(dependant) or any(
        _uses_scopes(dependant=inner, cache=cache) for inner in dependant.dependencies
    )
    cache[id(dependant)] = (dependant, answer)
    return answer


def _looks_at_scopes(dependant: Dependant) -> bool:
    if dependant.own_oauth_scopes or dependant.security_scopes_param_name is not None:
        return True
    return _is_security_scheme(dependant=dependant)


def _get_cache_key(
    *, dependant: Dependant, uses_scopes_cache: _UsesScopesCache | None = None
) -> DependencyCacheKey:
    """Dependants with the same key share one value in a request: callable, sorted scopes in use,
    lifetime.
    """
    scopes: tuple[str, ...] = ()
    if _uses_scopes(dependant=dependant, cache=uses_scopes_cache):
        scopes = tuple(sorted({*_get_oauth_scopes(dependant=dependant)}))
    return dependant.call, scopes, _get_computed_scope(dependant=dependant) or ""


if not TYPE_CHECKING:  # a checker would take every misspelt name for one of these
    __getattr__, __dir__ = lend(__name__)
