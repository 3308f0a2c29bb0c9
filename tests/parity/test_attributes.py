"""Attributes of an application: each that FastAPI's holds is found, patched, deleted and restored
as there, and what it says counts at the next request.
"""

from __future__ import annotations

import asyncio
import copy
import importlib
from collections.abc import Callable, Iterator
from typing import Any
from unittest import mock

import pytest

from .driver import exchange
from .record import get

# Not built, or FastAPI's own bookkeeping.
_NOT_THERE = {"_native_telemetry", "_telemetry"}


def make(package: str) -> Any:
    """An application with an override, a root path and a dependency to see them by."""
    api: Any = importlib.import_module(package)
    app = api.FastAPI()

    def real() -> str:
        return "real"

    @app.get("/who")
    async def who(request: api.Request, value: str = api.Depends(real)) -> list[str]:
        return [value, request.scope["root_path"]]

    app.state.real = real
    app.dependency_overrides = {real: lambda: "fake"}
    return app


def answer(app: Any) -> Any:
    """What a client gets, or the exception that a server would."""
    seen = asyncio.run(exchange(app, get("/who"), [], suspending=False))
    return seen.trace, seen.raised and seen.raised[0]


def names() -> list[str]:
    return sorted(set(vars(make("fastapi"))) - _NOT_THERE)


Look = Callable[[Any, str], Iterator[object]]


def patched(app: Any, name: str) -> Iterator[object]:
    """`mock.patch.object`, as tests use it."""
    value, before = _another(app, name), getattr(app, name)
    with mock.patch.object(app, name, value):
        yield getattr(app, name) is value, vars(app)[name] is value
    yield getattr(app, name) is before, vars(app)[name] is before


def patched_dict(app: Any, name: str) -> Iterator[object]:
    """`mock.patch.dict` of what `vars` gives."""
    value, before = _another(app, name), getattr(app, name)
    with mock.patch.dict(vars(app), {name: value}):
        yield getattr(app, name) is value
    yield getattr(app, name) is before


def with_monkeypatch(app: Any, name: str) -> Iterator[object]:
    """Both ways of pytest's fixture, undone."""
    before = getattr(app, name)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(app, name, _another(app, name))
        yield getattr(app, name) is before
        patch.delattr(app, name)
        yield hasattr(app, name)
    yield getattr(app, name) is before


def deleted(app: Any, name: str) -> Iterator[object]:
    """`del`, once and twice, and set again."""
    before = getattr(app, name)
    delattr(app, name)
    yield hasattr(app, name), name in vars(app)
    with pytest.raises(AttributeError):
        delattr(app, name)
    setattr(app, name, before)
    yield hasattr(app, name), name in vars(app)


def copied(app: Any, name: str) -> Iterator[object]:
    """A copy is an application of its own, of the same attributes."""
    twin = copy.copy(app)
    yield getattr(twin, name) is getattr(app, name)
    setattr(twin, name, _another(app, name))
    yield getattr(twin, name) is getattr(app, name)
    yield answer(twin) if name in _SEEN else None


def _another(app: Any, name: str) -> Any:
    if name == "dependency_overrides":
        return {app.state.real: lambda: "another fake"}
    if name == "root_path":
        return "/below"
    if name == "middleware_stack":
        return _stack
    return copy.copy(getattr(app, name)) if name == "router" else object()


async def _stack(scope: Any, receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 299, "headers": []})
    await send({"type": "http.response.body", "body": b"of another stack"})


# What a request reads of its application.
_SEEN = {"dependency_overrides", "root_path", "middleware_stack"}
LOOKS: tuple[Look, ...] = (patched, patched_dict, with_monkeypatch, deleted, copied)


@pytest.mark.parametrize("name", names())
@pytest.mark.parametrize("look", LOOKS, ids=lambda look: look.__name__)
@pytest.mark.parametrize("started", [False, True], ids=["fresh", "started"])
def test_attributes_are_found_and_restored(name: str, look: Look, started: bool) -> None:
    def observe(package: str) -> list[object]:
        app = make(package)
        seen = [answer(app)] if started else []
        for observation in look(app, name):
            seen += [observation, answer(app) if name in _SEEN else None]
        return [*seen, answer(app)]

    assert observe("ferroapi") == observe("fastapi")
