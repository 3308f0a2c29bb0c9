"""The handlers an application has from the start: they turn exceptions into answers.

The native pipeline recognises these functions by identity and answers without them; they run where
a user's code calls them or wraps them.
"""

from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from ._borrowed import lend
from .encoders import jsonable_encoder
from .exceptions import RequestValidationError, WebSocketRequestValidationError
from .utils import is_body_allowed_for_status_code
from .websockets import WebSocket


async def http_exception_handler(request: Request, exc: HTTPException) -> Response:
    """Answer `{"detail": ...}` with the exception's status and headers; no body where the status
    forbids one.
    """
    status, headers = exc.status_code, getattr(exc, "headers", None)
    if is_body_allowed_for_status_code(status):
        return JSONResponse({"detail": exc.detail}, status_code=status, headers=headers)
    return Response(status_code=status, headers=headers)


async def request_validation_exception_handler(
    request: Request, exc: RequestValidationError
) -> JSONResponse:
    """Answer 422 with the errors under `detail`, as `jsonable_encoder` writes them.

    Raises what that or `json.dumps` raises for an input that JSON cannot hold (NaN, for one).
    """
    return JSONResponse(status_code=422, content={"detail": jsonable_encoder(exc.errors())})


async def websocket_request_validation_exception_handler(
    websocket: WebSocket, exc: WebSocketRequestValidationError
) -> None:
    """Close with 1008, policy violation (RFC 6455 §7.4.1); the reason is the list of errors."""
    await websocket.close(1008, jsonable_encoder(exc.errors()))


if not TYPE_CHECKING:  # a checker would take every misspelt name for one of these
    __getattr__, __dir__ = lend(__name__)
