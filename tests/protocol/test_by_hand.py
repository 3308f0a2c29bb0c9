"""Requests that are driven by hand, in several orders, as FastAPI's coroutine is."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import fastapi
import pytest

import ferroapi

from .asgi import Wire, make_scope


class Mark:
    """Suspends: gives its name to whoever drives, and takes what is sent in."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __await__(self) -> Any:
        return (yield self.name)


def make_app(api: Any, log: list[str]) -> Any:
    app = api.FastAPI()

    @app.get("/plain")
    async def plain() -> str:
        return "plain"

    @app.get("/waits")
    async def waits() -> str:
        for number in range(2):
            try:
                log.append(f"got {await Mark(f'mark {number}')}")
            except KeyError as error:
                log.append(f"caught {error!r} {error.__context__!r}")
            except BaseException as error:
                log.append(f"saw {error!r}")
                raise
        return "waited"

    @app.get("/ignores")
    async def ignores() -> str:
        for number in range(2):
            try:
                await Mark(f"mark {number}")
            except BaseException as error:  # noqa: BLE001 - ignored by intent
                log.append(f"ignored {error!r}")
        return "ignored"

    @app.get("/replaces")
    async def replaces() -> str:
        try:
            await Mark("mark")
        except BaseException as error:
            raise LookupError("instead") from error
        return "replaced"

    async def resource() -> AsyncIterator[None]:
        try:
            yield
            log.append("leaving")
        except BaseException as error:
            log.append(f"left with {error!r}")
            raise
        finally:
            log.append(f"sent {await Mark('clean-up')}")
            log.append("left")

    async def outer() -> AsyncIterator[None]:
        try:
            yield
        finally:
            log.append("outer left")

    class Route(api.routing.APIRoute):
        def get_route_handler(self) -> Callable[..., Any]:
            original = super().get_route_handler()

            async def handler(request: Any) -> Any:
                return await original(request)

            return handler

    custom = api.APIRouter(route_class=Route, prefix="/custom")
    for router in (app, custom):

        @router.get("/resource", dependencies=[api.Depends(outer), api.Depends(resource)])
        async def with_resource() -> str:
            return "resource"

        @router.get(
            "/function", dependencies=[api.Depends(outer), api.Depends(resource, scope="function")]
        )
        async def with_function() -> str:
            return f"function {await Mark('endpoint')}"

    @app.exception_handler(KeyError)
    async def handler(request: Any, error: Exception) -> Any:
        log.append(f"handler {await Mark('handler')}")
        return api.Response("handled")

    app.include_router(custom)
    return app


def awaited_by_another(awaitable: Any) -> Any:
    async def another() -> Any:
        return await awaitable

    return another().send(None)


OPERATIONS: dict[str, Callable[[Any], Any]] = {
    "send None": lambda it: it.send(None),
    "send": lambda it: it.send("value"),
    "throw": lambda it: it.throw(KeyError("thrown")),
    "throw exit": lambda it: it.throw(GeneratorExit),
    "throw stop": lambda it: it.throw(StopIteration("thrown")),
    "throw cancelled": lambda it: it.throw(asyncio.CancelledError()),
    "close": lambda it: it.close(),
    "await": awaited_by_another,
}
THROWN: dict[str, Callable[[Any], Any]] = {
    "value": lambda it: it.throw(KeyError, "b"),
    "values": lambda it: it.throw(KeyError, ("a", "b")),
    "instance": lambda it: it.throw(LookupError, KeyError("b")),
    "unmade": lambda it: it.throw(UnicodeDecodeError),
    "no traceback": lambda it: it.throw(KeyError, KeyError("a"), None),
    "send None": lambda it: it.send(None),
    "close": lambda it: it.close(),
}
PATHS = [
    *("/plain", "/waits", "/ignores", "/replaces", "/missing"),
    *("/resource", "/function", "/custom/resource", "/custom/function"),
]
ORDERS: list[tuple[str, ...]] = [
    *(("send None", second, "send None") for second in OPERATIONS),
    *(
        (first, "send None", "send None")
        for first in OPERATIONS
        if first not in ("send None", "await")
    ),
    ("send None", "throw", "throw"),
    ("send None", "throw", "close"),
    ("send None", "send", "throw cancelled"),
    ("send None", "close", "throw"),
    ("throw", "throw", "close"),
]


def told(act: Callable[[Any], Any], awaitable: Any) -> str:
    try:
        return f"gave {act(awaitable)!r}"
    except BaseException as error:  # noqa: BLE001 - whatever comes out is compared
        contexts, context = [], error.__context__
        while context is not None:
            contexts.append(repr(context))
            context = context.__context__
        return f"raised {error!r} in {contexts}"


def drive(api: Any, path: str, acts: list[Callable[[Any], Any]]) -> tuple[list[str], int]:
    """What each act gave, what the application logged between, and how much was sent."""
    log: list[str] = []
    wire = Wire()
    app = make_app(api, log)

    async def run() -> None:
        # Clean-ups need a task and a loop around; nothing of it ever reaches the loop.
        awaitable = app(make_scope("GET", path), wire.receive, wire.send)
        for act in acts:
            log.append(told(act, awaitable))
        log.append(told(OPERATIONS["close"], awaitable))
        log.append(told(OPERATIONS["close"], awaitable))

    asyncio.run(run())
    return log, len(wire.sent)


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("order", ORDERS, ids=", ".join)
def test_in_order(path: str, order: tuple[str, ...]) -> None:
    if path == "/function" and order[1] in ("close", "throw exit"):
        pytest.skip("a clean-up that suspends while its request is closed")
    acts = [OPERATIONS[name] for name in order]
    assert drive(ferroapi, path, acts) == drive(fastapi, path, acts)


@pytest.mark.parametrize("path", ["/waits", "/custom/resource", "/resource"])
@pytest.mark.parametrize("given", THROWN)
@pytest.mark.filterwarnings("ignore:the .type, exc, tb. signature of throw:DeprecationWarning")
def test_what_throw_takes(path: str, given: str) -> None:
    for before in range(3):
        acts = [OPERATIONS["send None"]] * before + [THROWN[given], OPERATIONS["send None"]]
        assert drive(ferroapi, path, acts) == drive(fastapi, path, acts), before
