"""Which path parameters are read: those of the scope at that time, whoever put them there."""

import asyncio

import pytest

from ferroapi import APIRouter, Depends, FerroAPI, Request
from ferroapi.routing import APIRoute

from .asgi import Wire, make_scope

OTHERS = {"item": "2"}


def replace(request: Request):
    request.scope["path_params"] = OTHERS


class Replacing(APIRoute):
    def get_route_handler(self):
        handle = super().get_route_handler()

        async def replaced(request):
            replace(request)
            return await handle(request)

        return replaced


@pytest.fixture
def app():
    async def read(item: int):
        return item

    async def read_body(item: int, body: list[int]):
        return item

    router = APIRouter(route_class=Replacing)
    router.get("/handler/{item}")(read)
    app = FerroAPI()
    app.include_router(router)
    app.get("/nobody/{item}")(read)
    app.get("/dependency/{item}", dependencies=[Depends(replace)])(read)
    app.post("/receive/{item}")(read_body)
    return app


def answer(app, method, path):
    scope = make_scope(method, path, {"content-type": "application/json"})
    wire = Wire(b"[]")

    async def receive():
        scope["path_params"] = OTHERS
        return await wire.receive()

    asyncio.run(app(scope, receive, wire.send))
    return wire.body


@pytest.mark.parametrize(
    ("method", "path", "item"),
    [
        ("GET", "/nobody/1", b"1"),
        ("GET", "/dependency/1", b"2"),
        ("GET", "/handler/1", b"2"),
        ("POST", "/receive/1", b"2"),
    ],
)
def test_parameters_are_the_scopes(app, method, path, item):
    assert answer(app, method, path) == item
