"""Finding a route in Python: for connections that are not HTTP, and for HTTP requests while a
program has replaced a function that FastAPI calls on the way to a route."""

from __future__ import annotations

from typing import Any

from starlette.routing import BaseRoute, Match
from starlette.types import Receive, Scope, Send

from ferroapi import routing
from ferroapi.routing import _scope


async def dispatch(router: Any, scope: Scope, receive: Receive, send: Send) -> None:
    """Ask the routes of `router` one by one, hand over to the first that takes the request whole,
    else to the first that takes its path, else redirect, else to the router's default."""
    scope.setdefault("router", router)
    if scope["type"] == "lifespan":
        await router.lifespan(scope, receive, send)
        return
    found, child_scope = _find(router.routes, scope)
    if found is not None:
        _scope.update(scope, child_scope)
        await found.handle(scope, receive, send)
        return
    toggled = _toggled(router, scope)
    if toggled and any(route.matches(toggled)[0] is not Match.NONE for route in router.routes):
        url = str(_named("URL")(scope=toggled))
        await _named("RedirectResponse")(url=url)(scope, receive, send)
        return
    await router.default(scope, receive, send)


def _find(routes: list[BaseRoute], scope: Scope) -> tuple[BaseRoute | None, Scope]:
    partial: tuple[BaseRoute | None, Scope] = (None, {})
    for route in routes:
        match, child_scope = route.matches(scope)
        if match is Match.FULL:
            return route, child_scope
        if match is Match.PARTIAL and partial[0] is None:
            partial = (route, child_scope)
    return partial


def _toggled(router: Any, scope: Scope) -> Scope | None:
    """The scope of the same request with the last slash taken off or put on; None where that is
    not to be tried."""
    below, path = _named("get_route_path")(scope), scope["path"]
    if scope["type"] != "http" or not router.redirect_slashes or below == "/":
        return None
    return {**scope, "path": path.rstrip("/") if below.endswith("/") else f"{path}/"}


def _named(name: str) -> Any:
    # FastAPI's module holds these names, and programs replace them there.
    return getattr(routing, name)
