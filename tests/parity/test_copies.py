"""Copies and pickles of what an application is made of: where FastAPI's can be copied FerroAPI's
can, and a copy answers as the original does.

Distributed tools pickle by value with `cloudpickle`, versioning tools copy routers and routes.
"""

import copy
import importlib
import pickle
from collections.abc import Callable, Iterator
from typing import Annotated, Any

import pytest
from pydantic import BaseModel
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient

cloudpickle = pytest.importorskip("cloudpickle")


class Model(BaseModel):
    number: int


def dependency(q: int = 1) -> int:
    return q


async def generator() -> Any:
    yield 2


async def inner_answer() -> int:
    return 3


def foreign(request: Any) -> Any:
    return PlainTextResponse("foreign")


def build(api: Any, included: bool) -> tuple[Any, Any]:
    class Timed(api.routing.APIRoute):  # type: ignore[misc, name-defined]
        def get_route_handler(self) -> Any:
            inside = super().get_route_handler()

            async def around(request: Any) -> Any:
                response = await inside(request)
                response.headers["timed"] = "yes"
                return response

            return around

    router, inner = api.APIRouter(prefix="/r", tags=["t"]), api.APIRouter(route_class=Timed)

    @router.get("/a/{x}", response_model=Model)
    def a(
        x: int,
        d: Annotated[int, api.Depends(dependency)],
        g: Annotated[int, api.Depends(generator)],
    ) -> Any:
        return {"number": x + d + g}

    @router.post("/b")
    async def b(body: Model, h: Annotated[str, api.Header()] = "x") -> Any:
        return [body, h]

    inner.add_api_route("/c", inner_answer)
    inner.add_route("/s", foreign)
    if included:
        router.include_router(inner, prefix="/in")
    else:
        router.routes.extend(inner.routes)
    app = api.FastAPI()
    app.include_router(router, prefix="/v1")
    return app, router


REQUESTS = ("/r/a/3", "/r/a/3?q=4", "/r/a/x", "/r/in/c", "/r/in/s", "/c", "/s", "/none")


def answers(app: Any, prefix: str = "/v1") -> list[Any]:
    client = TestClient(app, raise_server_exceptions=False)
    seen: list[Any] = []
    for path in REQUESTS:
        response = client.get(prefix + path)
        seen.append((response.status_code, response.text, response.headers.get("timed")))
    response = client.post(prefix + "/r/b", json={"number": 1})
    paths = sorted(client.get("/openapi.json").json()["paths"])
    return [*seen, response.text, paths]


def in_an_app(api: Any, what: Any) -> Any:
    """An application that answers with a router or a route."""
    app, router = api.FastAPI(), what
    if not isinstance(what, api.APIRouter):
        router = api.APIRouter()
        router.routes.append(what)
    app.include_router(router, prefix="/v1")
    return app


WAYS: dict[str, Callable[[Any], Any]] = {
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
    "pickle": lambda thing: pickle.loads(pickle.dumps(thing)),
    "cloudpickle": lambda thing: cloudpickle.loads(cloudpickle.dumps(thing)),
}


def things(api: Any, app: Any, router: Any) -> Iterator[tuple[str, Any]]:
    security = importlib.import_module(f"{api.__name__}.security")
    route = router.routes[0]
    yield "app", app
    yield "router", router
    yield "routers routes", router.routes
    yield "flat routes", app.routes
    for number, one in enumerate(router.routes):
        yield f"route {number}", one
        if hasattr(one, "app"):
            yield f"app of route {number}", one.app
    for number, context in enumerate(api.routing.iter_route_contexts(router.routes)):
        yield f"context {number}", context
    yield "handler", route.get_route_handler()
    yield "dependant", route.dependant
    yield "dependency", route.dependant.dependencies[0]
    yield "parameter", route.dependant.path_params[0]
    yield "field info", route.dependant.path_params[0].field_info
    yield "body field", router.routes[1].body_field
    yield "response field", route.response_field
    yield "lifespan", router.lifespan_context
    yield "Depends", api.Depends(dependency)
    yield "Query", api.Query(1)
    yield "scheme", security.OAuth2PasswordBearer("/token")
    yield "bearer", security.HTTPBearer()
    yield "tasks", api.BackgroundTasks()
    yield "error", api.HTTPException(404, "x", {"a": "b"})
    yield (
        "invalid",
        api.exceptions.RequestValidationError([{"loc": ("a",), "msg": "b", "type": "c"}]),
    )
    yield "placeholder", api.datastructures.Default(3)


def attempt(api: Any, make: Callable[[Any], Any], name: str, thing: Any) -> Any:
    """What the copy answers, or that there is none."""
    try:
        twin = make(thing)
    except Exception as error:
        return type(error)
    if name == "app":
        return answers(twin)
    if name == "router" or name.startswith("route "):
        return answers(in_an_app(api, twin))
    return name


def load(package: str) -> Any:
    api = importlib.import_module(package)
    importlib.import_module(f"{package}.exceptions")
    return api


def copied(package: str, way: str, included: bool, asked: bool) -> dict[str, Any]:
    api = load(package)
    app, router = build(api, included)
    if asked:
        answers(app)
    return {name: attempt(api, WAYS[way], name, thing) for name, thing in things(api, app, router)}


@pytest.mark.parametrize("asked", [False, True])
@pytest.mark.parametrize("included", [False, True])
@pytest.mark.parametrize("way", WAYS)
def test_what_can_be_copied(way: str, included: bool, asked: bool) -> None:
    expected = copied("fastapi", way, included, asked)
    found = copied("ferroapi", way, included, asked)
    assert found.keys() == expected.keys()
    assert not {
        name: (wanted, found[name])
        for name, wanted in expected.items()
        if not isinstance(wanted, type) and found[name] != wanted
    }


@pytest.mark.parametrize("way", ["deepcopy", "cloudpickle"])
def test_included_routers_can_be_copied(way: str) -> None:
    """FastAPI's hold a lock, which cannot be: there is more that can be copied here."""
    api = load("ferroapi")
    _, router = build(api, included=True)
    expected = answers(in_an_app(api, router))
    twin = WAYS[way](router)
    assert answers(in_an_app(api, twin)) == expected
    twin.add_api_route("/late", inner_answer)
    twin.routes[2].original_router.add_api_route("/later", inner_answer)
    client = TestClient(in_an_app(api, twin))
    assert [client.get(f"/v1/r{path}").json() for path in ("/late", "/in/later")] == [3, 3]
    assert answers(in_an_app(api, router)) == expected


def test_a_copied_route_is_planned_anew() -> None:
    api = load("ferroapi")
    _, router = build(api, included=False)
    answers(in_an_app(api, router))
    twin = copy.copy(router.routes[0])
    assert "_plan" not in vars(twin)
