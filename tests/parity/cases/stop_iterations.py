"""A `StopIteration` (or another end of iteration) that plain code raises during a request."""

from collections.abc import AsyncIterator, Iterator
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, Field, model_validator
from starlette.background import BackgroundTask
from starlette.responses import JSONResponse, Response

from ..case import case
from ..record import get, post, request


class Mine(Exception):
    pass


ENDS = {
    "stop": StopIteration,
    "async": StopAsyncIteration,
    "exit": GeneratorExit,
}


def first_of_none(kind: str = "stop") -> Any:
    raise ENDS[kind]("early")


class Stops:
    """A value whose JSON cannot be told."""

    @property
    def __dict__(self) -> dict[str, Any]:  # type: ignore[override]
        return first_of_none()

    def __iter__(self) -> Any:
        return first_of_none()


class RendersNothing(JSONResponse):
    def render(self, content: Any) -> bytes:
        return first_of_none()


class IsNoResponse(Response):
    def __init__(self, *args: Any, **options: Any) -> None:
        first_of_none()


class SendsNothing(Response):
    def __call__(self, scope: Any, receive: Any, send: Any) -> Any:
        return first_of_none()


class Awaited:
    def __await__(self) -> Any:
        return first_of_none()


class Iterated:
    """An awaitable whose iterator raises: that is its normal end."""

    def __await__(self) -> Any:
        return self

    def __iter__(self) -> Any:
        return self

    def __next__(self) -> Any:
        first_of_none()


class Body(BaseModel):
    n: int = Field(default_factory=first_of_none)


class Checked(BaseModel):
    n: int = 0

    @model_validator(mode="after")
    def check(self) -> Any:
        return first_of_none()


def stopping(api: Any, log: list[str]) -> Any:
    app = api.FastAPI()

    async def resource() -> AsyncIterator[None]:
        try:
            yield
        except BaseException as error:
            log.append(f"{type(error).__name__}({error}) from {type(error.__cause__).__name__}")
            raise

    Guarded = [api.Depends(resource)]

    def dependency_class_init(self: Any) -> None:
        first_of_none()

    Class = type("Class", (), {"__init__": dependency_class_init})

    class Instance:
        def __call__(self) -> None:
            first_of_none()

    class AsyncInstance:
        async def __call__(self) -> None:
            first_of_none()

    def coroutine_like() -> Any:
        return first_of_none()

    async def in_coroutine() -> None:
        first_of_none()

    async def entering() -> AsyncIterator[None]:
        first_of_none()
        yield

    def entering_plain() -> Iterator[None]:
        first_of_none()
        yield

    async def leaving() -> AsyncIterator[None]:
        yield
        first_of_none()

    def leaving_plain() -> Iterator[None]:
        yield
        first_of_none()

    dependencies = {
        "class": Class,
        "instance": Instance(),
        "async_instance": AsyncInstance(),
        "plain": coroutine_like,
        "coroutine": in_coroutine,
        "entering": entering,
        "entering_plain": entering_plain,
        "leaving": leaving,
        "leaving_plain": leaving_plain,
    }
    for name, dependency in dependencies.items():

        @app.get(f"/dependency/{name}", dependencies=[*Guarded, api.Depends(dependency)])
        async def depending() -> str:
            return "never"

    def validated(value: int) -> int:
        return first_of_none()

    Validated = Annotated[int, AfterValidator(validated)]

    @app.get("/path/{value}", dependencies=Guarded)
    async def in_path(value: Validated) -> str:
        return "never"

    @app.get("/query", dependencies=Guarded)
    async def in_query(value: Validated) -> str:
        return "never"

    @app.get("/unguarded")
    async def unguarded(value: Validated) -> str:
        return "never"

    @app.get("/header", dependencies=Guarded)
    async def in_header(value: Annotated[Validated, api.Header()]) -> str:
        return "never"

    @app.get("/cookie", dependencies=Guarded)
    async def in_cookie(value: Annotated[Validated, api.Cookie()]) -> str:
        return "never"

    @app.get("/factory", dependencies=Guarded)
    async def factory(value: Annotated[int, api.Query(default_factory=first_of_none)]) -> str:
        return "never"

    @app.post("/body", dependencies=Guarded)
    async def in_body(body: Body) -> str:
        return "never"

    @app.post("/checked", dependencies=Guarded)
    async def in_checked(body: Checked) -> str:
        return "never"

    @app.get("/endpoint", dependencies=Guarded)
    async def endpoint(kind: str = "stop") -> str:
        return first_of_none(kind)

    @app.get("/plain_endpoint", dependencies=Guarded)
    def plain_endpoint(kind: str = "stop") -> str:
        return first_of_none(kind)

    @app.get("/response_model", dependencies=Guarded)
    async def response_model() -> Validated:
        return 1

    @app.get("/plain_response_model", dependencies=Guarded)
    def plain_response_model() -> Validated:
        return 1

    @app.get("/model", dependencies=Guarded, response_model=Checked)
    async def model() -> Any:
        return {"n": 1}

    @app.get("/encoder", dependencies=Guarded)
    async def encoder() -> Any:
        return Stops()

    @app.get("/render", dependencies=Guarded, response_class=RendersNothing)
    async def render() -> Any:
        return 1

    @app.get("/init", dependencies=Guarded, response_class=IsNoResponse)
    async def init() -> Any:
        return 1

    @app.get("/call", dependencies=Guarded)
    async def call() -> Any:
        return SendsNothing()

    @app.get("/background", dependencies=Guarded)
    async def background() -> Any:
        def task() -> Any:
            return first_of_none()

        class Task(BackgroundTask):
            def __call__(self) -> Any:  # type: ignore[override]
                return first_of_none()

        return JSONResponse(1, background=Task(task))

    class Route(api.routing.APIRoute):
        def matches(self, scope: Any) -> Any:
            if scope["path"] == "/matches":
                first_of_none()
            return super().matches(scope)

    router = api.APIRouter(route_class=Route)

    @router.get("/matches")
    async def never() -> str:
        return "never"

    app.include_router(router)
    return app


