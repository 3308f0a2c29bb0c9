"""Requests and answers larger than the memory there is: run as a program, which answers with a line
of JSON for each kind, as some of them used to end the process.

    python -m tests.protocol.memory_app fastapi

Each kind is run under many limits, so that every allocation on its way is the one that fails.
"""

from __future__ import annotations

import asyncio
import importlib
import json
import os
import resource
import signal
import sys
from collections.abc import Callable, Iterator
from typing import Any

from pydantic import BaseModel
from starlette.responses import PlainTextResponse

from .asgi import Wire, make_scope

MB = 1 << 20
SIZE = 8 * MB
#: Bytes beyond what the process has when the request begins.
LIMITS = [step * MB for step in (2, 6, 10, 14, 18, 22, 28, 36, 48, 64, 96, 128)]
JSON = (b"content-type", b"application/json")


class Kind:
    """An application and one request to it."""

    def __init__(self, api: Any) -> None:
        self.api = api
        self.app: Any = api.FastAPI()
        self.scope = make_scope()
        self.chunks: list[bytes] = [b""]

    def get(self, endpoint: Any, **options: Any) -> None:
        self.app.get("/", **options)(endpoint)

    def post(self, endpoint: Any, *chunks: bytes) -> None:
        self.app.post("/")(endpoint)
        self.scope["method"] = "POST"
        self.scope["headers"] = [JSON]
        self.chunks = list(chunks)

    def receive(self) -> Any:
        return Wire(*self.chunks).receive


def body(kind: Kind) -> None:
    async def endpoint(text: str = kind.api.Body()) -> int:
        return len(text)

    kind.post(endpoint, b'"' + b"x" * SIZE + b'"')


