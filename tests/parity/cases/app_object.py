"""The application as an object: attributes that programs set, methods that they override, state,
copies, and routers that stand alone.
"""

import copy
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

from ..case import act, case
from ..record import get, request

DOCUMENT = get("/openapi.json")


@case(DOCUMENT, get("/docs"), act(lambda app: app.state.change()), DOCUMENT)
def openapi_version(api: Any) -> Any:
    app = api.FastAPI(title="versions")
    app.openapi_version = "3.0.2"

    @app.get("/a")
    def a():
        return 1

    def change() -> None:
        app.openapi_version = "3.1.1"
        app.openapi_schema = None

    app.state.change = change
    return app


@case(
    DOCUMENT,
    act(lambda app: app.state.add()),
    DOCUMENT,
    act(lambda app: app.state.spoil()),
    DOCUMENT,
    act(lambda app: app.state.add_below()),
    DOCUMENT,
    act(lambda app: app.state.replace()),
    DOCUMENT,
    act(lambda app: app.state.forget()),
    DOCUMENT,
)
def schema_kept_until_routes_change(api: Any, log: list[str]) -> Any:
    app, router = api.FastAPI(), api.APIRouter(prefix="/r")
    app.include_router(router)

    def answer():
        return 1

    def spoil() -> None:
        document = app.openapi()
        log.append(f"kept {document is app.openapi()} {document is app.openapi_schema}")
        document["info"]["x-mine"] = True
        app.title = "seen at the next making"

    def replace() -> None:
        app.openapi_schema = {"openapi": "3.1.0", "mine": "replaced"}

    def forget() -> None:
        app.openapi_schema = None

    app.state.add = lambda: app.get("/late")(answer)
    app.state.add_below = lambda: router.get("/below")(answer)
    app.state.spoil, app.state.replace, app.state.forget = spoil, replace, forget
    return app


@case(DOCUMENT, act(lambda app: app.state.add()), DOCUMENT, get("/docs"))
def openapi_replaced_and_cached(api: Any, log: list[str]) -> Any:
    """The recipe of FastAPI's guide: a function that keeps its result in `openapi_schema`."""
    app = api.FastAPI(title="own")

    @app.get("/a")
    def a():
        return 1

    def custom() -> Any:
        log.append(f"asked, has {app.openapi_schema is not None}")
        if app.openapi_schema:
            return app.openapi_schema
        document = api.openapi.utils.get_openapi(
            title="Custom", version="2", routes=app.routes, openapi_version=app.openapi_version
        )
        document["info"]["x-logo"] = {"url": "https://x"}
        app.openapi_schema = document
        return app.openapi_schema

    app.openapi = custom
    app.state.add = lambda: app.get("/late")(a)
    return app


@case(DOCUMENT, get("/a"))
def openapi_overridden(api: Any) -> Any:
    class Own(api.FastAPI):
        def openapi(self) -> Any:
            return {**super().openapi(), "x-own": type(self).__name__}

    app = Own()

    @app.get("/a")
    def a():
        return 1

    return app


@case(DOCUMENT, get("/docs"), get("/redoc"), get("/d"), get("/a"))
def set_up_twice(api: Any, log: list[str]) -> Any:
    app = api.FastAPI()

    @app.get("/a")
    def a():
        return 1

    before = [route.path for route in app.routes]
    app.docs_url = "/d"
    app.setup()
    log.append(f"{before} {[route.path for route in app.routes]}")
    log.append(f"{[route.name for route in app.routes]}")
    return app


@case(get("/a"), DOCUMENT)
def set_up_overridden(api: Any, log: list[str]) -> Any:
    class Own(api.FastAPI):
        def setup(self) -> None:
            log.append(f"setup {self.title} {len(self.routes)}")
            self.add_api_route("/a", lambda: "from setup", name="a")
            super().setup()

    return Own(title="t")


@case(get("/a"), get("/missing"), get("/refused"), get("/boom"), lifespan=True)
def call_overridden(api: Any, log: list[str]) -> Any:
    class Own(api.FastAPI):
        async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
            log.append(f"{scope['type']} {scope.get('path')} {'app' in scope}")
            if scope.get("path") == "/refused":
                await api.responses.PlainTextResponse("no", 403)(scope, receive, send)
                return
            await super().__call__(scope, receive, send)
            log.append("back")

    app = Own(root_path="/proxy")

    @app.get("/a")
    async def a(request: api.Request):
        return [request.scope["root_path"], request.app is app]

    @app.get("/boom")
    async def boom():
        raise ValueError("boom")

    return app


