"""What a type checker knows of a declaration. mypy and pyright read it, nothing runs it.

An ignored error is a part of the test: both checkers complain when there is nothing to ignore.
"""
# pyright: reportUnnecessaryTypeIgnoreComment=true

from collections.abc import AsyncIterator, Callable
from typing import Annotated, Any, assert_type

from pydantic import BaseModel

from ferroapi import (
    APIRouter,
    Body,
    Cookie,
    Depends,
    FastAPI,
    FerroAPI,
    Header,
    Path,
    Query,
    Request,
    Security,
)
from ferroapi.responses import JSONResponse, PlainTextResponse

app = FerroAPI(title="Typed", version="1", debug=False)
router = APIRouter(prefix="/items", tags=["items"])
assert_type(app.router, APIRouter)
assert_type(FastAPI(), FerroAPI)


class Item(BaseModel):
    """A model."""

    name: str


# --- an endpoint keeps its type under each of the decorators


@app.get("/a")
async def asynchronous(a: int) -> Item:
    """A coroutine function."""
    return Item(name=str(a))


@router.post("/b", status_code=201, response_model=Item, response_class=JSONResponse)
def synchronous(item: Item) -> dict[str, str]:
    """A plain function."""
    return item.model_dump()


async def call_them() -> None:
    """Both are still what they were."""
    assert_type(await asynchronous(1), Item)
    assert_type(synchronous(Item(name="x")), dict[str, str])


@router.put("/")
@router.delete("/")
@router.patch("/")
@router.options("/")
@router.head("/")
@router.trace("/")
@router.api_route("/", methods=["QUERY"])
def every_verb() -> str:
    """Decorated over and over."""
    return ""


assert_type(every_verb(), str)
app.include_router(router, prefix="/v1", tags=["v1"], dependencies=[Depends(every_verb)])


# --- parameters take any annotation, in both styles


async def session() -> AsyncIterator[int]:
    """A generator dependency."""
    yield 1


async def annotated(
    path: Annotated[int, Path(ge=1)],
    query: Annotated[list[str] | None, Query(alias="q")] = None,
    header: Annotated[str, Header(convert_underscores=False)] = "",
    cookie: Annotated[str | None, Cookie()] = None,
    body: Annotated[Item | None, Body(embed=True)] = None,
    number: Annotated[int, Depends(session, scope="function")] = 0,
    user: Annotated[str, Security(every_verb, scopes=["me"])] = "",
) -> None:
    """Metadata in `Annotated`."""


async def by_default(
    path: int = Path(ge=1),
    query: str = Query("", max_length=3),
    item: Item = Body(),
    number: int = Depends(session),
) -> None:
    """Metadata as the default."""


# --- options are checked by name and by type

app.get("/", status_cod=201)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
app.get("/", tags="one")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
router.post("/", response_class=int)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
app.add_api_route("/", asynchronous, methods=["GET"], deprecated=True)


# --- handlers and middleware


@app.exception_handler(LookupError)
async def on_lookup_error(_request: Request, _error: LookupError) -> PlainTextResponse:
    """A handler of one exception class."""
    return PlainTextResponse("no", 404)


@app.middleware("http")
async def stamp(request: Request, call_next: Callable[..., Any]) -> Any:
    """A function middleware."""
    return await call_next(request)


assert_type(app.openapi(), dict[str, Any])
assert_type(app.dependency_overrides, dict[Callable[..., Any], Callable[..., Any]])
assert_type(app.url_path_for("asynchronous") + "x", str)
