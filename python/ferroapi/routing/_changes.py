"""What the compiled tables are made of tells when it is changed: attributes of routers and routes
that FastAPI reads at each request, set or deleted, and the containers in them, changed in place.

A table is made again at the next request (`_compile.application.compile_routes`); nothing is asked
while nothing changes.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, ClassVar, SupportsIndex

from ferroapi._ferroapi import routes_changed

_version = 0


def tables_version() -> int:
    """Counts the changes: a route does not know the routers that it is compiled in."""
    return _version


def tables_changed() -> None:
    """Have every router look at its routes again, which stay as they are."""
    global _version
    _version += 1
    routes_changed()


class TellsChanges:
    """An object with attributes in `_read_at_requests`, once it `_is_made`."""

    _read_at_requests: ClassVar[frozenset[str]] = frozenset()
    _is_made: bool = False

    def __setattr__(self, name: str, value: Any) -> None:
        super().__setattr__(name, value)
        if self._is_made and name in self._read_at_requests:
            tables_changed()

    def __delattr__(self, name: str) -> None:
        super().__delattr__(name)
        if name in self._read_at_requests:
            tables_changed()


class MethodSet(set[str]):
    """A route's HTTP methods. A copy is a plain set."""

    def __repr__(self) -> str:
        return repr(set(self))

    def __reduce_ex__(self, protocol: SupportsIndex) -> tuple[Any, ...]:
        return set, (list(self),)


class Convertors(dict[str, Any]):
    """A route's convertors, by parameter. A copy is a plain dictionary."""

    def __reduce_ex__(self, protocol: SupportsIndex) -> tuple[Any, ...]:
        return dict, (), None, None, iter(self.items())


def _telling(method: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(method)
    def change(self: Any, *args: Any, **kwargs: Any) -> Any:
        try:
            return method(self, *args, **kwargs)
        finally:
            tables_changed()

    return change


for _name in (
    *("add", "discard", "remove", "pop", "clear", "update", "difference_update"),
    *("intersection_update", "symmetric_difference_update"),
    *("__ior__", "__iand__", "__isub__", "__ixor__"),
):
    setattr(MethodSet, _name, _telling(getattr(set, _name)))
for _name in (
    *("__setitem__", "__delitem__", "__ior__", "clear", "pop", "popitem", "setdefault", "update"),
):
    setattr(Convertors, _name, _telling(getattr(dict, _name)))
