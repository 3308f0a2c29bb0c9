"""When do two annotations validate alike? A hashable key for those where the answer is certain.

`==` on annotations does not do: `int | str == str | int`, and `Annotated[int, Ge(1)] ==
Annotated[int, Ge(1.0)]`, though they answer with different errors. Whatever is not listed here is
never shared. Only `_compat.cores` asks.
"""

from __future__ import annotations

import re
from collections.abc import Hashable
from dataclasses import fields, is_dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from types import BuiltinFunctionType, EllipsisType, FunctionType, NoneType, UnionType
from typing import Annotated, Any, Literal, NewType, Union, cast, get_args, get_origin

from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined
from typing_inspection.typing_objects import is_typealiastype

_NUMBERS = (int, bool, float, complex, Decimal, date, datetime, time, timedelta)
_IDENTITIES = (str, bytes, NoneType, EllipsisType, re.Pattern, FunctionType, BuiltinFunctionType)
_LIBRARIES = frozenset({"annotated_types", "pydantic"})


class Unshareable(Exception):
    """Nothing is known about this annotation: build its validator for this field alone."""


def annotation_key(annotation: Any) -> Hashable:
    """A key equal for annotations that validate and serialize alike.

    Raises `Unshareable` where that cannot be told, and `TypeError` (from hashing) for some such.
    """
    if type(annotation) is type:
        return annotation
    origin = get_origin(annotation)
    if origin is not None:
        return _parametrized_key(annotation, origin)
    if isinstance(annotation, type):
        return _class_key(annotation)
    if annotation is None or annotation is Ellipsis or annotation is Any:
        return annotation
    if isinstance(annotation, NewType) or is_typealiastype(annotation):
        return annotation
    raise Unshareable


def _parametrized_key(annotation: Any, origin: Any) -> Hashable:
    if origin is Annotated:
        inner = annotation_key(annotation.__origin__)
        return (Annotated, inner, *map(metadata_key, annotation.__metadata__))
    arguments = get_args(annotation)
    if not arguments:
        raise Unshareable  # `Tuple` and `tuple[()]` look the same from here
    if origin is Literal:
        return (Literal, *((type(value), value) for value in arguments))
    if origin is UnionType:
        origin = Union
    elif not isinstance(origin, type) and origin is not Union:
        raise Unshareable
    outer = origin if origin is Union else annotation_key(origin)
    return (outer, *map(annotation_key, arguments))


def _class_key(cls: type[Any]) -> Hashable:
    metaclass: Any = type(cls)
    if not _compares_by_identity(metaclass):
        raise Unshareable
    # A model that is rebuilt gets another validator: what was built before does not stand for it.
    return (cls, cls.__dict__.get("__pydantic_validator__"))


def _compares_by_identity(metaclass: type[Any]) -> bool:
    defined: Any = metaclass
    return defined.__eq__ is type.__eq__ and defined.__hash__ is type.__hash__


def metadata_key(item: Any) -> Hashable:
    """A key for one piece of `Annotated` metadata; raises `Unshareable` for what neither pydantic
    nor we know.
    """
    kind: Any = type(item)
    if kind is type:
        return cast(Hashable, item)
    if isinstance(item, FieldInfo) or kind.__module__.partition(".")[0] not in _LIBRARIES:
        raise Unshareable
    if is_dataclass(kind):
        return (kind, *(_value_key(getattr(item, name)) for name in _field_names(item.__class__)))
    # pydantic's own constraints (`pattern`, `max_digits` …) are plain attributes.
    if not hasattr(item, "__dict__"):
        raise Unshareable
    return (kind, *((name, _value_key(value)) for name, value in vars(item).items()))


@lru_cache(maxsize=256)
def _field_names(kind: type[Any]) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


def _value_key(value: Any) -> Hashable:
    kind = type(value)
    if kind in _NUMBERS:
        return (kind, repr(value))  # 1, 1.0 and True are equal, their error texts are not
    if kind in _IDENTITIES or kind is type or value is PydanticUndefined:
        return value  # type: ignore[no-any-return]
    raise Unshareable
