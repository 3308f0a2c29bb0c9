"""`jsonable_encoder` gives what FastAPI's gives, for values of every kind and all options."""

import dataclasses
import datetime
import decimal
import enum
import ipaddress
import math
import pathlib
import re
import uuid
from collections import OrderedDict, deque
from collections.abc import Iterable
from typing import Any

import pytest
from pydantic import AnyUrl, BaseModel, Field, SecretBytes, SecretStr
from pydantic_core import PydanticUndefined, Url

from ferroapi import encoders
from ferroapi.encoders import jsonable_encoder
from ferroapi.exceptions import UsageError

theirs = pytest.importorskip("fastapi.encoders")


class Colour(enum.Enum):
    red = "r"


class Level(enum.IntEnum):
    low = 1


class Text(str):
    __slots__ = ()


class Owner(BaseModel):
    name: str = Field(alias="Name")
    note: str | None = None


class Pet(BaseModel):
    owner: Owner
    tags: dict[str, Any] = {}
    born: datetime.date = datetime.date(2020, 1, 2)


@dataclasses.dataclass
class Point:
    x: int
    label: str | None = None
    owner: Owner | None = None


@dataclasses.dataclass
class Names(list[str]):
    """A dataclass that is a list too: the first wins."""

    first: str = "n"


class Attributes:
    def __init__(self) -> None:
        self.a = datetime.time(1, 2)
        self._sa_state = "hidden"
        self.none = None


class Pairs:
    def __iter__(self) -> Any:
        return iter([("k", Colour.red)])


class Slotted:
    __slots__ = ()


OWNER = Owner(Name="o")
VALUES: list[Any] = [
    *("text", Text("t"), 1, True, 1.5, None, math.inf, b"bytes", PydanticUndefined),
    *(Colour.red, Level.low, uuid.UUID(int=5), re.compile("a+"), SecretStr("s"), SecretBytes(b"s")),
    *(datetime.date(2020, 1, 2), datetime.time(3), datetime.datetime(2020, 1, 2, 3)),
    *(datetime.timedelta(minutes=2), pathlib.PurePosixPath("/a"), pathlib.Path("b")),
    *(decimal.Decimal("1.0"), decimal.Decimal("1"), decimal.Decimal("1E+3"), decimal.Decimal("-1")),
    *(ipaddress.ip_address("::1"), ipaddress.ip_network("10.0.0.0/8"), Url("http://a")),
    *(ipaddress.ip_interface("10.0.0.1/8"), AnyUrl("http://a/b")),
    *(OWNER, Pet(owner=OWNER, tags={"_sa_x": 1, "n": None}), Point(1), Point(2, "l", OWNER)),
    *([OWNER, {"a": Point(1)}], (1, Colour.red), {1}, frozenset({2}), deque([OWNER]), Names("ab")),
    *({"owner": OWNER, "x": 1, "_sa_instance": 2, 3: None}, OrderedDict(x=OWNER), {Colour.red: 1}),
    *({uuid.UUID(int=1): [None]}, [[{"x": {"x": 1}}]], Attributes(), Pairs(), {None: "none"}),
]
OPTIONS: list[dict[str, Any]] = [
    {},
    {"include": {"x", "owner"}},
    {"include": ["x"]},
    {"include": {}},
    {"include": {"owner": {"name"}}},
    {"exclude": {"x", "owner"}},
    {"exclude": ["a", "tags"]},
    {"exclude": {}},
    {"include": {"x", "a"}, "exclude": {"a"}},
    {"by_alias": False},
    {"exclude_unset": True},
    {"exclude_defaults": True},
    {"exclude_none": True},
    {"sqlalchemy_safe": False},
    {"custom_encoder": {str: str.upper, datetime.date: lambda day: day.year}},
    {"custom_encoder": {BaseModel: lambda model: "model", dict: sorted, int: str}},
    {"exclude_none": True, "by_alias": False, "sqlalchemy_safe": False},
]


def outcome(encode: Any, value: Any, options: dict[str, Any]) -> Any:
    try:
        encoded = encode(value, **options)
    except Exception as error:  # noqa: BLE001 (whatever it is, it must be the same)
        return type(error).__name__, str(error)
    return type(encoded), repr(encoded)


@pytest.mark.parametrize("options", OPTIONS, ids=str)
@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_results(value: Any, options: dict[str, Any]) -> None:
    expected = outcome(theirs.jsonable_encoder, value, options)
    assert outcome(jsonable_encoder, value, options) == expected


def test_generators() -> None:
    assert jsonable_encoder((n for n in [Colour.red, 2]), exclude={"a"}) == ["r", 2]


def test_not_a_number() -> None:
    assert math.isnan(jsonable_encoder(decimal.Decimal("NaN")))
    assert jsonable_encoder(decimal.Decimal("-Infinity")) == -math.inf


def test_containers_are_new() -> None:
    value: dict[str, Any] = {"a": [1]}
    encoded = jsonable_encoder(value)
    assert encoded == value
    assert encoded is not value
    assert encoded["a"] is not value["a"]


def test_what_cannot_be_encoded() -> None:
    with pytest.raises(ValueError, match="TypeError") as caught:
        jsonable_encoder(Slotted())
    assert [type(error) for error in caught.value.args[0]] == [TypeError, TypeError]
    with pytest.raises(UsageError):
        jsonable_encoder(Point)


def _real(kinds: Iterable[type]) -> list[type]:
    """Without FastAPI's stand-ins for classes of packages that are not installed."""
    return [kind for kind in kinds if kind.__module__ != theirs.__name__]


def test_the_tables_equal_fastapis() -> None:
    assert list(encoders.ENCODERS_BY_TYPE) == _real(theirs.ENCODERS_BY_TYPE)
    ours = list(encoders.encoders_by_class_tuples.values())
    real = [_real(kinds) for kinds in theirs.encoders_by_class_tuples.values()]
    assert [list(kinds) for kinds in ours] == [kinds for kinds in real if kinds]


def test_the_table_can_be_extended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(encoders.ENCODERS_BY_TYPE, Slotted, lambda _: "slotted")
    assert jsonable_encoder({"a": [Slotted()]}) == {"a": ["slotted"]}


def test_the_table_can_be_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoders, "ENCODERS_BY_TYPE", {uuid.UUID: lambda _: "id"})
    assert jsonable_encoder(uuid.UUID(int=1)) == "id"


def test_unknown_names_are_refused() -> None:
    with pytest.raises(AttributeError, match="nothing"):
        _ = encoders.nothing  # type: ignore[attr-defined]
