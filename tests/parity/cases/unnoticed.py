"""What no test once noticed: defaults that are made anew, places that name what was received,
`Allow` of routes that match by themselves, numbers JSON cannot hold, names of plain routes.
"""

import itertools
import math
from typing import Annotated, Any

from pydantic import AliasChoices, BaseModel, ConfigDict, Field

from ..case import act, case
from ..record import get, post, request


@case(
    [get(f"/{kind}") for kind in ("query", "text", "list", "header", "cookie", "group", "checked")]
    * 3,
    [post("/body", json=body) for body in ({}, {"b": 5}, {})],
    [post("/whole"), post("/whole", json={}), post("/whole")],
    [get("/query?n=5"), get("/query?n=x"), get("/query"), get("/override"), get("/override")],
)
def made_anew(api: Any) -> Any:
    """A `default_factory` is called once for each request that needs it, and for no other."""
    app = api.FastAPI()
    counts = {
        name: itertools.count(1) for name in ("q", "t", "h", "c", "g", "k", "b", "w", "m", "o")
    }

    def factory(name: str) -> Any:
        return lambda: next(counts[name])

    class Group(BaseModel):
        g: int = Field(default_factory=factory("g"))

    class Whole(BaseModel):
        w: int = Field(default_factory=factory("w"))

    @app.get("/query")
    async def query(n: Annotated[int, api.Query(default_factory=factory("q"))]):
        return n

    @app.get("/text")
    def text(t: Annotated[str, api.Query(default_factory=lambda: f"t{next(counts['t'])}")]):
        return t

    @app.get("/list")
    async def listed(values: Annotated[list[int], api.Query(default_factory=list)]):
        values.append(1)
        return values

    @app.get("/header")
    async def header(h: Annotated[int, api.Header(default_factory=factory("h"))]):
        return h

    @app.get("/cookie")
    async def cookie(c: Annotated[int, api.Cookie(default_factory=factory("c"))]):
        return c

    @app.get("/group")
    async def group(g: Annotated[Group, api.Query()]):
        return g

    @app.get("/checked")
    async def checked(
        k: Annotated[int, api.Query(default_factory=factory("k"), validate_default=True, le=2)],
    ):
        return k

    @app.post("/body")
    async def body(
        b: Annotated[int, api.Body(embed=True, default_factory=factory("b"))],
        m: Annotated[int, api.Body(embed=True, default_factory=factory("m"))],
    ):
        return [b, m]

    @app.post("/whole")
    async def whole(w: Annotated[Whole, api.Body(default_factory=Whole)]):
        return w

    def dependency(o: Annotated[int, api.Query(default_factory=factory("o"))]):
        return o

    @app.get("/override")
    async def override(o: Annotated[int, api.Depends(dependency)]):
        return o

    return app


NAMES = ("first", "second", "third")


@case(
    [get(f"/query?{name}={value}") for name in NAMES for value in ("1", "x", "")],
    [get(f"/many?{name}=x&{name}=1") for name in NAMES],
    [get("/header", headers={name: value}) for name in NAMES for value in ("1", "x")],
    [get("/cookie", headers={"cookie": f"{name}={value}"}) for name in NAMES for value in "1x"],
    [get(f"/group?{name}=x") for name in NAMES],
    [post("/body", json={name: value, "other": 1}) for name in NAMES for value in (1, "x", None)],
    [post("/model", json={name: value}) for name in NAMES for value in (1, "x")],
    get("/query?first=1&third=x"), get("/query?third=x&second=y"), get("/query"), get("/many"),
    post("/body", json={"second": "x", "third": "y"}), post("/body", json={}),
)  # fmt: skip
def places_of_aliases(api: Any) -> Any:
    """The place of an error names the alias that was received."""
    app = api.FastAPI()
    choices = AliasChoices(*NAMES)

    class Model(BaseModel):
        n: int = Field(validation_alias=choices)

    @app.get("/query")
    async def query(n: Annotated[int, api.Query(validation_alias=choices)]):
        return n

    @app.get("/many")
    async def many(n: Annotated[list[int], api.Query(validation_alias=choices)]):
        return n

    @app.get("/header")
    async def header(n: Annotated[int, api.Header(validation_alias=choices)]):
        return n

    @app.get("/cookie")
    async def cookie(n: Annotated[int, api.Cookie(validation_alias=choices)]):
        return n

    @app.get("/group")
    async def group(n: Annotated[Model, api.Query()]):
        return n

    @app.post("/body")
    async def body(
        n: Annotated[int, api.Body(validation_alias=choices)], other: Annotated[int, api.Body()] = 0
    ):
        return [n, other]

    @app.post("/model")
    async def model(n: Model):
        return n

    return app


METHODS = ("GET", "POST", "PUT", "DELETE", "OPTIONS")


