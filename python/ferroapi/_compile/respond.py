"""The response half of a plan: which of the encodings, with which options."""

from __future__ import annotations

from typing import Any

from pydantic_core import SchemaSerializer
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response

from ferroapi._cold.replaced import serializer_of, validator_of
from ferroapi._compat import ModelField
from ferroapi.datastructures import DefaultPlaceholder

from .closed_schema import describe_shapes
from .description import Encoding, Respond, Shape

_JSON = (b"content-type", b"application/json")

# What of a route's options concerns its answers.
RESPOND_OPTIONS = (
    "status_code",
    "response_class",
    "response_field",
    "response_model_include",
    "response_model_exclude",
    "response_model_by_alias",
    "response_model_exclude_unset",
    "response_model_exclude_defaults",
    "response_model_exclude_none",
)

# Classes the pipeline renders itself, as long as nobody replaced their methods.
_NATIVE: dict[type[Response], tuple[Encoding, tuple[bytes, bytes] | None]] = {
    JSONResponse: (Encoding.JSON, _JSON),
    PlainTextResponse: (Encoding.TEXT, (b"content-type", b"text/plain; charset=utf-8")),
    HTMLResponse: (Encoding.TEXT, (b"content-type", b"text/html; charset=utf-8")),
    Response: (Encoding.TEXT, None),
}
# Filters that the extension knows when it writes an answer itself.
_NATIVE_FILTERS = frozenset({"by_alias", "exclude_none"})
_METHODS = ("__init__", "render", "init_headers", "__call__", "media_type", "charset")
_ORIGINALS = {cls: tuple(getattr(cls, name) for name in _METHODS) for cls in _NATIVE}


def respond_description(
    *,
    status_code: int | None = None,
    response_class: Any = JSONResponse,
    response_field: ModelField | None = None,
    **options: Any,
) -> Respond:
    """Describe how results are validated, serialized and wrapped."""
    is_default = isinstance(response_class, DefaultPlaceholder)
    actual = response_class.value if is_default else response_class
    if response_field is None:
        encoding, content_type = _encoding(actual)
        return Respond(encoding, status_code, actual, content_type, None, None, [], (), (), False)
    filters = _filters(**options)
    shapes: list[Shape] = []
    if is_default:
        names = tuple(filters)
        serialize: Any = _serialize(response_field, "to_json")
        encoding, content_type = Encoding.FIELD, _JSON
        shapes = _shapes(response_field, filters)
        actual = Response
    else:
        filters = {"mode": "json", **filters}
        names = tuple(filters)
        serialize = _serialize(response_field, "to_python")
        encoding, content_type = _encoding(actual)
        if encoding is Encoding.JSON:  # its content is JSON-able already: nothing to encode away
            encoding = Encoding.CLASS
    return Respond(
        encoding=encoding,
        status_code=status_code,
        response_class=actual,
        content_type=content_type,
        validate=_validator(response_field),
        serialize=serialize,
        options=list(filters.values()),
        option_names=names,
        shapes=shapes,
        exclude_none=filters.get("exclude_none", False),
    )


def _is_resolved(response_field: ModelField) -> bool:
    serializer: Any = response_field.serializer
    return isinstance(serializer, SchemaSerializer)


def _validator(response_field: ModelField) -> Any:
    if "validate" in vars(response_field):
        return validator_of(response_field, ("response",))
    return response_field.validator


def _serialize(response_field: ModelField, method: str) -> Any:
    """The serializer's method. An annotation that names nothing yet fails only where a result is
    to be serialized: the endpoint may return a `Response` always."""
    if (own := serializer_of(response_field, method)) is not None:
        return own
    if _is_resolved(response_field):
        return getattr(response_field.serializer, method)
    return lambda value, **options: getattr(response_field.serializer, method)(value, **options)


def _shapes(response_field: ModelField, filters: dict[str, Any]) -> list[Shape]:
    """What the extension needs to write the answer itself; empty where it cannot."""
    if not filters.keys() <= _NATIVE_FILTERS or not _is_resolved(response_field):
        return []
    if not response_field.is_as_declared:
        return []
    return describe_shapes(response_field.serializer, by_alias=filters["by_alias"])


def _encoding(actual: Any) -> tuple[Encoding, tuple[bytes, bytes] | None]:
    original = _ORIGINALS.get(actual) if isinstance(actual, type) else None
    if original is None or original != tuple(getattr(actual, name) for name in _METHODS):
        return Encoding.CLASS, None
    return _NATIVE[actual]


def _filters(
    response_model_include: Any = None,
    response_model_exclude: Any = None,
    response_model_by_alias: bool = True,
    response_model_exclude_unset: bool = False,
    response_model_exclude_defaults: bool = False,
    response_model_exclude_none: bool = False,
) -> dict[str, Any]:
    """Keyword arguments of the serializer; defaults are left out: each costs 25 ns."""
    filters: dict[str, Any] = {"by_alias": response_model_by_alias}
    if response_model_include is not None:
        filters["include"] = response_model_include
    if response_model_exclude is not None:
        filters["exclude"] = response_model_exclude
    flags = {
        "exclude_unset": response_model_exclude_unset,
        "exclude_defaults": response_model_exclude_defaults,
        "exclude_none": response_model_exclude_none,
    }
    filters.update({name: True for name, value in flags.items() if value})
    return filters
