"""Threads, shielded clean-up and concurrency limits of dependencies, on AnyIO (so asyncio and trio
alike).

The context managers are small classes rather than generators: a request enters one per generator
dependency, and a class costs one frame where `asynccontextmanager` costs three. Called by the cold
steps of the pipeline.
"""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager, AbstractContextManager
from contextlib import asynccontextmanager as asynccontextmanager
from functools import cache
from types import TracebackType
from typing import TYPE_CHECKING, Generic, TypeVar
from weakref import WeakKeyDictionary

import anyio
from starlette.concurrency import iterate_in_threadpool as iterate_in_threadpool
from starlette.concurrency import run_in_threadpool as run_in_threadpool
from starlette.concurrency import run_until_first_complete as run_until_first_complete

from ._borrowed import lend

# AnyIO's names are looked up where they are used: it loads them one by one, 5 ms for those here.
if TYPE_CHECKING:
    from anyio import CancelScope, Semaphore
    from anyio.lowlevel import RunVar

_T = TypeVar("_T")


class contextmanager_in_threadpool(Generic[_T]):
    """Enter and leave a sync context manager in worker threads.

    Leaving is shielded from cancellation and has a limiter of its own: with the shared one,
    endpoints that wait for what this context manager holds could keep every thread busy, and it
    could never be left.
    """

    def __init__(self, cm: AbstractContextManager[_T]) -> None:
        self._cm = cm

    async def __aenter__(self) -> _T:
        return await run_in_threadpool(self._cm.__enter__)

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> bool:
        leave, alone = self._cm.__exit__, anyio.CapacityLimiter(1)
        swallowed = False
        with anyio.CancelScope(shield=True):
            swallowed = bool(
                await anyio.to_thread.run_sync(leave, exc_type, exc, traceback, limiter=alone)
            )
        return swallowed  # noqa: RET504 (to type checkers, the scope might end the function)


class _asynccontextmanager_with_shielded_exit(Generic[_T]):
    """Enter `cm` as it is; leave it with `cleanup_scope` shielded from cancellation.

    A cancellation that arrived meanwhile is delivered once `cm` was left, unless an exception is on
    its way.
    """

    def __init__(self, cm: AbstractAsyncContextManager[_T], cleanup_scope: CancelScope) -> None:
        self._cm = cm
        self._scope = cleanup_scope
        self._shield_before = cleanup_scope.shield

    async def __aenter__(self) -> _T:
        self._shield_before = self._scope.shield
        return await self._cm.__aenter__()

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> bool:
        self._scope.shield = True
        try:
            swallowed = bool(await self._cm.__aexit__(exc_type, exc, traceback))
        finally:
            self._scope.shield = self._shield_before
        if exc is None or swallowed:
            await anyio.lowlevel.checkpoint_if_cancelled()
        return swallowed


class _DependencyConcurrency:
    """The limit that one `Depends(max_concurrency=...)` shares between all its uses: a semaphore
    per event loop.
    """

    def __init__(self, max_concurrency: int) -> None:
        self.max_concurrency = max_concurrency

    def get_semaphore(self) -> Semaphore:
        """The running event loop's semaphore. Raises if no event loop runs."""
        semaphores = _semaphores_of_loop().get(None)
        if semaphores is None:
            semaphores = WeakKeyDictionary()
            _semaphores_of_loop().set(semaphores)
        if self not in semaphores:
            semaphores[self] = anyio.Semaphore(self.max_concurrency)
        return semaphores[self]


# Weak keys: a declaration that is gone takes its semaphore with it, however long the loop runs.
@cache
def _semaphores_of_loop() -> RunVar[WeakKeyDictionary[_DependencyConcurrency, Semaphore]]:
    return anyio.lowlevel.RunVar("ferroapi_dependency_semaphores")


class _contextmanager_with_concurrency_limit(Generic[_T]):
    """Hold a place of `semaphore` from before `cm` is entered until after it was left."""

    def __init__(self, cm: AbstractAsyncContextManager[_T], semaphore: Semaphore) -> None:
        self._cm = cm
        self._semaphore = semaphore

    async def __aenter__(self) -> _T:
        await self._semaphore.acquire()
        try:
            return await self._cm.__aenter__()
        except BaseException:
            self._semaphore.release()
            raise

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> bool | None:
        try:
            return await self._cm.__aexit__(exc_type, exc, traceback)
        finally:
            self._semaphore.release()


if not TYPE_CHECKING:  # a checker would take every misspelt name for one of these
    __getattr__, __dir__ = lend(__name__)
