"""Which functions on the way of a request a program has replaced (tracing tools do that), and the
parts of the native way that give place to Python for it.

`look` is called by the extension: at the first request, and again after an attribute of one of the
types, or a name of one of the modules, was assigned. FastAPI looks all of these up at each request,
so a replacement counts at once, whenever it was made.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from enum import IntFlag
from types import FunctionType, ModuleType, WrapperDescriptorType
from typing import Any


class Part(IntFlag):
    """A part of the way that runs in Python while something in it is replaced. The extension knows
    the numbers (`asgi/replaced.rs`)."""

    WAY_IN = 1
    """`Starlette.__call__`."""
    MIDDLEWARE = 2
    """Starlette's outer middlewares, whose roles the pipeline plays, and what they call."""
    ROUTING = 4
    """Finding the route."""
    HANDLING = 8
    """What a route does with a request that matched."""
    SECTIONS = 16
    """Solving, and calling the endpoint."""
    DETAILS = 32
    """What solving takes out of the request, and what makes an answer of a result."""


_AROUND = Part.MIDDLEWARE | Part.HANDLING
_INSIDE = Part.HANDLING | Part.SECTIONS | Part.DETAILS

# Module -> names that are looked up in it, and the parts that stand behind them. `Class.method` is
# one method, `Class.*` all; a name that is at home in another module has that behind it.
_WAY: tuple[tuple[str, str, Part], ...] = (
    ("starlette.applications", "Starlette.__call__", Part.WAY_IN),
    (
        "starlette.middleware.errors",
        "ServerErrorMiddleware.__call__ ServerErrorMiddleware.error_response"
        " ServerErrorMiddleware.debug_response PlainTextResponse:starlette.responses"
        " Request:starlette.requests"
        " is_async_callable:starlette._utils run_in_threadpool:starlette.concurrency",
        Part.MIDDLEWARE,
    ),
    (
        "starlette.middleware.exceptions",
        "ExceptionMiddleware.__call__ ExceptionMiddleware.http_exception Request:starlette.requests"
        " wrap_app_handling_exceptions:starlette._exception_handler",
        Part.MIDDLEWARE,
    ),
    ("ferroapi.middleware.asyncexitstack", "AsyncExitStackMiddleware.__call__", Part.MIDDLEWARE),
    (
        "starlette._exception_handler",
        "_lookup_exception_handler is_async_callable:starlette._utils"
        " run_in_threadpool:starlette.concurrency",
        _AROUND,
    ),
    ("starlette.exceptions", "HTTPException.*", _AROUND),
    (
        "ferroapi.exception_handlers",
        "JSONResponse:starlette.responses Response:starlette.responses"
        " jsonable_encoder:ferroapi.encoders is_body_allowed_for_status_code:ferroapi.utils",
        _AROUND,
    ),
    (
        "starlette.routing",
        "Router.__call__ Router.not_found Route.matches get_route_path:starlette._utils",
        Part.ROUTING,
    ),
    ("starlette.routing", "Route.handle", Part.HANDLING),
    ("ferroapi.routing._router", "APIRouter.app APIRouter.matches APIRouter.handle", Part.ROUTING),
    ("ferroapi.routing._api_route", "APIRoute.matches", Part.ROUTING),
    ("ferroapi.routing._api_route", "APIRoute.handle", Part.HANDLING),
    (
        "ferroapi.routing",
        "get_route_path:starlette._utils URL:starlette.datastructures"
        " RedirectResponse:starlette.responses",
        Part.ROUTING,
    ),
    (
        "ferroapi.routing",
        "wrap_app_handling_exceptions:starlette._exception_handler Request:starlette.requests"
        " HTTPException:starlette.exceptions RequestValidationError:ferroapi.exceptions"
        " ResponseValidationError:ferroapi.exceptions",
        Part.HANDLING,
    ),
    (
        "ferroapi.routing",
        "solve_dependencies:ferroapi._cold.doors run_endpoint_function:ferroapi._cold.doors",
        Part.SECTIONS,
    ),
    (
        "ferroapi.routing",
        "serialize_response:ferroapi._cold.doors run_in_threadpool:starlette.concurrency"
        " jsonable_encoder:ferroapi.encoders is_body_allowed_for_status_code:ferroapi.utils"
        " Response:starlette.responses",
        _INSIDE,
    ),
    (
        "ferroapi.dependencies.utils",
        "request_params_to_args:ferroapi._cold.extraction"
        " request_body_to_args:ferroapi._cold.extraction run_in_threadpool:starlette.concurrency"
        " contextmanager_in_threadpool:ferroapi.concurrency"
        " Response:starlette.responses BackgroundTasks:ferroapi.background"
        " SecurityScopes:ferroapi.security.scopes",
        _INSIDE,
    ),
    ("ferroapi.exceptions", "RequestValidationError.* ValidationException.*", Part.HANDLING),
    (
        "ferroapi._compat.v2",
        "ModelField.validate ModelField.serialize ModelField.serialize_json",
        _INSIDE,
    ),
    ("starlette.requests", "Request.* HTTPConnection.*", _AROUND | _INSIDE),
    (
        "starlette.responses",
        "JSONResponse.* Response.* PlainTextResponse.* HTMLResponse.* RedirectResponse.*",
        _AROUND | _INSIDE,
    ),
)
# A change of a class shows in those that derive from it: one look at these sees all of the above.
_WATCHED_TYPES = (
    *("starlette.applications:Starlette", "starlette.middleware.errors:ServerErrorMiddleware"),
    "starlette.middleware.exceptions:ExceptionMiddleware",
    "ferroapi.middleware.asyncexitstack:AsyncExitStackMiddleware",
    *("starlette.exceptions:HTTPException", "ferroapi.exceptions:RequestValidationError"),
    *("ferroapi.routing._router:APIRouter", "ferroapi.routing._api_route:APIRoute"),
    *("starlette.requests:Request", "starlette.responses:JSONResponse"),
    *("starlette.responses:PlainTextResponse", "starlette.responses:HTMLResponse"),
    "ferroapi._compat.v2:ModelField",
)


