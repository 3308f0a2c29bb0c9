"""Lifespans in every form, event handlers, and how those of included routers are merged."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from starlette.testclient import TestClient

import ferroapi
from ferroapi.exceptions import UsageError

fastapi = pytest.importorskip("fastapi")

PACKAGES = [ferroapi, fastapi]


def run(app: Any) -> dict[str, Any]:
    with TestClient(app) as client:
        return dict(client.app_state)


@pytest.mark.parametrize("package", PACKAGES)
@pytest.mark.parametrize("form", ["async generator", "generator", "context manager"])
def test_forms(package: Any, form: str) -> None:
    events: list[str] = []

    async def asynchronous(app: Any) -> AsyncIterator[dict[str, int]]:
        events.append("start")
        yield {"a": 1}
        events.append("end")

    def synchronous(app: Any) -> Iterator[dict[str, int]]:
        events.append("start")
        yield {"a": 1}
        events.append("end")

    lifespan = {
        "async generator": asynchronous,
        "generator": synchronous,
        "context manager": asynccontextmanager(asynchronous),
    }[form]
    assert run(package.FastAPI(lifespan=lifespan)) == {"a": 1}
    assert events == ["start", "end"]


@pytest.mark.parametrize("package", PACKAGES)
def test_event_handlers_of_included_routers(package: Any) -> None:
    # An included router's handlers run twice: copied to the app, and in the router's own lifespan.
    events: list[str] = []

    async def late() -> None:
        events.append("app end")

    router = package.APIRouter(on_startup=[lambda: events.append("router start")])
    router.add_event_handler("shutdown", lambda: events.append("router end"))
    app = package.FastAPI(on_startup=[lambda: events.append("app start")], on_shutdown=[late])
    app.include_router(router)
    run(app)
    assert events == [
        *("app start", "router start", "router start"),
        *("router end", "app end", "router end"),
    ]


@pytest.mark.parametrize("package", PACKAGES)
def test_lifespans_nest_and_the_outer_state_wins(package: Any) -> None:
    events: list[str] = []

    def lifespan(name: str, state: Any) -> Any:
        @asynccontextmanager
        async def run(app: Any) -> AsyncIterator[Any]:
            events.append(f"{name} start")
            yield state
            events.append(f"{name} end")

        return run

    inner = package.APIRouter(lifespan=lifespan("inner", {"x": "inner", "y": "inner"}))
    middle = package.APIRouter(lifespan=lifespan("middle", None))
    middle.include_router(inner)
    app = package.FastAPI(lifespan=lifespan("outer", {"x": "outer"}))
    app.include_router(middle)
    assert run(app) == {"x": "outer", "y": "inner"}
    assert events == [
        *("outer start", "middle start", "inner start"),
        *("inner end", "middle end", "outer end"),
    ]


@pytest.mark.parametrize("package", PACKAGES)
def test_on_event_is_deprecated_once_at_the_users_line(package: Any) -> None:
    app, router, started = package.FastAPI(), package.APIRouter(), []
    with pytest.warns(DeprecationWarning, match="on_event is deprecated") as caught:
        on_startup = app.on_event("startup"), router.on_event("startup")
    assert caught[0].filename == __file__
    if package is ferroapi:
        assert len(caught) == 2
    for number, declare in enumerate(on_startup):
        declare(lambda number=number: started.append(number))
    app.include_router(router, prefix="/x")
    run(app)
    assert started[:2] == [0, 1]


def test_there_are_two_events() -> None:
    with pytest.raises(UsageError, match="no event 'later'"):
        ferroapi.APIRouter().add_event_handler("later", print)
