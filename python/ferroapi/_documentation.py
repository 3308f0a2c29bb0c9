"""The routes that serve the OpenAPI document and the pages that show it. Added by `FerroAPI.setup`.

Functions of the pages are looked up in `applications` at each request: replacing one there replaces
the page.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse

if TYPE_CHECKING:
    from .applications import FerroAPI


def add_documentation(app: FerroAPI) -> None:
    """Add the routes that the application's settings ask for, none of them part of the document."""
    for path, endpoint in _pages(app):
        app.add_route(path, endpoint, include_in_schema=False)


def _pages(app: FerroAPI) -> Iterator[tuple[str, Any]]:
    serve = Documentation(app)
    if not app.openapi_url:
        return
    yield app.openapi_url, serve.openapi
    if app.docs_url:
        yield app.docs_url, serve.swagger_ui_html
        if app.swagger_ui_oauth2_redirect_url:
            yield app.swagger_ui_oauth2_redirect_url, serve.swagger_ui_redirect
    if app.redoc_url:
        yield app.redoc_url, serve.redoc_html


class Documentation:
    """One application's documentation endpoints, named as `url_path_for` finds them."""

    def __init__(self, app: FerroAPI) -> None:
        self.app = app

    async def openapi(self, request: Request) -> JSONResponse:
        """The document; the root path a proxy or the server added comes first among its servers."""
        document = self.app.openapi()
        root = _root_path(request)
        if root and self.app.root_path_in_servers:
            servers = document.get("servers", [])
            if all(server.get("url") != root for server in servers):
                document = {**document, "servers": [{"url": root}, *servers]}
        return JSONResponse(document)

    async def swagger_ui_html(self, request: Request) -> HTMLResponse:
        """Swagger UI."""
        root, redirect = _root_path(request), self.app.swagger_ui_oauth2_redirect_url
        page: HTMLResponse = _applications().get_swagger_ui_html(
            title=f"{self.app.title} - Swagger UI",
            openapi_url=f"{root}{self.app.openapi_url}",
            oauth2_redirect_url=root + redirect if redirect else redirect,
            init_oauth=self.app.swagger_ui_init_oauth,
            swagger_ui_parameters=self.app.swagger_ui_parameters,
        )
        return page

    async def swagger_ui_redirect(self, request: Request) -> HTMLResponse:
        """Where OAuth2 providers send users of Swagger UI back to."""
        page: HTMLResponse = _applications().get_swagger_ui_oauth2_redirect_html()
        return page

    async def redoc_html(self, request: Request) -> HTMLResponse:
        """ReDoc."""
        page: HTMLResponse = _applications().get_redoc_html(
            title=f"{self.app.title} - ReDoc",
            openapi_url=f"{_root_path(request)}{self.app.openapi_url}",
        )
        return page


def _root_path(request: Request) -> str:
    path: str = request.scope.get("root_path", "")
    return path.rstrip("/")


def _applications() -> Any:
    return sys.modules[f"{__package__}.applications"]
