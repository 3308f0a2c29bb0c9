"""Exceptions from endpoints to handlers, middleware and the server."""

from typing import Any

from pydantic import BaseModel, ValidationError

from ..case import act, case
from ..record import get, post, request


class Teapot(Exception):
    pass


class Kettle(Teapot):
    pass


class Item(BaseModel):
    n: int
    word: str = "w"


FAILURES = (
    "teapot",
    "kettle",
    "value",
    "key",
    "http_404",
    "http_418",
    "http_500",
    "validation",
    "pydantic",
    "group",
    "other",
    "stop",
    "stop_async",
    "assertion",
    "response_validation",
)
PROBES = [get(f"/fail/{kind}") for kind in FAILURES] + [
    get("/missing"),
    post("/fail/x"),
    get("/fail/value?n=x"),
    post("/body", json={}),
    post("/body", body=b"{", content_type="application/json"),
]


def _failing(api: Any, app: Any) -> Any:
    def make(kind: str) -> Exception:
        match kind:
            case "teapot":
                return Teapot("short")
            case "kettle":
                return Kettle("stout")
            case "value":
                return ValueError("bad value")
            case "key":
                return KeyError("missing key")
            case "http_404" | "http_418" | "http_500":
                return api.HTTPException(int(kind[-3:]), f"detail {kind}")
            case "validation":
                return api.exceptions.RequestValidationError(
                    [{"type": "t", "loc": ("query", "x"), "msg": "m", "input": 1}], body={"b": 1}
                )
            case "group":
                return ExceptionGroup("several", [ValueError("one"), Teapot("two")])
            case "stop":
                return StopIteration("stopped")
            case "stop_async":
                return StopAsyncIteration("stopped")
            case "assertion":
                return AssertionError("asserted")
            case "response_validation":
                return api.exceptions.ResponseValidationError(
                    [{"type": "t", "loc": ("response",), "msg": "m"}], body="b"
                )
            case "pydantic":
                try:
                    Item(n="x")  # type: ignore[arg-type]
                except ValidationError as error:
                    return error
        return RuntimeError(kind)

    @app.get("/fail/{kind}")
    async def fail(kind: str, n: int = 0):
        raise make(kind)

    @app.post("/body")
    async def body(item: Item):
        return item

    return app


@case(PROBES)
def no_handlers(api: Any) -> Any:
    return _failing(api, api.FastAPI())


@case(PROBES)
def handlers_by_type(api: Any, log: list[str]) -> Any:
    app = api.FastAPI()
    text = api.responses.PlainTextResponse

    @app.exception_handler(Teapot)
    async def teapot(request: api.Request, error: Teapot):
        log.append(f"teapot {error} {request.url.path} {request.scope.get('path_params')}")
        return text(f"teapot {error}", 418)

    @app.exception_handler(ValueError)
    def value(request: api.Request, error: ValueError):
        log.append("value handler (sync)")
        return text(str(error), 499, {"x-handler": "value"})

    @app.exception_handler(api.exceptions.RequestValidationError)
    async def validation(request: api.Request, error: Any):
        log.append(f"validation {error.errors()} {error.body!r}")
        return api.responses.JSONResponse({"errors": error.errors(), "body": error.body}, 400)

    @app.exception_handler(api.exceptions.ResponseValidationError)
    async def response_validation(request: api.Request, error: Any):
        return text("bad response", 502)

    return _failing(api, app)


@case(PROBES)
def handlers_by_status(api: Any, log: list[str]) -> Any:
    text = api.responses.PlainTextResponse

    async def not_found(request, error):
        log.append(f"404 {type(error).__name__} {error.detail}")
        return text(f"nothing at {request.url.path}", 404)

    def method(request, error):
        log.append(f"405 {error.headers}")
        return text("no such method", 405, error.headers)

    async def crash(request, error):
        log.append(f"500 {type(error).__name__} {error}")
        return text("handled crash", 500)

    return _failing(api, api.FastAPI(exception_handlers={404: not_found, 405: method, 500: crash}))


@case(PROBES)
def handler_for_everything(api: Any, log: list[str]) -> Any:
    async def anything(request, error):
        log.append(f"anything {type(error).__name__} {request.method}")
        return api.responses.JSONResponse({"caught": type(error).__name__}, 503)

    app = api.FastAPI()
    app.add_exception_handler(Exception, anything)
    return _failing(api, app)


@case(PROBES)
def handlers_that_fail(api: Any, log: list[str]) -> Any:
    app = api.FastAPI()

    @app.exception_handler(Teapot)
    async def teapot(request, error):
        raise ValueError("handler failed") from error

    @app.exception_handler(api.HTTPException)
    async def http(request, error):
        log.append("http")
        if error.status_code == 404:
            raise error

    @app.exception_handler(KeyError)
    async def key(request, error):
        raise api.HTTPException(410, "from a handler")

    @app.exception_handler(api.exceptions.RequestValidationError)
    async def validation(request, error):
        return {"not": "a response"}

    return _failing(api, app)


