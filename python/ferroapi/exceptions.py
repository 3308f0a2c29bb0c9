"""Every exception and warning class users meet: HTTP and WebSocket errors, validation errors,
mistakes in declarations.

Only classes live here; turning them into answers is `exception_handlers.py`. Imported by nearly
every module, so nothing heavy may be imported from here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypedDict

from starlette.exceptions import HTTPException as StarletteHTTPException
from starlette.exceptions import WebSocketException as StarletteWebSocketException

from ._borrowed import Listing, lend

if TYPE_CHECKING:
    from pydantic import BaseModel

    RequestErrorModel: type[BaseModel]
    WebSocketErrorModel: type[BaseModel]


class EndpointContext(TypedDict, total=False):
    """Where the endpoint is that a validation error belongs to; `line` counts from 1."""

    function: str
    path: str
    file: str
    line: int


class HTTPException(StarletteHTTPException):
    """Raise it in an endpoint or a dependency to answer with an HTTP error.

    `detail` is any value that encodes to JSON and is sent as `{"detail": ...}`; left out, it is the
    phrase of `status_code` (RFC 9110 §15). `headers` are added to the answer. FastAPI:
    "tutorial/handling-errors".
    """

    def __init__(
        self, status_code: int, detail: Any = None, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(status_code=status_code, detail=detail, headers=headers)


class WebSocketException(StarletteWebSocketException):
    """Raise it while serving a WebSocket to close it with `code` (RFC 6455 §7.4.1) and `reason`."""

    def __init__(self, code: int, reason: str | None = None) -> None:
        super().__init__(code, reason)


class FastAPIError(RuntimeError):
    """Base of the errors that the framework raises about how it is used."""


class UsageError(FastAPIError, AssertionError):
    """A declaration contradicts itself; the message says which one.

    Also an `AssertionError`, because that is what FastAPI raises in its place.
    """


class UnsupportedFeatureError(FastAPIError):
    """A feature of FastAPI that FerroAPI does not have yet was used; the message says what to do
    instead.
    """


class DependencyScopeError(FastAPIError):
    """A dependency needs another one that ends before it does (`Depends(scope=...)`).

    Raised when the path operation is declared.
    """


class PydanticV1NotSupportedError(FastAPIError):
    """A `pydantic.v1` model was used as a parameter, a body or a response model.

    Raised when the path operation is declared; `BaseModel` of `pydantic` itself is meant.
    """


class FastAPIDeprecationWarning(UserWarning):
    """A deprecated feature was used. A `UserWarning`, so that it is shown by default."""


class ValidationException(Exception):
    """Base of the validation errors: a sequence of Pydantic's error dictionaries and the endpoint
    they concern.
    """

    def __init__(
        self, errors: Sequence[Any], *, endpoint_ctx: EndpointContext | None = None
    ) -> None:
        self._errors = errors
        self.endpoint_ctx = endpoint_ctx
        where: EndpointContext = endpoint_ctx or {}
        self.endpoint_path: str | None = where.get("path")
        self.endpoint_function: str | None = where.get("function")
        self.endpoint_file: str | None = where.get("file")
        self.endpoint_line: int | None = where.get("line")

    def errors(self) -> Sequence[Any]:
        """The error dictionaries: `type`, `loc`, `msg`, `input` and sometimes `ctx`."""
        return self._errors

    def _format_endpoint_context(self) -> str:
        """The endpoint's place in the form of a traceback entry, or an empty text where it is
        unknown.
        """
        path = self.endpoint_path
        if self.endpoint_file and self.endpoint_line and self.endpoint_function:
            place = f'"{self.endpoint_file}", line {self.endpoint_line}'
            entry = f"\n  File {place}, in {self.endpoint_function}"
            return f"{entry}\n    {path}" if path else entry
        return f"\n  Endpoint: {path}" if path else ""

    def __str__(self) -> str:
        plural = "" if len(self._errors) == 1 else "s"
        lines = [f"{len(self._errors)} validation error{plural}:\n"]
        lines += [f"  {error}\n" for error in self._errors]
        return ("".join(lines) + self._format_endpoint_context()).rstrip()


class _WithBody(ValidationException):
    """A validation error that keeps the value it was found in."""

    def __init__(
        self,
        errors: Sequence[Any],
        *,
        body: Any = None,
        endpoint_ctx: EndpointContext | None = None,
    ) -> None:
        super().__init__(errors, endpoint_ctx=endpoint_ctx)
        self.body = body


class RequestValidationError(_WithBody):
    """The request does not fit the endpoint's parameters; answered with 422 (RFC 9110 §15.5.21).

    `errors()` holds all of them, each with its place in the request as `loc`; `body` is the decoded
    request body. A handler registered for this class replaces the answer. FastAPI:
    "tutorial/handling-errors".
    """


class WebSocketRequestValidationError(ValidationException):
    """The WebSocket's handshake does not fit its parameters; answered with close code 1008 (RFC
    6455 §7.4.1).
    """


class ResponseValidationError(_WithBody):
    """What the endpoint returned does not fit its response model: the server's fault.

    It is answered with 500 and reaches the server's log. `body` is that value. FastAPI:
    "tutorial/response-model".
    """


_EMPTY_MODELS = {"RequestErrorModel": "Request", "WebSocketErrorModel": "WebSocket"}


__dir__: Listing
_borrowed, __dir__ = lend(__name__, _EMPTY_MODELS)


def __getattr__(name: str) -> Any:
    # Two names kept for old imports: making a Pydantic class costs more than this whole module.
    if name not in _EMPTY_MODELS:
        return _borrowed(name)
    from pydantic import create_model

    model = globals()[name] = create_model(_EMPTY_MODELS[name])
    return model
