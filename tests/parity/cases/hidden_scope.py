"""What FastAPI's layers pass through the scope, for those who get the scope: exit stacks and
exception handlers, found there and used."""

from contextlib import asynccontextmanager
from typing import Any

from ..case import case
from ..record import get

HIDDEN = (
    *("fastapi_async_cleanup_scopes", "fastapi_function_astack", "fastapi_inner_astack"),
    *("fastapi_middleware_astack", "starlette.exception_handlers"),
)


def hidden(scope: Any) -> list[str]:
    return [f"{key}: {type(scope[key]).__name__}" for key in HIDDEN if key in scope]


@case(get("/endpoint"), get("/dependency"), get("/generator"), get("/in/endpoint"), get("/nothing"))
def keys(api: Any) -> Any:
    app, inner = api.FastAPI(), api.APIRouter(prefix="/in")

    async def opened(connection: api.requests.HTTPConnection) -> Any:
        before = hidden(connection.scope)
        yield before

    def looks(request: api.Request) -> Any:
        return hidden(request.scope)

    for router in (app, inner):

        @router.get("/endpoint")
        async def endpoint(request: api.Request) -> Any:
            return hidden(request.scope)

    @app.get("/dependency")
    def dependency(found: list[str] = api.Depends(looks)) -> Any:
        return found

    @app.get("/generator")
    async def generator(request: api.Request, found: list[str] = api.Depends(opened)) -> Any:
        return [found, hidden(request.scope)]

    @app.get("/nothing")
    async def nothing() -> Any:
        return None

    app.include_router(inner)
    return app


@case(get("/boom"), get("/nope"), get("/http"), get("/query"), get("/query?n=x"))
def handlers_look(api: Any) -> Any:
    app = api.FastAPI()

    async def look(request: api.Request, error: Exception) -> Any:
        return api.responses.JSONResponse(hidden(request.scope), 418)

    for kind in (KeyError, 404, 403, api.exceptions.RequestValidationError):
        app.add_exception_handler(kind, look)

    @app.get("/boom")
    async def boom() -> Any:
        raise KeyError(1)

    @app.get("/http")
    async def http() -> Any:
        raise api.HTTPException(403)

    @app.get("/query")
    async def query(n: int) -> Any:
        return n

    return app


@case(get("/item"), get("/nope"), get("/generator"), get("/query"))
def middleware_looks(api: Any, log: list[str]) -> Any:
    app = api.FastAPI()

    class Look:
        def __init__(self, inside: Any) -> None:
            self.inside = inside

        async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
            await self.inside(scope, receive, send)
            log.extend(hidden(scope))

    app.add_middleware(Look)

    async def opened() -> Any:
        yield 1

    @app.get("/item")
    async def item() -> Any:
        return 1

    @app.get("/query")
    async def query(n: int) -> Any:
        return n

    @app.get("/generator")
    async def generator(value: int = api.Depends(opened)) -> Any:
        return value

    return app


@case(get("/boom"), get("/boom"), get("/plain"))
def handlers_added(api: Any) -> Any:
    """An auth library registers the handlers of its exceptions with the request."""
    app = api.FastAPI()

    class Denied(Exception): ...

    def answer(request: api.Request, error: Exception) -> Any:
        return api.responses.JSONResponse({"denied": True}, 401)

    def guard(request: api.Request) -> None:
        request.scope["starlette.exception_handlers"][0][Denied] = answer

    @app.get("/boom", dependencies=[api.Depends(guard)])
    async def boom() -> Any:
        raise Denied

    @app.get("/plain")
    async def plain() -> Any:
        return 1

    return app


@asynccontextmanager
async def noted(log: list[str], name: str) -> Any:
    log.append(f"enter {name}")
    try:
        yield name
    except BaseException as error:
        log.append(f"leave {name} with {error!r}")
        raise
    log.append(f"leave {name}")


_STACKS = ("fastapi_inner_astack", "fastapi_function_astack", "fastapi_middleware_astack")
_WAYS = ("/order", "/order?fails=1", "/order?late=1", "/order?http=1", "/order?swallow=1")


@case([get(f"{prefix}{way}") for prefix in ("", "/in", "/custom") for way in _WAYS])
def pushed(api: Any, log: list[str]) -> Any:
    """What is pushed onto a stack is left in its turn, among the clean-ups of dependencies."""
    app, inner = api.FastAPI(), api.APIRouter(prefix="/in")

    class Custom(api.routing.APIRoute):
        def get_route_handler(self) -> Any:
            handler = super().get_route_handler()

            async def around(request: api.Request) -> Any:
                stack = request.scope["fastapi_inner_astack"]
                await stack.enter_async_context(noted(log, "route"))
                return await handler(request)

            return around

    custom = api.APIRouter(prefix="/custom", route_class=Custom)

    async def first(request: api.Request) -> Any:
        await enter(request, "before first")
        async with noted(log, "first"):
            yield 1
        if request.query_params.get("late"):
            # Not onto the function's stack, which is over: nobody would leave it.
            for key in ("fastapi_inner_astack", "fastapi_middleware_astack"):
                await request.scope[key].enter_async_context(noted(log, f"{key} in clean-up"))

    async def second(request: api.Request, one: int = api.Depends(first)) -> Any:
        await enter(request, "before second")
        try:
            async with noted(log, "second"):
                yield 2
        except ValueError:
            if not request.query_params.get("swallow"):
                raise
            raise KeyError("instead") from None

    async def third(two: int = api.Depends(second)) -> Any:
        async with noted(log, "third"):
            yield 3

    async def enter(request: Any, name: str) -> None:
        for key in _STACKS:
            await request.scope[key].enter_async_context(noted(log, f"{key} {name}"))

    async def endpoint(
        request: api.Request,
        tasks: api.BackgroundTasks,
        three: int = api.Depends(third, scope="request"),
        four: int = api.Depends(lambda: 4),
    ) -> Any:
        await enter(request, "endpoint")
        request.scope["fastapi_function_astack"].callback(log.append, "plain callback")
        tasks.add_task(log.append, "task")
        if request.query_params.get("fails") or request.query_params.get("swallow"):
            raise ValueError("no")
        if request.query_params.get("http"):
            raise api.HTTPException(403, "no")
        return [three, four]

    for router in (app, inner, custom):
        router.get("/order")(endpoint)
    app.include_router(inner)
    app.include_router(custom)

    @app.exception_handler(KeyError)
    async def handled(request: api.Request, error: Exception) -> Any:
        log.append("handler")
        return api.responses.JSONResponse(repr(error), 409)

    return app


@case(get("/object"))
def response_objects(api: Any, log: list[str]) -> Any:
    """A response class with a way of its own is an ASGI application: it gets the scope."""
    app = api.FastAPI()

    class Own(api.responses.JSONResponse):
        async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
            log.extend(hidden(scope))
            scope["fastapi_inner_astack"].callback(log.append, "left")
            await super().__call__(scope, receive, send)

    @app.get("/object")
    async def item() -> Any:
        return Own(1)

    return app
