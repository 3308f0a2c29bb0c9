"""Whose task a clean-up is shielded for: never that of another thread's event loop."""

from __future__ import annotations

import asyncio
import sys
import threading
import types
from collections.abc import AsyncIterator, Generator

import anyio
import pytest

from ferroapi import Depends, FerroAPI

from .asgi import Wire, make_scope


@types.coroutine
def once() -> Generator[None]:
    """Suspends once, whoever drives."""
    yield


def make_app(log: list[str]) -> FerroAPI:
    app = FerroAPI()

    async def opened() -> AsyncIterator[None]:
        yield
        await once()
        log.append("cleaned up")

    @app.get("/", dependencies=[Depends(opened)])
    async def read() -> None: ...

    return app


def test_another_threads_cancelled_scope_is_not_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    # Where trio is loaded, it may be the one that runs.
    monkeypatch.delitem(sys.modules, "trio", raising=False)
    inside, over = threading.Event(), threading.Event()

    async def hold_a_cancelled_scope() -> None:
        with anyio.CancelScope() as scope:
            scope.cancel()
            inside.set()
            over.wait(20)

    other = threading.Thread(target=lambda: asyncio.run(hold_a_cancelled_scope()))
    other.start()
    try:
        assert inside.wait(20)
        log: list[str] = []
        wire = Wire(b"")
        # By hand: this thread has no loop, so the one task there is belongs to the other.
        request = make_app(log)(make_scope("GET", "/"), wire.receive, wire.send)
        steps = sum(1 for _ in request.__await__())
    finally:
        over.set()
        other.join()
    assert (log, wire.status, steps) == (["cleaned up"], 200, 1)
