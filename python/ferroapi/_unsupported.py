"""The closed list of what FastAPI has and FerroAPI does not have yet, and how each use is refused.

A refusal happens at registration, never at a request, and says what to write instead. Called by the
declaration (`routing`, `applications`) and by the analysis of signatures (`_compile`). A feature
that gets built leaves this file.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NoReturn

from .exceptions import UnsupportedFeatureError

REFUSALS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "forms": (
            "Form and file parameters (Form, File, UploadFile)",
            "read `await request.form()` from an injected Request, or accept a JSON body",
        ),
        "websockets": (
            "WebSocket endpoints and WebSocket parameters",
            "pass a `starlette.routing.WebSocketRoute` in `routes=`, or mount a Starlette app",
        ),
        "generators": (
            "Generator endpoints (server-sent events, JSON Lines, streamed chunks)",
            "return a StreamingResponse that wraps the generator",
        ),
        "telemetry": (
            "Native telemetry (`telemetry=`)",
            "add an OpenTelemetry ASGI middleware with `app.add_middleware`",
        ),
        "frontend": (
            "Serving a front end (`frontend`)",
            'mount the folder: `app.mount("/", StaticFiles(directory=..., html=True))`',
        ),
        "max_body_size": (
            "Limits of the body size (`max_body_size=`)",
            "add Starlette's RequestBodyLimitMiddleware with `app.add_middleware`",
        ),
        "form_limits": (
            "Limits of forms (`form_limits=`)",
            "pass the limits to `await request.form(...)` of an injected Request",
        ),
    }
)
"""Each feature that is refused: what it is, and what to write instead."""


def refuse(feature: str, where: str = "") -> NoReturn:
    """Raise `UnsupportedFeatureError` for an entry of `REFUSALS`; `where` names the place of
    use."""
    what, instead = REFUSALS[feature]
    place = f" ({where})" if where else ""
    raise UnsupportedFeatureError(f"{what} are not built in FerroAPI yet{place}; {instead}.")


def refuse_forms(where: str = "") -> NoReturn:
    """A parameter resolved to `Form`, `File` or `UploadFile`."""
    refuse("forms", where)


def refuse_websocket(where: str = "") -> NoReturn:
    """A WebSocket route is being registered, or a parameter is annotated with `WebSocket`."""
    refuse("websockets", where)


def refuse_generator(where: str = "") -> NoReturn:
    """The endpoint is a generator function."""
    refuse("generators", where)


def refuse_telemetry(where: str = "") -> NoReturn:
    """`telemetry=` was given to the application."""
    refuse("telemetry", where)


def refuse_frontend(where: str = "") -> NoReturn:
    """`frontend` was called."""
    refuse("frontend", where)


def refuse_limits(options: Mapping[str, Any], where: str = "") -> None:
    """Refuse `max_body_size` and `form_limits` where they hold anything but None."""
    for name in ("max_body_size", "form_limits"):
        if options.get(name) is not None:
            refuse(name, where)
