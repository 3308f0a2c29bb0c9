"""An application that has answered and that nobody holds any more is collected, as in FastAPI.

Though its compiled plans lead back to it: endpoints, dependencies, models and validators are often
closures over their application.
"""

import enum
import gc
import sys
import typing
import weakref
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from typing import Annotated, Any, Literal

import fastapi
import pytest
from pydantic import BaseModel, BeforeValidator
from starlette.testclient import TestClient
from typing_extensions import TypedDict

import ferroapi

Build = Callable[[Any, Any], str]


def plain(api: Any, app: Any) -> str:
    @app.get("/x")
    async def endpoint() -> str:
        return str(app.title)

    return "/x"


def included(api: Any, app: Any) -> str:
    inner, outer, mounted = api.APIRouter(), api.APIRouter(), api.FastAPI()
    plain(api, mounted)
    inner.get("/x")(lambda: app.title)
    inner.mount("/mounted", mounted)
    outer.include_router(inner, prefix="/inner")
    app.include_router(outer, prefix="/outer")
    return "/outer/inner/x"


def with_dependencies(api: Any, app: Any) -> str:
    def dependency(q: list[str] = api.Query(default_factory=lambda: [app.title])) -> Iterator[Any]:
        yield q

    @app.get("/x", response_model=list[str])
    async def endpoint(values: Any = api.Depends(dependency)) -> Any:
        return values

    return "/x"


def with_a_semaphore(api: Any, app: Any) -> str:
    path = with_dependencies(api, app)
    if api is ferroapi:

        @app.get("/y")
        async def endpoint(title: Any = api.Depends(lambda: app.title, max_concurrency=2)) -> Any:
            return title

        return "/y"
    return path


def overridden(api: Any, app: Any) -> str:
    path = with_dependencies(api, app)
    dependency = app.router.routes[-1].dependant.dependencies[0].call
    app.dependency_overrides[dependency] = lambda: [app.title]
    return path


def behind_middleware(api: Any, app: Any) -> str:
    @app.middleware("http")
    async def around(request: Any, call_next: Any) -> Any:
        request.state.title = app.title
        return await call_next(request)

    @app.exception_handler(404)
    async def missing(request: Any, error: Any) -> Any:
        return api.responses.PlainTextResponse(app.title, 404)

    return plain(api, app)


def with_its_own_default(api: Any, app: Any) -> str:
    async def default(scope: Any, receive: Any, send: Any) -> None:
        await api.responses.PlainTextResponse(app.title)(scope, receive, send)

    app.router.default = default
    return "/nothing"


def with_a_custom_route(api: Any, app: Any) -> str:
    class Route(api.routing.APIRoute):  # type: ignore[misc, name-defined]
        def get_route_handler(self) -> Any:
            self.title = app.title
            return super().get_route_handler()

    app.router.route_class = Route
    return with_dependencies(api, app)


def with_a_wrapped_solver(api: Any, app: Any) -> str:
    """A tool replaced `solve_dependencies`, and then put it back."""
    path = with_dependencies(api, app)
    original = api.routing.solve_dependencies

    async def solve(**arguments: Any) -> Any:
        return await original(**arguments)

    api.routing.solve_dependencies = solve
    try:
        assert TestClient(app).get(path).status_code == 200
    finally:
        api.routing.solve_dependencies = original
    return path


def with_a_wrapped_call(api: Any, app: Any) -> str:
    path = with_dependencies(api, app)
    original = api.routing.run_endpoint_function

    async def run(**arguments: Any) -> Any:
        return await original(**arguments)

    api.routing.run_endpoint_function = run
    try:
        assert TestClient(app).get(path).status_code == 200
    finally:
        api.routing.run_endpoint_function = original
    return path


def with_a_response_model_of(make: Callable[[type[Any]], Any]) -> Build:
    def build(api: Any, app: Any) -> str:
        class Model(BaseModel):
            title: str = "x"

            def owner(self) -> Any:
                return app

        response_model, answer = make(Model)

        @app.get("/x", response_model=response_model)
        async def endpoint() -> Any:
            return answer

        return "/x"

    build.__name__ = f"with_a_response_model_of_{make.__name__}"
    return build


def itself(model: type[Any]) -> Any:
    return model, {}


def a_list(model: type[Any]) -> Any:
    return list[model], [{}]  # type: ignore[valid-type]


def a_list_of_typing(model: type[Any]) -> Any:
    return typing.List[model], [{}]  # type: ignore[valid-type]  # noqa: UP006


def an_optional(model: type[Any]) -> Any:
    return model | None, {}


def an_annotation(model: type[Any]) -> Any:
    return Annotated[model, BeforeValidator(lambda value: model())], 1


def a_model_around(model: type[Any]) -> Any:
    class Outer(BaseModel):
        inner: model  # type: ignore[valid-type]

    return Outer, {"inner": {}}


