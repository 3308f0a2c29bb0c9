"""Which declared types need no validator for their plainest values, and which have no attributes.

A native check must agree with pydantic-core on every text it accepts; what it does not accept, it
leaves to pydantic-core. So only exact `int`, `float`, `bool` and `str`, optional or not, with
bounds, qualify.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from types import NoneType, UnionType
from typing import Any, NamedTuple, Union, get_args, get_origin
from uuid import UUID

from annotated_types import Ge, Gt, Le, Lt, MaxLen, MinLen
from pydantic_core import SchemaValidator

from ferroapi._compat import ModelField

from .description import Check, CheckKind

_SCALARS = frozenset(
    {NoneType, bool, int, float, str, bytes, Decimal, datetime, date, time, timedelta, UUID}
)


class _Bound(NamedTuple):
    """What a constraint does to `(least, most)`."""

    attribute: str
    side: int
    open: bool = False


_NUMBER_BOUNDS: dict[type, _Bound] = {
    Ge: _Bound("ge", 0),
    Gt: _Bound("gt", 0, open=True),
    Le: _Bound("le", 1),
    Lt: _Bound("lt", 1, open=True),
}
_LENGTH_BOUNDS: dict[type, _Bound] = {
    MinLen: _Bound("min_length", 0),
    MaxLen: _Bound("max_length", 1),
}


class _Rule(NamedTuple):
    """How the constraints of one type become bounds."""

    kind: CheckKind
    bounds: dict[type, _Bound]
    widest: tuple[float, float]
    # The next value in a direction: an open bound is a closed one beside it.
    beside: Callable[[Any, float], Any]


def _next_int(value: int, towards: float) -> int:
    return value + (1 if towards > 0 else -1)


_WORD = (-(2**63), 2**63 - 1)
_RULES: dict[type, _Rule] = {
    int: _Rule(CheckKind.INT, _NUMBER_BOUNDS, _WORD, _next_int),
    str: _Rule(CheckKind.TEXT, _LENGTH_BOUNDS, _WORD, _next_int),
    bool: _Rule(CheckKind.BOOL, {}, _WORD, _next_int),
    float: _Rule(CheckKind.FLOAT, _NUMBER_BOUNDS, (-math.inf, math.inf), math.nextafter),
}


def native_check(field: ModelField) -> Check | None:
    """The check of a field whose plainest texts can be judged natively, else None."""
    # A pydantic plugin wants to see every validation: its validators are of another type.
    validates = getattr(field.validator, "__self__", None)
    if field.config or type(validates) is not SchemaValidator:
        return None
    kinds = set(_members(field.field_info.annotation)) - {NoneType}
    if len(kinds) != 1:
        return None
    (kind,) = kinds
    rule = _RULES.get(kind) if isinstance(kind, type) else None
    return _bounded(rule, field.field_info.metadata) if rule else None


def _bounded(rule: _Rule, metadata: list[Any]) -> Check | None:
    bounds = list(rule.widest)
    for constraint in metadata:
        known = rule.bounds.get(type(constraint))
        if known is None:
            return None
        value: Any = getattr(constraint, known.attribute)
        if not _is_bound(value, rule):
            return None
        if known.open:
            value = rule.beside(value, math.inf if known.side == 0 else -math.inf)
        bounds[known.side] = (max if known.side == 0 else min)(bounds[known.side], value)
    return Check(rule.kind, *bounds)


def _is_bound(value: Any, rule: _Rule) -> bool:
    least, most = rule.widest
    if rule.kind is CheckKind.FLOAT:
        # An integer that a float does not hold exactly is compared as an integer by pydantic-core.
        return type(value) in (int, float) and abs(value) <= 2**53
    return type(value) is int and least < value < most


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
