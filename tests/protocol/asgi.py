"""The smallest ASGI server side for these tests: a scope, a receive, a send, and two ways to step a
request.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

Message = dict[str, Any]
App = Callable[..., Awaitable[None]]


def make_scope(
    method: str = "GET", target: str = "/", headers: dict[str, str] | None = None
) -> dict[str, Any]:
    """An HTTP scope as uvicorn makes it."""
    path, _, query = target.partition("?")
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [(name.encode(), value.encode()) for name, value in (headers or {}).items()],
        "client": ("127.0.0.1", 1234),
        "server": ("127.0.0.1", 80),
        "state": {},
    }


class Wire:
    """One request's `receive` and `send`; neither suspends."""

    def __init__(self, *chunks: bytes) -> None:
        self.chunks = list(chunks) or [b""]
        self.sent: list[Message] = []

    async def receive(self) -> Message:
        if not self.chunks:
            return {"type": "http.disconnect"}
        return {"type": "http.request", "body": self.chunks.pop(0), "more_body": bool(self.chunks)}

    async def send(self, message: Message) -> None:
        self.sent.append(message)

    @property
    def status(self) -> int:
        return int(self.sent[0]["status"])

    @property
    def body(self) -> bytes:
        return b"".join(message.get("body", b"") for message in self.sent[1:])


def step(app: App, scope: dict[str, Any], wire: Wire) -> None:
    """Run a request that never suspends, without an event loop."""
    awaitable: Any = app(scope, wire.receive, wire.send)
    try:
        awaitable.send(None)
    except StopIteration as stop:
        if stop.value is not None:
            raise AssertionError(f"an ASGI application returns None, not {stop.value!r}") from None
    else:
        raise AssertionError("the request suspended")


async def ask(
    app: App, method: str, target: str, *chunks: bytes, headers: dict[str, str] | None = None
) -> Wire:
    """Await one request and return what was sent."""
    wire = Wire(*chunks)
    await app(make_scope(method, target, headers), wire.receive, wire.send)
    return wire
