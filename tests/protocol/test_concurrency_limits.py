"""`Depends(max_concurrency=…)` for every kind of dependency: how many are in use at once, beside
FastAPI.
"""

import time
from collections.abc import Awaitable, Callable
from types import ModuleType
from typing import Annotated, Any

import anyio
import fastapi
import pytest

import ferroapi
from tests.parity.driver import exchange
from tests.parity.record import get

REQUESTS = 4


class InUse:
    """Counts what is in use, and remembers the most."""

    def __init__(self) -> None:
        self.now = self.most = 0

    def __enter__(self) -> None:
        self.now += 1
        self.most = max(self.most, self.now)

    def __exit__(self, *_: object) -> None:
        self.now -= 1


def _plain(used: InUse) -> Callable[[], Any]:
    def dependency() -> str:
        with used:
            time.sleep(0.01)
        return "plain"

    return dependency


def _coroutine(used: InUse) -> Callable[[], Awaitable[str]]:
    async def dependency() -> str:
        with used:
            await anyio.sleep(0.01)
        return "coroutine"

    return dependency


def _generator(used: InUse) -> Callable[[], Any]:
    def dependency() -> Any:
        with used:
            yield "generator"

    return dependency


def _async_generator(used: InUse) -> Callable[[], Any]:
    async def dependency() -> Any:
        with used:
            yield "async generator"

    return dependency


def _most_at_once(api: ModuleType, make: Callable[[InUse], Any], limit: int | None) -> int:
    used = InUse()
    app = api.FastAPI()
    limited = api.Depends(make(used), max_concurrency=limit) if limit else api.Depends(make(used))

    @app.get("/")
    async def endpoint(value: Annotated[str, limited]) -> str:
        await anyio.sleep(0.01)
        return value

    async def ask_all() -> None:
        async with anyio.create_task_group() as group:
            for _ in range(REQUESTS):
                group.start_soon(_ask, app)

    anyio.run(ask_all)
    return used.most


async def _ask(app: Any) -> None:
    seen = await exchange(app, get("/"), [], suspending=True)
    assert seen.status == 200


@pytest.mark.parametrize("limit", [1, 2])
@pytest.mark.parametrize("make", [_plain, _coroutine, _generator, _async_generator])
def test_no_more_at_once_than_declared(make: Callable[[InUse], Any], limit: int) -> None:
    most = [_most_at_once(api, make, limit) for api in (fastapi, ferroapi)]
    assert most == [limit, limit]


@pytest.mark.parametrize("make", [_coroutine, _generator, _async_generator])
def test_all_at_once_without_a_limit(make: Callable[[InUse], Any]) -> None:
    most = [_most_at_once(api, make, None) for api in (fastapi, ferroapi)]
    assert most == [REQUESTS, REQUESTS]
