"""JSON texts and content types as they should not be: what is parsed, what is refused and with
which words.
"""

from typing import Annotated, Any

from pydantic import BaseModel

from ..case import case
from ..record import post, request

TEXTS: list[bytes] = [
    b"", b" ", b"\n", b"{", b"}", b"[", b"]", b"{]", b"[}", b"{,}", b"[,]", b"[1,]", b'{"a":1,}',
    b'{"a"}', b'{"a":}', b'{"a" 1}', b"{a:1}",
    b"{'a':1}", b'{"a":1}x', b'{"a":1} {"b":2}', b'"', b'"a', b'"a\\"', b'"\\x"', b'"\\u12"',
    b'"\\uD800"', b'"\\ud83d\\ude00"', b'"\\uDC00x"',
    b'"a\nb"', b'"a\tb"', b'"\x00"', b'"\x7f"', b"nul", b"null", b"NULL", b"None", b"true",
    b"True", b"tru", b"NaN", b"Infinity", b"-Infinity",
    b"-", b"+1", b"01", b"-0", b"-01", b"1.", b".5", b"1.e5", b"1e", b"1e5", b"1E+5", b"1e999",
    b"-1e999", b"0x10", b"1_000", b"1 2", b"--1",
    b"9" * 20, b"9" * 400, b"9" * 5000, b"-" + b"9" * 30, b"0." + b"1" * 400, b"1e-400",
    b"123456789.123456789e-5",
    b"\xef\xbb\xbf{}", b'\xef\xbb\xbf{"a":1}', "{}".encode("utf-16"),
    '{"a":1}'.encode("utf-16-le"), '{"a":1}'.encode("utf-16-be"),
    '{"a":1}'.encode("utf-32"), '{"a":1}'.encode("utf-32-be"), b'{"a":"\xff"}', b'{"a":"\xc3"}',
    b'{"a":"\xc3\x28"}', b'{"a":"\xed\xa0\x80"}',
    b'{"a":"\xe2\x82"}', b'{"a":"\xf0\x9f\x98\x80"}', b"\xff", b"\x00", b"{\x00}", b'{"a":1}\x00',
    b"\x80{}", '{"a":"é"}'.encode("latin-1"),
    b'{"a":1,"a":2}', b'{"a":{"b":1,"b":2}}', b'{"":1}', b'{"a":null}', b'{"a":NaN}',
    b'{"a":[Infinity]}', b'{"a":1e999}',
    b"[" * 50 + b"]" * 50, b"[" * 500 + b"]" * 500, b'{"a":' * 300 + b"1" + b"}" * 300,
    b"[" * 100000, b"[" * 3000 + b"]" * 3000,
    b'/* c */ {"a":1}', b'{"a":1} // c', b'\xc2\xa0{"a":1}', b'\x0b{"a":1}',
    b' \r\n\t{"a" : 1 }\r\n', b'{"a":1}\x0c', b"undefined",
    b'{"a":"' + b"x" * 3000 + b'"}', b'{"a":"\\/"}', b'{"a":"\\u0000"}', b"<xml/>", b"a=1&b=2",
    b'{"a":1}' + b" " * 2000, b'"\\ud83dx"',
    b'{"a":18446744073709551615}', b'{"a":-9223372036854775809}', b'{"a":1.0}', b'{"a":1.5}',
    b'{"a":true}', b'{"a":"1"}', b'{"a":0.1e1}',
    b'{"__proto__":1,"a":1}', b'{"a":1,"b":[1,2,{"c":[]}]}', b"[1,2", b'{"a":1', b'{"a":"b',
    b'[{"a":1},', b'{"a":[1,2}', b"\xe2\x80\xa8{}",
]  # fmt: skip


class Model(BaseModel):
    a: int


@case(
    [
        post(f"/{name}", body=text, content_type="application/json")
        for name in ("model", "any", "dict")
        for text in TEXTS
    ],
    trio=False,
)
def texts(api: Any) -> Any:
    app = api.FastAPI()

    @app.post("/model")
    def model(body: Model):
        return body

    @app.post("/any")
    def anything(body: Annotated[Any, api.Body()]):
        return repr(body)[:300]

    @app.post("/dict")
    def dictionary(body: dict[str, Any]):
        return list(body)

    return app


