"""Dependencies that Python calls for the pipeline: with a limit, in threads, below a route's own
handler.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from anyio import CancelScope
from starlette.testclient import TestClient

import ferroapi
from ferroapi._cold import calls
from ferroapi.concurrency import _DependencyConcurrency

fastapi = pytest.importorskip("fastapi")
__import__("fastapi.routing")

both = pytest.mark.parametrize("package", [ferroapi, fastapi], ids=["ferroapi", "fastapi"])


class Meter:
    """Counts who is inside at the same time."""

    def __init__(self) -> None:
        self.now = self.most = self.left = 0

    def __enter__(self) -> None:
        self.now += 1
        self.most = max(self.most, self.now)

    def __exit__(self, *exception: object) -> None:
        self.now -= 1
        self.left += 1


def test_a_limited_call_waits_for_its_turn() -> None:
    meter = Meter()

    async def dependency(n: int) -> int:
        with meter:
            await asyncio.sleep(0)
            return n

    async def main() -> list[Any]:
        limit = _DependencyConcurrency(2)
        waiting = [calls.limited_call(dependency, {"n": n}, limit, True) for n in range(6)]
        plain = calls.limited_call(lambda n: -n, {"n": 7}, limit, False)
        return await asyncio.gather(*waiting, plain)

    assert asyncio.run(main()) == [0, 1, 2, 3, 4, 5, -7]
    assert (meter.most, meter.left) == (2, 6)


@pytest.mark.parametrize("is_async", [True, False])
def test_a_limited_generator_holds_its_place_until_it_is_left(is_async: bool) -> None:
    meter = Meter()

    def plain(n: int) -> Iterator[int]:
        with meter:
            yield n

    async def asynchronous(n: int) -> AsyncIterator[int]:
        with meter:
            yield n

    async def use(limit: _DependencyConcurrency, n: int) -> int:
        scope = CancelScope() if is_async else None
        call = asynchronous if is_async else plain
        async with calls.limited_context(call, {"n": n}, limit, scope) as value:
            await asyncio.sleep(0)
            return int(value)

    async def main() -> list[int]:
        limit = _DependencyConcurrency(1)
        return await asyncio.gather(*(use(limit, n) for n in range(4)))

    assert asyncio.run(main()) == [0, 1, 2, 3]
    assert (meter.most, meter.left) == (1, 4)


@pytest.mark.parametrize(("swallows", "expected"), [(True, True), (False, False)])
def test_throwing_into_a_generator(swallows: bool, expected: bool) -> None:
    async def dependency() -> Any:
        try:
            yield 1
        except ValueError:
            if not swallows:
                raise

    async def main() -> bool:
        generator = dependency()
        await generator.__anext__()
        return await calls.throw_into(generator, ValueError("thrown"))

    assert asyncio.run(main()) is expected


def test_a_result_is_validated_where_the_function_ran() -> None:
    from pydantic import TypeAdapter

    validate = TypeAdapter(int).validator.validate_python
    assert asyncio.run(calls.validate_in_thread(validate, "5")) == (5, None)
    result, error = asyncio.run(calls.validate_in_thread(validate, "x"))
    assert result is None
    assert error is not None
    assert error.error_count() == 1


@both
@pytest.mark.parametrize("fails", [False, True])
def test_generators_below_a_routes_own_handler(package: Any, fails: bool) -> None:
    """Left by whoever holds the exit stacks: function scope before the answer, the other after."""
    log: list[str] = []

    class Logged(package.routing.APIRoute):  # type: ignore[misc]
        def get_route_handler(self) -> Any:
            original = super().get_route_handler()

            async def handler(request: Any) -> Any:
                response = await original(request)
                log.append("handler")
                return response

            return handler

    async def of_request() -> AsyncIterator[str]:
        try:
            yield "request"
        finally:
            log.append("request left")

    def of_function() -> Iterator[str]:
        try:
            yield "function"
        finally:
            log.append("function left")

    app = package.FastAPI()
    app.router.route_class = Logged

    @app.get("/")
    async def endpoint(
        outer: str = package.Depends(of_request),
        inner: str = package.Depends(of_function, scope="function"),
    ) -> Any:
        log.append(f"{outer} {inner}")
        if fails:
            raise package.HTTPException(418)
        return 1

    assert TestClient(app).get("/").status_code == (418 if fails else 200)
    handled = [] if fails else ["handler"]
    assert log == ["request function", *handled, "function left", "request left"]
