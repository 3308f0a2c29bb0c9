"""Dependencies with `yield` in company: nested, cached, scoped, and seen against the response."""

from contextlib import asynccontextmanager, contextmanager
from typing import Annotated, Any

from ..case import case
from ..record import get, post


@case(
    [
        get(f"/{name}")
        for name in (
            "nested",
            "cached",
            "uncached",
            "mixed_scopes",
            "sub_fails",
            "router",
            "class",
            "instance",
            "decorated",
            "second_fails",
        )
    ]
)
def arrangements(api: Any, log: list[str]) -> Any:
    app = api.FastAPI()
    Depends = api.Depends

    def named(name: str, fail: bool = False):
        async def dependency():
            log.append(f"{name} enter")
            if fail:
                raise api.HTTPException(403, name)
            yield name
            log.append(f"{name} exit")

        return dependency

    one, two, three = named("one"), named("two"), named("three", fail=True)

    def uses_one(value: Annotated[str, Depends(one)]):
        log.append("uses_one enter")
        yield f"uses {value}"
        log.append("uses_one exit")

    @app.get("/nested")
    def nested(a: Annotated[str, Depends(uses_one)], b: Annotated[str, Depends(two)]):
        return [a, b]

    @app.get("/cached")
    async def cached(
        a: Annotated[str, Depends(one)],
        b: Annotated[str, Depends(uses_one)],
        c: Annotated[str, Depends(one)],
    ):
        return [a, b, c]

    @app.get("/uncached")
    async def uncached(
        a: Annotated[str, Depends(one, use_cache=False)],
        b: Annotated[str, Depends(one, use_cache=False)],
    ):
        return [a, b]

    @app.get("/mixed_scopes")
    async def mixed_scopes(
        a: Annotated[str, Depends(one, scope="function")],
        b: Annotated[str, Depends(one, scope="request")],
        c: Annotated[str, Depends(two, scope="function")],
    ):
        return [a, b, c]

    @app.get("/sub_fails", dependencies=[Depends(one)])
    async def sub_fails(a: Annotated[str, Depends(three)], b: Annotated[str, Depends(two)]):
        return "never"

    @app.get("/second_fails")
    async def second_fails(
        a: Annotated[str, Depends(one)], n: int, b: Annotated[str, Depends(two)]
    ):
        return "never: n is missing"

    router = api.APIRouter(dependencies=[Depends(one)])

    @router.get("/router", dependencies=[Depends(two)])
    async def in_router():
        log.append("endpoint")
        return "router"

    class Manager:
        def __call__(self):
            log.append("call enter")
            yield "called"
            log.append("call exit")

        async def method(self):
            log.append("method enter")
            yield "method"
            log.append("method exit")

    @app.get("/class")
    def by_method(v: Annotated[str, Depends(Manager().method)]):
        return v

    @app.get("/instance")
    def by_instance(v: Annotated[str, Depends(Manager())]):
        return v

    @contextmanager
    def managed():
        log.append("managed enter")
        yield "managed"
        log.append("managed exit")

    @asynccontextmanager
    async def managed_async():
        yield "managed async"

    @app.get("/decorated")
    async def decorated(
        a: Annotated[Any, Depends(managed)], b: Annotated[Any, Depends(managed_async)]
    ):
        with a as inside:
            async with b as other:
                return [inside, other]

    app.include_router(router)
    return app


@case(
    [
        get(f"/{kind}/{scope}")
        for kind in ("stream", "stream_fails", "background", "file")
        for scope in ("function", "request")
    ],
    [get(f"/stream/{scope}", failing_send=n) for scope in ("function", "request") for n in (0, 1)],
    [post(f"/body/{n}", json=n) for n in (1, "x")],
)
def around_the_response(api: Any, log: list[str]) -> Any:
    """When exits run, seen against the messages: before sending, after the last chunk, after
    the tasks.
    """
    from starlette.background import BackgroundTask

    app = api.FastAPI()
    Depends, responses = api.Depends, api.responses

    async def resource():
        log.append("open")
        state = {"open": True}
        try:
            yield state
        finally:
            state["open"] = False
            log.append("closed")

    async def stream(state, fail=False):
        for number in range(2):
            log.append(f"chunk {number} open={state['open']}")
            yield f"{number}".encode()
            if fail:
                raise ValueError("mid stream")

    for scope in ("function", "request"):

        async def streaming(state: Annotated[Any, Depends(resource, scope=scope)]):
            return responses.StreamingResponse(stream(state), media_type="text/x")

        async def failing(state: Annotated[Any, Depends(resource, scope=scope)]):
            return responses.StreamingResponse(stream(state, fail=True))

        async def background(state: Annotated[Any, Depends(resource, scope=scope)]):
            return responses.JSONResponse(
                1, background=BackgroundTask(lambda: log.append(f"task open={state['open']}"))
            )

        async def file(state: Annotated[Any, Depends(resource, scope=scope)]):
            return responses.FileResponse(
                "/etc/hostname", headers={"etag": "e", "last-modified": "l"}
            )

        app.get(f"/stream/{scope}", name=f"stream{scope}")(streaming)
        app.get(f"/stream_fails/{scope}", name=f"stream_fails{scope}")(failing)
        app.get(f"/background/{scope}", name=f"background{scope}")(background)
        app.get(f"/file/{scope}", name=f"file{scope}")(file)

    @app.post("/body/{n}")
    async def body(
        n: int, state: Annotated[Any, Depends(resource)], value: Annotated[int, api.Body()]
    ):
        return value

    return app


@case(get("/a"))
def scope_error(api: Any) -> Any:
    """A request-scoped generator may not depend on a function-scoped one."""
    app = api.FastAPI()

    def inner():
        yield 1

    def outer(v: Annotated[int, api.Depends(inner, scope="function")]):
        yield v

    @app.get("/a")
    def endpoint(v: Annotated[int, api.Depends(outer, scope="request")]):
        return v

    return app


@case(get("/a"))
def unknown_scope(api: Any) -> Any:
    app = api.FastAPI()

    def inner():
        yield 1

    @app.get("/a")
    def endpoint(v: Annotated[int, api.Depends(inner, scope="session")]):
        return v

    return app


@case([get(f"/{name}") for name in ("limited", "shared", "generator", "async")])
def max_concurrency(api: Any, log: list[str]) -> Any:
    app = api.FastAPI()
    Limited = api.Depends(lambda: "limited", max_concurrency=1)

    async def waiting():
        log.append("enter")
        yield "held"
        log.append("exit")

    Held = api.Depends(waiting, max_concurrency=1)

    @app.get("/limited")
    def limited(v: Annotated[str, Limited]):
        return v

    @app.get("/shared")
    def shared(a: Annotated[str, Limited], b: Annotated[str, Limited]):
        return [a, b]

    @app.get("/generator")
    async def generator(v: Annotated[str, Held]):
        return v

    async def simple():
        return "simple"

    @app.get("/async")
    async def simple_async(v: Annotated[str, api.Depends(simple, max_concurrency=2)]):
        return v

    return app
