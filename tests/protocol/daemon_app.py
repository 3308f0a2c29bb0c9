"""A program that ends while a daemon thread is inside a request.

`python -m tests.protocol.daemon_app ferroapi endpoint`, and so on for each of `PLACES`. With
`--uvicorn` a server runs in the thread.
"""

from __future__ import annotations

import asyncio
import importlib
import socket
import sys
import threading
import time
from collections.abc import AsyncIterator, Callable
from typing import Any

from starlette.responses import StreamingResponse

from .asgi import ask

entered = threading.Event()


def busy() -> Any:
    """Give the interpreter lock away and take it back, until the interpreter ends."""
    entered.set()
    while True:
        time.sleep(0.001)


def in_endpoint(api: Any, app: Any) -> None:
    @app.get("/")
    async def endpoint() -> None:
        busy()


def in_middleware(api: Any, app: Any) -> None:
    in_nothing(api, app)

    class Slow:
        def __init__(self, app: Any) -> None:
            self.app = app

        def __call__(self, *connection: Any) -> Any:
            busy()

    app.add_middleware(Slow)


def in_clean_up(api: Any, app: Any) -> None:
    async def dependency() -> AsyncIterator[None]:
        yield
        busy()

    @app.get("/", dependencies=[api.Depends(dependency)])
    async def endpoint() -> None: ...


def in_custom_route(api: Any, app: Any) -> None:
    class Route(api.routing.APIRoute):  # type: ignore[misc, name-defined]
        def get_route_handler(self) -> Callable[..., Any]:
            return super().get_route_handler()  # type: ignore[no-any-return]

    app.router.route_class = Route
    in_endpoint(api, app)


def in_exit_stack(api: Any, app: Any) -> None:
    in_custom_route(api, app)
    app.router.routes.pop()
    in_clean_up(api, app)


def in_handler(api: Any, app: Any) -> None:
    @app.exception_handler(ValueError)
    async def handler(request: Any, error: Any) -> None:
        busy()

    @app.get("/")
    async def endpoint() -> None:
        raise ValueError


def in_attribute(api: Any, app: Any) -> None:
    class Error(api.HTTPException):  # type: ignore[misc, name-defined]
        @property
        def status_code(self) -> Any:
            return busy()

        @status_code.setter
        def status_code(self, value: int) -> None: ...

    @app.get("/")
    async def endpoint() -> None:
        raise Error(400)


def in_stream(api: Any, app: Any) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        yield b"x"
        busy()

    @app.get("/")
    async def endpoint() -> StreamingResponse:
        return StreamingResponse(chunks())


def in_matches(api: Any, app: Any) -> None:
    class Route(api.routing.APIRoute):  # type: ignore[misc, name-defined]
        def matches(self, scope: Any) -> Any:
            busy()

    app.router.route_class = Route
    in_nothing(api, app)


def in_deallocation(api: Any, app: Any) -> None:
    class Header(str):
        def __del__(self) -> None:
            busy()

    @app.get("/")
    async def endpoint() -> Any:
        return {"key": Header("value")}


def in_nothing(api: Any, app: Any) -> None:
    @app.get("/")
    async def endpoint() -> None: ...


PLACES = {
    name.removeprefix("in_"): build
    for name, build in list(globals().items())
    if name.startswith("in_") and build is not in_nothing
}


def serve(app: Any, listener: socket.socket) -> None:
    import uvicorn

    config = uvicorn.Config(app, log_level="error", lifespan="off")
    uvicorn.Server(config).run(sockets=[listener])


def main(package: str, place: str, *options: str) -> None:
    importlib.import_module(f"{package}.routing")
    api = importlib.import_module(package)
    app = api.FastAPI()
    PLACES[place](api, app)
    if "--uvicorn" in options:
        listener = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=serve, args=(app, listener), daemon=True).start()
        socket.create_connection(listener.getsockname()).send(b"GET / HTTP/1.0\r\n\r\n")
    else:
        threading.Thread(target=lambda: asyncio.run(ask(app, "GET", "/")), daemon=True).start()
    if not entered.wait(20):
        raise SystemExit("the request did not get there")


if __name__ == "__main__":
    main(*sys.argv[1:])
