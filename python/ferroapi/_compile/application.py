"""From routers to the native pipeline: what handles each effective route, and the stack around it.

`compile_routes` is called by the extension at a router's first request and after a change;
`build_stack` and `router_app` by the application and the router.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import starlette.applications
from starlette import routing as starlette_routing
from starlette.applications import Starlette
from starlette.convertors import (
    FloatConvertor,
    IntegerConvertor,
    PathConvertor,
    StringConvertor,
    UUIDConvertor,
)
from starlette.exceptions import HTTPException, WebSocketException
from starlette.middleware.errors import ServerErrorMiddleware
from starlette.middleware.exceptions import ExceptionMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from ferroapi import _ferroapi

from .description import Kind, Route

# What the native table knows a convertor's name to mean; a program may register another meaning.
_CONVERTORS = {
    "str": StringConvertor,
    "path": PathConvertor,
    "int": IntegerConvertor,
    "float": FloatConvertor,
    "uuid": UUIDConvertor,
}
_ANY: list[str] = []
_ON_ITS_WAY = "ferroapi.through_starlette"


def build_stack(app: Any) -> ASGIApp:
    """What answers for an application: its middleware around the native pipeline."""
    stack = _middleware_around_pipeline(app)
    is_own = getattr(Starlette.__call__, "__globals__", None) is vars(starlette.applications)
    return stack if is_own else _ThroughStarlette(app, stack)


class _ThroughStarlette:
    """The stack behind a `Starlette.__call__` that somebody has replaced, as tracing tools do.

    The replacement ends in Starlette's own method, which calls the application's stack: this
    again, which then lets the connection through.
    """

    def __init__(self, app: Any, stack: ASGIApp) -> None:
        self.app = app
        self.stack = stack

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope.pop(_ON_ITS_WAY, None) is self:
            await self.stack(scope, receive, send)
            return
        scope[_ON_ITS_WAY] = self
        await Starlette.__call__(self.app, scope, receive, send)


def _middleware_around_pipeline(app: Any) -> ASGIApp:
    error_handler, handlers = _split_handlers(app.exception_handlers)
    alone = not app.user_middleware and not app.debug
    stack: Any = _ferroapi.Pipeline(
        app.router,
        provider=app,
        handlers=handlers,
        error_handler=error_handler,
        standalone=alone,
    )
    if alone:
        return stack  # type: ignore[no-any-return]
    for middleware in reversed(app.user_middleware):
        stack = middleware.cls(stack, *middleware.args, **middleware.kwargs)
    return ServerErrorMiddleware(stack, error_handler, app.debug)


def _split_handlers(
    registered: dict[Any, Any],
) -> tuple[Any, tuple[dict[Any, Any], dict[int, Any]]]:
    """The 500 handler, and the others by class and by status as Starlette keeps them."""
    error_handler = None
    by_class: dict[Any, Any] = {}
    by_status: dict[int, Any] = {}
    fallback = ExceptionMiddleware(_nowhere)
    by_class[HTTPException] = fallback.http_exception
    by_class[WebSocketException] = fallback.websocket_exception
    for key, handler in registered.items():
        if key in (500, Exception):
            error_handler = handler
        elif isinstance(key, int):
            by_status[key] = handler
        else:
            by_class[key] = handler
    return error_handler, (by_class, by_status)


async def _nowhere(scope: Any, receive: Any, send: Any) -> None:
    """The application of an exception middleware that is only asked for its handlers."""


def router_app(router: Any) -> ASGIApp:
    """A router as an ASGI application of its own, for mounts."""
    app: ASGIApp = _ferroapi.Pipeline(router, provider=router.dependency_overrides_provider)
    return app


def compile_routes(router: Any, known: _ferroapi.Routes | None) -> _ferroapi.Routes:
    """The native table of a router; `known` again if nothing that concerns it has changed."""
    from ferroapi.routing import APIRoute

    version = (router._get_routes_version(), APIRoute._apps_assigned)
    compiled = router.__dict__.get("_compiled_routes")
    if known is not None and compiled is not None and compiled == (version, id(known)):
        return known
    not_found = type(router).not_found is starlette_routing.Router.not_found
    is_default = not_found and getattr(router.default, "__func__", None) is type(router).not_found
    routes = _ferroapi.Routes(
        _describe(router),
        router=router,
        redirect_slashes=router.redirect_slashes,
        default=None if is_default else router.default,
    )
    router.__dict__["_compiled_routes"] = (version, id(routes))
    return routes


def _describe(router: Any) -> Iterator[Route]:
    from ferroapi.routing import APIRoute, iter_effective_routes

    for effective in iter_effective_routes(router):
        original = getattr(effective, "original_route", effective)
        if isinstance(original, APIRoute):
            yield _describe_operation(effective, original)
        else:
            yield _describe_foreign(effective)


def _describe_operation(effective: Any, original: Any) -> Route:
    kind = Kind.API if _is_native(effective, original) else Kind.CUSTOM
    template = _template(effective) if _matches_by_template(original) else None
    methods: list[str] = sorted(effective.methods or ())
    return Route(
        kind=kind,
        template=template,
        methods=methods,
        route=original,
        matcher=None if effective is original else effective,
        endpoint=effective.endpoint,
        names=list(effective.param_convertors),
        context=None if effective is original else effective,
        scope_entry=None if effective is original else effective.scope_entry(),
        allow=", ".join(effective.methods or ()),
    )


def _describe_foreign(effective: Any) -> Route:
    route = getattr(effective, "starlette_route", None) or effective
    plain = type(route) is starlette_routing.Route
    return Route(
        kind=Kind.STARLETTE if plain else Kind.FOREIGN,
        template=_template(route) if plain else None,
        methods=sorted(route.methods or ()) if plain else _ANY,
        route=effective,
        matcher=None,
        endpoint=getattr(route, "endpoint", None),
        names=list(route.param_convertors) if plain else [],
        context=None,
        scope_entry=None,
        allow="",
    )


def _is_native(effective: Any, original: Any) -> bool:
    """Whether nothing of the user's stands between the match and the plan."""
    from ferroapi.routing import APIRoute

    return type(original).handle is APIRoute.handle and effective.foreign_app is None


def _matches_by_template(route: Any) -> bool:
    from ferroapi.routing import APIRoute

    return type(route).matches is APIRoute.matches


def _template(route: Any) -> str | None:
    """The path template, if each convertor is what Starlette means by its name."""
    path: str = route.path
    for name, kind in starlette_routing.PARAM_REGEX.findall(path):
        known = _CONVERTORS.get(kind[1:] or "str")
        if known is None or type(route.param_convertors.get(name)) is not known:
            return None
    return path
