"""Unions and constants of closed schemas: when the type of a value says which choice is meant.

pydantic-core tries the choices of a union in order, each strictly. That comes to looking at the
type where no two choices take values of one type, and where no strict choice takes another's
values. Called by `closed_schema` only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from enum import Enum
from itertools import permutations
from types import NoneType
from typing import Any
from uuid import UUID

from pydantic_core import PydanticSerializationError, to_json

from .description import Constant, Form, Shape


class Open(Exception):
    """The schema has something in it that only pydantic-core serializes."""


_TYPES: dict[Form, type] = {
    Form.STR: str,
    Form.INT: int,
    Form.FLOAT: float,
    Form.BOOL: bool,
    Form.NONE: NoneType,
    Form.LIST: list,
    Form.TUPLE: tuple,
    Form.DICT: dict,
    Form.DATETIME: datetime,
    Form.DATE: date,
    Form.TIME: time,
    Form.UUID: UUID,
}

# JSON knows these, whatever the schema says about them.
_JSON_CONSTANTS = frozenset({str, int, bool, NoneType})


def constants_of(schema: Mapping[str, Any]) -> list[Constant]:
    """The values of a literal or of an enumeration, each with its JSON text."""
    if schema["type"] == "literal":
        values = {id(value): value for value in schema["expected"]}
        return [_constant(value, value) for value in values.values()]
    return [_constant(member, _value_of(member)) for member in schema["members"]]


def _constant(value: Any, written: Any) -> Constant:
    if type(written) not in _JSON_CONSTANTS:
        raise Open
    try:
        return Constant(value, to_json(written))
    except PydanticSerializationError:  # a lone surrogate
        raise Open from None


def _value_of(member: Enum) -> Any:
    """A member's value, if nobody but `Enum` has a say in it."""
    for base in type(member).__mro__:
        if "value" in vars(base):
            if base is Enum:
                return member.value
            break
    raise Open


def require_distinct(union: Shape, shapes: Sequence[Shape]) -> None:
    """Raise `Open` unless the exact type of a value tells which choice of `union` is meant."""
    models: list[type] = []
    types: list[type] = []
    for choice in union.inner:
        shape = shapes[choice]
        (models if shape.form is Form.MODEL else types).extend(_types_of(shape, shapes))
    everything = models + types
    if len(set(everything)) < len(everything):
        raise Open
    # A strict model takes no subclass, but a date takes a datetime. `bool` is told from `int`.
    for cls, other in permutations(types, 2):
        if issubclass(cls, other) and cls is not bool:
            raise Open


def _types_of(shape: Shape, shapes: Sequence[Shape]) -> set[type]:
    match shape.form:
        case Form.MODEL if shape.cls is not None:
            return {shape.cls}
        case Form.CONSTANT:
            return {type(constant.value) for constant in shape.constants}
        case Form.NULLABLE if shapes[shape.inner[0]].form in _TYPES:
            return {NoneType} | _types_of(shapes[shape.inner[0]], shapes)
        case form if form in _TYPES:
            return {_TYPES[form]}
        case _:
            raise Open


def require_tags(discriminator: Any, tags: Mapping[Any, int], shapes: Sequence[Shape]) -> None:
    """Raise `Open` unless each choice is a model whose tag is a constant that leads to it."""
    for place in set(tags.values()):
        tag = next((m for m in shapes[place].members if m.name == discriminator), None)
        if tag is None or tag.shape is None or shapes[tag.shape].form is not Form.CONSTANT:
            raise Open
        for constant in shapes[tag.shape].constants:
            if type(constant.value) is not str or tags.get(constant.value) != place:
                raise Open
