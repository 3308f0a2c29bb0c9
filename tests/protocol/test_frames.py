"""A native request runs no Python frame but the user's own functions."""

import sys
from collections.abc import AsyncIterator, Callable
from types import CodeType, FrameType
from typing import Annotated, Any

import pytest
from pydantic import BaseModel

import ferroapi
from ferroapi.responses import PlainTextResponse

from .asgi import Wire, make_scope, step


class Item(BaseModel):
    name: str
    sizes: list[int] = []


class Reply(BaseModel):
    item: Item
    total: int


def make_app() -> ferroapi.FastAPI:
    app = ferroapi.FastAPI()

    @app.get("/plaintext", response_class=PlainTextResponse)
    async def plaintext():  # type: ignore[no-untyped-def]
        return "hello"

    @app.get("/annotated-plaintext", response_class=PlainTextResponse)
    async def annotated_plaintext() -> str:
        return "hello"

    @app.get("/json")
    async def json() -> Any:
        return {"message": "hello"}

    @app.get("/untyped")
    async def untyped():  # type: ignore[no-untyped-def]
        return [{"n": n, "text": "é"} for n in (1, 2)]

    @app.get("/params/{n}")
    async def params(
        n: int,
        q: Annotated[str, ferroapi.Query(max_length=5)],
        limit: Annotated[int, ferroapi.Query(ge=1)] = 10,
    ) -> Any:
        return {"n": n, "q": q, "limit": limit}

    @app.get("/sources")
    async def sources(
        x_token: Annotated[str, ferroapi.Header()],
        c: Annotated[str, ferroapi.Cookie()],
        many: Annotated[list[int], ferroapi.Query()],
    ) -> Any:
        return [x_token, c, many]

    @app.post("/body")
    async def body(item: Item) -> Reply:
        return Reply(item=item, total=sum(item.sizes))

    @app.get("/models", response_model=list[Item])
    async def models() -> Any:
        return [Item(name="a"), Item(name="b")]

    async def token(x_token: Annotated[str, ferroapi.Header()]) -> str:
        return x_token

    async def user(token: Annotated[str, ferroapi.Depends(token)]) -> dict[str, str]:
        return {"token": token}

    @app.get("/deps")
    async def deps(
        user: Annotated[dict[str, str], ferroapi.Depends(user)],
        token: Annotated[str, ferroapi.Depends(token)],
    ) -> Any:
        return [user, token]

    async def session() -> AsyncIterator[str]:
        yield "session"

    @app.get("/yield")
    async def with_yield(session: Annotated[str, ferroapi.Depends(session)]) -> Any:
        return session

    @app.get("/created", status_code=201)
    async def created(response: ferroapi.Response) -> Any:
        return {"created": True}

    inner, outer = ferroapi.APIRouter(prefix="/inner"), ferroapi.APIRouter(prefix="/outer")

    @inner.get("/leaf/{n}")
    async def leaf(n: int) -> Any:
        return n

    outer.include_router(inner)
    app.include_router(outer)
    return app


JSON = {"content-type": "application/json"}
NATIVE: list[tuple[str, str, str, dict[str, str], bytes, int, list[str]]] = [
    ("plaintext", "GET", "/plaintext", {}, b"", 200, ["plaintext"]),
    ("annotated plaintext", "GET", "/annotated-plaintext", {}, b"", 200, ["annotated_plaintext"]),
    ("json", "GET", "/json", {}, b"", 200, ["json"]),
    ("untyped", "GET", "/untyped", {}, b"", 200, ["untyped"]),
    ("params", "GET", "/params/5?q=abc&limit=3", {}, b"", 200, ["params"]),
    (
        "sources",
        "GET",
        "/sources?many=1&many=2",
        {"x-token": "t", "cookie": "c=1"},
        b"",
        200,
        ["sources"],
    ),
    ("body", "POST", "/body", JSON, b'{"name":"n","sizes":[1,2]}', 200, ["body"]),
    ("models", "GET", "/models", {}, b"", 200, ["models"]),
    ("dependencies", "GET", "/deps", {"x-token": "t"}, b"", 200, ["token", "user", "deps"]),
    ("deep router", "GET", "/outer/inner/leaf/7", {}, b"", 200, ["leaf"]),
    ("404", "GET", "/nothing", {}, b"", 404, []),
    ("405", "POST", "/json", {}, b"", 405, []),
    ("422 of a parameter", "GET", "/params/x?limit=0", {}, b"", 422, []),
    ("422 of a body", "POST", "/body", JSON, b'{"sizes":["x"]}', 422, []),
    ("422 of a dependency", "GET", "/deps", {}, b"", 422, []),
]


USERS = {code for code in make_app.__code__.co_consts if isinstance(code, CodeType)}


def _called_by_the_user(frame: FrameType) -> bool:
    """Whether one of the user's functions stands above `frame`: what the user calls is the
    user's.
    """
    above = frame.f_back
    while above is not None:
        if above.f_code in USERS:
            return True
        above = above.f_back
    return False


def python_frames(request: Callable[[], None], ignored: set[CodeType]) -> list[FrameType]:
    """Every Python frame entered while `request` runs, less the ignored and what the user's
    functions call.
    """
    frames: list[FrameType] = []

    def profile(frame: FrameType, event: str, argument: Any) -> None:
        if event == "call" and frame.f_code not in ignored and not _called_by_the_user(frame):
            frames.append(frame)

    sys.setprofile(profile)
    try:
        request()
    finally:
        sys.setprofile(None)
    return frames


OWN = {Wire.receive.__code__, Wire.send.__code__, step.__code__}


@pytest.mark.parametrize(
    ("method", "target", "headers", "body", "status", "expected"),
    [row[1:] for row in NATIVE],
    ids=[row[0] for row in NATIVE],
)
def test_only_the_users_frames(
    method: str, target: str, headers: dict[str, str], body: bytes, status: int, expected: list[str]
) -> None:
    app = make_app()
    for _ in range(2):
        step(app, make_scope(method, target, headers), Wire(body))
    wire = Wire(body)
    scope = make_scope(method, target, headers)

    def request() -> None:
        step(app, scope, wire)

    frames = [
        frame for frame in python_frames(request, OWN) if frame.f_code is not request.__code__
    ]
    assert wire.status == status
    assert [frame.f_code.co_name for frame in frames] == expected, [
        f"{f.f_code.co_filename}:{f.f_code.co_name}" for f in frames
    ]
