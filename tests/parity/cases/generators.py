"""Dependencies with `yield`: enter and exit in order, exceptions through them, scopes, swallowing, errors at exit."""

from contextlib import asynccontextmanager, contextmanager
from typing import Annotated, Any

from ..case import case
from ..record import get, post


def _generators(log: list[str]):
    def sync_one():
        log.append("sync enter")
        try:
            yield "sync"
        except Exception as error:
            log.append(f"sync saw {type(error).__name__}")
            raise
        finally:
            log.append("sync exit")

    async def async_one():
        log.append("async enter")
        try:
            yield "async"
        except BaseException as error:
            log.append(f"async saw {type(error).__name__}")
            raise
        finally:
            log.append("async exit")

    return sync_one, async_one


OUTCOMES = ("ok", "http", "value", "validation", "return_response", "streaming", "file", "no_content", "bad_response", "background", "failing_background")


@case([get(f"/{scope}/{outcome}") for scope in ("default", "function", "request", "mixed") for outcome in OUTCOMES])
def outcomes(api: Any, log: list[str]) -> Any:
    """Every way an endpoint can end, with generators of every scope around it."""
    app = api.FastAPI()
    Depends, responses = api.Depends, api.responses
    sync_one, async_one = _generators(log)

    @app.exception_handler(api.HTTPException)
    async def handler(request, error):
        log.append("handler")
        return responses.JSONResponse({"handled": error.detail}, status_code=error.status_code, headers=error.headers)

    async def chunks():
        log.append("chunk")
        yield b"a"
        log.append("chunk")
        yield b"b"

    def end(outcome: str, tasks: Any):
        log.append(f"endpoint {outcome}")
        if outcome == "http":
            raise api.HTTPException(409, "conflict", headers={"x-h": "1"})
        if outcome == "value":
            raise ValueError("value")
        if outcome == "validation":
            raise api.exceptions.RequestValidationError([{"loc": ("x",), "msg": "m", "type": "t"}])
        if outcome == "return_response":
            return responses.PlainTextResponse("text", headers={"x-own": "1"})
        if outcome == "streaming":
            return responses.StreamingResponse(chunks())
        if outcome == "file":
            return responses.FileResponse(__file__, headers={"x-file": "1"})
        if outcome == "no_content":
            return responses.Response(status_code=204)
        if outcome == "bad_response":
            return object()
        if outcome == "background":
            tasks.add_task(log.append, "background")
        if outcome == "failing_background":
            tasks.add_task(_explode)
        return outcome

    def _explode():
        log.append("background raises")
        raise RuntimeError("in background")

    for scope in ("default", "function", "request"):
        options = {} if scope == "default" else {"scope": scope}

        async def endpoint(
            outcome: str,
            tasks: api.BackgroundTasks,
            a: Annotated[str, Depends(sync_one, **options)],
            b: Annotated[str, Depends(async_one, **options)],
        ):
            return end(outcome, tasks)

        app.get(f"/{scope}/{{outcome}}", name=scope)(endpoint)

    @app.get("/mixed/{outcome}")
    def mixed(
        outcome: str,
        tasks: api.BackgroundTasks,
        a: Annotated[str, Depends(sync_one, scope="function")],
        b: Annotated[str, Depends(async_one, scope="request")],
    ):
        return end(outcome, tasks)

    return app


