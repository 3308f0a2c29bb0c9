"""Random values of every kind that an endpoint without a response model may return.

Most are what JSON knows, so that the native encoder writes whole documents; the others make it give
up at a random place.
"""

from __future__ import annotations

import datetime
import decimal
import enum
import ipaddress
import math
import pathlib
import random
import re
import uuid
from collections import OrderedDict, defaultdict, deque, namedtuple
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, SecretStr


class Colour(enum.Enum):
    RED = "red"
    PAIR = (1, "two")


class Word(str, enum.Enum):
    A = "a\u2028"


class Level(enum.IntEnum):
    HIGH = 2**70


class Text(str):
    __slots__ = ()


class Whole(int):
    def __repr__(self) -> str:
        return "whole"


class Ratio(float):
    def __repr__(self) -> str:
        return "ratio"


class Items(list[Any]):
    pass


class Slots:
    __slots__ = ("x",)


class Plain:
    def __init__(self, value: Any) -> None:
        self.value, self._private = value, 1


@dataclass
class Point:
    x: Any
    tags: list[Any] = field(default_factory=list)


class Model(BaseModel):
    model_config = ConfigDict(extra="allow", arbitrary_types_allowed=True)
    value: Any = Field(None, alias="theValue")
    when: datetime.datetime | None = None
    secret: SecretStr = SecretStr("s")


Pair = namedtuple("Pair", "left right")
EAST = datetime.timezone(datetime.timedelta(hours=5, minutes=30, seconds=1))

INTS = (
    *(0, 1, -1, 9, 10, 255, 2**31, 2**53 + 1, 2**63 - 1, 2**63, -(2**63), -(2**63) - 1, 2**64),
    *(10**40, -(10**40)),
)
FLOATS = (
    *(0.0, -0.0, 1.0, 0.1, -2.5, 1e16, 1e15, 123456789012345.6, 9999999999999998.0, 1e-4, 1e-5),
    *(1e-7, 1e22, 1e300, 5e-324, 1.7976931348623157e308, math.pi, 1059438285926254.25),
)
NOT_NUMBERS = (math.nan, math.inf, -math.inf)
CHARACTERS = 'az09 "\\/\b\f\n\r\t\x00\x1b\x7f\x80é߿ࠀ\u2028\u2029\ufeff\uffff😀\U0010ffff<>&'
SURROGATES = "\ud800\udbff\udc00\udfff"
KEYS = ("a", "b", "name", "_sa_state", "_s", "_sá", "é", "", "x" * 40, 'q"', "\n")
OTHERS: tuple[Callable[[random.Random], Any], ...] = (
    lambda chance: chance.choice(NOT_NUMBERS),
    lambda chance: bytes(chance.choices(b"ab\xc3\xa9", k=3)),
    lambda chance: datetime.datetime(2024, chance.randint(1, 12), 3, 4, 5, chance.randint(0, 9)),
    lambda chance: datetime.datetime(2024, 1, 2, tzinfo=chance.choice((datetime.UTC, EAST))),
    lambda chance: datetime.date(chance.randint(1, 9999), 2, 28),
    lambda chance: datetime.time(chance.randint(0, 23), 5, 6, 7),
    lambda chance: datetime.timedelta(days=chance.randint(-3, 3), microseconds=chance.random()),
    lambda chance: decimal.Decimal(chance.choice(("1.50", "3", "1E+5", "1e-9", "NaN", "-0"))),
    lambda chance: decimal.Decimal(chance.choice(("sNaN", "Infinity", "1" * 30, "0.0"))),
    lambda chance: uuid.UUID(int=chance.getrandbits(128)),
    lambda chance: chance.choice((Colour.RED, Colour.PAIR, Word.A, Level.HIGH)),
    lambda chance: chance.choice((Text("te\u2029xt"), Whole(3), Ratio(1.0), Ratio("nan"))),
    lambda chance: chance.choice((pathlib.PurePosixPath("/a"), ipaddress.ip_address("::1"))),
    lambda chance: chance.choice((re.compile("a+"), SecretStr("x"), range(2), bytearray(b"x"))),
    lambda chance: chance.choice((Slots(), len, int, 1 + 2j, ..., ValueError("v"))),
    lambda chance: {chance.choice((1, "a", None, 2.5, Colour.RED)), chance.randint(0, 3)},
    lambda chance: "".join(chance.choices(CHARACTERS + SURROGATES, k=8)),
)
WRAPPERS: tuple[Callable[[list[Any]], Any], ...] = (
    deque,
    Items,
    lambda items: Pair(items[0] if items else None, items),
    lambda items: Point(items, items[:1]),
    lambda items: Plain(items),
    lambda items: Model(theValue=items, more=items[:1]),
    lambda items: OrderedDict(enumerate(items)),
    lambda items: defaultdict(list, {"items": items}),
    lambda items: Model(theValue=None, when="2024-01-02T03:04:05Z"),
)
ODD_KEYS = (
    *(1, -(2**70), 2.5, math.nan, 1e16, True, None, b"b", b"\xff", (1, 2), Colour.RED, Word.A),
    *(uuid.UUID(int=1), datetime.date(2024, 1, 2), decimal.Decimal("1.0"), Text("_sa_k"), "\ud800"),
    *(Text("k"), Whole(7), Ratio(1.5), frozenset((1,))),
)


