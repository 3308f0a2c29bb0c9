"""Mistakes that show only where routers, dependencies and prefixes come together."""

from typing import Any

from ..case import case
from ..record import get


def _short(api: Any) -> Any:
    def short() -> int:
        return 1

    return api.Depends(short, scope="function")


def _make_long(api: Any, name: str) -> Any:
    def long(needed: int = _short(api)):  # type: ignore[assignment]
        yield needed

    long.__name__ = name
    return api.Depends(long)


@case(get("/before"), get("/in/route"), get("/after"), get("/nowhere"), get("/before"))
def broken_inclusion(api: Any, log: list[str]) -> Any:
    """Only requests that get as far as the inclusion are told."""
    app, router = api.FastAPI(), api.APIRouter()

    @app.exception_handler(Exception)
    async def tell(request: Any, error: Exception):
        log.append(str(error))
        return api.responses.PlainTextResponse("told", 500)

    @app.get("/before")
    async def before():
        return "before"

    @router.get("/route")
    async def inside():
        return "inside"

    app.include_router(router, prefix="/in", dependencies=[_make_long(api, "long")])

    @app.get("/after")
    async def after():
        return "after"

    return app


@case(get("/"))
def two_mistakes(api: Any) -> Any:
    """The last of several dependencies is looked at first."""
    app = api.FastAPI()

    @app.get("/", dependencies=[_make_long(api, "first"), _make_long(api, "second")])
    async def read():
        return 1

    return app


@case(get("/a/1/1"))
def doubled_path_parameter(api: Any) -> Any:
    """Found where the prefixes come together, if the outer inclusion has none."""
    app, outer, inner = api.FastAPI(), api.APIRouter(), api.APIRouter()

    @inner.get("/{p}")
    async def read(p: int):
        return p

    outer.include_router(inner, prefix="/a/{p}")
    app.include_router(outer)
    return app
