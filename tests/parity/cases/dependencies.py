"""Dependencies by kind, cache, overrides: what is called, how often, in which order, with what."""

import contextvars
import functools
import threading
from typing import Annotated, Any

from pydantic import BaseModel

from ..case import act, case
from ..record import get, post


class Paging:
    def __init__(self, skip: int = 0, limit: int = 10):
        self.skip, self.limit = skip, limit


class Checker:
    def __init__(self, word: str):
        self.word = word

    def __call__(self, q: str = "") -> bool:
        return self.word in q

    async def later(self, q: str = "") -> str:
        return f"{self.word} later {q}"

    @classmethod
    def made(cls, n: int = 1) -> str:
        return f"{cls.__name__} {n}"

    @staticmethod
    def free(n: int = 2) -> str:
        return f"static {n}"


class AsyncChecker:
    async def __call__(self, q: str = "none") -> str:
        return f"async {q}"


class Settings(BaseModel):
    debug: bool = False
    level: int = 1


def plain(n: int) -> int:
    return n


@case(
    [get(f"/{name}?q=abc&skip=3&n=5&debug=1&level=x") for name in ("class", "short", "instance", "async_instance", "method", "classmethod", "static", "model", "lambda")],
    [get(f"/{name}?q=abc&skip=3&n=5&debug=1&level=2") for name in ("class", "model", "partial", "partial_async", "nested_partial", "wrapped", "none", "default_style", "generic")],
    [get(f"/{name}?skip=x") for name in ("class", "short", "partial", "wrapped", "default_style", "keyword_only")],
    get("/keyword_only?n=3"),
)
def kinds(api: Any) -> Any:
    app = api.FastAPI()
    Depends = api.Depends

    def declare(name: str, dependency: Any, kind: Any = Any):
        @app.get(f"/{name}", name=name)
        def endpoint(v: Annotated[kind, dependency]):
            return {"v": vars(v) if isinstance(v, Paging) else v}

    async def later(n: int, extra: str):
        return [n, extra]

    def with_two(a: int, n: int):
        return [a, n]

    def logged(function):
        @functools.wraps(function)
        def wrapper(*args, **kwargs):
            return {"args": args, "kwargs": kwargs, "result": function(*args, **kwargs)}

        return wrapper

    @logged
    def decorated(n: int, q: str = "q"):
        return [n, q]

    declare("class", Depends(Paging))
    declare("short", Depends(), Paging)
    declare("instance", Depends(Checker("b")))
    declare("async_instance", Depends(AsyncChecker()))
    declare("method", Depends(Checker("m").later))
    declare("classmethod", Depends(Checker.made))
    declare("static", Depends(Checker.free))
    declare("model", Depends(Settings))
    declare("lambda", Depends(lambda: "lambda"))
    declare("partial", Depends(functools.partial(with_two, 1)))
    declare("partial_async", Depends(functools.partial(later, extra="e")))
    declare("nested_partial", Depends(functools.partial(functools.partial(with_two, n=2), a=1)))
    declare("wrapped", Depends(decorated))
    declare("none", Depends(lambda: None))
    declare("generic", Depends(list))

    @app.get("/default_style")
    def default_style(skip: int = 1, paging: Paging = Depends(), n: int = Depends(plain)):
        return [skip, vars(paging), n]

    @app.get("/keyword_only")
    def keyword_only(*, n: Annotated[int, Depends(plain)], skip: int = 4):
        return [n, skip]

    return app


@case(get("/a"))
def builtin_without_signature(api: Any) -> Any:
    app = api.FastAPI()

    @app.get("/a")
    def endpoint(v: Annotated[Any, api.Depends(dict)]):
        return v

    return app


@case(get("/a"), get("/a?iterable=x"))
def builtin_positional_only(api: Any) -> Any:
    app = api.FastAPI()

    @app.get("/a")
    def endpoint(v: Annotated[Any, api.Depends(list)]):
        return v

    return app


