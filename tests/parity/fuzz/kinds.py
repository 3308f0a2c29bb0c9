"""What random response models are made of: types with values that fit them, and base classes and
configurations.

What stands under `OPEN` only pydantic-core serializes.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from enum import Enum, IntEnum
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    PlainSerializer,
    PrivateAttr,
    RootModel,
    computed_field,
    field_serializer,
    model_serializer,
    model_validator,
)

Make = Callable[[random.Random], Any]


class Colour(str, Enum):
    RED = "red"
    QUOTED = 'bl"ue\n'


class Size(IntEnum):
    SMALL = 1
    LARGE = 10**25


class Plain(Enum):
    TEXT = "t"
    NUMBER = 3
    NOTHING = None


class Odd(Enum):
    """Its values are its own business."""

    ONE = 1

    @property
    def value(self) -> Any:
        return "one"


class Private(BaseModel):
    _secret: int = PrivateAttr(5)


class Checked(BaseModel):
    @model_validator(mode="after")
    def checked(self) -> Any:
        return self


class Wrapped(BaseModel):
    @model_validator(mode="wrap")
    @classmethod
    def wrapped(cls, value: Any, handler: Any) -> Any:
        return handler(value)


class Computed(BaseModel):
    @computed_field
    @property
    def twice(self) -> str:
        return "twice"


class Rewritten(BaseModel):
    @model_serializer(mode="wrap")
    def rewrite(self, handler: Any) -> Any:
        return {"rewritten": handler(self)}


class Starred(BaseModel):
    @field_serializer("*", check_fields=False)
    def star(self, value: Any) -> str:
        return f"*{value!r}"


class Everywhere(BaseModel):
    """Attributes are looked up in Python."""

    def __getattribute__(self, name: str) -> Any:
        return super().__getattribute__(name)


class Mixin:
    """Brings a `__dict__` slot of its own."""

    def hello(self) -> str:
        return "hello"


class Mixed(Mixin, BaseModel):
    pass


class Names(RootModel[list[str]]):
    pass


BASES = (BaseModel, BaseModel, BaseModel, Private, Checked, Wrapped, Mixed)
OPEN_BASES = (Computed, Rewritten, Starred, Everywhere)
CONFIGS: tuple[ConfigDict, ...] = (ConfigDict(),) * 6 + (
    ConfigDict(extra="forbid"),
    ConfigDict(ser_json_inf_nan="constants"),
    ConfigDict(ser_json_inf_nan="strings"),
    ConfigDict(serialize_by_alias=True),
    ConfigDict(alias_generator=lambda name: f"{name}É"),
    ConfigDict(frozen=True),
    ConfigDict(use_enum_values=True),
    ConfigDict(revalidate_instances="always"),
    ConfigDict(defer_build=True),
)
OPEN_CONFIGS: tuple[ConfigDict, ...] = (
    ConfigDict(extra="allow"),
    ConfigDict(ser_json_timedelta="float"),
    ConfigDict(ser_json_temporal="milliseconds"),
)
TEXTS = (
    "",
    "a",
    "hello world",
    "é€😀",
    'q"\\/\b\f\n\r\t\x00\x1f\x7f\u2028',
    "x" * 33,
    "y" * 200 + '"',
)
FLOATS = (
    0.0,
    -0.0,
    1.5,
    19.99,
    1e-4,
    1e-5,
    1.25e-7,
    -3e-300,
    5e-324,
    1e15,
    123456.789e9,
    0.1 + 0.2,
)
MOMENTS = (
    datetime(2024, 2, 29, 12, 0, 0),
    datetime(1, 1, 1, 0, 0, 0, 7),
    datetime(9999, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
    datetime(2024, 6, 1, 8, 30, tzinfo=UTC, fold=1),
)


@dataclass(frozen=True)
class Kind:
    """An annotation and how values for it are made."""

    annotation: Any
    make: Make


def one_of(*values: Any) -> Make:
    return lambda rng: deepcopy(rng.choice(values))


SCALARS = (
    Kind(str, one_of(*TEXTS)),
    Kind(str, one_of(*TEXTS)),
    Kind(int, lambda rng: rng.choice((0, 1, -7, 2**63 - 1, -(2**63), rng.getrandbits(40)))),
    Kind(float, lambda rng: rng.choice((*FLOATS, rng.uniform(-1e6, 1e6), rng.random() / 1e5))),
    Kind(bool, one_of(True, False)),
    Kind(None, one_of(None)),
    Kind(datetime, one_of(*MOMENTS)),
    Kind(date, one_of(date(2024, 2, 29), date(1, 1, 1))),
    Kind(time, one_of(time(1, 2, 3), time(23, 59, 59, 120))),
    Kind(UUID, lambda rng: UUID(int=rng.getrandbits(128))),
    Kind(Colour, one_of(*Colour)),
    Kind(Plain, one_of(*Plain)),
    Kind(Literal["a", 'b"', 3, True, None], one_of("a", 'b"', 3, True, None)),
    Kind(Annotated[int, AfterValidator(lambda value: value), Field(ge=-(2**70))], one_of(1, 2)),
)
OPEN = (
    Kind(Decimal, one_of(Decimal("1.50"))),
    Kind(Any, one_of(1, "a", None, [1, {"a": 2}])),
    Kind(bytes, one_of(b"abc")),
    Kind(Size, one_of(*Size)),
    Kind(Odd, one_of(*Odd)),
    Kind(Literal[Colour.RED], one_of(Colour.RED)),
    Kind(Names, one_of(Names(["a"]))),
    Kind(Annotated[int, PlainSerializer(lambda value: f"<{value}>")], one_of(1, 2)),
    Kind(set[int], one_of({1})),
    Kind(tuple[int, str], one_of((1, "a"))),
    Kind(dict[int, str], one_of({1: "a"})),
    Kind(list, one_of([1, "a"])),
    Kind(dict[Colour, int], one_of({Colour.RED: 1})),
)
