"""Scopes and headers that are not what servers make, taken as Starlette takes them."""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping
from typing import Any


class ForeignScope(MutableMapping[str, Any], dict[str, Any]):  # type: ignore[metaclass,misc] # pyright: ignore[reportGeneralTypeIssues]
    """A scope that is no dict, as one: everything is read from it and written to it."""

    def __init__(self, scope: MutableMapping[str, Any]) -> None:
        self._scope = scope

    def __getitem__(self, key: str) -> Any:
        return self._scope[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self._scope[key] = value

    def __delitem__(self, key: str) -> None:
        del self._scope[key]

    def __contains__(self, key: object) -> bool:
        return key in self._scope

    def __iter__(self) -> Iterator[str]:
        return iter(self._scope)

    def __len__(self) -> int:
        return len(self._scope)

    def __repr__(self) -> str:
        return repr(self._scope)

    def copy(self) -> dict[str, Any]:
        """A plain dict."""
        return dict(self._scope)


def foreign_scope(scope: Any) -> ForeignScope:
    """`scope` as a dict; `TypeError` for what is no mapping that can be changed."""
    if not isinstance(scope, MutableMapping):
        raise TypeError("the ASGI scope must be a dict")
    return ForeignScope(scope)


def unpack_pair(pair: Any) -> tuple[Any, Any]:
    """Name and value of a header."""
    name, value = pair
    return name, value
