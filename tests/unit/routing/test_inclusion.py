"""Inclusion: live, nested, with the options of every level in effect as in FastAPI."""

from typing import Annotated, Any

import pytest
from pydantic import BaseModel
from starlette.responses import PlainTextResponse
from starlette.routing import Match, Mount, NoMatchFound, Route
from starlette.testclient import TestClient

import ferroapi
from ferroapi import APIRouter, Depends, FerroAPI, Request
from ferroapi.exceptions import FastAPIError, UsageError
from ferroapi.routing import (
    APIRoute,
    EffectiveAPIRoute,
    IncludedRouter,
    RouteContext,
    _effective_route_context_var,
    iter_effective_routes,
    iter_route_contexts,
)

fastapi = pytest.importorskip("fastapi")


def one() -> int:
    return 1


def two() -> int:
    return 2


MERGED = [
    *("path", "path_format", "tags", "responses", "deprecated", "include_in_schema", "name"),
    *("unique_id", "strict_content_type", "methods", "description", "summary", "status_code"),
    *("response_model", "_embed_body_fields", "operation_id"),
]


def tree(package: Any) -> Any:
    """An application of one of the two packages with an option of every kind on every level."""

    body = package.Body

    def describe(route: Any) -> str:
        return f"made_{route.name}"

    leaf = package.APIRouter(
        prefix="/leaf", tags=["leaf"], responses={404: {"description": "leaf"}}, deprecated=True
    )

    @leaf.get("/plain/{n:int}", tags=["route"], responses={418: {"description": "route"}})
    def plain(n: int) -> int:
        """Described\fnot shown."""
        return n

    @leaf.post("/named", operation_id="mine", name="other", include_in_schema=False)
    def named(a: Annotated[int, body()], b: Annotated[int, body()]) -> dict[str, int]:
        return {"a": a, "b": b}

    @leaf.put("/loose")
    def loose(a: Annotated[int, body()]) -> None: ...

    branch = package.APIRouter(
        tags=["branch"],
        responses={404: {"description": "branch"}, 500: {"description": "branch"}},
        generate_unique_id_function=describe,
        strict_content_type=False,
    )
    branch.include_router(leaf, prefix="/v{version}", tags=["in"], deprecated=False)
    app = package.FastAPI(responses={400: {"description": "app"}})
    app.include_router(branch, prefix="/api", tags=["out"], responses={500: {"description": "o"}})
    app.include_router(leaf, include_in_schema=False)
    return app


def test_every_option_in_effect_is_fastapis() -> None:
    def effective(package: Any) -> list[dict[str, Any]]:
        contexts = package.routing.iter_route_contexts(tree(package).router.routes)
        rows = []
        for context in contexts:
            row = {name: getattr(context, name, None) for name in MERGED}
            row["strict_content_type"] = getattr(
                row["strict_content_type"], "value", row["strict_content_type"]
            )
            row["body"] = getattr(getattr(context, "body_field", None), "name", None)
            row["field"] = getattr(getattr(context, "response_field", None), "name", None)
            row["dependant"] = getattr(getattr(context, "dependant", None), "path", None)
            rows.append(row)
        return rows

    assert effective(ferroapi) == effective(fastapi)


def test_the_document_is_fastapis() -> None:
    assert tree(ferroapi).openapi() == tree(fastapi).openapi()


def test_dependencies_run_from_the_outside_in() -> None:
    ran: list[str] = []

    def mark(name: str) -> Any:
        return Depends(lambda: ran.append(name))

    leaf = APIRouter(dependencies=[mark("leaf")])

    @leaf.get("/x", dependencies=[mark("route")])
    def read() -> None: ...

    branch = APIRouter(dependencies=[mark("branch")])
    branch.include_router(leaf, dependencies=[mark("into branch")])
    app = FerroAPI(dependencies=[mark("app")])
    app.include_router(branch, dependencies=[mark("into app")])
    TestClient(app).get("/x")
    assert ran == ["app", "into app", "branch", "into branch", "leaf", "route"]
    assert [d.call for d in leaf.routes[0].dependant.dependencies] == [  # type: ignore[attr-defined]
        depends.dependency
        for depends in leaf.routes[0].dependencies  # type: ignore[attr-defined]
    ]


