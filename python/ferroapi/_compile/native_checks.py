"""Which declared types need no validator for their plainest values, and which have no attributes.

A native check must agree with pydantic-core on every text it accepts; what it does not accept, it
leaves to pydantic-core. So only exact `int` and `str`, optional or not, with bounds, qualify.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin
from uuid import UUID

from annotated_types import Ge, Gt, Le, Lt, MaxLen, MinLen
from pydantic_core import SchemaValidator

from ferroapi._compat import ModelField

_LEAST, _MOST = -(2**63), 2**63 - 1
_INT, _TEXT = 0, 1

_SCALARS = frozenset(
    {NoneType, bool, int, float, str, bytes, Decimal, datetime, date, time, timedelta, UUID}
)


def native_check(field: ModelField) -> tuple[int, int, int] | None:
    """`(kind, least, most)` of a field whose plainest texts can be judged natively, else None."""
    # A pydantic plugin wants to see every validation: its validators are of another type.
    validates = getattr(field.validator, "__self__", None)
    if field.config or type(validates) is not SchemaValidator:
        return None
    kinds = set(_members(field.field_info.annotation)) - {NoneType}
    if kinds == {int}:
        return _bounds(_INT, field.field_info.metadata, _NUMBER_BOUNDS)
    if kinds == {str}:
        return _bounds(_TEXT, field.field_info.metadata, _LENGTH_BOUNDS)
    return None


def is_scalar(field: ModelField) -> bool:
    """Whether validation never looks at attributes, so that `from_attributes` means nothing."""
    return all(
        kind in _SCALARS or (isinstance(kind, type) and issubclass(kind, Enum))
        for kind in _members(field.field_info.annotation)
    )


def _members(annotation: Any) -> tuple[Any, ...]:
    if get_origin(annotation) in (Union, UnionType):
        return get_args(annotation)
    return (annotation,)


# What a constraint does to `(least, most)`; its value stands in the attribute named.
_NUMBER_BOUNDS: dict[type, tuple[str, int, int]] = {
    Ge: ("ge", 0, 0),
    Gt: ("gt", 0, 1),
    Le: ("le", 1, 0),
    Lt: ("lt", 1, -1),
}
_LENGTH_BOUNDS: dict[type, tuple[str, int, int]] = {
    MinLen: ("min_length", 0, 0),
    MaxLen: ("max_length", 1, 0),
}


def _bounds(
    kind: int, metadata: list[Any], known: dict[type, tuple[str, int, int]]
) -> tuple[int, int, int] | None:
    bounds = [_LEAST, _MOST]
    for constraint in metadata:
        attribute, side, step = known.get(type(constraint), ("", 0, 0))
        value = getattr(constraint, attribute, None)
        if type(value) is not int or not _LEAST < value < _MOST:
            return None
        closest = max if side == 0 else min
        bounds[side] = closest(bounds[side], value + step)
    return kind, bounds[0], bounds[1]
