"""`IncludedRouter`: the live node that `include_router` leaves in a router's list of routes.

It keeps a reference to the router, so that routes added there later answer too, and what the
inclusion puts around them. The native router reads `effective_routes()`; `matches` and `handle`
serve routers whose class overrides them.
"""

from __future__ import annotations

from collections.abc import Iterator
from threading import RLock
from typing import TYPE_CHECKING, Any

from starlette.routing import BaseRoute, Match, NoMatchFound
from starlette.types import Receive, Scope, Send

from ._effective import EffectiveRoute, Inclusion, make_effective
from ._scope import INCLUDED_KEY, during, put, update

if TYPE_CHECKING:
    from ._router import APIRouter


class IncludedRouter(BaseRoute):
    """A router inside of another one, with the inclusion around it."""

    # Of a node made for the way through an outer one: the node in the router's list.
    declared: IncludedRouter | None = None

    def __init__(self, original_router: APIRouter, include_context: Inclusion) -> None:
        self.original_router = original_router
        self.include_context = include_context
        self._lock = RLock()
        self._candidates: tuple[int, list[EffectiveRoute | IncludedRouter]] = (-1, [])

    def __repr__(self) -> str:
        prefix, router = self.include_context.prefix, self.original_router
        return f"{type(self).__name__}(prefix={prefix!r}, router={router!r})"

    @property
    def is_opaque(self) -> bool:
        """Does the router decide itself what it matches or how it answers? Then it is not looked
        into."""
        from ._router import overrides_dispatch

        return overrides_dispatch(self.original_router)

    def __getstate__(self) -> dict[str, Any]:
        # For copies and pickles: a lock is nobody else's, and the candidates are made again.
        return {
            name: value
            for name, value in vars(self).items()
            if name not in ("_lock", "_candidates")
        }

    def __setstate__(self, state: dict[str, Any]) -> None:
        vars(self).update(state)
        self._lock = RLock()
        self._candidates = (-1, [])

    def effective_candidates(self) -> list[EffectiveRoute | IncludedRouter]:
        """The router's routes as they are reached here, made again after a change."""
        with self._lock:
            version = self.original_router._get_routes_version()
            if version != self._candidates[0]:
                known = _Known(self._candidates[1])
                self._candidates = (version, list(self._make_candidates(known)))
            return self._candidates[1]

    def _make_candidates(self, known: _Known) -> Iterator[EffectiveRoute | IncludedRouter]:
        for route in self.original_router.routes:
            before = known.made_of(route)
            if isinstance(route, IncludedRouter):
                inner = self.include_context.enclose(route.include_context)
                node = IncludedRouter(route.original_router, inner)
                node.declared = route
                if isinstance(before, IncludedRouter):
                    node._candidates = (-1, before._candidates[1])
                yield node
            elif (effective := make_effective(route, self.include_context)) is not None:
                effective.included_router = self
                yield effective.as_if_before(before)

    def effective_routes(self) -> Iterator[BaseRoute]:
        """What is tried in turn for a request: routes, through all levels; a router that decides
        itself, or whose routes cannot be made, as a whole."""
        if self.is_opaque or self._is_broken():
            yield self
            return
        for candidate in self.effective_candidates():
            if isinstance(candidate, IncludedRouter):
                yield from candidate.effective_routes()
            else:
                yield candidate

    def _is_broken(self) -> bool:
        """Is there a mistake in what the inclusion adds (a dependency, say)? Requests that get as
        far as to ask this node are told; those for routes before it know nothing of it."""
        try:
            self.effective_candidates()
        except Exception:  # noqa: BLE001 - whatever it is, `matches` raises it again
            return True
        return False

    def effective_route_contexts(self) -> Iterator[EffectiveRoute]:
        """Every route below, through all levels."""
        for candidate in self.effective_candidates():
            if isinstance(candidate, IncludedRouter):
                yield from candidate.effective_route_contexts()
            else:
                yield candidate

    def url_path_for(self, name: str, /, **path_params: Any) -> Any:
        """The path of the first route of that name below; raises `NoMatchFound`."""
        for route in self.effective_route_contexts():
            try:
                return route.url_path_for(name, **path_params)
            except NoMatchFound:
                continue
        raise NoMatchFound(name, path_params)

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Ask the router, which in turn asks `select`."""
        with during(scope, INCLUDED_KEY, self):
            match, _ = self.original_router.matches(scope)
        return match, {}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the router answer, which in turn calls `handle_selected`."""
        put(scope, INCLUDED_KEY, self)
        await self.original_router.handle(scope, receive, send)

    def select(self, scope: Scope) -> tuple[Match, Scope, BaseRoute | None]:
        """The first route that matches fully, else the first that does but for its method."""
        partial: tuple[Match, Scope, BaseRoute | None] = (Match.NONE, {}, None)
        candidates = self.effective_candidates()
        for candidate in candidates:
            ask = candidate.matches if isinstance(candidate, IncludedRouter) else candidate.ask
            match, child_scope = ask(scope)
            if match is Match.FULL:
                return match, child_scope, candidate
            if match is Match.PARTIAL and partial[2] is None:
                partial = (match, child_scope, candidate)
        return partial

    async def handle_selected(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with the selected route; with the router's default where there is none."""
        _, child_scope, route = self.select(scope)
        if route is None:
            await self.original_router.default(scope, receive, send)
            return
        update(scope, child_scope)
        await route.handle(scope, receive, send)


class _Known:
    """What was made of a router's routes before it changed, by the route it was made of."""

    def __init__(self, candidates: list[EffectiveRoute | IncludedRouter]) -> None:
        self._made: dict[int, list[EffectiveRoute | IncludedRouter]] = {}
        for candidate in candidates:
            if isinstance(candidate, IncludedRouter):
                declared: BaseRoute | None = candidate.declared
            else:
                declared = candidate.original_route
            self._made.setdefault(id(declared), []).append(candidate)

    def made_of(self, route: BaseRoute) -> EffectiveRoute | IncludedRouter | None:
        """One for each time that the route stands in the list, in order."""
        made = self._made.get(id(route))
        return made.pop(0) if made else None
