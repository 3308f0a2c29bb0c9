"""`FerroAPI`, the application: settings, the router, exception handlers, middleware, and the
OpenAPI document.

It declares and delegates: routes belong to `app.router`, requests to the native pipeline, whose
type is the base that makes an application callable. What is not HTTP comes back through
`_call_cold`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from types import MethodType
from typing import TYPE_CHECKING, Any, Self, Unpack

from starlette.applications import Starlette
from starlette.datastructures import State
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Receive, Scope, Send
from typing_extensions import deprecated

from ._borrowed import Listing, lend
from ._deprecation import warn_deprecated
from ._documentation import add_documentation
from ._ferroapi import NativeApp
from ._options import AppMethodsOptions, AppOptions, IncludeOptions
from ._signatures import APP, APP_API_ROUTE, APP_INCLUDE, VERB, signed
from ._unsupported import refuse_limits, refuse_telemetry
from .exception_handlers import (
    http_exception_handler,
    request_validation_exception_handler,
    websocket_request_validation_exception_handler,
)
from .exceptions import RequestValidationError, UsageError, WebSocketRequestValidationError
from .routing import APIRouter
from .routing._not_built import NotBuiltYet
from .routing._operations import Operations
from .routing._route_lists import RouteList
from .routing._router import ON_EVENT_DEPRECATED
from .types import DecoratedCallable

if TYPE_CHECKING:
    from .openapi.docs import get_redoc_html as get_redoc_html
    from .openapi.docs import get_swagger_ui_html as get_swagger_ui_html
    from .openapi.docs import (
        get_swagger_ui_oauth2_redirect_html as get_swagger_ui_oauth2_redirect_html,
    )
    from .openapi.utils import get_openapi as get_openapi

# Loaded when the first document or page is asked for; a replacement set in this module is used
# instead.
_LATE = {
    "get_openapi": "ferroapi.openapi.utils",
    "get_redoc_html": "ferroapi.openapi.docs",
    "get_swagger_ui_html": "ferroapi.openapi.docs",
    "get_swagger_ui_oauth2_redirect_html": "ferroapi.openapi.docs",
}

# Settings that are attributes of the application under their own names, and nothing else.
_SETTINGS = (
    *("debug", "title", "summary", "description", "version", "terms_of_service", "contact"),
    *("license_info", "openapi_url", "openapi_tags", "root_path_in_servers", "docs_url"),
    *("redoc_url", "swagger_ui_oauth2_redirect_url", "swagger_ui_init_oauth"),
    *("swagger_ui_parameters", "separate_input_output_schemas", "openapi_external_docs"),
)
# Settings that `get_openapi` takes under the same names.
_IN_DOCUMENT = (
    *("title", "summary", "description", "version", "openapi_version", "servers"),
    *("terms_of_service", "contact", "license_info", "separate_input_output_schemas"),
)
# Settings that are the router's.
_OF_ROUTER = (
    *("routes", "redirect_slashes", "on_startup", "on_shutdown", "lifespan", "responses"),
    *("default_response_class", "dependencies", "callbacks", "deprecated", "include_in_schema"),
    *("generate_unique_id_function", "strict_content_type"),
)


class FerroAPI(NativeApp, Operations, NotBuiltYet, Starlette):  # type: ignore[misc]
    """An application: an ASGI app made of path operations, with its OpenAPI document and pages to
    read it.

    The keywords are described in `AppOptions`. `router` holds the routes, `dependency_overrides`
    maps dependencies to what replaces them in tests, `state` is for the user, `webhooks` is a
    router that is documented but not served, `openapi_schema` caches the document. Raises
    `UsageError` for an empty title or version.
    """

    title: str
    summary: str | None
    description: str
    version: str
    terms_of_service: str | None
    contact: dict[str, Any] | None
    license_info: dict[str, Any] | None
    openapi_url: str | None
    openapi_tags: list[dict[str, Any]] | None
    openapi_external_docs: dict[str, Any] | None
    root_path_in_servers: bool
    docs_url: str | None
    redoc_url: str | None
    swagger_ui_oauth2_redirect_url: str | None
    swagger_ui_init_oauth: dict[str, Any] | None
    swagger_ui_parameters: dict[str, Any] | None
    separate_input_output_schemas: bool

    @signed(APP)
    def __init__(self, **options: Unpack[AppOptions]) -> None:
        APP.check("FastAPI.__init__", options)
        refuse_limits(options, "FerroAPI")
        if options.get("telemetry") is not None:
            refuse_telemetry()
        given: dict[str, Any] = {**APP.defaults, **options}
        self._set_up_openapi(given)
        if given["root_path"]:
            warn_deprecated(
                "The `root_path` parameter is deprecated. Configure the server's root path "
                "instead, for example with `fastapi run --root-path /api/v1`."
            )
        self.root_path: str = given["root_path"]
        self.max_body_size: int | None = None
        self.state: State = State()
        self.dependency_overrides: dict[Callable[..., Any], Callable[..., Any]] = {}
        self.router: APIRouter = APIRouter(
            dependency_overrides_provider=self, **{name: given[name] for name in _OF_ROUTER}
        )
        self.exception_handlers: dict[Any, Any] = {
            HTTPException: http_exception_handler,
            RequestValidationError: request_validation_exception_handler,
            WebSocketRequestValidationError: websocket_request_validation_exception_handler,
        } | dict(given["exception_handlers"] or {})
        self.user_middleware: list[Middleware] = list(given["middleware"] or ())
        self.middleware_stack: ASGIApp | None = None
        self.setup()
        self._install_call()

    def _set_up_openapi(self, given: Mapping[str, Any]) -> None:
        for name in _SETTINGS:
            setattr(self, name, given[name])
        self.servers: list[dict[str, Any]] = given["servers"] or []
        self.openapi_version = "3.1.0"
        self.openapi_schema: dict[str, Any] | None = None
        self._openapi_routes_version: int | None = None
        for what, example in (("title", "My API"), ("version", "2.1.0")):
            if given["openapi_url"] and not given[what]:
                raise UsageError(f"A {what} must be provided for OpenAPI, e.g.: '{example}'")
        self.webhooks: APIRouter = given["webhooks"] or APIRouter()

    # The document

    def openapi(self) -> dict[str, Any]:
        """The OpenAPI document as a dictionary, made again when routes have changed; set
        `openapi_schema` to None to have it made again for other reasons. Override or replace
        this method to change it."""
        version = self.router._get_routes_version()
        if not self.openapi_schema or self._openapi_routes_version != version:
            self.openapi_schema = self._make_document()
            self._openapi_routes_version = version
        return self.openapi_schema

    def _make_document(self) -> dict[str, Any]:
        document: dict[str, Any] = __getattr__("get_openapi")(
            routes=self.routes,
            webhooks=self.webhooks.routes,
            tags=self.openapi_tags,
            external_docs=self.openapi_external_docs,
            **{name: getattr(self, name) for name in _IN_DOCUMENT},
        )
        return document

    def setup(self) -> None:
        """Add the routes of the document and its pages; called at construction."""
        add_documentation(self)

    # Routes

    @property
    def routes(self) -> Any:
        """All routes at their full paths, live, those of included routers too; changes act on
        the router's own."""
        own: Any = self.router.routes
        # A router of another kind has a plain list.
        return own.flat.refresh() if isinstance(own, RouteList) else own

    def _operation(self, verb: str, path: str, options: Any) -> Any:
        VERB.check(f"FastAPI.{verb}", options)
        return getattr(self.router, verb)(path, **options)

    @signed(APP_API_ROUTE)
    def add_api_route(
        self, path: str, endpoint: Callable[..., Any], **options: Unpack[AppMethodsOptions]
    ) -> None:
        """Add a path operation. The keywords are described in `AppMethodsOptions`.

        Raises `TypeError` for an unknown keyword, `UsageError` for a declaration that contradicts
        itself, `FastAPIError` for a type that Pydantic cannot handle, `UnsupportedFeatureError`
        for what is not built yet.
        """
        APP_API_ROUTE.check("FastAPI.add_api_route", options)
        self.router.add_api_route(path, endpoint, **options)

    @signed(APP_API_ROUTE)
    def api_route(
        self, path: str, **options: Unpack[AppMethodsOptions]
    ) -> Callable[[DecoratedCallable], DecoratedCallable]:
        """Declare a path operation for `methods`, GET by default; raises as `add_api_route`."""
        APP_API_ROUTE.check("FastAPI.api_route", options)

        def declare(endpoint: DecoratedCallable) -> DecoratedCallable:
            self.router.add_api_route(path, endpoint, **options)
            return endpoint

        return declare

    @signed(APP_INCLUDE)
    def include_router(self, router: APIRouter, **options: Unpack[IncludeOptions]) -> None:
        """Include a router, live: what is added to it later answers too.

        The keywords are described in `IncludeOptions`. Raises `UsageError` for a prefix that does
        not start with a slash, or ends with one; `FastAPIError` where prefix and path are both
        empty. FastAPI: "tutorial/bigger-applications".
        """
        APP_INCLUDE.check("FastAPI.include_router", options)
        self.router.include_router(router, **options)

    # Around the routes

    @deprecated(ON_EVENT_DEPRECATED)
    def on_event(self, event_type: str) -> Callable[[DecoratedCallable], DecoratedCallable]:
        """Deprecated, use `lifespan`: declare a function to call at "startup" or "shutdown".

        Any other event raises `UsageError`. FastAPI: "advanced/events".
        """
        return self.router._on_event(event_type)

    def middleware(self, middleware_type: str) -> Callable[[DecoratedCallable], DecoratedCallable]:
        """Declare a middleware function `(request, call_next) -> response`; the type is "http".

        `call_next(request)` gives the answer of what is inside. The one declared last is the
        outermost. FastAPI: "tutorial/middleware".
        """
        from starlette.middleware.base import BaseHTTPMiddleware

        def declare(dispatch: DecoratedCallable) -> DecoratedCallable:
            self.add_middleware(BaseHTTPMiddleware, dispatch=dispatch)
            return dispatch

        return declare

    def exception_handler(
        self, exc_class_or_status_code: int | type[Exception]
    ) -> Callable[[DecoratedCallable], DecoratedCallable]:
        """Declare a function `(request, error) -> response` that answers for an exception class
        or a status.

        The nearest class in the exception's `__mro__` wins. One for 500 or `Exception` answers
        last, and the exception still reaches the server. FastAPI: "tutorial/handling-errors".
        """

        def declare(handler: DecoratedCallable) -> DecoratedCallable:
            self.add_exception_handler(exc_class_or_status_code, handler)
            return handler

        return declare

    def build_middleware_stack(self) -> ASGIApp:
        """The middleware around the native pipeline; the pipeline alone where there is none."""
        from ._compile.application import build_stack

        return build_stack(self)

    def _install_call(self) -> None:
        # A dictionary that counts its changes; one that was made with the instance need not.
        self.__dict__ = dict(vars(self))
        # Servers look at `app.__call__` to tell ASGI 3 and must find a coroutine function;
        # `app(...)` takes the type's own slot and pays nothing for it.
        if type(self).__call__ is NativeApp.__call__:
            vars(self)["__call__"] = MethodType(_call, self)

    def __copy__(self) -> Self:
        """Another application with the same router, handlers and settings."""
        twin = type(self).__new__(type(self))
        vars(twin).update(vars(self))
        twin._install_call()
        return twin

    def __getstate__(self) -> dict[str, Any]:
        # For deep copies and pickles. The middleware stack is built again.
        left = ("__call__", "middleware_stack")
        return {name: value for name, value in vars(self).items() if name not in left}

    def __setstate__(self, state: dict[str, Any]) -> None:
        vars(self).update(state, middleware_stack=None)
        self._install_call()

    async def _call_cold(self, scope: Scope, receive: Receive, send: Send) -> None:
        """What is not HTTP (lifespan, WebSockets), handed over by the native base."""
        if self.root_path:
            scope["root_path"] = self.root_path
        scope["app"] = self
        if self.middleware_stack is None:
            self.middleware_stack = self.build_middleware_stack()
        await self.middleware_stack(scope, receive, send)


async def _call(app: FerroAPI, scope: Scope, receive: Receive, send: Send) -> None:
    await type(app).__call__(app, scope, receive, send)


__dir__: Listing
_borrowed, __dir__ = lend(__name__, _LATE)


def __getattr__(name: str) -> Any:
    if name not in _LATE:
        return _borrowed(name)
    return globals().get(name) or getattr(import_module(_LATE[name]), name)


FastAPI = FerroAPI
