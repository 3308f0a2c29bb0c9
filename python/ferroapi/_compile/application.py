"""From routers to the native pipeline: what handles each effective route, and the stack around it.

`compile_routes` is called by the extension at a router's first request and after a change;
`build_stack` and `router_app` by the application and the router.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from types import MethodType
from typing import Any

from starlette import routing as starlette_routing
from starlette.convertors import (
    FloatConvertor,
    IntegerConvertor,
    PathConvertor,
    StringConvertor,
    UUIDConvertor,
)
from starlette.exceptions import HTTPException, WebSocketException
from starlette.middleware import Middleware
from starlette.middleware.errors import ServerErrorMiddleware
from starlette.middleware.exceptions import ExceptionMiddleware
from starlette.types import ASGIApp

from ferroapi import _ferroapi
from ferroapi._replaced import Part, is_original
from ferroapi.middleware.asyncexitstack import AsyncExitStackMiddleware

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


def build_stack(app: Any) -> ASGIApp:
    """What answers for an application: its middleware around the native pipeline."""
    error_handler, handlers = _split_handlers(app.exception_handlers)
    errors = Middleware(_named("ServerErrorMiddleware"), handler=error_handler, debug=app.debug)
    exceptions = Middleware(_named("ExceptionMiddleware"), handlers=handlers, debug=app.debug)
    core = _core_for_tools(app, exceptions)
    alone = not (
        (core is not None or app.user_middleware or app.debug)
        or (_builds_its_own_stack(app) or _is_another(errors, ServerErrorMiddleware))
    )
    stack: Any = core or _ferroapi.Pipeline(
        app.router,
        handlers=_handler_tables(handlers),
        error_handler=error_handler,
        standalone=alone,
        layers=partial(_layers, app.router, [errors, exceptions] if alone else [exceptions]),
    )
    if alone:
        return stack  # type: ignore[no-any-return]
    for middleware in (*reversed(app.user_middleware), errors):
        stack = _wrap(middleware, stack)
    return stack  # type: ignore[no-any-return]


def _named(name: str) -> Any:
    """A class under the name by which FastAPI's application finds it."""
    from ferroapi import applications

    return getattr(applications, name)


def _layers(router: Any, around: Sequence[Middleware], parts: int) -> ASGIApp:
    """Starlette's own layers in place of one pipeline that plays their roles, for while one of
    them is replaced; with its own routing only if that is."""
    is_routing_replaced = Part.ROUTING & parts
    stack: Any = router
    if not is_routing_replaced:
        # As for a router inside a Starlette application: its handlers come through the scope.
        stack = _ferroapi.Pipeline(router)
    for middleware in (Middleware(_named("AsyncExitStackMiddleware")), *reversed(around)):
        stack = _wrap(middleware, stack)
    return stack  # type: ignore[no-any-return]


def _core_for_tools(app: Any, exceptions: Middleware) -> ASGIApp | None:
    """Starlette's own exception middleware around a router, where somebody has to be asked between
    the two or instead of the first; None where nobody has."""
    if not _is_own_way_in(app.router):
        return _layers(app.router, [exceptions], Part.ROUTING)
    exits = Middleware(_named("AsyncExitStackMiddleware"))
    if _is_another(exceptions, ExceptionMiddleware) or _is_another(exits, AsyncExitStackMiddleware):
        return _layers(app.router, [exceptions], 0)
    return None


def _is_own_way_in(router: Any) -> bool:
    """Whether calling `router` is nothing but its pipeline: no method on the way is a subclass's,
    no middleware is its own."""
    from ferroapi.routing import APIRouter

    kind = type(router)
    if not issubclass(kind, APIRouter):
        return False
    own = kind.__call__ is starlette_routing.Router.__call__ and kind.app is APIRouter.app
    return own and router.middleware_stack == router.app


