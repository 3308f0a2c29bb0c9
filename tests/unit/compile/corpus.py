"""Signatures of every kind, declared with FastAPI's functions or with ours, to be taken apart and
compared.

No `from __future__ import annotations` here: the endpoints' annotations name local variables.
"""

import functools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from importlib import import_module
from types import SimpleNamespace
from typing import Annotated, Any, Generic, Literal, NamedTuple, TypeVar
from uuid import UUID

from annotated_types import Ge, Len
from pydantic import AfterValidator, AliasChoices, AliasPath, BaseModel, ConfigDict, Field, Json
from starlette.background import BackgroundTasks
from starlette.requests import HTTPConnection, Request
from starlette.responses import JSONResponse, Response
from typing_extensions import TypeAliasType

T = TypeVar("T")


class Colour(Enum):
    red = "red"
    blue = "blue"


class Item(BaseModel):
    name: str
    price: float = 1.0


class Page(BaseModel, Generic[T]):
    items: list[T]


class Filters(BaseModel):
    model_config = ConfigDict(extra="forbid", populate_by_name=True)
    limit: int = Field(10, ge=1, alias="max-items")
    tags: list[str] = []
    who: str | None = Field(None, validation_alias=AliasChoices("who", "user_name"))


class Loose(BaseModel):
    model_config = ConfigDict(extra="allow")
    user_name: str = "nobody"
    deep: str = Field("", validation_alias=AliasPath("deep", 0))


@dataclass
class Point:
    x: int
    y: int = 0


Positive = TypeAliasType("Positive", Annotated[int, Field(gt=0)])
Even = Annotated[int, AfterValidator(lambda value: value - value % 2)]


class Case(NamedTuple):
    """An endpoint and the path template it is declared at."""

    call: Callable[..., Any]
    path: str = "/"


def api_of(package: str) -> SimpleNamespace:
    """The functions that declare parameters, from the modules where both packages have them."""
    functions = import_module(f"{package}.param_functions")
    security = import_module(f"{package}.security")
    names = ("Body", "Cookie", "Depends", "Header", "Path", "Query", "Security")
    return SimpleNamespace(
        **{name: getattr(functions, name) for name in names},
        SecurityScopes=security.SecurityScopes,
        bearer=security.HTTPBearer(),
        api_key=security.APIKeyHeader(name="X-Key"),
    )


def cases(package: str) -> list[Case]:
    """All endpoints, declared with `package`; the same order for each package."""
    api = api_of(package)
    groups = (_plain, _declared, _bodies, _named, _injected, _dependencies, _callables)
    return [case for group in groups for case in group(api)]


def _one(annotation: Any, *default: Any, path: str = "/") -> Case:
    """An endpoint with one parameter of interest."""

    def endpoint(value, *args, key=1, **kwargs): ...

    endpoint.__annotations__ = {"value": annotation}
    endpoint.__defaults__ = default
    return Case(endpoint, path)


def _plain(api: Any) -> Iterator[Case]:
    kinds = (int, str, float, bool, bytes, UUID, Colour, Any, None, int | None, Literal["a", 1])
    texts = ("int", "Annotated[int, Ge(1)]", "Missing", "Item | None", "None")
    for annotation in (*kinds, *texts, Positive, Even, Annotated[int, Field(gt=3)]):
        yield _one(annotation)
        yield _one(annotation, None)
    for annotation in (int, Annotated[int, Ge(3)], Annotated[str, Len(1, 5)], "int", Positive):
        yield _one(annotation, path="/{value}")
        yield _one(annotation, 7, path="/{value}")


def _declared(api: Any) -> Iterator[Case]:
    for source in (api.Query, api.Header, api.Cookie):
        yield _one(Annotated[int, source()])
        yield _one(Annotated[int | None, source(ge=1, description="d", title="t")], None)
        yield _one(Annotated[int, Ge(0), source(lt=9), Field(multiple_of=2)], 4)
        yield _one(int, source(gt=1))
        yield _one(str, source("d", pattern="^a", min_length=1, deprecated=True))
        yield _one(list[int] | None, source(default=None))
        yield _one(Annotated[list[str], source(default_factory=list)])
        yield _one(Annotated[Json[list[int]], source()])
        yield _one(Annotated[Filters, source()])
        yield _one(Annotated[Filters | None, source()], None)
        yield _one(Annotated[Loose, source()])
        yield _one(Annotated[int, source(gt=2), source(lt=10)])
        yield _one(Annotated[int, source(strict=True, examples=[1], include_in_schema=False)])
        yield _one(Annotated[int, source(json_schema_extra={"a": 1}, validate_default=True)], 3)
    yield _one(Annotated[int, api.Path(ge=1, le=5)], path="/{value}")
    yield _one(int, api.Path(title="t"), path="/{value}")
    for annotation in (set[int], tuple[int, str], Sequence[str], frozenset[str] | None):
        yield _one(annotation, api.Query())


