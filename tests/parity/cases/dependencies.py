"""Dependencies by kind, cache, overrides: what is called, how often, in which order, with what."""

import functools
import inspect
from typing import Annotated, Any

from pydantic import BaseModel

from ..case import case
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
    [
        get(f"/{name}?q=abc&skip=3&n=5&debug=1&level=x")
        for name in (
            "class",
            "short",
            "instance",
            "async_instance",
            "method",
            "classmethod",
            "static",
            "model",
            "lambda",
        )
    ],
    [
        get(f"/{name}?q=abc&skip=3&n=5&debug=1&level=2")
        for name in (
            "class",
            "model",
            "partial",
            "partial_async",
            "nested_partial",
            "wrapped",
            "none",
            "default_style",
            "generic",
        )
    ],
    [
        get(f"/{name}?skip=x")
        for name in ("class", "short", "partial", "wrapped", "default_style", "keyword_only")
    ],
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
    [
        get(f"/{name}")
        for name in ("shared", "uncached", "mixed", "diamond", "router", "twice", "sync", "lists")
    ],
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

    async def right(
        value: Annotated[Any, Depends(base)], fresh: Annotated[Any, Depends(base, use_cache=False)]
    ):
        log.append("right")
        return ["right", value, fresh]

    @app.get("/shared")
    async def shared(a: Annotated[Any, Depends(base)], b: Annotated[Any, Depends(base)]):
        return [a, b, a is b]

    @app.get("/uncached")
    async def uncached(
        a: Annotated[Any, Depends(base, use_cache=False)],
        b: Annotated[Any, Depends(base, use_cache=False)],
    ):
        return [a, b]

    @app.get("/mixed")
    async def mixed(
        a: Annotated[Any, Depends(base, use_cache=False)],
        b: Annotated[Any, Depends(base)],
        c: Annotated[Any, Depends(base)],
    ):
        return [a, b, c, b is c]

    @app.get("/diamond")
    async def diamond(
        r: Annotated[Any, Depends(right)],
        le: Annotated[Any, Depends(left)],
        b: Annotated[Any, Depends(base)],
    ):
        return [r, le, b]

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
    async def lists(
        a: Annotated[list[int], Depends(fresh)], b: Annotated[list[int], Depends(fresh)]
    ):
        a.append(1)
        return b

    app.include_router(router)
    return app


@case(
    get("/a?q=1"),
    get("/a"),
    get("/a?q=x"),
    get("/b"),
    get("/c"),
    post("/d", json={"n": 1}),
    post("/d", json={}),
    get("/e"),
)
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
    def c(
        f: Annotated[str, Depends(free)],
        n: Annotated[int, Depends(needs)],
        m: Annotated[int, Depends(needs)],
    ):
        return f

    @app.post("/d")
    def d(n: Annotated[int, Depends(needs)], body: Body, f: Annotated[str, Depends(free)]):
        return [n, body, f]

    @app.get("/e")
    def e(
        a: Annotated[int, Depends(needs, use_cache=False)],
        b: Annotated[int, Depends(needs, use_cache=False)],
    ):
        return [a, b]

    return app


@case(get("/both?q=1"), get("/default"), get("/endpoint"))
def for_both_kinds_of_connection(api: Any) -> Any:
    """Callables that serve HTTP and WebSockets: the parameter for the other kind is left out."""

    def path(request: api.Request = None, websocket: api.WebSocket = None):
        return [(request or websocket).url.path, websocket]

    def injected(*, request: api.Request, **others: Any):
        return sorted(others)

    # As dishka declares its wrappers.
    signature = inspect.signature(injected)
    both = [signature.parameters["request"].replace(name=name) for name in ("request", "socket")]
    both[1] = both[1].replace(annotation=api.WebSocket)
    injected.__signature__ = signature.replace(parameters=both)  # type: ignore[attr-defined]
    app = api.FastAPI()
    app.get("/both")(injected)

    @app.get("/default")
    async def default(path: Annotated[list[Any], api.Depends(path)]):
        return path

    @app.get("/endpoint")
    async def endpoint(websocket: api.WebSocket = "none"):
        return websocket

    return app
