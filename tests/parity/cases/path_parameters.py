"""Path parameters: types on top of convertors, constraints, aliases, models that do not fit."""

import datetime
import decimal
import enum
import uuid
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from ..case import case
from ..record import get


class Animal(enum.Enum):
    CAT = "cat"
    DOG = "dog"


TYPES: dict[str, tuple[Any, tuple[str, ...]]] = {
    "int": (int, ("1", "-1", "%2B1", "1.5", "x", "%20", "1%20", "9" * 25, "1_0", "%D9%A3")),
    "float": (float, ("1", "nan", "inf", "1e5", "x", "1e999")),
    "bool": (bool, ("true", "1", "yes", "nope")),
    "str": (str, ("a", "%25", "a%20b", "%F0%9F%A6%80", "a%2Cb")),
    "bytes": (bytes, ("a", "%E2%82%AC")),
    "uuid": (uuid.UUID, ("12345678-1234-5678-1234-567812345678", "x")),
    "date": (datetime.date, ("2024-01-01", "x")),
    "decimal": (decimal.Decimal, ("1.50", "x")),
    "animal": (Animal, ("cat", "CAT", "x")),
    "literal": (Literal["a", "b"], ("a", "c")),
    "gt": (Annotated[int, Field(gt=3)], ("3", "4")),
    "length": (
        Annotated[str, Field(min_length=2, max_length=3)],
        ("a", "ab", "abcd", "%C3%A9%E2%82%AC"),
    ),
    "pattern": (Annotated[str, Field(pattern="^a+$")], ("aa", "b")),
    "before": (Annotated[int, BeforeValidator(lambda value: value.strip("~"))], ("~5~", "~x~")),
    "after": (Annotated[int, AfterValidator(lambda value: value * 2)], ("5", "x")),
    "any": (Any, ("5", "x")),
    "union": (int | str, ("5", "x")),
}


@case([get(f"/{name}/{value}") for name, (_, values) in TYPES.items() for value in values])
def every_type(api: Any) -> Any:
    app = api.FastAPI()
    for name, (kind, _) in TYPES.items():

        def endpoint(value: kind):
            return {"value": repr(value)}

        app.get(f"/{name}/{{value}}", name=name)(endpoint)
    return app


@case(
    [get(f"/alias/{value}") for value in ("1", "x")],
    [get(f"/ge/{value}") for value in ("1", "3", "7", "8", "x")],
    [get(f"/two/{value}") for value in ("1/2", "x/y", "1/y")],
    [get(f"/dependency/{value}") for value in ("1", "x")],
    [get(f"/both/{value}") for value in ("1", "x")],
    [get(f"/unused/{value}") for value in ("1", "x")],
    [get(f"/named/{value}") for value in ("1", "x")],
    [get(f"/pathobj/{value}") for value in ("1", "0")],
    [get(f"/int_kept/{value}") for value in ("1", "0001")],
)
def forms(api: Any) -> Any:
    app = api.FastAPI()

    @app.get("/alias/{item-id}")
    def alias(item: Annotated[int, api.Path(alias="item-id")]):
        return item

    @app.get("/ge/{n}")
    def ge(n: Annotated[int, api.Path(ge=3, lt=8, title="N", description="enn")]):
        return n

    @app.get("/two/{b}/{a}")
    def two(a: int, b: int):
        return [a, b]

    def square(n: int):
        return n * n

    @app.get("/dependency/{n}")
    def dependency(squared: Annotated[int, api.Depends(square)]):
        return squared

    @app.get("/both/{n}")
    def both(squared: Annotated[int, api.Depends(square)], n: str):
        return [squared, n]

    @app.get("/unused/{n}")
    def unused(q: int = 1):
        return q

    @app.get("/named/{self}")
    def named(self: int):
        return self

    @app.get("/pathobj/{n}")
    def pathobj(n: int = api.Path(gt=0)):
        return n

    @app.get("/int_kept/{n:int}")
    def int_kept(n: Annotated[str, api.Path(min_length=2)]):
        return n

    return app
