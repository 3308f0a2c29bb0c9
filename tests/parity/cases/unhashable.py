"""Dependencies that cannot be hashed: told when their value is due, not before; and keywords that
are none of the functions users write."""

from typing import Any

from ..case import case
from ..record import get


class Unhashable:
    __hash__ = None  # type: ignore[assignment]

    def __init__(self, name: str) -> None:
        self.name = name

    def __call__(self, q: int) -> int:
        return q


QUERIES = ("", "?q=1", "?x=1", "?x=1&q=1", "?z=1", "?z=1&q=1", "?q=x")
PATHS = ("own", "alone", "after", "before", "scopes", "nested", "router", "twice")


@case([get(f"/{path}{query}") for path in PATHS for query in QUERIES], openapi=False)
def dependencies(api: Any, log: list[str]) -> Any:
    app, router = api.FastAPI(openapi_url=None), api.APIRouter()
    one = Unhashable("one")

    def first(z: int):
        log.append("first")
        return z

    def nested(d: int = api.Depends(one)):
        log.append("nested")
        return d

    @app.get("/own")
    def own(x: int, d: int = api.Depends(one)):
        return d

    @app.get("/alone")
    def alone(d: int = api.Depends(one)):
        return d

    @app.get("/after")
    def after(f: int = api.Depends(first), d: int = api.Depends(one)):
        return d

    @app.get("/before")
    def before(d: int = api.Depends(one), f: int = api.Depends(first)):
        return d

    @app.get("/scopes")
    def scopes(d: int = api.Security(one, scopes=["a"])):
        return d

    @app.get("/nested")
    def below(d: int = api.Depends(nested)):
        return d

    @router.get("/router", dependencies=[api.Depends(one)])
    def of_router(x: int):
        return x

    @app.get("/twice")
    def twice(d: int = api.Depends(one), again: int = api.Depends(one)):
        return d

    app.include_router(router)
    return app


@case()
def annotation_of_functions(api: Any, log: list[str]) -> Any:
    for name in ("Query", "Path", "Header", "Cookie", "Body", "Form", "File"):
        for keywords in ({"annotation": int}, {"unknown": 1}, {"annotation": None}):
            try:
                getattr(api, name)(**keywords)
            except TypeError as error:
                log.append(f"{name} {error}")
        log.append(f"{name} {getattr(api, name).__name__} {getattr(api, name).__module__[-16:]}")
    return None
