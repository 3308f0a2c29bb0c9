"""What an endpoint returns and what is sent: encodings of values, response classes, status codes,
injected headers.
"""

import datetime
import decimal
import enum
import ipaddress
import math
import pathlib
import re
import uuid
from collections import OrderedDict, defaultdict, deque, namedtuple
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from ..case import case
from ..record import get


class Colour(enum.Enum):
    RED = "red"
    NUMBER = 2


class Level(enum.IntEnum):
    LOW = 1


class Text(str):
    pass


class Whole(int):
    pass


class Plain:
    def __init__(self):
        self.a, self._hidden, self.when = 1, 2, datetime.date(2024, 1, 1)


class Mapped:
    def __iter__(self):
        return iter([("a", 1), ("b", [Colour.RED])])


class Broken:
    __slots__ = ()


@dataclass
class Point:
    x: int
    y: float = 0.5
    tags: list[str] = field(default_factory=lambda: ["t"])


Pair = namedtuple("Pair", "left right")


class Inner(BaseModel):
    n: int = 1
    when: datetime.datetime = datetime.datetime(2024, 1, 1, tzinfo=datetime.UTC)


class Model(BaseModel):
    model_config = ConfigDict(extra="allow")
    name: str = Field("n", alias="theName")
    inner: Inner = Inner()
    secret: SecretStr = SecretStr("s")
    ratio: float = 0.1


AWARE = datetime.datetime(
    2024, 1, 2, 3, 4, 5, 678900, tzinfo=datetime.timezone(datetime.timedelta(hours=2))
)
VALUES: dict[str, Any] = {
    "none": None, "true": True, "false": False, "int": 5, "negative": -5, "big": 10**40,
    "float": 1.5, "float_int": 1.0, "tiny": 1e-7, "huge": 1e22,
    "exp": 1.5e300, "pi": math.pi, "tie": 1059438285926254.25, "minus_zero": -0.0,
    "nan": math.nan, "inf": [math.inf], "ninf": {"a": -math.inf},
    "text": "text", "empty": "", "unicode": "é€😀", "control": "\x00\x1f\x7f\u2028\u2029",
    "escapes": "\"\\/\b\f\n\r\t", "surrogate": "\ud800", "pair": "\ud83d\ude00",
    "html": "<script>&'", "bytes": b"bytes", "bad_bytes": b"\xff", "list": [1, "2", None, [True]],
    "tuple": (1, 2), "set": {1}, "frozenset": frozenset({"a"}), "deque": deque([1, 2]),
    "dict": {"b": 1, "a": 2}, "int_keys": {1: "a", 2: "b"}, "float_keys": {1.5: 1},
    "none_key": {None: 1}, "bool_key": {True: 1, False: 0}, "enum_key": {Colour.RED: 1},
    "tuple_key": {(1, 2): 3}, "uuid_key": {uuid.UUID(int=1): 1},
    "date_key": {datetime.date(2024, 1, 1): 1}, "empty_dict": {}, "empty_list": [],
    "ordered": OrderedDict(a=1), "defaultdict": defaultdict(int, a=1),
    "datetime": AWARE, "naive": datetime.datetime(2024, 1, 2),
    "utc": datetime.datetime(2024, 1, 2, tzinfo=datetime.UTC), "date": datetime.date(2024, 1, 2),
    "time": datetime.time(1, 2, 3), "timedelta": datetime.timedelta(days=1, milliseconds=5),
    "decimal": decimal.Decimal("1.50"), "decimal_int": decimal.Decimal("3"),
    "decimal_exp": decimal.Decimal("1E+5"), "decimal_nan": decimal.Decimal("NaN"),
    "uuid": uuid.UUID(int=7), "path": pathlib.PurePosixPath("/a/b"), "enum": Colour.RED,
    "int_enum": Level.LOW, "enums": [Colour.NUMBER, Level.LOW],
    "ip": ipaddress.ip_address("::1"), "network": ipaddress.ip_network("10.0.0.0/8"),
    "pattern": re.compile("a+"), "secret": SecretStr("x"), "dataclass": Point(1),
    "namedtuple": Pair(1, Colour.RED), "object": Plain(), "iterable": Mapped(),
    "broken": Broken(), "function": len, "klass": int,
    "generator": "GENERATOR", "range": range(3), "model": Model(theName="x", more=[1]),
    "models": [Inner(), Inner(n=2)], "model_dict": {"a": Inner(n=3)}, "str_subclass": Text("sub"),
    "int_subclass": Whole(3), "str_key_subclass": {Text("k"): 1},
    "sa_key": {"_sa_instance_state": 1, "a": 2}, "complex": 1 + 2j, "exception": ValueError("v"),
    "exception_in": [ValueError("v")], "bytearray": bytearray(b"x"),
    "memoryview": [memoryview(b"x")], "ellipsis": ..., "status": HTTPStatus.CREATED,
    "nested": {"a": [{"b": (1, {"c": AWARE})}]},
}  # fmt: skip


