"""Routers in routers: prefixes, options that travel with an inclusion, routes that come late."""

import inspect
from typing import Annotated, Any

from ..case import act, case
from ..record import get, post, request


@case(
    get("/a/b/c/leaf"),
    get("/a/b/c/leaf/5"),
    get("/a/b/leaf"),
    get("/a/leaf"),
    get("/leaf"),
    get("/other/leaf"),
    get("/a/b/c/missing"),
    get("/a/b/c"),
    get("/a/b/c/"),
    post("/a/b/c/leaf"),
    request("OPTIONS", "/a/b/c/leaf"),
)
def nested(api: Any, log: list[str]) -> Any:
    def note(text: str):
        def dependency():
            log.append(text)

        return api.Depends(dependency)

    inner = api.APIRouter(prefix="/c", tags=["inner"], dependencies=[note("inner router")])

    @inner.get("/leaf", dependencies=[note("route")], tags=["leaf"])
    async def leaf(_: Annotated[None, note("parameter")]):
        return "leaf"

    @inner.get("/leaf/{number}")
    def leaf_number(number: int, q: str | None = None):
        return {"number": number, "q": q}

    middle = api.APIRouter(
        prefix="/b",
        responses={418: {"description": "Teapot"}},
        dependencies=[note("middle router")],
    )
    middle.include_router(
        inner, dependencies=[note("include in middle")], tags=["included"], deprecated=True
    )

    @middle.get("/leaf")
    def middle_leaf():
        return "middle"

    outer = api.APIRouter(dependencies=[note("outer router")])
    outer.include_router(middle)

    @outer.get("/leaf")
    def outer_leaf():
        return "outer"

    app = api.FastAPI(dependencies=[note("app")])
    app.include_router(outer, prefix="/a", dependencies=[note("include in app")])
    app.include_router(inner, prefix="/other", include_in_schema=False)
    return app


@case(
    get("/outer/inner/late"),
    act(lambda app: app.state.add_inner()),
    get("/outer/inner/late"),
    get("/late"),
    act(lambda app: app.state.add_app()),
    get("/late"),
    get("/outer/inner/late"),
    act(lambda app: app.state.add_router()),
    get("/outer/inner/more/x"),
    act(lambda app: app.state.remove_first()),
    get("/outer/inner/early"),
    get("/outer/inner/late"),
    again=False,
)
def live(api: Any) -> Any:
    """What is added to an included router after the first request answers too."""
    app = api.FastAPI()
    inner = api.APIRouter(prefix="/inner")
    outer = api.APIRouter(prefix="/outer")

    @inner.get("/early")
    def early():
        return "early"

    outer.include_router(inner)
    app.include_router(outer)

    def add_inner():
        @inner.get("/late")
        async def late():
            return "late"

    def add_app():
        @app.get("/late")
        def app_late():
            return "app late"

    def add_router():
        more = api.APIRouter(prefix="/more")

        @more.get("/{x}")
        def more_x(x: str):
            return x

        inner.include_router(more)

    app.state.add_inner, app.state.add_app, app.state.add_router = add_inner, add_app, add_router
    app.state.remove_first = lambda: inner.routes.pop(0)
    return app


@case(
    get("/first"),
    get("/second"),
    get("/r/shared"),
    get("/r/own"),
    get("/r/x"),
    get("/s/shared"),
)
def order_across_routers(api: Any) -> Any:
    app = api.FastAPI()
    one, two = api.APIRouter(), api.APIRouter()

    @app.get("/first")
    def app_first():
        return "app"

    @one.get("/first")
    def one_first():
        return "one"

    @one.get("/{word}")
    def one_word(word: str):
        return ["one", word]

    @two.get("/second")
    def two_second():
        return "two"

    @two.get("/shared")
    def two_shared():
        return "two shared"

    app.include_router(one)
    app.include_router(two)
    app.include_router(two, prefix="/r")
    app.include_router(one, prefix="/r")
    app.include_router(two, prefix="/s")

    @app.get("/r/own")
    def own():
        return "own"

    return app


@case(
    get("/users/7/items/3"),
    get("/users/x/items/y"),
    get("/users/7/items"),
    get("/v1/ping"),
    get("/v2/ping"),
    get("/v3/ping"),
)
def prefix_parameters(api: Any) -> Any:
    app = api.FastAPI()
    router = api.APIRouter(prefix="/items")

    @router.get("/{item_id}")
    def read(user_id: int, item_id: int):
        return [user_id, item_id]

    @router.get("")
    def all_of(user_id: int):
        return user_id

    app.include_router(router, prefix="/users/{user_id}")
    ping = api.APIRouter()

    @ping.get("/ping")
    def pong(version: str):
        return version

    app.include_router(ping, prefix="/{version}")
    return app


