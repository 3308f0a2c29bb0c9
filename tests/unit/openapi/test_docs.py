"""The HTML pages are FastAPI's, to the byte."""

import inspect
from itertools import product
from typing import Any

import pytest
from fastapi.openapi import docs as reference

from ferroapi.openapi import docs

_PARAMETERS: list[dict[str, Any] | None] = [
    None,
    {"deepLinking": False, "<key>": {"a": "</script>&", "b": [1, None, "é"]}},
]
_OAUTH: list[dict[str, Any] | None] = [None, {}, {"clientId": "<a&b>", "scopes": "x y"}]


@pytest.mark.parametrize(
    ("redirect", "oauth", "parameters"), [*product([None, "", "/done"], _OAUTH, _PARAMETERS)]
)
def test_swagger_ui(
    redirect: str | None, oauth: dict[str, Any] | None, parameters: dict[str, Any] | None
) -> None:
    options: dict[str, Any] = {
        "openapi_url": "/$openapi.json",
        "title": "<T> & $title",
        "oauth2_redirect_url": redirect,
        "init_oauth": oauth,
        "swagger_ui_parameters": parameters,
    }
    page, expected = docs.get_swagger_ui_html(**options), reference.get_swagger_ui_html(**options)
    assert page.body == expected.body
    assert page.headers == expected.headers


def test_swagger_ui_from_elsewhere() -> None:
    places = {"swagger_js_url": "/js", "swagger_css_url": "/css", "swagger_favicon_url": "/icon"}
    page = docs.get_swagger_ui_html(openapi_url="/o", title="T", **places)
    assert page.body == reference.get_swagger_ui_html(openapi_url="/o", title="T", **places).body


@pytest.mark.parametrize("fonts", [True, False])
def test_redoc(fonts: bool) -> None:
    options: dict[str, Any] = {"openapi_url": "/o", "title": "T", "with_google_fonts": fonts}
    assert docs.get_redoc_html(**options).body == reference.get_redoc_html(**options).body


def test_oauth2_redirect() -> None:
    expected = reference.get_swagger_ui_oauth2_redirect_html()
    assert docs.get_swagger_ui_oauth2_redirect_html().body == expected.body


def test_values_cannot_leave_the_script() -> None:
    page = docs.get_swagger_ui_html(
        openapi_url="/o", title="T", swagger_ui_parameters={"x": "</script><script>&"}
    )
    assert rb"\u003c/script\u003e\u003cscript\u003e\u0026" in page.body


def test_default_parameters() -> None:
    assert list(docs.swagger_ui_default_parameters.items()) == list(
        reference.swagger_ui_default_parameters.items()
    )


@pytest.mark.parametrize(
    "name",
    ["get_swagger_ui_html", "get_redoc_html", "get_swagger_ui_oauth2_redirect_html"],
)
def test_signatures(name: str) -> None:
    assert _parameters(getattr(docs, name)) == _parameters(getattr(reference, name))


def _parameters(function: Any) -> list[tuple[str, Any, Any]]:
    parameters = inspect.signature(function).parameters.values()
    return [(each.name, each.kind, each.default) for each in parameters]