@case(
    [
        post("/any", body=[text[:cut], text[cut:]], content_type="application/json")
        for text in TEXTS[-20:] + TEXTS[66:80]
        for cut in (1, len(text) // 2)
    ],
    [
        post(
            "/any",
            body=[bytes([byte]) for byte in b'{"a": "\xc3\xa9"}'],
            content_type="application/json",
        )
    ],
    [post("/any", body=[b""] * 5 + [b"{}"] + [b""] * 5, content_type="application/json")],
)
def chunked(api: Any) -> Any:
    app = api.FastAPI()

    @app.post("/any")
    async def anything(body: Annotated[Any, api.Body()]):
        return repr(body)[:300]

    return app


CONTENT_TYPES: list[str | bytes | None] = [
    None, "application/json", "APPLICATION/JSON", "application/json; charset=utf-8",
    "application/json;charset=latin-1", " application/json ",
    "application/json;", "application/json; ", "application/json , text/plain",
    "application/geo+json", "application/vnd.api+json; v=1",
    "application/+json", "text/json", "text/x+json", "application/jsonp", "application/json-seq",
    "application/x-json", "json", "", " ", ";",
    "text/plain", "application/octet-stream", "application/x-www-form-urlencoded",
    "multipart/form-data", "multipart/form-data; boundary=x",
    "application", "application/", "/json", "application/json/x", "application//json", "*/*",
    b"application/json\xff", b"\xe9/json", b"application/\xe9+json",
    "application/json\t", "application/JSON+json", "image/svg+xml", "application/ld+JSON",
    'application/json; a="b;c"', "application/ json",
    "application/json;boundary=\"", "application+json", "x/y+json+z", "application/json\x00",
    "application/json=1", "a/b/c+json", "+json", "a+json",
]  # fmt: skip


def _with_types(path: str, text: bytes = b'{"a": 1}'):
    return [post(path, body=text, content_type=kind) for kind in CONTENT_TYPES]


@case(
    _with_types("/strict"),
    _with_types("/lax"),
    _with_types("/any"),
    _with_types("/strict", b"{"),
    _with_types("/lax", b"\xff"),
    _with_types("/bytes", b"\xffraw"),
    [
        post(
            "/strict",
            body=b'{"a": 1}',
            headers=[("content-type", "application/json"), ("content-type", "text/plain")],
        )
    ],
    [
        post(
            "/strict",
            body=b'{"a": 1}',
            headers=[("content-type", "text/plain"), ("content-type", "application/json")],
        )
    ],
    [post("/strict", body=b'{"a": 1}', headers=[("Content-Type", "application/json")])],
    [request("GET", "/strict", body=b'{"a": 1}', content_type=kind) for kind in CONTENT_TYPES[:3]],
)
def content_types(api: Any) -> Any:
    app = api.FastAPI()

    @app.api_route("/strict", methods=["GET", "POST"])
    def strict(body: Model):
        return body

    lax = api.APIRouter(strict_content_type=False)

    @lax.post("/lax")
    def lax_one(body: Model):
        return body

    app.include_router(lax)

    @app.post("/any")
    def anything(body: Annotated[Any, api.Body()]):
        return repr(body)

    @app.post("/bytes")
    def raw(body: Annotated[bytes, api.Body()]):
        return repr(body)

    return app


@case(_with_types("/a")[:12], _with_types("/r/a")[:12], _with_types("/s/a")[:12], openapi=False)
def lax_application(api: Any) -> Any:
    app = api.FastAPI(strict_content_type=False)
    router = api.APIRouter(prefix="/r", strict_content_type=True)
    silent = api.APIRouter(prefix="/s")

    @app.post("/a")
    @router.post("/a")
    @silent.post("/a")
    def endpoint(body: Model):
        return body

    app.include_router(router)
    app.include_router(silent)
    return app


@case(
    [
        post("/media", body=b'{"a": 1}', content_type=kind)
        for kind in ("application/json", "application/x-yaml", "application/vnd.x+json", None)
    ],
    [post("/examples", json={"a": value}) for value in (1, "x")],
)
def body_options(api: Any) -> Any:
    app = api.FastAPI()

    @app.post("/media")
    def media(
        body: Annotated[
            Model, api.Body(media_type="application/vnd.x+json", title="T", description="D")
        ],
    ):
        return body

    @app.post("/examples")
    def examples(
        body: Annotated[
            Model, api.Body(examples=[{"a": 1}], openapi_examples={"one": {"value": {"a": 1}}})
        ],
    ):
        return body

    return app
