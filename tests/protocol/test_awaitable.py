"""The awaitable of a request keeps the coroutine protocol, alone and under every loop."""

import asyncio
import contextvars
import inspect
import sys
import traceback
from collections.abc import AsyncIterator, Callable
from typing import Annotated, Any

import anyio
import pytest
import trio
import uvloop

import ferroapi

from .asgi import Wire, ask, make_scope

NUMBER: contextvars.ContextVar[int] = contextvars.ContextVar("NUMBER", default=0)


class Suspension:
    """Yields a mark to whoever drives the coroutine, and returns what is sent back."""

    def __await__(self) -> Any:
        return (yield "mark")


def make_app(log: list[str]) -> ferroapi.FastAPI:
    app = ferroapi.FastAPI()

    @app.get("/plain")
    async def plain() -> str:
        return "plain"

    @app.get("/suspending")
    async def suspending() -> str:
        try:
            got = await Suspension()
        except LookupError as error:
            log.append(f"caught {type(error).__name__}")
            got = "caught"
        except BaseException as error:
            log.append(f"saw {type(error).__name__}")
            raise
        finally:
            log.append("finally")
        return f"got {got}"

    async def resource() -> AsyncIterator[str]:
        log.append("enter")
        try:
            yield "resource"
        finally:
            log.append("exit")

    @app.get("/resource")
    async def with_resource(value: Annotated[str, ferroapi.Depends(resource)]) -> str:
        return f"{value} {await Suspension()}"

    @app.get("/sleep")
    async def sleep(seconds: float = 0) -> str:
        await anyio.sleep(seconds)
        NUMBER.set(NUMBER.get() + 1)
        return "slept"

    @app.get("/boom")
    async def boom() -> str:
        raise ValueError("boom")

    @app.get("/thread")
    def thread() -> str:
        return "thread"

    return app


def start(target: str, log: list[str] | None = None) -> tuple[Any, Wire]:
    wire = Wire()
    app = make_app(log if log is not None else [])
    return app(make_scope("GET", target), wire.receive, wire.send), wire


def finish(awaitable: Any, value: Any = None) -> Any:
    with pytest.raises(StopIteration) as stop:
        awaitable.send(value)
    return stop.value.value


class TestByHand:
    """Stepping without a loop."""

    def test_attributes(self) -> None:
        awaitable, _ = start("/plain")
        for name in (
            "send",
            "throw",
            "close",
            "__await__",
            "cr_running",
            "cr_suspended",
            "cr_frame",
            "cr_code",
            "cr_await",
        ):
            assert hasattr(awaitable, name), name
        assert inspect.isawaitable(awaitable)
        assert isinstance(awaitable.__qualname__, str)
        awaitable.close()

    def test_returns_none(self) -> None:
        awaitable, wire = start("/plain")
        assert finish(awaitable) is None
        assert (wire.status, wire.body) == (200, b'"plain"')

    def test_by_next(self) -> None:
        awaitable, wire = start("/plain")
        with pytest.raises(StopIteration):
            next(awaitable.__await__())
        assert wire.status == 200

    def test_suspends_and_takes_a_value(self) -> None:
        awaitable, wire = start("/suspending")
        assert awaitable.send(None) == "mark"
        assert awaitable.cr_suspended
        assert not awaitable.cr_running
        finish(awaitable, 7)
        assert wire.body == b'"got 7"'

    def test_value_before_the_start_is_refused(self) -> None:
        awaitable, _ = start("/suspending")
        with pytest.raises(TypeError):
            awaitable.send(1)
        awaitable.close()

    def test_reuse(self) -> None:
        awaitable, wire = start("/plain")
        finish(awaitable)
        with pytest.raises(RuntimeError, match="cannot reuse already awaited coroutine"):
            awaitable.send(None)
        assert len(wire.sent) == 2

    def test_closed_before_the_start(self) -> None:
        log: list[str] = []
        awaitable, wire = start("/resource", log)
        awaitable.close()
        awaitable.close()
        with pytest.raises(RuntimeError):
            awaitable.send(None)
        assert (log, wire.sent) == ([], [])

    def test_close_while_suspended(self) -> None:
        log: list[str] = []
        awaitable, wire = start("/suspending", log)
        awaitable.send(None)
        awaitable.close()
        assert log == ["saw GeneratorExit", "finally"]
        assert wire.sent == []

    def test_throw_into_the_endpoint(self) -> None:
        log: list[str] = []
        awaitable, wire = start("/suspending", log)
        awaitable.send(None)
        with pytest.raises(StopIteration):
            awaitable.throw(KeyError("thrown"))
        assert log == ["caught KeyError", "finally"]
        assert wire.body == b'"got caught"'

    def test_throw_through(self) -> None:
        log: list[str] = []
        awaitable, wire = start("/suspending", log)
        awaitable.send(None)
        with pytest.raises(KeyboardInterrupt):
            awaitable.throw(KeyboardInterrupt())
        assert log == ["saw KeyboardInterrupt", "finally"]
        assert wire.sent == []

    def test_throw_before_the_start(self) -> None:
        awaitable, _ = start("/plain")
        with pytest.raises(LookupError):
            awaitable.throw(LookupError("early"))
        with pytest.raises(RuntimeError):
            awaitable.send(None)

    def test_throw_of_an_ordinary_error_is_answered_and_raised(self) -> None:
        awaitable, wire = start("/suspending")
        awaitable.send(None)
        with pytest.raises(ArithmeticError):
            awaitable.throw(ArithmeticError("server side"))
        assert wire.status == 500

    def test_reentry(self) -> None:
        app = ferroapi.FastAPI()
        held: list[Any] = []

        @app.get("/")
        async def root() -> str:
            with pytest.raises(ValueError, match="already executing"):
                held[0].send(None)
            return "alone"

        wire = Wire()
        held.append(app(make_scope(), wire.receive, wire.send))
        finish(held[0])
        assert wire.body == b'"alone"'

    def test_dropped_while_suspended(self) -> None:
        log: list[str] = []
        awaitable, _ = start("/suspending", log)
        awaitable.send(None)
        del awaitable
        assert log == ["saw GeneratorExit", "finally"]

    def test_traceback_ends_at_the_users_line(self) -> None:
        awaitable, _ = start("/boom")
        with pytest.raises(ValueError, match="boom") as caught:
            awaitable.send(None)
        assert traceback.extract_tb(caught.value.__traceback__)[-1].name == "boom"


