"""`APIRoute`: its attributes, what it makes on demand, and the mistakes it reports."""

from enum import IntEnum
from typing import Any

import pytest
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient

import ferroapi
from ferroapi import APIRouter, FerroAPI, routing
from ferroapi.exceptions import FastAPIError, UsageError
from ferroapi.routing import APIRoute, get_request_handler

fastapi = pytest.importorskip("fastapi")

ATTRIBUTES = [
    *("path", "endpoint", "path_format", "methods", "name", "unique_id", "tags", "dependencies"),
    *("summary", "description", "response_description", "responses", "deprecated"),
    *("operation_id", "response_model", "response_model_include", "response_model_exclude"),
    *("response_model_by_alias", "response_model_exclude_unset", "response_model_exclude_none"),
    *("response_model_exclude_defaults", "include_in_schema", "callbacks", "openapi_extra"),
    *("dependency_overrides_provider", "status_code", "response_fields", "_embed_body_fields"),
    *("max_body_size", "form_limits", "stream_item_type", "stream_item_field", "is_sse_stream"),
    *("is_json_stream", "path_regex"),
]


class Status(IntEnum):
    MADE = 201


def endpoint(item: int) -> list[int]:
    """First line.

      Indented.
    \fNot shown.
    """
    return [item]


class Foreign:
    pass


class CallableEndpoint:
    def __call__(self, item: int) -> int:
        return item


@pytest.mark.parametrize(
    ("path", "call", "options"),
    [
        ("/x/{item}", endpoint, {}),
        ("/x/{item:int}/{rest:path}", endpoint, {"methods": ["post"], "status_code": Status.MADE}),
        ("/x/{item}", CallableEndpoint(), {}),
        ("hook", endpoint, {"description": "own\ftext", "response_model": None}),
        ("", endpoint, {"operation_id": "mine", "name": "other", "tags": ["a"]}),
    ],
)
def test_attributes_are_fastapis(path: str, call: Any, options: dict[str, Any]) -> None:
    ours, theirs = APIRoute(path, call, **options), fastapi.routing.APIRoute(path, call, **options)
    for name in ATTRIBUTES:
        assert getattr(ours, name) == getattr(theirs, name), name
    assert type(ours.status_code) is type(theirs.status_code)
    assert {name: type(c) for name, c in ours.param_convertors.items()} == {
        name: type(c) for name, c in theirs.param_convertors.items()
    }
    assert repr(ours) == repr(theirs)


def test_two_methods_name_the_operation_after_the_first_of_the_set() -> None:
    route = APIRoute("/x", endpoint, methods=["PUT", "post"])
    assert route.methods == {"PUT", "POST"}
    assert route.unique_id in ("endpoint_x_put", "endpoint_x_post")


def test_a_function_for_unique_ids_sees_the_route() -> None:
    seen: dict[str, Any] = {}

    def make(route: APIRoute) -> str:
        seen.update(path=route.path_format, tags=route.tags, methods=route.methods)
        return "made"

    app = FerroAPI(generate_unique_id_function=make)
    app.get("/x/{item:int}", tags=["a"])(endpoint)
    assert seen == {"path": "/x/{item}", "tags": ["a"], "methods": {"GET"}}
    assert app.routes[-1].unique_id == "made"


@pytest.mark.parametrize(
    ("path", "call", "options", "error", "message"),
    [
        ("/", "no function", {}, UsageError, "An endpoint must be a callable"),
        ("/", endpoint, {"status_code": 204}, UsageError, "Status code 204 must not have a"),
        ("/", endpoint, {"responses": {404: "x"}}, UsageError, "response must be a dict"),
        (
            "/",
            endpoint,
            {"responses": {304: {"model": int}}},
            UsageError,
            "Status code 304 must not have a response body",
        ),
        ("/", endpoint, {"response_model": Foreign}, FastAPIError, "Invalid args for response"),
        ("/{a}/{a}", endpoint, {}, ValueError, "Duplicated param name a at path /{a}/{a}"),
        ("/{a:b}", endpoint, {}, AssertionError, "Unknown path convertor 'b'"),
    ],
)
def test_mistakes(path: str, call: Any, options: Any, error: Any, message: str) -> None:
    for package in (ferroapi, fastapi):
        expected = error if package is ferroapi else Exception
        with pytest.raises(expected) as caught:
            package.routing.APIRoute(path, call, **options)
        assert message in str(caught.value)


