"""Declaring routes: `APIRouter`, `APIRoute`, and the functions that instrumentation looks for under
these names.

A route declared here knows itself completely; how it is answered is the pipeline's business
(`_compile`, `_cold` and the native extension). The names below that sections of the pipeline stand
behind are looked up in this module when the pipeline is built: replacing one of them here puts the
replacement in.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from starlette.routing import Mount as Mount

from .._borrowed import Listing, lend
from . import _contexts, _scope
from ._api_route import APIRoute as APIRoute
from ._contexts import RouteContext as RouteContext
from ._contexts import iter_effective_routes as iter_effective_routes
from ._contexts import iter_route_contexts as iter_route_contexts
from ._effective import EffectiveAPIRoute as EffectiveAPIRoute
from ._effective import EffectiveRoute as EffectiveRoute
from ._handler import get_request_handler as get_request_handler
from ._included import IncludedRouter as IncludedRouter
from ._not_built import APIWebSocketRoute as APIWebSocketRoute
from ._not_built import get_websocket_app as get_websocket_app
from ._not_built import websocket_session as websocket_session
from ._route_lists import FlatRoutes as FlatRoutes
from ._router import APIRouter as APIRouter

# FastAPI's private names that programs use.
_IncludedRouter = IncludedRouter
_EffectiveRouteContext = EffectiveRoute
_effective_route_context_var = _scope.effective_route_context_var
_iter_included_route_candidates = _contexts.iter_included_route_candidates
_iter_routes_with_context = _contexts.iter_routes_with_context
_restore_fastapi_scope_key = _scope.restore

if TYPE_CHECKING:
    from ferroapi._cold.doors import run_endpoint_function as run_endpoint_function
    from ferroapi._cold.doors import serialize_response as serialize_response
    from ferroapi._cold.doors import solve_dependencies as solve_dependencies
    from ferroapi._cold.request_response import request_response as request_response

# Where the pipeline's doors are; loaded when asked for. In this module's `vars` they are only where
# somebody replaced them.
_DOORS = {
    "run_endpoint_function": "ferroapi._cold.doors",
    "serialize_response": "ferroapi._cold.doors",
    "solve_dependencies": "ferroapi._cold.doors",
    "request_response": "ferroapi._cold.request_response",
    "_PING_INTERVAL": "ferroapi.sse",
}

__dir__: Listing
_borrowed, __dir__ = lend(__name__, _DOORS)


def __getattr__(name: str) -> Any:
    if name not in _DOORS:
        return _borrowed(name)
    return getattr(import_module(_DOORS[name]), name)


def replaced_doors() -> frozenset[str]:
    """The names of the pipeline's doors that somebody replaced in this module."""
    replaced = {name for name in _DOORS if _is_replaced(name)}
    if get_request_handler is not _own_request_handler:
        replaced.add("get_request_handler")
    return frozenset(replaced)


def _is_replaced(name: str) -> bool:
    # `monkeypatch` puts the original back into `vars`, so being there is not enough.
    return name in globals() and globals()[name] is not __getattr__(name)


_own_request_handler = get_request_handler
