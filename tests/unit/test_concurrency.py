"""Clean-up in threads, shields and concurrency limits, on asyncio and on trio."""

import gc
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import anyio
import anyio.to_thread
import pytest

from ferroapi.concurrency import (
    _asynccontextmanager_with_shielded_exit,
    _contextmanager_with_concurrency_limit,
    _DependencyConcurrency,
    contextmanager_in_threadpool,
)

pytestmark = pytest.mark.anyio


@pytest.fixture(params=["asyncio", "trio"])
def anyio_backend(request: Any) -> Any:
    return request.param


def recorded(events: list[Any], swallow: bool = False) -> Any:
    @contextmanager
    def manager() -> Iterator[str]:
        events.append(threading.current_thread() is threading.main_thread())
        try:
            yield "value"
        except BaseException as error:
            events.append(type(error).__name__)
            if not swallow:
                raise
        finally:
            events.append("left")

    return manager()


async def test_entered_and_left_in_threads() -> None:
    events: list[Any] = []
    async with contextmanager_in_threadpool(recorded(events)) as value:
        assert value == "value"
    assert events == [False, "left"]


@pytest.mark.parametrize("error", [KeyError, StopIteration, StopAsyncIteration, SystemExit])
async def test_exceptions_reach_the_context_manager(error: type[BaseException]) -> None:
    events: list[Any] = []
    with pytest.raises(error):
        async with contextmanager_in_threadpool(recorded(events)):
            raise error
    assert events == [False, error.__name__, "left"]


async def test_exceptions_can_be_swallowed() -> None:
    events: list[Any] = []
    async with contextmanager_in_threadpool(recorded(events, swallow=True)):
        raise KeyError
    assert events == [False, "KeyError", "left"]


async def test_left_though_cancelled_and_though_every_thread_is_busy() -> None:
    events: list[Any] = []
    limiter = anyio.to_thread.current_default_thread_limiter()
    before = limiter.total_tokens
    with anyio.CancelScope() as scope:
        async with contextmanager_in_threadpool(recorded(events)):
            limiter.total_tokens = 1
            await limiter.acquire_on_behalf_of("somebody")
            scope.cancel()
    limiter.release_on_behalf_of("somebody")
    limiter.total_tokens = before
    assert events == [False, "left"]


@asynccontextmanager
async def waiting(events: list[str]) -> AsyncIterator[str]:
    try:
        yield "value"
    finally:
        await anyio.sleep(0)
        events.append("left")


async def test_shielded_exit_delivers_the_cancellation_afterwards() -> None:
    events: list[str] = []
    with anyio.CancelScope() as outer:
        with anyio.CancelScope() as cleanup:
            manager = _asynccontextmanager_with_shielded_exit(waiting(events), cleanup)
            async with manager as value:
                assert value == "value"
                assert not cleanup.shield
                outer.cancel()
            events.append("not reached")  # pragma: no cover
        assert not cleanup.shield
    assert events == ["left"]
    assert outer.cancelled_caught


async def test_shielded_exit_lets_exceptions_through() -> None:
    events: list[str] = []
    with anyio.CancelScope(shield=True) as cleanup, pytest.raises(KeyError):
        async with _asynccontextmanager_with_shielded_exit(waiting(events), cleanup):
            raise KeyError
    assert events == ["left"]
    assert cleanup.shield


async def test_a_limit_is_held_from_enter_to_exit() -> None:
    semaphore = anyio.Semaphore(1)
    async with _contextmanager_with_concurrency_limit(waiting([]), semaphore) as value:
        assert value == "value"
        assert semaphore.value == 0
    assert semaphore.value == 1


async def test_a_limit_is_free_again_after_a_failed_enter() -> None:
    @asynccontextmanager
    async def failing() -> AsyncIterator[None]:
        raise KeyError
        yield

    semaphore = anyio.Semaphore(1)
    with pytest.raises(KeyError):
        async with _contextmanager_with_concurrency_limit(failing(), semaphore):
            pass  # pragma: no cover
    assert semaphore.value == 1


async def test_one_semaphore_per_loop() -> None:
    limit = _DependencyConcurrency(2)
    semaphore = limit.get_semaphore()
    assert isinstance(semaphore, anyio.Semaphore)
    assert semaphore.value == 2
    assert limit.get_semaphore() is semaphore
    assert _DependencyConcurrency(2).get_semaphore() is not semaphore


def test_loops_do_not_share_semaphores() -> None:
    limit = _DependencyConcurrency(1)

    async def semaphore() -> anyio.Semaphore:
        return limit.get_semaphore()

    assert anyio.run(semaphore) is not anyio.run(semaphore)


async def test_a_limit_that_is_gone_takes_its_semaphore() -> None:
    from weakref import ref

    limit = _DependencyConcurrency(1)
    semaphore = ref(limit.get_semaphore())
    del limit
    gc.collect()
    assert semaphore() is None