@case(
    [get(f"/{name}") for name in ("shared", "uncached", "mixed", "diamond", "router", "twice", "sync", "lists")],
    get("/shared?n=2"),
    get("/diamond?n=x"),
)
def caching(api: Any, log: list[str]) -> Any:
    app = api.FastAPI()
    Depends = api.Depends
    counter = iter(range(1000))

    async def base(n: int = 0):
        value = next(counter)
        log.append(f"base {value}")
        return [n, value]

    def left(value: Annotated[Any, Depends(base)]):
        log.append("left")
        return ["left", value]

    async def right(value: Annotated[Any, Depends(base)], fresh: Annotated[Any, Depends(base, use_cache=False)]):
        log.append("right")
        return ["right", value, fresh]

    @app.get("/shared")
    async def shared(a: Annotated[Any, Depends(base)], b: Annotated[Any, Depends(base)]):
        return [a, b, a is b]

    @app.get("/uncached")
    async def uncached(a: Annotated[Any, Depends(base, use_cache=False)], b: Annotated[Any, Depends(base, use_cache=False)]):
        return [a, b]

    @app.get("/mixed")
    async def mixed(a: Annotated[Any, Depends(base, use_cache=False)], b: Annotated[Any, Depends(base)], c: Annotated[Any, Depends(base)]):
        return [a, b, c, b is c]

    @app.get("/diamond")
    async def diamond(r: Annotated[Any, Depends(right)], l: Annotated[Any, Depends(left)], b: Annotated[Any, Depends(base)]):  # noqa: E741
        return [r, l, b]

    router = api.APIRouter(dependencies=[Depends(base), Depends(left)])

    @router.get("/router", dependencies=[Depends(base), Depends(right)])
    async def in_router(b: Annotated[Any, Depends(base)]):
        return b

    @app.get("/twice", dependencies=[Depends(base), Depends(base), Depends(base, use_cache=False)])
    async def twice():
        return "twice"

    @app.get("/sync")
    def sync(left: Annotated[Any, Depends(left)]):
        return left

    def fresh():
        return []

    @app.get("/lists")
    async def lists(a: Annotated[list[int], Depends(fresh)], b: Annotated[list[int], Depends(fresh)]):
        a.append(1)
        return b

    app.include_router(router)
    return app


@case(get("/a?q=1"), get("/a"), get("/a?q=x"), get("/b"), get("/c"), post("/d", json={"n": 1}), post("/d", json={}), get("/e"))
def error_collection(api: Any, log: list[str]) -> Any:
    """A dependency with invalid parameters is not called; its siblings are; errors add up."""
    app = api.FastAPI()
    Depends = api.Depends

    class Body(BaseModel):
        n: int

    def needs(q: int):
        log.append("needs")
        return q

    def outer(value: Annotated[int, Depends(needs)], other: int = 0):
        log.append("outer")
        return value

    def free():
        log.append("free")
        return "free"

    @app.get("/a")
    def a(o: Annotated[int, Depends(outer)], f: Annotated[str, Depends(free)], z: int = 1):
        log.append("endpoint")
        return [o, f, z]

    @app.get("/b", dependencies=[Depends(needs), Depends(free)])
    def b(z: int, h: Annotated[int, api.Header()]):
        return z

    @app.get("/c")
    def c(f: Annotated[str, Depends(free)], n: Annotated[int, Depends(needs)], m: Annotated[int, Depends(needs)]):
        return f

    @app.post("/d")
    def d(n: Annotated[int, Depends(needs)], body: Body, f: Annotated[str, Depends(free)]):
        return [n, body, f]

    @app.get("/e")
    def e(a: Annotated[int, Depends(needs, use_cache=False)], b: Annotated[int, Depends(needs, use_cache=False)]):
        return [a, b]

    return app


@case(
    get("/sub?q=1"), get("/plain"), get("/router"), get("/instance"),
    act(lambda app: app.state.override("values")),
    get("/sub?q=1"), get("/plain"), get("/router"), get("/instance"), get("/sub?extra=5"), get("/sub?extra=x"),
    act(lambda app: app.state.override("errors")),
    get("/sub?q=1"), get("/plain"), get("/router"),
    act(lambda app: app.state.override("generator")),
    get("/sub?q=1"), get("/plain"), get("/router"),
    act(lambda app: app.state.override("nothing")),
    get("/sub?q=1"), get("/plain"), get("/router"),
    get("/install"), get("/plain"), get("/clear"), get("/plain"),
)  # fmt: skip
def overrides(api: Any, log: list[str]) -> Any:
    app = api.FastAPI()
    Depends = api.Depends

    def base(q: str = "base"):
        return q

    async def wrapped(value: Annotated[str, Depends(base)]):
        return f"wrapped {value}"

    checker = Checker("x")

    @app.get("/sub")
    async def sub(value: Annotated[str, Depends(wrapped)], again: Annotated[str, Depends(base)]):
        return [value, again]

    @app.get("/plain")
    async def plain(value: Annotated[str, Depends(base)]):
        return value

    router = api.APIRouter(dependencies=[Depends(base)])

    @router.get("/router")
    def in_router():
        return "router"

    @app.get("/instance")
    def instance(value: Annotated[Any, Depends(checker)]):
        return value

    def replacement(extra: int = 3):
        log.append("replacement")
        return f"replaced {extra}"

    async def failing():
        raise api.HTTPException(400, "overridden to fail")

    async def generating():
        log.append("enter")
        yield "generated"
        log.append("exit")

    def override(which: str):
        app.dependency_overrides.clear()
        chosen = {"values": replacement, "errors": failing, "generator": generating}.get(which)
        if chosen is not None:
            app.dependency_overrides[base] = chosen
            app.dependency_overrides[checker] = lambda: "checked"

    @app.get("/install")
    async def install():
        app.dependency_overrides[base] = replacement
        return "installed"

    @app.get("/clear")
    async def clear():
        app.dependency_overrides = {}
        return "cleared"

    app.include_router(router)
    app.state.override = override
    return app