def _builds_its_own_stack(app: Any) -> bool:
    """Whether the application is built around what it gets from here, as OpenTelemetry does: it
    expects Starlette's outermost middleware and takes it apart."""
    from ferroapi.applications import FerroAPI

    method = getattr(app.build_middleware_stack, "__func__", None)
    return method is not FerroAPI.build_middleware_stack


def _wrap(middleware: Middleware, stack: ASGIApp) -> ASGIApp:
    return middleware.cls(stack, *middleware.args, **middleware.kwargs)


def _is_another(middleware: Middleware, original: Any) -> bool:
    """Whether a tool has another class made in place of one of those whose roles the pipeline
    plays, as Sentry does from `Middleware.__init__`, or looks when one is made."""
    made: Any = middleware.cls
    name = f"{original.__qualname__}.__init__"
    return made is not original or not is_original(made.__init__, original.__module__, name)


def _split_handlers(registered: dict[Any, Any]) -> tuple[Any, dict[Any, Any]]:
    """The 500 handler, and the others."""
    error_handler = None
    others: dict[Any, Any] = {}
    for key, handler in registered.items():
        if key in (500, Exception):
            error_handler = handler
        else:
            others[key] = handler
    return error_handler, others


def _handler_tables(handlers: dict[Any, Any]) -> tuple[dict[Any, Any], dict[int, Any]]:
    """Handlers by class and by status, with Starlette's own for what is not registered."""
    # Not made by a call, which a tool may be waiting for: no request will come here.
    known = ExceptionMiddleware.__new__(ExceptionMiddleware)
    known._status_handlers = {}
    known._exception_handlers = {
        HTTPException: known.http_exception,
        WebSocketException: known.websocket_exception,
    }
    for key, handler in handlers.items():
        known.add_exception_handler(key, handler)
    return known._exception_handlers, known._status_handlers


def router_app(router: Any) -> ASGIApp:
    """A router as an ASGI application of its own, for mounts."""
    app: ASGIApp = _ferroapi.Pipeline(router)
    return app


def compile_routes(
    router: Any, known: _ferroapi.Routes | None, of_application: bool
) -> _ferroapi.Routes:
    """The native table of a router; `known` again if nothing that concerns it has changed.

    `of_application`: the application's requests come here without the router being called.
    """
    from ferroapi.routing._changes import tables_version

    version = (router._get_routes_version(), tables_version())
    compiled = router.__dict__.get("_compiled_routes")
    if known is not None and compiled is not None and compiled == (version, id(known)):
        return known
    if of_application and not _is_own_way_in(router):
        # Somebody has put something before it since the application's stack was built.
        return _ferroapi.Routes((), router=router, redirect_slashes=False, default=router)
    not_found = type(router).not_found is starlette_routing.Router.not_found
    # A proxy around the method has the method's attributes.
    is_method = type(router.default) is MethodType
    is_default = not_found and is_method and router.default.__func__ is type(router).not_found
    routes = _ferroapi.Routes(
        _describe(router),
        router=router,
        redirect_slashes=bool(router.redirect_slashes),
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
    template = _template(effective) if _matches_by_template(effective, original) else None
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

    own = type(original).handle is APIRoute.handle and "handle" not in vars(original)
    return own and not effective._app_is_foreign


def _matches_by_template(effective: Any, original: Any) -> bool:
    from ferroapi.routing import APIRoute

    if type(original).matches is not APIRoute.matches:
        return False
    if "matches" in vars(original) or "matches" in vars(effective):
        return False
    regex = vars(effective).get("path_regex")
    # Somebody has looked at it, or set it.
    matched = effective._matched_path
    return regex is None or regex == starlette_routing.compile_path(matched)[0]


def _template(route: Any) -> str | None:
    """The path template, if each convertor is what Starlette means by its name."""
    path: str = getattr(route, "_matched_path", route.path)
    for name, kind in starlette_routing.PARAM_REGEX.findall(path):
        known = _CONVERTORS.get(kind[1:] or "str")
        if known is None or type(route.param_convertors.get(name)) is not known:
            return None
    return path
