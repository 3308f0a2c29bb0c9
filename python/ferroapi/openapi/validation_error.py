"""The components that describe the answer to an invalid request (422)."""

from __future__ import annotations

from typing import Any

from .constants import REF_PREFIX

_LOCATION_PART = {"anyOf": [{"type": "string"}, {"type": "integer"}]}

_ERROR_PROPERTIES = {
    "loc": {"title": "Location", "type": "array", "items": _LOCATION_PART},
    "msg": {"title": "Message", "type": "string"},
    "type": {"title": "Error Type", "type": "string"},
    "input": {"title": "Input"},
    "ctx": {"title": "Context", "type": "object"},
}

_ERRORS = {"title": "Detail", "type": "array", "items": {"$ref": f"{REF_PREFIX}ValidationError"}}

#: One error: where it is, what it is, and what was sent.
validation_error_definition: dict[str, Any] = {
    "title": "ValidationError",
    "type": "object",
    "properties": _ERROR_PROPERTIES,
    "required": ["loc", "msg", "type"],
}

#: The body of the answer.
validation_error_response_definition: dict[str, Any] = {
    "title": "HTTPValidationError",
    "type": "object",
    "properties": {"detail": _ERRORS},
}


def definitions() -> dict[str, dict[str, Any]]:
    """Both components, by name."""
    components = (validation_error_definition, validation_error_response_definition)
    return {component["title"]: component for component in components}
