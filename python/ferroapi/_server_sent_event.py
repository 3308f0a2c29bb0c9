"""One server-sent event as users yield it; published by `sse.py`, where it becomes bytes."""

from typing import Annotated, Any, Self

from pydantic import AfterValidator, BaseModel, Field, model_validator


class _OneLine:
    """A validator: a line break in this field would begin another field on the wire."""

    def __init__(self, field: str) -> None:
        self.field = field

    def __call__(self, value: str | None) -> str | None:
        if value is not None and not {"\r", "\n"}.isdisjoint(value):
            raise ValueError(f"SSE '{self.field}' must be a single line")
        return value


def _without_null(value: str | None) -> str | None:
    if value is not None and "\0" in value:
        raise ValueError("SSE 'id' must not contain null characters")
    return value


class ServerSentEvent(BaseModel):
    """One event. `retry` is in milliseconds; `comment` lines are ignored by clients."""

    data: Any = None
    """Sent as JSON."""
    raw_data: str | None = None
    """Sent as it is; excludes `data`."""
    event: Annotated[str | None, AfterValidator(_OneLine("event"))] = None
    id: Annotated[str | None, AfterValidator(_without_null), AfterValidator(_OneLine("id"))] = None
    retry: Annotated[int | None, Field(ge=0)] = None
    comment: str | None = None

    @model_validator(mode="after")
    def _has_one_payload(self) -> Self:
        if self.data is None or self.raw_data is None:
            return self
        raise ValueError(
            "Cannot set both 'data' and 'raw_data' on the same ServerSentEvent. "
            "Use 'data' for JSON-serialized payloads or 'raw_data' for pre-formatted strings."
        )
