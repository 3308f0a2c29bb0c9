"""Exception handlers that use their request: its body in every way, what it shows, and the bare
`receive`; after endpoints and dependencies that have read the body already, partly, or not at all.
"""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any

import anyio.from_thread
from pydantic import BaseModel
from starlette.middleware.base import BaseHTTPMiddleware

from ..case import case
from ..record import Request, get, request


class Item(BaseModel):
    n: int


class Teapot(Exception):
    pass


async def _stream(request: Any) -> Any:
    return [chunk.decode() async for chunk in request.stream()]


async def _part(request: Any) -> Any:
    async for chunk in request.stream():
        return chunk.decode()
    return None


async def _twice(request: Any) -> Any:
    return [(await request.body()).decode(), await _stream(request), await request.json()]


async def _receive(request: Any) -> Any:
    message = await request.receive()
    return [message["type"], message.get("body", b"").decode(), message.get("more_body")]


async def _disconnected(request: Any) -> Any:
    before = await request.is_disconnected()
    return [before, (await request.body()).decode()]


async def _body(request: Any) -> Any:
    return (await request.body()).decode()


async def _question(request: Any) -> Any:
    return [await request.is_disconnected(), await request.is_disconnected()]


READERS: dict[str, Callable[[Any], Awaitable[Any]]] = {
    "body": _body,
    "json": lambda request: request.json(),
    "stream": _stream,
    "part": _part,
    "twice": _twice,
    "disconnected": _disconnected,
    "question": _question,
    "receive": _receive,
}

VIEWS: dict[str, Callable[[Any], Any]] = {
    "headers": lambda request: request.headers.items(),
    "cookies": lambda request: request.cookies,
    "query": lambda request: request.query_params.multi_items(),
    "path": lambda request: request.path_params,
    "state": lambda request: request.state._state,
    "url": lambda request: [str(request.url), str(request.base_url), request.url.path],
    "url_for": lambda request: str(request.url_for("endpoint", path="p", n="1")),
    "client": lambda request: [request.client.host, request.method, type(request).__name__],
    "app": lambda request: [
        request.app is request.scope["app"],
        request.app.title,
        getattr(request.scope.get("route"), "path", None),
        getattr(request.scope.get("endpoint"), "__name__", None),
    ],
}

# What is raised, by whom, and what has been read before.
FAILURES = (
    "teapot",
    "http",
    "crash",
    "answer",
    "after_body",
    "after_json",
    "after_stream",
    "after_part",
    "after_question",
    "after_parameter",
    "in_dependency",
    "in_generator",
)
CHUNKS = [b'{"n":', b"1}"]
SENT = [("cookie", "c=1; d=2"), ("x-h", "1"), ("x-h", "2")]


def _ask(reader: str, path: str, *, method: str = "POST", **options: Any) -> Request:
    """A request in two chunks; after them the client is gone, so nothing waits for ever."""
    given = {"body": CHUNKS, "content_type": "application/json", "disconnect_at": 2, **options}
    return request(method, path, headers=[("x-read", reader), *SENT], **given)


READING = [
    *(_ask(reader, f"/{failure}/1?q=a&q=b") for reader in READERS for failure in FAILURES),
    *(_ask(reader, "/teapot/x") for reader in READERS),
    *(_ask(reader, "/after_parameter/1", body=[b'{"n":', b'"x"}']) for reader in READERS),
    *(_ask(reader, "/after_parameter/1", body=[b'{"n":', b"}"]) for reader in READERS),
    *(_ask(reader, "/nowhere?q=a") for reader in READERS),
    *(_ask(reader, "/teapot/1", method="PUT") for reader in READERS),
    *(_ask(reader, "/guarded/1") for reader in READERS),
    # Here the client stays.
    *(_ask("question", f"/{failure}/1", disconnect_at=None) for failure in (*FAILURES, "nowhere")),
    *(_ask("disconnected", f"/{failure}/1", disconnect_at=0) for failure in ("teapot", "http")),
]
LOOKING = [
    _ask(view, path, method=method, body=b"")
    for view in VIEWS
    for method, path in (
        *(("POST", f"/{failure}/1?q=a&q=b") for failure in FAILURES),
        ("POST", "/teapot/x?q=%20"),
        ("POST", "/nowhere"),
        ("PUT", "/teapot/1"),
        ("POST", "/guarded/1"),
    )
]


async def _look(request: Any) -> Any:
    chosen = request.headers["x-read"]
    return await READERS[chosen](request) if chosen in READERS else VIEWS[chosen](request)


