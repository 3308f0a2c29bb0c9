"""Attributes of an application, a router and a route: each that FastAPI's holds is found, patched,
deleted and restored as there; what a request reads of its application counts at the next one.
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
_NOT_THERE = {
    *("_native_telemetry", "_telemetry", "_frontend_routes", "_low_priority_routes"),
    "_routes_version",
}
# Made when somebody asks: `vars` has them from then on, at most.
_LATE = {"app", "path_regex"}
# Assigning to it copies, which is a difference of its own.
_TAKEN_OVER = {"routes"}


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


HOLDERS: dict[str, Callable[[Any], Any]] = {
    "application": lambda app: app,
    "router": lambda app: app.router,
    "route": lambda app: app.router.routes[-1],
}
NAMES = [
    (holder, name)
    for holder, find in HOLDERS.items()
    for name in sorted(set(vars(find(make("fastapi")))) - _NOT_THERE)
]

Look = Callable[[Any, str, Any], Iterator[object]]


def _has(holder: Any, name: str, value: Any) -> bool:
    found = getattr(holder, name)
    return bool(found == value if name in _TAKEN_OVER else found is value)


def _stored(holder: Any, name: str) -> bool:
    return name in _LATE or name in vars(holder)


def patched(holder: Any, name: str, value: Any) -> Iterator[object]:
    """`mock.patch.object`, as tests use it."""
    before = getattr(holder, name)
    with mock.patch.object(holder, name, value):
        yield _has(holder, name, value), _stored(holder, name)
    yield _has(holder, name, before), _stored(holder, name)


def patched_dict(holder: Any, name: str, value: Any) -> Iterator[object]:
    """`mock.patch.dict` of what `vars` gives."""
    if name == "app":  # Not there before somebody asks, so nobody finds it there to patch.
        return
    before = getattr(holder, name)
    with mock.patch.dict(vars(holder), {name: value}):
        yield _has(holder, name, value)
    yield _has(holder, name, before)


def with_monkeypatch(holder: Any, name: str, value: Any) -> Iterator[object]:
    """Both ways of pytest's fixture, undone."""
    before = getattr(holder, name)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(holder, name, value)
        yield _has(holder, name, value)
        patch.delattr(holder, name)
        yield name == "path_regex" or hasattr(holder, name)
    yield _has(holder, name, before)


def deleted(holder: Any, name: str, value: Any) -> Iterator[object]:
    """`del`, once and twice, and set again."""
    before = getattr(holder, name)
    delattr(holder, name)
    yield name == "path_regex" or hasattr(holder, name)  # It is made again.
    if name != "path_regex":
        with pytest.raises(AttributeError):
            delattr(holder, name)
    setattr(holder, name, before)
    yield _has(holder, name, before), _stored(holder, name)


def copied(holder: Any, name: str, value: Any) -> Iterator[object]:
    """A copy has the same attributes, and keeps its own."""
    twin = copy.copy(holder)
    yield name in _LATE or _has(twin, name, getattr(holder, name))
    setattr(twin, name, value)
    yield _has(twin, name, value), _has(holder, name, value)
    yield answer(twin) if name in _SEEN and hasattr(twin, "openapi") else None


def _another(app: Any, name: str) -> Any:
    if name == "dependency_overrides":
        return {app.state.real: lambda: "another fake"}
    others = {"root_path": "/below", "middleware_stack": _stack, "routes": []}
    if name in others:
        return others[name]
    return copy.copy(app.router) if name == "router" else object()


async def _stack(scope: Any, receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 299, "headers": []})
    await send({"type": "http.response.body", "body": b"of another stack"})


# What a request reads of its application.
_SEEN = {"dependency_overrides", "root_path", "middleware_stack"}
LOOKS: tuple[Look, ...] = (patched, patched_dict, with_monkeypatch, deleted, copied)


@pytest.mark.parametrize(("holder", "name"), NAMES)
@pytest.mark.parametrize("look", LOOKS, ids=lambda look: look.__name__)
@pytest.mark.parametrize("started", [False, True], ids=["fresh", "started"])
def test_attributes_are_found_and_restored(
    holder: str, name: str, look: Look, started: bool
) -> None:
    def observe(package: str) -> list[object]:
        app = make(package)
        seen = [answer(app)] if started else []
        asked = holder == "application" and name in _SEEN
        for observation in look(HOLDERS[holder](app), name, _another(app, name)):
            seen += [observation, answer(app) if asked else None]
        return [*seen, answer(app)]

    assert observe("ferroapi") == observe("fastapi")
