"""JSON bodies that a model reads: single, several, embedded, optional, unions, nested."""

import datetime
import decimal
import uuid
from dataclasses import dataclass
from typing import Annotated, Any, Generic, Literal, NamedTuple, TypeVar

from pydantic import AliasChoices, BaseModel, ConfigDict, Field, RootModel, model_validator
from typing_extensions import TypedDict

from ..case import case
from ..record import get, post, request

T = TypeVar("T")


class Inner(BaseModel):
    n: int = Field(ge=0)
    tags: set[str] = set()


class Item(BaseModel):
    name: str = Field(min_length=1, max_length=5)
    price: float
    inner: Inner | None = None
    more: list[Inner] = []


class User(BaseModel):
    model_config = ConfigDict(extra="forbid")
    username: str = Field(alias="userName")


class Cat(BaseModel):
    kind: Literal["cat"]
    lives: int


class Dog(BaseModel):
    kind: Literal["dog"]
    bark: str


class Page(BaseModel, Generic[T]):
    items: list[T]


class Node(BaseModel):
    value: int
    children: list["Node"] = []


class Ordered(BaseModel):
    low: int
    high: int

    @model_validator(mode="after")
    def check(self):
        if self.low > self.high:
            raise ValueError("low above high")
        return self


@dataclass
class Point:
    x: int
    y: int = 0


class Pair(NamedTuple):
    left: int
    right: str


class Options(TypedDict, total=False):
    deep: bool
    size: int


class Everything(BaseModel):
    when: datetime.datetime
    day: datetime.date | None = None
    amount: decimal.Decimal = decimal.Decimal("1.10")
    key: uuid.UUID | None = None
    raw: bytes = b"x"
    span: datetime.timedelta = datetime.timedelta(seconds=1)


KINDS: dict[str, Any] = {
    "item": Item,
    "optional_item": Item | None,
    "user": User,
    "union": Cat | Dog,
    "tagged": Annotated[Cat | Dog, Field(discriminator="kind")],
    "page": Page[int],
    "node": Node,
    "ordered": Ordered,
    "point": Point,
    "options": Options,
    "everything": Everything,
    "list": list[int],
    "list_items": list[Inner],
    "dict": dict[str, int],
    "int_keys": dict[int, float],
    "plain_dict": dict,
    "root": RootModel[list[int]],
    "set": set[int],
    "tuple": tuple[int, str],
    "pair": Pair,
}

VALUES: list[Any] = [
    None, {}, [], 1, 1.5, "x", True, "",
    {"name": "n", "price": 1}, {"name": "", "price": "x"}, {"name": "toolong", "price": None},
    {"name": 5, "price": "2.5"},
    {
        "name": "n", "price": 1, "inner": {"n": -1},
        "more": [{"n": 1, "tags": ["a", "a"]}, {"n": "x"}, 5],
    },
    {"name": "n", "price": 1, "extra": 1}, {"userName": "u"}, {"username": "u"},
    {"userName": "u", "z": 1},
    {"kind": "cat", "lives": 9}, {"kind": "dog", "bark": "w"}, {"kind": "cow"},
    {"kind": "cat", "lives": "many"},
    {"items": [1, "2", "x"]},
    {"value": 1, "children": [{"value": 2, "children": [{"value": "x"}]}]},
    {"low": 2, "high": 1}, {"low": 1, "high": 2}, {"x": 1}, {"x": "a", "y": "b"},
    {"deep": "yes", "size": 1.0}, {"deep": 7},
    {"when": "2024-01-01T00:00:00Z", "raw": "é", "span": "PT5S"},
    {"when": 0, "day": "nope", "amount": "x", "key": "x"},
    [1, 2, 3], ["1", "x"], [[1]], {"1": 2, "b": "c"}, [1, "a"], {"n": 1}, [{"n": 1}, {"n": -1}],
    {"left": 1, "right": "r"},
]  # fmt: skip


@case(
    [post(f"/{name}", json=value) for name in KINDS for value in VALUES],
    [post(f"/{name}") for name in KINDS],
    trio=False,
)
def single(api: Any) -> Any:
    app = api.FastAPI()
    for name, kind in KINDS.items():

        def endpoint(body: Annotated[kind, api.Body()]):
            return {"repr": str(type(body).__name__), "value": body}

        app.post(f"/{name}", name=name)(endpoint)
    return app


SEVERAL = [
    None, {}, [], {"item": {"name": "n", "price": 1}},
    {"item": {"name": "n", "price": 1}, "user": {"userName": "u"}, "importance": 3},
    {"item": None, "user": None, "importance": None}, {"item": 1, "user": [], "importance": "x"},
    {"importance": 1}, "text", {"b": 1},
    {"importance": 5, "extra": 5}, {"item": {"price": "x"}, "importance": -1}, {"tag": "a"},
    {"first": 1}, {"second": 2}, {"outside": 1},
]  # fmt: skip


