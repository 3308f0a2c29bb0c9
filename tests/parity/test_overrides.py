"""Each way into a path operation under each set of overrides, on both packages: set before the
first request and after it, exchanged, set by a dependency, removed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from .case import Act, Case, Setting, Step, act, run_case
from .compare import compare
from .differences import judge
from .overrides.program import FAKES, REQUESTS
from .overrides.ways import WAYS
from .record import Request

ONCE = Setting("asyncio")
pytestmark = pytest.mark.filterwarnings("ignore:Async generator:ResourceWarning")


def _install(name: str | None) -> Act:
    """Overrides by name, on whoever has them; none at all for None."""

    def change(app: Any) -> None:
        app.state.holder.dependency_overrides = app.state.fakes(name) if name else {}

    return act(change)


def _steps(prefix: str, names: list[str], *, first: bool) -> Iterator[Step]:
    requests = [_below(prefix, request) for request in REQUESTS]
    if not first:
        yield from requests
    for name in names:
        for request in requests:
            # Each request anew: one of them sets others.
            yield _install(name)
            yield request
        yield requests[0]
    yield _install(None)
    yield from requests
    yield from requests[:1]


def _below(prefix: str, request: Request) -> Request:
    return replace(request, path=prefix + request.path, raw_path=prefix.encode() + request.raw_path)


def _case(name: str, names: list[str], *, first: bool) -> Case:
    prefix, build_way = WAYS[name]

    def build(api: Any, log: list[str]) -> Any:
        app, reals = build_way(api, log)
        app.state.fakes = lambda fakes: dict(FAKES[fakes](api, log, reals))
        return app

    steps = tuple(_steps(prefix, names, first=first))
    return Case(f"overrides.{name}", build, steps)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("first", [True, False], ids=["before", "after"])
def test_overrides(way: str, first: bool) -> None:
    case = _case(way, list(FAKES)[: 3 if first else None], first=first)
    expected, found = (run_case(case, package, ONCE) for package in ("fastapi", "ferroapi"))
    unexpected, _ = judge(case.name, list(compare(case.name, expected, found)))
    assert not unexpected, "\n".join(map(str, unexpected[:20]))