PROBES = [
    *(
        get(f"/dependency/{name}")
        for name in (
            "class", "instance", "async_instance", "plain", "coroutine", "entering",
            "entering_plain", "leaving", "leaving_plain",
        )
    ),
    get("/path/1"),
    get("/query?value=1"),
    get("/unguarded?value=1"),
    get("/header", headers={"value": "1"}),
    get("/cookie", headers={"cookie": "value=1"}),
    get("/factory"),
    post("/body", json={}),
    post("/checked", json={}),
    get("/endpoint"),
    get("/endpoint?kind=async"),
    get("/plain_endpoint"),
    get("/plain_endpoint?kind=async"),
    get("/response_model"),
    get("/plain_response_model"),
    get("/model"),
    get("/encoder"),
    get("/render"),
    get("/init"),
    get("/call"),
    get("/background"),
    get("/matches"),
]  # fmt: skip


@case(PROBES, openapi=False)
def stops(api: Any, log: list[str]) -> Any:
    return stopping(api, log)


@case(PROBES, openapi=False)
def stops_that_are_handled(api: Any, log: list[str]) -> Any:
    app = stopping(api, log)

    @app.exception_handler(RuntimeError)
    async def handler(request: Any, error: Exception) -> Response:
        log.append(f"handler: {error!r} from {error.__cause__!r}")
        return JSONResponse("handled", 418)

    @app.exception_handler(StopIteration)
    async def stop_handler(request: Any, error: Exception) -> Response:
        log.append(f"stop handler: {error!r}")
        return JSONResponse("stopped", 418)

    return app


@case([*PROBES, get("/override"), get("/overridden")], openapi=False)
def stops_in_overrides(api: Any, log: list[str]) -> Any:
    app = stopping(api, log)
    app.dependency_overrides[Mine] = first_of_none
    app.dependency_overrides[Stops] = Awaited

    @app.get("/overridden", dependencies=[api.Depends(Stops)])
    async def awaited() -> None:
        log.append("awaited called")

    @app.get("/override", dependencies=[api.Depends(Mine)])
    async def overridden() -> str:
        return "never"

    return app


@case(
    [
        get("/mine/async"),
        get("/mine/plain"),
        get("/mine/awaited"),
        get("/mine/iterated"),
        get("/http/async"),
        get("/status"),
        get("/detail"),
        get("/headers"),
        get("/missing"),
    ]
)
def handlers_that_stop(api: Any, log: list[str]) -> Any:
    app = api.FastAPI()

    class Property(api.HTTPException):
        def __init__(self, broken: str) -> None:
            self.__dict__["broken"] = broken
            super().__init__(418)

        def __getattribute__(self, name: str) -> Any:
            if name == object.__getattribute__(self, "broken"):
                first_of_none()
            return super().__getattribute__(name)

    def fails(path: str, make: Any) -> None:
        @app.get(path)
        async def endpoint() -> None:
            raise make()

    kinds = {name: type(name, (Mine,), {}) for name in ("async", "plain", "awaited", "iterated")}
    for name, kind in kinds.items():
        fails(f"/mine/{name}", kind)
    fails("/http/async", lambda: api.HTTPException(418))
    for name in ("status", "detail", "headers"):
        broken = "status_code" if name == "status" else name
        fails(f"/{name}", lambda broken=broken: Property(broken))

    @app.exception_handler(kinds["async"])
    @app.exception_handler(404)
    async def in_coroutine(request: Any, error: Exception) -> Any:
        first_of_none()

    @app.exception_handler(kinds["plain"])
    def in_thread(request: Any, error: Exception) -> Any:
        first_of_none()

    return app


