"""An application that has answered and that nobody holds any more is collected, though its compiled
plans lead back to it: endpoints and dependencies are often closures over their application.
"""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

import ferroapi
from ferroapi import APIRouter, Depends, FerroAPI
from ferroapi._compile import callables, classify


def plain(app: FerroAPI) -> str:
    @app.get("/x")
    async def endpoint() -> str:
        return app.title

    return "/x"


def included(app: FerroAPI) -> str:
    inner, outer = APIRouter(), APIRouter()
    plain_path = plain(inner_app := FerroAPI())
    inner.get("/x")(lambda: app.title)
    inner.mount("/mounted", inner_app)
    outer.include_router(inner, prefix="/inner")
    app.include_router(outer, prefix="/outer")
    return f"/outer/inner{plain_path}"


def with_dependencies(app: FerroAPI) -> str:
    def dependency(q: list[str] = ferroapi.Query(default_factory=lambda: [app.title])):
        yield q

    @app.get("/x", response_model=list[str])
    async def endpoint(values: Any = Depends(dependency, max_concurrency=2)) -> Any:
        return values

    return "/x"


def overridden(app: FerroAPI) -> str:
    path = with_dependencies(app)
    dependency = app.router.routes[-1].dependant.dependencies[0].call
    app.dependency_overrides[dependency] = lambda: [app.title]
    return path


def behind_middleware(app: FerroAPI) -> str:
    @app.middleware("http")
    async def around(request: Any, call_next: Any) -> Any:
        request.state.title = app.title
        return await call_next(request)

    @app.exception_handler(404)
    async def missing(request: Any, error: Any) -> Any:
        return ferroapi.responses.PlainTextResponse(app.title, 404)

    return plain(app)


def with_own_default(app: FerroAPI) -> str:
    async def default(scope: Any, receive: Any, send: Any) -> None:
        await ferroapi.responses.PlainTextResponse(app.title)(scope, receive, send)

    app.router.default = default
    return "/nothing"


def _forget_callables() -> None:
    """What is known of callables is remembered for the latest few thousand, as in FastAPI."""
    for module in (callables, classify):
        for value in vars(module).values():
            if hasattr(value, "cache_clear"):
                value.cache_clear()


BUILDERS: list[Callable[[FerroAPI], str]] = [
    *(plain, included, with_dependencies, overridden, behind_middleware, with_own_default),
]


@pytest.mark.parametrize("build", BUILDERS, ids=lambda build: build.__name__)
def test_it_is_collected(build: Callable[[FerroAPI], str]) -> None:
    app = FerroAPI()
    path = build(app)
    assert TestClient(app).get(path).status_code == 200
    assert TestClient(app).get("/missing").status_code in (200, 404)
    watched = weakref.ref(app.router)
    del app
    _forget_callables()
    gc.collect()
    assert watched() is None
