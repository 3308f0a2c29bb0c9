"""The public sections of a plan, called directly and replaced, beside FastAPI's."""

import asyncio
import copy
import gc
import weakref
from collections.abc import Callable
from contextlib import AsyncExitStack
from typing import Annotated, Any

import pytest
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response
from starlette.testclient import TestClient

import ferroapi
import ferroapi.routing
from ferroapi._cold import doors
from ferroapi._compile import callables

fastapi = pytest.importorskip("fastapi")
__import__("fastapi.routing")

PACKAGES = [ferroapi, fastapi]
both = pytest.mark.parametrize("package", PACKAGES, ids=["ferroapi", "fastapi"])


class Item(BaseModel):
    n: int
    note: str | None = None


class Solver:
    """Calls `solve_dependencies` of a package for a function's signature."""

    def __init__(self, package: Any, call: Callable[..., Any]) -> None:
        self.routing = package.routing
        self.overrides = package.FastAPI()
        self.dependant = self._dependant(package, call)
        self.ended: list[str] = []

    @staticmethod
    def _dependant(package: Any, call: Callable[..., Any]) -> Any:
        router = package.APIRouter()
        router.post("/items/{n}")(call)
        return router.routes[0].dependant

    async def solve(self, query: bytes = b"", **options: Any) -> Any:
        scope: dict[str, Any] = {
            "type": "http",
            "method": "POST",
            "path": "/items/1",
            "root_path": "",
            "query_string": query,
            "headers": [(b"x-h", b"head")],
            "path_params": {"n": "1"},
        }
        async with AsyncExitStack() as stack, AsyncExitStack() as function_stack:
            scope["fastapi_inner_astack"] = stack
            scope["fastapi_function_astack"] = function_stack
            return await self.routing.solve_dependencies(
                request=Request(scope),
                dependant=self.dependant,
                dependency_overrides_provider=self.overrides,
                async_exit_stack=stack,
                embed_body_fields=False,
                **options,
            )


def solve(package: Any, call: Callable[..., Any], query: bytes = b"", **options: Any) -> Any:
    return asyncio.run(Solver(package, call).solve(query, **options))


@both
def test_solving(package: Any) -> None:
    def tagged(response: package.Response, tasks: package.BackgroundTasks) -> str:
        response.headers["x-tag"] = "t"
        tasks.add_task(print)
        return "tag"

    def endpoint(
        n: int,
        item: Item,
        q: str = "q",
        x_h: Annotated[str, package.Header()] = "",
        tag: str = package.Depends(tagged),
    ) -> None: ...

    solved = solve(package, endpoint, b"q=asked", body={"n": 2})
    assert solved.values == {"n": 1, "item": Item(n=2), "q": "asked", "x_h": "head", "tag": "tag"}
    assert solved.errors == []
    assert solved.response.headers["x-tag"] == "t"
    assert len(solved.background_tasks.tasks) == 1


@both
def test_solving_collects_errors(package: Any) -> None:
    def endpoint(n: str, item: Item, q: int, w: int = 1) -> None: ...

    solved = solve(package, endpoint, b"w=x", body={"n": "y"})
    places = [error["loc"] for error in solved.errors]
    assert places == [("query", "q"), ("query", "w"), ("body", "n")]


@both
def test_solving_with_what_the_caller_has(package: Any) -> None:
    def endpoint(response: package.Response, tasks: package.BackgroundTasks) -> None: ...

    response, tasks = Response(status_code=201), package.BackgroundTasks()
    solved = solve(package, endpoint, response=response, background_tasks=tasks)
    assert solved.values["response"] is response
    assert solved.values["tasks"] is tasks


@both
def test_solving_with_overrides(package: Any) -> None:
    def declared() -> str:
        return "declared"

    def endpoint(value: str = package.Depends(declared)) -> None: ...

    solver = Solver(package, endpoint)
    assert asyncio.run(solver.solve()).values == {"value": "declared"}
    solver.overrides.dependency_overrides[declared] = lambda: "instead"
    assert asyncio.run(solver.solve()).values == {"value": "instead"}
    solver.overrides.dependency_overrides.clear()
    assert asyncio.run(solver.solve()).values == {"value": "declared"}


@both
def test_solving_with_known_values(package: Any) -> None:
    called: list[str] = []

    def first() -> int:
        called.append("first")
        return 1

    def second(value: int = package.Depends(first)) -> int:
        called.append("second")
        return value + 1

    def endpoint(
        again: int = package.Depends(first),
        cached: int = package.Depends(second),
        fresh: int = package.Depends(second, use_cache=False),
    ) -> None: ...

    cache: dict[Any, Any] = {(first, (), ""): 10}
    solved = solve(package, endpoint, dependency_cache=cache)
    assert solved.values == {"again": 10, "cached": 11, "fresh": 11}
    assert called == ["second", "second"]
    assert solved.dependency_cache is cache
    assert cache == {(first, (), ""): 10, (second, (), ""): 11}
    assert solve(package, endpoint).dependency_cache == {(first, (), ""): 1, (second, (), ""): 2}


@both
def test_solving_a_null_body(package: Any) -> None:
    def endpoint(item: Annotated[int | None, package.Body()] = 5) -> None: ...

    assert solve(package, endpoint, body=None).values == {"item": None}
    assert solve(package, endpoint).values == {"item": 5}


@both
@pytest.mark.parametrize("missing", ["fastapi_inner_astack", "fastapi_function_astack"])
def test_solving_without_stacks(package: Any, missing: str) -> None:
    def endpoint() -> None: ...

    solver = Solver(package, endpoint)
    scope = {"fastapi_inner_astack": AsyncExitStack(), "fastapi_function_astack": AsyncExitStack()}
    del scope[missing]
    request = Request({"type": "http", "headers": [], "query_string": b"", **scope})
    with pytest.raises(AssertionError, match=f"{missing} not found in request scope"):
        asyncio.run(
            package.routing.solve_dependencies(
                request=request,
                dependant=solver.dependant,
                async_exit_stack=AsyncExitStack(),
                embed_body_fields=False,
            )
        )


