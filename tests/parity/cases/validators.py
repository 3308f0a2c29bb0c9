"""Validators and constraints of the user's on parameters: those that ask for the default, those
that pydantic refuses."""

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator
from pydantic_core import PydanticUseDefault

from ..case import case
from ..record import get, post


def _default_for_d(value: Any) -> Any:
    if value == "d":
        raise PydanticUseDefault
    return value


Number = Annotated[int, BeforeValidator(_default_for_d)]


class Row(BaseModel):
    n: Number = 3
    m: Number


@case(
    *[get(f"/all?x=d&y={y}", headers={"h": "d", "cookie": f"c={y}"}) for y in ("d", "1", "z")],
    *[get(f"/{path}?x={x}") for path in ("factory", "required", "validated") for x in "d1z"],
    *[get(f"/list?x={x}&x=1") for x in "d1"],
    *[get(f"/model?n={n}&m=1") for n in "d1"],
    *[post("/body", json={"x": x, "y": y}) for x in ("d", 1) for y in ("d", "z")],
    *[post("/whole", json=value) for value in ("d", 1)],
    *[post("/row", json={"n": n, "m": m}) for n in ("d", 1) for m in ("d", 1)],
    get("/result"), get("/result_row"),
)  # fmt: skip
def use_default(api: Any) -> Any:
    app = api.FastAPI()

    @app.get("/all")
    async def everywhere(
        x: Number = 5,
        y: Annotated[Number | None, api.Query()] = None,
        h: Annotated[Number, api.Header()] = 6,
        c: Annotated[Number, api.Cookie()] = 7,
    ):
        return [x, y, h, c]

    @app.get("/factory")
    async def factory(x: Annotated[Number, api.Query(default_factory=lambda: 9)]):
        return x

    @app.get("/required")
    async def required(x: Number):
        return x

    @app.get("/validated")
    async def validated(x: Annotated[Number, api.Query(validate_default=True, gt=1)] = 1):
        return x

    @app.get("/list")
    async def several(x: Annotated[list[Number], api.Query()] = [4]):
        return x

    @app.get("/model")
    async def model(q: Annotated[Row, api.Query()]):
        return q

    @app.post("/body")
    async def body(
        x: Annotated[Number, api.Body()] = 5, y: Annotated[Number, api.Body(embed=True)] = 3
    ):
        return [x, y]

    @app.post("/whole")
    async def whole(x: Annotated[Number, api.Body()] = 5):
        return x

    @app.post("/row")
    async def row(x: Row = Row(m=8)):
        return x

    @app.get("/result", response_model=Number)
    async def result():
        return "d"

    @app.get("/result_row", response_model=Row)
    async def result_row():
        return {"n": "d", "m": 1}

    return app


@case(get("/"))
def impossible_constraint(api: Any) -> Any:
    """Pydantic's text names the default's validator too."""
    app = api.FastAPI()

    @app.get("/")
    async def read(x: Annotated[int, api.Query(ge=0.5)] = 5):
        return x

    return app


@case(get("/"))
def impossible_required(api: Any) -> Any:
    app = api.FastAPI()

    @app.get("/")
    async def read(x: Annotated[int, api.Query(ge=0.5)]):
        return x

    return app


@case(get("/"))
def old_names(api: Any) -> Any:
    """Each old keyword is told, in FastAPI's order."""
    app = api.FastAPI()

    @app.get("/")
    async def read(x: Annotated[str, api.Query(regex="^a", example="a")]):
        return x

    return app


@case(get("/required"), get("/required?x=1"))
def factory_and_ellipsis(api: Any) -> Any:
    """An ellipsis beside a factory is no default."""
    app = api.FastAPI()

    @app.get("/required")
    async def required(x: Annotated[list[int], api.Query(default_factory=lambda: [4])] = ...):
        return x

    return app