@case(get("/a"), get("/state"), act(lambda app: app.state.change()), get("/state"))
def state(api: Any, log: list[str]) -> Any:
    app = api.FastAPI()
    app.state.answer = 1
    app.extra = {"own": "attribute"}

    @app.get("/a")
    async def a(request: api.Request):
        return [request.app is app, request.app.extra, request["router"] is app.router]

    @app.get("/state")
    async def read(request: api.Request):
        seen = [request.app.state.answer, hasattr(request.app.state, "nothing")]
        request.app.state.answer += 1
        return [*seen, type(request.app.state).__name__]

    def change() -> None:
        old = app.state
        app.state = type(old)({"answer": 10})

    app.state.change = change
    try:
        _ = app.state.nothing
    except AttributeError as error:
        log.append(str(error))
    return app


class Alone:
    """A router without an application around it, with what `dress` asks of one."""

    def __init__(self, router: Any) -> None:
        self.app = router
        self.dependency_overrides: dict[Any, Any] = {}

    def add_middleware(self, middleware: Any) -> None:
        self.app = middleware(self.app)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        await self.app(scope, receive, send)


# FastAPI's path operations answer only where an exit stack is in the scope.
OPERATIONS = [get(f"/{path}") for path in ("a/1", "a/x", "http", "boom", "in/b", "state")]
OTHERS = [
    get("/a/1/"), get("/p/a/1"), get("/missing"), request("POST", "/a/1"), get("/in/missing"),
    get("/plain"), request("HEAD", "/plain"), request("OPTIONS", "/a/1"), get("/sub/a"),
    get("/sub/missing"), get("/plain/"),
]  # fmt: skip


def _alone(api: Any, **options: Any) -> Any:
    from starlette.responses import PlainTextResponse

    router = api.APIRouter(prefix="/p", **options)
    router.prefix = ""

    @router.get("/a/{n}")
    async def a(n: int, request: api.Request):
        return [n, sorted(set(request.scope) & {"app", "router", "route", "endpoint"})]

    @router.get("/http")
    async def http():
        raise api.HTTPException(418, "teapot")

    @router.get("/boom")
    async def boom():
        raise ValueError("boom")

    @router.get("/state")
    async def read(request: api.Request):
        return sorted(request.state._state)

    inner = api.APIRouter()

    @inner.get("/b")
    async def b():
        return "b"

    sub = api.FastAPI()

    @sub.get("/a")
    async def sub_a(request: api.Request):
        return [request.app is sub, str(request.url)]

    router.add_route("/plain", lambda request: PlainTextResponse("plain"))
    router.include_router(inner, prefix="/in")
    router.mount("/sub", sub)
    return router


def _with_stack(router: Any) -> Any:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        async with AsyncExitStack() as stack:
            scope["fastapi_middleware_astack"] = stack
            await router(scope, receive, send)

    return app


@case(OTHERS, get("/in/b"), openapi=False)
def router_alone(api: Any) -> Any:
    return Alone(_alone(api))


@case(OPERATIONS, OTHERS, openapi=False)
def router_alone_with_stack(api: Any) -> Any:
    return Alone(_with_stack(_alone(api)))


@case(OPERATIONS, OTHERS, openapi=False, lifespan=True)
def router_alone_with_lifespan(api: Any, log: list[str]) -> Any:
    @asynccontextmanager
    async def lifespan(app: Any) -> AsyncIterator[dict[str, int]]:
        log.append(f"start {type(app).__name__}")
        yield {"shared": 1}
        log.append("stop")

    return Alone(_with_stack(_alone(api, lifespan=lifespan)))


@case(get("/missing"), get("/plain"), openapi=False, lifespan=True)
def router_alone_with_events(api: Any, log: list[str]) -> Any:
    async def default(scope: Any, receive: Any, send: Any) -> None:
        log.append("default")
        await api.responses.PlainTextResponse("own default", 404)(scope, receive, send)

    start, stop = (lambda: log.append("start")), (lambda: log.append("stop"))
    return Alone(_alone(api, on_startup=[start], on_shutdown=[stop], default=default))


@case(get("/a"), get("/late"), get("/openapi.json"))
def shallow_copy(api: Any) -> Any:
    app = api.FastAPI(title="original")

    @app.get("/a")
    async def a(request: api.Request):
        return [request.app is app, request.app.title, request.app.router is app.router]

    app.dependency_overrides[shallow_copy] = shallow_copy
    twin = copy.copy(app)
    twin.title = "twin"

    @twin.get("/late")
    async def late(request: api.Request):
        return [request.app is twin, app.title, twin.dependency_overrides == {}]

    return twin
