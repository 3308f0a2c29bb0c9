"""Methods that a program has set on a field, in the form in which the pipeline calls pydantic-core.

FastAPI validates and writes through `validate`, `serialize` and `serialize_json` of a field; the
pipeline goes past them, unless somebody has put one there.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pydantic_core import InitErrorDetails, PydanticCustomError, ValidationError

from ferroapi._compat.v2 import ModelField

Location = tuple[int | str, ...]

_METHODS = {"to_json": "serialize_json", "to_python": "serialize"}
_OPTIONS: dict[str, Any] = {
    "include": None,
    "exclude": None,
    "by_alias": True,
    "exclude_unset": False,
    "exclude_defaults": False,
    "exclude_none": False,
}


def validator_of(field: ModelField, loc: Location) -> Callable[..., Any]:
    """The field's `validate` as a function that gives the value or raises `ValidationError`."""

    def validate(value: Any, **_options: Any) -> Any:
        result, errors = field.validate(value, {}, loc=loc)
        if errors:
            details = [_details(error, len(loc)) for error in errors]
            raise ValidationError.from_exception_data(field.name, details)
        return result

    return validate


def _details(error: dict[str, Any], depth: int) -> InitErrorDetails:
    kind = PydanticCustomError(error["type"], error["msg"], error.get("ctx"))
    return InitErrorDetails(type=kind, loc=tuple(error["loc"])[depth:], input=error.get("input"))


def serializer_of(field: ModelField, method: str) -> Callable[..., Any] | None:
    """The field's own method in place of the serializer's `method`; None where it has none."""
    name = _METHODS[method]
    if name not in vars(field):
        return None

    def serialize(value: Any, *, mode: str = "json", **options: Any) -> Any:
        return getattr(field, name)(value, **{**_OPTIONS, **options})

    return serialize
