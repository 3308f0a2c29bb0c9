"""Routes as they are reached through the inclusions around them: full path, merged options,
effective dependencies.

An effective route is a route like the others, to tools and to the compiler; the route that was
declared stays as it is, and is the one that gets asked to match and to handle, so that its subclass
has its say. Made by `_included`.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass, replace
from operator import is_not
from typing import TYPE_CHECKING, Any

from starlette.convertors import Convertor
from starlette.responses import PlainTextResponse
from starlette.routing import (
    BaseRoute,
    Host,
    Match,
    Mount,
    Route,
    Router,
    WebSocketRoute,
    compile_path,
)
from starlette.types import ASGIApp, Receive, Scope, Send

from ferroapi._compile.dependants import (
    get_flat_body_params,
    get_parameterless_sub_dependants,
)
from ferroapi._compile.response_model import build_response_fields
from ferroapi.dependencies.models import DeclaredList

from ._api_route import APIRoute, _package
from ._changes import Convertors, MethodSet
from ._describe import (
    analyse_endpoint,
    analysis_source,
    describe_body,
    describe_response,
    make_unique_id,
    set_all,
    split_path,
)
from ._inherit import Inherited
from ._scope import CONTEXT_KEY, INCLUDED_KEY, SCOPE_KEY, during, effective_route_context_var

if TYPE_CHECKING:
    from ferroapi._compat import ModelField

    from ._included import IncludedRouter

# Set on the copy of a Starlette route that stands in the flat view, to find back to its effective
# route.
BACK_REFERENCE = "_ferroapi_effective_route"
# By the node, and by nobody else.
_SET_LATER = frozenset({"included_router", "_edits"})


@dataclass(frozen=True, slots=True)
class Inclusion:
    """What stands around the routes of `included_router`, seen from the outermost router it is
    reached through."""

    included_router: Any
    around: Inherited

    @property
    def prefix(self) -> str:
        """The path before those of the included router's routes."""
        return self.around.prefix

    def enclose(self, inner: Inclusion) -> Inclusion:
        """`inner`, which stands in this one's router, as it is reached through both."""
        return Inclusion(inner.included_router, self.around.around(inner.around))


class EffectiveRoute(BaseRoute):
    """An included route. `original_route` is the one that was declared; `starlette_route`, for
    all but path operations, a copy of it that stands at the full path; `included_router` the node
    it belongs to."""

    original_route: BaseRoute
    starlette_route: BaseRoute | None = None
    included_router: IncludedRouter | None = None
    # What was set since the route was made; None while it is being made.
    _edits: dict[str, Any] | None = None

    def scope_entry(self) -> dict[str, Any]:
        """What the scope says of the way by which the route was reached."""
        return {INCLUDED_KEY: self.included_router, CONTEXT_KEY: self}

    def ask(self, scope: Scope) -> tuple[Match, Scope]:
        """Whether the route answers the request, asked on its way."""
        return self.matches(scope)

    def _enter(self, scope: Scope) -> None:
        scope.setdefault(SCOPE_KEY, {}).update(self.scope_entry())

    def as_if_before(self, before: Any) -> Any:
        """This route as the object that stood for it before its router changed, with the attributes
        that a program has set on that one: whoever took it from the flat view goes on with it."""
        if type(before) is not type(self):
            return self
        edits = before._edits or {}
        # In one step: others may be reading it.
        object.__setattr__(before, "__dict__", vars(self))
        for name, value in edits.items():
            setattr(before, name, value)
        return before

    def __setattr__(self, name: str, value: Any) -> None:
        if self._edits is not None and name not in _SET_LATER:
            self._edits[name] = value
        super().__setattr__(name, value)

    def __getattr__(self, name: str) -> Any:
        # Only what neither the effective route nor its class has: attributes of the user's own.
        if name in ("original_route", "starlette_route") or name.startswith("__"):
            raise AttributeError(name)
        return getattr(self.starlette_route or self.original_route, name)


