"""Drives an ASGI app in this process and writes down everything that can be seen from outside.

No client library stands between: the scope is what a case says, byte for byte, and what comes back
is a trace in which received messages, sent messages and the app's own log lines keep their order.
`record.py` holds the shapes; `compare.py` judges; nothing here knows FastAPI or FerroAPI.
"""

from __future__ import annotations

import warnings
from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from typing import Any

import anyio
import anyio.lowlevel

from .record import (
    ABSENT,
    Event,
    Exchange,
    Request,
    describe_exception,
    describe_scope,
    describe_warnings,
    freeze,
)

Message = MutableMapping[str, Any]
App = Callable[..., Awaitable[Any]]

# Long enough for a loaded machine, short enough that a hanging request is a failure and not a
# stall.
PATIENCE_SECONDS = 20.0


class Connection:
    """One request's `receive` and `send`, and the trace they share with the app's log."""

    def __init__(self, request: Request, log: list[str], *, suspending: bool) -> None:
        self.request = request
        self.trace: list[Event] = []
        self._log = log
        self._suspending = suspending
        self._received = 0
        self._sent = 0
        self._finished = anyio.Event()

    def absorb_log(self) -> None:
        """Move what the app logged since the last message into the trace."""
        self.trace.extend(("log", line) for line in self._log)
        self._log.clear()

    async def receive(self) -> Message:
        self.absorb_log()
        if self._suspending:
            await anyio.lowlevel.checkpoint()
        message = await self._next_message()
        self.trace.append(("receive", message["type"]))
        return message

    async def _next_message(self) -> Message:
        turn, chunks = self._received, self.request.body
        self._received += 1
        if self.request.disconnect_at is not None and turn >= self.request.disconnect_at:
            return {"type": "http.disconnect"}
        if turn < len(chunks):
            return {
                "type": "http.request",
                "body": chunks[turn],
                "more_body": turn + 1 < len(chunks),
            }
        await self._finished.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Message) -> None:
        self.absorb_log()
        self.trace.append(("send", freeze(message)))
        if self._suspending:
            await anyio.lowlevel.checkpoint()
        turn = self._sent
        self._sent += 1
        if turn == self.request.failing_send:
            raise OSError("the peer is gone")
        if message["type"] == "http.response.body" and not message.get("more_body", False):
            self._finished.set()


def build_scope(request: Request) -> dict[str, Any]:
    """The scope a server makes for `request`, with the request's own changes on top."""
    scope: dict[str, Any] = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": "1.1",
        "method": request.method,
        "scheme": "http",
        "path": request.path,
        "raw_path": request.raw_path,
        "query_string": request.query,
        "root_path": "",
        "headers": list(request.headers),
        "client": ("203.0.113.7", 54321),
        "server": ("testserver", 80),
        "state": {},
        "extensions": {},
    }
    for key, value in request.scope:
        if value is ABSENT:
            scope.pop(key, None)
        else:
            scope[key] = value
    return scope


async def exchange(app: App, request: Request, log: list[str], *, suspending: bool) -> Exchange:
    """Send one request to `app` and return all that was seen."""
    connection = Connection(request, log, suspending=suspending)
    scope = build_scope(request)
    returned: Any = None
    raised: BaseException | None = None
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            with anyio.fail_after(PATIENCE_SECONDS):
                returned = await app(scope, connection.receive, connection.send)
        except Exception as error:  # the server's view: whatever leaves the app is a result
            raised = error
    connection.absorb_log()
    return Exchange(
        trace=tuple(connection.trace),
        returned=repr(returned),
        raised=None if raised is None else describe_exception(raised),
        warnings=describe_warnings(caught),
        scope_keys=describe_scope(scope),
    )


class Lifespan:
    """The lifespan protocol as a server speaks it; use as an async context manager around
    requests.
    """

    def __init__(self, app: App, log: list[str]) -> None:
        self.state: dict[str, Any] = {}
        self._app = app
        self._log = log
        self._trace: list[Event] = []
        self._raised: BaseException | None = None
        self._stop = anyio.Event()
        self._settled = anyio.Event()
        self._over = False
        self._messages = 0

    async def run(self) -> None:
        """The app's side: returns when the app has finished its lifespan."""
        scope = {"type": "lifespan", "asgi": {"version": "3.0", "spec_version": "2.0"}}
        try:
            await self._app({**scope, "state": self.state}, self._receive, self._send)
        except Exception as error:
            self._raised = error
        self._over = True
        self._settled.set()

    async def started(self) -> Exchange:
        """Wait for start-up to end, well or badly."""
        await self._settled.wait()
        return self._report()

    async def stopped(self) -> Exchange:
        """Ask for shutdown; call after `run` was started, then wait for `run` to return."""
        self._settled = anyio.Event()
        self._stop.set()
        if not self._over:
            await self._settled.wait()
        return self._report()

    async def _receive(self) -> Message:
        self._messages += 1
        if self._messages == 1:
            return {"type": "lifespan.startup"}
        await self._stop.wait()
        return {"type": "lifespan.shutdown"}

    async def _send(self, message: Message) -> None:
        self._absorb_log()
        self._trace.append(("send", _without_traceback(message)))
        self._settled.set()

    def _absorb_log(self) -> None:
        self._trace.extend(("log", line) for line in self._log)
        self._log.clear()

    def _report(self) -> Exchange:
        self._absorb_log()
        raised = None if self._raised is None else describe_exception(self._raised)
        seen = Exchange(
            trace=tuple(self._trace), raised=raised, scope_keys=tuple(sorted(self.state))
        )
        self._trace.clear()
        return seen


def _without_traceback(message: Message) -> Any:
    """A failed start-up reports a traceback text: its frames are the framework's, its last line
    is not.
    """
    text = message.get("message")
    if not text:
        return freeze(message)
    return freeze({**message, "message": str(text).strip().splitlines()[-1]})


async def drive(
    app: App, requests: Sequence[Request], log: list[str], *, suspending: bool = False
) -> list[Exchange]:
    """Send `requests` one after the other."""
    return [await exchange(app, request, log, suspending=suspending) for request in requests]
