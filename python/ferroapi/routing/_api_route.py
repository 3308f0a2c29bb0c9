"""`APIRoute`: one path operation. What it knows is filled in by `_describe`; requests go through
the native pipeline.

A route also works alone, as an ASGI app: `matches` and `handle` are Starlette's. What those need
and the pipeline does not (the regular expression, the ASGI app) is made on demand.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Coroutine
from enum import Enum
from functools import cached_property
from re import Pattern
from typing import TYPE_CHECKING, Any, Unpack

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Match, Route, compile_path
from starlette.types import ASGIApp, Receive, Scope, Send

from ferroapi._compile.copies import FieldCopies, own_copy
from ferroapi._ferroapi import declaration_changed
from ferroapi._options import APIRouteOptions
from ferroapi._replaced import is_original
from ferroapi._signatures import ROUTE, signed
from ferroapi._unsupported import refuse_limits
from ferroapi.params import Depends
from ferroapi.types import IncEx

from ._changes import Convertors, MethodSet, TellsChanges, tables_changed
from ._describe import describe
from ._scope import effective_context, effective_route_context_var

if TYPE_CHECKING:
    from ferroapi._compat import ModelField
    from ferroapi.datastructures import DefaultPlaceholder
    from ferroapi.dependencies.models import Dependant

_Handler = Callable[[Request], Coroutine[Any, Any, Response]]
_HandlerMaker = Callable[..., _Handler]

# Attributes that `get_request_handler` takes under the same name.
_HANDLER_KEYWORDS = (
    *("body_field", "status_code", "response_class", "response_field"),
    *("response_model_include", "response_model_exclude", "response_model_by_alias"),
    *("response_model_exclude_unset", "response_model_exclude_defaults"),
    *("response_model_exclude_none", "dependency_overrides_provider", "strict_content_type"),
    *("stream_item_field", "is_json_stream", "form_limits"),
)
_MADE_ON_DEMAND = frozenset({"_plan", "_app", "_own_app", "path_regex"})
# What a route's app is made with; replaced in the package, the replacement sees every endpoint.
_HANDLER_DOORS = frozenset({"get_request_handler", "request_response"})


class APIRoute(TellsChanges, Route):
    """A path operation: a path template, HTTP methods, an endpoint and what its signature declares.

    Made by `APIRouter.add_api_route`; subclass it for a router's `route_class`, to wrap
    `get_route_handler()`. Raises at construction for every mistake that can be seen there.
    """

    endpoint: Callable[..., Any]
    methods: set[str]
    unique_id: str
    tags: list[str | Enum]
    dependencies: list[Depends]
    responses: dict[int | str, dict[str, Any]]
    callbacks: list[BaseRoute] | None
    summary: str | None
    description: str
    response_description: str
    deprecated: bool | None
    operation_id: str | None
    openapi_extra: dict[str, Any] | None
    include_in_schema: bool
    generate_unique_id_function: Callable[[Any], str] | DefaultPlaceholder
    status_code: int | None
    response_class: type[Response] | DefaultPlaceholder
    response_model: Any
    response_field: ModelField | None
    response_fields: dict[int | str, ModelField]
    response_model_include: IncEx | None
    response_model_exclude: IncEx | None
    response_model_by_alias: bool
    response_model_exclude_unset: bool
    response_model_exclude_defaults: bool
    response_model_exclude_none: bool
    dependency_overrides_provider: Any | None
    body_field: ModelField | None
    strict_content_type: bool | DefaultPlaceholder
    max_body_size: int | None
    form_limits: Any
    stream_item_type: Any | None
    stream_item_field: ModelField | None
    is_sse_stream: bool
    is_json_stream: bool
    _embed_body_fields: bool
    _overrides_provider: Any | None
    analysed_from: tuple[Any, ...]
    # The analysis of the endpoint, which nobody changes.
    _analysed: Dependant
    # What the handler was made with: it does not see what is set on the route later.
    _handler_options: dict[str, Any]

    # Of this class itself, not of its subclasses: see `_describe.set_all`.
    _is_plain = True
    # Class attributes stand for "not yet", so that a route that needs none of it stores nothing.
    _app: ASGIApp | None = None
    _own_app: ASGIApp | None = None
    _dependant_is_deleted: bool = False
    # With no `_app`: it was deleted.
    _app_is_foreign: bool = False
    # The path that requests are matched with: that of the construction.
    _matched_path: str
    _read_at_requests = frozenset(
        {"path_regex", "param_convertors", "methods", "endpoint", "matches", "handle"}
    )

    @signed(ROUTE)
    def __init__(
        self, path: str, endpoint: Callable[..., Any], **options: Unpack[APIRouteOptions]
    ) -> None:
        ROUTE.check("APIRoute.__init__", options)
        refuse_limits(options, path)
        describe(self, path, endpoint, {**ROUTE.defaults, **options})
        self._keep_handler_options()
        self._build_foreign_app()
        vars(self)["_is_made"] = True

    def _keep_handler_options(self) -> None:
        own = vars(self)
        options = {name: own[name] for name in _HANDLER_KEYWORDS}
        options["dependant"] = self._analysed
        options["dependency_overrides_provider"] = self._overrides_provider
        options["embed_body_fields"] = self._embed_body_fields
        own["_handler_options"] = options

    @property
    def dependant(self) -> Dependant:
        """The endpoint's dependencies and parameters; a change in it counts at the next request."""
        if "dependant" not in vars(self):
            if self._dependant_is_deleted:
                raise AttributeError("dependant", name="dependant", obj=self)
            vars(self)["dependant"] = self._own_dependant()
        dependant: Dependant = vars(self)["dependant"]
        return dependant

    @dependant.setter
    def dependant(self, dependant: Dependant) -> None:
        # The handler goes on with the one that it was made with.
        vars(self)["dependant"] = dependant

    @dependant.deleter
    def dependant(self) -> None:
        if self._dependant_is_deleted and "dependant" not in vars(self):
            raise AttributeError("dependant", name="dependant", obj=self)
        if "dependant" not in vars(self):
            self._own_dependant()  # Who holds on to it may change it.
        vars(self).pop("dependant", None)
        self._dependant_is_deleted = True

    def _own_dependant(self) -> Dependant:
        """The handler's dependant, from now on one that programs may change."""
        options = self._handler_options
        if options["dependant"] is self._analysed:
            copies: FieldCopies = {}
            options["dependant"] = own_copy(self._analysed, copies)
            own = vars(self)
            own["body_field"] = copies.get(id(self.body_field), self.body_field)
            declaration_changed()
        dependant: Dependant = options["dependant"]
        return dependant

    @property
    def _dependant_now(self) -> Dependant:
        """The same as `dependant`, for who only reads it."""
        dependant: Dependant = vars(self).get("dependant") or self._handler_options["dependant"]
        return dependant

    def __setattr__(self, name: str, value: Any) -> None:
        if name == "methods" and type(value) is set:
            value = MethodSet(value)
        elif name == "param_convertors" and type(value) is dict:
            value = Convertors(value)
        super().__setattr__(name, value)

    @cached_property
    def path_regex(self) -> Pattern[str]:  # type: ignore[override]
        """The compiled path template."""
        return compile_path(self._matched_path)[0]

    def get_route_handler(self) -> _Handler:
        """The function from request to response that runs the dependencies, the endpoint and the
        serializer.

        Subclasses wrap what `super().get_route_handler()` returns.
        """
        route = effective_route_context_var.get()
        if route is None or route.original_route is not self:
            route = self
        keywords = {name: getattr(route, name) for name in ("dependant", *_HANDLER_KEYWORDS)}
        keywords["embed_body_fields"] = route._embed_body_fields
        # Looked up now: instrumentation replaces the name in the package.
        make: _HandlerMaker = _package().get_request_handler
        return make(**keywords)

    def __getstate__(self) -> dict[str, Any]:
        # For copies and pickles: not what is made of the route on demand. A copy has the same
        # dependant.
        _ = self.dependant
        left = {"_plan", "_own_app"} if self._app_is_foreign else _MADE_ON_DEMAND
        return {name: value for name, value in vars(self).items() if name not in left}

    def __setstate__(self, state: dict[str, Any]) -> None:
        vars(self).update(state)
        # A deep copy of what tells its changes is plain.
        for name in ("methods", "param_convertors"):
            setattr(self, name, state[name])

    @property
    def app(self) -> ASGIApp:
        """The endpoint as an ASGI app; assign to it to wrap or replace it."""
        if self._app is None:
            if self._app_is_foreign:
                raise AttributeError("app", name="app", obj=self)
            self._app = self._own_app = self._make_app()
        return self._app

    @app.setter
    def app(self, app: ASGIApp) -> None:
        self._app = app
        # `mock.patch.object` puts back what was there.
        self._app_is_foreign = self._own_app is None or app is not self._own_app
        tables_changed()

    @app.deleter
    def app(self) -> None:
        if self._app is None and self._app_is_foreign:
            raise AttributeError("app", name="app", obj=self)
        self._app, self._app_is_foreign = None, True
        tables_changed()

    def _set_foreign_app(self, app: ASGIApp) -> None:
        self._app, self._app_is_foreign = app, True

    @property
    def foreign_app(self) -> ASGIApp | None:
        """`app`, where somebody else has a part in it: a subclass, an assignment,
        instrumentation. None where the native pipeline may answer in its place."""
        return self._app if self._app_is_foreign else None

    def _make_app(self) -> ASGIApp:
        if self._handler_is_foreign():
            handler = self.get_route_handler()
        else:
            self._own_dependant()
            handler = _package().get_request_handler(**self._handler_options)
        app: ASGIApp = _package().request_response(handler)
        return app

    def _handler_is_foreign(self) -> bool:
        made_by = type(self).get_route_handler
        is_own = is_original(made_by, __name__, "APIRoute.get_route_handler")
        overridden = not is_own or "get_route_handler" in vars(self)
        return overridden or not _HANDLER_DOORS.isdisjoint(_package().replaced_doors())

    def _build_foreign_app(self) -> None:
        # At once, as FastAPI does: a subclass may count the calls, instrumentation may be gone at
        # the first request.
        if self._handler_is_foreign():
            self._set_foreign_app(self._make_app())

    def _reached(self, scope: Scope) -> Any:
        """The effective route it is being asked through; None where it is asked for itself."""
        context = effective_context(scope)
        return None if context is None or context.original_route is not self else context

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Whether this route answers the request, and what the match adds to the scope."""
        reached = self._reached(scope)
        match, child_scope = (
            super().matches(scope) if reached is None else reached.asked_declared(scope)
        )
        if match is not Match.NONE:
            child_scope["route"] = self
        return match, child_scope

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request that matched; 405 where only the path did."""
        reached = self._reached(scope)
        if reached is None:
            await super().handle(scope, receive, send)
        else:
            await reached.answer(scope, receive, send)


def _package() -> Any:
    return sys.modules[__name__.rpartition(".")[0]]
