"""Query parameters that are models or JSON texts."""

from typing import Annotated, Any, Literal

from pydantic import AliasChoices, BaseModel, ConfigDict, Field, Json, field_validator

from ..case import case
from ..record import get


class Filter(BaseModel):
    limit: int = Field(10, gt=0, le=100)
    tags: list[str] = []
    order: Literal["a", "b"] = "a"
    text: str | None = None


class Forbidding(BaseModel):
    model_config = ConfigDict(extra="forbid")
    a: int
    b: list[int] = []


class Allowing(BaseModel):
    model_config = ConfigDict(extra="allow")
    a: int = 1


class Aliased(BaseModel):
    item_id: int = Field(alias="itemId")
    other: str = Field("o", validation_alias=AliasChoices("x", "y"))


class ByName(BaseModel):
    model_config = ConfigDict(populate_by_name=True)
    item_id: int = Field(alias="itemId")


class Validated(BaseModel):
    word: str

    @field_validator("word")
    @classmethod
    def not_bad(cls, value: str) -> str:
        if value == "bad":
            raise ValueError("a bad word")
        return value


MODEL_QUERIES = [
    "",
    "a=1",
    "a=1&b=2&b=3",
    "a=x",
    "a=1&z=1",
    "a=1&z=1&z=2",
    "limit=5&tags=x&tags=y&order=b",
    "limit=0&order=c",
    "limit=",
    "text=",
    "itemId=1",
    "item_id=1",
    "itemId=1&x=p",
    "itemId=1&y=q",
    "itemId=z&x=p&y=q",
    "word=good",
    "word=bad",
    "word=bad&a=x&limit=-1&itemId=q",
]


@case(
    [
        get(f"/{name}", query=text.encode())
        for name in (
            "filter",
            "forbid",
            "allow",
            "aliased",
            "by_name",
            "validated",
            "two",
            "optional",
            "mixed",
        )
        for text in MODEL_QUERIES
    ]
)
def models(api: Any) -> Any:
    app = api.FastAPI()

    def declare(name, kind):
        @app.get(f"/{name}", name=name)
        def endpoint(model: Annotated[kind, api.Query()]):
            return model

    for name, kind in {
        "filter": Filter,
        "forbid": Forbidding,
        "allow": Allowing,
        "aliased": Aliased,
        "by_name": ByName,
        "validated": Validated,
    }.items():
        declare(name, kind)

    @app.get("/two")
    def two(one: Annotated[Filter, api.Query()], other: Annotated[Allowing, api.Query()]):
        return [one, other]

    @app.get("/optional")
    def optional(model: Annotated[Validated | None, api.Query()] = None):
        return {"model": model}

    @app.get("/mixed")
    def mixed(model: Annotated[Filter, api.Query()], a: int = 5):
        return [model, a]

    return app


class Payload(BaseModel):
    n: int


JSON_TEXTS = [
    "",
    "v=",
    "v=1",
    "v=[1,2]",
    "v=%7B%22n%22:1%7D",
    "v=%7B%22n%22:%22x%22%7D",
    "v=nope",
    "v=null",
    "v=[1&v=2]",
    "v=%7B",
]


@case(
    [
        get(f"/{name}", query=text.encode())
        for name in ("any", "list", "model", "optional", "in_model", "many")
        for text in JSON_TEXTS
    ]
)
def json_fields(api: Any) -> Any:
    app = api.FastAPI()

    @app.get("/any")
    def anything(v: Json):
        return {"v": v}

    @app.get("/list")
    def listing(v: Annotated[Json[list[int]], api.Query()]):
        return {"v": v}

    @app.get("/model")
    def model(v: Annotated[Json[Payload], api.Query()]):
        return {"v": v}

    @app.get("/optional")
    def optional(v: Annotated[Json[list[int]] | None, api.Query()] = None):
        return {"v": v}

    class Holder(BaseModel):
        v: Json[list[int]]

    @app.get("/in_model")
    def in_model(holder: Annotated[Holder, api.Query()]):
        return holder.model_dump()

    @app.get("/many")
    def many(v: Annotated[list[Json[int]], api.Query()]):
        return {"v": v}

    return app