@case([get("/a"), get("/a?kind=async"), get("/missing"), post("/a")])
def handler_of_500_stops(api: Any, log: list[str]) -> Any:
    app = api.FastAPI()

    @app.exception_handler(500)
    async def handler(request: Any, error: Exception) -> Any:
        log.append(repr(error))
        first_of_none()

    @app.get("/a")
    async def endpoint(kind: str = "stop") -> Any:
        first_of_none(kind)

    return app


@case([get("/awaited"), get("/iterated")])
def awaitables(api: Any, log: list[str]) -> Any:
    app = api.FastAPI()

    class Sends(Response):
        def __init__(self, kind: Any) -> None:
            super().__init__("x")
            self.kind = kind

        def __call__(self, scope: Any, receive: Any, send: Any) -> Any:
            return self.kind()

    @app.get("/awaited")
    async def awaited() -> Any:
        return Sends(Awaited)

    @app.get("/iterated")
    async def iterated() -> Any:
        return Sends(Iterated)

    return app


class Wires:
    """A middleware that gives the application a `receive` or a `send` that fails."""

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            headers = dict(scope["headers"])
            receive = BROKEN.get(headers.get(b"x-receive", b""), receive)
            send = BROKEN.get(headers.get(b"x-send", b""), send)
        await self.app(scope, receive, send)


def broken_plain(*_: Any) -> Any:
    raise LookupError("broken")


def broken_stop(*_: Any) -> Any:
    return first_of_none()


async def broken_async(*_: Any) -> Any:
    raise LookupError("broken")


async def broken_os(*_: Any) -> Any:
    raise OSError("broken")


def gives(value: Any) -> Any:
    async def receive(*_: Any) -> Any:
        return value

    return receive


BROKEN = {
    b"plain": broken_plain,
    b"stop": broken_stop,
    b"async": broken_async,
    b"os": broken_os,
    b"awaited": lambda *_: Awaited(),
    b"none": lambda *_: None,
    b"dict": lambda *_: {"type": "http.request"},
    b"null": gives(None),
    b"number": gives(3),
    b"text": gives("http.request"),
    b"list": gives([]),
    b"empty": gives({}),
    b"bare": gives({"type": "http.request"}),
    b"nobody": gives({"type": "http.request", "body": None}),
    b"words": gives({"type": "http.request", "body": "{}"}),
    b"digits": gives({"type": "http.request", "body": 5}),
    b"gone": gives({"type": "http.disconnect"}),
}

WIRES = [
    request("POST", path, json={"n": 1}, headers={header: kind.decode()})
    for path in ("/body", "/read", "/stream", "/bare")
    for header in ("x-receive", "x-send")
    for kind in BROKEN
]


def reading(api: Any, log: list[str]) -> Any:
    app = api.FastAPI()
    app.add_middleware(Wires)

    @app.post("/body")
    async def body(body: dict[str, int]) -> Any:
        return body

    @app.post("/read")
    async def read(request: api.Request) -> Any:
        return len(await request.body())

    @app.post("/stream")
    async def stream(request: api.Request) -> Any:
        return [len(chunk) async for chunk in request.stream()]

    @app.post("/bare")
    async def bare() -> str:
        return "x"

    return app


@case(WIRES)
def broken_wires(api: Any, log: list[str]) -> Any:
    return reading(api, log)


@case(WIRES)
def broken_wires_with_handlers(api: Any, log: list[str]) -> Any:
    app = reading(api, log)

    async def handler(request: Any, error: Exception) -> Response:
        log.append(f"{type(error).__name__} {error} {error.__cause__!r} {error.__context__!r}")
        return JSONResponse("handled", 418)

    for kind in (api.HTTPException, RuntimeError, LookupError, TypeError):
        app.add_exception_handler(kind, handler)
    return app
