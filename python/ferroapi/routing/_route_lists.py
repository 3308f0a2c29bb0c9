"""The two lists of routes: a router's own, which reports every change, and the application's flat
view of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from itertools import count
from typing import Any, SupportsIndex

from starlette.routing import BaseRoute

from ferroapi._ferroapi import routes_changed

from ._contexts import iter_route_contexts
from ._included import IncludedRouter

# One sequence for all routers and lists: the newest number in a tree tells any two states of it
# apart.
_versions = count(1)


def next_version() -> int:
    """A number no state of any router had; every application looks at its routes again."""
    routes_changed()
    return next(_versions)


class RouteList(list[BaseRoute]):
    """A router's own routes, included routers as nodes. Every change makes a new version.

    It belongs to whichever router has it, also to several, and goes on as a list when it has been
    replaced. A copy is a plain list.
    """

    version: int = 0
    _flat: FlatRoutes | None = None

    @property
    def flat(self) -> FlatRoutes:
        """The flat view of it, always the same object."""
        if self._flat is None:
            self._flat = FlatRoutes(self)
        return self._flat

    def __reduce_ex__(self, protocol: SupportsIndex) -> tuple[Any, ...]:
        return list, (), None, iter(self)

    def __copy__(self) -> list[BaseRoute]:
        return list(self)


def _reporting(method: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(method)
    def change(self: RouteList, *args: Any, **kwargs: Any) -> Any:
        try:
            return method(self, *args, **kwargs)
        finally:  # What fails half-way (a sort) has changed the list too.
            self.version = next_version()

    return change


for _name in (
    *("append", "extend", "insert", "remove", "pop", "clear", "sort", "reverse"),
    *("__setitem__", "__delitem__", "__iadd__", "__imul__"),
):
    setattr(RouteList, _name, _reporting(getattr(list, _name)))


class FlatRoutes(list[BaseRoute]):
    """All routes of a router's list, live, with those of included routers at their full paths in
    the place of the node.

    Reading goes through all levels. Changes act on the router's own list: a new route is put before
    or after an inclusion as a whole, and removing a route that belongs to an included router raises
    `ValueError`.

    What stands in the list itself is what was there when somebody last looked, so that the
    interpreter's own functions, which read a list without asking it, find it filled.
    """

    def __init__(self, routes: RouteList) -> None:
        super().__init__()
        self._own = routes
        self._places: list[int] = []
        self._seen = -1

    @property
    def routes_of_router(self) -> RouteList:
        """The list that this is a view of."""
        return self._own

    def refresh(self) -> FlatRoutes:
        """Look at the router's list again; gives itself."""
        version = tree_version(self._own)
        if self._seen != version:
            rows = list(_flatten(self._own))
            # Each route has the place of itself, or of its inclusion, in the router's list.
            self._places = [place for _, place in rows]
            list.__setitem__(self, slice(None), [route for route, _ in rows])
            self._seen = version
        return self

    def __setitem__(self, index: Any, value: Any) -> None:
        if not isinstance(index, slice):
            self._own[self._place(index)] = value
        elif index == slice(None):  # Whatever the whole view is made of, this is what is wanted.
            self._own[:] = list(value)
        else:
            self._own[self._slice(index)] = list(value)
        self.refresh()

    def __delitem__(self, index: SupportsIndex | slice) -> None:
        chosen = range(len(self))[index]
        places = [self._place(i) for i in (chosen if isinstance(chosen, range) else [chosen])]
        for place in sorted(places, reverse=True):
            del self._own[place]
        self.refresh()

    def _place(self, index: SupportsIndex) -> int:
        """The place of a route in the router's list; `ValueError` for one of an included router."""
        route, place = self[index], self._places[index]
        if self._own[place] is not route:
            raise ValueError(
                f"{route!r} belongs to an included router; change that router's routes"
            )
        return place

    def _slice(self, index: slice) -> slice:
        """The same slice of the router's list: there is one where nothing before its end belongs to
        an included router."""
        start, stop, step = index.indices(len(self))
        if step != 1:
            raise ValueError("Slices with a step cannot be replaced; assign to `router.routes`")
        for place in range(max(start, stop)):
            self._place(place)
        return slice(start, stop)

    def append(self, value: BaseRoute) -> None:
        """Put a route behind all others."""
        self._own.append(value)
        self.refresh()

    def extend(self, values: Iterable[BaseRoute]) -> None:
        """Put routes behind all others."""
        self._own.extend(list(values))
        self.refresh()

    def insert(self, index: SupportsIndex, value: BaseRoute) -> None:
        """Put a route before the one at `index`, or before the inclusion that one belongs to."""
        later = self.refresh()._places[index:]
        self._own.insert(later[0] if later else len(self._own), value)
        self.refresh()

    def pop(self, index: SupportsIndex = -1) -> BaseRoute:
        """Take a route of the router's own out."""
        route = self[index]
        del self[index]
        return route

    def remove(self, value: BaseRoute) -> None:
        """Take the first route that is equal to `value` out."""
        del self[self.index(value)]

    def clear(self) -> None:
        """Take everything out, inclusions too."""
        self._own.clear()
        self.refresh()

    def sort(self, *, key: Callable[[Any], Any] | None = None, reverse: bool = False) -> None:
        """Sort the router's own routes, included routers as nodes."""
        routes: Any = self._own
        try:
            routes.sort(key=key, reverse=reverse)
        finally:
            self.refresh()

    def reverse(self) -> None:
        """Turn the order of the router's own routes round, included routers as nodes."""
        self._own.reverse()
        self.refresh()

    def __iadd__(self, values: Iterable[BaseRoute]) -> FlatRoutes:  # type: ignore[override,misc]
        self.extend(values)
        return self

    def __imul__(self, number: SupportsIndex) -> FlatRoutes:
        self._own *= number
        return self.refresh()

    def __add__(self, other: Any) -> Any:
        return list(self) + other

    def __radd__(self, other: Any) -> Any:
        return other + list(self)

    def __reduce_ex__(self, protocol: SupportsIndex) -> tuple[Any, ...]:
        return list, (), None, iter(self)

    def __copy__(self) -> list[BaseRoute]:
        return self.copy()


def _looking(method: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(method)
    def read(self: FlatRoutes, *args: Any) -> Any:
        return method(self.refresh(), *args)

    return read


for _name in (
    *("__getitem__", "__len__", "__iter__", "__reversed__", "__contains__", "__repr__"),
    *("__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__", "__mul__", "__rmul__"),
    *("copy", "count", "index"),
):
    setattr(FlatRoutes, _name, _looking(getattr(list, _name)))


def tree_version(routes: list[BaseRoute], seen: set[int] | None = None) -> int:
    """A number that differs for every state of a router's list and of all that it includes."""
    version: int = getattr(routes, "version", 0)
    nodes = [route for route in routes if isinstance(route, IncludedRouter)]
    if not nodes:
        return version
    seen = set() if seen is None else seen
    return max(version, *(node.original_router._get_routes_version(seen) for node in nodes))


def _flatten(routes: Iterable[BaseRoute]) -> Iterator[tuple[BaseRoute, int]]:
    for place, route in enumerate(routes):
        if not isinstance(route, IncludedRouter):
            yield route, place
            continue
        for context in iter_route_contexts([route]):
            yield context._effective_route, place
