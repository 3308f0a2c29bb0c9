"""One query parameter of every scalar type, against values that fit, nearly fit and do not."""

import datetime
import decimal
import enum
import ipaddress
import pathlib
import uuid
from typing import Annotated, Any, Literal

import pydantic

from ..case import case
from ..record import get


class Colour(str, enum.Enum):
    RED = "red"
    BLUE = "blue"


class Level(enum.IntEnum):
    LOW = 1
    HIGH = 2


TYPES: dict[str, tuple[Any, tuple[str, ...]]] = {
    "str": (str, ("a", "", "%20", "1", "null", "%E2%82%AC")),
    "int": (
        int,
        (
            "1",
            "-1",
            "+1",
            "1.0",
            "1.5",
            "1_000",
            "%201%20",
            "",
            "abc",
            "1e3",
            "true",
            "9" * 30,
            "9" * 5000,
            "%D9%A3",
            "0x10",
        ),
    ),
    "float": (
        float,
        ("1", "1.5", "-.5", "1e400", "nan", "inf", "-inf", "Infinity", "", "x", "1_0.5"),
    ),
    "bool": (
        bool,
        ("true", "false", "TRUE", "1", "0", "on", "off", "yes", "no", "y", "t", "2", "", "maybe"),
    ),
    "bytes": (bytes, ("abc", "", "%E2%82%AC", "%FF")),
    "decimal": (decimal.Decimal, ("1.50", "1e5", "nan", "Infinity", "", "x", "0.1000")),
    "uuid": (
        uuid.UUID,
        ("12345678-1234-5678-1234-567812345678", "12345678123456781234567812345678", "x", ""),
    ),
    "date": (
        datetime.date,
        ("2024-02-29", "2023-02-29", "2024-02-29T00:00:00", "1709164800", "x", ""),
    ),
    "datetime": (
        datetime.datetime,
        (
            "2024-02-29T12:00:00Z",
            "2024-02-29T12:00:00%2B02:00",
            "2024-02-29T12:00:00+02:00",
            "2024-02-29",
            "0",
            "1e9",
            "x",
        ),
    ),
    "time": (datetime.time, ("12:00", "12:00:00.5", "25:00", "x")),
    "timedelta": (datetime.timedelta, ("P1DT2H", "3600", "1 day", "01:00:00", "x")),
    "colour": (Colour, ("red", "RED", "blue", "green", "")),
    "level": (Level, ("1", "2", "3", "x", "LOW")),
    "literal": (Literal["a", "b"], ("a", "b", "c", "")),
    "literal_int": (Literal[1, 2], ("1", "2", "3")),
    "url": (pydantic.HttpUrl, ("http://example.com", "example.com", "ftp://x", "")),
    "email": (pydantic.EmailStr, ("a@example.com", "a", "")),
    "ip": (ipaddress.IPv4Address, ("1.2.3.4", "1.2.3", "::1")),
    "path": (pathlib.Path, ("/a/b", "", "a b")),
    "any": (Any, ("1", "", "x")),
    "union": (int | str, ("1", "x", "")),
    "union_float": (int | float, ("1", "1.5", "1.0", "x")),
    "optional": (int | None, ("1", "x", "", "null")),
    "secret": (pydantic.SecretStr, ("x", "")),
    "positive": (pydantic.PositiveInt, ("1", "0", "x")),
    "strict": (pydantic.StrictInt, ("1",)),
    "json_list": (pydantic.Json[list[int]], ("[1,2]", '[1,"x"]', "{", "", "null")),
}


def _requests():
    for name, (_, values) in TYPES.items():
        for flavour in ("required", "default", "optional"):
            yield get(f"/{name}/{flavour}")
            chosen = values if flavour == "required" else values[:3]
            yield from (get(f"/{name}/{flavour}?v={value}") for value in chosen)
        yield get(f"/{name}/required?v={values[0]}&v={values[-1]}")


@case(list(_requests()), openapi=True, trio=False)
def every_type(api: Any) -> Any:
    app = api.FastAPI()
    for name, (kind, _) in TYPES.items():

        def required(v: kind):
            return {"v": repr(v)}

        async def with_default(v: Annotated[kind, api.Query()] = "fallback"):
            return {"v": repr(v)}

        def optional(v: kind | None = api.Query(None)):
            return {"v": repr(v)}

        app.get(f"/{name}/required", name=f"{name}_required")(required)
        app.get(f"/{name}/default", name=f"{name}_default")(with_default)
        app.get(f"/{name}/optional", name=f"{name}_optional")(optional)
    return app


HOSTILE = [
    "v=%ff",
    "v=%",
    "v=%g1",
    "v=%2",
    "v=%C3%28",
    "v=%ED%A0%80",
    "v=%F0%9F%98%80",
    "v=+a+",
    "v=%2B",
    "v=a;w=b",
    "v=a;b",
    "v",
    "v&w",
    "=v",
    "=",
    "&",
    "&&v=1&&",
    "v=1&",
    "?v=1",
    "v=a=b",
    "v==",
    "V=1",
    "%76=1",
    "v%20=1",
    "+v=1",
    "v=1#x",
    "v[]=1",
    "v.x=1",
    "w=1&v=2&w=3",
    "v=%00",
    "v=%0D%0A",
    "v=\xe9",
    "v=\xff\xfe",
    "\xe9=1",
    "v=%u1234",
    "v=%25ff",
    "v=" + "a" * 3000,
    "&".join(f"v={n}" for n in range(200)),
    "v=<script>",
    "v=\"'",
    "v=%22%5C%08",
    "v=\t",
    "v= x ",
]


@case(
    [get("/text", query=text.encode("latin-1")) for text in HOSTILE],
    [get("/list", query=text.encode("latin-1")) for text in HOSTILE],
    [get("/int", query=text.encode("latin-1")) for text in HOSTILE],
    [get("/raw", query=text.encode("latin-1")) for text in HOSTILE[:34]],
    trio=False,
)
def hostile_encodings(api: Any) -> Any:
    app = api.FastAPI()

    @app.get("/text")
    async def text(v: str = "none", w: str | None = None):
        return [v, w]

    @app.get("/list")
    async def many(v: Annotated[list[str], api.Query()] = []):
        return v

    @app.get("/int")
    async def number(v: int):
        return v

    @app.get("/raw")
    async def raw(request: api.Request):
        return [request.query_params.multi_items(), request.url.query]

    return app
