"""Lifespans: every form a user may give one in, made an async context manager factory; and their
merging."""

from __future__ import annotations

import inspect
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, contextmanager
from typing import TYPE_CHECKING, Any

from starlette._utils import is_async_callable
from starlette.types import Lifespan

if TYPE_CHECKING:
    from ._router import APIRouter


def as_lifespan(given: Any, router: APIRouter) -> Lifespan[Any]:
    """A context manager factory from what the user gave; without one, the router's event
    handlers run."""
    if given is None:
        return _event_handlers(router)
    if inspect.isasyncgenfunction(given):
        return asynccontextmanager(given)
    if inspect.isgeneratorfunction(given):
        return _lifted(given)
    lifespan: Lifespan[Any] = given
    return lifespan


def _lifted(generator: Any) -> Lifespan[Any]:
    enter = contextmanager(generator)

    @asynccontextmanager
    async def lifespan(app: Any) -> AsyncIterator[Any]:
        with enter(app) as state:
            yield state

    return lifespan


def _event_handlers(router: APIRouter) -> Lifespan[Any]:
    @asynccontextmanager
    async def lifespan(app: Any) -> AsyncIterator[None]:
        await router._startup()
        try:
            yield
        finally:
            await router._shutdown()

    return lifespan


async def run_handlers(handlers: list[Any]) -> None:
    """Call event handlers in order, awaiting those that are coroutine functions."""
    for handler in handlers:
        if is_async_callable(handler):
            await handler()
        else:
            handler()


def merged(outer: Lifespan[Any], inner: Lifespan[Any]) -> Lifespan[Any]:
    """Both, one inside the other; where both have state for a key, the outer one's is kept."""

    @asynccontextmanager
    async def lifespan(app: Any) -> AsyncIterator[Any]:
        async with outer(app) as outer_state, inner(app) as inner_state:
            if outer_state is None and inner_state is None:
                yield None
            else:
                yield {**(inner_state or {}), **(outer_state or {})}

    return lifespan