@case(
    get("/http"),
    get("/starlette"),
    get("/missing"),
    post("/http"),
    get("/sub/http"),
    get("/sub/missing"),
)
def handler_for_http_exception(api: Any, log: list[str]) -> Any:
    """Starlette's own class catches what the router raises, FastAPI's subclass does not."""
    from starlette.exceptions import HTTPException as StarletteHTTPException

    app, sub = api.FastAPI(), api.FastAPI()

    @app.exception_handler(StarletteHTTPException)
    async def handler(request, error):
        log.append(f"{type(error).__name__} {error.status_code} {error.detail} {error.headers}")
        return await api.exception_handlers.http_exception_handler(request, error)

    @app.exception_handler(api.HTTPException)
    async def own(request, error):
        log.append("own class")
        return api.responses.PlainTextResponse("own", error.status_code)

    for one in (app, sub):

        @one.get("/http")
        async def http():
            raise api.HTTPException(402, "pay")

        @one.get("/starlette")
        async def starlette():
            raise StarletteHTTPException(402, "pay")

    app.mount("/sub", sub)
    return app


@case(
    get("/stream"), get("/started"), get("/after"), get("/teapot_after"), get("/http_after"),
    get("/task"), get("/task_http"), get("/return_error"),
    get("/raise_class"), get("/raise_from"), get("/nested"), get("/in_thread"), get("/exit"),
    post("/body", json={"n": "x"}), post("/body", body=b"nope", content_type="application/json"),
    post("/body", body=b"\xff", content_type="text/plain"), get("/handled_body"),
)  # fmt: skip
def after_the_start(api: Any, log: list[str]) -> Any:
    app = api.FastAPI()
    responses = api.responses

    @app.exception_handler(Teapot)
    async def teapot(request, error):
        log.append("teapot handler")
        return responses.PlainTextResponse("teapot", 418)

    @app.exception_handler(api.exceptions.RequestValidationError)
    async def default_validation(request, error):
        log.append(f"body {error.body!r}")
        return await api.exception_handlers.request_validation_exception_handler(request, error)

    async def chunks(error: Exception):
        yield b"first"
        raise error

    @app.get("/stream")
    async def stream():
        return responses.StreamingResponse(chunks(ValueError("mid")))

    @app.get("/teapot_after")
    async def teapot_after():
        return responses.StreamingResponse(chunks(Teapot("mid")))

    @app.get("/http_after")
    async def http_after():
        return responses.StreamingResponse(chunks(api.HTTPException(400, "mid")))

    class Started(responses.Response):
        async def __call__(self, scope, receive, send):
            await send({"type": "http.response.start", "status": 200, "headers": []})
            raise Teapot("started")

    @app.get("/started")
    async def started():
        return Started()

    def explode(error: Exception):
        log.append("task")
        raise error

    @app.get("/task")
    async def task(tasks: api.BackgroundTasks):
        tasks.add_task(explode, ValueError("task"))
        tasks.add_task(log.append, "never")
        return 1

    @app.get("/task_http")
    async def task_http(tasks: api.BackgroundTasks):
        tasks.add_task(explode, Teapot("task"))
        return 1

    @app.get("/return_error")
    async def return_error():
        return api.HTTPException(400, "returned, not raised")

    @app.get("/raise_class")
    async def raise_class():
        raise Teapot

    @app.get("/raise_from")
    async def raise_from():
        try:
            raise KeyError("inner")
        except KeyError as error:
            raise RuntimeError("outer") from error

    @app.get("/nested")
    def nested():
        try:
            raise KeyError("inner")
        except KeyError:
            raise RuntimeError("during")

    @app.get("/in_thread")
    def in_thread():
        raise StopIteration("in a thread")

    @app.get("/exit")
    async def leave():
        raise RuntimeError("exit")

    @app.post("/body")
    async def body(item: Item):
        return item

    return app


@case(
    get("/value"), get("/http"), act(lambda app: app.state.install()), get("/value"),
    get("/http"), get("/missing"),
    post("/body", json={"n": "x", "word": 5}),
    post("/body", body=b"[", content_type="application/json"), post("/body"), get("/body?q=x"),
    request("POST", "/body", json={"n": 1}, body=b""),
)  # fmt: skip
def handlers_added_late(api: Any, log: list[str]) -> Any:
    """The middleware stack is built at the first request; later handlers act as FastAPI lets
    them.
    """
    app = api.FastAPI()

    @app.get("/value")
    async def value():
        raise ValueError("v")

    @app.get("/http")
    async def http():
        raise api.HTTPException(400, "h")

    @app.api_route("/body", methods=["GET", "POST"])
    async def body(item: Item | None = None, q: int = 1):
        return [item, q]

    def install():
        async def handler(request, error):
            log.append(type(error).__name__)
            return api.responses.PlainTextResponse("late", 400)

        app.exception_handlers[ValueError] = handler
        app.exception_handler(404)(handler)

    app.state.install = install
    return app
