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


class Litter:
    """Makes garbage that is collected when so many more objects are allocated."""

    def __init__(self, after: int) -> None:
        self.after = after
        self.is_wanted = False
        self.held: list[Any] = []

    def __call__(self, change: Callable[[], object]) -> None:
        if not self.is_wanted:
            return
        gc.disable()
        # Objects that the interpreter has at hand are not allocated, and do not count.
        self.held += [(number, number) for number in range(3000)]
        self.held += [[number] for number in range(100)]
        gc.collect()
        Garbage(change)
        gc.set_threshold(gc.get_count()[0] + self.after)
        gc.enable()


@contextmanager
def collecting() -> Iterator[None]:
    """Leave the collector as it was."""
    before = gc.get_threshold()
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.enable()


def grow(table: dict[str, Any]) -> None:
    table[f"new{len(table)}"] = "text"


def headers_of_an_exception(app: Any, scope: dict[str, Any], litter: Litter) -> Any:
    headers = {f"x-{n}": "y" for n in range(MANY)}

    @app.get("/")
    async def endpoint() -> None:
        litter(lambda: grow(headers))
        raise ferroapi.HTTPException(400, headers=headers)


def headers_of_an_exception_that_shrink(app: Any, scope: dict[str, Any], litter: Litter) -> Any:
    headers = {f"x-{n}": "y" for n in range(MANY)}

    @app.get("/")
    async def endpoint() -> None:
        litter(lambda: (headers.clear(), grow(headers))[1])
        raise ferroapi.HTTPException(400, headers=headers)


def an_answer(app: Any, scope: dict[str, Any], litter: Litter) -> Any:
    answer: dict[str, Any] = {f"key{n}": {"n": [n]} for n in range(MANY)}

    @app.get("/")
    async def endpoint() -> Any:
        litter(lambda: grow(answer))
        return answer


def a_list(app: Any, scope: dict[str, Any], litter: Litter) -> Any:
    answer: list[Any] = [{"n": n} for n in range(MANY)]

    @app.get("/")
    async def endpoint() -> Any:
        litter(answer.clear)
        return answer


def a_model(app: Any, scope: dict[str, Any], litter: Litter) -> Any:
    class Model(BaseModel):
        table: dict[str, int]
        values: list[int]

    answer = Model(table={f"key{n}": n for n in range(MANY)}, values=list(range(MANY)))

    @app.get("/", response_model=Model)
    async def endpoint() -> Any:
        litter(lambda: (answer.values.clear(), grow(answer.table))[1])
        return answer


def headers_of_an_injected_response(app: Any, scope: dict[str, Any], litter: Litter) -> Any:
    @app.get("/")
    async def endpoint(response: ferroapi.Response) -> None:
        raw = response.headers.raw
        raw.extend((b"x", b"y") for _ in range(MANY))
        litter(raw.clear)


def headers_of_the_request(app: Any, scope: dict[str, Any], litter: Litter) -> Any:
    headers = scope["headers"]

    async def first() -> None:
        litter(headers.clear)

    @app.get("/", dependencies=[ferroapi.Depends(first)])
    async def endpoint(
        x: list[str] = ferroapi.Header(), y: list[str] = ferroapi.Header()
    ) -> None: ...


def handlers(app: Any, scope: dict[str, Any], litter: Litter) -> Any:
    class Error(Exception): ...

    @app.exception_handler(Error)
    async def handler(request: Any, error: Any) -> Any:
        return ferroapi.Response()

    @app.get("/")
    async def endpoint() -> None:
        litter(app.exception_handlers.clear)
        raise Error


def headers_read_last(app: Any, scope: dict[str, Any], litter: Litter) -> Any:
    headers = {f"x-{n}": "y" for n in range(MANY)}

    class Error(ferroapi.HTTPException):
        @property
        def headers(self) -> Any:
            litter(lambda: grow(headers))
            return headers

        @headers.setter
        def headers(self, value: Any) -> None: ...

    @app.get("/")
    async def endpoint() -> None:
        raise Error(400)


KINDS = [
    *(headers_of_an_exception, headers_of_an_exception_that_shrink, an_answer, a_list, a_model),
    *(headers_of_an_injected_response, headers_of_the_request, handlers),
    headers_read_last,
]


@pytest.mark.parametrize("build", KINDS, ids=lambda build: build.__name__)
@pytest.mark.parametrize("after", range(1, 20, 4))
def test_a_request_survives(build: Callable[..., None], after: int) -> None:
    app = ferroapi.FastAPI()
    scope = make_scope()
    scope["headers"] = [(name, b"text") for name in (b"x", b"y") for _ in range(MANY)]
    litter = Litter(after)
    build(app, scope, litter)
    step(app, make_scope(), Wire())
    litter.is_wanted = True
    with collecting(), suppress(Exception):
        step(app, scope, Wire())
    gc.collect()
