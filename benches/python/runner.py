"""Drives an app in-process, as a server does: fresh scope, `await app(scope, receive, send)`.

One task of one running event loop sends the requests in turn. Nothing of a response outlives the
next one (bodies kept alive would cost page faults that no server pays): `send` keeps the last two
messages, and the last answer of each batch is checked outside the measured region. `verify` checks
every answer of a whole turn of the requests.
"""

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from itertools import cycle, islice
from typing import Any
from urllib.parse import quote

import anyio

from .case import App, Case, Message, Receive, Request

Exchange = tuple[dict[str, Any], Receive]
Clock = Callable[[], int]

HEADERS = (
    (b"host", b"127.0.0.1:8000"),
    (b"user-agent", b"bench/1.0"),
    (b"accept", b"application/json"),
    (b"accept-encoding", b"gzip, deflate"),
    (b"connection", b"keep-alive"),
)


class WrongAnswer(Exception):
    """An app answered something else than the case expects."""


def make_scope(request: Request) -> dict[str, Any]:
    """The scope that uvicorn would pass for the request."""
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "server": ("127.0.0.1", 8000),
        "client": ("127.0.0.1", 50000),
        "scheme": "http",
        "root_path": "",
        "method": request.method,
        "path": request.path,
        "raw_path": quote(request.path).encode(),
        "query_string": request.query.encode("ascii"),
        "headers": [*HEADERS, *request.headers],
        "state": {},
    }


def make_receive(body: bytes) -> Receive:
    """A `receive` that has the whole body ready."""

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    return receive


class Runner:
    """One app of one case, and how far its requests have gone."""

    def __init__(self, case: Case, app: App) -> None:
        self.case = case
        self.app = app
        self.done = 0
        self._exchanges: Iterator[Exchange] = cycle(
            [(make_scope(request), make_receive(request.body)) for request in case.requests]
        )
        self._last: dict[str, Message] = {}

    async def batch(self, count: int, clock: Clock = time.process_time_ns) -> int:
        """Sends `count` requests; the clock's units they took. The last answer is checked."""
        app, last = self.app, self._last

        async def send(message: Message) -> None:
            last[message["type"]] = message

        with self._surroundings():
            exchanges = islice(self._exchanges, count)
            started = clock()
            for template, receive in exchanges:
                await app(template.copy(), receive, send)
            elapsed = clock() - started
        self.done += count
        self._check()
        return elapsed

    async def verify(self) -> None:
        """Checks every answer of one turn of the requests (ten of them if there is but one)."""
        for _ in range(max(10, len(self.case.requests))):
            await self.batch(1)

    def _surroundings(self) -> AbstractContextManager[object]:
        return anyio.CancelScope() if self.case.anyio_scope else nullcontext()

    def _check(self) -> None:
        expected = self.case.answer(self.done - 1)
        start, body = self._last["http.response.start"], self._last["http.response.body"]
        if start["status"] == self.case.status and body.get("body") == expected:
            return
        raise WrongAnswer(
            f"{self.case.name}: expected {self.case.status} {expected!r},"
            f" got {start['status']} {body.get('body')!r}"
        )


def make_runner(case: Case, web: Any) -> Runner:
    """The runner of a case on a framework, or on the control where `web` is None."""
    return Runner(case, case.control() if web is None else case.build(web))


def run(coroutine: Any) -> Any:
    """Runs a coroutine in a fresh event loop."""
    return asyncio.run(coroutine)
