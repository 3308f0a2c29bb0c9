"""What a program changes of an application, a router, a route, a dependant or a parameter after the
declaration counts exactly where FastAPI lets it count: before the first request and after it, for a
route of the application and for one of an included router.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from typing import Any

import pytest

from .case import load_package
from .changes.program import PLACES, World, build, reaching, requests
from .changes.rows import TABLE
from .compare import ASPECTS
from .driver import exchange
from .record import Exchange, Request, fold_names

# A route taken out of an included router is gone at once; see `docs/explanation/differences.md`.
MEANT = {
    f"router/{row}/included/{moment}"
    for row in ("routes", "routes cleared", "routes reversed")
    for moment in ("looked", "late")
} | {
    # An effective route is a route here, with a route's methods.
    *(f"reached/app made again/included/{moment}" for moment in ("early", "looked", "late")),
    # FastAPI's assertion has no text.
    "route/methods cleared/included/early",
    "route/methods discarded/included/early",
}
MOMENTS = ("early", "looked", "late")


def _says_more(kind: str, place: str, moment: str) -> bool:
    """A flat route is reached as it was declared, and looking at it makes nothing."""
    return place == "included" or (not kind.startswith("reached") and moment != "looked")


CELLS = [
    (kind, row, place, moment)
    for kind, rows in TABLE.items()
    for row in rows
    for place in PLACES
    for moment in MOMENTS
    if _says_more(kind, place, moment)
    if "/".join((kind, row, place, moment)) not in MEANT
]


async def _ask(world: World, asked: list[Request] | None = None) -> list[Exchange]:
    return [
        await exchange(world.app, request, world.log, suspending=False)
        for request in (requests(world.place) if asked is None else asked)
    ]


async def _observed(package: str, kind: str, row: str, place: str, moment: str) -> Any:
    world = build(load_package(package), place)
    seen: list[Any] = []
    if moment == "late":
        await _ask(world, reaching(place))
    elif moment == "looked":
        for context in world.api.routing.iter_route_contexts(world.app.routes):
            assert context.path
    try:
        TABLE[kind][row](world)
    except Exception as error:
        seen.append(fold_names(f"{type(error).__name__}: {error}"))
    seen += await _ask(world)
    for change in world.later:
        change()
        seen += await _ask(world)
    return seen


@pytest.fixture(scope="module")
def runner() -> Iterator[asyncio.Runner]:
    """One event loop for all cells: a new one costs as much as ten requests, and a thread."""
    with asyncio.Runner() as runner:
        yield runner


def differences(runner: asyncio.Runner, kind: str, row: str, place: str, moment: str) -> list[str]:
    """What FerroAPI does otherwise than FastAPI."""
    expected, found = (
        runner.run(_observed(package, kind, row, place, moment))
        for package in ("fastapi", "ferroapi")
    )
    asked = [it.label for it in requests(place)] * 3
    if isinstance(expected[0], str) or isinstance(found[0], str):
        if expected[0] != found[0]:
            return [f"the change: {expected[0]!r} / {found[0]!r}"]
        asked = ["the change", *asked]
    return [
        f"{label}: {aspect}: {look(left)!r} / {look(right)!r}"
        for label, left, right in zip(asked, expected, found, strict=False)
        if left != right and not isinstance(left, str)
        for aspect, look in ASPECTS.items()
        if look(left) != look(right)
    ]


@pytest.mark.parametrize(("kind", "row", "place", "moment"), CELLS)
def test_counts_where_it_counts_in_fastapi(
    runner: asyncio.Runner, kind: str, row: str, place: str, moment: str
) -> None:
    found = differences(runner, kind, row, place, moment)
    assert not found, "\n".join(found)


# What no row changes: FastAPI keeps them for itself, or they belong to what is not built.
PRIVATE = {
    "router": {"_routes_version", "_low_priority_routes", "_frontend_routes", "routes"},
    "reached": {"original_route", "starlette_route", "frontend_prefix"},
    "application": {
        *("_telemetry", "_native_telemetry", "_openapi_routes_version", "_metrics"),
        "max_body_size",
    },
}


def _attributes(world: World) -> dict[str, set[str]]:
    def public(holder: Any) -> set[str]:
        names = set(getattr(holder, "__dict__", ())) | set(getattr(type(holder), "__slots__", ()))
        return {name for name in names if not name.startswith("__")}

    declared = world.declared()
    return {
        "application": public(world.app),
        "router": public(world.router),
        "route": public(declared),
        "reached": public(world.reached()),
        "dependant": public(declared.dependant),
        "parameter": public(declared.dependant.query_params[0]),
    }


def test_every_attribute_has_a_row() -> None:
    for kind, attributes in _attributes(build(load_package("fastapi"), "included")).items():
        changed = {re.match(r"\w+", row).group() for row in TABLE[kind]}  # type: ignore[union-attr]
        assert attributes - changed - PRIVATE.get(kind, set()) == set(), kind


def test_rows_are_no_more_than_they_say(runner: asyncio.Runner) -> None:
    """A difference that is meant is still there."""
    stale = [cell for cell in sorted(MEANT) if not differences(runner, *cell.split("/"))]
    assert not stale
