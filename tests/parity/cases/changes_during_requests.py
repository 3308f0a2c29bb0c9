"""Dependants that a running request changes, and dependants as the values that plug-ins make of
them."""

import copy
import dataclasses
import pickle
from typing import Any

from ..case import case
from ..record import get

Log = list[str]


@case(get("/a"), get("/a"))
def a_dependency_adds_a_guard(api: Any, log: Log) -> Any:
    app = api.FastAPI(openapi_url=None)

    def guard() -> None:
        log.append("guard")

    async def first(request: api.Request) -> None:
        log.append("first")
        made = api.dependencies.utils.get_dependant(path="/a", call=guard)
        request.scope["route"].dependant.dependencies.append(made)

    @app.get("/a", dependencies=[api.Depends(first)])
    async def a(q: str = "q") -> str:
        log.append("endpoint")
        return q

    return app


@case(get("/a?other=o"), get("/a?other=o"))
def a_dependency_changes_what_comes_after_it(api: Any, log: Log) -> Any:
    app = api.FastAPI(openapi_url=None)

    async def replacement(q: str = "q") -> str:
        log.append("replacement")
        return q

    async def second() -> str:
        log.append("second")
        return "second"

    async def first(request: api.Request) -> None:
        dependant = request.scope["route"].dependant
        dependant.dependencies[1].call = replacement
        dependant.query_params[0].field_info.validation_alias = "other"

    @app.get("/a", dependencies=[api.Depends(first)])
    async def a(value: str = api.Depends(second), q: str = "mine") -> list[str]:
        return [value, q]

    return app


@case(get("/a"), openapi=False)
def dependants_as_values(api: Any, log: Log) -> Any:
    app = api.FastAPI(openapi_url=None)

    def lower(x: int = 1) -> int:
        return x

    @app.get("/a")
    def a(q: str = "q", value: int = api.Depends(lower)) -> str:
        return q

    dependant = app.router.routes[0].dependant
    log.append(f"{isinstance(dependant.dependencies, list)} {dependant.body_params == []}")
    for twin in (copy.copy(dependant), dataclasses.replace(dependant), copy.deepcopy(dependant)):
        log.append(f"{twin == dependant} {twin.dependencies is dependant.dependencies}")
        twin.name = "twin"
        log.append(f"{twin == dependant} {dependant.name}")
    log.append(f"{sorted(dataclasses.asdict(dependant.dependencies[0]))}")
    dependant.query_params += dependant.query_params
    log.append(f"{len(dependant.query_params)} {dependant.query_params[:1]!r}")
    del dependant.query_params[0]
    empty = pickle.loads(pickle.dumps(type(dependant)(name="x")))
    log.append(f"{empty.name} {empty.dependencies} {empty == type(dependant)(name='x')}")
    return app
