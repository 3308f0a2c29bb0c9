"""What a bench case is: one app for every framework, its requests and the answers expected.

Lives here: the vocabulary. Not here: how cases are driven (`runner`) or judged (`bars`). Read by
the case modules, `compare`, the pytest benches, the counts and the load servers.
"""

import json
from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from dataclasses import dataclass
from typing import Any

TURNS = 64
"""How many different requests, or answers, follow each other before they repeat."""

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Request:
    """One request as a client would send it; `path` is already percent-decoded."""

    path: str
    method: str = "GET"
    query: str = ""
    headers: tuple[tuple[bytes, bytes], ...] = ()
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Case:
    """One thing to measure.

    `build` makes the app from a framework's namespace (`web.Web`); `control` makes the hand-written
    raw ASGI twin. `requests` are sent in turn, over and over. `answer(n)` is the body that the n-th
    request since the app was built must get, so that no framework can answer from a cache.
    """

    name: str
    build: Callable[[Any], App]
    control: Callable[[], App]
    requests: Sequence[Request]
    answer: Callable[[int], bytes]
    status: int = 200
    anyio_scope: bool = False
    """Drive the requests inside an open AnyIO cancel scope."""
    peer: "Case | None" = None
    """A case whose FerroAPI app is timed in the same rounds, for cost relative to it."""


def json_bytes(value: Any) -> bytes:
    """The JSON that every framework here answers with: compact, UTF-8, keys in order."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def detail_bytes(detail: Any) -> bytes:
    """The body of an error answer."""
    return json_bytes({"detail": detail})


def at(path: str) -> tuple[Request, ...]:
    """A single GET request, for cases whose answer changes by itself."""
    return (Request(path),)


def turns(text: str) -> list[str]:
    """The texts that an endpoint answers in turn: made beforehand, as the time is not its own."""
    return [f"{text} {n}" for n in range(TURNS)]
