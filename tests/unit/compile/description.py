"""What is compared of a `Dependant` and of a field: everything a plugin or the OpenAPI document
could see.
"""

from __future__ import annotations

from typing import Any

_INFO = (
    *("annotation", "default_factory", "alias", "alias_priority", "serialization_alias", "title"),
    *("description", "examples", "deprecated", "discriminator", "json_schema_extra", "frozen"),
    *("validate_default", "include_in_schema", "media_type", "embed", "convert_underscores"),
)
_DEPENDANT = (
    *("name", "request_param_name", "websocket_param_name", "http_connection_param_name"),
    *("response_param_name", "background_tasks_param_name", "security_scopes_param_name"),
    *("own_oauth_scopes", "parent_oauth_scopes", "use_cache", "path", "scope"),
)
_PARAMETERS = ("path_params", "query_params", "header_params", "cookie_params", "body_params")


def describe_field(field: Any) -> dict[str, Any]:
    """A field as plain data, with the core schema that documents are made of."""
    info = field.field_info
    shown = {name: repr(getattr(info, name, None)) for name in _INFO}
    shown["validation_alias"] = repr(info.validation_alias)
    return shown | {
        "kind": type(info).__name__,
        "in": str(getattr(info, "in_", None)),
        "metadata": [repr(item) for item in info.metadata],
        "required": info.is_required(),
        "default": repr(field.default),
        "set": sorted(info._attributes_set),
        "names": (field.name, field.alias, field.validation_alias, field.serialization_alias),
        "mode": field.mode,
    }


def describe(dependant: Any) -> dict[str, Any]:
    """A dependant and all below it as plain data; callables by name, because each package declares
    its own.
    """
    shown: dict[str, Any] = {name: getattr(dependant, name) for name in _DEPENDANT}
    for name in _PARAMETERS:
        shown[name] = [describe_field(field) for field in getattr(dependant, name)]
    shown["dependencies"] = [describe(inner) for inner in dependant.dependencies]
    shown["call"] = getattr(dependant.call, "__name__", type(dependant.call).__name__)
    shown["limit"] = getattr(dependant.concurrency, "max_concurrency", None)
    return shown
