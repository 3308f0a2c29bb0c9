"""`HTTPException` with every kind of detail, status and headers, raised from every place."""

from typing import Annotated, Any

from pydantic import BaseModel

from ..case import case
from ..record import get


class Item(BaseModel):
    n: int
    word: str = "w"


DETAILS: dict[str, dict[str, Any]] = {
    "plain": {"status_code": 400, "detail": "text"}, "default": {"status_code": 404},
    "none": {"status_code": 400, "detail": None},
    "dict": {"status_code": 409, "detail": {"a": [1, None]}},
    "list": {"status_code": 400, "detail": [1]},
    "number": {"status_code": 400, "detail": 5},
    "unicode": {"status_code": 400, "detail": "é€\ud83d\ude00"[:2]},
    "headers": {"status_code": 401, "detail": "h",
                "headers": {"WWW-Authenticate": "Basic", "X-A": "1"}},
    "own_type": {"status_code": 400, "detail": "x",
                 "headers": {"content-type": "text/x", "content-length": "3"}},
    "no_body_204": {"status_code": 204},
    "no_body_304": {"status_code": 304, "headers": {"etag": "e"}},
    "odd_status": {"status_code": 599}, "server": {"status_code": 500, "detail": "mine"},
    "informational": {"status_code": 103}, "bool": {"status_code": 400, "detail": False},
    "model": {"status_code": 400, "detail": Item(n=1)},
    "unserializable": {"status_code": 400, "detail": object},
    "nan": {"status_code": 400, "detail": float("nan")},
    "bytes": {"status_code": 400, "detail": b"b"},
    "empty_headers": {"status_code": 400, "headers": {}},
    "latin": {"status_code": 400, "headers": {"x-l": "é"}},
    "surrogate": {"status_code": 400, "detail": "\ud800"},
    "unknown_code": {"status_code": 700, "detail": "d"},
    "newline": {"status_code": 400, "headers": {"x": "a\r\nb: c"}},
}  # fmt: skip


@case(
    [
        get(f"/{kind}/{name}")
        for kind in ("fastapi", "starlette", "dependency", "sync")
        for name in DETAILS
    ]
)
def http_exceptions(api: Any) -> Any:
    from starlette.exceptions import HTTPException as StarletteHTTPException

    app = api.FastAPI()

    @app.get("/fastapi/{name}")
    async def by_fastapi(name: str):
        raise api.HTTPException(**DETAILS[name])

    @app.get("/starlette/{name}")
    async def by_starlette(name: str):
        raise StarletteHTTPException(**DETAILS[name])

    def dependency(name: str):
        raise api.HTTPException(**DETAILS[name])

    @app.get("/dependency/{name}")
    async def by_dependency(v: Annotated[Any, api.Depends(dependency)]):
        return v

    @app.get("/sync/{name}")
    def by_sync(name: str):
        raise api.HTTPException(**DETAILS[name])

    return app
