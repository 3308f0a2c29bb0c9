"""Random untyped values returned by an endpoint of both packages: the same bytes, or the same
exception with the same text.

`FERROAPI_FUZZ_SEED` and `FERROAPI_FUZZ_PROGRAMS` move and lengthen the hunt, as in `test_fuzz.py`.
"""

from __future__ import annotations

import os
from typing import Any

import pytest

from ..case import ASYNCIO, Case, run_case
from ..compare import Finding, compare
from ..record import get
from .untyped import make_values

SUBJECT = os.environ.get("FERROAPI_PARITY_SUBJECT", "ferroapi")
FIRST = int(os.environ.get("FERROAPI_FUZZ_SEED", "20261121"))
LISTS = int(os.environ.get("FERROAPI_FUZZ_PROGRAMS", "12"))
VALUES = 250


def _compare(values: list[Any]) -> list[Finding]:
    """Where the answers for `values` differ; FastAPI renders its `jsonable_encoder` of each."""

    def build(api: Any) -> Any:
        app = api.FastAPI(openapi_url=None)

        @app.get("/{index}")
        async def endpoint(index: int):
            return values[index]

        return app

    steps = tuple(get(f"/{index}") for index in range(len(values)))
    case = Case("fuzz.untyped", build, steps, openapi=False)
    runs = [run_case(case, package, ASYNCIO) for package in ("fastapi", SUBJECT)]
    return list(compare(case.name, *runs))


@pytest.mark.parametrize("seed", range(FIRST, FIRST + LISTS))
def test_random_values(seed: int) -> None:
    values = make_values(seed, VALUES)
    for finding in _compare(values):
        value = values[int(finding.step.rpartition("/")[2])]
        pytest.fail(f"{finding}\n{value!a}")


def _nested(depth: int, wrap: Any) -> Any:
    value: Any = 1
    for _ in range(depth):
        value = wrap(value)
    return value


@pytest.mark.parametrize("depth", [199, 200, 201, 230])
def test_deeply_nested_values(depth: int) -> None:
    wraps = (lambda inner: [inner], lambda inner: {"k": inner}, lambda inner: (inner, 2))
    assert not _compare([_nested(depth, wrap) for wrap in wraps])


def test_the_values_are_of_every_kind() -> None:
    """The generator would prove nothing if it made only what falls back, or never did."""
    from ferroapi.encoders import jsonable_encoder

    kept = total = 0
    for value in make_values(FIRST, 1000):
        total += isinstance(value, dict | list | tuple)
        try:
            kept += isinstance(value, dict | list | tuple) and jsonable_encoder(value) == value
        except Exception:
            continue
    assert 100 < kept < total - 100