def chunks(kind: Kind) -> None:
    async def endpoint(text: str = kind.api.Body()) -> int:
        return len(text)

    kind.post(endpoint, b'"', *[b"x" * 65536] * (SIZE // 65536), b'"')


def numbers(kind: Kind) -> None:
    async def endpoint(numbers: Any = kind.api.Body()) -> int:
        return len(numbers)

    kind.post(endpoint, b"[" + b"1," * (SIZE // 16) + b"1]")


def lists(kind: Kind) -> None:
    async def endpoint(lists: Any = kind.api.Body()) -> int:
        return len(lists)

    kind.post(endpoint, b"[" + b"[0]," * (SIZE // 64) + b"1]")


def echoed_body(kind: Kind) -> None:
    async def endpoint(number: int = kind.api.Body()) -> int:
        return number

    kind.post(endpoint, b'"' + b"x" * SIZE + b'"')


def broken_body(kind: Kind) -> None:
    async def endpoint(number: int = kind.api.Body()) -> int:
        return number

    kind.post(endpoint, b'"' + b"x" * SIZE)


def query(kind: Kind) -> None:
    async def endpoint(q: str) -> int:
        return len(q)

    kind.get(endpoint)
    kind.scope["query_string"] = b"q=" + b"x" * SIZE


def escaped_query(kind: Kind) -> None:
    async def endpoint(q: str) -> int:
        return len(q)

    kind.get(endpoint)
    kind.scope["query_string"] = b"q=" + b"%C3%A9%FF" * (SIZE // 9) + b"\xe9"


def echoed_query(kind: Kind) -> None:
    async def endpoint(q: int) -> int:
        return q

    kind.get(endpoint)
    kind.scope["query_string"] = b"q=" + b"x" * SIZE


def many_queries(kind: Kind) -> None:
    async def endpoint(q: list[str] = kind.api.Query()) -> int:
        return len(q)

    kind.get(endpoint)
    kind.scope["query_string"] = b"&".join([b"q=x1"] * (SIZE // 64))


def header(kind: Kind) -> None:
    async def endpoint(x_long: str = kind.api.Header()) -> int:
        return len(x_long)

    kind.get(endpoint)
    kind.scope["headers"] = [(b"x-long", b"\xe9" * SIZE)]


def content_type(kind: Kind) -> None:
    async def endpoint(text: str = kind.api.Body()) -> int:
        return len(text)

    kind.post(endpoint, b'"x"')
    kind.scope["headers"] = [(b"content-type", b"application/json;\xe9" + b"x" * SIZE)]


def cookie(kind: Kind) -> None:
    async def endpoint(long: str = kind.api.Cookie(), last: str = kind.api.Cookie()) -> int:
        return len(long + last)

    kind.get(endpoint)
    kind.scope["headers"] = [(b"cookie", b"long=" + b"\xe9" * SIZE + b"; last=1")]


def many_cookies(kind: Kind) -> None:
    async def endpoint(a: str = kind.api.Cookie(), b: str = kind.api.Cookie()) -> int:
        return len(a + b)

    kind.get(endpoint)
    kind.scope["headers"] = [(b"cookie", b"a=1;b=2;" * (SIZE // 64))]


def path(kind: Kind) -> None:
    async def endpoint(rest: str) -> int:
        return len(rest)

    kind.app.get("/{rest:path}")(endpoint)
    kind.scope["path"] = "/" + "xé" * (SIZE // 2)


def unknown_path(kind: Kind) -> None:
    async def endpoint() -> None: ...

    kind.get(endpoint)
    kind.scope["path"] = "/" + "x" * SIZE + "/"
    kind.scope["root_path"] = "/"


def text(kind: Kind) -> None:
    long = "x" * SIZE

    async def endpoint() -> Any:
        return long

    kind.get(endpoint, response_model=None)


def plain_text(kind: Kind) -> None:
    long = "x" * SIZE

    async def endpoint() -> Any:
        return long

    kind.get(endpoint, response_class=PlainTextResponse, response_model=None)


def accented(kind: Kind) -> None:
    long = "é\n" * (SIZE // 2)

    async def endpoint() -> Any:
        return long

    kind.get(endpoint, response_model=None)


def many_values(kind: Kind) -> None:
    values = [{"name": "x" * 1000, "number": 1.5}] * (SIZE // 1024)

    async def endpoint() -> Any:
        return values

    kind.get(endpoint, response_model=None)


class Item(BaseModel):
    """A closed schema."""

    name: str
    number: float


def model(kind: Kind) -> None:
    item = Item(name="x" * SIZE, number=1.5)

    async def endpoint() -> Any:
        return item

    kind.get(endpoint, response_model=Item)


def models(kind: Kind) -> None:
    items = [Item(name="x" * 1000, number=1.5)] * (SIZE // 1024)

    async def endpoint() -> Any:
        return items

    kind.get(endpoint, response_model=list[Item])


def detail(kind: Kind) -> None:
    long = "é" * (SIZE // 2)

    async def endpoint() -> None:
        raise kind.api.HTTPException(418, long, headers={"X-Long": "y" * SIZE})

    kind.get(endpoint)


KINDS: list[Callable[[Kind], None]] = [
    body,
    chunks,
    numbers,
    lists,
    echoed_body,
    broken_body,
    query,
    escaped_query,
    echoed_query,
    many_queries,
    header,
    content_type,
    cookie,
    many_cookies,
    path,
    unknown_path,
    text,
    plain_text,
    accented,
    many_values,
    model,
    models,
    detail,
]


def answer(kind: Kind) -> str:
    """The status of the answer, and the name of what was raised then."""
    seen = ""

    async def send(message: Any) -> None:
        nonlocal seen
        seen = str(message.get("status", seen))

    try:
        asyncio.run(kind.app(kind.scope, kind.receive(), send))
    except BaseException as error:  # noqa: BLE001
        return f"{seen} {type(error).__name__}"
    return seen


def used() -> int:
    """The bytes of the process's address space."""
    with open("/proc/self/statm", "rb") as numbers:
        return int(numbers.read().split()[0]) * resource.getpagesize()


def limited(kind: Kind, limit: int) -> str:
    """What the request comes to in a process of its own that may take `limit` bytes more."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        signal.alarm(5)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        most = used() + limit
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
        outcome = answer(kind)
        os.write(writing, outcome.encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        outcome = pipe.read().decode()
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    return outcome if code == 0 else f"died {code}"


def run(api: Any, build: Callable[[Kind], None]) -> Iterator[str]:
    kind = Kind(api)
    build(kind)
    answer(Kind(api))  # whatever is imported at a first request, and the first error
    yield answer(kind)
    for limit in LIMITS:
        yield limited(kind, limit)


if __name__ == "__main__":
    module = importlib.import_module(sys.argv[1])
    chosen = [build for build in KINDS if build.__name__ in sys.argv[2:] or not sys.argv[2:]]
    outcomes = {build.__name__: list(run(module, build)) for build in chosen}
    sys.stdout.write(json.dumps(outcomes))