@case(
    [get(f"/{kind}/{name}") for kind in ("untyped", "json", "any") for name in VALUES], trio=False
)
def values(api: Any) -> Any:
    """Untyped return values, each through the default encoding, an explicit JSONResponse and
    `-> Any`.
    """
    app = api.FastAPI()

    def look_up(name: str):
        value = VALUES[name]
        return (n for n in range(2)) if isinstance(value, str) and value == "GENERATOR" else value

    @app.get("/untyped/{name}")
    async def untyped(name: str):
        return look_up(name)

    @app.get("/json/{name}", response_class=api.responses.JSONResponse)
    async def as_json(name: str):
        return look_up(name)

    @app.get("/any/{name}")
    def as_any(name: str) -> Any:
        return look_up(name)

    return app


@case(
    [
        get(f"/{name}/{what}")
        for name in (
            "plain",
            "html",
            "redirect",
            "base",
            "own",
            "orjson",
            "file",
            "streaming",
            "latin",
        )
        for what in ("text", "dict", "bytes", "none", "int", "model", "response")
    ]
)
def response_classes(api: Any) -> Any:
    responses = api.responses
    app = api.FastAPI()

    class Own(responses.JSONResponse):
        media_type = "application/x-own"

        def render(self, content: Any) -> bytes:
            return f"own {content!r}".encode()

    class NoMedia(responses.Response):
        media_type = None

    class Latin(responses.PlainTextResponse):
        charset = "latin-1"

    results = {
        "text": "/é",
        "dict": {"a": 1},
        "bytes": b"raw",
        "none": None,
        "int": 3,
        "model": Inner(),
    }

    def declare(name, kind):
        @app.get(f"/{name}/{{what}}", response_class=kind, name=name)
        def endpoint(what: str):
            return (
                responses.PlainTextResponse("explicit", 201, {"x-a": "b"})
                if what == "response"
                else results[what]
            )

    for name, kind in {
        "plain": responses.PlainTextResponse,
        "html": responses.HTMLResponse,
        "redirect": responses.RedirectResponse,
        "base": responses.Response,
        "own": Own,
        "orjson": NoMedia,
        "file": responses.FileResponse,
        "streaming": responses.StreamingResponse,
        "latin": Latin,
    }.items():
        declare(name, kind)
    return app


CODES = (200, 201, 202, 204, 205, 206, 304, 307, 400, 404, 418, 422, 500, 599, 100, 101, 199)


@case(
    [
        get(f"/{kind}/{code}")
        for kind in ("fixed", "plain", "none", "injected", "both", "returned", "typed")
        for code in CODES
    ],
    get("/injected/0"),
    get("/injected/99"),
    get("/enum"),
    [get(f"/mutate/{n}") for n in range(4)],
)
def status_codes(api: Any) -> Any:
    responses = api.responses
    app = api.FastAPI()

    def declare(code: int):
        @app.get(f"/fixed/{code}", status_code=code, name=f"fixed{code}")
        def fixed():
            return {"code": code}

        @app.get(
            f"/plain/{code}",
            status_code=code,
            response_class=responses.PlainTextResponse,
            name=f"plain{code}",
        )
        def plain():
            return "plain"

        @app.get(f"/none/{code}", status_code=code, name=f"none{code}")
        def none() -> None:
            return None

        @app.get(f"/both/{code}", status_code=201, name=f"both{code}")
        def both(response: api.Response):
            response.status_code = code
            response.headers["x-both"] = "1"
            return {"code": code}

        if code not in (204, 205, 304) and code >= 200:

            @app.get(f"/typed/{code}", status_code=code, name=f"typed{code}")
            def typed() -> Inner:
                return Inner()

    for code in CODES:
        declare(code)

    @app.get("/injected/{code}")
    async def injected(code: int, response: api.Response):
        response.status_code = code
        return code

    @app.get("/returned/{code}", status_code=202)
    async def returned(code: int):
        return responses.Response(b"body", status_code=code)

    @app.get("/enum", status_code=HTTPStatus.CREATED)
    async def by_enum():
        return 1

    @app.get("/mutate/{which}")
    async def mutate(which: int, response: api.Response):
        if which == 1:
            response.headers["content-type"] = "text/x"
        if which == 2:
            response.headers["content-length"] = "5"
        if which == 3:
            response.body = b"replaced"
            response.media_type = "text/y"
        return "body"

    return app