@case(
    get("/text"),
    get("/json"),
    get("/html"),
    get("/custom/text"),
    get("/custom/json"),
)
def default_response_classes(api: Any) -> Any:
    responses = api.responses
    app = api.FastAPI(default_response_class=responses.PlainTextResponse)
    router = api.APIRouter()

    @router.get("/text")
    def text():
        return "text"

    @router.get("/json", response_class=responses.JSONResponse)
    def as_json():
        return {"a": 1}

    app.include_router(router)

    @app.get("/html", response_class=responses.HTMLResponse)
    def html():
        return "<p>"

    custom = api.APIRouter(prefix="/custom", default_response_class=responses.HTMLResponse)

    @custom.get("/text")
    def custom_text():
        return "html by router"

    @custom.get("/json", response_class=responses.JSONResponse)
    def custom_json():
        return None

    app.include_router(custom, default_response_class=responses.JSONResponse)
    return app


@case(get("/a"), get("/b"), get("/c"), get("/d/x"))
def custom_ids_and_callbacks(api: Any) -> Any:
    def by_name(route):
        return f"id-{route.name}"

    callbacks = api.APIRouter()

    @callbacks.post("{$callback_url}/done")
    def done(body: dict[str, int]):
        """Called when done."""

    app = api.FastAPI(
        generate_unique_id_function=by_name, openapi_tags=[{"name": "t", "description": "T"}]
    )

    @app.get("/a", callbacks=callbacks.routes, tags=["t"])
    def a(callback_url: str = "x"):
        return 1

    router = api.APIRouter(generate_unique_id_function=lambda route: f"router-{route.name}")

    @router.get("/b", operation_id="explicit")
    def b():
        return 2

    @router.get("/c", generate_unique_id_function=lambda route: f"route-{route.name}")
    def c():
        return 3

    app.include_router(router)
    other = api.APIRouter()

    @other.get(
        "/x",
        openapi_extra={"x-extra": {"deep": [1]}},
        description="Described",
        response_description="Done",
    )
    def x():
        """Not used."""
        return 4

    app.include_router(
        other, prefix="/d", generate_unique_id_function=lambda route: f"include-{route.name}"
    )
    app.webhooks.post("new-thing")(done)
    return app


@case(get("/views/item?q=5"), get("/views/item?q=x"))
def class_based_view(api: Any) -> Any:
    """As class-based views are made: a declared route is taken out, its endpoint gets another
    signature, and it comes back through an inclusion."""
    router = api.APIRouter(prefix="/views")

    def limit(q: int = 1):
        return q

    @router.get("/item")
    def item(self, q: int = 2):
        return [self, q]

    (route,) = router.routes
    router.routes.remove(route)
    signature = inspect.signature(item)
    first, *others = signature.parameters.values()
    keywords = [other.replace(kind=inspect.Parameter.KEYWORD_ONLY) for other in others]
    changed = [first.replace(default=api.Depends(limit)), *keywords]
    item.__signature__ = signature.replace(parameters=changed)  # type: ignore[attr-defined]
    route.path = "/item"
    inner = api.APIRouter()
    inner.routes.append(route)
    router.include_router(inner)
    app = api.FastAPI()
    app.include_router(router)
    return app


def _rooted(api: Any, log: list[str], router: Any) -> Any:
    """An application whose root router is `router`, with something of each kind in it."""

    async def token():
        log.append("enter")
        yield "real"
        log.append("exit")

    @router.get("/item/{n}")
    async def item(n: int, token: Annotated[str, api.Depends(token)]):
        if n == 0:
            raise KeyError("zero")
        if n == 1:
            raise api.HTTPException(409, "one")
        return [n, token]

    app = api.FastAPI()
    app.router = router
    router.dependency_overrides_provider = app

    @app.exception_handler(KeyError)
    async def missing(request: api.Request, error: KeyError):
        return api.responses.JSONResponse({"missing": str(error)}, 410)

    return app


ROOTED = (
    get("/item/5"),
    get("/item/x"),
    get("/item/0"),
    get("/item/1"),
    get("/item/5/"),
    get("/nothing"),
    post("/item/5"),
)


@case(*ROOTED)
def root_router_with_its_own_call(api: Any, log: list[str]) -> Any:
    class Own(api.APIRouter):  # type: ignore[misc]
        async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
            log.append(f"called for {scope['type']}")
            await super().__call__(scope, receive, send)

    return _rooted(api, log, Own())


@case(*ROOTED)
def root_router_with_its_own_app(api: Any, log: list[str]) -> Any:
    class Own(api.APIRouter):  # type: ignore[misc]
        async def app(self, scope: Any, receive: Any, send: Any) -> None:
            log.append(f"app for {scope['type']}")
            await super().app(scope, receive, send)

    return _rooted(api, log, Own())


@case(*ROOTED)
def root_router_in_its_own_middleware(api: Any, log: list[str]) -> Any:
    router = api.APIRouter()
    inner = router.middleware_stack

    async def around(scope: Any, receive: Any, send: Any) -> None:
        log.append(f"around {scope['type']}")
        await inner(scope, receive, send)

    router.middleware_stack = around
    return _rooted(api, log, router)
