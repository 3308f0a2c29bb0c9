"""Cancelled while suspended anywhere: the clean-up that runs, and its order, are FastAPI's."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from typing import Annotated, Any

import anyio
import fastapi
import pytest

import ferroapi

from .asgi import Wire, make_scope

SCRIPTS = (
    "endpoint",
    "dependency",
    "enter",
    "exit",
    "body",
    "send",
    "stream",
    "background",
    "thread_dependency",
    "middleware",
)


def build(api: Any, log: list[str], hold: Callable[[str], Any], script: str) -> Any:
    """An app in which `hold(place)` suspends for ever at the place that `script` names."""
    app = api.FastAPI()
    Depends = api.Depends

    async def resource() -> AsyncIterator[str]:
        log.append("resource enter")
        await hold("enter")
        try:
            yield "r"
        except BaseException as error:
            log.append(f"resource saw {type(error).__name__}")
            raise
        finally:
            log.append("resource exit begins")
            await hold("exit")
            await anyio.sleep(0)
            log.append("resource exit ends")

    def sync_resource() -> Any:
        log.append("sync enter")
        try:
            yield "s"
        finally:
            log.append("sync exit")

    async def plain() -> str:
        await hold("dependency")
        return "p"

    async def chunks() -> AsyncIterator[bytes]:
        yield b"first"
        await hold("stream")
        yield b"second"

    @app.api_route("/", methods=["GET", "POST"])
    async def endpoint(
        request: api.Request,
        tasks: api.BackgroundTasks,
        s: Annotated[str, Depends(sync_resource)],
        r: Annotated[str, Depends(resource)],
        f: Annotated[str, Depends(resource, scope="function", use_cache=False)],
        p: Annotated[str, Depends(plain)],
    ) -> Any:
        log.append("endpoint")
        tasks.add_task(hold, "background")
        try:
            await hold("endpoint")
            if script == "body":
                await request.body()
        finally:
            log.append("endpoint leaves")
        return api.responses.StreamingResponse(chunks()) if script == "stream" else {"ok": True}

    if script == "middleware":

        @app.middleware("http")
        async def around(request: Any, call_next: Any) -> Any:
            try:
                return await call_next(request)
            except BaseException as error:
                log.append(f"middleware saw {type(error).__name__}")
                raise

    return app


class Held:
    """Suspends at one place until cancelled, and says when it got there."""

    def __init__(self, place: str) -> None:
        self.place = place
        self.reached = anyio.Event()

    async def __call__(self, place: str) -> None:
        wanted = {"thread_dependency": "endpoint", "middleware": "endpoint"}.get(
            self.place, self.place
        )
        if place == wanted:
            self.reached.set()
            await anyio.sleep_forever()


async def observe(api: Any, script: str) -> list[str]:
    """Run until the hold is reached, cancel from outside, return the log."""
    log: list[str] = []
    held = Held(script)
    app = build(api, log, held, script)
    wire = Wire()

    async def receive() -> Any:
        await held("body")
        return await wire.receive()

    async def send(message: Any) -> None:
        await held("send")
        log.append(f"sent {message['type']}")

    async with anyio.create_task_group() as group:
        group.start_soon(app, make_scope("POST"), receive, send)
        with anyio.fail_after(5):
            await held.reached.wait()
        log.append("cancel")
        group.cancel_scope.cancel()
    return log


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
@pytest.mark.parametrize("script", [name for name in SCRIPTS if name != "exit"])
def test_same_clean_up_as_fastapi(script: str, backend: str) -> None:
    expected = anyio.run(observe, fastapi, script, backend=backend)
    found = anyio.run(observe, ferroapi, script, backend=backend)
    assert _by_task(found) == _by_task(expected)
    assert "cancel" in expected


def _by_task(log: list[str]) -> tuple[list[str], list[str]]:
    """The middleware's lines apart: its task and the application's are cancelled in any order."""
    outside = [line for line in log if line.startswith("middleware")]
    return outside, [line for line in log if not line.startswith("middleware")]


@pytest.mark.parametrize("script", ["endpoint", "dependency", "body", "send", "stream"])
def test_plain_asyncio_cancel(script: str) -> None:
    """`Task.cancel()` rather than a cancel scope."""

    async def run(api: Any) -> list[str]:
        log: list[str] = []
        held, wire = Held(script), Wire()
        app = build(api, log, held, script)

        async def receive() -> Any:
            await held("body")
            return await wire.receive()

        async def send(message: Any) -> None:
            await held("send")
            log.append(f"sent {message['type']}")

        task = asyncio.create_task(_awaited(app, make_scope("POST"), receive, send))
        await asyncio.wait_for(held.reached.wait(), 5)
        task.cancel("told to")
        with pytest.raises(asyncio.CancelledError) as caught:
            await task
        # AnyIO's own message names a scope's address and a task's number.
        return [*log, f"cancelled {re.sub(r'[0-9a-f]{6,}|Task-[0-9]+', '', str(caught.value))}"]

    assert asyncio.run(run(ferroapi)) == asyncio.run(run(fastapi))


async def _awaited(app: Any, scope: Any, receive: Any, send: Any) -> None:
    await app(scope, receive, send)


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_clean_up_is_shielded(backend: str) -> None:
    """An exit that awaits is not cut short by the cancellation that caused it."""
    log = anyio.run(observe, ferroapi, "endpoint", backend=backend)
    assert log.count("resource exit begins") == log.count("resource exit ends") == 2


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_cancelled_concurrency_gives_its_place_back(backend: str) -> None:
    """A request cancelled while it holds or waits for `max_concurrency` frees the semaphore."""

    async def run(api: Any) -> list[str]:
        log: list[str] = []
        app = api.FastAPI()
        entered = anyio.Event()

        async def limited(wait: bool = False) -> str:
            log.append("limited")
            entered.set()
            if wait:
                await anyio.sleep_forever()
            return "x"

        @app.get("/")
        async def root(v: Annotated[str, api.Depends(limited, max_concurrency=1)]) -> str:
            return v

        async with anyio.create_task_group() as group:
            group.start_soon(app, make_scope("GET", "/?wait=true"), Wire().receive, Wire().send)
            await entered.wait()
            group.start_soon(app, make_scope("GET", "/"), Wire().receive, Wire().send)
            await anyio.sleep(0.01)
            group.cancel_scope.cancel()
        wire = Wire()
        with anyio.fail_after(5):
            await app(make_scope("GET", "/"), wire.receive, wire.send)
        return [*log, wire.body.decode()]

    assert anyio.run(run, ferroapi, backend=backend) == anyio.run(run, fastapi, backend=backend)