@case(
    [get(f"/{phase}/{kind}/{scope}") for phase in ("enter", "exit", "swallow", "convert", "exit_http", "reraise_other", "two_yields", "no_yield", "chain") for kind in ("sync", "async") for scope in ("function", "request")],
    [get(f"/{phase}/{kind}/{scope}?fail={fail}") for phase in ("exit", "swallow", "convert", "exit_http", "reraise_other", "two_yields", "chain") for kind in ("sync", "async") for scope in ("function", "request") for fail in ("value", "http")],
)
def phases(api: Any, log: list[str]) -> Any:
    """An exception in every phase of a generator, alone and after the endpoint failed."""
    app = api.FastAPI()
    Depends = api.Depends

    def script(phase: str):
        def sync_dependency():
            log.append(f"{phase} enter")
            if phase == "enter":
                raise ValueError("at enter")
            if phase == "no_yield":
                return
            try:
                yield phase
            except Exception as error:
                log.append(f"saw {type(error).__name__}")
                if phase == "convert":
                    raise api.HTTPException(418, "converted") from error
                if phase == "reraise_other":
                    raise KeyError("other") from None
                if phase != "swallow":
                    raise
            log.append(f"{phase} after")
            if phase == "exit":
                raise ValueError("at exit")
            if phase == "exit_http":
                raise api.HTTPException(499, "at exit")
            if phase == "two_yields":
                yield "again"

        return sync_dependency

    def as_async(function):
        async def async_dependency():
            generator = function()
            try:
                value = next(generator)
            except StopIteration:
                return
            try:
                yield value
            except Exception as error:
                try:
                    generator.throw(error)
                except StopIteration:
                    pass
                else:
                    yield "again"
            else:
                for item in generator:
                    yield item

        return async_dependency

    def fail_as(fail: str | None):
        log.append("endpoint")
        if fail == "value":
            raise ValueError("endpoint")
        if fail == "http":
            raise api.HTTPException(400, "endpoint")
        return "fine"

    sync_one, async_one = _generators(log)
    for phase in ("enter", "exit", "swallow", "convert", "exit_http", "reraise_other", "two_yields", "no_yield", "chain"):
        for kind in ("sync", "async"):
            dependency = script(phase) if kind == "sync" else as_async(script(phase))
            around = [Depends(sync_one), Depends(async_one)] if phase == "chain" else []
            for scope in ("function", "request"):

                async def endpoint(v: Annotated[Any, Depends(dependency, scope=scope)], fail: str | None = None):
                    return fail_as(fail)

                app.get(f"/{phase}/{kind}/{scope}", dependencies=around, name=f"{phase}{kind}{scope}")(endpoint)
    return app


@case([get(f"/{name}") for name in ("nested", "cached", "uncached", "mixed_scopes", "sub_fails", "router", "class", "instance", "decorated", "second_fails")])
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
    async def cached(a: Annotated[str, Depends(one)], b: Annotated[str, Depends(uses_one)], c: Annotated[str, Depends(one)]):
        return [a, b, c]

    @app.get("/uncached")
    async def uncached(a: Annotated[str, Depends(one, use_cache=False)], b: Annotated[str, Depends(one, use_cache=False)]):
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
    async def second_fails(a: Annotated[str, Depends(one)], n: int, b: Annotated[str, Depends(two)]):
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
    async def decorated(a: Annotated[Any, Depends(managed)], b: Annotated[Any, Depends(managed_async)]):
        with a as inside:
            async with b as other:
                return [inside, other]

    app.include_router(router)
    return app


@case([get(f"/{kind}/{scope}") for kind in ("stream", "stream_fails", "background", "file") for scope in ("function", "request")], [get(f"/stream/{scope}", failing_send=n) for scope in ("function", "request") for n in (0, 1)], [post(f"/body/{n}", json=n) for n in (1, "x")])
def around_the_response(api: Any, log: list[str]) -> Any:
    """When exits run, seen against the messages: before sending, after the last chunk, after the tasks."""
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
            return responses.JSONResponse(1, background=BackgroundTask(lambda: log.append(f"task open={state['open']}")))

        async def file(state: Annotated[Any, Depends(resource, scope=scope)]):
            return responses.FileResponse("/etc/hostname", headers={"etag": "e", "last-modified": "l"})

        app.get(f"/stream/{scope}", name=f"stream{scope}")(streaming)
        app.get(f"/stream_fails/{scope}", name=f"stream_fails{scope}")(failing)
        app.get(f"/background/{scope}", name=f"background{scope}")(background)
        app.get(f"/file/{scope}", name=f"file{scope}")(file)

    @app.post("/body/{n}")
    async def body(n: int, state: Annotated[Any, Depends(resource)], value: Annotated[int, api.Body()]):
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