NUMBER: contextvars.ContextVar[int] = contextvars.ContextVar("NUMBER", default=0)


@case(get("/async"), get("/sync"), get("/generator"), get("/threads"), get("/async"))
def context_variables(api: Any, log: list[str]) -> Any:
    app = api.FastAPI()
    Depends = api.Depends

    async def set_async():
        NUMBER.set(1)
        return NUMBER.get()

    def set_sync():
        NUMBER.set(2)
        return NUMBER.get()

    async def set_generator():
        token = NUMBER.set(3)
        yield NUMBER.get()
        log.append(f"at exit {NUMBER.get()}")
        try:
            NUMBER.reset(token)
        except ValueError as error:
            log.append(f"reset failed {type(error).__name__}")

    @app.get("/async")
    async def read_async(v: Annotated[int, Depends(set_async)]):
        return [v, NUMBER.get()]

    @app.get("/sync")
    def read_sync(v: Annotated[int, Depends(set_sync)]):
        return [v, NUMBER.get()]

    @app.get("/generator")
    async def read_generator(v: Annotated[int, Depends(set_generator)]):
        return [v, NUMBER.get()]

    @app.get("/threads")
    def threads(v: Annotated[bool, Depends(lambda: threading.current_thread() is threading.main_thread())]):
        return [v, threading.current_thread() is threading.main_thread()]

    return app


@case(
    get("/all?q=1"), get("/connection?q=1"), get("/response"), get("/background"), get("/scopes"), get("/nested"), get("/untyped?request=1"), get("/same"), get("/untyped"),
)  # fmt: skip
def injected(api: Any, log: list[str]) -> Any:
    from starlette.requests import HTTPConnection

    app = api.FastAPI()
    Depends = api.Depends

    class MyRequest(api.Request):
        pass

    def sub(request: api.Request, response: api.Response, tasks: api.BackgroundTasks, scopes: api.security.SecurityScopes):
        response.headers["x-sub"] = request.query_params.get("q", "none")
        tasks.add_task(log.append, "task of sub")
        return [str(request.url), scopes.scopes, scopes.scope_str]

    @app.get("/all")
    def everything(r: api.Request, out: api.Response, tasks: api.BackgroundTasks, s: Annotated[list[Any], Depends(sub)]):
        out.headers["x-endpoint"] = "e"
        out.set_cookie("c", "v")
        tasks.add_task(log.append, "task of endpoint")
        return [r.method, s, type(r).__name__, type(out).__name__, out.status_code]

    @app.get("/connection")
    async def connection(c: HTTPConnection):
        return [c.scope["type"], c.query_params["q"], type(c).__name__, c.url.path]

    @app.get("/response", status_code=202)
    async def response(out: api.Response):
        before = out.status_code
        out.status_code = 203
        return before

    @app.get("/background")
    async def background(tasks: api.BackgroundTasks):
        async def later(text: str, *, end: str):
            log.append(text + end)

        tasks.add_task(later, "one", end="!")
        tasks.add_task(lambda: log.append("two"))
        return len(tasks.tasks)

    @app.get("/scopes")
    async def scopes(scopes: api.security.SecurityScopes):
        return [scopes.scopes, scopes.scope_str]

    @app.get("/nested")
    async def nested(s: Annotated[list[Any], Depends(sub)], r: MyRequest):
        return [s, type(r).__name__]

    @app.get("/untyped")
    async def untyped(request):
        return str(request)

    def one(request: api.Request, response: api.Response):
        return request, response

    @app.get("/same")
    async def same(pair: Annotated[Any, Depends(one)], request: api.Request, response: api.Response):
        return [pair[0] is request, pair[1] is response]

    return app
