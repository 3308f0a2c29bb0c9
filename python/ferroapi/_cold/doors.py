"""Sections of a plan under FastAPI's names, for those who call or replace them.

While `solve_dependencies` or `run_endpoint_function` is replaced in `ferroapi.routing` (tracing
tools do that), plans go through those names instead of the native rooms.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any, NamedTuple

from starlette.background import BackgroundTasks
from starlette.requests import Request
from starlette.responses import Response

from ferroapi import _ferroapi
from ferroapi._compat import ModelField, Undefined
from ferroapi.dependencies.models import Dependant
from ferroapi.exceptions import EndpointContext, ResponseValidationError, UsageError
from ferroapi.types import IncEx

from .responding import injected_response


async def run_endpoint_function(
    *, dependant: Dependant, values: Mapping[str, Any], is_coroutine: bool
) -> Any:
    """Call the endpoint with its arguments, a plain function in a worker thread."""
    if dependant.call is None:
        raise TypeError("dependant.call must be a function")
    if is_coroutine:
        return await dependant.call(**values)
    return await _named("run_in_threadpool")(
        _run_sync_endpoint, function=dependant.call, arguments=values
    )


def _run_sync_endpoint(*, function: Callable[..., Any], arguments: Mapping[str, Any]) -> Any:
    return function(**arguments)


def _named(name: str) -> Any:
    # FastAPI's module holds these names, and programs replace them there.
    from ferroapi import routing

    return getattr(routing, name)


async def serialize_response(
    *,
    field: ModelField | None = None,
    response_content: Any,
    include: IncEx | None = None,
    exclude: IncEx | None = None,
    by_alias: bool = True,
    exclude_unset: bool = False,
    exclude_defaults: bool = False,
    exclude_none: bool = False,
    is_coroutine: bool = True,
    endpoint_ctx: EndpointContext | None = None,
    dump_json: bool = False,
) -> Any:
    """Validate a result against its response field and make it JSON-able; bytes if `dump_json`.

    Raises `ResponseValidationError` for a result that does not fit.
    """
    if field is None:
        return _named("jsonable_encoder")(response_content)
    place = ("response",)
    if is_coroutine:
        value, errors = field.validate(response_content, {}, loc=place)
    else:
        run = _named("run_in_threadpool")
        value, errors = await run(field.validate, response_content, {}, loc=place)
    if errors:
        context = endpoint_ctx or {}
        raise ResponseValidationError(errors=errors, body=response_content, endpoint_ctx=context)
    flags = {
        "by_alias": by_alias,
        "exclude_unset": exclude_unset,
        "exclude_defaults": exclude_defaults,
        "exclude_none": exclude_none,
    }
    serialize: Callable[..., Any] = field.serialize_json if dump_json else field.serialize
    return serialize(value, include=include, exclude=exclude, **flags)


@dataclass
class SolvedDependency:
    """What `solve_dependencies` gives: keyword arguments for the endpoint, or errors."""

    values: dict[str, Any]
    errors: list[Any]
    background_tasks: BackgroundTasks | None
    response: Response
    dependency_cache: dict[Any, Any]


async def solve_dependencies(
    *,
    request: Request,
    dependant: Dependant,
    body: Any = Undefined,
    background_tasks: BackgroundTasks | None = None,
    response: Response | None = None,
    dependency_overrides_provider: Any = None,
    dependency_cache: dict[Any, Any] | None = None,
    async_exit_stack: AsyncExitStack,
    embed_body_fields: bool,
    _uses_scopes_cache: Any = None,
) -> SolvedDependency:
    """Solve a dependant's dependencies and parameters: the plan's section, up to the call.

    The request's scope must hold its exit stacks (`request_response` puts them there), else
    `UsageError` is raised. Values in `dependency_cache` are not asked for again; the new ones are
    added to it.
    """
    for name in ("fastapi_inner_astack", "fastapi_function_astack"):
        if not isinstance(request.scope.get(name), AsyncExitStack):
            raise UsageError(f"{name} not found in request scope")
    cache = {} if dependency_cache is None else dependency_cache
    given = Given(
        body=() if body is Undefined else (body,),
        background=background_tasks,
        response=injected_response() if response is None else response,
        cache=cache,
        provider=dependency_overrides_provider,
    )
    plan = _section(dependant, embed_body_fields)
    values, errors, tasks, merged = await plan.solve(request, given)
    return SolvedDependency(
        values=values,
        errors=errors,
        background_tasks=tasks,
        response=merged,
        dependency_cache=cache,
    )


class Given(NamedTuple):
    """What `Plan.solve` starts from: an empty `body` is none; values are taken from `cache` and
    added to it; `provider` has the overrides."""

    body: tuple[Any, ...]
    background: BackgroundTasks | None
    response: Response | None
    cache: dict[Any, Any]
    provider: Any


def _section(dependant: Dependant, embed: bool) -> _ferroapi.Plan:
    """The plan of a dependant alone, kept with the dependant: a table would keep both, and the
    application behind them, for ever."""
    from ferroapi._compile.plan import build_plan

    plans: dict[bool, _ferroapi.Plan] | None = getattr(dependant, "_sections", None)
    if plans is None:
        plans = {}
        object.__setattr__(dependant, "_sections", plans)  # No change of what it declares.
    plan = plans.get(bool(embed))
    if plan is None:
        plan = plans[bool(embed)] = build_plan(dependant, embed_body_fields=embed)
    return plan


async def door_solve(door: Door, request: Request, body: tuple[Any, ...]) -> Any:
    """Call whatever `ferroapi.routing.solve_dependencies` is now."""
    from ferroapi import routing

    return await routing.solve_dependencies(
        request=request,
        dependant=door.dependant,
        body=body[0] if body else Undefined,
        dependency_overrides_provider=door.provider,
        async_exit_stack=request.scope["fastapi_inner_astack"],
        embed_body_fields=door.embed_body_fields,
    )


async def door_call(door: Door, values: dict[str, Any], is_coroutine: bool) -> Any:
    """Call whatever `ferroapi.routing.run_endpoint_function` is now."""
    from ferroapi import routing

    return await routing.run_endpoint_function(
        dependant=door.dependant, values=values, is_coroutine=is_coroutine
    )


@dataclass(frozen=True)
class Door:
    """What the sections of a plan are called with while one of them is replaced; `answer` has a
    route's options that concern the answer."""

    own_dependant: Callable[[], Dependant]
    embed_body_fields: bool
    provider: Any
    answer: dict[str, Any]

    @property
    def dependant(self) -> Dependant:
        """What is solved and called; a program may change it."""
        return self.own_dependant()
