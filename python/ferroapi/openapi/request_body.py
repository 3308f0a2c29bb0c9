"""The `requestBody` of an operation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from .parameters import example_of

if TYPE_CHECKING:
    from ferroapi._compat import ModelField
    from ferroapi.params import Body

    from .schemas import Schemas


def describe_request_body(body: ModelField, schemas: Schemas) -> dict[str, Any]:
    """Describe the body: one media type, required unless it has a default."""
    info = cast("Body", body.field_info)
    described: dict[str, Any] = {"required": True} if info.is_required() else {}
    described["content"] = {info.media_type: {"schema": schemas.of(body), **example_of(info)}}
    return described
