"""`jsonable_encoder` called directly, with every option, through an endpoint-free app that logs the
results.
"""

import datetime
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, Field

from ..case import case
from ..record import get
from .responses import VALUES


class Inner(BaseModel):
    a: int = 1
    b: int | None = None


class Outer(BaseModel):
    inner: Inner = Inner()
    name: str = Field("n", alias="theName")
    when: datetime.date = datetime.date(2024, 1, 1)


@dataclass
class Point:
    x: int
    inner: Inner


OPTIONS: list[dict[str, Any]] = [
    {}, {"include": {"inner"}}, {"exclude": {"inner"}}, {"include": {"inner": {"a"}}},
    {"exclude": {"inner": {"a"}}}, {"by_alias": False}, {"exclude_unset": True},
    {"exclude_defaults": True}, {"exclude_none": True},
    {"custom_encoder": {int: lambda value: f"int {value}", datetime.date: lambda value: "date"}},
    {"sqlalchemy_safe": False}, {"include": ["a"]}, {"exclude": ["a"]}, {"include": set()},
    {"exclude": {"a", "x"}},
]  # fmt: skip
OBJECTS: list[Any] = [
    Outer(),
    Outer(inner=Inner(b=2), theName="x"),
    {"a": 1, "inner": Inner(), "_sa_x": 1, "none": None},
    [Outer()],
    Point(1, Inner()),
    {"inner": {"a": 1, "b": None}},
    (1, Inner()),
    {1: {datetime.date(2024, 1, 1): 1}},
]


@case(get("/"), openapi=False, trio=False)
def every_option(api: Any, log: list[str]) -> Any:
    for value in OBJECTS:
        for options in OPTIONS:
            _log_result(api, log, value, options)
    for name, value in VALUES.items():
        if name != "generator":
            _log_result(api, log, value, {})
    return api.FastAPI()


def _log_result(api: Any, log: list[str], value: Any, options: dict[str, Any]) -> None:
    try:
        result = repr(api.encoders.jsonable_encoder(value, **options))
    except Exception as error:
        result = f"{type(error).__name__} {error}"
    log.append(f"{value!r:.40} {sorted(options)}: {result}")


@case(*[get(f"/{kind}/{depth}") for kind in ("list", "tuple", "dict") for depth in (250, 256, 700)])
def deep(api: Any) -> Any:
    """As deep as Python's recursion limit lets FastAPI go."""
    app = api.FastAPI()
    wrap: dict[str, Any] = {
        "list": lambda value: [value],
        "tuple": lambda value: (value,),
        "dict": lambda value: {"a": value},
    }

    @app.get("/{kind}/{depth}")
    async def nested(kind: str, depth: int):
        value: Any = 1
        for _ in range(depth):
            value = wrap[kind](value)
        return value

    return app