def test_sections_are_kept_and_let_go() -> None:
    def endpoint(n: int) -> None: ...

    solver = Solver(ferroapi, endpoint)
    dependant = solver.dependant
    plan = doors._section(dependant, False)
    assert doors._section(dependant, False) is plan
    assert doors._section(dependant, True) is not plan
    twin = copy.deepcopy(dependant)
    assert twin.call is dependant.call
    assert doors._section(twin, False) is not plan
    known = weakref.ref(endpoint)
    del solver, dependant, plan, twin, endpoint
    for cached in vars(callables).values():  # Bounded caches, as in FastAPI.
        getattr(cached, "cache_clear", list)()
    gc.collect()
    assert known() is None


@both
def test_running_an_endpoint(package: Any) -> None:
    run = package.routing.run_endpoint_function
    seen: list[Any] = []

    async def coroutine(n: int) -> int:
        return n + 1

    def plain(n: int) -> int:
        seen.append(n)
        return n + 2

    async def both_kinds() -> list[int]:
        results = []
        for call, is_coroutine in ((coroutine, True), (plain, False)):
            dependant = package.dependencies.models.Dependant(call=call)
            values = {"n": 1}
            results.append(await run(dependant=dependant, values=values, is_coroutine=is_coroutine))
        return results

    assert asyncio.run(both_kinds()) == [2, 3]
    assert seen == [1]
    empty = package.dependencies.models.Dependant()
    with pytest.raises((AssertionError, TypeError), match="must be a function"):
        asyncio.run(run(dependant=empty, values={}, is_coroutine=True))


@both
@pytest.mark.parametrize("is_coroutine", [True, False])
def test_serializing(package: Any, is_coroutine: bool) -> None:
    router = package.APIRouter()
    router.get("/", response_model=Item)(lambda: None)
    serialize, field = package.routing.serialize_response, router.routes[0].response_field

    def run(content: Any, **options: Any) -> Any:
        options = {"is_coroutine": is_coroutine, **options}
        return asyncio.run(serialize(response_content=content, **options))

    assert run({"a": {1}}) == {"a": [1]}
    assert run({"n": "1", "x": 2}, field=field) == {"n": 1, "note": None}
    assert run(Item(n=1), field=field, exclude_unset=True) == {"n": 1}
    assert run(Item(n=1), field=field, include={"note"}) == {"note": None}
    assert run(Item(n=1), field=field, exclude_none=True, dump_json=True) == b'{"n":1}'
    with pytest.raises(package.exceptions.ResponseValidationError) as caught:
        run({"n": "x"}, field=field)
    assert [error["loc"] for error in caught.value.errors()] == [("response", "n")]


def _application(package: Any, log: list[str]) -> Any:
    def opened(n: int) -> Any:
        log.append("open")
        yield n
        log.append("close")

    app = package.FastAPI()

    @app.get("/async/{n}")
    async def asynchronous(n: int, value: int = package.Depends(opened)) -> Any:
        return [n, value]

    @app.post("/null")
    async def null(item: Annotated[int | None, package.Body()] = 5) -> Any:
        return item

    @app.post("/sync/{n}")
    def plain(n: int, item: Item, response: package.Response) -> Any:
        response.headers["x-sync"] = "yes"
        return [n, item]

    return app


@both
@pytest.mark.parametrize("name", ["solve_dependencies", "run_endpoint_function"])
def test_replaced_sections(package: Any, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    log: list[str] = []
    original = getattr(package.routing, name)

    async def replacement(**options: Any) -> Any:
        log.append(f"{name} {options['dependant'].call.__name__}")
        result = await original(**options)
        log.append("done")
        return result

    monkeypatch.setattr(package.routing, name, replacement)
    client = TestClient(_application(package, log))
    assert client.get("/async/1").json() == [1, 1]
    answer = client.post("/sync/2", json={"n": 3})
    assert answer.json() == [2, {"n": 3, "note": None}]
    assert answer.headers["x-sync"] == "yes"
    assert client.get("/async/x").status_code == 422
    inside = ["open"] if name == "solve_dependencies" else []
    before = [] if inside else ["open"]
    expected = [*before, f"{name} asynchronous", *inside, "done", "close", f"{name} plain", "done"]
    # What cannot be solved is never run.
    expected += [f"{name} asynchronous", "done"] if inside else []
    assert log == expected


@both
def test_a_replaced_section_gets_a_null_body(package: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    original = package.routing.solve_dependencies

    async def replacement(**options: Any) -> Any:
        return await original(**options)

    monkeypatch.setattr(package.routing, "solve_dependencies", replacement)
    client = TestClient(_application(package, []))
    headers = {"content-type": "application/json"}
    assert client.post("/null", content=b"null", headers=headers).json() is None
    assert client.post("/null").json() == 5


@both
def test_a_replaced_endpoint_call_gives_the_answer(
    package: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def instead(*, dependant: Any, values: Any, is_coroutine: bool) -> Any:
        return {"values": sorted(values), "is_coroutine": is_coroutine}

    monkeypatch.setattr(package.routing, "run_endpoint_function", instead)
    client = TestClient(_application(package, []))
    assert client.get("/async/1").json() == {"values": ["n", "value"], "is_coroutine": True}
    expected = {"values": ["item", "n", "response"], "is_coroutine": False}
    assert client.post("/sync/1", json={"n": 1}).json() == expected
