"""Connections that are not HTTP requests: lifespan, and WebSockets of mounted applications."""

from __future__ import annotations

from typing import Any

from starlette.middleware.exceptions import ExceptionMiddleware
from starlette.routing import Match
from starlette.types import Receive, Scope, Send

from ferroapi.exceptions import UsageError


async def other_scope(pipeline: Any, scope: Scope, receive: Receive, send: Send) -> None:
    """Serve a scope that the native pipeline does not know."""
    router = pipeline.router
    scope.setdefault("router", router)
    if scope["type"] == "lifespan":
        await router.lifespan(scope, receive, send)
        return
    if scope["type"] != "websocket":
        raise UsageError(f"No ASGI scope of an HTTP application: {scope['type']!r}")
    app = scope.get("app")
    if app is None:
        await _dispatch(router, scope, receive, send)
        return
    handlers = {k: v for k, v in app.exception_handlers.items() if k not in (500, Exception)}

    async def routed(scope: Scope, receive: Receive, send: Send) -> None:
        await _dispatch(router, scope, receive, send)

    await ExceptionMiddleware(routed, handlers, app.debug)(scope, receive, send)


async def _dispatch(router: Any, scope: Scope, receive: Receive, send: Send) -> None:
    """Hand the connection to the first route that takes it whole."""
    from ferroapi.routing import iter_effective_routes

    for route in iter_effective_routes(router):
        match, child_scope = route.matches(scope)
        if match is Match.FULL:
            scope.update(child_scope)
            await route.handle(scope, receive, send)
            return
    await router.default(scope, receive, send)
