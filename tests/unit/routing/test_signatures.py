"""Signatures that tools and editors show: names, order, kinds and defaults equal to FastAPI's."""

import inspect
from typing import Any

import pytest
from typing_extensions import get_annotations

import ferroapi
import ferroapi.routing
from ferroapi import _options, _signatures

fastapi = pytest.importorskip("fastapi")
pytest.importorskip("fastapi.routing")

VERBS = ["get", "put", "post", "delete", "options", "head", "patch", "trace"]
OF_BOTH = [
    *("__init__", *VERBS, "api_route", "add_api_route", "include_router", "add_route", "mount"),
    *("host", "on_event", "websocket", "add_api_websocket_route", "websocket_route", "frontend"),
    "url_path_for",
]
OF_APP = [
    *("openapi", "setup", "middleware", "exception_handler", "build_middleware_stack"),
    *("add_middleware", "add_exception_handler"),
]
OF_ROUTER = ["route", "add_websocket_route", "add_event_handler", "matches", "handle", "app"]
OF_ROUTING = [
    *("get_request_handler", "get_websocket_app", "iter_route_contexts", "RouteContext"),
    *("APIRoute", "APIWebSocketRoute", "Mount"),
]


def shape(function: Any) -> list[tuple[str, Any, Any]]:
    """Name, kind and default of each parameter; defaults that are functions or classes by name."""
    rows = []
    for parameter in inspect.signature(function).parameters.values():
        default = parameter.default
        if type(default).__name__ == "DefaultPlaceholder":
            default = ("placeholder", getattr(default.value, "__name__", default.value))
        rows.append((parameter.name, parameter.kind, getattr(default, "__name__", default)))
    return rows


@pytest.mark.parametrize("name", [*OF_BOTH, *OF_APP])
def test_application_methods(name: str) -> None:
    assert shape(getattr(ferroapi.FerroAPI, name)) == shape(getattr(fastapi.FastAPI, name))


@pytest.mark.parametrize("name", [*OF_BOTH, *OF_ROUTER])
def test_router_methods(name: str) -> None:
    assert shape(getattr(ferroapi.APIRouter, name)) == shape(getattr(fastapi.APIRouter, name))


@pytest.mark.parametrize("name", OF_ROUTING)
def test_routing_names(name: str) -> None:
    assert shape(getattr(ferroapi.routing, name)) == shape(getattr(fastapi.routing, name))


@pytest.mark.parametrize("name", VERBS)
def test_verbs_agree_between_application_and_router(name: str) -> None:
    base = inspect.signature(ferroapi.APIRouter.get)
    for owner in (ferroapi.APIRouter, ferroapi.FerroAPI):
        assert inspect.signature(getattr(owner, name)) == base


def test_no_public_method_is_missing() -> None:
    for ours, theirs in [
        (ferroapi.FerroAPI, fastapi.FastAPI),
        (ferroapi.APIRouter, fastapi.APIRouter),
        (ferroapi.routing.APIRoute, fastapi.routing.APIRoute),
    ]:
        assert {name for name in dir(theirs) if not name.startswith("_")} <= set(dir(ours))


def test_no_public_name_is_missing() -> None:
    names = {name for name in vars(fastapi) if not name.startswith("_")}
    modules = {name for name in names if inspect.ismodule(getattr(fastapi, name))}
    assert names - modules <= set(dir(ferroapi))
    assert ferroapi.FastAPI is ferroapi.FerroAPI


@pytest.mark.parametrize(
    "keywords",
    [value for value in vars(_signatures).values() if isinstance(value, _signatures.Keywords)],
)
def test_every_keyword_has_a_type_and_a_place(keywords: _signatures.Keywords) -> None:
    assert all(p.annotation is not inspect.Parameter.empty for p in keywords.parameters)
    assert len(keywords.parameters) == len(keywords.defaults)


@pytest.mark.parametrize(
    ("types", "keywords"),
    [
        (_options.RouteOptions, _signatures.VERB),
        (_options.MethodsOptions, _signatures.API_ROUTE),
        (_options.AppMethodsOptions, _signatures.APP_API_ROUTE),
        (_options.AddRouteOptions, _signatures.ADD_API_ROUTE),
        (_options.APIRouteOptions, _signatures.ROUTE),
        (_options.IncludeOptions, _signatures.INCLUDE),
        (_options.IncludeOptions, _signatures.APP_INCLUDE),
        (_options.RouterOptions, _signatures.ROUTER),
        (_options.AppOptions, _signatures.APP),
    ],
)
def test_types_and_signatures_name_the_same_keywords(types: Any, keywords: Any) -> None:
    assert set(get_annotations(types)) == set(keywords.defaults)


@pytest.mark.parametrize("name", [*VERBS, "api_route"])
def test_an_unknown_keyword_is_a_type_error_at_once(name: str) -> None:
    for owner in (ferroapi.FerroAPI(), ferroapi.APIRouter()):
        with pytest.raises(TypeError, match=r"got an unexpected keyword argument 'foo'"):
            getattr(owner, name)("/", foo=1)


@pytest.mark.parametrize(
    "call",
    [
        lambda: ferroapi.FerroAPI(extra=1),
        lambda: ferroapi.APIRouter(extra=1),
        lambda: ferroapi.APIRouter().include_router(ferroapi.APIRouter(), extra=1),
        lambda: ferroapi.FerroAPI().include_router(ferroapi.APIRouter(), extra=1),
        lambda: ferroapi.FerroAPI().add_api_route("/", print, callbacks=[]),
        lambda: ferroapi.routing.APIRoute("/", print, extra=1),
    ],
)
def test_unknown_keywords_elsewhere(call: Any) -> None:
    with pytest.raises(TypeError, match="unexpected keyword argument"):
        call()