def _raising(api: Any, log: list[str], *, middleware: bool = False) -> Any:
    """An app in which everything fails, and no handler yet."""
    app = api.FastAPI()

    async def failing(request: api.Request):
        request.state.by = "dependency"
        raise Teapot("dependency")

    async def generator(request: api.Request):
        request.state.by = "generator"
        await request.body()
        try:
            yield
        finally:
            log.append("clean-up")

    def add(path: str, endpoint: Any, *dependencies: Any) -> None:
        app.post(
            f"/{path}/{{n}}",
            name="endpoint" if path == "teapot" else path,
            dependencies=[api.Depends(dependency) for dependency in dependencies],
        )(endpoint)

    def make(path: str, read: Any) -> None:
        async def endpoint(request: api.Request, n: int):
            request.state.seen = path
            if read is not None:
                log.append(f"endpoint read {await read(request)!r}")
            raise Teapot(path)

        add(path, endpoint)

    for path, read in (
        ("after_body", _body),
        ("after_json", READERS["json"]),
        ("after_stream", _stream),
        ("after_part", _part),
        ("after_question", _question),
    ):
        make(path, read)

    async def teapot(n: int):
        raise Teapot("short")

    def http(n: int):
        raise api.HTTPException(409, "detail", headers={"x-why": "h"})

    async def crash(n: int):
        raise RuntimeError("crash")

    async def answer(n: int) -> Item:
        return {"n": "x"}  # type: ignore[return-value]

    async def after_parameter(n: int, item: Annotated[Item, api.Body()]):
        raise Teapot(f"parameter {item.n}")

    app.add_api_route("/{path}/{n}", teapot, methods=["DELETE"], name="endpoint")
    add("teapot", teapot)
    add("http", http)
    add("crash", crash)
    add("answer", answer)
    add("after_parameter", after_parameter)
    add("in_dependency", teapot, failing)
    add("in_generator", teapot, generator)

    guarded = api.APIRouter(dependencies=[api.Depends(api.security.HTTPBearer())])
    guarded.post("/guarded/{n}")(teapot)
    app.include_router(guarded)
    if middleware:

        async def through(request: Any, call_next: Any) -> Any:
            return await call_next(request)

        app.add_middleware(BaseHTTPMiddleware, dispatch=through)
    return app


def _register(api: Any, app: Any, handler: Any) -> Any:
    exceptions = api.exceptions
    for kind in (
        Teapot,
        api.HTTPException,
        exceptions.RequestValidationError,
        exceptions.ResponseValidationError,
        404,
        405,
        Exception,
    ):
        app.add_exception_handler(kind, handler)
    return app


def _async_handler(api: Any) -> Any:
    async def handler(request: Any, error: Exception):
        return api.responses.JSONResponse([type(error).__name__, await _look(request)], 418)

    return handler


def _sync_handler(api: Any) -> Any:
    def handler(request: Any, error: Exception):
        seen = anyio.from_thread.run(_look, request)
        return api.responses.JSONResponse([type(error).__name__, seen], 418)

    return handler


@case(READING, LOOKING)
def by_type(api: Any, log: list[str]) -> Any:
    return _register(api, _raising(api, log), _async_handler(api))


@case(READING, LOOKING)
def in_threads(api: Any, log: list[str]) -> Any:
    return _register(api, _raising(api, log), _sync_handler(api))


@case(READING, LOOKING[::3])
def behind_middleware(api: Any, log: list[str]) -> Any:
    """A middleware that caches the body on its own request, and hands out a `receive` of its
    own.
    """
    return _register(api, _raising(api, log, middleware=True), _async_handler(api))


@case(READING[::2], LOOKING[::3])
def by_status(api: Any, log: list[str]) -> Any:
    app = _raising(api, log)
    for status in (404, 405, 409, 401, 500):
        app.add_exception_handler(status, _async_handler(api))
    return app


@case(
    [_ask("body", f"/{route}/1") for route in ("read", "unread", "wrong")],
    get("/read/1"),
    _ask("body", "/missing"),
)
def default_handlers_called(api: Any, log: list[str]) -> Any:
    """The package's own handlers, called by the user's after reading the body."""
    app = api.FastAPI()
    handlers = api.exception_handlers

    @app.exception_handler(404)
    @app.exception_handler(api.HTTPException)
    async def http(request, error):
        log.append(f"read {await request.body()!r}")
        return await handlers.http_exception_handler(request, error)

    @app.exception_handler(api.exceptions.RequestValidationError)
    async def validation(request, error):
        log.append(f"read {await request.body()!r} {error.body!r}")
        return await handlers.request_validation_exception_handler(request, error)

    @app.api_route("/read/{n}", methods=["GET", "POST"])
    async def read(request: api.Request, n: int):
        raise api.HTTPException(400, {"body": (await request.body()).decode()})

    @app.post("/unread/{n}")
    def unread(n: int):
        raise api.HTTPException(400, n)

    @app.post("/wrong/{n}")
    async def wrong(n: int, item: Annotated[dict[str, str], api.Body()]):
        return item

    return app


@case([_ask("body", f"/{route}") for route in ("bodies", "routed", "nested")])
def inside_a_route_class(api: Any, log: list[str]) -> Any:
    """A custom route class that catches, reads and answers by itself."""
    app = api.FastAPI()

    class Catching(api.routing.APIRoute):
        def get_route_handler(self) -> Any:
            handler = super().get_route_handler()

            async def handle(request: Any) -> Any:
                try:
                    return await handler(request)
                except Exception as error:
                    log.append(f"{type(error).__name__} {await request.body()!r}")
                    raise api.HTTPException(422, (await request.body()).decode()) from error

            return handle

    router = api.APIRouter(route_class=Catching)

    @router.post("/bodies")
    async def bodies(item: list[Item]):
        return item

    @router.post("/routed")
    async def routed(request: api.Request):
        await _part(request)
        raise Teapot("routed")

    @router.post("/nested")
    def nested(item: Item):
        raise api.HTTPException(400, item.n)

    app.include_router(router)
    return _register(api, app, _async_handler(api))