def look() -> tuple[int, list[type], list[dict[str, Any]]]:
    """The parts that are replaced now; types and namespaces where a change is worth a new look."""
    parts = Part(0)
    namespaces: dict[str, dict[str, Any]] = {}
    for name, members, part in _WAY:
        module = sys.modules.get(name)
        if module is None:  # Nobody can have changed it.
            continue
        for member in members.split():
            if not part <= parts and _is_replaced(module, member):
                parts |= part
            if "." not in member.partition(":")[0]:
                namespaces[name] = vars(module)
    return int(parts), list(_watched_types()), list(namespaces.values())


def _watched_types() -> Iterator[type]:
    for entry in _WATCHED_TYPES:
        home, _, name = entry.partition(":")
        found = getattr(sys.modules.get(home), name, None)
        if isinstance(found, type):
            yield found


def _is_replaced(module: ModuleType, member: str) -> bool:
    name, _, home = member.partition(":")
    owner, _, method = name.rpartition(".")
    if not owner:
        found = vars(module).get(name)
        return found is not None and not is_original(found, home or module.__name__, name)
    cls = vars(module).get(owner)
    if not isinstance(cls, type):
        return True
    if method == "*":
        return any(not _is_own(found, cls, name) for name, found in vars(cls).items())
    found = vars(cls).get(method)
    return found is not None and not _is_own(found, cls, method)


def is_original(found: Any, home: str, name: str) -> bool:
    """Whether `found` is what the module `home` defines as `name`, and nothing around it.

    Not asked by comparison with what was found at import: a tool may have come before. A wrapper
    that passes all attributes on, as wrapt's do, is of another type all the same.
    """
    if isinstance(found, type):
        return (found.__module__, found.__qualname__) == (home, name)
    module = sys.modules.get(home)
    return (
        type(found) is FunctionType
        and module is not None
        and found.__globals__ is vars(module)
        and found.__code__.co_qualname == name
    )


def _is_own(found: Any, cls: type, name: str) -> bool:
    """Whether an attribute of a class is its definition's; what cannot be called does not count."""
    if type(found) is property:
        found = found.fget
    elif type(found) in (staticmethod, classmethod):
        found = found.__func__
    if isinstance(found, (type, WrapperDescriptorType)) or not callable(found):
        return True
    return is_original(found, cls.__module__, f"{cls.__qualname__}.{name}")
