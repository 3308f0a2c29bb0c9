"""A class on the way of a request is changed very often, and then a method of it replaced: run as a
program, since CPython 3.13 and later number such a class no more, for the rest of the process.

    python -m tests.protocol.replacing_app fastapi
"""

from __future__ import annotations

import functools
import importlib
import sys
from collections.abc import Callable
from typing import Any

import starlette.applications
import starlette.requests
import starlette.responses
import starlette.routing
from pydantic import BaseModel
from starlette.testclient import TestClient

#: CPython numbers a class a thousand times.
OFTEN = 1100

#: Classes, and a method of each that is run at each request below.
METHODS = [
    (starlette.applications.Starlette, "__call__"),
    (starlette.responses.Response, "init_headers"),
    (starlette.requests.Request, "body"),
    (starlette.routing.Router, "__call__"),
]


class Item(BaseModel):
    name: str


def counting(method: Callable[..., Any], calls: list[str]) -> Callable[..., Any]:
    @functools.wraps(method)
    def counted(*arguments: Any, **options: Any) -> Any:
        calls.append(method.__name__)
        return method(*arguments, **options)

    return counted


def main(package: str) -> None:
    api: Any = importlib.import_module(package)
    app = api.FastAPI()

    async def endpoint(item: Item) -> Item:
        return item

    app.post("/", response_class=starlette.responses.JSONResponse)(endpoint)

    client = TestClient(app)

    def ask() -> None:
        answer = client.post("/", json={"name": "n"})
        assert (answer.status_code, answer.json()) == (200, {"name": "n"})

    ask()
    for owner, name in METHODS:
        for number in range(OFTEN):
            owner.changed = number  # type: ignore[attr-defined]
            assert getattr(owner, "changed") == number  # noqa: B009
        ask()
        calls: list[str] = []
        original = getattr(owner, name)
        for _ in range(2):
            setattr(owner, name, counting(original, calls))
            ask()
            setattr(owner, name, original)
            ask()
        sys.stdout.write(f"{owner.__name__} {name} {len(calls)}\n")


if __name__ == "__main__":
    main(sys.argv[1])
