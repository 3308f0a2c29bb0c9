"""Every public function and method that FastAPI calls on the way of a request, replaced by a
program that wants to see the calls: FerroAPI makes the same ones.

Whoever replaces does so by assignment, by `mock.patch` or by wrapt, before the application is made,
before its first request, or after it. Compared is what each call was given and what was answered.
"""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from types import SimpleNamespace
from typing import Annotated, Any
from unittest import mock

import pytest
import wrapt
from pydantic import BaseModel

from .driver import drive
from .record import Request

fastapi = pytest.importorskip("fastapi")

# Module -> names in it. Those of FastAPI are looked for in FerroAPI at the same place.
TARGETS = {
    "starlette.applications": "Starlette.__call__",
    "starlette.middleware.errors": "ServerErrorMiddleware.__init__ ServerErrorMiddleware.__call__"
    " ServerErrorMiddleware.error_response",
    "starlette.middleware.exceptions": "ExceptionMiddleware.__init__ ExceptionMiddleware.__call__"
    " wrap_app_handling_exceptions",
    "starlette._exception_handler": "_lookup_exception_handler is_async_callable run_in_threadpool",
    "starlette.routing": "Router.__call__ Router.not_found Route.matches Route.handle"
    " Mount.matches Mount.handle get_route_path",
    "starlette.requests": "Request.__init__ HTTPConnection.__init__ Request.body Request.json"
    " Request.stream",
    "starlette.responses": "Response.__init__ Response.__call__ Response.render"
    " Response.init_headers JSONResponse.__init__ JSONResponse.render RedirectResponse.__init__",
    "starlette.exceptions": "HTTPException.__init__",
    "starlette.background": "BackgroundTask.__init__ BackgroundTask.__call__"
    " BackgroundTasks.add_task",
    "fastapi.applications": "FastAPI.__call__",
    "fastapi.background": "BackgroundTasks.__call__ BackgroundTasks.add_task",
    "fastapi.dependencies.utils": "request_params_to_args request_body_to_args run_in_threadpool",
    "fastapi.exception_handlers": "jsonable_encoder is_body_allowed_for_status_code",
    "fastapi.exceptions": "HTTPException.__init__ RequestValidationError.__init__"
    " ValidationException.errors",
    "fastapi.middleware.asyncexitstack": "AsyncExitStackMiddleware.__init__"
    " AsyncExitStackMiddleware.__call__",
    "fastapi.routing": "APIRoute.matches APIRoute.handle APIRoute.get_route_handler APIRouter.app"
    " APIRouter.matches APIRouter.handle get_request_handler request_response solve_dependencies"
    " run_endpoint_function serialize_response jsonable_encoder run_in_threadpool"
    " get_route_path wrap_app_handling_exceptions",
    "fastapi._compat.v2": "ModelField.validate ModelField.serialize ModelField.serialize_json",
}
NAMES = [f"{module}:{name}" for module, names in TARGETS.items() for name in names.split()]
# Called when a route's handler is made. FastAPI makes those of an inclusion when a request is the
# first to get as far as that, FerroAPI at the first request: only the sum of their calls is equal.
MADE = {
    f"fastapi.routing:{name}"
    for name in ("APIRoute.get_route_handler", "get_request_handler", "request_response")
}
MOMENTS = ["before the app", "before the first request", "after a request"]

# Who replaces when, and whether there is a user's middleware: not every mixture, for the time it
# takes.
HOW = dict(zip(MOMENTS, [("mock", False), ("wrapt", False), ("assignment", True)], strict=True))


class Item(BaseModel):
    a: int
    b: str | None = None


class Around:
    """A user's middleware."""

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        await self.app(scope, receive, send)


def build(api: Any) -> Any:
    """An application that goes every way a JSON request can go."""
    app, inner = api.FastAPI(), api.APIRouter(prefix="/in")

    async def opened(x: int = 1) -> Any:
        yield x

    def plain(h: Annotated[str, api.Header()] = "h") -> str:
        return h

    for router in (app, inner):
        _declare(api, router, opened, plain)
    app.include_router(inner)
    below = api.FastAPI()
    below.get("/x")(_one)
    app.mount("/sub", below)

    @app.exception_handler(LookupError)
    async def lookup(request: Any, error: Any) -> Any:
        return api.responses.JSONResponse({"handled": True}, 499)

    return app


def _declare(api: Any, router: Any, opened: Any, plain: Any) -> None:
    @router.get("/get/{n}")
    async def get(n: int, q: str = "a", c: Annotated[str, api.Cookie()] = "z") -> Any:
        return {"n": n}

    @router.post("/items")
    async def post(item: Item) -> Item:
        return item

    @router.get("/dep")
    async def dep(x: Any = api.Depends(opened), y: Any = api.Depends(plain)) -> Any:
        return [x, y]

    @router.get("/http")
    async def http() -> Any:
        raise api.HTTPException(418, "tea")

    @router.get("/text", response_class=api.responses.PlainTextResponse)
    async def text() -> Any:
        return "t"

    @router.get("/background")
    async def background(tasks: api.BackgroundTasks) -> Any:
        tasks.add_task(_nothing)
        return 1

    @router.get("/response")
    async def response() -> Any:
        return api.responses.JSONResponse({"a": 1})

    @router.get("/sync", response_model=Item, response_model_exclude_unset=True)
    def sync(request: api.Request) -> Any:
        return {"a": 2}

    @router.get("/injected", status_code=202)
    async def injected(response: api.Response) -> Any:
        response.headers["a"] = "b"
        return 1

    @router.get("/lookup")
    async def lookup() -> Any:
        raise KeyError(1)

    @router.get("/boom")
    async def boom() -> Any:
        raise ValueError(1)