def test_nothing_is_made_before_it_is_needed() -> None:
    route = APIRoute("/x/{item}", endpoint)
    assert "path_regex" not in vars(route)
    assert "_app" not in vars(route)
    assert route.path_regex.match("/x/1")
    assert route.app is route.app
    assert route.foreign_app is None


def test_a_route_alone_is_an_app() -> None:
    client = TestClient(APIRoute("/x/{item}", endpoint))
    assert client.get("/x/3").json() == [3]
    assert client.get("/y").status_code == 404
    refused = client.post("/x/3")
    assert refused.status_code == 405
    assert refused.headers["allow"] == "GET"


def test_an_assigned_app_is_used() -> None:
    app = FerroAPI()
    app.get("/x")(lambda: None)
    route = app.routes[-1]
    route.app = PlainTextResponse("replaced")
    assert route.foreign_app is route.app
    assert TestClient(app).get("/x").text == "replaced"


def test_a_custom_handler_is_built_at_once_and_wraps_the_plan() -> None:
    class Marked(APIRoute):
        built = 0

        def get_route_handler(self) -> Any:
            type(self).built += 1
            handler = super().get_route_handler()

            async def marked(request: Any) -> Any:
                response = await handler(request)
                response.headers["x-marked"] = "yes"
                return response

            return marked

    app = FerroAPI()
    app.router.route_class = Marked
    app.get("/x/{item}")(endpoint)
    assert Marked.built == 1
    response = TestClient(app).get("/x/3")
    assert response.json() == [3]
    assert response.headers["x-marked"] == "yes"
    assert Marked.built == 1


def test_a_replaced_get_request_handler_sees_the_endpoints_declared_after_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen: list[Any] = []

    def watching(*args: Any, **keywords: Any) -> Any:
        seen.append(keywords["dependant"].call)
        return get_request_handler(*args, **keywords)

    before = APIRoute("/before/{item}", endpoint)
    monkeypatch.setattr(routing, "get_request_handler", watching)
    assert routing.replaced_doors() == {"get_request_handler"}
    router = APIRouter()
    router.get("/after/{item}")(endpoint)
    assert seen == [endpoint]
    app = FerroAPI(routes=[before])
    app.include_router(router)
    assert TestClient(app).get("/after/3").json() == [3]
    assert seen == [endpoint, endpoint]
    monkeypatch.undo()
    assert routing.replaced_doors() == frozenset()
    assert before.foreign_app is None
    assert router.routes[0].foreign_app is not None


@pytest.mark.parametrize(
    "name",
    ["run_endpoint_function", "serialize_response", "solve_dependencies", "request_response"],
)
def test_doors_can_be_replaced_and_put_back(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    original = getattr(routing, name)
    monkeypatch.setattr(routing, name, None)
    assert routing.replaced_doors() == {name}
    monkeypatch.undo()
    assert getattr(routing, name) is original
    assert routing.replaced_doors() == frozenset()


def test_private_names_stay_importable() -> None:
    for name in ("_IncludedRouter", "_PING_INTERVAL", "_restore_fastapi_scope_key"):
        assert hasattr(routing, name)
    with pytest.raises(AttributeError):
        _ = routing.nothing


def test_a_handler_needs_a_callable() -> None:
    from ferroapi.dependencies.models import Dependant

    with pytest.raises(UsageError, match=r"dependant\.call must be a function"):
        get_request_handler(dependant=Dependant())


def test_methods_that_subclasses_override_get_every_keyword() -> None:
    calls: list[set[str]] = []

    class Recording(APIRouter):
        def add_api_route(self, path: str, endpoint: Any, **options: Any) -> None:
            calls.append(set(options))
            super().add_api_route(path, endpoint, **options)

        def api_route(self, path: str, **options: Any) -> Any:
            calls.append(set(options))
            return super().api_route(path, **options)

    Recording().get("/x/{item}")(endpoint)
    assert calls[0] == calls[1]
    assert {"response_model", "methods", "callbacks", "max_body_size"} <= calls[0]
