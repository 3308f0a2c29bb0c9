"""Ten thousand requests leave nothing behind, and what one request held dies with it, without the
collector.
"""

from __future__ import annotations

import gc
import sys
import weakref
from collections.abc import Iterator
from typing import Any

import pytest

from .asgi import Wire, make_scope, step
from .test_frames import NATIVE, make_app

EXTRA: list[tuple[str, str, str, dict[str, str], bytes]] = [
    ("bad json", "POST", "/body", {"content-type": "application/json"}, b"{"),
    ("injected response", "GET", "/created", {}, b""),
]
KINDS = [row[:5] for row in NATIVE] + EXTRA
ROUNDS = 10_000


class Canary:
    """Something a weak reference can watch."""


@pytest.fixture(autouse=True)
def collected() -> Iterator[None]:
    gc.collect()
    yield
    gc.enable()


def _run(app: Any, kind: tuple[str, str, str, dict[str, str], bytes], times: int) -> None:
    _, method, target, headers, body = kind
    for _ in range(times):
        step(app, make_scope(method, target, headers), Wire(body))


def test_ten_thousand_requests_leave_no_objects() -> None:
    app = make_app()
    for kind in KINDS:
        _run(app, kind, 20)
    gc.collect()
    before, blocks = len(gc.get_objects()), sys.getallocatedblocks()
    for kind in KINDS:
        _run(app, kind, ROUNDS // len(KINDS) + 1)
    gc.collect()
    assert len(gc.get_objects()) - before < 50
    assert sys.getallocatedblocks() - blocks < 500


@pytest.mark.parametrize("kind", KINDS, ids=[kind[0] for kind in KINDS])
def test_a_request_dies_by_reference_count(
    kind: tuple[str, str, str, dict[str, str], bytes],
) -> None:
    app = make_app()
    _run(app, kind, 2)
    _, method, target, headers, body = kind
    gc.disable()
    scope, wire, canary = make_scope(method, target, headers), Wire(body), Canary()
    scope["canary"] = canary
    watch = weakref.ref(canary)
    step(app, scope, wire)
    del scope, canary
    wire.sent.clear()
    assert watch() is None


@pytest.mark.parametrize("kind", KINDS, ids=[kind[0] for kind in KINDS])
def test_shared_objects_keep_their_count(kind: tuple[str, str, str, dict[str, str], bytes]) -> None:
    app = make_app()
    _run(app, kind, 10)
    singletons = (None, True, app, app.router, type(app), app.state)
    before = [sys.getrefcount(item) for item in singletons]
    _run(app, kind, 200)
    after = [sys.getrefcount(item) for item in singletons]
    assert all(abs(b - a) < 50 for a, b in zip(before, after, strict=True)), (before, after)


def test_an_abandoned_request_is_freed() -> None:
    """Closed or dropped in the middle, its scope goes too."""
    app = make_app()
    for finish in ("close", "drop", "throw"):
        scope, canary = make_scope("GET", "/json"), Canary()
        scope["canary"] = canary
        watch = weakref.ref(canary)
        awaitable: Any = app(scope, Wire().receive, Wire().send)
        if finish == "close":
            awaitable.close()
        if finish == "throw":
            with pytest.raises(KeyError):
                awaitable.throw(KeyError("k"))
        del awaitable, scope, canary
        assert watch() is None, finish
