"""A path operation as an ASGI application of its own, for handlers the plan does not own.

A custom `get_route_handler`, a patched `get_request_handler`, a route used without its router:
the handler gets a `Request` and the exit stacks that plans and plugins look for in the scope.
"""

from __future__ import annotations

import functools
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any

from starlette._utils import is_async_callable
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from .errors import swallowed

_FILES = "fastapi_middleware_astack"


def request_response(func: Callable[[Request], Awaitable[Response] | Response]) -> ASGIApp:
    """Wrap `func(request) -> response`: exit stacks around it, exceptions to the handlers."""
    answer: Any = func
    if not is_async_callable(func):
        answer = functools.partial(run_in_threadpool, func)  # type: ignore[call-arg]

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if _FILES in scope:
            await _serve(answer, scope, receive, send)
            return
        async with AsyncExitStack() as files:
            scope[_FILES] = files
            await _serve(answer, scope, receive, send)

    return app


async def _serve(
    answer: Callable[[Request], Awaitable[Response]], scope: Scope, receive: Receive, send: Send
) -> None:
    request: Request[Any] = _named("Request")(scope, receive, send)

    async def within_stacks(scope: Scope, receive: Receive, send: Send) -> None:
        sent = False
        async with _named("AsyncExitStack")() as stack:
            scope["fastapi_inner_astack"] = stack
            response = await _call(answer, request, scope)
            await response(scope, receive, send)
            sent = True
        if not sent:
            raise swallowed()

    wrapped = _named("wrap_app_handling_exceptions")(within_stacks, request)
    await wrapped(scope, receive, send)


async def _call(
    answer: Callable[[Request], Awaitable[Response]], request: Request[Any], scope: Scope
) -> Response:
    async with _named("AsyncExitStack")() as stack:
        scope["fastapi_function_astack"] = stack
        response = await answer(request)
    # A swallowed exception leaves it unbound: the same error as FastAPI's.
    return response  # noqa: RET504


def _named(name: str) -> Any:
    # FastAPI's module holds these names, and programs replace them there.
    from ferroapi import routing

    return getattr(routing, name)
