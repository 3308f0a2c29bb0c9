"""Parameters are read through the `Request`: one of the user's own class, or one that a dependency
has changed."""

from typing import Annotated, Any

from pydantic import BaseModel
from starlette.datastructures import Headers, QueryParams

from ..case import case
from ..record import get, post


class Page(BaseModel):
    x: int = 0


SENT = [("h", "1"), ("cookie", "c=1")]


def _own_route_class(api: Any, made: Any) -> Any:
    class Own(api.routing.APIRoute):
        def get_route_handler(self) -> Any:
            handler = super().get_route_handler()

            async def handle(request: Any) -> Any:
                return await handler(made(request.scope, request.receive))

            return handle

    return Own


def _add_operations(api: Any, router: Any) -> None:
    @router.post("/scalars/{p}")
    async def scalars(
        p: str,
        x: int = 0,
        h: Annotated[str, api.Header()] = "n",
        hs: Annotated[list[str], api.Header(alias="h")] = [],
        c: Annotated[str, api.Cookie()] = "n",
        b: Annotated[Any, api.Body()] = None,
    ):
        return [p, x, h, hs, c, b]

    @router.post("/model/{p}")
    async def model(request: api.Request, p: str, q: Annotated[Page, api.Query()]):
        return [p, q, type(request).__name__, await request.json()]


@case(
    [
        post(f"/{kind}/{operation}/1?x=5", headers=SENT, json={"x": 1})
        for kind in ("shows", "text", "body", "json", "plain")
        for operation in ("scalars", "model")
    ]
)
def own_request(api: Any) -> Any:
    class Shows(api.Request):
        query_params = property(lambda self: QueryParams("x=77"))  # type: ignore[assignment]
        headers = property(  # type: ignore[assignment]
            lambda self: Headers({"h": "77", "content-type": "application/json"})
        )
        cookies = property(lambda self: {"c": "77"})  # type: ignore[assignment]
        path_params = property(lambda self: {"p": "77"})  # type: ignore[assignment]

    class Text(api.Request):
        headers = property(lambda self: Headers({"h": "é"}))  # type: ignore[assignment]

    class Body(api.Request):
        async def body(self) -> bytes:
            return (await super().body()).replace(b"1", b"2")

    class Json(api.Request):
        async def json(self) -> Any:
            return {"x": 99}

    class Plain(api.Request):
        pass

    app = api.FastAPI()
    for made in (Shows, Text, Body, Json, Plain):
        router = api.APIRouter(route_class=_own_route_class(api, made))
        _add_operations(api, router)
        app.include_router(router, prefix=f"/{made.__name__.lower()}")
    return app


def _replace_query(request: Any) -> None:
    request._query_params = QueryParams("x=8&x=9")


def _replace_headers(request: Any) -> None:
    request._headers = Headers({"h": "9"})


def _append_header(request: Any) -> None:
    request.scope["headers"].append((b"h", b"9"))


def _insert_header(request: Any) -> None:
    request.headers._list.insert(0, (b"h", b"9"))


def _set_cookie(request: Any) -> None:
    request.cookies["c"] = "9"


def _set_path(request: Any) -> None:
    request.path_params["p"] = "9"


def _look(request: Any) -> None:
    assert len(request.headers) + len(request.query_params) + len(request.cookies) > 0


CHANGES = {
    "query": _replace_query,
    "headers": _replace_headers,
    "append": _append_header,
    "insert": _insert_header,
    "cookie": _set_cookie,
    "path": _set_path,
    "look": _look,
}


@case(
    [
        get(f"/{change}/{operation}/1?x=5", headers=SENT)
        for change in CHANGES
        for operation in ("all", "after", "wrong")
    ]
)
def changed_request(api: Any) -> Any:
    app = api.FastAPI()

    def earlier(x: int = 3, h: Annotated[str, api.Header()] = "n"):
        return [x, h]

    def declare(name: str, change: Any) -> None:
        async def changing(request: api.Request) -> None:
            change(request)

        @app.get(f"/{name}/all/{{p}}", dependencies=[api.Depends(changing)])
        async def all_sources(
            p: str,
            q: Annotated[Page, api.Query()],
            hs: Annotated[list[str], api.Header(alias="h")],
            c: Annotated[str, api.Cookie()] = "n",
        ):
            return [p, q, hs, c]

        @app.get(f"/{name}/after/{{p}}")
        async def after(
            request: api.Request,
            first: Annotated[Any, api.Depends(earlier)],
            changed: Annotated[None, api.Depends(changing)],
            xs: Annotated[list[int], api.Query(alias="x")],
            x: int = 0,
            h: Annotated[str, api.Header()] = "n",
        ):
            return [first, xs, x, h, request.headers.get("h")]

        @app.get(f"/{name}/wrong/{{p}}", dependencies=[api.Depends(changing)])
        async def wrong(
            p: Annotated[int, api.Path(le=8)],
            x: Annotated[int, api.Query(gt=9)],
            h: Annotated[int, api.Header(gt=9)],
            c: Annotated[int, api.Cookie(gt=9)],
        ):
            return [p, x, h, c]

    for name, change in CHANGES.items():
        declare(name, change)
    return app


def _assign_query(request: Any) -> None:
    request.scope["query_string"] = b"x=9"


def _assign_headers(request: Any) -> None:
    request.scope["headers"] = [(b"h", b"9")]


@case(get("/query?x=5", headers=SENT), get("/headers?x=5", headers=SENT))
def replaced_in_scope(api: Any) -> Any:
    """A dependency replaces in the scope what FastAPI has read before."""
    app = api.FastAPI()

    def declare(name: str, change: Any) -> None:
        async def changing(request: api.Request) -> None:
            change(request)

        @app.get(f"/{name}", dependencies=[api.Depends(changing)])
        async def read(x: int, h: Annotated[str, api.Header()]):
            return [x, h]

    declare("query", _assign_query)
    declare("headers", _assign_headers)
    return app
