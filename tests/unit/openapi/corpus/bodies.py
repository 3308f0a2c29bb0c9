"""Request bodies: single, several, embedded, scalar, and by method."""

from dataclasses import dataclass
from typing import Annotated, Any, Literal, Union

from pydantic import BaseModel, Field


class Part(BaseModel):
    name: str
    amount: float = Field(1.5, gt=0)


class Item(BaseModel):
    """An item.\fNot for the document."""

    title: str = Field(examples=["spoon"])
    parts: list[Part] = []
    by_name: dict[str, Part] | None = None
    raw: bytes = b""


@dataclass
class Record:
    id: int
    part: Part | None = None


class Cat(BaseModel):
    kind: Literal["cat"]


class Dog(BaseModel):
    kind: Literal["dog"]
    owner: Cat | None = None


Pet = Annotated[Union[Cat, Dog], Field(discriminator="kind")]  # noqa: UP007


def single(api: Any) -> Any:
    app = api.FastAPI()

    @app.post("/model")
    def model(item: Item): ...

    @app.put("/optional")
    def optional(item: Item | None = None): ...

    @app.patch("/list")
    def several(items: list[Item]): ...

    @app.delete("/dataclass")
    def record(record: Record): ...

    @app.post("/union")
    def union(pet: Pet): ...

    @app.get("/get")
    def with_get(item: Item): ...

    return app


def declared(api: Any) -> Any:
    app = api.FastAPI()
    named = {"a": {"summary": "An item", "value": {"title": "t"}}}

    @app.post("/embedded")
    def embedded(item: Annotated[Item, api.Body(embed=True, openapi_examples=named)]): ...

    @app.post("/examples")
    def examples(item: Annotated[Item, api.Body(openapi_examples=named, description="D")]): ...

    @app.post("/scalar")
    def scalar(n: Annotated[int, api.Body(ge=1, examples=[3])] = 1): ...

    @app.post("/media-type")
    def media_type(item: Annotated[Item, api.Body(media_type="application/vnd.api+json")]): ...

    @app.post("/several/{p}")
    def several(
        p: int,
        item: Item,
        part: Annotated[Part | None, api.Body(title="One Part", deprecated=True)] = None,
        n: int = api.Body(..., alias="N"),
    ): ...

    return app


def by_method(api: Any) -> Any:
    app = api.FastAPI()

    @app.api_route("/item", methods=["PUT", "POST"], operation_id=None)
    def write(item: Item): ...

    @app.options("/item")
    def options(item: Item): ...

    @app.trace("/item")
    def trace(item: Item): ...

    @app.api_route("/search", methods=["QUERY"])
    def search(item: Item): ...

    return app


def in_dependencies(api: Any) -> Any:
    app = api.FastAPI()

    def body_of(part: Part): ...

    @app.post("/")
    def write(item: Item, part=api.Depends(body_of)): ...

    return app


APPS = (single, declared, by_method, in_dependencies)
