"""Headers and cookies as parameters: underscores, duplicates, bytes that are no ASCII, models, odd
cookie syntax.
"""

import uuid
from typing import Annotated, Any

from pydantic import AliasChoices, BaseModel, ConfigDict, Field

from ..case import case
from ..record import get

NAMES = ("plain", "dashed", "kept", "alias", "list", "number", "optional", "choices", "all")
SENT: list[list[tuple[str | bytes, str | bytes]]] = [
    [],
    [("x-token", "a")],
    [("X-Token", "a")],
    [("x_token", "a")],
    [("x-token", "a"), ("x-token", "b")],
    [("x-token", "a, b")],
    [("x-token", "")],
    [("x-token", " spaced ")],
    [("x-token", "5")],
    [("x-token", "5"), ("x-token", "six")],
    [("x-token", b"\xe9\xff")],
    [("x-token", "é".encode())],
    [("x-token", b"a\tb")],
    [("x-other", "7")],
    [("x-odd name", "1"), ("x-odd", "2")],
    [("x-first", "1")],
    [("x-second", "2"), ("x-first", "1")],
    [("x-token", "a"), ("x_token", "b")],
    [("x-token", "x" * 5000)],
]


@case([get(f"/{name}", headers=sent) for name in NAMES for sent in SENT], trio=False)
def headers(api: Any) -> Any:
    app = api.FastAPI()

    @app.get("/plain")
    def plain(x_token: Annotated[str, api.Header()]):
        return x_token

    @app.get("/dashed")
    def dashed(
        x_token: str | None = api.Header(default=None), x_other: Annotated[int, api.Header()] = 1
    ):
        return [x_token, x_other]

    @app.get("/kept")
    def kept(x_token: Annotated[str | None, api.Header(convert_underscores=False)] = None):
        return x_token

    @app.get("/alias")
    def alias(token: Annotated[str, api.Header(alias="X-Token")]):
        return token

    @app.get("/list")
    def many(x_token: Annotated[list[str] | None, api.Header()] = None):
        return {"values": x_token}

    @app.get("/number")
    def number(
        x_token: Annotated[int, api.Header(ge=1)],
        x_list: Annotated[list[int], api.Header(alias="x-token")],
    ):
        return [x_token, x_list]

    @app.get("/optional")
    def optional(x_token: Annotated[uuid.UUID | None, api.Header()] = None):
        return x_token

    @app.get("/choices")
    def choices(
        x: Annotated[str, api.Header(validation_alias=AliasChoices("x-first", "x-second"))],
    ):
        return x

    @app.get("/all")
    def everything(request: api.Request):
        return [
            request.headers.items(),
            request.headers.getlist("x-token"),
            request.headers.get("X-TOKEN"),
        ]

    return app


class Common(BaseModel):
    x_token: str
    x_count: int = 3
    x_tags: list[str] = []
    save_data: bool | None = None


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")
    host: str
    x_token: str = "t"


class Open(BaseModel):
    model_config = ConfigDict(extra="allow")
    x_token: str = "t"


class Named(BaseModel):
    token: str = Field(alias="X-Token")
    other: str = Field("o", validation_alias=AliasChoices("x-first", "x-second"))


MODEL_HEADERS: list[list[tuple[str, str]]] = [
    *[list(item) for item in SENT[:9]],  # type: ignore[list-item]
    [("x-token", "a"), ("x-count", "4"), ("x-tags", "p"), ("x-tags", "q"), ("save-data", "on")],
    [("x-token", "a"), ("x-count", "four"), ("save-data", "maybe")],
    [("x-count", "four")],
    [("x-token", "a"), ("x-second", "s"), ("accept", "*/*")],
    [("X-Token", "a"), ("accept", "a"), ("accept", "b")],
]


@case(
    [
        get(f"/{name}", headers=sent)
        for name in ("common", "strict", "open", "named", "kept", "two", "optional")
        for sent in MODEL_HEADERS
    ]
)
def header_models(api: Any) -> Any:
    app = api.FastAPI()

    @app.get("/common")
    def common(model: Annotated[Common, api.Header()]):
        return model

    @app.get("/strict")
    def strict(model: Annotated[Strict, api.Header()]):
        return model

    @app.get("/open")
    def opened(model: Annotated[Open, api.Header()]):
        return model

    @app.get("/named")
    def named(model: Annotated[Named, api.Header()]):
        return model.model_dump()

    @app.get("/kept")
    def kept(model: Annotated[Common, api.Header(convert_underscores=False)]):
        return model

    @app.get("/two")
    def two(one: Annotated[Common, api.Header()], other: Annotated[Open, api.Header()]):
        return [one, other]

    @app.get("/optional")
    def optional(model: Annotated[Common | None, api.Header()] = None):
        return {"model": model}

    return app


