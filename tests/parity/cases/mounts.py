"""Other applications beside the routes: mounts, hosts, Starlette routes, root_path, URLs built for
them.
"""

from typing import Any

from ..case import case
from ..record import get, post


@case(
    get("/url"),
    get("/url", host="example.org"),
    get("/url", scope={"root_path": "/proxy"}),
    get("/url", scope={"scheme": "https", "server": ("s", 443)}, host=None),
    get("/path"),
    get("/broken"),
    get("/sub/where"),
    get("/sub/where", scope={"root_path": "/proxy"}),
)
def url_building(api: Any) -> Any:
    app = api.FastAPI()
    router = api.APIRouter(prefix="/r")

    @router.get("/{a}/{b:path}", name="deep")
    def deep(a: int, b: str):
        return [a, b]

    @app.get("/url")
    def url(request: api.Request):
        return [
            str(request.url),
            str(request.base_url),
            str(request.url_for("deep", a=1, b="x/y")),
            str(request.url.path),
        ]

    app.include_router(router, prefix="/v1")

    @app.get("/path")
    def path(request: api.Request):
        return [str(app.url_path_for("deep", a=2, b="z")), str(request.app.url_path_for("path"))]

    @app.get("/broken")
    def broken(request: api.Request):
        return str(request.url_for("deep", a=1))

    sub = api.FastAPI()

    @sub.get("/where")
    def where(request: api.Request):
        return [
            str(request.url),
            str(request.url_for("where")),
            request.scope["root_path"],
            request.scope["path"],
        ]

    app.mount("/sub", sub, name="sub")
    return app


@case(
    get("/app"),
    get("/api/v1/app"),
    get("/api/v1/app", scope={"root_path": "/other"}),
    get("/openapi.json"),
    get("/openapi.json", scope={"root_path": "/other"}),
    get("/openapi.json", scope={"root_path": "/third/"}),
    get("/openapi.json"),
    get("/docs"),
    get("/docs", scope={"root_path": "/other"}),
    get("/redoc", scope={"root_path": "/other/"}),
    get("/app/"),
    get("/api/v1"),
)
def root_path(api: Any) -> Any:
    app = api.FastAPI(root_path="/api/v1", servers=[{"url": "https://a"}])

    @app.get("/app")
    def read(request: api.Request):
        return [
            request.scope.get("root_path"),
            request.scope["path"],
            str(request.url),
            str(request.base_url),
        ]

    return app


@case(
    get("/plain"),
    get("/plain/x"),
    get("/starlette/route/5"),
    get("/starlette/asgi"),
    get("/starlette/class"),
    post("/starlette/class"),
    get("/starlette/sub/inner"),
    get("/starlette/sub/missing"),
    get("/appended"),
)
def foreign_routes(api: Any, log: list[str]) -> Any:
    from starlette.endpoints import HTTPEndpoint
    from starlette.responses import PlainTextResponse
    from starlette.routing import Mount, Route

    class Endpoint(HTTPEndpoint):
        async def get(self, request):
            return PlainTextResponse("class get")

    async def raw(scope, receive, send):
        log.append(f"raw {scope['path']} {scope.get('root_path')}")
        await PlainTextResponse("raw")(scope, receive, send)

    def sync_route(request):
        return PlainTextResponse(f"sync {request.path_params}")

    async def inner(request):
        return PlainTextResponse(f"inner {request.scope['root_path']}")

    router = api.APIRouter(prefix="/starlette")
    router.add_route("/route/{n:int}", sync_route)
    router.add_route("/class", Endpoint)
    app = api.FastAPI()

    def plain(request):
        return PlainTextResponse("plain")

    app.add_route("/plain", plain)
    app.include_router(router)
    app.mount("/starlette/asgi", raw)
    app.router.routes.append(Mount("/starlette/sub", routes=[Route("/inner", inner)]))
    app.router.routes.append(Route("/appended", inner))
    return app


@case(
    get("/sub/a/1"),
    get("/sub/a/x"),
    get("/sub"),
    get("/sub/"),
    get("/sub/missing"),
    get("/sub/boom"),
    get("/sub/teapot"),
    get("/files/x"),
    get("/p/abc/where"),
    get("/subx"),
    get("/", host="api.example.org"),
    get("/hosted/1", host="api.example.org"),
    get("/hosted/1", host="api.example.org:8080"),
    get("/hosted/1", host="other.example.org"),
    get("/hosted/1", host="eu.users.example.org"),
    get("/sub/openapi.json"),
    get("/sub/docs"),
    get("/sub/deep/er/x"),
    get("/deep", scope={"root_path": "/sub"}),
)
def mounts_and_hosts(api: Any, log: list[str]) -> Any:
    app, sub, hosted, deep = (api.FastAPI(title=name) for name in ("main", "sub", "hosted", "deep"))

    @sub.get("/a/{number}")
    def number(number: int, request: api.Request):
        return {"number": number, "root": request.scope["root_path"], "app": request.app.title}

    @sub.get("/boom")
    def boom():
        raise ValueError("boom in sub")

    @sub.get("/teapot")
    def teapot():
        raise api.HTTPException(418, "sub teapot")

    @sub.exception_handler(418)
    async def handle(request, error):
        log.append(f"sub handler {error.detail}")
        return api.responses.PlainTextResponse("short and stout", status_code=418)

    @hosted.get("/hosted/{n}")
    def on_host(n: int, request: api.Request):
        return [n, dict(request.path_params)]

    @deep.get("/x")
    def deep_x(request: api.Request):
        return [request.scope["root_path"], request.scope["path"], str(request.url)]

    sub.mount("/deep/er", deep)
    app.mount("/sub", sub)
    app.host("api.example.org", hosted)
    app.host("{region}.users.example.org", hosted)

    parametrized = api.FastAPI()

    @parametrized.get("/where")
    def where(request: api.Request):
        return [dict(request.path_params), request.scope["root_path"]]

    app.mount("/p/{word}", parametrized)
    return app


@case(
    *[
        get(path, scope={"root_path": root, "path": root + path})
        for root in ("/rp", "/rp/", "/rp//")
        for path in ("/", "//", "///", "/x//", "/one", "/one//")
    ]
)
def slashes_below_a_root_path(api: Any) -> Any:
    """A redirect takes off all slashes, those of the root path too."""
    app = api.FastAPI()

    @app.get("/{name}")
    def read(name: str):
        return name

    return app
