"""User middleware around the pipeline: order, what it sees of scope and exceptions, Starlette's own
kinds.
"""

from typing import Annotated, Any

from ..case import act, case
from ..record import get, post, request

ORIGINS = ("https://a.example", "https://b.example", "null")
PREFLIGHT = {"access-control-request-method": "GET", "access-control-request-headers": "x-a"}


def _shared(scope: Any) -> list[str]:
    """The keys that middleware reads after the call; FastAPI's private ones are not among them."""
    return [
        key
        for key in ("app", "router", "route", "endpoint", "path_params", "state")
        if key in scope
    ]


def _routes(api: Any, app: Any, log: list[str]) -> Any:
    async def dependency(request: api.Request):
        log.append("dependency enter")
        yield request.state.__dict__.get("_state", {}).get("user", "nobody")
        log.append("dependency exit")

    @app.get("/ok/{n}")
    async def ok(
        n: int,
        request: api.Request,
        user: Annotated[str, api.Depends(dependency)],
        tasks: api.BackgroundTasks,
    ):
        log.append("endpoint")
        tasks.add_task(log.append, "task")
        return {"n": n, "user": user}

    @app.get("/value")
    async def value():
        raise ValueError("v")

    @app.get("/http")
    async def http():
        raise api.HTTPException(402, "pay", headers={"x-pay": "1"})

    @app.get("/stream")
    async def stream():
        async def chunks():
            for text in (b"a", b"b"):
                log.append(f"chunk {text!r}")
                yield text

        return api.responses.StreamingResponse(chunks())

    @app.post("/body")
    async def body(request: api.Request, v: Annotated[Any, api.Body()]):
        return [v, (await request.body()).decode()]

    @app.get("/big")
    def big():
        return ["word"] * 500

    @app.head("/ok/{n}")
    def head(n: int):
        return n

    return app


PROBES = [
    get("/ok/1"),
    get("/ok/x"),
    get("/value"),
    get("/http"),
    get("/stream"),
    get("/missing"),
    post("/ok/1"),
    post("/body", json={"a": 1}),
    post("/body", body=[b'{"a"', b":1}"], content_type="application/json"),
    post("/body", body=b"{", content_type="application/json"),
    get("/big"),
    get("/ok/1/"),
    request("HEAD", "/ok/1"),
    get("/openapi.json"),
    get("/docs"),
]


@case(PROBES)
def raw_asgi(api: Any, log: list[str]) -> Any:
    """What a plain ASGI middleware sees before, during and after."""

    class Recorder:
        def __init__(self, app, name):
            self.app, self.name = app, name

        async def __call__(self, scope, receive, send):
            log.append(f"{self.name} in {scope['path']}")

            async def wrapped(message):
                log.append(f"{self.name} {message['type']} {sorted(message)}")
                await send(message)

            try:
                await self.app(scope, receive, wrapped)
            except Exception as error:
                log.append(f"{self.name} raised {type(error).__name__} {error}")
                raise
            finally:
                endpoint, route = scope.get("endpoint"), scope.get("route")
                seen = (
                    getattr(endpoint, "__name__", None),
                    getattr(route, "path", None),
                    scope.get("path_params"),
                )
                log.append(f"{self.name} out {seen} {_shared(scope)}")

    app = api.FastAPI()
    app.add_middleware(Recorder, name="inner")
    app.add_middleware(Recorder, name="outer")
    return _routes(api, app, log)


@case(PROBES)
def http_functions(api: Any, log: list[str]) -> Any:
    """`@app.middleware("http")`, twice, changing request state and response."""
    app = api.FastAPI()

    @app.middleware("http")
    async def first(request: api.Request, call_next):
        log.append(f"first before {request.method} {request.url.path}")
        request.state.user = "ferris"
        response = await call_next(request)
        response.headers["x-first"] = "1"
        log.append(f"first after {response.status_code}")
        return response

    @app.middleware("http")
    async def second(request: api.Request, call_next):
        log.append("second before")
        try:
            return await call_next(request)
        except ValueError as error:
            log.append(f"second caught {error}")
            return api.responses.PlainTextResponse("caught", 500)

    return _routes(api, app, log)


@case(PROBES)
def body_reader(api: Any, log: list[str]) -> Any:
    """A middleware that reads the body first, or answers itself."""
    app = api.FastAPI()

    @app.middleware("http")
    async def reader(request: api.Request, call_next):
        log.append(f"body {await request.body()!r}")
        if request.url.path == "/http":
            return api.responses.JSONResponse({"own": True}, 299)
        return await call_next(request)

    return _routes(api, app, log)