async def _gathered(app: Any) -> list[int]:
    wires = await asyncio.gather(*(ask(app, "GET", "/sleep") for _ in range(5)))
    return [wire.status for wire in wires]


async def _task_group(app: Any) -> list[int]:
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(ask(app, "GET", "/sleep?seconds=0.001")) for _ in range(5)]
    return [task.result().status for task in tasks]


async def _bare_tasks(app: Any) -> list[int]:
    wires = [Wire() for _ in range(5)]
    tasks = [
        asyncio.create_task(app(make_scope("GET", "/sleep"), wire.receive, wire.send))
        for wire in wires
    ]
    assert [await task for task in tasks] == [None] * 5
    return [wire.status for wire in wires]


async def _shielded(app: Any) -> list[int]:
    wire = Wire()
    await asyncio.shield(app(make_scope("GET", "/sleep"), wire.receive, wire.send))
    await asyncio.wait_for(
        app(make_scope("GET", "/thread"), (other := Wire()).receive, other.send), 5
    )
    return [wire.status, other.status]


async def _anyio_group(app: Any) -> list[int]:
    wires = [Wire() for _ in range(3)]
    async with anyio.create_task_group() as group:
        for wire in wires:
            group.start_soon(
                app, make_scope("GET", "/sleep?seconds=0.001"), wire.receive, wire.send
            )
    return [wire.status for wire in wires]


@pytest.mark.parametrize(
    "factory", [asyncio.new_event_loop, uvloop.new_event_loop], ids=["asyncio", "uvloop"]
)
@pytest.mark.parametrize("together", [_gathered, _task_group, _bare_tasks, _shielded, _anyio_group])
def test_on_asyncio_loops(factory: Callable[[], asyncio.AbstractEventLoop], together: Any) -> None:
    with asyncio.Runner(loop_factory=factory) as runner:
        assert set(runner.run(together(make_app([])))) == {200}


@pytest.mark.skipif(sys.version_info < (3, 12), reason="eager tasks came with 3.12")
@pytest.mark.parametrize("together", [_gathered, _task_group, _bare_tasks, _shielded, _anyio_group])
def test_with_eager_tasks(together: Any) -> None:
    async def run() -> list[int]:
        asyncio.get_running_loop().set_task_factory(asyncio.eager_task_factory)
        found: list[int] = await together(make_app([]))
        return found

    assert set(asyncio.run(run())) == {200}


def test_on_trio() -> None:
    app, wires = make_app([]), [Wire() for _ in range(3)]

    async def run() -> None:
        async with trio.open_nursery() as nursery:
            for wire, target in zip(
                wires, ("/sleep?seconds=0.001", "/thread", "/plain"), strict=True
            ):
                nursery.start_soon(app, make_scope("GET", target), wire.receive, wire.send)

    trio.run(run)
    assert [wire.status for wire in wires] == [200, 200, 200]


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_context_set_by_the_endpoint_stays_with_the_caller(backend: str) -> None:
    async def run() -> int:
        NUMBER.set(10)
        await ask(make_app([]), "GET", "/sleep")
        return NUMBER.get()

    assert anyio.run(run, backend=backend) == 11


def test_asyncio_timeout_cancels_the_endpoint() -> None:
    app = make_app([])

    async def run() -> None:
        async with asyncio.timeout(0.01):
            await ask(app, "GET", "/sleep?seconds=30")

    with pytest.raises(TimeoutError):
        asyncio.run(run())
