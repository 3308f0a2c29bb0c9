"""Generator dependencies that use AnyIO's scopes themselves, cancelled around: as in FastAPI."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import anyio
import fastapi
import pytest

import ferroapi

from .asgi import Wire, make_scope


@dataclass
class Stage:
    """What the scripts share: the log, the scope around the request, a way to say "now"."""

    log: list[str] = field(default_factory=list)
    # Of a task of its own: trio runs tasks that are ready in any order.
    aside: list[str] = field(default_factory=list)
    outer: anyio.CancelScope = field(default_factory=anyio.CancelScope)
    now: anyio.Event = field(default_factory=anyio.Event)
    inner: anyio.CancelScope | None = None

    async def wait(self, name: str, seconds: float = 0) -> None:
        """Suspend; says in the log how that ended."""
        log = self.aside if name == "child" else self.log
        try:
            await anyio.sleep(seconds)
        except BaseException as error:
            log.append(f"{name}: {type(error).__name__}")
            raise
        log.append(f"{name}: done")


Script = Callable[..., AsyncIterator[None]]


async def sleeps_in_clean_up(stage: Stage) -> AsyncIterator[None]:
    try:
        yield
    finally:
        await stage.wait("first")
        await stage.wait("second", 0.001)


async def never_suspends(stage: Stage) -> AsyncIterator[None]:
    yield
    stage.log.append("over")


async def holds_a_task_group(stage: Stage) -> AsyncIterator[None]:
    async with anyio.create_task_group() as group:
        group.start_soon(stage.wait, "child", 0.01)
        yield
        await stage.wait("inside")
    await stage.wait("behind")


async def cancels_its_task_group(stage: Stage) -> AsyncIterator[None]:
    async with anyio.create_task_group() as group:
        group.start_soon(anyio.sleep_forever)
        yield
        group.cancel_scope.cancel()
    await stage.wait("behind")


async def holds_a_scope(stage: Stage) -> AsyncIterator[None]:
    with anyio.CancelScope() as stage.inner:
        try:
            yield
        finally:
            await stage.wait("inside")
    await stage.wait("behind")


async def times_out_in_clean_up(stage: Stage) -> AsyncIterator[None]:
    try:
        yield
    finally:
        with anyio.move_on_after(0.001) as limit:
            await stage.wait("limited", 5)
        stage.log.append(f"timed out: {limit.cancelled_caught}")
        await stage.wait("behind")


async def cancels_everything_in_clean_up(stage: Stage) -> AsyncIterator[None]:
    yield
    await stage.wait("before")
    stage.outer.cancel()
    await stage.wait("after")


async def is_cancelled_in_clean_up(stage: Stage) -> AsyncIterator[None]:
    yield
    stage.now.set()
    await stage.wait("long", 0.01)
    await stage.wait("behind")


async def raises_in_clean_up(stage: Stage) -> AsyncIterator[None]:
    try:
        yield
    finally:
        await stage.wait("first")
        raise LookupError("in clean-up")


SCRIPTS: tuple[Script, ...] = (
    sleeps_in_clean_up,
    never_suspends,
    holds_a_task_group,
    cancels_its_task_group,
    holds_a_scope,
    times_out_in_clean_up,
    cancels_everything_in_clean_up,
    is_cancelled_in_clean_up,
    raises_in_clean_up,
)


async def leave_alone(stage: Stage) -> None:
    pass


async def cancel_outer(stage: Stage) -> None:
    stage.outer.cancel()
    await stage.wait("endpoint")


async def cancel_outer_and_answer(stage: Stage) -> None:
    stage.outer.cancel()


async def cancel_inner(stage: Stage) -> None:
    if stage.inner is not None:
        stage.inner.cancel()
    await stage.wait("endpoint")


async def fail(stage: Stage) -> None:
    raise ValueError("the endpoint's")


ENDPOINTS = (leave_alone, cancel_outer, cancel_outer_and_answer, cancel_inner, fail)


async def observe(
    api: Any, endpoint: Callable[[Stage], Awaitable[None]], scripts: list[Script], when: str
) -> list[str]:
    """The log of one request in a task group, cancelled as the scripts say."""
    stage = Stage()
    app = api.FastAPI()
    depends = []
    for number, script in enumerate(scripts):
        depends.append(api.Depends(dependency(stage, script, number), scope=when))

    @app.get("/", dependencies=depends)
    async def root() -> str:
        await endpoint(stage)
        return "answer"

    wire = Wire()

    async def send(message: Any) -> None:
        stage.log.append(f"sent {message['type']}")
        await wire.send(message)

    async def cancel_when_told() -> None:
        await stage.now.wait()
        stage.outer.cancel()

    try:
        async with anyio.create_task_group() as group:
            group.start_soon(cancel_when_told)
            with stage.outer:
                await app(make_scope("GET", "/"), wire.receive, send)
                await stage.wait("caller")
            group.cancel_scope.cancel()
    except BaseException as error:  # noqa: BLE001 - whatever comes out is compared
        stage.log.append(describe(error))
    stage.log.append(f"caught {stage.outer.cancelled_caught}")
    return [*stage.log, *stage.aside]


def dependency(stage: Stage, script: Script, number: int) -> Script:
    async def resource() -> AsyncIterator[None]:
        stage.log.append(f"{number} enters")
        async with asynccontextmanager(script)(stage):
            yield
        stage.log.append(f"{number} leaves")

    return resource


def describe(error: BaseException) -> str:
    if isinstance(error, BaseExceptionGroup):
        return f"group of {[describe(inner) for inner in error.exceptions]}"
    return f"{type(error).__name__}: {error}" if isinstance(error, Exception) else "cancelled"


def name(value: Any) -> str:
    return value.__name__ if callable(value) else str(value)


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
@pytest.mark.parametrize("when", ["function", "request"])
@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=name)
@pytest.mark.parametrize("script", SCRIPTS, ids=name)
def test_same_as_fastapi(script: Script, endpoint: Any, when: str, backend: str) -> None:
    for scripts in ([script], [script, never_suspends], [holds_a_scope, script], [script, script]):
        arguments = (endpoint, scripts, when)
        expected = anyio.run(observe, fastapi, *arguments, backend=backend)
        found = anyio.run(observe, ferroapi, *arguments, backend=backend)
        assert found == expected, [name(script) for script in scripts]
