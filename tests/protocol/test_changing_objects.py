"""What a program hands over may change while it is read: a collector run finalizes something that
changes it. The request ends with an answer or an exception all the same, never with a panic.
"""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest
from pydantic import BaseModel

import ferroapi

from .asgi import Wire, make_scope, step

MANY = 40


class Garbage:
    """Of no use any more, but only the collector can tell; changes something on its way out."""

    def __init__(self, change: Callable[[], None]) -> None:
        self.change = change
        self.itself = self

    def __del__(self) -> None:
        with suppress(Exception):
            self.change()


@contextmanager
def collecting() -> Iterator[None]:
    """Have the collector run as often as it can."""
    before = gc.get_threshold()
    gc.collect()
    gc.set_threshold(1, 1, 1)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def litter(change: Callable[[], None]) -> None:
    for _ in range(3):
        Garbage(change)


def grow(table: dict[str, Any]) -> None:
    table[f"new{len(table)}"] = "text"


def headers_of_an_exception(app: Any, scope: dict[str, Any]) -> Any:
    headers = {f"x-{n}": "y" for n in range(MANY)}

    @app.get("/")
    async def endpoint() -> None:
        litter(lambda: grow(headers))
        raise ferroapi.HTTPException(400, headers=headers)


def headers_of_an_exception_that_shrink(app: Any, scope: dict[str, Any]) -> Any:
    headers = {f"x-{n}": "y" for n in range(MANY)}

    @app.get("/")
    async def endpoint() -> None:
        litter(lambda: (headers.clear(), grow(headers))[1])
        raise ferroapi.HTTPException(400, headers=headers)


def an_answer(app: Any, scope: dict[str, Any]) -> Any:
    answer: dict[str, Any] = {f"key{n}": {"n": [n]} for n in range(MANY)}

    @app.get("/")
    async def endpoint() -> Any:
        litter(lambda: grow(answer))
        return answer


def a_list(app: Any, scope: dict[str, Any]) -> Any:
    answer: list[Any] = [{"n": n} for n in range(MANY)]

    @app.get("/")
    async def endpoint() -> Any:
        litter(answer.clear)
        return answer


def a_model(app: Any, scope: dict[str, Any]) -> Any:
    class Model(BaseModel):
        table: dict[str, int]
        values: list[int]

    answer = Model(table={f"key{n}": n for n in range(MANY)}, values=list(range(MANY)))

    @app.get("/", response_model=Model)
    async def endpoint() -> Any:
        litter(lambda: (answer.values.clear(), grow(answer.table))[1])
        return answer


def headers_of_an_injected_response(app: Any, scope: dict[str, Any]) -> Any:
    @app.get("/")
    async def endpoint(response: ferroapi.Response) -> None:
        raw = response.headers.raw
        raw.extend((b"x", b"y") for _ in range(MANY))
        litter(raw.clear)


def headers_of_the_request(app: Any, scope: dict[str, Any]) -> Any:
    headers = scope["headers"]

    async def first() -> None:
        litter(headers.clear)

    @app.get("/", dependencies=[ferroapi.Depends(first)])
    async def endpoint(
        x: list[str] = ferroapi.Header(), y: list[str] = ferroapi.Header()
    ) -> None: ...


def handlers(app: Any, scope: dict[str, Any]) -> Any:
    class Error(Exception): ...

    @app.exception_handler(Error)
    async def handler(request: Any, error: Any) -> Any:
        return ferroapi.Response()

    @app.get("/")
    async def endpoint() -> None:
        litter(app.exception_handlers.clear)
        raise Error


KINDS = [
    *(headers_of_an_exception, headers_of_an_exception_that_shrink, an_answer, a_list, a_model),
    *(headers_of_an_injected_response, headers_of_the_request, handlers),
]


@pytest.mark.parametrize("build", KINDS, ids=lambda build: build.__name__)
def test_a_request_survives(build: Callable[..., None]) -> None:
    app = ferroapi.FastAPI()
    scope = make_scope()
    scope["headers"] = [(name, b"text") for name in (b"x", b"y") for _ in range(MANY)]
    build(app, scope)
    step(app, make_scope(), Wire())
    with collecting(), suppress(Exception):
        step(app, scope, Wire())
    gc.collect()
