"""Names of FastAPI's telemetry.

It is not built yet: an application that configures it is refused at registration.
"""

from __future__ import annotations

from collections.abc import Callable, MutableMapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypedDict

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.websockets import WebSocket


class TelemetryConfig(TypedDict, total=False):
    """What `telemetry=` will take: OpenTelemetry's providers, and which signals to produce."""

    tracer_provider: Any
    meter_provider: Any
    logger_provider: Any
    tracing: bool
    metrics: bool
    logs: bool
    operation_spans: bool
    auto_configure: bool
    exclude: Callable[[MutableMapping[str, Any]], bool] | None


@dataclass(kw_only=True)
class TelemetryData:
    """What telemetry will know about the current request."""

    request: Request | None = None
    websocket: WebSocket | None = None
    values: dict[str, Any] | None = None
    errors: Sequence[Any] | None = None
    body: Any = None


def get_telemetry_data(context: object = None) -> TelemetryData | None:
    """The current request's data: none, as long as no telemetry is recorded."""
    return None
