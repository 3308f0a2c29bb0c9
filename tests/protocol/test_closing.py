"""A suspended request that is closed leaves all its dependencies at once, as FastAPI's does.

Not later, when the collector or a loop's hook for asynchronous generators gets to them.
"""

import asyncio
import gc
from collections.abc import AsyncIterator, Callable
from typing import Any

import fastapi
import pytest

import ferroapi

from .asgi import Message, make_scope


class Suspend:
    def __await__(self) -> Any:
        return (yield "suspended")


class Server:
    """One request's connection; `at` names the message whose sending suspends."""

    def __init__(self, at: str) -> None:
        self.at = at
        self.sent: list[str] = []

    async def receive(self) -> Message:
        return {"type": "http.request", "body": b"{}", "more_body": False}

    async def send(self, message: Message) -> None:
        if message["type"].rpartition(".")[2] == self.at:
            await Suspend()
        self.sent.append(message["type"])


AT = ("endpoint", "dependency", "clean-up", "outer clean-up", "start", "body")


def make_app(api: Any, at: str, scope: str, log: list[str]) -> Any:
    app = api.FastAPI()

    async def stop(place: str) -> None:
        if place == at:
            try:
                await Suspend()
            except BaseException as error:
                log.append(f"{place} saw {type(error).__name__}")
                raise

    def clean_up(label: str, place: str = "") -> Any:
        async def dependency() -> AsyncIterator[None]:
            try:
                yield
            except BaseException as error:
                log.append(f"{label} got {type(error).__name__}")
                raise
            finally:
                await stop(place)
                log.append(f"{label} left")

        return api.Depends(dependency, scope=scope)

    async def waits() -> None:
        await stop("dependency")

    class Route(api.routing.APIRoute):  # type: ignore[misc, name-defined]
        def get_route_handler(self) -> Callable[..., Any]:
            return super().get_route_handler()  # type: ignore[no-any-return]

    for prefix, router in (("", api.APIRouter()), ("/custom", api.APIRouter(route_class=Route))):

        @router.post(
            "/",
            dependencies=[
                clean_up("outer"),
                clean_up("middle", "outer clean-up"),
                clean_up("inner", "clean-up"),
                api.Depends(waits),
            ],
        )
        async def endpoint(body: dict[str, int]) -> str:
            await stop("endpoint")
            return "ended"

        app.include_router(router, prefix=prefix)
    return app


def close(awaitable: Any) -> Any:
    return awaitable.close()


def throw_exit(awaitable: Any) -> Any:
    return awaitable.throw(GeneratorExit)


def throw_made_exit(awaitable: Any) -> Any:
    return awaitable.throw(GeneratorExit("made"))


def told(act: Callable[[Any], Any], awaitable: Any) -> str:
    try:
        return f"gave {act(awaitable)!r}"
    except BaseException as error:  # noqa: BLE001 - whatever comes out is compared
        return f"raised {type(error).__name__}{error.args}"


def drive(api: Any, act: Callable[[Any], Any], at: str, scope: str, prefix: str) -> list[str]:
    """What is told and logged until the act is over: no collector and no hook ran by then."""
    log: list[str] = []
    app, server = make_app(api, at, scope, log), Server(at)
    seen: list[str] = []

    async def run() -> None:
        asked = make_scope("POST", f"{prefix}/", {"content-type": "application/json"})
        awaitable = app(asked, server.receive, server.send)
        log.append(told(lambda it: it.send(None), awaitable))
        log.append(told(act, awaitable))
        log.append(told(close, awaitable))
        log.append(told(lambda it: it.send(None), awaitable))
        log.append(f"sent {server.sent}")
        seen.extend(log)

    gc.disable()
    try:
        asyncio.run(run())
    finally:
        gc.enable()
    return seen


ACTS = [close, throw_exit, throw_made_exit]


@pytest.mark.parametrize("prefix", ["", "/custom"], ids=["plain", "custom"])
@pytest.mark.parametrize("scope", ["function", "request"])
@pytest.mark.parametrize("at", AT)
@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.__name__)
def test_clean_ups_run_at_once(act: Any, at: str, scope: str, prefix: str) -> None:
    expected, found = (drive(api, act, at, scope, prefix) for api in (fastapi, ferroapi))
    assert found == expected
    assert "gave 'suspended'" in found
    assert "outer left" in found