class EffectiveStarletteRoute(EffectiveRoute):
    """An included `Route`, `WebSocketRoute`, `Mount` or `Host`."""

    starlette_route: BaseRoute

    def __init__(self, original_route: BaseRoute, starlette_route: BaseRoute) -> None:
        self.original_route = original_route
        # Narrower than the base class says; neither changes after construction.
        self.starlette_route = starlette_route  # pyright: ignore[reportIncompatibleVariableOverride]
        self._made = vars(starlette_route).copy()
        vars(starlette_route)[BACK_REFERENCE] = self

    def as_if_before(self, before: Any) -> Any:
        """The same of the copy, which is what the flat view shows."""
        fresh = self.starlette_route
        kept = getattr(before, "starlette_route", None)
        if type(before) is not type(self) or type(kept) is not type(fresh):
            return self
        made, now = before._made, vars(kept)
        edits = {name: now[name] for name in now if made.get(name, made) is not now[name]}
        object.__setattr__(kept, "__dict__", {**vars(fresh), **edits})
        object.__setattr__(before, "__dict__", {**vars(self), "starlette_route": kept})
        vars(kept)[BACK_REFERENCE] = before
        return before

    @property
    def methods(self) -> set[str]:
        """Empty for what has none, as for a mount."""
        return getattr(self.starlette_route, "methods", None) or set()

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """As the copy at the full path."""
        return self.starlette_route.matches(scope)

    def url_path_for(self, name: str, /, **path_params: Any) -> Any:
        """As the copy at the full path."""
        return self.starlette_route.url_path_for(name, **path_params)

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand over to the copy, with this as the effective route in the scope."""
        self._enter(scope)
        await self.starlette_route.handle(scope, receive, send)


class EffectiveAPIRoute(EffectiveRoute, APIRoute):
    """An included path operation."""

    _is_plain = True
    original_route: APIRoute  # pyright: ignore[reportIncompatibleVariableOverride]
    path: str
    path_format: str
    param_convertors: dict[str, Convertor[Any]]
    methods: set[str]
    unique_id: str
    response_fields: dict[int | str, ModelField]

    def __init__(self, original_route: APIRoute, inclusion: Inclusion) -> None:
        declared = Inherited.of_route(original_route, inclusion.included_router)
        effective = inclusion.around.around(declared)
        vars(self).update(_declared_attributes(original_route), **effective.route_options())
        set_all(
            self,
            original_route=original_route,
            path=effective.prefix,
            _matched_path=effective.prefix,
            _overrides_provider=self.dependency_overrides_provider,
        )
        self._describe_again(inclusion)
        self._keep_handler_options()
        self._build_foreign_app()
        set_all(self, _edits={}, _is_made=True)

    def _describe_again(self, inclusion: Inclusion) -> None:
        path_format, convertors = split_path(self.path)
        # Item by item, as FastAPI does: the order of a set depends on that, and `Allow` shows it.
        methods: set[str] | None = self.methods
        made = {"GET"} if methods is None else {method.upper() for method in methods}
        set_all(
            self,
            path_format=path_format,
            param_convertors=Convertors(convertors),
            methods=MethodSet(made),
        )
        set_all(self, unique_id=make_unique_id(self))
        set_all(self, response_fields=build_response_fields(self.responses, self.unique_id))
        if "{" in inclusion.prefix or self._was_changed():
            analyse_endpoint(self)
        else:
            self._add_dependencies(inclusion.around.dependencies)
        describe_response(self)

    def _was_changed(self) -> bool:
        """Did somebody replace on the declared route what its analysis was made from? Something
        equal is something else."""
        known, now = self.original_route.analysed_from, analysis_source(self.original_route)
        return len(known) != len(now) or any(map(is_not, known, now))

    def _add_dependencies(self, added: list[Any]) -> None:
        # Inclusions without path parameters change nothing in the signatures below: what is there
        # is shared.
        known = self.original_route._analysed
        first = get_parameterless_sub_dependants(added, self.path_format)
        analysed = replace(
            known,
            path=self.path_format,
            call=self.endpoint,
            dependencies=DeclaredList([*first, *known.dependencies]),
        )
        set_all(self, _analysed=analysed)
        if self._embed_body_fields or any(map(get_flat_body_params, first)):
            describe_body(self)

    def _handler_is_foreign(self) -> bool:
        # Asked of the declared route: this class overrides `get_route_handler` itself.
        return self.original_route._handler_is_foreign()

    def get_route_handler(self) -> Any:
        """What the declared route's method makes when it is reached this way."""
        token = effective_route_context_var.set(self)
        try:
            return self.original_route.get_route_handler()
        finally:
            effective_route_context_var.reset(token)

    def asked_declared(self, scope: Scope) -> tuple[Match, Scope]:
        """What the declared route says when it is asked through this one."""
        replaced = vars(self).get("matches")
        found: tuple[Match, Scope] = (replaced or self.match)(scope)
        return found

    def match(self, scope: Scope) -> tuple[Match, Scope]:
        """Whether the effective path and methods are the request's. (Not by way of `Route.matches`,
        which a program may have replaced for routes that were not included.)"""
        if scope["type"] != "http":
            return Match.NONE, {}
        found = self.path_regex.match(_package().get_route_path(scope))
        if found is None:
            return Match.NONE, {}
        captures = found.groupdict()
        params = {
            name: self.param_convertors[name].convert(text) for name, text in captures.items()
        }
        child_scope: Scope = {
            "endpoint": self.endpoint,
            "path_params": {**scope.get("path_params", {}), **params},
        }
        fits = not self.methods or scope["method"] in self.methods
        return Match.FULL if fits else Match.PARTIAL, child_scope

    async def answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request that matched; 405 where only the path did."""
        if not self.methods or scope["method"] in self.methods:
            await self.app(scope, receive, send)
            return
        headers = {"Allow": ", ".join(self.methods)}
        if "app" in scope:
            raise _package().HTTPException(status_code=405, headers=headers)
        refusal = PlainTextResponse("Method Not Allowed", status_code=405, headers=headers)
        await refusal(scope, receive, send)

    def ask(self, scope: Scope) -> tuple[Match, Scope]:
        """Ask the declared route, as it is reached this way."""
        with during(scope, CONTEXT_KEY, self):
            return self.original_route.matches(scope)

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """The same for those who walk `app.routes`, where FastAPI shows them no route of an
        inclusion: a class that cannot answer yet, because a middleware has still to put something
        into the scope, is not to fail them. Then path and methods decide."""
        if "matches" in vars(self):  # What a program put there is asked, and may ask this.
            return self.match(scope)
        try:
            return self.ask(scope)
        except Exception:  # noqa: BLE001 - whatever it is, the request gets it when it is due
            return self.match(scope)

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the declared route answer, as it is reached this way."""
        self._enter(scope)
        scope["route"] = self.original_route
        await self.original_route.handle(scope, receive, send)