@case(
    PROBES,
    [get("/big", headers={"accept-encoding": kind}) for kind in ("gzip", "identity", "br, gzip")],
    [get("/ok/1", headers={"origin": origin}) for origin in ORIGINS],
    [request("OPTIONS", "/ok/1", headers={"origin": origin, **PREFLIGHT}) for origin in ORIGINS],
    get("/value", headers={"origin": "https://a.example"}),
    get("/ok/1", host="evil.example"),
)  # fmt: skip
def ready_made(api: Any, log: list[str]) -> Any:
    app = api.FastAPI()
    app.add_middleware(api.middleware.gzip.GZipMiddleware, minimum_size=200)
    app.add_middleware(
        api.middleware.cors.CORSMiddleware,
        allow_origins=["https://a.example"],
        allow_credentials=True,
        allow_methods=["GET"],
        allow_headers=["x-a"],
        expose_headers=["x-b"],
    )
    app.add_middleware(
        api.middleware.trustedhost.TrustedHostMiddleware, allowed_hosts=["testserver"]
    )
    return _routes(api, app, log)


@case(get("/ok/1"), get("/ok/1", scope={"scheme": "https"}), get("/x?y=1", host="a.example:81"))
def https_redirect(api: Any, log: list[str]) -> Any:
    from starlette.middleware import Middleware

    app = api.FastAPI(middleware=[Middleware(api.middleware.httpsredirect.HTTPSRedirectMiddleware)])
    return _routes(api, app, log)


@case(get("/ok/1"), act(lambda app: app.state.late()), get("/ok/1"))
def added_late(api: Any, log: list[str]) -> Any:
    """Middleware after the first request is refused."""
    app = api.FastAPI()

    def late():
        try:
            app.add_middleware(api.middleware.gzip.GZipMiddleware)
        except Exception as error:
            log.append(f"{type(error).__name__} {error}")

    app.state.late = late
    return _routes(api, app, log)


@case(PROBES)
def changing_scope(api: Any, log: list[str]) -> Any:
    """A middleware that rewrites path, query, headers and method before the router sees them."""

    class Rewriter:
        def __init__(self, app):
            self.app = app

        async def __call__(self, scope, receive, send):
            changed = dict(scope)
            if scope["path"] == "/missing":
                changed["path"] = "/ok/7"
            if scope["path"] == "/big":
                changed["path"], changed["method"] = "/value", "GET"
            changed["state"] = {"user": "rewritten"}
            await self.app(changed, receive, send)
            log.append(f"outer scope {_shared(changed)} {_shared(scope)}")

    app = api.FastAPI()
    app.add_middleware(Rewriter)
    return _routes(api, app, log)


@case(PROBES)
def own_stack(api: Any, log: list[str]) -> Any:
    """A subclass that overrides `build_middleware_stack`, as instrumentation does."""

    class Own(api.FastAPI):
        def build_middleware_stack(self):
            inner = super().build_middleware_stack()

            async def stack(scope, receive, send):
                log.append(f"own stack {scope['type']}")
                await inner(scope, receive, send)

            return stack

    return _routes(api, Own(), log)


@case(PROBES)
def own_call(api: Any, log: list[str]) -> Any:
    class Own(api.FastAPI):
        async def __call__(self, scope, receive, send):
            log.append("own call")
            await super().__call__(scope, receive, send)

    return _routes(api, Own(), log)


@case(
    post("/echo", json={"n": 1}),
    post("/echo2", json={"n": 1}),
    post("/echo", json={"n": "x"}),
    post("/echo", body=[b'{"n"', b": 2}"], headers=[("content-type", "application/json")]),
)
def receive_in_other_clothes(api: Any) -> Any:
    """A middleware may hand on its own buffers, empty values and messages of its own kinds."""

    class Rewrap:
        def __init__(self, app: Any) -> None:
            self.app = app

        async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
            wrap = memoryview if scope["path"] == "/echo2" else bytearray
            nothing_yet = {"type": "http.request", "body": None, "more_body": True}
            waiting = [{"type": "example.note"}, nothing_yet]

            async def rewrapped() -> Any:
                if waiting:
                    return waiting.pop(0)
                message = await receive()
                return {**message, "body": wrap(message["body"])}

            await self.app(scope, rewrapped, send)

    app = api.FastAPI()
    app.add_middleware(Rewrap)

    @app.post("/echo")
    @app.post("/echo2")
    async def echo(n: Annotated[int, api.Body(embed=True)]):
        return n

    return app
