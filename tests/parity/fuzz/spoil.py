"""Puts into models what validation would not have let in, and does to them what nobody should."""

from __future__ import annotations

import random
from collections import OrderedDict
from collections.abc import Iterator
from copy import copy
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Any
from uuid import UUID

from pydantic import BaseModel, RootModel

from .kinds import Colour, Odd, Plain, Size


class Text(str):
    pass


class Number(int):
    pass


class Real(float):
    pass


class Items(list[Any]):
    pass


class Pairs(dict[str, Any]):
    pass


class Moment(datetime):
    pass


class Unwritable:
    pass


class Other(BaseModel):
    a: int = 1


HOSTILE = (
    *(None, True, False, 0, 1, 3, -1, 2**63, -(2**63) - 1, 10**40, Number(5)),
    *(
        0.5,
        1e16,
        -1e300,
        1.7976931348623157e308,
        1e-6,
        float("nan"),
        float("inf"),
        -float("inf"),
        Real(1.5),
    ),
    *("", "a", "other", "\ud800", "x\udfff" * 20, Text("a"), "".join(["c", "at"]), "dog"),
    *(
        b"bytes",
        b"\xff",
        1j,
        Unwritable(),
        Other(),
        Unwritable,
        OrderedDict(a=1),
        Pairs(a=1),
        Items([1]),
    ),
    *([], [1, "a", None], (), (1,), {}, {"a": 1}, {1: 2}, {"\ud800": 1}, {Text("t"): 1}, {None: 1}),
    *(Colour.RED, Size.SMALL, Plain.TEXT, Odd.ONE),
    *(
        datetime(2024, 1, 1, tzinfo=timezone(timedelta(hours=2))),
        datetime(2024, 1, 1, tzinfo=timezone(timedelta(0))),
    ),
    *(
        Moment(2024, 1, 1),
        datetime(2024, 1, 1, tzinfo=UTC),
        date(2024, 1, 1),
        time(1, 2, tzinfo=UTC),
    ),
    *(timedelta(seconds=1), UUID(int=3), frozenset({1}), range(3)),
)


def models_in(value: Any) -> Iterator[BaseModel]:
    """Every model in a value, outermost first."""
    if isinstance(value, BaseModel):
        yield value
        inner: Any = list(value.__dict__.values())
    elif isinstance(value, dict):
        inner = list(value.values())
    else:
        inner = value if isinstance(value, list | tuple) else ()
    for item in inner:
        yield from models_in(item)


def spoil(rng: random.Random, value: Any) -> str:
    """Do one wrong thing to one of the models in `value`; what was done, or an empty text."""
    models = list(models_in(value))
    if not models:
        return ""
    model = rng.choice(models)
    done = rng.choice(
        (_replace,) * 8 + (_delete, _add, _permute, _subclass, _instance_dict, _cycle)
    )
    return f"{done.__name__} {type(model).__name__} {done(rng, model)}"


def _replace(rng: random.Random, model: BaseModel) -> str:
    names = list(model.__dict__)
    if not names:
        return ""
    name, hostile = rng.choice(names), copy(rng.choice(HOSTILE))
    holder = model.__dict__[name]
    if rng.random() < 0.3 and isinstance(holder, list) and holder:
        holder[rng.randrange(len(holder))] = hostile
    elif rng.random() < 0.3 and isinstance(holder, dict):
        holder[rng.choice(("a", Text("a"), 1, "\ud800", None))] = hostile  # type: ignore[index]
    else:
        model.__dict__[name] = hostile
    return f"{name}={hostile!a}"


def _delete(rng: random.Random, model: BaseModel) -> str:
    for name in rng.sample(sorted(model.__dict__), min(1, len(model.__dict__))):
        del model.__dict__[name]
    return ""


def _add(rng: random.Random, model: BaseModel) -> str:
    model.__dict__[rng.choice(("more", "field_9", Text("field_0"), "\ud800"))] = rng.choice(HOSTILE)
    if rng.random() < 0.5 and len(model.__dict__) > 1:
        del model.__dict__[next(iter(model.__dict__))]
    return ""


def _permute(rng: random.Random, model: BaseModel) -> str:
    items = list(model.__dict__.items())
    rng.shuffle(items)
    model.__dict__.clear()
    # Equal names, but not the same objects.
    model.__dict__.update(("".join(list(name)), value) for name, value in items)
    return ""


def _subclass(rng: random.Random, model: BaseModel) -> str:
    cls = type(model)
    if rng.random() < 0.3 or issubclass(cls, RootModel):
        other: type[BaseModel] = Other
    else:
        other = type(
            "Sub", (cls,), {"__annotations__": {"sub": int}, "sub": 7, "__module__": __name__}
        )
    object.__setattr__(model, "__class__", other)
    return other.__name__


def _instance_dict(rng: random.Random, model: BaseModel) -> str:
    replaced: Any = rng.choice((Pairs, OrderedDict))(model.__dict__)
    object.__setattr__(model, "__dict__", replaced)
    return type(replaced).__name__


def _cycle(rng: random.Random, model: BaseModel) -> str:
    for name, value in model.__dict__.items():
        if isinstance(value, list):
            value.append(model)
            return name
        if value is None or isinstance(value, BaseModel):
            model.__dict__[name] = model
            return name
    return ""
