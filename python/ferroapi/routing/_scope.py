"""What the routing leaves in the ASGI scope under the key "fastapi", and the context variable for
handlers being built.

Programs read these keys (Sentry, OpenTelemetry), so they are FastAPI's.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final

from starlette.types import Scope

SCOPE_KEY: Final = "fastapi"
CONTEXT_KEY: Final = "effective_route_context"
INCLUDED_KEY: Final = "included_router"

_ABSENT: Final = object()

effective_route_context_var: ContextVar[Any | None] = ContextVar(
    "fastapi_effective_route_context", default=None
)
"""The effective route whose handler is being built by its original route; None at every other
moment."""


def put(scope: Scope, key: str, value: Any) -> None:
    """Set one of our keys."""
    scope.setdefault(SCOPE_KEY, {})[key] = value


def restore(scope: Scope, key: str, previous: Any) -> None:
    """Give one of our keys its previous value back; a foreign value under "fastapi" is left
    alone."""
    ours = scope.get(SCOPE_KEY)
    if not isinstance(ours, dict):
        return
    if previous is _ABSENT:
        ours.pop(key, None)
    else:
        ours[key] = previous


@contextmanager
def during(scope: Scope, key: str, value: Any) -> Iterator[None]:
    """Set one of our keys inside the `with` block only."""
    previous = scope.setdefault(SCOPE_KEY, {}).get(key, _ABSENT)
    put(scope, key, value)
    try:
        yield
    finally:
        restore(scope, key, previous)


def effective_context(scope: Scope) -> Any | None:
    """The effective route that is being matched or handled."""
    return scope.get(SCOPE_KEY, {}).get(CONTEXT_KEY)


def included_router(scope: Scope) -> Any | None:
    """The inclusion through which a router is being asked."""
    return scope.get(SCOPE_KEY, {}).get(INCLUDED_KEY)


def update(scope: Scope, child: Scope) -> None:
    """Add what a match found; our own keys are merged, not replaced."""
    ours = child.get(SCOPE_KEY)
    if isinstance(ours, dict):
        ours = {**scope.get(SCOPE_KEY, {}), **ours}
        child = {**child, SCOPE_KEY: ours}
    scope.update(child)