@case(
    [
        post(f"/{name}", json=value)
        for name in (
            "two",
            "scalar",
            "embed",
            "optional",
            "defaults",
            "alias",
            "mixed",
            "three",
            "any",
        )
        for value in SEVERAL
    ],
    [
        post(f"/{name}")
        for name in (
            "two",
            "scalar",
            "embed",
            "optional",
            "defaults",
            "alias",
            "mixed",
            "three",
            "any",
        )
    ],
    [
        post(f"/{name}", body=b"{", content_type="application/json")
        for name in ("two", "scalar", "defaults")
    ],
)
def several(api: Any) -> Any:
    app = api.FastAPI()

    @app.post("/two")
    def two(item: Item, user: User):
        return [item, user]

    @app.post("/three")
    async def three(item: Item, user: User, importance: Annotated[int, api.Body(gt=0)]):
        return [item, user, importance]

    @app.post("/scalar")
    def scalar(importance: int = api.Body()):
        return importance

    @app.post("/embed")
    def embed(importance: Annotated[int, api.Body(embed=True)]):
        return importance

    @app.post("/optional")
    def optional(item: Item | None = None, user: User | None = None):
        return [item, user]

    @app.post("/defaults")
    def defaults(a: Annotated[list[int], api.Body()] = [1], b: int = api.Body(2)):
        return [a, b]

    @app.post("/alias")
    def alias(
        a: Annotated[int, api.Body(alias="outside")],
        b: Annotated[int, api.Body(validation_alias=AliasChoices("first", "second"))] = 3,
    ):
        return [a, b]

    @app.post("/mixed")
    def mixed(item: Item, q: int = 1, x: Annotated[str | None, api.Header()] = None):
        return [item, q, x]

    @app.post("/any")
    def anything(item: Any = api.Body(None), tag: Any = api.Body(default="t")):
        return [item, tag]

    return app


@case(
    [
        post(path, json=value)
        for path in ("/sub", "/same", "/deep")
        for value in (
            {},
            {"name": "n", "price": 1},
            {"item": {"name": "n", "price": 1}},
            {"item": {"name": "n", "price": 1}, "other": {"n": 1}},
            {"n": 2},
            [],
        )
    ],
    [
        request(method, "/verbs", json={"n": 1})
        for method in ("GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "QUERY")
    ],
    [request(method, "/verbs") for method in ("GET", "DELETE", "OPTIONS", "TRACE", "QUERY")],
)
def in_dependencies(api: Any) -> Any:
    """A body parameter may stand in a dependency; a second one embeds both."""
    app = api.FastAPI()

    def sub(item: Item):
        return item

    def other(other: Inner):
        return other

    @app.post("/sub")
    def one(item: Annotated[Item, api.Depends(sub)]):
        return item

    @app.post("/same")
    def same(item: Item, again: Annotated[Item, api.Depends(sub)]):
        return [item, again]

    @app.post("/deep")
    def deep(one: Annotated[Item, api.Depends(sub)], two: Annotated[Inner, api.Depends(other)]):
        return [one, two]

    @app.api_route(
        "/verbs", methods=["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "QUERY"]
    )
    def verbs(inner: Inner):
        return inner

    return app


@case(
    get("/raw"),
    post("/raw", body=b"raw bytes"),
    post("/raw", body=[b"a", b"b", b"c"]),
    post("/raw", json={"n": 1}),
    post("/both", json={"n": 1}),
    post("/both", body=[b'{"n"', b": ", b"5}"], content_type="application/json"),
    post("/stream", body=[b"one", b"", b"two"]),
    post("/json", json=[1]),
    post("/json", body=b"{"),
    post("/twice", json={"n": 1}),
    post("/form", body=b"a=1&b=%20", content_type="application/x-www-form-urlencoded"),
    post("/both", body=b"", content_type="application/json"),
    post("/both", body=[b"", b""], content_type="application/json"),
    post("/both", body=[], content_type="application/json", disconnect_at=0),
    post("/both", body=[b"{", b"}"], content_type="application/json", disconnect_at=1),
    post("/raw", body=[b"{", b"}"], disconnect_at=1),
    post("/never", body=[b"{", b"}"], disconnect_at=0),
)
def by_request(api: Any) -> Any:
    """The body through an injected Request, beside or instead of a model."""
    app = api.FastAPI()

    @app.api_route("/raw", methods=["GET", "POST"])
    async def raw(request: api.Request):
        return {"body": (await request.body()).decode()}

    @app.post("/both")
    async def both(inner: Inner, request: api.Request):
        return [inner, (await request.body()).decode(), await request.json()]

    @app.post("/stream")
    async def stream(request: api.Request):
        return [chunk.decode() async for chunk in request.stream()]

    @app.post("/json")
    async def as_json(request: api.Request):
        return await request.json()

    def early(request: api.Request):
        return request

    @app.post("/twice")
    async def twice(inner: Inner, request: api.Request, same: Annotated[Any, api.Depends(early)]):
        return [inner, same is request, (await same.body()).decode()]

    @app.post("/form")
    async def form(request: api.Request):
        return dict(await request.form())

    @app.post("/never")
    async def never():
        return "not read"

    return app
