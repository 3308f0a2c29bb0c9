"""Scopes as servers, tests and middleware make them: other types for keys, values and the scope
itself. The same request to both packages; status, body and what is in the scope afterwards count.
"""

import asyncio
import importlib
from collections import ChainMap, OrderedDict, UserDict
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from pydantic import BaseModel

from .record import fold_names

TYPE = (b"content-type", b"application/json")
HEADERS = [(b"one", b"1"), (b"two", b"2"), (b"two", b"3"), (b"cookie", b"c=4; d=5"), TYPE]
BASE: dict[str, Any] = {
    "type": "http",
    "asgi": {"version": "3.0"},
    "http_version": "1.1",
    "method": "GET",
    "scheme": "http",
    "path": "/plain/3",
    "raw_path": b"/plain/3",
    "query_string": b"q=a&many=1&many=2",
    "root_path": "",
    "headers": HEADERS,
    "client": ("203.0.113.7", 1),
    "server": ("testserver", 80),
    "state": {},
}


def seen_keys(scope: Any) -> list[str]:
    """What is in a scope, less the channels between layers."""
    return sorted(key for key in scope if not key.startswith(("fastapi", "starlette.")))


class Body(BaseModel):
    name: str


class PassThrough:
    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        await self.app(scope, receive, send)


def build(api: Any, dressed: bool) -> Any:
    """`/plain` reads natively, `/request` has the request as well, `/after` after a dependency that
    looked at it; `/post` reads a body; `/in` is included, `/mounted` in a mount."""
    app, router, below = api.FastAPI(), api.APIRouter(), api.FastAPI()
    if dressed:
        app.add_middleware(PassThrough)

    def parameters(
        number: int,
        q: str = "none",
        many: list[str] = api.Query([]),
        one: str = api.Header("none"),
        two: list[str] = api.Header([]),
        three: str = api.Header("none"),
        c: str = api.Cookie("none"),
        d: str = api.Cookie("none"),
    ) -> Any:
        return [number, q, many, one, two, three, c, d]

    def look(request: api.Request) -> Any:
        return [*request.query_params.multi_items(), *request.headers.items()]

    @app.get("/plain/{number}")
    async def plain(found: list[Any] = api.Depends(parameters)):
        return found

    @app.get("/request/{number}")
    async def with_request(request: api.Request, found: list[Any] = api.Depends(parameters)):
        shown = [*request.query_params.multi_items(), *request.headers.items()]
        request.scope["mine"] = 1
        return [found, shown, request.cookies, request.path_params, seen_keys(request.scope)]

    @app.get("/after/{number}", dependencies=[api.Depends(look)])
    async def seen_before(found: list[Any] = api.Depends(parameters)):
        return found

    @app.post("/post")
    async def post(body: Body, one: str = api.Header("none"), q: str = "none"):
        return [body.name, one, q]

    @router.get("/own/{number}")
    async def own(number: int, request: api.Request):
        return [number, request.url.path, str(request.url), request.method]

    app.include_router(router, prefix="/in")
    below.include_router(router)
    app.mount("/mounted", below)
    return app