def a_dataclass(model: type[Any]) -> Any:
    @dataclass
    class Data:
        inner: model  # type: ignore[valid-type]

    return Data, {"inner": {}}


def a_typed_dict(model: type[Any]) -> Any:
    class Typed(TypedDict):
        inner: model  # type: ignore[valid-type]

    return Typed, {"inner": {}}


def an_enumeration(model: type[Any]) -> Any:
    class Kind(enum.Enum):
        one = "1"

        def owner(self) -> Any:
            return model

    return Kind, "1"


def a_literal(model: type[Any]) -> Any:
    class Kind(enum.StrEnum):
        one = "1"

        def owner(self) -> Any:
            return model

    class Outer(BaseModel):
        kind: Literal[Kind.one] = Kind.one

    return Outer, {}


def with_parameters_of_its_own(api: Any, app: Any) -> str:
    class Kind(enum.Enum):
        one = "1"

        def owner(self) -> Any:
            return app

    class Filters(BaseModel):
        q: Kind = Kind.one

    @app.get("/x")
    async def endpoint(
        filters: Annotated[Filters, api.Query()],
        kinds: Annotated[list[Kind], api.Header()] = [Kind.one],  # noqa: B006
        kind: Kind = Kind.one,
    ) -> Any:
        return 1

    return "/x"


def with_a_body_of_its_own(api: Any, app: Any) -> str:
    class Model(BaseModel):
        def owner(self) -> Any:
            return app

    @app.get("/x")
    async def endpoint(one: Model | None = None, two: list[Model] = []) -> Any:  # noqa: B006
        return 1

    return "/x"


def with_generators(api: Any, app: Any) -> str:
    async def dependency() -> AsyncIterator[str]:
        yield app.title

    @app.get("/x")
    async def endpoint(title: Any = api.Depends(dependency)) -> Any:
        return title

    return "/x"


def with_security(api: Any, app: Any) -> str:
    class Scheme(api.security.HTTPBearer):  # type: ignore[misc, name-defined]
        owner = app

    @app.get("/x", dependencies=[api.Security(Scheme(auto_error=False), scopes=["a"])])
    async def endpoint() -> Any:
        return 1

    return "/x"


def that_documents_itself(api: Any, app: Any) -> str:
    with_a_response_model_of(a_list)(api, app)
    return "/openapi.json"


def that_failed(api: Any, app: Any) -> str:
    @app.get("/error")
    async def endpoint() -> Any:
        raise ValueError(app)

    @app.exception_handler(ValueError)
    async def handler(request: Any, error: Any) -> Any:
        return api.responses.PlainTextResponse("")

    return "/error"


def that_refused(api: Any, app: Any) -> str:
    @app.get("/refused")
    async def endpoint(number: int) -> Any: ...

    @app.exception_handler(api.exceptions.RequestValidationError)
    async def handler(request: Any, error: Any) -> Any:
        return api.responses.PlainTextResponse(str(error.endpoint_function or app.title))

    return "/refused"


MODELS = [
    *(itself, a_list, a_list_of_typing, an_optional, an_annotation, a_model_around),
    *(a_dataclass, a_typed_dict, an_enumeration, a_literal),
]
BUILDERS: list[Build] = [
    *(plain, included, with_dependencies, with_a_semaphore, overridden, behind_middleware),
    *(with_its_own_default, with_a_custom_route, with_a_wrapped_solver, with_a_wrapped_call),
    *(with_parameters_of_its_own, with_a_body_of_its_own, with_generators, with_security),
    *(that_documents_itself, that_failed, that_refused),
    *map(with_a_response_model_of, MODELS),
]


def _forget_callables() -> None:
    """What is known of callables is remembered for the latest few thousand, as in FastAPI."""
    packages = ("ferroapi", "fastapi", "starlette", "pydantic")
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] in packages:
            for value in list(vars(module).values()):
                if hasattr(value, "cache_clear"):
                    value.cache_clear()
    for clear in typing._cleanups:  # type: ignore[attr-defined]
        clear()


def _answers(api: Any, build: Build) -> list[weakref.ref[Any]]:
    app = api.FastAPI()
    path = build(api, app)
    with TestClient(app) as client:
        assert client.get(path).status_code == 200
        assert client.get("/missing").status_code in (200, 404)
    return [weakref.ref(app), weakref.ref(app.router)]


@pytest.mark.parametrize("api", [fastapi, ferroapi], ids=lambda api: api.__name__)
@pytest.mark.parametrize("build", BUILDERS, ids=lambda build: build.__name__)
def test_it_is_collected(api: Any, build: Build) -> None:
    watched = _answers(api, build)
    _forget_callables()
    gc.collect()
    assert [watch() for watch in watched] == [None, None]