def test_routes_and_routers_added_later_answer() -> None:
    app, branch, leaf = FerroAPI(), APIRouter(), APIRouter()
    app.include_router(branch, prefix="/a")
    client = TestClient(app)
    assert client.get("/a/b/c").status_code == 404
    branch.include_router(leaf, prefix="/b")
    assert client.get("/a/b/c").status_code == 404
    assert "/a/b/c" not in app.openapi()["paths"]

    @leaf.get("/c")
    def read() -> str:
        return "late"

    assert client.get("/a/b/c").json() == "late"
    assert "/a/b/c" in app.openapi()["paths"]
    leaf.routes.clear()
    assert client.get("/a/b/c").status_code == 404
    assert "/a/b/c" not in app.openapi()["paths"]


def test_an_inclusion_shares_the_analysis_unless_something_changes_it() -> None:
    leaf = APIRouter()

    @leaf.get("/x/{item}")
    def read(item: str, version: str = "none") -> str:
        return f"{item} {version}"

    app = FerroAPI()
    app.include_router(leaf, prefix="/plain")
    app.include_router(leaf, prefix="/{version}")
    declared = leaf.routes[0]
    assert isinstance(declared, APIRoute)
    plain, versioned = (route for route in app.routes if isinstance(route, EffectiveAPIRoute))
    assert plain._analysed.query_params[0] is declared._analysed.query_params[0]
    assert plain.dependant.query_params[0] is not declared.dependant.query_params[0]
    assert plain.foreign_app is versioned.foreign_app is None
    assert [field.name for field in versioned.dependant.path_params] == ["item", "version"]
    client = TestClient(app)
    assert client.get("/plain/x/1?version=2").json() == "1 2"
    assert client.get("/3/x/1").json() == "1 3"


def test_what_somebody_changes_on_a_declared_route_is_in_effect_in_later_inclusions() -> None:
    class Answer(BaseModel):
        a: int | None = None
        b: int = 1

    leaf = APIRouter()

    @leaf.get("/x")
    def read() -> Answer:
        return Answer()

    route = leaf.routes[0]
    assert isinstance(route, APIRoute)
    route.response_model_exclude_none = True
    route.dependencies.append(Depends(one))
    app = FerroAPI()
    app.include_router(leaf)
    assert TestClient(app).get("/x").json() == {"b": 1}
    (effective,) = (r for r in app.routes if isinstance(r, EffectiveAPIRoute))
    assert [d.call for d in effective.dependant.dependencies] == [one]


def test_effective_routes_are_routes() -> None:
    class Tagged(APIRoute):
        flavour = "mine"

    leaf = APIRouter(route_class=Tagged, routes=[Mount("/m", routes=[]), Route("/s", one)])

    @leaf.get("/x/{item}", name="item")
    def read(item: int) -> int:
        return item

    app = FerroAPI(openapi_url=None)
    app.include_router(leaf, prefix="/p")
    mount, starlette_route, route = app.routes
    assert isinstance(mount, Mount)
    assert mount.path == "/p/m"
    assert isinstance(starlette_route, Route)
    assert starlette_route.path == "/p/s"
    assert isinstance(route, APIRoute)
    assert (route.path, route.name, route.methods) == ("/p/x/{item}", "item", {"GET"})
    assert route.flavour == "mine"  # type: ignore[attr-defined]
    with pytest.raises(AttributeError):
        _ = route.nothing  # type: ignore[attr-defined]
    scope = {"type": "http", "path": "/p/x/3", "method": "GET"}
    match, child = route.matches(scope)
    assert match is Match.FULL
    assert child["route"] is leaf.routes[2]
    assert child["path_params"] == {"item": "3"}
    assert scope["fastapi"] == {}
    assert route.matches({**scope, "method": "PUT"})[0] is Match.PARTIAL
    assert route.matches({**scope, "type": "websocket"})[0] is Match.NONE


def test_contexts_are_found_from_the_tree_and_from_the_flat_view() -> None:
    leaf = APIRouter(routes=[Route("/s", one)])
    leaf.get("/x")(two)
    app = FerroAPI(openapi_url=None)
    app.include_router(leaf, prefix="/p")
    for routes in (app.routes, app.router.routes, list(app.routes)):
        contexts = list(iter_route_contexts(routes))
        assert [context.path for context in contexts] == ["/p/s", "/p/x"]
        assert [context.original_route for context in contexts] == leaf.routes
        assert list(iter_route_contexts(contexts)) == contexts
    (direct,) = iter_route_contexts([leaf.routes[1]])
    assert direct == RouteContext(leaf.routes[1])
    assert direct.endpoint is two
    assert direct.unique_id == leaf.routes[1].unique_id  # type: ignore[attr-defined]


