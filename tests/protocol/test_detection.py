"""Servers and clients must take the app for ASGI 3, however they look at it."""

import asyncio
import inspect
import sys
from typing import Any

import pytest
import uvicorn
from starlette.routing import Mount, Router

import ferroapi
from ferroapi.testclient import TestClient

from .asgi import Wire, ask, make_scope


def make_app() -> ferroapi.FastAPI:
    app = ferroapi.FastAPI()

    @app.get("/")
    async def root() -> dict[str, int]:
        return {"n": 1}

    return app


class Overridden(ferroapi.FastAPI):
    """A user's subclass with its own call."""

    calls = 0

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.calls += 1
        await super().__call__(scope, receive, send)


class Plain(ferroapi.FastAPI):
    """A user's subclass without one."""


@pytest.mark.parametrize("kind", [ferroapi.FastAPI, Plain, Overridden])
def test_uvicorn_sees_asgi3(kind: type[ferroapi.FastAPI]) -> None:
    config = uvicorn.Config(kind(), log_config=None)
    config.load()
    assert config.interface == "asgi3"


@pytest.mark.parametrize("kind", [ferroapi.FastAPI, Plain, Overridden])
def test_call_is_a_coroutine_function(kind: type[ferroapi.FastAPI]) -> None:
    app = kind()
    assert inspect.iscoroutinefunction(app.__call__)
    if sys.version_info < (3, 14):
        assert asyncio.iscoroutinefunction(app.__call__)


def test_hypercorn_sees_asgi3() -> None:
    # hypercorn.utils.is_asgi, in its own order of questions.
    app = make_app()
    found = inspect.iscoroutinefunction(app) or (
        callable(app) and inspect.iscoroutinefunction(app.__call__)
    )
    assert found


def test_asgiref_sees_a_single_callable() -> None:
    # asgiref.compatibility.is_double_callable must say no: not a class, its call is a coroutine
    # function.
    app = make_app()
    assert not inspect.isclass(app)
    assert inspect.iscoroutinefunction(app.__call__)


def test_granian_and_mangum_await_the_call() -> None:
    app = make_app()
    wire = Wire()
    result = app(make_scope(), wire.receive, wire.send)
    assert inspect.isawaitable(result)
    assert asyncio.iscoroutine(result)

    async def wait() -> Any:
        return await result

    assert asyncio.run(wait()) is None
    assert wire.status == 200


def test_explicit_call_attribute() -> None:
    app = make_app()
    wire = Wire()
    asyncio.run(app.__call__(make_scope(), wire.receive, wire.send))
    assert wire.body == b'{"n":1}'


def test_overridden_call_is_used() -> None:
    app = Overridden()
    wire = asyncio.run(ask(app, "GET", "/"))
    assert (wire.status, app.calls) == (404, 1)


def test_patched_instance_call_is_used_by_those_who_look() -> None:
    app = make_app()
    assert "__call__" in vars(app)
    assert app.__call__.__self__ is app


@pytest.mark.parametrize("arguments", [(), ({},), ({}, None), ({}, None, None, None)])
def test_wrong_number_of_arguments_is_a_type_error(arguments: tuple[Any, ...]) -> None:
    with pytest.raises(TypeError):
        make_app()(*arguments)


def test_keywords() -> None:
    app, wire = make_app(), Wire()

    async def by_keyword() -> None:
        await app(scope=make_scope(), receive=wire.receive, send=wire.send)

    asyncio.run(by_keyword())
    assert wire.status == 200
    with pytest.raises(TypeError):
        app(scope={}, receive=None, nope=None)  # type: ignore[call-arg]


def test_starlette_mounts_and_the_test_client() -> None:
    outer = Router(routes=[Mount("/sub", app=make_app())])
    assert TestClient(outer).get("/sub/").json() == {"n": 1}
    assert TestClient(make_app()).get("/").json() == {"n": 1}


def test_unknown_scope_type() -> None:
    app, wire = make_app(), Wire()

    async def call() -> None:
        await app({"type": "smoke"}, wire.receive, wire.send)

    with pytest.raises(AssertionError):
        asyncio.run(call())
