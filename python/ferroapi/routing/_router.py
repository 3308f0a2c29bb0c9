"""`APIRouter`: collects routes and other routers, and what they share. It computes nothing about
endpoints.

Requests reach it through the native pipeline; mounted or alone it is an ASGI app of its own
(`app`). Included in another router it is asked by its `IncludedRouter` node, through `matches` and
`handle`, which subclasses may override.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from enum import Enum
from typing import Any, Unpack

from starlette.responses import Response
from starlette.routing import PARAM_REGEX, BaseRoute, Match, Router, compile_path
from starlette.types import ASGIApp, Lifespan, Receive, Scope, Send
from starlette.websockets import WebSocket
from typing_extensions import deprecated

from ferroapi._ferroapi import replaced_parts
from ferroapi._options import AddRouteOptions, IncludeOptions, MethodsOptions, RouterOptions
from ferroapi._replaced import Part
from ferroapi._signatures import ADD_API_ROUTE, API_ROUTE, INCLUDE, ROUTER, VERB, signed
from ferroapi._unsupported import refuse_limits, refuse_websocket
from ferroapi.exceptions import FastAPIError, UsageError
from ferroapi.params import Depends
from ferroapi.types import DecoratedCallable

from ._api_route import APIRoute
from ._changes import TellsChanges
from ._contexts import iter_paths
from ._effective import Inclusion
from ._included import IncludedRouter
from ._inherit import Inherited
from ._lifespan import as_lifespan, merged, run_handlers
from ._not_built import NotBuiltYet
from ._operations import Operations
from ._route_lists import FlatRoutes, RouteList, next_version, tree_version
from ._scope import included_router

ON_EVENT_DEPRECATED = (
    "\n        on_event is deprecated, use lifespan event handlers instead.\n\n"
    "        Read more about it in the\n        [FastAPI docs for Lifespan Events]"
    "(https://fastapi.tiangolo.com/advanced/events/).\n        "
)


class APIRouter(TellsChanges, Operations, NotBuiltYet, Router):
    """A group of path operations with a common prefix, tags, dependencies and defaults.

    The keywords are described in `RouterOptions`. Include it in an application or in another
    router; routes added afterwards answer too. Raises `UsageError` for a malformed prefix.
    """

    _native_app: ASGIApp | None = None
    lifespan_context: Lifespan[Any]
    _read_at_requests = frozenset(
        {"redirect_slashes", "default", "matches", "handle", "middleware_stack"}
    )

    @signed(ROUTER, route_class=APIRoute)
    def __init__(self, **options: Unpack[RouterOptions]) -> None:
        ROUTER.check("APIRouter.__init__", options)
        refuse_limits(options, "APIRouter")
        given: dict[str, Any] = {**ROUTER.defaults, "route_class": APIRoute, **options}
        self._routes_version = 0
        super().__init__(
            routes=given["routes"],
            redirect_slashes=given["redirect_slashes"],
            default=given["default"],
            lifespan=as_lifespan(given["lifespan"], self),
        )
        check_prefix(given["prefix"])
        self.prefix: str = given["prefix"]
        self.tags: list[str | Enum] = given["tags"] or []
        self.dependencies: list[Depends] = list(given["dependencies"] or ())
        self.responses: dict[int | str, dict[str, Any]] = given["responses"] or {}
        self.callbacks: list[BaseRoute] = given["callbacks"] or []
        self.on_startup: list[Callable[[], Any]] = list(given["on_startup"] or ())
        self.on_shutdown: list[Callable[[], Any]] = list(given["on_shutdown"] or ())
        self.deprecated: bool | None = given["deprecated"]
        self.include_in_schema: bool = given["include_in_schema"]
        self.route_class: type[APIRoute] = given["route_class"]
        self.default_response_class: type[Response] = given["default_response_class"]
        self.generate_unique_id_function: Any = given["generate_unique_id_function"]
        self.strict_content_type: Any = given["strict_content_type"]
        self.dependency_overrides_provider: Any = given["dependency_overrides_provider"]
        self.max_body_size: int | None = None
        self.form_limits: dict[str, int] = {}
        self._is_made = True

    # The tree of routes

    @property
    def routes(self) -> list[BaseRoute]:
        """This router's own routes, included routers as nodes; changes to the list and
        assignments are live."""
        try:
            own: RouteList = self.__dict__["routes"]
        except KeyError:
            raise AttributeError("routes", name="routes", obj=self) from None
        return own

    @routes.setter
    def routes(self, routes: Iterable[BaseRoute]) -> None:
        if isinstance(routes, FlatRoutes):
            routes = routes.routes_of_router
        # One that reports its changes is taken as it is: others may hold on to it.
        own = routes if isinstance(routes, RouteList) else RouteList(routes)
        self.__dict__["routes"] = own
        self._mark_routes_changed()

    @routes.deleter
    def routes(self) -> None:
        if self.__dict__.pop("routes", None) is None:
            raise AttributeError("routes", name="routes", obj=self)
        self._mark_routes_changed()

    def _mark_routes_changed(self) -> None:
        self._routes_version = next_version()

    def _get_routes_version(self, seen: set[int] | None = None) -> int:
        """A number that differs for every state of this router and of all that it includes."""
        seen = set() if seen is None else seen
        if id(self) in seen:
            return self._routes_version
        seen.add(id(self))
        return max(self._routes_version, tree_version(self.routes, seen))

    def __getstate__(self) -> dict[str, Any]:
        # For copies and pickles: not what is made of the routes, and made again.
        state = vars(self).copy()
        for name in ("_native_app", "_compiled_routes"):
            state.pop(name, None)
        return state

    def __setstate__(self, state: dict[str, Any]) -> None:
        vars(self).update(state)
        # A deep copy of the list is a plain one.
        self.routes = state["routes"]

    def _contains_router(self, router: APIRouter) -> bool:
        """Is `router` included here, at any level? (Inclusion in circles is refused, so this
        ends.)"""
        return any(
            node.original_router is router or node.original_router._contains_router(router)
            for node in self.routes
            if isinstance(node, IncludedRouter)
        )

    @signed(INCLUDE)
    def include_router(self, router: APIRouter, **options: Unpack[IncludeOptions]) -> None:
        """Include another router, live: its routes answer here, at `prefix`, with the options
        around theirs.

        The keywords are described in `IncludeOptions`. Raises `UsageError` for a malformed prefix
        and for circles, `FastAPIError` where prefix and path of a route are both empty.
        """
        INCLUDE.check("APIRouter.include_router", options)
        refuse_limits(options, "include_router")
        self._check_inclusion(router)
        prefix = options.get("prefix", "")
        check_prefix(prefix)
        if not prefix:
            _refuse_bad_paths(router)
        added = Inherited.of_options(prefix, options, INCLUDE.defaults)
        around = Inherited.of_router(self).around(added)
        self.routes.append(IncludedRouter(router, Inclusion(router, around)))
        for handler in router.on_startup:
            self.add_event_handler("startup", handler)
        for handler in router.on_shutdown:
            self.add_event_handler("shutdown", handler)
        self.lifespan_context = merged(self.lifespan_context, router.lifespan_context)

    def _check_inclusion(self, router: APIRouter) -> None:
        hint = "Did you mean to include a different router?"
        if self is router:
            raise UsageError(f"Cannot include the same APIRouter instance into itself. {hint}")
        if router._contains_router(self):
            raise UsageError(
                f"Cannot include an APIRouter instance that already includes this router. {hint}"
            )

    # Declaring path operations

    def _operation(self, verb: str, path: str, options: Any) -> Any:
        VERB.check(f"APIRouter.{verb}", options)
        if type(self).api_route is not APIRouter.api_route:
            options = {**VERB.defaults, **options}  # Overriding methods get every keyword.
        return self.api_route(path=path, methods=[verb.upper()], **options)

    @signed(API_ROUTE)
    def api_route(
        self, path: str, **options: Unpack[MethodsOptions]
    ) -> Callable[[DecoratedCallable], DecoratedCallable]:
        """Declare a path operation for `methods`, GET by default."""
        API_ROUTE.check("APIRouter.api_route", options)
        given: Any = options
        if type(self).add_api_route is not APIRouter.add_api_route:
            given = {**API_ROUTE.defaults, **options}

        def declare(endpoint: DecoratedCallable) -> DecoratedCallable:
            self.add_api_route(path, endpoint, **given)
            return endpoint

        return declare

    @signed(ADD_API_ROUTE)
    def add_api_route(
        self, path: str, endpoint: Callable[..., Any], **options: Unpack[AddRouteOptions]
    ) -> None:
        """Add a path operation. The keywords are described in `AddRouteOptions`."""
        ADD_API_ROUTE.check("APIRouter.add_api_route", options)
        refuse_limits(options, path)
        own: dict[str, Any] = {**ADD_API_ROUTE.defaults, **options}
        route_class = own.pop("route_class_override") or self.route_class
        inside = Inherited.of_options(path, own, {})
        effective = Inherited.of_router(self).around(inside)
        own.update(effective.route_options())
        del own["form_limits"]  # Older subclasses of `APIRoute` do not know it.
        self.routes.append(route_class(effective.prefix, endpoint=endpoint, **own))

    def route(
        self,
        path: str,
        methods: Collection[str] | None = None,
        name: str | None = None,
        include_in_schema: bool = True,
    ) -> Callable[[DecoratedCallable], DecoratedCallable]:
        """Declare a route of Starlette's kind: the function gets the request and returns the
        response."""

        def declare(endpoint: DecoratedCallable) -> DecoratedCallable:
            self.add_route(path, endpoint, methods, name, include_in_schema)
            return endpoint

        return declare

    def add_websocket_route(
        self, path: str, endpoint: Callable[[WebSocket], Any], name: str | None = None
    ) -> None:
        """Not built yet."""
        refuse_websocket(path)

    # Start and end of the application

    async def _startup(self) -> None:
        await run_handlers(self.on_startup)

    async def _shutdown(self) -> None:
        await run_handlers(self.on_shutdown)

    def add_event_handler(self, event_type: str, func: Callable[[], Any]) -> None:
        """Call `func` at "startup" or "shutdown", unless the router has a `lifespan`."""
        handlers = {"startup": self.on_startup, "shutdown": self.on_shutdown}.get(event_type)
        if handlers is None:
            raise UsageError(f"There is no event {event_type!r}, only 'startup' and 'shutdown'")
        handlers.append(func)

    @deprecated(ON_EVENT_DEPRECATED)
    def on_event(self, event_type: str) -> Callable[[DecoratedCallable], DecoratedCallable]:
        """Deprecated, use `lifespan`: declare an event handler."""
        return self._on_event(event_type)

    def _on_event(self, event_type: str) -> Callable[[DecoratedCallable], DecoratedCallable]:
        def declare(handler: DecoratedCallable) -> DecoratedCallable:
            self.add_event_handler(event_type, handler)
            return handler

        return declare

    # Answering

    async def app(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The router as an ASGI app of its own, without prefix."""
        if Part.ROUTING & replaced_parts():
            from ferroapi._cold.dispatch import dispatch

            await dispatch(self, scope, receive, send)
            return
        if self._native_app is None:
            from ferroapi._compile.application import router_app

            self._native_app = router_app(self)
        await self._native_app(scope, receive, send)

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Whether a route of this router matches, where it is asked through an inclusion; else
        nothing does."""
        node = included_router(scope)
        if node is None or node.original_router is not self:
            return Match.NONE, {}
        match, child_scope, _ = node.select(scope)
        return match, child_scope

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with the route that matches, through an inclusion or as an app of its own."""
        node = included_router(scope)
        if node is not None and node.original_router is self:
            await node.handle_selected(scope, receive, send)
        else:
            await self.app(scope, receive, send)


_OWN_DISPATCH = {name: getattr(APIRouter, name) for name in ("matches", "handle")}


def overrides_dispatch(router: APIRouter) -> bool:
    """Does the router's class, or the router itself, replace `matches` or `handle`?"""
    return any(
        getattr(type(router), name) is not own or name in vars(router)
        for name, own in _OWN_DISPATCH.items()
    )


def check_prefix(prefix: str) -> None:
    """Raise `UsageError` unless `prefix` is empty, or begins with a slash and does not end with
    one."""
    if not prefix:
        return
    if not prefix.startswith("/"):
        raise UsageError("A path prefix must start with '/'")
    if prefix.endswith("/"):
        raise UsageError("A path prefix must not end with '/', as the routes will start with '/'")


def _refuse_bad_paths(router: APIRouter) -> None:
    for path, name in iter_paths(router.routes):
        if path == "":
            raise FastAPIError(f"Prefix and path cannot be both empty (path operation: {name})")
        names = [name for name, _ in PARAM_REGEX.findall(path or "")]
        if len(names) != len(set(names)):
            compile_path(path or "")  # Raises: prefixes and path have a parameter's name twice.
