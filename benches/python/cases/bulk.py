"""A hundred rows answered at once: models through `response_model`, and untyped dicts.

The rows are made beforehand and a window slides over them, so that every answer differs while the
time is spent on validating and serializing, not on making rows.
"""

from collections.abc import Sequence
from itertools import count
from typing import Any

import orjson
from pydantic import BaseModel, TypeAdapter

from .. import raw
from ..case import TURNS, App, Case, Receive, Scope, Send, at, json_bytes

ROWS = 100


class Item(BaseModel):
    """A row."""

    id: int
    name: str
    price: float
    active: bool
    tags: list[str]


def _window(rows: Sequence[Any]) -> Any:
    serial = count()

    async def read_rows():
        first = next(serial) % TURNS
        return rows[first : first + ROWS]

    return read_rows


def models(name: str, path: str, model: type[BaseModel], rows: Sequence[dict[str, Any]]) -> Case:
    """A hundred instances of the model through `response_model=list[model]`."""
    instances = [model.model_validate(row) for row in rows]
    row_list: Any = list[model]  # type: ignore[valid-type]

    def build(web: Any) -> App:
        app = web.FastAPI()
        app.get(path, response_model=row_list)(_window(instances))
        return app  # type: ignore[no-any-return]

    def control() -> App:
        read_rows = _window(instances)
        adapter = TypeAdapter(row_list)
        validate = adapter.validator.validate_python
        serialize = adapter.serializer.to_json

        async def app(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] != "http" or scope["method"] != "GET" or scope["path"] != path:
                await raw.refuse(send)
                return
            body = serialize(validate(await read_rows()))
            headers = [(b"content-length", b"%d" % len(body)), raw.JSON]
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            await send({"type": "http.response.body", "body": body})

        return app

    return Case(name, build, control, at(path), _slices(rows))


def dicts(name: str, path: str, rows: Sequence[dict[str, Any]]) -> Case:
    """A hundred dicts, declared nowhere."""

    def build(web: Any) -> App:
        app = web.FastAPI()
        app.get(path)(_window(rows))
        return app  # type: ignore[no-any-return]

    def control() -> App:
        read_rows = _window(rows)

        async def app(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] != "http" or scope["method"] != "GET" or scope["path"] != path:
                await raw.refuse(send)
                return
            body = orjson.dumps(await read_rows())
            headers = [(b"content-length", b"%d" % len(body)), raw.JSON]
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            await send({"type": "http.response.body", "body": body})

        return app

    return Case(name, build, control, at(path), _slices(rows))


def _slices(rows: Sequence[dict[str, Any]]) -> Any:
    return lambda n: json_bytes(rows[n % TURNS : n % TURNS + ROWS])


def row(n: int) -> dict[str, Any]:
    """The n-th row: five fields, five kinds."""
    return {
        "id": n,
        "name": f"Item number {n}",
        "price": n + 0.25,
        "active": n % 2 == 0,
        "tags": ["new", f"shelf {n % 7}"],
    }


ALL_ROWS = [row(n) for n in range(ROWS + TURNS)]


def models100() -> Case:
    """100 models through `response_model`."""
    return models("models100", "/items", Item, ALL_ROWS)


def dicts100() -> Case:
    """100 untyped dicts."""
    return dicts("dicts100", "/rows", ALL_ROWS)
