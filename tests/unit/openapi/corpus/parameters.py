"""Path, query, header and cookie parameters, one by one and as models."""

import datetime
import uuid
from enum import Enum
from typing import Annotated, Any, Literal

from pydantic import AliasChoices, BaseModel, ConfigDict, Field, Json


class Colour(str, Enum):  # noqa: UP042 (what users write)
    red = "red"
    blue = "blue"


class Paging(BaseModel):
    page: int = Field(1, ge=1, description="counted from one")
    page_size: Literal[10, 50] = 10
    tags: list[str] = []


class Tracing(BaseModel):
    model_config = ConfigDict(extra="forbid")

    x_request_id: str
    retry_after: int | None = Field(None, deprecated=True)
    named: str = Field("n", alias="X_Named")


class Choosing(BaseModel):
    model_config = ConfigDict(populate_by_name=True)

    first: str = Field(validation_alias=AliasChoices("one", "uno"))
    second_one: str = Field("b", alias="secondOne")


def scalars(api: Any) -> Any:
    app = api.FastAPI()

    @app.get("/{number}/{text}/{rest:path}")
    def read(
        number: int,
        text: Annotated[str, api.Path(min_length=2, max_length=5, pattern="^a", title="A Text")],
        rest: str,
        colour: Colour,
        when: datetime.datetime | None = None,
        ids: Annotated[list[uuid.UUID], api.Query(alias="id", max_length=3)] = [],  # noqa: B006
        ratio: Annotated[float, api.Query(gt=0, le=1, multiple_of=0.25)] = 0.5,
        raw: bytes = b"x",
        flags: Annotated[set[bool] | None, api.Query()] = None,
        pair: tuple[int, str] = (1, "a"),
        anything: Any = None,
    ) -> None: ...

    @app.head("/default-style/{p}")
    @app.get("/default-style/{p}")
    def default_style(p: str = api.Path(...), q: str = api.Query(default_factory=str)): ...

    return app


def headers_and_cookies(api: Any) -> Any:
    app = api.FastAPI()

    @app.get("/")
    def read(
        user_agent: Annotated[str | None, api.Header()] = None,
        kept_name: Annotated[str, api.Header(convert_underscores=False)] = "",
        x_many: Annotated[list[str], api.Header(description="several\fhidden")] = [],  # noqa: B006
        aliased: Annotated[int, api.Header(alias="X_Alias")] = 0,
        session_id: Annotated[str | None, api.Cookie()] = None,
        ads: str = api.Cookie(..., title="Ads", deprecated=True),
    ): ...

    return app


def models(api: Any) -> Any:
    app = api.FastAPI()

    @app.get("/query")
    def query(paging: Annotated[Paging, api.Query()], q: str = ""): ...

    @app.get("/headers")
    def headers(
        tracing: Annotated[Tracing, api.Header()],
        kept: Annotated[Tracing, api.Header(convert_underscores=False)],
    ): ...

    @app.get("/cookies")
    def cookies(choosing: Annotated[Choosing, api.Cookie()]): ...

    @app.get("/optional")
    def optional(
        tracing: Annotated[Tracing | None, api.Header()] = None,
        choosing: Annotated[Choosing | None, api.Query(include_in_schema=False)] = None,
    ): ...

    return app


def documentation(api: Any) -> Any:
    app = api.FastAPI()
    named = {
        "plain": {"summary": "S", "description": "D", "value": "v"},
        "linked": {"externalValue": "https://example.com", "x-own": None},
    }

    @app.get("/{p}")
    def read(
        p: Annotated[str, api.Path(examples=["a", "b"], openapi_examples=named)],
        q: Annotated[str, api.Query(json_schema_extra={"x-q": [1]})] = "d",
        old: Annotated[str | None, api.Query(deprecated=True, description="old")] = None,
        hidden: Annotated[str | None, api.Query(include_in_schema=False)] = None,
        encoded: Annotated[Json[list[int]], api.Query()] = [1],  # noqa: B006,
    ): ...

    @app.get("/only-hidden")
    def only_hidden(hidden: Annotated[int, api.Query(include_in_schema=False)]): ...

    return app


def shared_by_dependencies(api: Any) -> Any:
    app = api.FastAPI(dependencies=[api.Depends(lambda x_app: None)])

    def needs(q: int, z: str = "z"): ...

    def may_take(q: int | None = None, common=api.Depends(needs, use_cache=False)): ...

    @app.get("/", dependencies=[api.Depends(needs)])
    def read(a=api.Depends(may_take), b=api.Depends(needs), q: str = "late"): ...

    return app


def one_declaration_for_several(api: Any) -> Any:
    app = api.FastAPI()
    declared = api.Query(ge=1)
    default = api.Query(1)

    @app.get("/int/{p}")
    def integer(p: int, q: int = declared, r: int = default, s: bool = True): ...

    @app.get("/float/{p}")
    def number(p: float, q: float = declared, r: str = default, s: int = 1): ...

    @app.get("/again/{p}")
    def again(p: int, other: int = declared, r: int = default, s: bool = False): ...

    return app


APPS = (
    scalars,
    headers_and_cookies,
    models,
    documentation,
    shared_by_dependencies,
    one_declaration_for_several,
)
