"""What `__await__` returns is checked as `await` checks it, wherever the pipeline awaits."""

from collections.abc import Callable
from typing import Any

import fastapi
import pytest

import ferroapi

from .asgi import Message, Wire, make_scope


class Mark:
    def __await__(self) -> Any:
        return (yield "mark")


class GivesCoroutine:
    def __await__(self) -> Any:
        async def inner() -> None: ...

        coroutine = inner()
        coroutine.close()
        return coroutine


class GivesList:
    def __await__(self) -> Any:
        return [1]


class GivesNone:
    def __await__(self) -> Any:
        return None


class Raises:
    def __await__(self) -> Any:
        raise LookupError("no iterator")


class NotCallable:
    __await__ = 3


class OnInstance:
    """`await` looks at the class only."""

    def __init__(self) -> None:
        self.__await__ = lambda: iter([])


class Iterates:
    """A plain iterator; neither `throw` nor `close`."""

    def __await__(self) -> Any:
        return iter(["mark"])


async def waits() -> Any:
    return await Mark()


def suspended() -> Any:
    """A coroutine that somebody else has begun to drive, and still holds."""
    coroutine = waits()
    coroutine.send(None)
    KEPT.append(coroutine)
    return coroutine


def awaited() -> Any:
    """A coroutine that another one awaits at the moment."""
    coroutine = waits()

    async def other() -> Any:
        return await coroutine

    KEPT.append(other())
    KEPT[-1].send(None)
    return coroutine


def finished() -> Any:
    coroutine = waits()
    coroutine.send(None)
    coroutine.close()
    return coroutine


KEPT: list[Any] = []
KINDS: list[Callable[[], Any]] = [
    *(GivesCoroutine, GivesList, GivesNone, Raises, NotCallable, OnInstance, Iterates),
    *(int, object, suspended, awaited, finished),
]


def by_endpoint(api: Any, app: Any, kind: Any, wire: Any) -> None:
    @app.get("/")
    async def root() -> Any:
        await kind()


def by_dependency(api: Any, app: Any, kind: Any, wire: Any) -> None:
    async def dependency() -> Any:
        await kind()

    @app.get("/", dependencies=[api.Depends(dependency)])
    async def root() -> None: ...


def by_response(api: Any, app: Any, kind: Any, wire: Any) -> None:
    class Response(api.Response):  # type: ignore[misc, name-defined]
        def __call__(self, *wire: Any) -> Any:
            return kind()

    @app.get("/")
    async def root() -> Any:
        return Response()


def by_mounted_application(api: Any, app: Any, kind: Any, wire: Any) -> None:
    app.mount("/", lambda *wire: kind())


def by_handler(api: Any, app: Any, kind: Any, wire: Any) -> None:
    @app.exception_handler(KeyError)
    async def handler(request: Any, error: Exception) -> Any:
        await kind()
        return api.Response()

    @app.get("/")
    async def root() -> Any:
        raise KeyError


def by_route_handler(api: Any, app: Any, kind: Any, wire: Any) -> None:
    class Route(api.routing.APIRoute):  # type: ignore[misc, name-defined]
        def get_route_handler(self) -> Callable[..., Any]:
            async def handler(request: Any) -> Any:
                await kind()
                return api.Response()

            return handler

    app.router.route_class = Route

    @app.get("/")
    async def root() -> None: ...


def by_receive(api: Any, app: Any, kind: Any, wire: Any) -> None:
    wire.receive = kind

    @app.get("/")
    async def root(body: Any = api.Body()) -> Any: ...


def by_send(api: Any, app: Any, kind: Any, wire: Any) -> None:
    wire.send = lambda message: kind()

    @app.get("/")
    async def root() -> Any: ...


PLACES = [
    *(by_endpoint, by_dependency, by_response, by_mounted_application, by_handler),
    *(by_route_handler, by_receive, by_send),
]


def told(act: Callable[[Any], Any], awaitable: Any) -> str:
    try:
        return f"gave {act(awaitable)!r}"
    except BaseException as error:  # noqa: BLE001 - whatever comes out is compared
        return f"raised {error!r}"


def drive(api: Any, place: Any, kind: Callable[[], Any]) -> tuple[list[str], list[Message]]:
    app, wire = api.FastAPI(), Wire()
    place(api, app, kind, wire)
    scope = make_scope(headers={"content-type": "application/json"})
    awaitable = app(scope, wire.receive, wire.send)
    seen = [told(lambda it: it.send(None), awaitable) for _ in range(3)]
    awaitable.close()
    while KEPT:
        KEPT.pop().close()
    return seen, wire.sent


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.__name__)
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_as_await_does(kind: Any, place: Any) -> None:
    assert drive(ferroapi, place, kind) == drive(fastapi, place, kind)
