"""Finding a route: the last of 500, none of 500, and one four routers deep beside a flat one."""

from collections.abc import Callable, Sequence
from typing import Any

import orjson

from .. import raw
from ..case import TURNS, App, Case, Receive, Request, Scope, Send, json_bytes

HOW_MANY = 500
NAMES = [f"area{n}" for n in range(HOW_MANY)]
KEYS = [f"key{n}" for n in range(TURNS)]


def _endpoint() -> Any:
    async def read(key: str):
        return {"key": key}

    return read


def _answers(keys: Sequence[str]) -> Callable[[int], bytes]:
    return lambda n: json_bytes({"key": keys[n % len(keys)]})


def _build_many(names: Sequence[str], web: Any) -> App:
    app = web.FastAPI()
    for name in names:
        app.get(f"/{name}/{{key}}")(_endpoint())
    return app  # type: ignore[no-any-return]


def _control_at(prefix: str) -> App:
    """One endpoint below a prefix; whatever else is asked for is not found."""
    read = _endpoint()
    start = len(prefix)

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"]
        if scope["type"] != "http" or scope["method"] != "GET" or not path.startswith(prefix):
            await raw.refuse(send)
            return
        body = orjson.dumps(await read(path[start:]))
        headers = [(b"content-length", b"%d" % len(body)), raw.JSON]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    return app


def last(
    name: str = "last_of_500", names: Sequence[str] = NAMES, keys: Sequence[str] = KEYS
) -> Case:
    """The last declared of many routes."""
    prefix = f"/{names[-1]}/"
    return Case(
        name,
        build=lambda web: _build_many(names, web),
        control=lambda: _control_at(prefix),
        requests=[Request(prefix + key) for key in keys],
        answer=_answers(keys),
    )


def not_found(name: str = "not_found_of_500", names: Sequence[str] = NAMES) -> Case:
    """A path that none of many routes has."""
    return Case(
        name,
        build=lambda web: _build_many(names, web),
        control=lambda: _control_at(f"/{names[-1]}/"),
        requests=[Request(f"/nowhere/{key}") for key in KEYS],
        answer=lambda n: raw.NOT_FOUND,
        status=404,
    )


LEVELS = ("shop", "customers", "orders", "lines")
DEEP = "/" + "/".join(LEVELS) + "/"


def _build_nested(web: Any) -> App:
    router = web.APIRouter()
    router.get("/{key}")(_endpoint())
    for level in reversed(LEVELS[1:]):
        outer = web.APIRouter()
        outer.include_router(router, prefix=f"/{level}")
        router = outer
    app = web.FastAPI()
    app.include_router(router, prefix=f"/{LEVELS[0]}")
    return app  # type: ignore[no-any-return]


def _build_flat(web: Any) -> App:
    app = web.FastAPI()
    app.get(DEEP + "{key}")(_endpoint())
    return app  # type: ignore[no-any-return]


def flat() -> Case:
    """The route that `nested4` is compared with."""
    requests = [Request(DEEP + key) for key in KEYS]
    return Case("flat", _build_flat, lambda: _control_at(DEEP), requests, _answers(KEYS))


def nested4() -> Case:
    """The same route, four routers deep."""
    peer = flat()
    return Case("nested4", _build_nested, peer.control, peer.requests, peer.answer, peer=peer)