def test_a_router_that_decides_itself_is_not_looked_into() -> None:
    class Asked(APIRouter):
        asked = 0

        def matches(self, scope: Any) -> Any:
            self.asked += 1
            return super().matches(scope)

    leaf, patched, plain = Asked(), APIRouter(), APIRouter()
    leaf.get("/x")(one)
    patched.get("/y")(two)
    patched.handle = patched.handle  # type: ignore[method-assign]
    plain.get("/z")(one)
    app = FerroAPI(openapi_url=None)
    for router in (leaf, patched, plain):
        app.include_router(router)
    kinds = [type(route) for route in iter_effective_routes(app.router)]
    assert kinds == [IncludedRouter, IncludedRouter, EffectiveAPIRoute]
    client = TestClient(app)
    assert client.get("/x").json() == 1
    assert client.get("/y").json() == 2
    assert leaf.asked
    assert client.put("/x").status_code == 405


def test_the_context_variable_is_set_only_while_a_handler_is_built() -> None:
    seen: list[Any] = []

    class Wrapping(APIRoute):
        def get_route_handler(self) -> Any:
            seen.append(_effective_route_context_var.get())
            return super().get_route_handler()

    leaf = APIRouter(route_class=Wrapping)
    leaf.get("/x")(one)
    app = FerroAPI(openapi_url=None)
    app.include_router(leaf, prefix="/p")
    assert seen == [None]
    (route,) = app.routes
    assert seen == [None, route]
    assert _effective_route_context_var.get() is None


def test_the_scope_names_the_effective_route() -> None:
    leaf = APIRouter()

    @leaf.get("/x")
    def read(request: Request) -> list[str]:
        scope = request.scope
        return [scope["route"].path, scope["fastapi"]["effective_route_context"].path]

    app = FerroAPI()
    app.include_router(leaf, prefix="/p")
    assert TestClient(app).get("/p/x").json() == ["/x", "/p/x"]


def test_url_path_for_takes_the_first_inclusion() -> None:
    leaf = APIRouter(routes=[Mount("/m", routes=[Route("/s", one, name="s")], name="m")])
    leaf.get("/x/{item}", name="item")(one)
    app = FerroAPI()
    app.include_router(leaf, prefix="/first")
    app.include_router(leaf, prefix="/second")
    assert app.url_path_for("item", item=3) == "/first/x/3"
    assert app.url_path_for("m:s") == "/first/m/s"
    for parameters in ({}, {"item": 1, "other": 2}):
        with pytest.raises(NoMatchFound):
            app.url_path_for("item", **parameters)


@pytest.mark.parametrize("prefix", ["x", "/x/"])
def test_malformed_prefixes(prefix: str) -> None:
    with pytest.raises(UsageError, match="A path prefix must"):
        APIRouter(prefix=prefix)
    with pytest.raises(UsageError, match="A path prefix must"):
        FerroAPI().include_router(APIRouter(), prefix=prefix)


def test_circles() -> None:
    outer, middle, inner = APIRouter(), APIRouter(), APIRouter()
    with pytest.raises(UsageError, match="same APIRouter instance into itself"):
        outer.include_router(outer)
    outer.include_router(middle, prefix="/m")
    middle.include_router(inner, prefix="/i")
    with pytest.raises(UsageError, match="already includes this router"):
        inner.include_router(outer)


@pytest.mark.parametrize("depth", [0, 1])
def test_empty_paths_need_a_prefix(depth: int) -> None:
    router = APIRouter()
    router.get("", name="nothing")(one)
    for _ in range(depth):
        outer = APIRouter()
        outer.routes.append(IncludedRouter(router, _no_prefix(router)))
        router = outer
    with pytest.raises(FastAPIError, match=r"cannot be both empty \(path operation: nothing\)"):
        FerroAPI().include_router(router)
    FerroAPI().include_router(router, prefix="/x")


def _no_prefix(router: APIRouter) -> Any:
    outer = APIRouter()
    outer.include_router(router, prefix="/x")
    node = outer.routes[0]
    assert isinstance(node, IncludedRouter)
    inner = node.include_context
    return type(inner)(router, type(inner.around).of_router(APIRouter()))


def test_a_router_alone_and_mounted_is_an_app() -> None:
    router = APIRouter(prefix="/r")
    router.get("/x")(one)
    router.add_route("/r/s", lambda request: PlainTextResponse("s"))
    assert TestClient(router).get("/r/x").json() == 1
    assert TestClient(router).get("/nowhere").text == "Not Found"
    app = FerroAPI()
    app.mount("/m", router)
    client = TestClient(app)
    assert client.get("/m/r/x").json() == 1
    assert client.get("/m/r/s").text == "s"
    assert client.get("/m/nowhere").json() == {"detail": "Not Found"}
