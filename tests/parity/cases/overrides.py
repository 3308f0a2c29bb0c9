"""Overrides, context variables and what is injected by type."""

import contextvars
import threading
from typing import Annotated, Any

from ..case import act, case
from ..record import get
from .dependencies import Checker


@case(
    get("/sub?q=1"), get("/plain"), get("/router"), get("/instance"),
    act(lambda app: app.state.override("values")),
    get("/sub?q=1"), get("/plain"), get("/router"), get("/instance"), get("/sub?extra=5"),
    get("/sub?extra=x"),
    act(lambda app: app.state.override("errors")),
    get("/sub?q=1"), get("/plain"), get("/router"),
    act(lambda app: app.state.override("generator")),
    get("/sub?q=1"), get("/plain"), get("/router"),
    act(lambda app: app.state.override("nothing")),
    get("/sub?q=1"), get("/plain"), get("/router"),
    get("/install"), get("/plain"), get("/clear"), get("/plain"),
)  # fmt: skip
def overrides(api: Any, log: list[str]) -> Any:
    app = api.FastAPI()
    Depends = api.Depends

    def base(q: str = "base"):
        return q

    async def wrapped(value: Annotated[str, Depends(base)]):
        return f"wrapped {value}"

    checker = Checker("x")

    @app.get("/sub")
    async def sub(value: Annotated[str, Depends(wrapped)], again: Annotated[str, Depends(base)]):
        return [value, again]

    @app.get("/plain")
    async def plain(value: Annotated[str, Depends(base)]):
        return value

    router = api.APIRouter(dependencies=[Depends(base)])

    @router.get("/router")
    def in_router():
        return "router"

    @app.get("/instance")
    def instance(value: Annotated[Any, Depends(checker)]):
        return value

    def replacement(extra: int = 3):
        log.append("replacement")
        return f"replaced {extra}"

    async def failing():
        raise api.HTTPException(400, "overridden to fail")

    async def generating():
        log.append("enter")
        yield "generated"
        log.append("exit")

    def override(which: str):
        app.dependency_overrides.clear()
        chosen = {"values": replacement, "errors": failing, "generator": generating}.get(which)
        if chosen is not None:
            app.dependency_overrides[base] = chosen
            app.dependency_overrides[checker] = lambda: "checked"

    @app.get("/install")
    async def install():
        app.dependency_overrides[base] = replacement
        return "installed"

    @app.get("/clear")
    async def clear():
        app.dependency_overrides = {}
        return "cleared"

    app.include_router(router)
    app.state.override = override
    return app


NUMBER: contextvars.ContextVar[int] = contextvars.ContextVar("NUMBER", default=0)


@case(get("/async"), get("/sync"), get("/generator"), get("/threads"), get("/async"))
def context_variables(api: Any, log: list[str]) -> Any:
    app = api.FastAPI()
    Depends = api.Depends

    async def set_async():
        NUMBER.set(1)
        return NUMBER.get()

    def set_sync():
        NUMBER.set(2)
        return NUMBER.get()

    async def set_generator():
        token = NUMBER.set(3)
        yield NUMBER.get()
        log.append(f"at exit {NUMBER.get()}")
        try:
            NUMBER.reset(token)
        except ValueError as error:
            log.append(f"reset failed {type(error).__name__}")

    @app.get("/async")
    async def read_async(v: Annotated[int, Depends(set_async)]):
        return [v, NUMBER.get()]

    @app.get("/sync")
    def read_sync(v: Annotated[int, Depends(set_sync)]):
        return [v, NUMBER.get()]

    @app.get("/generator")
    async def read_generator(v: Annotated[int, Depends(set_generator)]):
        return [v, NUMBER.get()]

    @app.get("/threads")
    def threads(
        v: Annotated[bool, Depends(lambda: threading.current_thread() is threading.main_thread())],
    ):
        return [v, threading.current_thread() is threading.main_thread()]

    return app


@case(
    get("/all?q=1"), get("/connection?q=1"), get("/response"), get("/background"), get("/scopes"),
    get("/nested"), get("/untyped?request=1"), get("/same"), get("/untyped"),
)  # fmt: skip
def injected(api: Any, log: list[str]) -> Any:
    from starlette.requests import HTTPConnection

    app = api.FastAPI()
    Depends = api.Depends

    class MyRequest(api.Request):
        pass

    def sub(
        request: api.Request,
        response: api.Response,
        tasks: api.BackgroundTasks,
        scopes: api.security.SecurityScopes,
    ):
        response.headers["x-sub"] = request.query_params.get("q", "none")
        tasks.add_task(log.append, "task of sub")
        return [str(request.url), scopes.scopes, scopes.scope_str]

    @app.get("/all")
    def everything(
        r: api.Request,
        out: api.Response,
        tasks: api.BackgroundTasks,
        s: Annotated[list[Any], Depends(sub)],
    ):
        out.headers["x-endpoint"] = "e"
        out.set_cookie("c", "v")
        tasks.add_task(log.append, "task of endpoint")
        return [r.method, s, type(r).__name__, type(out).__name__, out.status_code]

    @app.get("/connection")
    async def connection(c: HTTPConnection):
        return [c.scope["type"], c.query_params["q"], type(c).__name__, c.url.path]

    @app.get("/response", status_code=202)
    async def response(out: api.Response):
        before = out.status_code
        out.status_code = 203
        return before

    @app.get("/background")
    async def background(tasks: api.BackgroundTasks):
        async def later(text: str, *, end: str):
            log.append(text + end)

        tasks.add_task(later, "one", end="!")
        tasks.add_task(lambda: log.append("two"))
        return len(tasks.tasks)

    @app.get("/scopes")
    async def scopes(scopes: api.security.SecurityScopes):
        return [scopes.scopes, scopes.scope_str]

    @app.get("/nested")
    async def nested(s: Annotated[list[Any], Depends(sub)], r: MyRequest):
        return [s, type(r).__name__]

    @app.get("/untyped")
    async def untyped(request):
        return str(request)

    def one(request: api.Request, response: api.Response):
        return request, response

    @app.get("/same")
    async def same(
        pair: Annotated[Any, Depends(one)], request: api.Request, response: api.Response
    ):
        return [pair[0] is request, pair[1] is response]

    return app
