"""Models that refer to themselves, with serializers and validators of their own: as answers, as
bodies, and inside of other types.
"""

from dataclasses import dataclass
from typing import Annotated, Any, Generic, Optional, TypeVar

from pydantic import (
    BaseModel,
    Field,
    RootModel,
    computed_field,
    field_serializer,
    field_validator,
    model_serializer,
    model_validator,
)

from ..case import case
from ..record import get, post

T = TypeVar("T")


class Bare(BaseModel):
    number: int = 1
    rest: Optional["Bare"] = None


class Wrapped(Bare):
    rest: Optional["Wrapped"] = None

    @model_serializer(mode="wrap")
    def wrap(self, handler: Any) -> Any:
        return {"wrapped": handler(self)}


class Rewritten(Bare):
    rest: Optional["Rewritten"] = None

    @model_serializer
    def rewrite(self) -> Any:
        return {"rewritten": self.number, "rest": self.rest}


class FieldWise(Bare):
    rest: Optional["FieldWise"] = None

    @field_serializer("rest", mode="wrap")
    def wrap(self, value: Any, handler: Any) -> Any:
        return ["field", handler(value)]

    @field_serializer("number")
    def double(self, value: int) -> int:
        return value * 2

    @computed_field
    def computed(self) -> int:
        return self.number + 1


class Checked(Bare):
    rest: Optional["Checked"] = None

    @model_validator(mode="wrap")
    @classmethod
    def count(cls, value: Any, handler: Any) -> Any:
        made = handler(value)
        made.number += 1
        return made


class After(Bare):
    rest: Optional["After"] = None

    @model_validator(mode="after")
    def count(self) -> "After":
        self.number += 1
        return self


class Before(Bare):
    rest: Optional["Before"] = None

    @model_validator(mode="before")
    @classmethod
    def count(cls, value: Any) -> Any:
        return {**value, "number": value.get("number", 1) + 1} if isinstance(value, dict) else value

    @field_validator("number")
    @classmethod
    def more(cls, value: int) -> int:
        return value + 10


class Left(Bare):
    rest: Optional["Right"] = None

    @model_serializer(mode="wrap")
    def wrap(self, handler: Any) -> Any:
        return {"left": handler(self)}


class Right(Bare):
    rest: Left | None = None

    @model_serializer(mode="wrap")
    def wrap(self, handler: Any) -> Any:
        return {"right": handler(self)}


class Tree(RootModel[list["Tree"]]):
    @model_serializer(mode="wrap")
    def wrap(self, handler: Any) -> Any:
        return {"tree": handler(self)}


class Box(BaseModel, Generic[T]):
    content: T
    rest: Optional["Box[T]"] = None

    @model_serializer(mode="wrap")
    def wrap(self, handler: Any) -> Any:
        return {"box": handler(self)}


@dataclass
class Node:
    number: int = 1
    rest: Optional["Node"] = None

    @model_serializer(mode="wrap")
    def wrap(self, handler: Any) -> Any:
        return {"node": handler(self)}


class Holder(BaseModel):
    held: Wrapped
    more: list[Checked] = []


class Child(Wrapped):
    own: int = 3


CHAIN = {"number": 1, "rest": {"number": 2, "rest": {"number": 3}}}
KINDS: dict[str, tuple[Any, Any]] = {
    **{
        kind.__name__: (kind, CHAIN)
        for kind in (Bare, Wrapped, Rewritten, FieldWise, Checked, After, Before, Left, Right)
    },
    "Tree": (Tree, [[], [[]]]),
    "Box": (Box[int], {"content": 1, "rest": {"content": 2}}),
    "Node": (Node, CHAIN),
    "Child": (Child, CHAIN),
    "Holder": (Holder, {"held": CHAIN, "more": [CHAIN]}),
    "list": (list[Wrapped], [CHAIN, CHAIN]),
    "optional": (Wrapped | None, CHAIN),
    "union": (Wrapped | int, CHAIN),
    "either": (Checked | After, CHAIN),
    "dict": (dict[str, Checked], {"a": CHAIN}),
    "annotated": (Annotated[Wrapped, Field(description="described")], CHAIN),
    "tuple": (tuple[Wrapped, Bare], [CHAIN, CHAIN]),
}


@case([get(f"/{name}") for name in KINDS], [get(f"/{name}/filtered") for name in KINDS], trio=False)
def answered(api: Any) -> Any:
    app = api.FastAPI()

    def declare(name: str, kind: Any, value: Any) -> None:
        @app.get(f"/{name}", response_model=kind)
        def answer():
            return value

        @app.get(f"/{name}/filtered", response_model=kind, response_model_exclude_none=True)
        async def filtered():
            return value

    for name, (kind, value) in KINDS.items():
        declare(name, kind, value)
    return app


@case(
    [post(f"/{name}", json=value) for name, (_, value) in KINDS.items()],
    [
        post(f"/{name}/both", json={"one": value, "two": value})
        for name, (_, value) in KINDS.items()
    ],
    [post(f"/{name}", json={"number": "x", "rest": 3}) for name in KINDS],
    trio=False,
)
def received(api: Any) -> Any:
    app = api.FastAPI()

    def declare(name: str, kind: Any) -> None:
        @app.post(f"/{name}")
        def one(body: kind):
            return repr(body)

        @app.post(f"/{name}/both")
        async def both(one: kind, two: kind):
            return one

    for name, (kind, _) in KINDS.items():
        declare(name, kind)
    return app


@case(get("/instance"), get("/direct"), get("/annotated"), trio=False)
def given_as_instances(api: Any) -> Any:
    app = api.FastAPI()
    made = Wrapped.model_validate(CHAIN)

    @app.get("/instance")
    def instance() -> Wrapped:
        return made

    @app.get("/direct")
    def direct():
        return made

    @app.get("/annotated", response_model=Bare)
    def as_another():
        return made

    return app
