"""The closed list of what is not built yet: each use refuses at registration, nothing else does."""

from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import pytest
from starlette.routing import WebSocketRoute
from starlette.testclient import TestClient

from ferroapi import APIRouter, Depends, FerroAPI, File, Form, UploadFile, WebSocket
from ferroapi._unsupported import REFUSALS
from ferroapi.exceptions import FastAPIError, UnsupportedFeatureError
from ferroapi.responses import EventSourceResponse, PlainTextResponse
from ferroapi.routing import APIRoute, APIWebSocketRoute, get_websocket_app
from ferroapi.security import OAuth2PasswordRequestForm

Use = Callable[[], Any]


def plain() -> None: ...


def numbers() -> Iterator[int]:
    yield 1


async def more_numbers() -> AsyncIterator[int]:
    yield 1


def with_form(name: str = Form()) -> None: ...
def with_file(content: bytes = File()) -> None: ...
def with_upload(file: UploadFile) -> None: ...
def with_login(login: OAuth2PasswordRequestForm = Depends()) -> None: ...
def with_websocket(websocket: WebSocket) -> None: ...
def with_inner(value: None = Depends(with_form)) -> None: ...


def register(endpoint: Any, **options: Any) -> Use:
    return lambda: FerroAPI().get("/", **options)(endpoint)


def on_both(name: str, *args: Any, **options: Any) -> list[Use]:
    return [
        lambda: getattr(FerroAPI(), name)(*args, **options),
        lambda: getattr(APIRouter(), name)(*args, **options),
    ]


def with_limit(**limit: Any) -> list[Use]:
    return [
        lambda: FerroAPI(**limit),
        lambda: APIRouter(**limit),
        lambda: FerroAPI().include_router(APIRouter(), **limit),
        lambda: APIRouter().include_router(APIRouter(), **limit),
        lambda: APIRoute("/", plain, **limit),
        *on_both("add_api_route", "/", plain, **limit),
        register(plain, **limit),
    ]


USES: dict[str, list[Use]] = {
    "forms": [
        *map(register, (with_form, with_file, with_upload, with_login, with_inner)),
        register(plain, dependencies=[Depends(with_form)]),
    ],
    "websockets": [
        register(with_websocket),
        *on_both("websocket", "/"),
        *on_both("websocket_route", "/"),
        *on_both("add_api_websocket_route", "/", plain),
        lambda: APIRouter().add_websocket_route("/", plain),
        lambda: APIWebSocketRoute("/", plain),
        lambda: get_websocket_app(None),
    ],
    "generators": [
        register(numbers),
        register(more_numbers),
        register(numbers, response_class=EventSourceResponse),
        register(numbers, response_class=PlainTextResponse),
    ],
    "telemetry": [lambda: FerroAPI(telemetry={})],
    "frontend": on_both("frontend", "/", directory="."),
    "max_body_size": with_limit(max_body_size=0),
    "form_limits": with_limit(form_limits={}),
}


def test_the_list_is_closed() -> None:
    assert set(REFUSALS) == set(USES)


@pytest.mark.parametrize(
    ("feature", "use"), [(feature, use) for feature, uses in USES.items() for use in uses]
)
def test_each_use_refuses_and_says_what_to_do(feature: str, use: Use) -> None:
    with pytest.raises(UnsupportedFeatureError) as caught:
        use()
    what, instead = REFUSALS[feature]
    assert str(caught.value).startswith(what)
    assert instead in str(caught.value)
    assert isinstance(caught.value, FastAPIError)


@pytest.mark.parametrize(
    "limit", [{"max_body_size": None}, {"form_limits": None}, {"telemetry": None}]
)
def test_not_using_it_is_fine(limit: dict[str, Any]) -> None:
    FerroAPI(**limit)


def test_a_refused_route_is_not_registered() -> None:
    app = FerroAPI()
    before = len(app.routes)
    with pytest.raises(UnsupportedFeatureError):
        app.get("/")(numbers)
    assert len(app.routes) == before


def test_starlettes_own_websocket_routes_pass_through() -> None:
    async def echo(websocket: WebSocket) -> None:
        await websocket.accept()
        await websocket.send_text(await websocket.receive_text())
        await websocket.close()

    router = APIRouter(routes=[WebSocketRoute("/echo", echo)])
    app = FerroAPI(routes=[WebSocketRoute("/direct", echo)])
    app.include_router(router, prefix="/in")
    client = TestClient(app)
    for path in ("/direct", "/in/echo"):
        with client.websocket_connect(path) as websocket:
            websocket.send_text("hello")
            assert websocket.receive_text() == "hello"
