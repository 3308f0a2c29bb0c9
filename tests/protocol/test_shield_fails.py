"""An error while AnyIO's shield goes up around a clean-up drops none of those that are left."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from typing import Any

import anyio
import pytest
from anyio._backends import _asyncio as backend

import ferroapi

from .asgi import Wire, make_scope


class Mark:
    """Suspends."""

    def __await__(self) -> Any:
        return (yield "mark")


@contextmanager
def refusing(monkeypatch: pytest.MonkeyPatch, name: str, first: int) -> Iterator[list[str]]:
    """AnyIO's scope fails at `name`, from the call numbered `first` on."""
    calls: list[str] = []
    original = getattr(backend.CancelScope, name)

    def refuse(scope: Any, *given: Any) -> Any:
        calls.append(name)
        if len(calls) > first:
            raise LookupError(name)
        return original(scope, *given)

    with monkeypatch.context() as patch:
        patch.setattr(backend.CancelScope, name, refuse)
        yield calls


def make_app(scope: str, suspends: bool, fails: bool, log: list[str]) -> ferroapi.FastAPI:
    app = ferroapi.FastAPI()

    def clean_up(label: str) -> Any:
        async def dependency() -> AsyncIterator[None]:
            try:
                yield
            finally:
                log.append(f"{label} begins")
                try:
                    if suspends:
                        await Mark()
                finally:
                    log.append(f"{label} ends")

        return ferroapi.Depends(dependency, scope=scope)  # type: ignore[arg-type]

    class Route(ferroapi.routing.APIRoute):
        def get_route_handler(self) -> Callable[..., Any]:
            return super().get_route_handler()

    for prefix, router in (
        ("", ferroapi.APIRouter()),
        ("/custom", ferroapi.APIRouter(route_class=Route)),
    ):

        @router.get("/", dependencies=[clean_up("outer"), clean_up("middle"), clean_up("inner")])
        async def root() -> None:
            if fails:
                raise ValueError

        app.include_router(router, prefix=prefix)
    return app


def drive(app: Any, target: str) -> list[str]:
    """What each step of a request gives, inside of a scope of AnyIO's."""
    seen: list[str] = []

    async def run() -> None:
        wire = Wire()
        awaitable = app(make_scope(target=target), wire.receive, wire.send)
        for _ in range(8):
            try:
                seen.append(repr(awaitable.send(None)))
            except BaseException as error:  # noqa: BLE001 - whatever comes out is compared
                seen.append(repr(error))
                break

    async def within() -> None:
        # The task has a scope, so that there is something to shield from.
        scope = anyio.CancelScope()
        scope.__enter__()
        await run()

    asyncio.run(within())
    return seen


LEFT = [f"{label} {what}" for label in ("inner", "middle", "outer") for what in ("begins", "ends")]


@pytest.mark.parametrize("first", [1, 2, 3])
@pytest.mark.parametrize("target", ["/", "/custom/"])
@pytest.mark.parametrize("scope", ["function", "request"])
@pytest.mark.parametrize("suspends", [False, True], ids=["quick", "suspends"])
@pytest.mark.parametrize("fails", [False, True], ids=["ends", "fails"])
def test_a_shield_that_does_not_go_up(
    monkeypatch: pytest.MonkeyPatch,
    fails: bool,
    suspends: bool,
    scope: str,
    target: str,
    first: int,
) -> None:
    log: list[str] = []
    app = make_app(scope, suspends, fails, log)
    # The first is the scope of the task.
    with refusing(monkeypatch, "__enter__", first) as calls:
        seen = drive(app, target)
    if len(calls) > first:
        assert seen[-1] == "LookupError('__enter__')"
    assert log == LEFT
    if suspends:
        assert len(calls) > first
