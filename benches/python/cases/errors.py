"""An endpoint that raises an `HTTPException`."""

from itertools import cycle
from typing import Any

import orjson

from .. import raw
from ..case import TURNS, App, Case, Receive, Scope, Send, at, detail_bytes, turns
from ..web import BARE, RawError


def http_exception(
    name: str = "http_exception", path: str = "/missing", text: str = "No such thing"
) -> Case:
    """A 404 of the endpoint's own."""

    texts = turns(text)

    def endpoint(web: Any) -> Any:
        following = cycle(texts)

        async def fail():
            raise web.HTTPException(404, detail=next(following))

        return fail

    def build(web: Any) -> App:
        app = web.FastAPI()
        app.get(path)(endpoint(web))
        return app  # type: ignore[no-any-return]

    def control() -> App:
        fail = endpoint(BARE)

        async def app(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] != "http" or scope["method"] != "GET" or scope["path"] != path:
                await raw.refuse(send)
                return
            status = 200
            try:
                body = orjson.dumps(await fail())
            except RawError as error:
                status, body = error.status_code, orjson.dumps({"detail": error.detail})
            headers = [(b"content-length", b"%d" % len(body)), raw.JSON]
            await send({"type": "http.response.start", "status": status, "headers": headers})
            await send({"type": "http.response.body", "body": body})

        return app

    return Case(
        name, build, control, at(path), lambda n: detail_bytes(texts[n % TURNS]), status=404
    )
