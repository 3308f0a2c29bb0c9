"""Views of the tree of routes for those who read it: `iter_route_contexts`, and the flat order
of dispatch."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from starlette.routing import BaseRoute, Mount

from ._effective import BACK_REFERENCE, EffectiveRoute
from ._included import IncludedRouter

if TYPE_CHECKING:
    from ._router import APIRouter


@dataclass(frozen=True)
class RouteContext:
    """A route as it is reached: attributes are those in effect, `original_route` is the one that
    was declared."""

    route: BaseRoute
    _route_context: EffectiveRoute | None = field(default=None, repr=False)

    @property
    def original_route(self) -> BaseRoute:
        """The route that was declared."""
        return self.route if self._route_context is None else self._route_context.original_route

    @property
    def _effective_route(self) -> BaseRoute:
        context = self._route_context
        return self.route if context is None else context.starlette_route or context

    @property
    def path(self) -> str | None:
        """The full path template, with convertors."""
        return getattr(self._effective_route, "path", None)

    @property
    def path_format(self) -> str | None:
        """The full path template, without convertors."""
        return getattr(self._effective_route, "path_format", None)

    @property
    def name(self) -> str | None:
        """The name for `url_path_for`."""
        return getattr(self._effective_route, "name", None)

    @property
    def methods(self) -> set[str] | None:
        """HTTP methods; None for any, and for what is no HTTP route."""
        return getattr(self._effective_route, "methods", None)

    @property
    def endpoint(self) -> Callable[..., Any] | None:
        """The function that answers."""
        return getattr(self._effective_route, "endpoint", None)

    def __getattr__(self, name: str) -> Any:
        if "route" not in vars(self):  # while it is copied or unpickled
            raise AttributeError(name)
        return getattr(self._effective_route, name)


def iter_route_contexts(routes: Iterable[BaseRoute | RouteContext]) -> Iterator[RouteContext]:
    """Every route, those of included routers too; contexts in `routes` are passed on as they
    are."""
    for route in routes:
        if isinstance(route, RouteContext):
            yield route
        elif isinstance(route, IncludedRouter):
            for effective in route.effective_route_contexts():
                yield RouteContext(effective.original_route, effective)
        else:
            yield _context_of(route)


def iter_routes_with_context(
    routes: Iterable[BaseRoute],
) -> Iterator[tuple[BaseRoute, EffectiveRoute | None]]:
    """Every declared route, beside the effective one where it was included."""
    for context in iter_route_contexts(routes):
        yield context.original_route, context._route_context


def _context_of(route: BaseRoute) -> RouteContext:
    # The flat view of an application shows effective routes themselves.
    known = route if isinstance(route, EffectiveRoute) else getattr(route, BACK_REFERENCE, None)
    return RouteContext(route) if known is None else RouteContext(known.original_route, known)


def iter_included_route_candidates(routes: Iterable[BaseRoute]) -> Iterator[BaseRoute]:
    """Every declared route; for those of Starlette the copy at the full path."""
    for context in iter_route_contexts(routes):
        effective = context._route_context
        yield context.route if effective is None else effective.starlette_route or context.route


def iter_effective_routes(router: APIRouter) -> Iterator[BaseRoute]:
    """What `router` tries in turn for a request, flattened through inclusions, in the order of
    declaration.

    Each is an `EffectiveRoute`, an `APIRoute` or another `BaseRoute` of the router's own, or, for
    an included router whose class overrides `matches` or `handle`, its `IncludedRouter`.
    """
    for route in router.routes:
        if isinstance(route, IncludedRouter):
            yield from route.effective_routes()
        else:
            yield route


def iter_paths(routes: Iterable[BaseRoute], prefix: str = "") -> Iterator[tuple[str | None, Any]]:
    """Path and name of every route, without making effective routes; a path of None where a kind
    has none."""
    for route in routes:
        if isinstance(route, IncludedRouter):
            inner = prefix + route.include_context.prefix
            yield from iter_paths(route.original_router.routes, inner)
            continue
        path = getattr(route, "path", None)
        name = getattr(route, "name", "unknown")
        if path is not None:
            path = (prefix + path).rstrip("/") if isinstance(route, Mount) else prefix + path
        yield path, name
