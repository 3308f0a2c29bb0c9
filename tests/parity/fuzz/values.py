"""Types a generated parameter may have, as source text, and texts to send for them: fitting,
nearly, hostile.
"""

from __future__ import annotations

import json
import random
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Kind:
    """A type's source text, JSON values that suit it, and texts that may stand in a URL for it."""

    source: str
    values: tuple[Any, ...]
    constraints: tuple[str, ...] = ()


SCALARS = (
    Kind("int", (0, 1, -7, 12, 10**18, 10**20), ("gt=0", "ge=1, le=12", "multiple_of=3", "lt=5")),
    Kind(
        "str",
        ("a", "hello", "", "é€", "x" * 40, "1"),
        ("min_length=2", "max_length=5", 'pattern="^[a-z]+$"'),
    ),
    Kind("float", (0.5, 1, -2.25, 1e300, 3), ("gt=0", "le=3", "allow_inf_nan=False")),
    Kind("bool", (True, False, "on", "no", 1)),
    Kind("uuid.UUID", ("12345678-1234-5678-1234-567812345678", "12345678123456781234567812345678")),
    Kind("datetime.date", ("2024-02-29", "2024-01-01")),
    Kind("datetime.datetime", ("2024-02-29T12:00:00Z", "2024-01-01T00:00:00.5+02:00", 0)),
    Kind("decimal.Decimal", ("1.50", 2, "1e3"), ("max_digits=4", "decimal_places=1", "ge=0")),
    Kind("Colour", ("red", "blue")),
    Kind('Literal["a", "b", 3]', ("a", "b", 3)),
    Kind("int | str", (1, "x")),
    Kind("int | None", (5, None)),
)
SEQUENCES = (
    Kind("list[int]", ([1, 2], [], [7]), ("min_length=1", "max_length=2")),
    Kind("list[str]", (["a", "b"], [""], ["é"])),
    Kind("set[int]", ([3], [4, 4])),
    Kind("tuple[int, str]", ([1, "a"],)),
    Kind("list[float] | None", ([0.5], None)),
)
MODELS = (
    Kind("Small", ({"n": 1}, {"n": "2", "word": "x"}, {"n": 3, "word": None})),
    Kind(
        "Nested",
        ({"small": {"n": 1}, "many": [{"n": 2}, {"n": 3, "word": "w"}]}, {"small": {"n": 1}}),
    ),
    Kind("Closed", ({"itemId": 4}, {"itemId": 4, "flag": True})),
    Kind("dict[str, int]", ({"a": 1}, {})),
    Kind("list[Small]", ([{"n": 1}], [])),
    Kind("Small | None", ({"n": 1}, None)),
)
HOSTILE_TEXTS = (
    "", " ", "null", "nan", "1_0", "%ff", "%00", "%ED%A0%80", "+", "%2B1", "1e400", "true", "[]",
    "{}", "0x1", "-0", "%20", "a%2Fb", "'\"<>", "1.0", "..", "%C3%A9", "9" * 60,
)  # fmt: skip
HOSTILE_VALUES = (
    None,
    True,
    -1,
    2.5,
    "x",
    "",
    [],
    {},
    [None],
    {"n": None},
    {"n": "x", "extra": 1},
    {"itemId": "y"},
    10**40,
    "\ud800",
    [[[]]],
)


def url_text(chance: random.Random, kind: Kind, hostility: float) -> str:
    """One text for `kind`, percent-encoded; a share of `hostility` is not meant to fit."""
    if chance.random() < hostility:
        return chance.choice(HOSTILE_TEXTS)
    value = chance.choice(kind.values)
    text = value if isinstance(value, str) else json.dumps(value)
    return "".join(c if (c.isalnum() and c.isascii()) or c in "-._" else _percent(c) for c in text)


def json_value(chance: random.Random, kind: Kind, hostility: float) -> Any:
    """One JSON value for `kind`; a share of `hostility` is not meant to fit."""
    return (
        chance.choice(HOSTILE_VALUES) if chance.random() < hostility else chance.choice(kind.values)
    )


def _percent(character: str) -> str:
    return "".join(f"%{byte:02X}" for byte in character.encode("utf-8", "surrogatepass"))
