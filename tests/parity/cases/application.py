"""The application around its routes: lifespan, state, docs pages, custom route classes, background
tasks.
"""

from contextlib import asynccontextmanager
from typing import Annotated, Any

from pydantic import BaseModel

from ..case import case
from ..record import get, post


@case(get("/state"), get("/missing"), lifespan=True)
def lifespan_context(api: Any, log: list[str]) -> Any:
    @asynccontextmanager
    async def lifespan(app):
        log.append(f"start {type(app).__name__ in ('FastAPI', 'FerroAPI')}")
        app.state.on_app = "app state"
        yield {"shared": [1]}
        log.append("stop")

    app = api.FastAPI(lifespan=lifespan)

    @app.get("/state")
    async def state(request: api.Request):
        request.state.shared.append(2)
        return [request.state.shared, request.app.state.on_app]

    return app


@case(get("/a"), lifespan=True)
def lifespan_of_routers(api: Any, log: list[str]) -> Any:
    def named(name):
        @asynccontextmanager
        async def lifespan(app):
            log.append(f"{name} start")
            yield {name: name}
            log.append(f"{name} stop")

        return lifespan

    inner, outer = api.APIRouter(lifespan=named("inner")), api.APIRouter(lifespan=named("outer"))

    @inner.get("/a")
    async def a(request: api.Request):
        return sorted(request.state._state)

    outer.include_router(inner)
    app = api.FastAPI(lifespan=named("app"))
    app.include_router(outer)
    return app


@case(get("/a"), lifespan=True)
def lifespan_events(api: Any, log: list[str]) -> Any:
    async def start():
        log.append("startup argument")

    app = api.FastAPI(on_startup=[start], on_shutdown=[lambda: log.append("shutdown argument")])
    router = api.APIRouter(on_startup=[lambda: log.append("router startup")])

    @app.on_event("startup")
    def sync_start():
        log.append("startup decorated")

    @app.on_event("shutdown")
    async def stop():
        log.append("shutdown decorated")

    @router.on_event("shutdown")
    async def router_stop():
        log.append("router shutdown")

    @router.get("/a")
    def a():
        return 1

    app.include_router(router)
    return app


@case(get("/a"), lifespan=True)
def lifespan_fails_at_start(api: Any, log: list[str]) -> Any:
    @asynccontextmanager
    async def lifespan(app):
        log.append("start")
        raise RuntimeError("cannot start")
        yield

    app = api.FastAPI(lifespan=lifespan)

    @app.get("/a")
    def a():
        return 1

    return app


@case(get("/a"), lifespan=True)
def lifespan_fails_at_stop(api: Any, log: list[str]) -> Any:
    @asynccontextmanager
    async def lifespan(app):
        yield
        raise RuntimeError("cannot stop")

    app = api.FastAPI(lifespan=lifespan)

    @app.get("/a")
    def a():
        return 1

    return app


@case(get("/a"), lifespan=True)
def lifespan_with_middleware(api: Any, log: list[str]) -> Any:
    class Watching:
        def __init__(self, app):
            self.app = app

        async def __call__(self, scope, receive, send):
            log.append(f"middleware {scope['type']}")
            await self.app(scope, receive, send)

    app = api.FastAPI()
    app.add_middleware(Watching)

    @app.get("/a")
    def a():
        return 1

    return app


PAGES = [
    get(path)
    for path in ("/openapi.json", "/docs", "/docs/oauth2-redirect", "/redoc", "/docs/", "/a")
]


@case(PAGES)
def default_pages(api: Any) -> Any:
    app = api.FastAPI(
        title="T <&>",
        version="9",
        description="D",
        summary="S",
        terms_of_service="http://t",
        contact={"name": "n"},
        license_info={"name": "MIT"},
        openapi_external_docs={"url": "http://x"},
    )

    @app.get("/a", tags=["x"], deprecated=True)
    def a(q: Annotated[int, api.Query(examples=[1], deprecated=True, description="Q")] = 1):
        """Docstring \f cut here."""
        return q

    return app


@case(PAGES, get("/o.json"), get("/d"), get("/r"), get("/d/back"))
def moved_pages(api: Any) -> Any:
    app = api.FastAPI(
        openapi_url="/o.json",
        docs_url="/d",
        redoc_url="/r",
        swagger_ui_oauth2_redirect_url="/d/back",
        swagger_ui_init_oauth={"clientId": "<c>"},
        swagger_ui_parameters={"deepLinking": False, "x": "</script>"},
    )

    @app.get("/a")
    def a():
        return 1

    return app


@case(PAGES)
def no_pages(api: Any) -> Any:
    return api.FastAPI(openapi_url=None)


