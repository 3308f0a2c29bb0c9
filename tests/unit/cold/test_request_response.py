"""A route's handler as an ASGI application, and the scopes that are no HTTP requests."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

import ferroapi
import ferroapi.routing
from ferroapi._cold import other_scopes, reading, responding
from ferroapi.exceptions import FastAPIError, UsageError

fastapi = pytest.importorskip("fastapi")
__import__("fastapi.routing")

both = pytest.mark.parametrize("package", [ferroapi, fastapi], ids=["ferroapi", "fastapi"])


def serve(app: Callable[..., Awaitable[None]], scope: dict[str, Any]) -> list[Any]:
    """What the application sends: kinds of messages, bodies instead of their messages' kinds."""
    sent: list[Any] = []

    async def receive() -> Any:
        return {"type": "websocket.connect"}

    async def send(message: Any) -> None:
        sent.append(message.get("body", message["type"]))

    asyncio.run(app(scope, receive, send))
    return sent


def http_scope(**more: Any) -> dict[str, Any]:
    return {"type": "http", "method": "GET", "path": "/", "headers": [], **more}


@both
@pytest.mark.parametrize("is_async", [True, False])
def test_functions_of_both_kinds(package: Any, is_async: bool) -> None:
    def plain(request: Request) -> Response:
        stacks = ("fastapi_inner_astack", "fastapi_function_astack")
        return PlainTextResponse(f"{[name in request.scope for name in stacks]}")

    async def asynchronous(request: Request) -> Response:
        return plain(request)

    async def app(scope: Any, receive: Any, send: Any) -> None:
        from contextlib import AsyncExitStack

        async with AsyncExitStack() as stack:
            scope["fastapi_middleware_astack"] = stack
            inner = package.routing.request_response(asynchronous if is_async else plain)
            await inner(scope, receive, send)

    assert serve(app, http_scope()) == ["http.response.start", b"[True, True]"]


def test_without_an_application_it_brings_its_own_stack() -> None:
    async def answer(request: Request) -> Response:
        return PlainTextResponse(str("fastapi_middleware_astack" in request.scope))

    app = ferroapi.routing.request_response(answer)
    assert serve(app, http_scope()) == ["http.response.start", b"True"]


def test_a_swallowed_exception_is_told() -> None:
    async def answer(request: Request) -> Response:
        stack = request.scope["fastapi_inner_astack"]
        stack.push(lambda *exception: True)
        raise ValueError("swallowed by what was pushed")

    with pytest.raises(FastAPIError, match="Response not awaited"):
        serve(ferroapi.routing.request_response(answer), http_scope())


@both
def test_an_unknown_scope_is_refused(package: Any) -> None:
    with pytest.raises(AssertionError):
        serve(package.FastAPI(), {"type": "telegram"})


def test_the_refusal_names_the_scope() -> None:
    class Pipeline:
        router = ferroapi.APIRouter()

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await other_scopes.other_scope(Pipeline(), scope, receive, send)

    with pytest.raises(UsageError, match="'telegram'"):
        serve(app, {"type": "telegram"})


@both
def test_websockets_of_nobody_are_closed(package: Any) -> None:
    scope = {"type": "websocket", "path": "/nobody", "headers": []}
    assert serve(package.FastAPI(), scope) == ["websocket.close"]
    assert serve(package.APIRouter(), scope) == ["websocket.close"]


@both
def test_websockets_of_a_mounted_application(package: Any) -> None:
    async def sub(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "websocket.accept"})
        await send({"type": "websocket.send", "body": scope["root_path"]})

    router = package.APIRouter()
    router.mount("/sub", sub)
    app = package.FastAPI()
    app.include_router(router, prefix="/in")
    for outer, path in ((app, "/in/sub"), (router, "/sub")):
        scope = {"type": "websocket", "path": f"{path}/x", "headers": []}
        assert serve(outer, scope) == ["websocket.accept", path]


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("application/json", True),
        ("APPLICATION/VND.API+JSON; charset=x", True),
        ("application/json-seq", False),
        ("text/json", False),
        ("", False),
    ],
)
def test_media_types(header: str, expected: bool) -> None:
    assert reading.is_json_media_type(header) is expected


def test_a_replaced_json_response_encodes(monkeypatch: pytest.MonkeyPatch) -> None:
    assert responding.encode_json({1: {2}}) == b'{"1":[2]}'
    monkeypatch.setattr(JSONResponse, "render", lambda self, content: repr(content).encode())
    assert responding.encode_json({1: {2}}) == b"{1: [2]}"


def test_responses_made_for_a_route() -> None:
    headers = [(b"x-a", b"b")]
    made = responding.make_response(JSONResponse, {1, 2}, False, {"status_code": 201}, headers)
    assert (made.status_code, made.body, made.headers["x-a"]) == (201, b"[1,2]", "b")
    empty = responding.make_response(JSONResponse, "x", True, {"status_code": 204}, None)
    assert empty.body == b""
    native = responding.native_response(
        JSONResponse, 203, [(b"content-type", b"text/x; charset=utf-8")], b"body", None
    )
    assert (native.status_code, native.body, native.media_type) == (203, b"body", "text/x")
    injected = responding.injected_response()
    assert (dict(injected.headers), injected.status_code) == ({}, None)
