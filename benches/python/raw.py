"""What the hand-written controls share: the rare answers, a body in pieces, a header's search.

The controls are the yardstick: plain ASGI as a careful person writes it by hand, with orjson,
pydantic-core and `urllib.parse.parse_qsl` and nothing else. They must stay honest both ways: no
less work than a handler owes (it looks at type, method and path, awaits the endpoint and sets
content-length), and nothing slower than necessary: each is one coroutine function that sends its
two messages itself, since a helper coroutine per message would add a tenth to the smallest case.
"""

from typing import Any

from .case import Message, Receive, Scope, Send

JSON = (b"content-type", b"application/json")
TEXT = (b"content-type", b"text/plain; charset=utf-8")
NOT_FOUND = b'{"detail":"Not Found"}'


async def refuse(send: Send, status: int = 404, body: bytes = NOT_FOUND) -> None:
    """Sends an error's answer."""
    headers = [(b"content-length", b"%d" % len(body)), JSON]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def read_rest(first: Message, receive: Receive) -> bytes:
    """The whole request body, where the first message did not have it all."""
    chunks = [first["body"]]
    message = first
    while message.get("more_body"):
        message = await receive()
        chunks.append(message.get("body", b""))
    return b"".join(chunks)


def header(scope: Scope, name: bytes) -> str | None:
    """The first header of that (lower-case) name."""
    for key, value in scope["headers"]:
        if key == name:
            return value.decode("latin-1")  # type: ignore[no-any-return]
    return None


def located(error: Any, *place: str) -> list[dict[str, Any]]:
    """pydantic-core's errors, each with the place of the value before its own location."""
    return [{**item, "loc": (*place, *item["loc"])} for item in error.errors(include_url=False)]