@case(
    [request(method, path) for method in METHODS for path in ("/own", "/mixed", "/late", "/in/x")]
)
def allowed_by_own_matches(api: Any) -> Any:
    """Of several routes that match all but the method the first one says what is allowed, whoever
    decides that it matches.
    """
    from starlette.routing import Match

    app = api.FastAPI()

    class Own(api.routing.APIRoute):
        def matches(self, scope: Any) -> Any:
            return super().matches(scope)

    class Never(api.routing.APIRoute):
        def matches(self, scope: Any) -> Any:
            return Match.NONE, {}

    async def endpoint():
        return "endpoint"

    def add(router: Any, path: str, method: str, kind: Any = api.routing.APIRoute) -> None:
        router.add_api_route(path, endpoint, methods=[method], route_class_override=kind)

    add(app.router, "/own", "POST", Own)
    add(app.router, "/own", "PUT", Own)
    add(app.router, "/own", "GET", Never)
    add(app.router, "/mixed", "PUT", Own)
    add(app.router, "/mixed", "POST")
    add(app.router, "/mixed", "GET", Own)
    add(app.router, "/late", "POST")
    add(app.router, "/late", "PUT", Own)
    add(app.router, "/late", "PUT", Own)
    inner = api.APIRouter()
    add(inner, "/x", "POST", Own)
    add(inner, "/x", "PUT", Own)
    add(inner, "/x", "DELETE")
    app.include_router(inner, prefix="/in")
    return app


NUMBERS = {
    "inf": math.inf,
    "minus_inf": -math.inf,
    "nan": math.nan,
    "zero": -0.0,
    "large": 1e16,
    "larger": -1e22,
    "small": 5e-324,
}


@case(
    [
        get(f"/{kind}/{name}")
        for kind in (
            "model",
            "bare",
            "listed",
            "optional",
            "union",
            "constants",
            "strings",
            "plain",
        )
        for name in NUMBERS
    ],
    trio=False,
)
def numbers_beyond_json(api: Any) -> Any:
    app = api.FastAPI()

    class Model(BaseModel):
        x: float
        y: float | None = None

    class Constants(Model):
        model_config = ConfigDict(ser_json_inf_nan="constants")

    class Strings(Model):
        model_config = ConfigDict(ser_json_inf_nan="strings")

    def declare(kind: str, answer: Any, make: Any) -> None:
        @app.get(f"/{kind}/{{name}}", response_model=answer, name=kind)
        async def endpoint(name: str):
            return make(NUMBERS[name])

    declare("model", Model, lambda x: Model(x=x, y=x))
    declare("bare", float, lambda x: x)
    declare("listed", list[float], lambda x: [0.5, x])
    declare("optional", float | None, lambda x: x)
    declare("union", int | float, lambda x: x)
    declare("constants", Constants, lambda x: Constants(x=x, y=x))
    declare("strings", Strings, lambda x: Strings(x=x, y=x))
    declare("plain", None, lambda x: {"x": x})
    return app


@case(
    [get(path) for path in ("/plain", "/a/plain", "/a/b/plain", "/a/b/unnamed", "/a/missing")],
    request("POST", "/a/b/plain"),
    act(lambda app: app.state.add_late()),
    [get(path) for path in ("/a/b/late", "/a/b/plain", "/urls")],
)
def names_of_plain_routes(api: Any, log: list[str]) -> Any:
    """Starlette's routes, added to included routers: their names, methods and places in the
    schema.
    """
    from starlette.responses import PlainTextResponse
    from starlette.routing import NoMatchFound

    app = api.FastAPI()
    outer, inner = api.APIRouter(), api.APIRouter()

    async def plain(request: Any) -> Any:
        seen = [request.scope.get(key) is not None for key in ("router", "route", "endpoint")]
        route = request.scope.get("route")
        log.append(f"{seen} {getattr(route, 'name', None)} {request.url.path}")
        return PlainTextResponse(_urls(request.app))

    def unnamed(request: Any) -> Any:
        return PlainTextResponse("unnamed")

    def _urls(where: Any) -> str:
        found = []
        for name in ("outermost", "outer_name", "inner_name", "unnamed", "late_name", "plain"):
            try:
                found.append(str(where.url_path_for(name)))
            except NoMatchFound as error:
                found.append(str(error))
        return " ".join(found)

    app.add_route("/plain", plain, name="outermost")
    outer.add_route("/plain", plain, methods=["GET"], name="outer_name", include_in_schema=True)
    inner.add_route("/plain", plain, methods=["GET", "PUT"], name="inner_name")
    inner.add_route("/unnamed", unnamed)
    outer.include_router(inner, prefix="/b")
    app.include_router(outer, prefix="/a")

    @app.get("/urls")
    async def urls():
        return _urls(app)

    def add_late():
        inner.add_route("/late", plain, name="late_name")

    app.state.add_late = add_late
    return app
