"""The methods of FastAPI's app and router whose features are not built yet: present, with their
signatures, and refusing."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Literal

from starlette.routing import WebSocketRoute
from starlette.types import ASGIApp
from starlette.websockets import WebSocket

from ferroapi._unsupported import refuse_frontend, refuse_websocket
from ferroapi.params import Depends
from ferroapi.types import DecoratedCallable


class NotBuiltYet:
    """Every method raises `UnsupportedFeatureError`, which says what to write instead."""

    def websocket(
        self, path: str, name: str | None = None, *, dependencies: Sequence[Depends] | None = None
    ) -> Callable[[DecoratedCallable], DecoratedCallable]:
        """Not built yet: declare a WebSocket endpoint."""
        refuse_websocket(path)

    def add_api_websocket_route(
        self,
        path: str,
        endpoint: Callable[..., Any],
        name: str | None = None,
        *,
        dependencies: Sequence[Depends] | None = None,
    ) -> None:
        """Not built yet: add a WebSocket endpoint."""
        refuse_websocket(path)

    def websocket_route(
        self, path: str, name: str | None = None
    ) -> Callable[[DecoratedCallable], DecoratedCallable]:
        """Not built yet: declare a WebSocket endpoint Starlette's way."""
        refuse_websocket(path)

    def frontend(
        self,
        path: str,
        *,
        directory: str | os.PathLike[str],
        fallback: Literal["auto", "index.html", "404.html"] | None = "auto",
        check_dir: bool | Literal["auto"] = "auto",
    ) -> None:
        """Not built yet: serve a front end's files."""
        refuse_frontend(path)


class APIWebSocketRoute(WebSocketRoute):
    """Not built yet: a WebSocket endpoint with dependencies. The name stays for `isinstance`."""

    def __init__(
        self,
        path: str,
        endpoint: Callable[..., Any],
        *,
        name: str | None = None,
        dependencies: Sequence[Depends] | None = None,
        dependency_overrides_provider: Any | None = None,
    ) -> None:
        refuse_websocket(path)


def get_websocket_app(
    dependant: Any,
    dependency_overrides_provider: Any | None = None,
    embed_body_fields: bool = False,
) -> Any:
    """Not built yet: the function behind a WebSocket endpoint."""
    refuse_websocket("get_websocket_app")


def websocket_session(func: Callable[[WebSocket], Awaitable[None]]) -> ASGIApp:
    """Not built yet: a function of a WebSocket as an ASGI app, with exit stacks in its scope."""
    refuse_websocket("websocket_session")
