"""What an endpoint finds in its scope: the framework's own entry, the application, URLs for names
from nested mounts; and the answers to HEAD and OPTIONS.
"""

from typing import Any

from ..case import case
from ..record import get, request


def _entry(scope: Any) -> dict[str, Any]:
    """The entry "fastapi", told by what programs read of it."""
    own = scope.get("fastapi", {})
    context, node = own.get("effective_route_context"), own.get("included_router")
    told: dict[str, Any] = {"keys": sorted(own), "route": type(scope.get("route")).__name__}
    if context is not None:
        told["original"] = [context.original_route.path, type(context.original_route).__name__]
    if context is not None and context.original_route is scope.get("route"):
        told["context"] = [
            context.path,
            context.path_format,
            context.name,
            sorted(context.methods),
            context.tags,
            context.unique_id,
            len(context.dependencies),
        ]
    if node is not None:
        told["node"] = [
            node.include_context.prefix,
            node.include_context.included_router is node.original_router,
            node.original_router.tags,
            [route.path for route in node.original_router.routes if hasattr(route, "path")],
        ]
    return told


SEEN = [
    get("/flat"), get("/r/in"), get("/r/deep/est/5"), get("/r/plain"), get("/r/sub/x"),
    get("/r/sub/r/in"), get("/other/in"), get("/r/custom"), request("POST", "/r/in"), get("/last"),
    get("/r/missing"),
]  # fmt: skip


@case(SEEN)
def own_entry(api: Any, log: list[str]) -> Any:
    from starlette.responses import JSONResponse

    def note() -> None:
        """A dependency, to be counted."""

    class Custom(api.routing.APIRoute):
        def get_route_handler(self) -> Any:
            original = super().get_route_handler()

            async def handler(request: Any) -> Any:
                log.append(f"custom {_entry(request.scope)}")
                return await original(request)

            return handler

    app = api.FastAPI()
    middle = api.APIRouter(tags=["middle"], dependencies=[api.Depends(note)])
    inner = api.APIRouter(prefix="/deep", tags=["inner"])
    sub = api.FastAPI()

    @app.get("/flat")
    async def flat(request: api.Request):
        return [_entry(request.scope), request.scope["router"] is app.router]

    @middle.get("/in")
    async def inside(request: api.Request):
        return [_entry(request.scope), request.scope["router"] is app.router]

    @inner.get("/{word}/{n}", tags=["own"])
    async def deep(request: api.Request, word: str, n: int):
        return [_entry(request.scope), request.path_params, request.scope["endpoint"] is deep]

    async def plain(request: Any) -> Any:
        return JSONResponse(_entry(request.scope))

    @sub.get("/x")
    async def x(request: api.Request):
        return [_entry(request.scope), request.scope["router"] is app.router]

    @middle.api_route("/custom", methods=["GET"], include_in_schema=False)
    async def unused():
        return "only where the class is Custom"

    middle.routes.pop()
    middle.routes.append(Custom("/custom", unused))
    sub_router = api.APIRouter(prefix="/r")
    sub_router.get("/in")(inside)
    sub.include_router(sub_router)
    middle.add_route("/plain", plain)
    middle.mount("/sub", sub)
    middle.include_router(inner)
    app.include_router(middle, prefix="/r", tags=["app"])
    app.include_router(middle, prefix="/other", dependencies=[api.Depends(note)])
    app.get("/last")(flat)
    return app


@case(get("/r/in"), get("/r/error"), get("/flat"))
def own_entry_seen_from_around(api: Any, log: list[str]) -> Any:
    """Middleware and exception handlers read it after the route was found."""
    app, router = api.FastAPI(), api.APIRouter()

    class Watching:
        def __init__(self, app: Any) -> None:
            self.app = app

        async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
            await self.app(scope, receive, send)
            log.append(f"after {_entry(scope)}")

    @app.exception_handler(KeyError)
    async def handler(request: Any, error: Any) -> Any:
        log.append(f"handler {_entry(request.scope)}")
        return api.responses.PlainTextResponse("handled", 400)

    @router.get("/in")
    def inside():
        return 1

    @router.get("/error")
    def error():
        raise KeyError("k")

    app.get("/flat")(inside)
    app.include_router(router, prefix="/r")
    app.add_middleware(Watching)
    return app


URLS = [
    get("/urls"), get("/one/urls"), get("/one/two/urls"), get("/one/two/three/urls"),
    get("/one/two/urls", scope={"root_path": "/proxy"}), get("/w/word/urls"),
    get("/in/two/urls"), get("/one/urls", host="api.example.org:8000"), get("/urls", host="hosted"),
]  # fmt: skip


@case(URLS)
def urls_from_nested_mounts(api: Any) -> Any:
    from starlette.routing import Mount, Route

    async def urls(request: api.Request):
        found = []
        for name, params in (
            ("urls", {}), ("item", {"n": 1}), ("one:item", {"n": 2}), ("one:two:item", {"n": 3}),
            ("one:two:three:item", {"n": 4}), ("two:item", {"n": 5}), ("one", {"path": "/file"}),
            ("word:item", {"word": "w", "n": 6}), ("in:item", {"n": 7}), ("in_item", {"n": 8}),
            ("nothing", {}),
        ):  # fmt: skip
            try:
                found.append(str(request.url_for(name, **params)))
            except Exception as error:
                found.append(f"{type(error).__name__} {error}")
        found += [request.app.title, str(request.url), str(request.base_url)]
        return [*found, request.scope["root_path"], request.scope.get("app_root_path")]

    def level(title: str) -> Any:
        app = api.FastAPI(title=title)
        app.get("/urls", name="urls")(urls)

        @app.get("/items/{n}", name="item")
        async def item(n: int):
            return n

        return app

    app, one, two, three, word, hosted = (
        level(title) for title in ("app", "one", "two", "three", "word", "hosted")
    )
    router = api.APIRouter()
    router.get("/in/{n}", name="in_item")(lambda n: n)
    router.mount("/two", two, name="in")
    two.mount("/three", three, name="three")
    one.mount("/two", two, name="two")
    app.mount("/one", one, name="one")
    app.mount("/w/{word}", word, name="word")
    app.include_router(router, prefix="/in")
    app.host("hosted", hosted, name="hosted")
    app.router.routes.append(Mount("/list", routes=[Route("/x", lambda request: None, name="x")]))
    return app


METHODS = [
    request(method, path)
    for method in ("HEAD", "OPTIONS", "TRACE", "get", "head", "")
    for path in (
        "/get", "/head", "/options", "/both", "/plain", "/docs", "/openapi.json", "/sub/get",
        "/sub/", "/missing", "/get/", "/r/get", "/r/both", "/files",
    )
]  # fmt: skip


@case(METHODS)
def head_and_options(api: Any) -> Any:
    responses = api.responses
    app, sub, router = api.FastAPI(), api.FastAPI(), api.APIRouter()

    def get_body():
        return {"a": "body"}

    for one in (app, sub, router):
        one.get("/get")(get_body)
        one.api_route("/both", methods=["GET", "HEAD"], name="both")(get_body)

    @app.head("/head")
    def head(response: api.Response):
        response.headers["x-head"] = "h"
        return "a body although HEAD"

    @app.options("/options")
    def options(response: api.Response):
        response.headers["allow"] = "OPTIONS, MINE"

    @app.head("/files")
    def files():
        return responses.PlainTextResponse("text", headers={"x-f": "1"})

    async def plain(request: Any) -> Any:
        return responses.PlainTextResponse(request.method)

    app.add_route("/plain", plain)
    app.include_router(router, prefix="/r")
    app.mount("/sub", sub)
    return app
