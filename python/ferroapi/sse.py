"""Server-sent events: the response class, one event, and its text on the wire (WHATWG HTML §9.2).

Nothing streams here. Generator endpoints, which would send these events, are not built yet; a
`EventSourceResponse` over an iterator of ready texts works as any streaming response.
"""

from typing import TYPE_CHECKING, Any

from starlette.responses import StreamingResponse

from ._borrowed import Listing, lend

if TYPE_CHECKING:
    from ._server_sent_event import ServerSentEvent as ServerSentEvent

KEEPALIVE_COMMENT = b": ping\n\n"
"""A comment, which clients ignore: it keeps proxies from closing a connection that is silent."""

_PING_INTERVAL: float = 15.0  # seconds of silence before it

_SSE_EVENT_SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {name: {"type": "string"} for name in ("data", "event", "id")}
    | {"retry": {"type": "integer", "minimum": 0}},
}


class EventSourceResponse(StreamingResponse):
    """A stream of server-sent events: `text/event-stream`."""

    media_type = "text/event-stream"


def format_sse_event(
    *,
    data_str: str | None = None,
    event: str | None = None,
    id: str | None = None,
    retry: int | None = None,
    comment: str | None = None,
) -> bytes:
    """The event in UTF-8, with the blank line that ends it.

    Line breaks in `data_str` and `comment` are kept.
    """
    rows = [("", line) for line in _lines(comment)]
    rows += [("event", event)] if event is not None else []
    rows += [("data", line) for line in _lines(data_str)]
    rows += [("id", id)] if id is not None else []
    rows += [("retry", str(retry))] if retry is not None else []
    return "".join(f"{name}: {value}\n" for name, value in rows).encode() + b"\n"


def _lines(text: str | None) -> list[str]:
    if text is None:
        return []
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


__dir__: Listing
_borrowed, __dir__ = lend(__name__, ["ServerSentEvent"])


def __getattr__(name: str) -> Any:
    # The only Pydantic model that `import ferroapi` would make: 1.3 ms, and 5 ms for Pydantic's
    # search for plugins.
    if name != "ServerSentEvent":
        return _borrowed(name)
    from ._server_sent_event import ServerSentEvent

    globals()[name] = ServerSentEvent
    return ServerSentEvent