def _declared_attributes(route: APIRoute) -> dict[str, Any]:
    # Not what is kept on a route for later (its app, its plan, its regular expression).
    public = {name: value for name, value in vars(route).items() if not name.startswith("_")}
    for name in ("path_regex", "dependant"):
        public.pop(name, None)
    # What the analysis said, whatever has been set on the route since.
    public["_embed_body_fields"] = route._handler_options["embed_body_fields"]
    public["body_field"] = route._handler_options["body_field"]
    return public


def make_effective(route: BaseRoute, inclusion: Inclusion) -> EffectiveRoute | None:
    """The effective route of a declared one; None for kinds of routes that have no path to put a
    prefix before."""
    if isinstance(route, APIRoute):
        return EffectiveAPIRoute(route, inclusion)
    for kind, move in _MOVES.items():
        if isinstance(route, kind):
            return EffectiveStarletteRoute(route, move(route, inclusion.prefix))
    return None


def _moved_route(route: Route, prefix: str) -> BaseRoute:
    return Route(
        prefix + route.path,
        route.endpoint,
        methods=route.methods or (),
        name=route.name,
        include_in_schema=route.include_in_schema,
    )


def _moved_websocket_route(route: WebSocketRoute, prefix: str) -> BaseRoute:
    return WebSocketRoute(prefix + route.path, route.endpoint, name=route.name)


def _moved_mount(route: Mount, prefix: str) -> BaseRoute:
    moved = copy.copy(route)
    moved.path = (prefix + route.path).rstrip("/")
    moved.path_regex, moved.path_format, moved.param_convertors = compile_path(
        f"{moved.path}/{{path:path}}"
    )
    return moved


def _moved_host(route: Host, prefix: str) -> BaseRoute:
    app: ASGIApp = Router([Mount(prefix, app=route.app)]) if prefix else route.app
    return Host(route.host, app, name=route.name)


_MOVES: dict[type[BaseRoute], Callable[[Any, str], BaseRoute]] = {
    Route: _moved_route,
    WebSocketRoute: _moved_websocket_route,
    Mount: _moved_mount,
    Host: _moved_host,
}
