"""What a client sends is looked through once, however many parameters are declared: P parameters
among N values do not take P × N steps.

Header fields are not here: as in Starlette, each parameter looks through the header list, which
servers keep short.
"""

from __future__ import annotations

import inspect
import json
import time
from collections.abc import Callable
from typing import Any

import pytest

import ferroapi

from .asgi import Wire, make_scope, step

FEW, MANY = 4, 256
VALUES = 8_000


def application(count: int, declared: Callable[..., Any]) -> Any:
    """One with `count` parameters of a kind, which nobody sends."""
    app = ferroapi.FastAPI()

    async def endpoint(**values: Any) -> None: ...

    keyword = inspect.Parameter.KEYWORD_ONLY
    endpoint.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
        [
            inspect.Parameter(f"missing{n}", keyword, annotation=int, default=declared(default=0))
            for n in range(count)
        ]
    )

    app.post("/")(endpoint)
    return app


def cookies(scope: Any, count: int) -> bytes:
    pairs = "; ".join(f"name{n}=value" for n in range(count))
    scope["headers"] = [(b"cookie", pairs.encode())]
    return b""


def query(scope: Any, count: int) -> bytes:
    scope["query_string"] = "&".join(f"name{n}=value" for n in range(count)).encode()
    return b""


def body(scope: Any, count: int) -> bytes:
    scope["headers"] = [(b"content-type", b"application/json")]
    return json.dumps({f"name{n}": "value" for n in range(count)}).encode()


def seconds(app: Any, send: Callable[[Any, int], bytes], count: int) -> float:
    """The shortest of some requests with `count` values."""
    taken = []
    for _ in range(7):
        scope = make_scope("POST")
        wire = Wire(send(scope, count))
        start = time.perf_counter()
        step(app, scope, wire)
        taken.append(time.perf_counter() - start)
        assert wire.status == 200
    return min(taken)


@pytest.mark.parametrize(
    ("declared", "send"),
    [(ferroapi.Cookie, cookies), (ferroapi.Query, query), (ferroapi.Body, body)],
    ids=["cookies", "query", "body"],
)
def test_parameters_and_values_are_no_product(declared: Any, send: Any) -> None:
    few, many = application(FEW, declared), application(MANY, declared)
    apart = seconds(few, send, VALUES) + seconds(many, send, 1)
    together = seconds(many, send, VALUES)
    assert together < 3 * apart, f"{together:.6f} s, {apart:.6f} s apart"
