"""What a program replaces or changes of its own accord: functions and attributes of Starlette's and
the standard library's, messages, a route's handler, a list of middleware.
"""

import json
from typing import Any
from unittest import mock

from ..case import act, case
from ..record import get


@case(
    get("/a"), get("/b"), act(lambda app: app.state.patch.start()), get("/a"), get("/b"),
    act(lambda app: app.state.patch.stop()), get("/a"),
)  # fmt: skip
def replaced_dumps(api: Any) -> Any:
    app = api.FastAPI()
    real = json.dumps

    def shouting(value: Any, **options: Any) -> str:
        return real(value, **options).upper()

    app.state.patch = mock.patch.object(json, "dumps", shouting)

    @app.get("/a")
    async def a():
        return {"a": "b"}

    @app.get("/b")
    def b():
        return ["c"]

    return app


@case(get("/a"), act(lambda app: app.state.patch.stop()), get("/a"), again=False)
def replaced_render(api: Any) -> Any:
    from starlette.responses import JSONResponse

    real = JSONResponse.render

    def shouting(self: Any, content: Any) -> bytes:
        return real(self, content).upper()

    app = api.FastAPI()
    app.state.patch = mock.patch.object(JSONResponse, "render", shouting)
    app.state.patch.start()

    @app.get("/a", response_class=JSONResponse)
    async def a():
        return {"a": "b"}

    return app


@case(get("/a"), get("/b"), act(lambda app: app.state.patch.stop()), again=False)
def replaced_media_type(api: Any) -> Any:
    from starlette.responses import JSONResponse

    app = api.FastAPI()
    app.state.patch = mock.patch.object(JSONResponse, "media_type", "application/vnd.own+json")
    app.state.patch.start()

    @app.get("/a", response_class=JSONResponse)
    async def a():
        return {"a": "b"}

    @app.get("/b", response_class=JSONResponse, response_model=dict[str, str])
    def b():
        return {"a": "b"}

    return app


@case([get("/a"), get("/b")] * 2)
def messages_are_ones_own(api: Any) -> Any:
    """What a middleware does to a message concerns no other one."""

    class Marking:
        def __init__(self, app: Any) -> None:
            self.app = app

        async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
            async def marked(message: Any) -> None:
                if scope["path"] == "/a":
                    message["marked"] = True
                await send(message)

            await self.app(scope, receive, marked)

    app = api.FastAPI()
    app.add_middleware(Marking)

    @app.get("/a")
    @app.get("/b")
    async def endpoint():
        return 1

    return app


@case(get("/in/a"), get("/in/b"))
def changed_before_inclusion(api: Any, log: list[str]) -> Any:
    """A route's own handler, and a list of middleware that somebody else keeps."""
    from starlette.middleware import Middleware
    from starlette.middleware.gzip import GZipMiddleware

    router = api.APIRouter()

    @router.get("/a")
    @router.get("/b")
    async def endpoint():
        return "endpoint"

    (first, *_) = router.routes
    make = first.get_route_handler

    def noting() -> Any:
        handler = make()

        async def handle(request: Any) -> Any:
            log.append(f"handle {request.url.path}")
            return await handler(request)

        return handle

    first.get_route_handler = noting
    kept = [Middleware(GZipMiddleware)]
    app = api.FastAPI(middleware=kept)
    app.add_middleware(GZipMiddleware)
    log.append(f"{len(kept)} {len(app.user_middleware)}")
    app.include_router(router, prefix="/in")
    return app