def _bodies(api: Any) -> Iterator[Case]:
    body = api.Body
    for annotation in (Item, Item | None, list[Item], dict[str, int], Point, Page[Item]):
        yield _one(annotation)
        yield _one(annotation, None)
        yield _one(Annotated[annotation, body(embed=True, description="d")])
    yield _one(Annotated[int, body(ge=1)])
    yield _one(Annotated[str, body(alias="Text", embed=True)])
    yield _one(Annotated[Item, Field(description="about")])

    def two(item: Item, point: Point): ...
    def optional(item: Item | None = None, other: Item | None = None): ...
    def mixed(item: Item, count: Annotated[int, body(ge=1, media_type="application/x+json")]): ...
    def typed(a: Annotated[int, body(media_type="a/b")], b: int = body(media_type="a/b")): ...
    def query(a: int = api.Query(4), b: Item = body(examples=[{"name": "n"}])): ...

    yield from map(Case, (two, optional, mixed, typed, query))


def _named(api: Any) -> Iterator[Case]:
    choices = AliasChoices("c1", "c2")

    def aliases(
        a: int = api.Query(alias="A"),
        b: int = api.Query(validation_alias="B"),
        c: int = api.Query(alias="C", validation_alias=choices),
        d: int = api.Query(serialization_alias="D"),
        e_e: str = api.Header(),
        f_f: str = api.Header(convert_underscores=False),
        g_g: str | None = api.Header(default=None, alias="g_g"),
        h_h: str = api.Cookie(alias="H"),
        i: str = api.Query(validation_alias=AliasPath("i", 0)),
    ): ...

    def in_path(c1: Annotated[int, api.Path(validation_alias=choices)], c2: str = "x"): ...

    yield Case(aliases)
    yield Case(in_path, "/{c1}/{c2}")


def _injected(api: Any) -> Iterator[Case]:
    def everything(
        request: Request,
        response: Response,
        tasks: BackgroundTasks,
        connection: HTTPConnection,
        scopes: api.SecurityScopes,
        own: Annotated[JSONResponse, "note"],
    ): ...

    def overridden(request: Annotated[Request, api.Depends(lambda: None)], response: Response): ...

    yield Case(everything)
    yield Case(overridden)


def _dependencies(api: Any) -> Iterator[Case]:
    depends, security = api.Depends, api.Security

    def page(limit: int = 10, offset: Annotated[int, api.Query(ge=0)] = 0): ...

    async def session(item: Item, limit: int = 3):
        yield item

    class Pager:
        def __init__(self, q: str | None = None, page=depends(page)): ...

    def user(
        scopes: api.SecurityScopes,
        token=security(api.bearer, scopes=["read"]),
        key=depends(api.api_key),
    ): ...

    def several(
        a=depends(page),
        b=depends(page, use_cache=False),
        c=security(user, scopes=["write", "read"]),
        d=depends(session, scope="function"),
        e=depends(session, max_concurrency=2),
    ): ...

    def inferred(
        pager: Annotated[Pager, depends()], other: Annotated[Any, depends(page), depends(user)]
    ): ...

    def generator(dep=depends(session)):
        yield dep

    def nested(dep=depends(generator), again=depends(generator)): ...

    yield from map(Case, (several, inferred, nested))


def _callables(api: Any) -> Iterator[Case]:
    def base(a: int, b: str = "b", *, c: float = 1.5): ...

    @functools.wraps(base)
    def wrapper(*args, **kwargs): ...

    class Instance:
        def __call__(self, item: Item, q: int = 1): ...

        async def method(self, x: int): ...

        @classmethod
        def make(cls, y: str): ...

    partials = (functools.partial(base, 1), functools.partial(base, b="z"))
    yield from map(Case, (*partials, wrapper, functools.partial(wrapper, c=2.0)))
    yield from map(Case, (Instance(), Instance().method, Instance.make, Item))
