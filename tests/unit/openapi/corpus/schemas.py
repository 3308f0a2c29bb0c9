"""What models become: input and output, computed fields, equal names, recursion, generics."""

import datetime
from collections.abc import Callable
from decimal import Decimal
from enum import IntEnum
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field, computed_field

T = TypeVar("T")


class Level(IntEnum):
    """How much."""

    low = 1
    high = 2


class Price(BaseModel):
    amount: Decimal = Decimal("1.50")
    since: datetime.date = datetime.date(2024, 1, 31)
    level: Level = Level.low


class Article(BaseModel):
    name: str = "unnamed"
    price: Price = Price()
    related: list["Article"] = []
    data: bytes | None = None
    rate: float = 0.5


class Encoded(BaseModel):
    model_config = ConfigDict(ser_json_bytes="base64", val_json_bytes="base64")

    data: bytes = Field(b"x", max_length=10)


class Measured(BaseModel):
    width: int = 1

    @computed_field  # type: ignore[prop-decorator]
    @property
    def area(self) -> int:
        return self.width**2


class Holder(BaseModel):
    measured: Measured
    article: Article | None = None


class Page(BaseModel, Generic[T]):
    items: list[T]
    next: "Page[T] | None" = None


class Hidden(BaseModel):
    inner: Holder

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: Any, handler: Any) -> dict[str, Any]:
        return {"type": "object", "x-hidden": True}


def _use(app: Any) -> Any:
    @app.post("/article")
    def article(article: Article) -> Article: ...

    @app.post("/holder")
    def holder(holder: Holder) -> list[Holder]: ...

    @app.post("/page")
    def page(page: Page[Price]) -> Page[Measured]: ...

    @app.post("/encoded")
    def encoded(encoded: Encoded) -> Encoded: ...

    @app.post("/hidden")
    def hidden(hidden: list[Hidden]) -> dict[str, Hidden]: ...

    return app


def separate(api: Any) -> Any:
    return _use(api.FastAPI())


def one_for_both(api: Any) -> Any:
    return _use(api.FastAPI(separate_input_output_schemas=False))


def equal_names(api: Any) -> Any:
    app = api.FastAPI()

    def add(number: int) -> Callable[..., Any]:
        class Thing(BaseModel):
            value: int = number

        def endpoint(thing: Thing) -> Thing: ...

        return endpoint

    for number in range(3):
        app.post(f"/{number}", operation_id=f"op{number}")(add(number))
    return app


APPS = (separate, one_for_both, equal_names)