class Maker:
    """Makes values; `oddity` is the share of those that JSON does not know."""

    def __init__(self, chance: random.Random, oddity: float) -> None:
        self.chance = chance
        self.oddity = oddity

    def value(self, depth: int = 4) -> Any:
        """One value, at most `depth` containers deep."""
        if self.chance.random() < self.oddity:
            return self._odd(depth)
        kind = self.chance.random()
        if depth and kind < 0.2:
            return self._dict(depth - 1)
        if depth and kind < 0.4:
            items = self._items(depth - 1)
            return tuple(items) if kind < 0.25 else items
        return self._scalar()

    def _odd(self, depth: int) -> Any:
        if depth and self.chance.random() < 0.4:
            return self.chance.choice(WRAPPERS)(self._items(depth - 1))
        return self.chance.choice(OTHERS)(self.chance)

    def _scalar(self) -> Any:
        kind = self.chance.randrange(6)
        if kind < 2:
            return "".join(self.chance.choices(CHARACTERS, k=self.chance.choice((0, 1, 5, 40))))
        if kind == 2:
            return self.chance.choice((True, False, None))
        if kind == 3:
            return self.chance.choice((*INTS, self.chance.getrandbits(self.chance.randint(1, 90))))
        return self.chance.choice((*FLOATS, self._float()))

    def _float(self) -> float:
        return self.chance.uniform(-1, 1) * 10.0 ** self.chance.randint(-20, 25)

    def _items(self, depth: int) -> list[Any]:
        if self.chance.random() < 0.1:  # Like dicts in a list: the encoder remembers their keys.
            keys = self.chance.sample(KEYS, 4)
            rows = range(self.chance.randint(9, 14))
            return [{key: self._scalar() for key in keys[: 3 + row % 2]} for row in rows]
        return [self.value(depth) for _ in range(self.chance.randint(0, 4))]

    def _dict(self, depth: int) -> dict[Any, Any]:
        return {self._key(): self.value(depth) for _ in range(self.chance.randint(0, 5))}

    def _key(self) -> Any:
        if self.chance.random() < self.oddity / 2:
            return self.chance.choice(ODD_KEYS)
        return self.chance.choice((*KEYS, *KEYS, 1, 2.5, None, True, -7, 2**64, 1e16))


def make_values(seed: int, amount: int) -> list[Any]:
    """The values of `seed`; a third of them are plain JSON throughout."""
    chance = random.Random(seed)
    return [Maker(chance, chance.choice((0.0, 0.03, 0.2))).value() for _ in range(amount)]
