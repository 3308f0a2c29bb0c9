"""An exception whose attributes raise skips no clean-up, and ends as it does in FastAPI."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import fastapi
import pytest

import ferroapi

from .asgi import Wire, make_scope

PLAIN = ("__traceback__", "__context__", "__cause__", "__suppress_context__")
HTTP = ("status_code", "detail", "headers", "__traceback__", "__context__")


class Refused(Exception):
    """What reading the attribute raises."""


def refusing(base: type[BaseException], *names: str) -> type[Any]:
    """A subclass of `base` that keeps what is written to the attributes from whoever reads."""

    def refuse(name: str) -> Any:
        def read(self: Any) -> Any:
            raise Refused(name)

        return property(read, lambda self, value: None)

    return type("Refusing", (base,), {name: refuse(name) for name in names})


def make_app(api: Any, log: list[str], raised: Callable[[], BaseException], where: str) -> Any:
    app = api.FastAPI()

    def note(label: str, error: BaseException) -> None:
        log.append(f"{label} saw {type(error).__name__}")

    async def outer() -> AsyncIterator[None]:
        try:
            yield
        except BaseException as error:
            note("outer", error)
            raise
        finally:
            log.append("outer left")

    def threaded() -> Iterator[None]:
        try:
            yield
        except BaseException as error:
            note("threaded", error)
            raise
        finally:
            log.append("threaded left")

    async def inner() -> AsyncIterator[None]:
        try:
            yield
            if where == "clean-up":
                raise raised()
        except BaseException as error:
            note("inner", error)
            raise
        finally:
            log.append("inner left")

    def refuses() -> None:
        if where == "dependency":
            raise raised()

    class Route(api.routing.APIRoute):  # type: ignore[misc, name-defined]
        def get_route_handler(self) -> Callable[..., Any]:
            return super().get_route_handler()  # type: ignore[no-any-return]

    for prefix, router in (("", api.APIRouter()), ("/custom", api.APIRouter(route_class=Route))):
        for scope in ("function", "request"):

            @router.get(
                f"/{scope}",
                dependencies=[
                    api.Depends(outer, scope=scope),
                    api.Depends(threaded, scope=scope),
                    api.Depends(inner, scope=scope),
                    api.Depends(refuses),
                ],
            )
            async def endpoint() -> None:
                if where == "endpoint":
                    raise raised()

        app.include_router(router, prefix=prefix)
    return app


def outcome(api: Any, raised: Callable[[], BaseException], where: str, path: str) -> Any:
    """What the clean-ups saw, what was sent, and what came out."""
    log: list[str] = []
    wire = Wire()
    app = make_app(api, log, raised, where)
    try:
        asyncio.run(app(make_scope(target=path), wire.receive, wire.send))
    except BaseException as error:  # noqa: BLE001 - whatever comes out is compared
        log.append(f"raised {type(error).__name__} {error.args}")
    return log, [(message.get("status"), message.get("body")) for message in wire.sent]


PATHS = ("/function", "/request", "/custom/function", "/custom/request")
CASES = [*((ValueError, name) for name in PLAIN), *((None, name) for name in HTTP)]
WHERE = ("endpoint", "dependency", "clean-up")


def both(base: type[BaseException] | None, name: str, where: str, path: str) -> list[Any]:
    """FastAPI's outcome and ours, of an exception that raises at `name`."""
    found = []
    for api in (fastapi, ferroapi):
        kind = refusing(base or api.HTTPException, name)
        found.append(outcome(api, lambda kind=kind: kind(418), where, path))
    return found


@pytest.mark.parametrize("where", WHERE)
@pytest.mark.parametrize(("base", "name"), CASES)
@pytest.mark.parametrize("path", PATHS)
def test_no_clean_up_is_skipped(
    base: type[BaseException] | None, name: str, where: str, path: str
) -> None:
    kind = refusing(base or ferroapi.HTTPException, name)
    log, _ = outcome(ferroapi, lambda: kind(418), where, path)
    left = [line for line in log if line.endswith("left")]
    assert left == ["inner left", "threaded left", "outer left"]
    assert not any("GeneratorExit" in line for line in log)


# Without those where FastAPI skips clean-ups: contextlib trips over a traceback, and over the
# context of what a clean-up raised. Ours go on (the test above).
ROWS = [
    (base, name, where)
    for (base, name), where in itertools.product(CASES, WHERE)
    if name != "__traceback__"
    and (name, where) not in {("__context__", "clean-up"), ("status_code", "clean-up")}
]


@pytest.mark.parametrize(("base", "name", "where"), ROWS)
@pytest.mark.parametrize("path", PATHS)
def test_same_as_fastapi(
    base: type[BaseException] | None, name: str, where: str, path: str
) -> None:
    expected, found = both(base, name, where, path)
    assert found == expected