class Counting(dict[str, Any]):
    """Keeps its own items, so that what goes past its methods is lost."""

    def __init__(self, items: Mapping[str, Any]) -> None:
        super().__init__()
        self.own = dict(items)

    def __getitem__(self, key: str) -> Any:
        return self.own[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.own[key] = value

    def __delitem__(self, key: str) -> None:
        del self.own[key]

    def __contains__(self, key: object) -> bool:
        return key in self.own

    def __iter__(self) -> Iterator[str]:
        return iter(self.own)

    def __len__(self) -> int:
        return len(self.own)

    def get(self, key: str, default: Any = None) -> Any:
        return self.own.get(key, default)

    def setdefault(self, key: str, default: Any = None) -> Any:
        return self.own.setdefault(key, default)

    def update(self, *args: Any, **more: Any) -> None:
        self.own.update(*args, **more)

    def pop(self, key: str, *default: Any) -> Any:
        return self.own.pop(key, *default)

    def keys(self) -> Any:
        return self.own.keys()

    def items(self) -> Any:
        return self.own.items()

    def values(self) -> Any:
        return self.own.values()

    def copy(self) -> Any:
        return Counting(self.own)


class Lower(dict[str, Any]):
    """Shows another path than it holds."""

    def __getitem__(self, key: str) -> Any:
        value = super().__getitem__(key)
        return value.lower() if key == "path" else value


class Noting(dict[str, Any]):
    """Notes what is set."""

    def __setitem__(self, key: str, value: Any) -> None:
        super().__setitem__(key, value)
        noted = self.setdefault("noted", [])
        noted.append(key)


def once(items: list[Any]) -> Callable[[], Any]:
    return lambda: iter(items)


class OwnList(list[Any]):
    def __iter__(self) -> Iterator[Any]:
        return reversed(self)


Entries = dict[str, Any]
# What stands in the scope in place of the usual; a callable is called for each request.
ENTRIES: dict[str, Entries] = {
    "nothing": {},
    "headers iterator": {"headers": once(HEADERS)},
    "headers generator": {"headers": lambda: (pair for pair in HEADERS)},
    "headers map": {"headers": lambda: map(tuple, HEADERS)},
    "headers tuple": {"headers": tuple(HEADERS)},
    "headers of lists": {"headers": [list(pair) for pair in HEADERS]},
    "headers dict items": {"headers": lambda: dict(HEADERS).items()},
    "headers own list": {"headers": lambda: OwnList(HEADERS)},
    "headers set": {"headers": lambda: {HEADERS[0]}},
    "headers empty": {"headers": []},
    "headers of texts": {"headers": [("one", "1"), ("cookie", "c=4")]},
    "headers text values": {"headers": [(b"one", "1")]},
    "header text names": {"headers": [("one", b"1"), *HEADERS]},
    "headers bytearrays": {"headers": [(bytearray(a), bytearray(b)) for a, b in HEADERS]},
    "headers memoryviews": {"headers": [(memoryview(b"one"), memoryview(b"1"))]},
    "headers none values": {"headers": [(b"one", None)]},
    "headers upper case": {"headers": [(b"One", b"1"), (b"COOKIE", b"c=4")]},
    "headers latin-1": {"headers": [(b"one", b"\xe9\xff")]},
    "headers triples": {"headers": [(b"one", b"1", b"2")]},
    "headers singles": {"headers": [(b"one",)]},
    "headers numbers": {"headers": [1]},
    "headers none": {"headers": None},
    "query text": {"query_string": "q=a&many=1&many=2"},
    "query text beyond": {"query_string": "q=\u00e9\u20ac\U0001f600&many=%C3%A9&many=\u00e9%C3%A9"},
    "query text broken": {"query_string": "q=%C3\u00e9%A9&many=%E2%82\u20ac"},
    "query text surrogate": {"query_string": "q=\ud800&many=%ff"},
    "query text empty": {"query_string": ""},
    "query latin-1": {"query_string": b"q=\xe9&many=\xc3\xa9&many=%C3%A9"},
    "query empty": {"query_string": b""},
    "query memoryview": {"query_string": memoryview(b"q=a")},
    "query bytearray empty": {"query_string": bytearray()},
    "query none": {"query_string": None},
    "query mapping": {"query_string": {"q": "a", "many": "1"}},
    "query pairs": {"query_string": [("q", "a"), ("many", 1), ("many", 2)]},
    "query number": {"query_string": 3},
    "method lower": {"method": "get"},
    "method bytes": {"method": b"GET"},
    "method none": {"method": None},
    "root path": {"root_path": "/plain", "path": "/plain/plain/3"},
    "client none": {"client": None},
    "path params": {"path_params": {"number": "9", "other": 1}},
    "path params mapping": {"path_params": UserDict({"number": "9", "other": 1})},
    "path params pairs": {"path_params": [("other", 1)]},
    "state mapping": {"state": UserDict()},
    "state none": {"state": None},
    "path bytes": {"path": b"/plain/3"},
    "path none": {"path": None},
    "own fastapi entry": {"fastapi": {"mine": 1}},
    "router": {"router": "mine"},
}
for _key in ("path", "method", "root_path", "raw_path", "client", "server", "scheme", "state"):
    ENTRIES[f"no {_key}"] = {_key: ...}
KINDS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "ordered": OrderedDict,
    "own items": Counting,
    "another path": lambda scope: Lower({**scope, "path": scope["path"].upper()}),
    "noting": Noting,
    "chain": lambda scope: ChainMap({}, scope),
    "user dict": UserDict,
}
PATHS = ("/plain/3", "/request/3", "/after/3", "/in/own/3", "/mounted/own/3", "/plain/3/", "/no")


def make_scope(changes: Entries, path: str, method: str) -> dict[str, Any]:
    scope = {**BASE, "path": path, "method": method, **changes}
    scope = {key: value for key, value in scope.items() if value is not ...}
    return {key: value() if callable(value) else value for key, value in scope.items()}


Seen = tuple[Any, ...]


async def ask(app: Any, scope: Any) -> Seen:
    messages = [{"type": "http.request", "body": b'{"name": "x"}', "more_body": False}]
    sent: list[Any] = []

    async def receive() -> Any:
        return messages.pop(0) if messages else {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        sent.append(message)

    try:
        await app(scope, receive, send)
    except Exception as error:
        raised = isinstance(error, Exception)
    else:
        raised = False
    status = [message.get("status") for message in sent if "status" in message]
    body = b"".join(message.get("body", b"") for message in sent)
    return status, fold_names(body.decode()), raised


def after(scope: Any) -> Seen:
    """What is left in the scope, as its own methods tell it."""
    params = scope.get("path_params")
    return seen_keys(scope), params, scope.get("mine"), "app" in scope.get("noted", ())


def see(package: str, make: Callable[[str, str], Any], dressed: bool) -> dict[str, Seen]:
    app = build(importlib.import_module(package), dressed)
    seen: dict[str, Seen] = {}

    async def run() -> None:
        for path in (*PATHS, "/post"):
            scope = make(path, "POST" if path == "/post" else "GET")
            seen[path] = await ask(app, scope)
            if not seen[path][-1]:
                seen[f"{path} scope"] = after(scope)

    asyncio.run(run())
    return seen


@pytest.mark.parametrize("dressed", [False, True])
@pytest.mark.parametrize("name", ENTRIES)
def test_entries(name: str, dressed: bool) -> None:
    def make(path: str, method: str) -> dict[str, Any]:
        return make_scope(ENTRIES[name], path, method)

    assert see("ferroapi", make, dressed) == see("fastapi", make, dressed)


@pytest.mark.parametrize("dressed", [False, True])
@pytest.mark.parametrize("kind", KINDS)
def test_kinds_of_scopes(kind: str, dressed: bool) -> None:
    def make(path: str, method: str) -> Any:
        return KINDS[kind](make_scope({}, path, method))

    assert see("ferroapi", make, dressed) == see("fastapi", make, dressed)
