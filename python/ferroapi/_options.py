"""Every keyword of the declaration interface: its type and its meaning, written once.

Methods take them as `def get(self, path, **options: Unpack[RouteOptions])`; an absent key means
"not given". Their defaults and the order they are shown in are `_signatures.py`; how those of app,
router, include and route combine is `routing/_inherit.py`. Only types live here.
"""

from collections.abc import Callable, Coroutine, Sequence
from enum import Enum
from typing import TYPE_CHECKING, Any, TypedDict

from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Lifespan

from ._form_limits import _FormLimits
from .datastructures import DefaultPlaceholder
from .params import Depends
from .types import IncEx

if TYPE_CHECKING:
    from .routing import APIRoute, APIRouter
    from .telemetry import TelemetryConfig

Responses = dict[int | str, dict[str, Any]]
UniqueId = Callable[["APIRoute"], str]
ExceptionHandler = Callable[[Request, Any], Coroutine[Any, Any, Response]]


class OperationOptions(TypedDict, total=False):
    """What can be said about any path operation."""

    response_model: Any
    """The type the answer is validated, filtered and documented with; None switches the return
    annotation off."""
    status_code: int | None
    """The status of a successful answer; left out, that of the response class (200)."""
    tags: list[str | Enum] | None
    """Groups of the operation in the OpenAPI document, after those of the routers around it."""
    dependencies: Sequence[Depends] | None
    """Dependencies to run whose values nobody needs, after those of the routers around it."""
    summary: str | None
    """One line for the OpenAPI document; left out, made of the name."""
    description: str | None
    """Markdown for the OpenAPI document; left out, the endpoint's docstring up to a form feed."""
    response_description: str
    """What the OpenAPI document says about the successful answer."""
    responses: Responses | None
    """Further answers by status code; a `model` in one becomes its schema."""
    deprecated: bool | None
    """Whether the OpenAPI document calls the operation deprecated."""
    operation_id: str | None
    """The operation's id in the OpenAPI document; left out, `generate_unique_id_function` makes
    it."""
    response_model_include: IncEx | None
    """The only fields of the response model that are sent."""
    response_model_exclude: IncEx | None
    """Fields of the response model that are not sent."""
    response_model_by_alias: bool
    """Whether fields are sent under their aliases."""
    response_model_exclude_unset: bool
    """Whether fields that nobody set are left out."""
    response_model_exclude_defaults: bool
    """Whether fields that equal their default are left out."""
    response_model_exclude_none: bool
    """Whether fields that are None are left out."""
    include_in_schema: bool
    """Whether the OpenAPI document shows the operation; False in any router around it hides it
    too."""
    response_class: type[Response] | DefaultPlaceholder
    """The class that answers with what the endpoint returns; left out, typed values go straight
    to JSON."""
    name: str | None
    """The name for `url_path_for`; left out, the endpoint's `__name__`."""
    openapi_extra: dict[str, Any] | None
    """Merged deeply into the operation of the OpenAPI document."""
    generate_unique_id_function: UniqueId | DefaultPlaceholder
    """Makes the operation's unique id from its route."""
    max_body_size: int | None
    """Not built yet: anything but None is refused. In bytes."""
    form_limits: _FormLimits | None
    """Not built yet: anything but None is refused."""


class RouteOptions(OperationOptions, total=False):
    """Keywords of the eight verbs."""

    callbacks: list[BaseRoute] | None
    """Routes that document the requests this operation will send to its caller."""


class AppMethodsOptions(OperationOptions, total=False):
    """Keywords of the application's `api_route` and `add_api_route`."""

    methods: list[str] | None
    """HTTP methods in any case; left out, GET."""


class MethodsOptions(RouteOptions, total=False):
    """Keywords of the router's `api_route`."""

    methods: set[str] | list[str] | None
    """HTTP methods in any case; left out, GET."""


class AddRouteOptions(MethodsOptions, total=False):
    """Keywords of the router's `add_api_route`."""

    route_class_override: "type[APIRoute] | None"
    """The class of this route, in place of the router's `route_class`."""
    strict_content_type: bool | DefaultPlaceholder
    """Whether a body is JSON only if its Content-Type says so."""


class APIRouteOptions(MethodsOptions, total=False):
    """Keywords of `APIRoute`."""

    dependency_overrides_provider: Any | None
    """The object whose `dependency_overrides` apply: the application."""
    strict_content_type: bool | DefaultPlaceholder
    """Whether a body is JSON only if its Content-Type says so."""


class IncludeOptions(TypedDict, total=False):
    """Keywords of `include_router`: what the inclusion adds around everything in the included
    router."""

    prefix: str
    """Put before every path, after the including router's own prefix; begins with a slash and
    does not end with one."""
    tags: list[str | Enum] | None
    """Tags before those of the included router."""
    dependencies: Sequence[Depends] | None
    """Dependencies that run before those of the included router."""
    default_response_class: type[Response] | DefaultPlaceholder
    """The response class where neither route nor included router names one."""
    responses: Responses | None
    """Further answers, unless the included router or the route describes the same status."""
    callbacks: list[BaseRoute] | None
    """Callbacks before those of the included router."""
    deprecated: bool | None
    """Calls every operation deprecated."""
    include_in_schema: bool
    """False hides every operation."""
    generate_unique_id_function: UniqueId | DefaultPlaceholder
    """Makes unique ids where neither route nor included router names a function."""
    max_body_size: int | None
    """Not built yet: anything but None is refused. In bytes."""
    form_limits: _FormLimits | None
    """Not built yet: anything but None is refused."""


