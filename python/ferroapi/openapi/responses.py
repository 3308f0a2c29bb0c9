"""The `responses` of an operation: the usual one, those the user adds, and the validation error."""

from __future__ import annotations

import http.client
import inspect
from collections.abc import Callable
from copy import deepcopy
from typing import TYPE_CHECKING, Any

from starlette.responses import JSONResponse, Response

from ferroapi._compat import lenient_issubclass
from ferroapi._lasting import remembered
from ferroapi.datastructures import DefaultPlaceholder
from ferroapi.exceptions import UsageError
from ferroapi.utils import deep_dict_update, is_body_allowed_for_status_code

from .constants import REF_PREFIX

if TYPE_CHECKING:
    from .route import RouteLike
    from .schemas import Schemas

#: What to call a range of status codes whose response has no description.
status_code_ranges: dict[str, str] = {
    "DEFAULT": "Default Response",
    "1XX": "Information",
    "2XX": "Success",
    "3XX": "Redirection",
    "4XX": "Client Error",
    "5XX": "Server Error",
}

_VALIDATION_STATUS = "422"
#: Responses that already say what a client's mistake leads to.
_COVER_VALIDATION = frozenset({_VALIDATION_STATUS, "4XX", "default"})


def describe_responses(
    route: RouteLike, schemas: Schemas, *, reads_input: bool
) -> tuple[dict[str, Any], bool]:
    """Describe the responses by status.

    Args:
        route: the operation's route.
        schemas: the schemas of the document.
        reads_input: whether the operation has parameters or a body, which may be invalid.

    Returns:
        The responses, and whether they refer to the components of `validation_error`.
    """
    response_class = _response_class(route)
    media_type = response_class.media_type
    usual: dict[str, Any] = {"description": route.response_description}
    if is_body_allowed_for_status_code(route.status_code):
        usual |= _content(_main_content(route, response_class, schemas))
    responses = {_main_status(route, response_class): usual}
    for status in route.responses or ():
        _add_response(responses, status, route, media_type or "application/json", schemas)
    may_be_invalid = reads_input and _COVER_VALIDATION.isdisjoint(responses)
    if may_be_invalid:
        responses[_VALIDATION_STATUS] = _validation_response()
    return responses, may_be_invalid


def _response_class(route: RouteLike) -> type[Response]:
    declared = route.response_class
    chosen = declared.value if isinstance(declared, DefaultPlaceholder) else declared
    if not chosen:
        raise UsageError("A response class is needed to generate OpenAPI")
    return chosen


def _main_status(route: RouteLike, response_class: type[Response]) -> str:
    if route.status_code is not None:
        return str(route.status_code)
    return _default_status(response_class.__init__)


@remembered(64)
def _default_status(initializer: Callable[..., None]) -> str:
    """The status a response has if none is passed to its class: the signature says so."""
    parameter = inspect.signature(initializer).parameters.get("status_code")
    default = None if parameter is None else parameter.default
    return str(default if isinstance(default, int) else 200)


def _content(by_media_type: dict[str, Any]) -> dict[str, Any]:
    return {"content": by_media_type} if by_media_type else {}


def _main_content(
    route: RouteLike, response_class: type[Response], schemas: Schemas
) -> dict[str, Any]:
    """What the usual response carries, by media type."""
    if route.is_json_stream:
        item = schemas.of(route.stream_item_field) if route.stream_item_field else {}
        return {"application/jsonl": {"itemSchema": item}}
    if route.is_sse_stream:
        return {"text/event-stream": {"itemSchema": _event_schema(route, schemas)}}
    if not response_class.media_type:
        return {}
    schema: dict[str, Any] = {"type": "string"}
    if lenient_issubclass(response_class, JSONResponse):
        schema = schemas.of(route.response_field) if route.response_field else {}
    return {response_class.media_type: {"schema": schema}}


def _event_schema(route: RouteLike, schemas: Schemas) -> dict[str, Any]:
    """The schema of one server-sent event; its data are the item, as JSON text."""
    from ferroapi.sse import _SSE_EVENT_SCHEMA

    schema = deepcopy(_SSE_EVENT_SCHEMA)
    if route.stream_item_field:
        schema["required"] = ["data"]
        item = schemas.of(route.stream_item_field)
        as_text = {"type": "string", "contentMediaType": "application/json"}
        schema["properties"]["data"] = as_text | {"contentSchema": item}
    return schema


def _add_response(
    responses: dict[str, Any],
    status: int | str,
    route: RouteLike,
    media_type: str,
    schemas: Schemas,
) -> None:
    """Merge the response that the user added for `status` into `responses`."""
    added = deepcopy(route.responses[status])
    if not isinstance(added, dict):
        raise UsageError("An additional response must be a dict")
    added.pop("model", None)
    if field := route.response_fields.get(status):
        content = added.setdefault("content", {}).setdefault(media_type, {})
        deep_dict_update(content.setdefault("schema", {}), schemas.of(field))
    key = str(status).upper()
    # Looked up even where it is not needed, so that a key that is no status is reported.
    phrase = status_code_ranges.get(key) or http.client.responses.get(int(status))
    merged = responses.setdefault("default" if key == "DEFAULT" else key, {})
    description = (
        added.get("description") or merged.get("description") or phrase or "Additional Response"
    )
    deep_dict_update(merged, added)
    merged["description"] = description


def _validation_response() -> dict[str, Any]:
    schema = {"$ref": f"{REF_PREFIX}HTTPValidationError"}
    return {"description": "Validation Error", "content": {"application/json": {"schema": schema}}}
