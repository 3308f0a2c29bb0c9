"""Exception objects for those who want to see one, and the user's handlers of them."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable, MutableMapping, Sequence
from contextlib import suppress
from functools import partial
from typing import Any, TypeVar
from weakref import ref

from pydantic_core import ValidationError
from starlette._utils import is_async_callable
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Send

from ferroapi.exceptions import (
    EndpointContext,
    FastAPIError,
    RequestValidationError,
    ResponseValidationError,
)

Scope = MutableMapping[str, Any]
E = TypeVar("E", bound=Exception)

_SWALLOWED = (
    "Response not awaited. There's a high chance that the application code is raising an exception "
    "and a dependency with yield has a block with a bare except, or a block with except Exception, "
    "and is not raising the exception again. Read more about it in the docs: "
    "https://fastapi.tiangolo.com/tutorial/dependencies/dependencies-with-yield/"
    "#dependencies-with-yield-and-except"
)


# By the endpoint's id, for as long as it lives: reading the source of a function costs more than a
# request, and clients can have it read as often as they like.
_endpoint_context_cache: dict[int, tuple[ref[Any], EndpointContext]] = {}


def _raised(error: E, cause: BaseException | None = None) -> E:
    """`error` as if it had been raised here: handlers look for its traceback."""
    try:
        raise error
    except type(error):
        if cause is not None:
            error.__cause__ = error.__context__ = cause
        return error


def endpoint_context(call: Any, path: str | None, scope: Scope, verb: str) -> EndpointContext:
    """Where the endpoint is defined and which path led to it, for error texts."""
    context = extract_endpoint_context(call).copy()
    if path:
        context["path"] = f"{verb} {scope.get('root_path', '').rstrip('/')}{path}"
    return context


def extract_endpoint_context(call: Any) -> EndpointContext:
    """File, line and name of a function; empty where it has no source."""
    key = id(call)
    known = _endpoint_context_cache.get(key)
    if known is not None and known[0]() is call:
        return known[1]
    context = _read_source(call)
    # Else nothing can tell when it is gone; such a thing has no source to look for either.
    with suppress(TypeError):
        forget = partial(_forget, key)
        _endpoint_context_cache[key] = ref(call, forget), context
    return context


def _forget(key: int, gone: ref[Any]) -> None:
    known = _endpoint_context_cache.get(key)
    if known is not None and known[0] is gone:
        del _endpoint_context_cache[key]


def _read_source(call: Any) -> EndpointContext:
    context: EndpointContext = {}
    try:
        if file := inspect.getsourcefile(call):
            context["file"] = file
        context["line"] = inspect.getsourcelines(call)[1]
        if name := getattr(call, "__name__", None):
            context["function"] = name
    except Exception:  # noqa: BLE001 - no source: a REPL, a C function, an instance
        return {}
    return context


def validation_exception(
    errors: Sequence[Any],
    body: Any,
    call: Any,
    path: str | None,
    scope: Scope,
    cause: BaseException | None = None,
) -> RequestValidationError:
    """The exception for collected request errors; `cause` is why a body could not be read."""
    context = endpoint_context(call, path, scope, scope["method"])
    return _raised(RequestValidationError(errors, body=body, endpoint_ctx=context), cause)


def response_errors(
    error: ValidationError, result: Any, call: Any, path: str | None, scope: Scope
) -> ResponseValidationError:
    """The exception for a result that does not fit the declared response."""
    errors = [
        {**details, "loc": ("response", *details["loc"])}
        for details in error.errors(include_url=False)
    ]
    context = endpoint_context(call, path, scope, scope["method"])
    return _raised(ResponseValidationError(errors, body=result, endpoint_ctx=context))


def body_error(error: Exception) -> tuple[list[Any] | None, Any, Exception | None]:
    """What a failure to read the body means: errors and the document, or an exception."""
    if isinstance(error, json.JSONDecodeError):
        details = {
            "type": "json_invalid",
            "loc": ("body", error.pos),
            "msg": "JSON decode error",
            "input": {},
            "ctx": {"error": error.msg},
        }
        return [details], error.doc, None
    if isinstance(error, HTTPException):
        return None, None, error
    wrong = HTTPException(400, "There was an error parsing the body")
    return None, None, _raised(wrong, error)


def http_error(status_code: int, allow: str | None) -> HTTPException:
    """A 404 or 405 of the router, for a handler that wants to see it."""
    if allow is None:
        return _raised(HTTPException(status_code=status_code))
    return _raised(HTTPException(status_code=status_code, headers={"Allow": allow}))


def swallowed() -> FastAPIError:
    """A dependency swallowed the exception that ended the request."""
    return _raised(FastAPIError(_SWALLOWED))


def missing_response() -> UnboundLocalError:
    """A function-scoped dependency swallowed it, so there is no response to send."""
    text = "cannot access local variable 'response' where it is not associated with a value"
    return _raised(UnboundLocalError(text))


async def run_handler(handler: Callable[..., Any], request: Request, error: Exception) -> Any:
    """Call a user's exception handler, plain ones in a worker thread."""
    if is_async_callable(handler):
        return await handler(request, error)
    return await run_in_threadpool(handler, request, error)


async def server_error(
    handler: Callable[..., Any] | None,
    scope: Scope,
    receive: Receive,
    send: Send,
    error: Exception,
    started: bool,
) -> None:
    """Answer 500 where nothing was sent yet, then let the server see the exception."""
    if handler is None:
        response = PlainTextResponse("Internal Server Error", status_code=500)
    else:
        response = await run_handler(handler, Request(scope), error)
    if not started:
        await response(scope, receive, send)
    raise error