async def _one() -> int:
    return 1


def _nothing() -> None: ...


def _request(method: str, path: str, body: bytes | None = None) -> Request:
    headers = ((b"host", b"h"), (b"content-type", b"application/json"))
    path, _, query = path.partition("?")
    return Request(
        method=method,
        path=path,
        raw_path=path.encode(),
        query=query.encode(),
        headers=headers,
        body=(body or b"",),
    )


_PATHS = ("/get/1?q=1", "/get/x", "/dep", "/http", "/text", "/background", "/response")
_PATHS += ("/sync", "/injected", "/lookup", "/boom")
REQUESTS = [
    *(_request("GET", path) for path in _PATHS),
    *(_request("GET", f"/in{path}") for path in _PATHS[:4]),
    _request("POST", "/items", b'{"a": 1}'),
    _request("POST", "/in/items", b'{"a": "x"}'),
    _request("POST", "/items", b"{"),
    *(_request("GET", path) for path in ("/nope", "/dep/", "/sub/x", "/sub/y")),
    *(_request("POST", path) for path in ("/dep", "/in/dep")),
]


def spy(original: Any, log: list[Any]) -> Any:
    @wraps(original)
    def seeing(*args: Any, **kwargs: Any) -> Any:
        log.append((len(args), sorted(kwargs)))
        return original(*args, **kwargs)

    return seeing


@contextmanager
def by_assignment(owner: Any, name: str, log: list[Any]) -> Iterator[None]:
    own = name in vars(owner)
    original = getattr(owner, name)
    setattr(owner, name, spy(original, log))
    yield
    if own:
        setattr(owner, name, original)
    else:
        delattr(owner, name)


@contextmanager
def by_mock(owner: Any, name: str, log: list[Any]) -> Iterator[None]:
    # A method must get its instance, so a mock alone will not do.
    with mock.patch.object(owner, name, spy(getattr(owner, name), log)):
        yield


@contextmanager
def by_wrapt(owner: Any, name: str, log: list[Any]) -> Iterator[None]:
    def wrapper(wrapped: Any, instance: Any, args: Any, kwargs: Any) -> Any:
        log.append((len(args) + (instance is not None), sorted(kwargs)))
        return wrapped(*args, **kwargs)

    own = name in vars(owner)
    original = vars(owner).get(name)
    wrapt.wrap_function_wrapper(owner, name, wrapper)
    yield
    if own:
        setattr(owner, name, original)
    else:
        delattr(owner, name)


WAYS: dict[str, Callable[..., Any]] = {
    "assignment": by_assignment,
    "mock": by_mock,
    "wrapt": by_wrapt,
}


def _owner(package: str, target: str) -> tuple[Any, str]:
    module, _, dotted = target.partition(":")
    if module.partition(".")[0] == "fastapi":
        module = package + module.removeprefix("fastapi")
    owner: Any = importlib.import_module(module)
    *outer, name = dotted.split(".")
    for part in outer:
        owner = getattr(owner, part)
    return owner, name


def _seen(
    runner: asyncio.Runner, package: str, target: str, way: str, moment: str, dressed: bool
) -> list[Any]:
    """For each request: the calls, and the answer."""
    api = SimpleNamespace(**vars(importlib.import_module(package)))
    for name in ("responses", "routing"):
        setattr(api, name, importlib.import_module(f"{package}.{name}"))
    owner, name = _owner(package, target)
    log: list[Any] = []
    late = MOMENTS.index(moment)
    seen: list[Any] = []

    async def ask(app: Any) -> None:
        for request in REQUESTS:
            log.clear()
            [exchange] = await drive(app, [request], [])
            seen.append((request.path, list(log), exchange.trace, exchange.raised))

    app = build(api) if late else None
    if app is not None and dressed:
        app.add_middleware(Around)
    if late == 2:
        runner.run(ask(app))
        seen.clear()
    with WAYS[way](owner, name, log):
        if app is None:
            app = build(api)
            if dressed:
                app.add_middleware(Around)
        runner.run(ask(app))
    log.clear()
    runner.run(ask(app))
    return seen


def _answers(seen: list[Any]) -> list[Any]:
    return [(path, [], *answer) for path, _, *answer in seen]


def _calls(seen: list[Any]) -> list[Any]:
    return [call for _, calls, *_ in seen for call in calls]


@pytest.fixture(scope="module")
def runner() -> Iterator[asyncio.Runner]:
    """One event loop for all of them: a new one costs as much as ten requests, and a thread."""
    with asyncio.Runner() as runner:
        yield runner


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("target", NAMES)
def test_replaced(runner: asyncio.Runner, target: str, moment: str) -> None:
    way, dressed = HOW[moment]
    expected = _seen(runner, "fastapi", target, way, moment, dressed)
    found = _seen(runner, "ferroapi", target, way, moment, dressed)
    if target in MADE:
        assert sorted(_calls(found)) == sorted(_calls(expected))
        expected, found = _answers(expected), _answers(found)
    for number, (theirs, ours) in enumerate(zip(expected, found, strict=True)):
        place = (number, REQUESTS[number % len(REQUESTS)].path)
        assert ours[1] == theirs[1], place
        assert ours[2:] == theirs[2:], place
