"""Typed responses: annotations, response_model and its filters, and values that do not fit."""

import datetime
import decimal
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Generic, Literal, NamedTuple, Optional, TypeVar, Union

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    PlainSerializer,
    RootModel,
    computed_field,
    field_serializer,
    model_serializer,
)
from typing_extensions import TypedDict

from ..case import case
from ..record import get

T = TypeVar("T")


class Base(BaseModel):
    name: str
    size: int = 3


class Derived(Base):
    password: str = "hidden"


class Aliased(BaseModel):
    model_config = ConfigDict(populate_by_name=True)
    item_name: str = Field("d", alias="itemName")
    other: int | None = Field(None, serialization_alias="otherOut")


class Rich(BaseModel):
    base: Base | None = None
    many: list[Base] = []
    table: dict[str, Aliased] = {}
    when: datetime.datetime = datetime.datetime(2024, 1, 1)
    amount: decimal.Decimal = decimal.Decimal("1.0")
    ratio: float = math.nan


class Computed(BaseModel):
    n: int

    @computed_field
    @property
    def double(self) -> int:
        return self.n * 2

    @field_serializer("n")
    def as_text(self, value: int) -> str:
        return f"n={value}"


class Wrapped(BaseModel):
    n: int

    @model_serializer
    def out(self):
        return ["wrapped", self.n]


class FromAttributes(BaseModel):
    model_config = ConfigDict(from_attributes=True)
    name: str
    inner: Base | None = None


class Record:
    def __init__(self, **values):
        self.__dict__.update(values)


@dataclass
class Point:
    x: int
    y: float = 0.5


class Row(TypedDict):
    a: int


class Pair(NamedTuple):
    left: int
    right: str


class Page(BaseModel, Generic[T]):
    items: list[T]
    total: int


class Recursive(BaseModel):
    value: int
    next: Optional["Recursive"] = None


class CatModel(BaseModel):
    kind: Literal["cat"] = "cat"
    lives: int = 9


class DogModel(BaseModel):
    kind: Literal["dog"] = "dog"
    bark: str = "w"


Shout = Annotated[str, PlainSerializer(lambda value: value.upper())]

KINDS: dict[str, Any] = {
    "int": int, "str": str, "float": float, "bool": bool, "none": None, "bytes": bytes,
    "decimal": decimal.Decimal, "datetime": datetime.datetime, "any": Any, "object": object,
    "base": Base, "optional": Base | None, "union_old": Union[CatModel, DogModel],
    "tagged": Annotated[CatModel | DogModel, Field(discriminator="kind")], "list": list[Base],
    "list_int": list[int],
    "dict": dict[str, int], "dict_model": dict[str, Base], "tuple": tuple[int, str],
    "sequence": Sequence[int], "set": set[int], "rich": Rich, "computed": Computed,
    "wrapped": Wrapped, "attributes": FromAttributes,
    "point": Point, "points": list[Point], "row": Row, "pair": Pair, "page": Page[Base],
    "root": RootModel[list[int]], "recursive": Recursive, "literal": Literal["a", "b"],
    "shout": Shout, "aliased": Aliased, "plain_dict": dict, "plain_list": list,
}  # fmt: skip

RESULTS: dict[str, Any] = {
    "none": None, "int": 5, "text": "5", "float": 2.5, "nan": math.nan, "true": True,
    "bytes": b"b", "bad": object(), "dict": {"name": "n"},
    "dict_extra": {"name": "n", "size": "4", "password": "p"}, "dict_bad": {"name": 1, "size": "x"},
    "base": Base(name="b"), "derived": Derived(name="d", size=7), "list": [1, 2],
    "list_bad": [1, "x"], "tuple": (1, "a"), "models": [Base(name="1"), Derived(name="2")],
    "dicts": [{"name": "1"}, {"size": 1}], "int_dict": {"a": 1, "b": "2"},
    "cat": CatModel(), "dog": {"kind": "dog", "bark": "woof"},
    "rich": Rich(base=Derived(name="x"), many=[Derived(name="y")],
                 table={"k": Aliased(itemName="v")}),
    "computed": Computed(n=2), "wrapped": Wrapped(n=3),
    "record": Record(name="r", inner=Record(name="i", size=1)),
    "point": Point(1), "points": [Point(1), {"x": 2}],
    "page": {"items": [{"name": "p"}], "total": 1}, "pair": Pair(1, "r"),
    "row": {"a": "1", "b": 2}, "recursive": Recursive(value=1, next=Recursive(value=2)),
    "aliased": Aliased(itemName="x", other=1), "aliased_dict": {"itemName": "q"},
    "date": datetime.datetime(2024, 5, 6, tzinfo=datetime.UTC), "letter": "a",
    "generator": "GENERATOR", "big": 10**30, "set": {3}, "mutated": "MUTATED",
}  # fmt: skip


def _result(name: str) -> Any:
    value = RESULTS[name]
    if name == "generator":
        return (number for number in range(2))
    if name == "mutated":
        model = Base(name="m")
        model.size = "not an int"  # type: ignore[assignment]
        return model
    return value


@case([get(f"/{kind}/{result}") for kind in KINDS for result in RESULTS], trio=False)
def annotations(api: Any) -> Any:
    app = api.FastAPI()
    for name, kind in KINDS.items():

        async def endpoint(result: str):
            return _result(result)

        endpoint.__annotations__["return"] = kind
        app.get(f"/{name}/{{result}}", name=name)(endpoint)
    return app


