"""Lifespans: every form a user may give one in, made an async context manager factory; and their
merging."""

from __future__ import annotations

import inspect
from collections.abc import AsyncIterator, Callable, Generator
from contextlib import (
    AbstractAsyncContextManager,
    AbstractContextManager,
    asynccontextmanager,
    contextmanager,
)
from functools import wraps
from typing import TYPE_CHECKING, Any, Self

from starlette._utils import is_async_callable
from starlette.types import Lifespan

if TYPE_CHECKING:
    from ._router import APIRouter


def as_lifespan(given: Any, router: APIRouter) -> Lifespan[Any]:
    """A context manager factory from what the user gave; without one, the router's event
    handlers run."""
    if given is None:
        return _DefaultLifespan(router)
    if inspect.isasyncgenfunction(given):
        return asynccontextmanager(given)
    if inspect.isgeneratorfunction(given):
        return lifted(given)
    lifespan: Lifespan[Any] = given
    return lifespan


class _AsyncLiftContextManager(AbstractAsyncContextManager[Any]):
    """A plain context manager as an async one."""

    def __init__(self, cm: AbstractContextManager[Any]) -> None:
        self._cm = cm

    async def __aenter__(self) -> Any:
        return self._cm.__enter__()

    async def __aexit__(self, *error: Any) -> bool | None:
        return self._cm.__exit__(*error)


def lifted(lifespan_context: Callable[[Any], Generator[Any, Any, Any]]) -> Lifespan[Any]:
    """A lifespan of a generator function."""
    make = contextmanager(lifespan_context)

    @wraps(make)
    def lifespan(app: Any) -> _AsyncLiftContextManager:
        return _AsyncLiftContextManager(make(app))

    return lifespan


class _DefaultLifespan:
    """The lifespan of a router without one: runs its event handlers."""

    def __init__(self, router: APIRouter) -> None:
        self._router = router

    async def __aenter__(self) -> None:
        await self._router._startup()

    async def __aexit__(self, *exc_info: object) -> None:
        await self._router._shutdown()

    def __call__(self, app: object) -> Self:
        return self


async def run_handlers(handlers: list[Any]) -> None:
    """Call event handlers in order, awaiting those that are coroutine functions."""
    for handler in handlers:
        if is_async_callable(handler):
            await handler()
        else:
            handler()


def merged(original_context: Lifespan[Any], nested_context: Lifespan[Any]) -> Lifespan[Any]:
    """Both, one inside the other; where both have state for a key, the outer one's is kept."""

    @asynccontextmanager
    async def lifespan(app: Any) -> AsyncIterator[Any]:
        async with original_context(app) as outer_state, nested_context(app) as inner_state:
            if outer_state is None and inner_state is None:
                yield None
            else:
                yield {**(inner_state or {}), **(outer_state or {})}

    return lifespan