COOKIES = [
    b"",
    b"a=1",
    b"a=1; b=2",
    b"a=1;b=2",
    b"a=1; a=2",
    b'a="1"',
    b'a="1\\"2"',
    b'a="\\303\\251"',
    b"a",
    b"=a",
    b"a=",
    b";;",
    b" a = 1 ",
    b"a=1=2",
    b"a=%31",
    b"a=1, b=2",
    b"A=1",
    b"a=\xe9",
    b"a=\xff",
    b"\xe9=1",
    b"a=1\x85",
    b"\xa0a=1",
    b"a=\x1c1",
    b'a="1',
    b'a=1"',
    b'a=""',
    b'a="\\0611"',
    b"a=x",
    b"b=x; a=1",
    b"$Version=1; a=1; $Path=/",
    b"a=1; secure",
    b"a[]=1",
    b"a.b=1",
    b"a=1;",
    b"item-id=5; item_id=6",
    b'a="\\"',
    b'a="\\\\"',
    b'a="\\40"',
    b'a="\\400"',
    b"a==",
    b"a=,",
    b"a=\t1\t",
]


@case(
    [
        get(f"/{name}", headers=[("cookie", text)])
        for name in ("int", "str", "list", "model", "strict", "raw")
        for text in COOKIES
    ],
    [
        get(f"/{name}", headers=[("cookie", "a=1"), ("cookie", "b=2; a=3")])
        for name in ("str", "raw", "model")
    ],
    [get(f"/{name}") for name in ("int", "str", "list", "model", "strict", "raw", "optional")],
    get("/optional", headers={"cookie": "b=z"}),
    get("/optional", headers={"cookie": "a=2; b=z"}),
    trio=False,
)
def cookies(api: Any) -> Any:
    app = api.FastAPI()

    @app.get("/int")
    def number(a: Annotated[int, api.Cookie()]):
        return a

    @app.get("/str")
    def text(
        a: str = api.Cookie("default"),
        b: str | None = api.Cookie(None),
        item_id: str | None = api.Cookie(None),
    ):
        return [a, b, item_id]

    @app.get("/list")
    def many(a: Annotated[list[str], api.Cookie()]):
        return a

    class Session(BaseModel):
        a: int
        b: str = "b"

    class Exact(BaseModel):
        model_config = ConfigDict(extra="forbid")
        a: str = ""

    @app.get("/model")
    def model(session: Annotated[Session, api.Cookie()]):
        return session

    @app.get("/strict")
    def strict(session: Annotated[Exact, api.Cookie()]):
        return session

    @app.get("/optional")
    def optional(session: Annotated[Session | None, api.Cookie()] = None):
        return {"session": session}

    @app.get("/raw")
    def raw(request: api.Request):
        return request.cookies

    return app


@case(
    get("/1?q=2", headers={"x-h": "3", "cookie": "c=4"}),
    get("/x?q=y", headers={"x-h": "z", "cookie": "c=w"}),
    get("/1"),
    get("/x"),
    get("/1?q=2", headers={"cookie": "c=4"}),
    get("/1?q=2", headers=[("x-h", "3"), ("cookie", "c=4"), ("x-h", "5")]),
)
def every_source(api: Any) -> Any:
    """Errors are collected across sources, in FastAPI's order."""
    app = api.FastAPI()

    def sub(x_h: Annotated[int, api.Header()], q: int):
        return [x_h, q]

    @app.get("/{p}")
    def endpoint(
        c: Annotated[int, api.Cookie()],
        x_h: Annotated[int, api.Header()],
        q: int,
        p: int,
        s: Annotated[list[int], api.Depends(sub)],
    ):
        return [p, q, x_h, c, s]

    return app


@case(get("/scalar"), get("/list"), get("/latin", headers={"äß": "1"}), get("/latin"))
def odd_header_names(api: Any) -> Any:
    """A name that no header can have is the application's mistake, at each request."""
    app = api.FastAPI()

    @app.get("/scalar")
    async def scalar(x: Annotated[str, api.Header(alias="😀")] = "n"):
        return x

    @app.get("/list")
    async def several(x: Annotated[list[str] | None, api.Header(alias="€")] = None):
        return x

    @app.get("/latin")
    async def latin(x: Annotated[str, api.Header(alias="Äß")]):
        return x

    return app
