"""The two lists of routes: the router's own, which reports every change, and the application's
flat view of them all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, MutableSequence
from functools import wraps
from typing import TYPE_CHECKING, Any, overload

from starlette.routing import BaseRoute

from ._contexts import iter_route_contexts
from ._included import IncludedRouter

if TYPE_CHECKING:
    from ._router import APIRouter

_CHANGES = (
    *("append", "extend", "insert", "remove", "pop", "clear", "sort", "reverse"),
    *("__setitem__", "__delitem__", "__iadd__", "__imul__"),
)


class RouteList(list[BaseRoute]):
    """A router's own routes, included routers as nodes. Every change makes a new version of the
    router."""

    def __init__(self, router: APIRouter, routes: Iterable[BaseRoute] = ()) -> None:
        super().__init__(routes)
        self._router = router


def _reporting(method: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(method)
    def change(self: RouteList, *args: Any, **kwargs: Any) -> Any:
        result = method(self, *args, **kwargs)
        self._router._mark_routes_changed()
        return result

    return change


for _name in _CHANGES:
    setattr(RouteList, _name, _reporting(getattr(list, _name)))


class FlatRoutes(MutableSequence[BaseRoute]):
    """All routes of a router, live, with those of included routers at their full paths in the place
    of the node.

    Reading goes through all levels. Changes act on the router's own routes: a new one is put before
    or after an inclusion as a whole, and removing a route that belongs to an included router raises
    `ValueError`.
    """

    def __init__(self, router: Callable[[], APIRouter]) -> None:
        self._router = router
        self._flat: tuple[Any, int, list[tuple[BaseRoute, int]]] = (None, -1, [])

    def _rows(self) -> list[tuple[BaseRoute, int]]:
        """Each route with the index of its own or its inclusion's place in the router's list."""
        router = self._router()
        known, seen, rows = self._flat
        version = router._get_routes_version()
        if known is not router or seen != version:
            rows = list(_flatten(router.routes))
            self._flat = (router, version, rows)
        return rows

    def _routes(self) -> list[BaseRoute]:
        return [route for route, _ in self._rows()]

    @overload
    def __getitem__(self, index: int) -> BaseRoute: ...
    @overload
    def __getitem__(self, index: slice) -> list[BaseRoute]: ...
    def __getitem__(self, index: int | slice) -> BaseRoute | list[BaseRoute]:
        return self._routes()[index]

    def __setitem__(self, index: Any, value: Any) -> None:
        routes = self._router().routes
        if not isinstance(index, slice):
            routes[self._own(index)] = value
        elif index == slice(None):  # Whatever the whole view is made of, this is what is wanted.
            routes[:] = list(value)
        else:
            routes[self._own_slice(index)] = value

    def __delitem__(self, index: int | slice) -> None:
        chosen = range(len(self))[index]
        places = [self._own(i) for i in (chosen if isinstance(chosen, range) else [chosen])]
        for place in sorted(places, reverse=True):
            del self._router().routes[place]

    def _own(self, index: int) -> int:
        """The place of a route in the router's list; `ValueError` for one of an included router."""
        route, place = self._rows()[index]
        if self._router().routes[place] is not route:
            raise ValueError(
                f"{route!r} belongs to an included router; change that router's routes"
            )
        return place

    def _own_slice(self, index: slice) -> slice:
        """The same slice of the router's list: there is one where nothing before its end belongs to
        an included router."""
        start, stop, step = index.indices(len(self))
        if step != 1:
            raise ValueError("Slices with a step cannot be replaced; assign to `router.routes`")
        for place in range(max(start, stop)):
            self._own(place)
        return slice(start, stop)

    def sort(self, *, key: Callable[[Any], Any] | None = None, reverse: bool = False) -> None:
        """Sort the router's own routes, included routers as nodes."""
        routes: Any = self._router().routes
        routes.sort(key=key, reverse=reverse)

    def copy(self) -> list[BaseRoute]:
        """The routes of this moment as a list."""
        return self._routes()

    def insert(self, index: int, value: BaseRoute) -> None:
        """Put a route before the one at `index`, or before the inclusion that one belongs to."""
        rows, routes = self._rows(), self._router().routes
        later = rows[index:]
        routes.insert(later[0][1] if later else len(routes), value)

    def __len__(self) -> int:
        return len(self._rows())

    def __iter__(self) -> Iterator[BaseRoute]:
        return iter(self._routes())

    def __eq__(self, other: object) -> bool:
        if isinstance(other, (list, FlatRoutes)):
            return self._routes() == list(other)
        return NotImplemented

    def __add__(self, other: Iterable[BaseRoute]) -> list[BaseRoute]:
        return [*self, *other]

    def __radd__(self, other: Iterable[BaseRoute]) -> list[BaseRoute]:
        return [*other, *self]

    def __repr__(self) -> str:
        return repr(self._routes())


def _flatten(routes: Iterable[BaseRoute]) -> Iterator[tuple[BaseRoute, int]]:
    for place, route in enumerate(routes):
        if not isinstance(route, IncludedRouter):
            yield route, place
            continue
        for context in iter_route_contexts([route]):
            yield context._effective_route, place
