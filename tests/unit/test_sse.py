"""Server-sent events: their text and their rules are FastAPI's."""

import itertools
from typing import Any

import pytest
from pydantic import ValidationError

from ferroapi import sse

theirs = pytest.importorskip("fastapi.sse")

TEXTS = [None, "", "one", "one\ntwo\r\nthree\rfour\n"]


@pytest.mark.parametrize(("data", "comment"), list(itertools.product(TEXTS, TEXTS)))
@pytest.mark.parametrize("rest", [{}, {"event": "e", "id": "", "retry": 0}, {"id": "ü"}])
def test_text_of_an_event(data: str | None, comment: str | None, rest: dict[str, Any]) -> None:
    event = {"data_str": data, "comment": comment, **rest}
    assert sse.format_sse_event(**event) == theirs.format_sse_event(**event)


@pytest.mark.parametrize(
    "fields",
    [
        {"event": "a\nb"},
        {"event": "a\rb"},
        {"id": "a\nb"},
        {"id": "a\0"},
        {"retry": -1},
        {"data": 1, "raw_data": "x"},
        {"data": None, "raw_data": "x", "event": "e", "id": "1", "retry": 5, "comment": "c\nd"},
        {"data": [1]},
    ],
)
def test_rules_of_an_event(fields: dict[str, Any]) -> None:
    results = []
    for event in (sse.ServerSentEvent, theirs.ServerSentEvent):
        try:
            results.append(event(**fields).model_dump())
        except ValidationError as error:
            results.append([(e["loc"], e["msg"]) for e in error.errors()])
    assert results[0] == results[1]


def test_constants() -> None:
    assert sse.KEEPALIVE_COMMENT == theirs.KEEPALIVE_COMMENT
    assert sse._PING_INTERVAL == theirs._PING_INTERVAL
    assert sse._SSE_EVENT_SCHEMA == theirs._SSE_EVENT_SCHEMA
    assert sse.EventSourceResponse([]).media_type == "text/event-stream"
    with pytest.raises(AttributeError):
        _ = sse.nothing  # type: ignore[attr-defined]