@case(PAGES)
def no_docs_pages(api: Any) -> Any:
    return api.FastAPI(docs_url=None, redoc_url=None, title="x")


@case(PAGES)
def own_openapi(api: Any) -> Any:
    app = api.FastAPI()

    def own():
        return {"openapi": "3.1.0", "own": True}

    app.openapi = own
    return app


@case(
    get("/timed?n=1"),
    get("/timed?n=x"),
    post("/timed", json={"n": 1}),
    post("/timed", json={"n": "x"}),
    get("/error"),
    get("/r/nested"),
    get("/plain"),
)
def route_classes(api: Any, log: list[str]) -> Any:
    """`get_route_handler` overridden: around the handler, with its own request class."""

    class Item(BaseModel):
        n: int

    class OwnRequest(api.Request):
        async def body(self) -> bytes:
            return (await super().body()).replace(b"1", b"11")

    class Timed(api.routing.APIRoute):
        def get_route_handler(self):
            original = super().get_route_handler()
            log.append(f"handler of {self.path}")

            async def timed(request: api.Request):
                log.append("before")
                try:
                    response = await original(OwnRequest(request.scope, request.receive))
                except api.exceptions.RequestValidationError as error:
                    log.append(f"validation {error.errors()}")
                    raise api.HTTPException(400, "as 400") from error
                response.headers["x-timed"] = "yes"
                log.append("after")
                return response

            return timed

    app = api.FastAPI()
    router = api.APIRouter(route_class=Timed)

    @router.get("/timed")
    async def read(n: int):
        log.append("endpoint")
        return n

    @router.post("/timed")
    async def write(item: Item):
        return item

    @router.get("/error")
    async def error():
        raise ValueError("through")

    nested = api.APIRouter()

    @nested.get("/nested")
    def nested_route():
        return "nested"

    router.include_router(nested, prefix="/r")
    app.include_router(router)

    @app.get("/plain")
    def plain():
        return "plain"

    return app


@case(
    [
        get(f"/{name}")
        for name in (
            "sync",
            "async",
            "mixed",
            "fails",
            "none",
            "response",
            "both",
            "returned_tasks",
            "late",
        )
    ]
)
def background_tasks(api: Any, log: list[str]) -> Any:
    from starlette.background import BackgroundTask
    from starlette.background import BackgroundTasks as StarletteTasks

    app = api.FastAPI()

    def sync_task(text, **options):
        log.append(f"sync task {text} {options}")

    async def async_task(text):
        log.append(f"async task {text}")

    @app.get("/sync")
    def sync(tasks: api.BackgroundTasks):
        tasks.add_task(sync_task, "a", k=1)
        return 1

    @app.get("/async")
    async def asynchronous(tasks: api.BackgroundTasks):
        tasks.add_task(async_task, "b")
        return 1

    @app.get("/mixed", status_code=204)
    async def mixed(tasks: api.BackgroundTasks):
        tasks.add_task(async_task, "1")
        tasks.add_task(sync_task, "2")

    @app.get("/fails")
    async def fails(tasks: api.BackgroundTasks):
        tasks.add_task(async_task, "never: the endpoint fails")
        raise api.HTTPException(400)

    @app.get("/none")
    async def none(tasks: api.BackgroundTasks):
        return repr(tasks.tasks)

    @app.get("/response")
    async def response(tasks: api.BackgroundTasks):
        tasks.add_task(async_task, "injected")
        return api.responses.PlainTextResponse("r")

    @app.get("/both")
    async def both(tasks: api.BackgroundTasks):
        tasks.add_task(async_task, "injected, dropped or kept")
        return api.responses.PlainTextResponse("r", background=BackgroundTask(sync_task, "own"))

    @app.get("/returned_tasks")
    async def returned_tasks():
        tasks = StarletteTasks()
        tasks.add_task(sync_task, "starlette")
        return api.responses.JSONResponse(1, background=tasks)

    @app.get("/late")
    async def late(tasks: api.BackgroundTasks):
        async def adding():
            log.append("adding")
            tasks.add_task(async_task, "added by a task")

        tasks.add_task(adding)
        return 1

    return app


@case(get("/a"), get("/b"), get("/r/c"))
def duplicate_names(api: Any) -> Any:
    app = api.FastAPI()

    @app.get("/a", operation_id="same")
    @app.get("/b", operation_id="same")
    def endpoint():
        return 1

    router = api.APIRouter(prefix="/r")

    @router.get("/c", summary="C", response_description="RD", include_in_schema=False)
    def c():
        return 2

    app.include_router(router)
    return app
