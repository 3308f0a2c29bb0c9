"""The HTML pages that show a document: Swagger UI, ReDoc and Swagger UI's OAuth2 landing page.

The pages themselves are templates in `pages/`; here they are read once and filled in. What a caller
passes as a URL or a title is put in as it is; values that become JavaScript are escaped so that
they cannot close the `<script>` element. Called by the application's `/docs` and `/redoc` routes,
and by users who serve the pages themselves.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from string import Template
from textwrap import indent
from typing import TYPE_CHECKING, Any, Final

from starlette.responses import HTMLResponse

from ferroapi.encoders import jsonable_encoder

from .._borrowed import lend

_CDN: Final = "https://cdn.jsdelivr.net/npm/"
_SWAGGER_JS: Final = _CDN + "swagger-ui-dist@5/swagger-ui-bundle.js"
_SWAGGER_CSS: Final = _CDN + "swagger-ui-dist@5/swagger-ui.css"
_REDOC_JS: Final = _CDN + "redoc@2/bundles/redoc.standalone.js"
_FAVICON: Final = "https://fastapi.tiangolo.com/img/favicon.png"
_FONTS: Final = "https://fonts.googleapis.com/css?family=Montserrat:300,400,700|Roboto:300,400,700"

_PAGES: Final = Path(__file__).with_name("pages")
_MARGIN: Final = " " * 4
#: Characters that could end a script element or start an entity, as JavaScript escapes.
_SCRIPT_ESCAPES: Final = {ord(char): f"\\u{ord(char):04x}" for char in "<>&"}

#: Settings every Swagger UI page gets unless `swagger_ui_parameters` says otherwise. Keys are
#: Swagger UI's configuration names; copy it to start a configuration of your own.
swagger_ui_default_parameters: dict[str, Any] = {
    "dom_id": "#swagger-ui",
    "layout": "BaseLayout",
    **dict.fromkeys(("deepLinking", "showExtensions", "showCommonExtensions"), True),
}


def get_swagger_ui_html(
    *,
    openapi_url: str,
    title: str,
    swagger_js_url: str = _SWAGGER_JS,
    swagger_css_url: str = _SWAGGER_CSS,
    swagger_favicon_url: str = _FAVICON,
    oauth2_redirect_url: str | None = None,
    init_oauth: dict[str, Any] | None = None,
    swagger_ui_parameters: dict[str, Any] | None = None,
) -> HTMLResponse:
    """Make the page that loads Swagger UI for the document at `openapi_url`.

    Args:
        openapi_url: where the browser finds the document (absolute, or relative to the page).
        title: text of the browser tab.
        swagger_js_url: script of Swagger UI; set it, and the style sheet, to serve them yourself.
        swagger_css_url: style sheet of Swagger UI.
        swagger_favicon_url: icon of the browser tab.
        oauth2_redirect_url: path of the OAuth2 landing page on the same origin, if there is one.
        init_oauth: options for Swagger UI's `initOAuth`; JSON-compatible after `jsonable_encoder`.
        swagger_ui_parameters: settings laid over `swagger_ui_default_parameters`.
    """
    settings = swagger_ui_default_parameters | (swagger_ui_parameters or {})
    page = _template("swagger_ui").substitute(
        css_url=swagger_css_url,
        favicon_url=swagger_favicon_url,
        title=title,
        js_url=swagger_js_url,
        openapi_url=openapi_url,
        settings="".join(
            f"{_script_json(key)}: {_script_json(settings[key])},\n" for key in settings
        ),
        oauth2_redirect=_oauth2_redirect_setting(oauth2_redirect_url),
        init_oauth=_init_oauth_call(init_oauth),
    )
    return HTMLResponse(page)


def get_redoc_html(
    *,
    openapi_url: str,
    title: str,
    redoc_js_url: str = _REDOC_JS,
    redoc_favicon_url: str = _FAVICON,
    with_google_fonts: bool = True,
) -> HTMLResponse:
    """Make the page that loads ReDoc for the document at `openapi_url`.

    Args:
        openapi_url: where the browser finds the document (absolute, or relative to the page).
        title: text of the browser tab.
        redoc_js_url: script of ReDoc; set it to serve the script yourself.
        redoc_favicon_url: icon of the browser tab.
        with_google_fonts: whether the page loads ReDoc's fonts from Google.
    """
    fonts = (
        f'\n{_MARGIN}<link href="{_FONTS}" rel="stylesheet">\n{_MARGIN}'
        if with_google_fonts
        else ""
    )
    page = _template("redoc").substitute(
        title=title,
        fonts=fonts,
        favicon_url=redoc_favicon_url,
        openapi_url=openapi_url,
        js_url=redoc_js_url,
    )
    return HTMLResponse(page)


def get_swagger_ui_oauth2_redirect_html() -> HTMLResponse:
    """Make the page an OAuth2 provider sends the browser back to; it hands the code to Swagger UI.

    The page is Swagger UI 4.14.0's own `oauth2-redirect.html` (Apache License 2.0).
    """
    return HTMLResponse(_page("oauth2_redirect") + _MARGIN)


def _script_json(value: Any) -> str:
    return json.dumps(jsonable_encoder(value)).translate(_SCRIPT_ESCAPES)


def _oauth2_redirect_setting(url: str | None) -> str:
    return f"oauth2RedirectUrl: window.location.origin + '{url}'," if url else ""


def _init_oauth_call(options: dict[str, Any] | None) -> str:
    if not options:
        return ""
    margin = _MARGIN * 2
    return f"\n{margin}ui.initOAuth({_script_json(options)})\n{margin}"


@cache
def _template(name: str) -> Template:
    return Template(_page(name))


@cache
def _page(name: str) -> str:
    """Read `pages/<name>.html` and set it in by one margin: the layout FastAPI's clients know."""
    text = (_PAGES / f"{name}.html").read_text("utf-8")
    return "\n" + indent(text, _MARGIN) + _MARGIN


if not TYPE_CHECKING:  # a checker would take every misspelt name for one of these
    __getattr__, __dir__ = lend(__name__)
