"""Answers that need a Python response object."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import starlette.responses
from starlette.background import BackgroundTask
from starlette.datastructures import URL
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import Receive, Scope, Send

from ferroapi.dependencies import utils
from ferroapi.encoders import jsonable_encoder
from ferroapi.utils import is_body_allowed_for_status_code

RawHeaders = Sequence[tuple[bytes, bytes]]


def injected_response() -> Response:
    """The `Response` parameter: only its headers, cookies and status matter."""
    # There, where FastAPI looks it up, it is only for as long as somebody has replaced it.
    response: Response = vars(utils).get("Response", Response)()
    del response.headers["content-length"]
    vars(response)["status_code"] = None  # FastAPI's "not set"
    return response


def encode_json(value: Any) -> bytes:
    """The body of a default JSON answer, for values the native encoder leaves to Python."""
    content = jsonable_encoder(value)
    if starlette.responses.JSONResponse.render is not _RENDER:
        return bytes(JSONResponse(content).body)
    return _RENDER(_TEMPLATE, content)


def make_response(
    response_class: type[Response],
    content: Any,
    encoded: bool,
    options: dict[str, Any],
    headers: RawHeaders | None,
) -> Response:
    """An instance of the route's response class with the injected response merged in.

    `encoded`: the content went through a response field; otherwise it is made JSON-able here.
    """
    response = response_class(content if encoded else jsonable_encoder(content), **options)
    if not is_body_allowed_for_status_code(response.status_code):
        response.body = b""
    if headers:
        response.headers.raw.extend(headers)
    return response


def native_response(
    response_class: type[Response],
    status_code: int,
    headers: list[tuple[bytes, bytes]],
    body: bytes,
    background: BackgroundTask | None,
) -> Response:
    """A native answer as the object that a custom route handler works with."""
    response = response_class.__new__(response_class)
    response.status_code = status_code
    response.background = background
    response.body = body
    response.raw_headers = headers
    for name, value in headers:
        if name == b"content-type":
            response.media_type = value.decode("latin-1").partition(";")[0]
    return response


async def redirect(target: Scope, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer 307 with the URL of `target`, the same request with or without the last slash."""
    response = RedirectResponse(url=str(URL(scope=target)))
    await response(scope, receive, send)


_RENDER = JSONResponse.render
# `render` reads nothing of its instance: one serves for all.
_TEMPLATE = JSONResponse(None)
