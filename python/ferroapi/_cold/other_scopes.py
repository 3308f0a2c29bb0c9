"""Connections that are not HTTP requests: lifespan, and WebSockets of mounted applications."""

from __future__ import annotations

from typing import Any

from starlette.middleware.exceptions import ExceptionMiddleware
from starlette.types import Receive, Scope, Send

from ferroapi.exceptions import UsageError

from .dispatch import dispatch


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
        await dispatch(router, scope, receive, send)
        return
    handlers = {k: v for k, v in app.exception_handlers.items() if k not in (500, Exception)}

    async def routed(scope: Scope, receive: Receive, send: Send) -> None:
        await dispatch(router, scope, receive, send)

    await ExceptionMiddleware(routed, handlers, app.debug)(scope, receive, send)
