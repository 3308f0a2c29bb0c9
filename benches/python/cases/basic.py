"""The smallest answers: a text and a one-key object."""

from itertools import cycle
from typing import Any

import orjson

from .. import raw
from ..case import TURNS, App, Case, Receive, Scope, Send, at, json_bytes, turns


def plaintext(name: str = "plaintext", path: str = "/plaintext", text: str = "Hello") -> Case:
    """A returned `str` under `response_class=PlainTextResponse`."""

    texts = turns(text)

    def endpoint() -> Any:
        following = cycle(texts)

        async def say():  # unannotated: an annotation would declare a response model
            return next(following)

        return say

    def build(web: Any) -> App:
        app = web.FastAPI()
        app.get(path, response_class=web.PlainTextResponse)(endpoint())
        return app  # type: ignore[no-any-return]

    def control() -> App:
        say = endpoint()

        async def app(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] != "http" or scope["method"] != "GET" or scope["path"] != path:
                await raw.refuse(send)
                return
            body = (await say()).encode()
            headers = [(b"content-length", b"%d" % len(body)), raw.TEXT]
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            await send({"type": "http.response.body", "body": body})

        return app

    return Case(name, build, control, at(path), lambda n: texts[n % TURNS].encode())


def message(
    name: str = "json", path: str = "/json", key: str = "message", text: str = "Hello"
) -> Case:
    """An untyped `{"message": …}`."""

    texts = turns(text)

    def endpoint() -> Any:
        following = cycle(texts)

        async def greet():
            return {key: next(following)}

        return greet

    def build(web: Any) -> App:
        app = web.FastAPI()
        app.get(path)(endpoint())
        return app  # type: ignore[no-any-return]

    def control() -> App:
        greet = endpoint()

        async def app(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] != "http" or scope["method"] != "GET" or scope["path"] != path:
                await raw.refuse(send)
                return
            body = orjson.dumps(await greet())
            headers = [(b"content-length", b"%d" % len(body)), raw.JSON]
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            await send({"type": "http.response.body", "body": body})

        return app

    return Case(name, build, control, at(path), lambda n: json_bytes({key: texts[n % TURNS]}))
