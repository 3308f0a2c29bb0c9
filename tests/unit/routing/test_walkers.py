"""Instrumentations walk `app.routes` and ask each route, outside of every middleware."""

from collections.abc import Callable
from typing import Any

import pytest
from starlette.routing import Match, Route

from ferroapi import APIRouter, FastAPI
from ferroapi.routing import APIRoute
from ferroapi.testclient import TestClient


class Tenant(APIRoute):
    """Looks for what a middleware puts into the scope."""

    def matches(self, scope: Any) -> Any:
        return super().matches(scope) if scope["tenant"] == "a" else (Match.NONE, {})


class Middleware:
    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        scope["tenant"] = "a"
        await self.app(scope, receive, send)


def by_class(app: Any, scope: Any) -> Any:
    """As OpenTelemetry does."""
    for route in app.routes:
        match, _ = Route.matches(route, scope) if isinstance(route, Route) else route.matches(scope)
        if match is Match.FULL:
            return route.path
    return None


def by_method(app: Any, scope: Any) -> Any:
    """As Sentry and the instrumentators for Prometheus do."""
    for route in app.routes:
        match, _ = route.matches(scope)
        if match is Match.FULL:
            return route.path
    return None


def of_routes(app: Any, scope: Any) -> Any:
    """The same of those that are Starlette's routes: FastAPI's nodes are not."""
    return next(
        (
            route.path
            for route in app.routes
            if isinstance(route, Route) and route.matches(scope)[0] is Match.FULL
        ),
        None,
    )


@pytest.mark.parametrize("walk", [by_class, by_method, of_routes])
def test_a_class_that_needs_a_middleware_does_not_fail_those_outside_of_it(
    walk: Callable[..., Any],
) -> None:
    app, router = FastAPI(), APIRouter(prefix="/in", route_class=Tenant)

    @router.get("/items/{n}")
    async def items(n: int) -> int:
        return n

    app.include_router(router)
    found: list[Any] = []

    class Instrumented(Middleware):
        async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
            found.append(walk(app, scope))
            await self.app(scope, receive, send)

    app.add_middleware(Middleware)
    app.add_middleware(Instrumented)
    client = TestClient(app)
    assert client.get("/in/items/3").json() == 3
    assert client.get("/nothing").status_code == 404
    assert found == ["/in/items/{n}", None]


def test_the_class_is_asked_where_it_can_answer() -> None:
    app, router = FastAPI(), APIRouter(route_class=Tenant)
    router.get("/a")(lambda: 1)
    app.include_router(router, prefix="/in")
    scope = {"type": "http", "method": "GET", "path": "/in/a", "headers": [], "tenant": "b"}
    route = app.routes[-1]
    assert route.matches(scope)[0] is Match.NONE
    assert route.matches({**scope, "tenant": "a"})[0] is Match.FULL
    with pytest.raises(KeyError):
        TestClient(app).get("/in/a")