SOME = (
    "dict",
    "dict_extra",
    "dict_bad",
    "base",
    "derived",
    "models",
    "aliased",
    "rich",
    "none",
    "point",
    "bad",
    "mutated",
    "nan",
)


@case(
    [
        get(f"/{kind}/{result}")
        for kind in ("model", "none_model", "json_class", "plain_class", "over", "list", "sync")
        for result in SOME
    ]
)
def response_model(api: Any) -> Any:
    responses = api.responses
    app = api.FastAPI()

    @app.get("/model/{result}", response_model=Base)
    async def model(result: str):
        return _result(result)

    @app.get("/none_model/{result}", response_model=None)
    async def none_model(result: str) -> Base:
        return _result(result)

    @app.get("/json_class/{result}", response_class=responses.JSONResponse)
    async def json_class(result: str) -> Base:
        return _result(result)

    @app.get(
        "/plain_class/{result}", response_class=responses.PlainTextResponse, response_model=str
    )
    async def plain_class(result: str):
        return _result(result)

    @app.get("/over/{result}", response_model=Base)
    async def over(result: str) -> Derived:
        return _result(result)

    @app.get("/list/{result}", response_model=list[Base])
    def many(result: str) -> Any:
        return _result(result)

    @app.get("/sync/{result}")
    def sync(result: str) -> Rich | Base:
        return _result(result)

    return app


FILTERS: dict[str, dict[str, Any]] = {
    "include": {"response_model_include": {"base", "many"}},
    "include_list": {"response_model_include": ["base"]},
    "include_deep": {"response_model_include": {"base": {"name"}, "many": {0: {"size"}}}},
    "exclude": {"response_model_exclude": {"when", "ratio"}},
    "exclude_deep": {"response_model_exclude": {"base": {"size"}, "many": {"__all__": {"name"}}}},
    "unset": {"response_model_exclude_unset": True},
    "defaults": {"response_model_exclude_defaults": True},
    "none": {"response_model_exclude_none": True},
    "by_name": {"response_model_by_alias": False},
    "all": {
        "response_model_exclude_none": True, "response_model_exclude_unset": True,
        "response_model_exclude": {"ratio"}, "response_model_by_alias": False,
    },
    "both": {"response_model_include": {"base", "when"}, "response_model_exclude": {"when"}},
    "empty": {"response_model_include": set()},
    "unknown": {"response_model_exclude": {"nothing"}},
}  # fmt: skip
RICH: dict[str, Any] = {
    "empty": {},
    "full": {
        "base": {"name": "n"}, "many": [{"name": "a", "size": 1}, {"name": "b"}],
        "table": {"k": {"itemName": "v"}, "l": {"item_name": "w", "other": 2}}, "ratio": 1.0,
    },
    "instance": Rich(base=Base(name="n"), table={"k": Aliased(itemName="v")}), "none": None,
}  # fmt: skip


@case(
    [
        get(f"/{kind}/{name}/{result}")
        for kind in ("default", "json")
        for name in FILTERS
        for result in RICH
    ],
    trio=False,
)
def filters(api: Any) -> Any:
    app = api.FastAPI()

    def declare(name, options):
        async def endpoint(result: str):
            return RICH[result]

        app.get(
            f"/default/{name}/{{result}}", response_model=Rich | None, name=f"d{name}", **options
        )(endpoint)
        app.get(
            f"/json/{name}/{{result}}",
            response_model=Rich | None,
            response_class=api.responses.JSONResponse,
            name=f"j{name}",
            **options,
        )(endpoint)

    for name, options in FILTERS.items():
        declare(name, options)
    return app


@case(
    get("/response"),
    get("/subclass"),
    get("/union"),
    get("/optional"),
    get("/explicit"),
    get("/bad_union"),
)
def response_annotations(api: Any) -> Any:
    responses = api.responses
    app = api.FastAPI()

    @app.get("/response")
    def response() -> api.Response:
        return responses.PlainTextResponse("r")

    @app.get("/subclass")
    def subclass() -> responses.JSONResponse:
        return {"not": "a response"}

    @app.get("/union", response_model=None)
    def union() -> api.Response | dict[str, int]:
        return {"a": 1}

    @app.get("/explicit", response_model=Base)
    def explicit() -> api.Response:
        return responses.JSONResponse({"unchecked": True})

    return app


@case(get("/a"))
def response_union_is_refused(api: Any) -> Any:
    app = api.FastAPI()

    @app.get("/a")
    def endpoint() -> api.Response | dict[str, int]:
        return {}

    return app


@case(get("/a"))
def response_model_is_no_type(api: Any) -> Any:
    app = api.FastAPI()

    class Anything:
        pass

    @app.get("/a", response_model=Anything)
    def endpoint():
        return {}

    return app


@case(get("/a"), get("/b"), get("/c"))
def additional_responses(api: Any) -> Any:
    app = api.FastAPI(responses={500: {"description": "App"}})

    @app.get(
        "/a",
        responses={
            404: {"model": Base, "description": "Gone"},
            "4XX": {"model": Aliased},
            "default": {"description": "D"},
        },
    )
    def a() -> Derived:
        return Derived(name="a")

    @app.get(
        "/b",
        responses={200: {"content": {"image/png": {}}, "description": "Picture"}},
        response_class=api.responses.Response,
    )
    def b():
        return b"png"

    @app.get("/c", responses={422: {"description": "Own"}})
    def c(n: int = 1) -> list[Base]:
        return []

    return app
