"""Requests that nest until something ends, on a thread with a small stack: run as a program, which
answers with a line of JSON for each kind, as some of them used to end the process.

    python -m tests.protocol.nesting_app fastapi 1048576
"""

from __future__ import annotations

import asyncio
import importlib
import json
import os
import sys
import threading
from collections.abc import Callable
from typing import Any

from pydantic import BaseModel, create_model
from starlette.responses import Response
from starlette.routing import BaseRoute, Match

from .asgi import Wire, make_scope

CHAIN = 30_000
DEEP = 100_000
TREE = 150


class Kind:
    """What nests, and how often it was entered."""

    def __init__(self, api: Any) -> None:
        self.api = api
        self.app: Any = api.FastAPI()
        self.entered = 0
        self.wire = Wire(b"")
        self.receive: Any = self.wire.receive
        self.send: Any = self.wire.send
        self.target, self.method = "/", "GET"

    async def again(self) -> None:
        self.entered += 1
        await self.app(make_scope("GET", self.target), Wire().receive, _forget)

    def once_more(self) -> Any:
        """The application's own awaitable: no Python frame of anybody's between the requests."""
        self.entered += 1
        return self.app(make_scope(self.method, self.target), self.receive, self.send)


async def _forget(_message: Any) -> None: ...


def endpoint(kind: Kind) -> None:
    @kind.app.get("/")
    async def again() -> None:
        await kind.again()


def dependency(kind: Kind) -> None:
    @kind.app.get("/", dependencies=[kind.api.Depends(kind.again)])
    async def last() -> None: ...


def clean_up(kind: Kind) -> None:
    async def resource() -> Any:
        yield
        await kind.again()

    @kind.app.get("/", dependencies=[kind.api.Depends(resource)])
    async def last() -> None: ...


def background(kind: Kind) -> None:
    @kind.app.get("/")
    async def last(tasks: kind.api.BackgroundTasks) -> None:  # type: ignore[name-defined]
        tasks.add_task(kind.again)


def handler(kind: Kind) -> None:
    @kind.app.exception_handler(404)
    async def again(_request: Any, _error: Any) -> Any:
        await kind.again()
        return Response()


def middleware(kind: Kind) -> None:
    class Middle:
        def __init__(self, app: Any) -> None:
            self.app = app

        async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
            await self.app(scope, receive, send)

    kind.app.add_middleware(Middle)
    endpoint(kind)


def custom_route(kind: Kind) -> None:
    class Route(kind.api.routing.APIRoute):  # type: ignore[name-defined, misc]
        def get_route_handler(self) -> Any:
            handle = super().get_route_handler()

            async def own(request: Any) -> Any:
                return await handle(request)

            return own

    kind.app.router.route_class = Route
    endpoint(kind)


def mounts(kind: Kind) -> None:
    kind.app.mount("/a", kind.app)
    kind.target = "/a" * DEEP


def returned_application(kind: Kind) -> None:
    class Answer(Response):
        def __call__(self, *_: Any) -> Any:
            return kind.once_more()

    @kind.app.get("/")
    async def last() -> Any:
        return Answer()


def plain_send(kind: Kind) -> None:
    kind.send = lambda _message: kind.once_more()

    @kind.app.get("/")
    async def last() -> None: ...


def plain_receive(kind: Kind) -> None:
    kind.receive, kind.method = kind.once_more, "POST"

    @kind.app.post("/")
    async def last(_body: dict[str, int]) -> None: ...


def sends(kind: Kind) -> None:
    """Each application wraps `send`; what the last of a long chain was given is called."""
    kept: list[Any] = [_forget]

    class Keep(BaseRoute):
        def matches(self, _scope: Any) -> Any:
            return Match.FULL, {}

        async def handle(self, _scope: Any, _receive: Any, send: Any) -> None:
            kept[0] = send

    wraps = kind.app
    wraps.router.routes.append(Keep())

    async def chain(_scope: Any, receive: Any, _send: Any) -> None:
        for _ in range(CHAIN):
            await wraps(make_scope(), receive, kept[0])
        try:
            await kept[0]({"type": "http.response.start", "status": 200, "headers": []})
        finally:
            kept.clear()

    kind.app = chain


def suspended(kind: Kind) -> None:
    """A nest that waits at its bottom is let down: whatever was begun can be ended."""
    levels = 40

    @kind.app.get("/")
    async def again() -> None:
        if kind.entered < levels:
            await kind.again()
        else:
            await asyncio.sleep(60)

    nest = kind.app

    async def cancelled(scope: Any, receive: Any, send: Any) -> None:
        task = asyncio.ensure_future(nest(scope, receive, send))
        while kind.entered < levels:
            await asyncio.sleep(0)
        task.cancel()
        await task

    kind.app = cancelled


def _answer(kind: Kind, value: Any) -> None:
    @kind.app.get("/")
    async def last() -> Any:
        return value


def deep_list(kind: Kind) -> None:
    value: Any = []
    for _ in range(DEEP):
        value = [value]
    _answer(kind, value)


def deep_tuple(kind: Kind) -> None:
    value: Any = ()
    for _ in range(DEEP):
        value = (value,)
    _answer(kind, value)


def deep_dict(kind: Kind) -> None:
    value: Any = {}
    for _ in range(DEEP):
        value = {"a": value}
    _answer(kind, value)


def deep_models(kind: Kind) -> None:
    model: type[BaseModel] = create_model("M0", x=(int, 1))
    for level in range(TREE):
        model = create_model(f"M{level}", x=(model, model()))
    value = model()

    async def last() -> Any:
        return value

    kind.app.get("/", response_model=model)(last)


def deep_body(kind: Kind) -> None:
    kind.method = "POST"
    kind.receive = Wire(b"[" * DEEP).receive

    @kind.app.post("/")
    async def last(_body: Any = kind.api.Body()) -> None: ...


KINDS: list[Callable[[Kind], None]] = [
    endpoint,
    dependency,
    clean_up,
    background,
    handler,
    middleware,
    custom_route,
    mounts,
    returned_application,
    plain_send,
    plain_receive,
    sends,
    suspended,
    deep_list,
    deep_tuple,
    deep_dict,
    deep_models,
    deep_body,
]


def run(api: Any, build: Callable[[Kind], None]) -> dict[str, Any]:
    """One kind's outcome: what was raised, how deep it went, and the last status sent."""
    kind = Kind(api)
    build(kind)
    raised = None
    scope = make_scope(kind.method, kind.target)
    try:
        asyncio.run(kind.app(scope, kind.receive, kind.send))
    except BaseException as error:  # noqa: BLE001
        raised = type(error).__name__
    statuses = [message["status"] for message in kind.wire.sent if "status" in message]
    return {"raised": raised, "entered": kind.entered, "status": statuses[-1:]}


def run_forked(api: Any, build: Callable[[Kind], None], stack: int) -> dict[str, Any]:
    """The same in a process and a thread of its own."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        threading.stack_size(stack)

        def work() -> None:
            os.write(writing, json.dumps(run(api, build)).encode())

        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        outcome = pipe.read()
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    return json.loads(outcome) if outcome and code == 0 else {"died": code}


if __name__ == "__main__":
    module = importlib.import_module(sys.argv[1])
    importlib.import_module(f"{sys.argv[1]}.routing")
    kinds = {build.__name__: run_forked(module, build, int(sys.argv[2])) for build in KINDS}
    sys.stdout.write(json.dumps(kinds))
