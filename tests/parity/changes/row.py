"""What a row is, and what rows put in place of things."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from starlette.responses import PlainTextResponse

from .program import World

Row = Callable[[World], object]
Rows = dict[str, Row]


def assigning(get: Callable[[World], Any], **values: Any) -> Rows:
    """A row for each attribute, which assigns the value."""

    def row(name: str, value: Any) -> Row:
        return lambda world: setattr(get(world), name, value)

    return {name: row(name, value) for name, value in values.items()}


async def answer(scope: Any, receive: Any, send: Any) -> None:
    """An ASGI app that stands in for something."""
    await PlainTextResponse(f"another app at {scope['path']}")(scope, receive, send)


def around(world: World, app: Any) -> Any:
    """An ASGI app that is seen in the log."""

    async def noted(scope: Any, receive: Any, send: Any) -> None:
        world.log.append("around")
        await app(scope, receive, send)

    return noted


async def handled(request: Any, error: Any) -> Any:
    """An exception handler."""
    return PlainTextResponse(f"handled {type(error).__name__}", 418)


def writing(world: World, get: Callable[..., Any]) -> Any:
    """The twin with a body: the same path, declared second."""
    reading = get()
    if get == world.declared:
        routes = world.router.routes
    else:
        routes = [
            it._effective_route
            for it in world.api.routing.iter_route_contexts(world.app.router.routes)
        ]
    same = [r for r in routes if getattr(r, "path", None) == reading.path]
    return same[1]