class RouterOptions(IncludeOptions, total=False):
    """Keywords of `APIRouter`; those of `include_router` too, which here hold for the router's
    own routes."""

    routes: list[BaseRoute] | None
    """Routes to begin with (Starlette's way; prefer the verbs)."""
    redirect_slashes: bool
    """Whether a path that differs from a route by its last slash only is answered with a
    redirect (307)."""
    default: ASGIApp | None
    """The ASGI app for requests that no route matches; left out, 404."""
    dependency_overrides_provider: Any | None
    """The object whose `dependency_overrides` apply; an application sets itself."""
    route_class: "type[APIRoute]"
    """The class of the routes declared on this router."""
    on_startup: Sequence[Callable[[], Any]] | None
    """Functions to call before the first request, unless `lifespan` is given."""
    on_shutdown: Sequence[Callable[[], Any]] | None
    """Functions to call after the last request, unless `lifespan` is given."""
    lifespan: Lifespan[Any] | None
    """A context manager factory entered around the application's life; what it yields is the
    lifespan state."""
    strict_content_type: bool | DefaultPlaceholder
    """Whether a body is JSON only if its Content-Type says so."""


class AppOptions(TypedDict, total=False):
    """Keywords of the application."""

    telemetry: "TelemetryConfig | None"
    """Not built yet: anything but None is refused."""
    debug: bool
    """Whether an unexpected error is answered with its traceback."""
    routes: list[BaseRoute] | None
    """Routes to begin with (Starlette's way; prefer the verbs)."""
    title: str
    """The API's title; must not be empty while there is an `openapi_url`."""
    summary: str | None
    """The API in one line."""
    description: str
    """The API in Markdown."""
    version: str
    """The version of the API, not of OpenAPI; must not be empty while there is an `openapi_url`."""
    openapi_url: str | None
    """The path of the OpenAPI document; None switches it and both documentation pages off."""
    openapi_tags: list[dict[str, Any]] | None
    """Tags in the order of display, with their descriptions."""
    servers: list[dict[str, Any]] | None
    """The servers the document names, as OpenAPI server objects."""
    dependencies: Sequence[Depends] | None
    """Dependencies that run before all others, for every path operation."""
    default_response_class: type[Response]
    """The response class where neither route nor router names one."""
    redirect_slashes: bool
    """Whether a path that differs from a route by its last slash only is answered with a
    redirect (307)."""
    docs_url: str | None
    """The path of Swagger UI; None switches it off."""
    redoc_url: str | None
    """The path of ReDoc; None switches it off."""
    swagger_ui_oauth2_redirect_url: str | None
    """The path that OAuth2 providers redirect to for Swagger UI; None switches it off."""
    swagger_ui_init_oauth: dict[str, Any] | None
    """Arguments of Swagger UI's `initOAuth`."""
    middleware: Sequence[Middleware] | None
    """ASGI middleware, outermost first."""
    exception_handlers: dict[int | type[Exception], ExceptionHandler] | None
    """Functions `(request, error) -> response` by status code or exception class."""
    on_startup: Sequence[Callable[[], Any]] | None
    """Functions to call before the first request, unless `lifespan` is given."""
    on_shutdown: Sequence[Callable[[], Any]] | None
    """Functions to call after the last request, unless `lifespan` is given."""
    lifespan: Lifespan[Any] | None
    """A context manager factory entered around the application's life; what it yields is the
    lifespan state."""
    terms_of_service: str | None
    """A URL."""
    contact: dict[str, Any] | None
    """An OpenAPI contact object."""
    license_info: dict[str, Any] | None
    """An OpenAPI license object."""
    root_path: str
    """Deprecated: the path a proxy cuts off; configure the server instead."""
    root_path_in_servers: bool
    """Whether the document's servers begin with the root path."""
    responses: Responses | None
    """Further answers of every path operation."""
    callbacks: list[BaseRoute] | None
    """Callbacks of every path operation."""
    webhooks: "APIRouter | None"
    """A router whose routes document the webhooks that the API sends."""
    deprecated: bool | None
    """Calls every path operation deprecated."""
    include_in_schema: bool
    """False hides every path operation from the OpenAPI document."""
    swagger_ui_parameters: dict[str, Any] | None
    """Options of Swagger UI."""
    generate_unique_id_function: UniqueId
    """Makes unique ids where neither route nor router names a function."""
    separate_input_output_schemas: bool
    """Whether a model that is read and written differently gets two schemas."""
    openapi_external_docs: dict[str, Any] | None
    """An OpenAPI external documentation object."""
    strict_content_type: bool
    """Whether a body is JSON only if its Content-Type says so."""
    max_body_size: int | None
    """Not built yet: anything but None is refused. In bytes."""
    form_limits: _FormLimits | None
    """Not built yet: anything but None is refused."""
