"""The router's own list, which reports changes, and the application's flat view."""

from typing import Any

import pytest
from pydantic import TypeAdapter
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from ferroapi import APIRouter, FerroAPI
from ferroapi.routing import EffectiveAPIRoute, FlatRoutes, IncludedRouter


def route(path: str) -> Route:
    return Route(path, lambda request: PlainTextResponse(path), name=path)


def paths(routes: Any) -> list[str]:
    return [one.path for one in routes]


@pytest.fixture
def app() -> FerroAPI:
    app = FerroAPI(openapi_url=None, routes=[route("/a")])
    router = APIRouter(routes=[route("/b")])
    router.get("/c")(lambda: "c")
    app.include_router(router, prefix="/in")
    app.router.routes.append(route("/d"))
    return app


@pytest.mark.parametrize(
    "change",
    [
        lambda routes: routes.append(route("/x")),
        lambda routes: routes.extend([route("/x")]),
        lambda routes: routes.insert(0, route("/x")),
        lambda routes: routes.remove(routes[0]),
        lambda routes: routes.pop(),
        lambda routes: routes.clear(),
        lambda routes: routes.sort(key=id),
        lambda routes: routes.reverse(),
        lambda routes: routes.__setitem__(0, route("/x")),
        lambda routes: routes.__delitem__(0),
        lambda routes: routes.__iadd__([route("/x")]),
        lambda routes: routes.__imul__(2),
    ],
)
def test_every_change_makes_a_new_version(app: FerroAPI, change: Any) -> None:
    before = app.router._get_routes_version()
    change(app.router.routes)
    assert app.router._get_routes_version() > before


def test_assigning_makes_a_new_version(app: FerroAPI) -> None:
    client = TestClient(app)
    assert client.get("/a").text == "/a"
    app.router.routes = [route("/z")]
    assert client.get("/a").status_code == 404
    assert client.get("/z").text == "/z"
    app.router.routes.append(route("/y"))
    assert client.get("/y").text == "/y"


def test_a_version_never_comes_back() -> None:
    app, first, second = FerroAPI(), APIRouter(), APIRouter()
    app.include_router(first)
    first.get("/x")(lambda: 1)
    seen = {app.router._get_routes_version()}
    app.router.routes.pop()
    seen.add(app.router._get_routes_version())
    second.get("/y")(lambda: 1)
    app.include_router(second)
    seen.add(app.router._get_routes_version())
    assert len(seen) == 3
    assert list(app.openapi()["paths"]) == ["/y"]


def test_reading(app: FerroAPI) -> None:
    flat = app.routes
    assert isinstance(flat, FlatRoutes)
    assert app.routes is flat
    assert paths(flat) == ["/a", "/in/b", "/in/c", "/d"]
    assert len(flat) == 4
    assert flat[0].path == "/a"
    assert paths(flat[1:3]) == ["/in/b", "/in/c"]
    assert isinstance(flat[2], EffectiveAPIRoute)
    assert flat[-1] in flat
    assert flat == list(flat)
    extra = [route("/x")]
    assert flat + extra == [*flat, *extra]
    assert extra + flat == [*extra, *flat]
    assert repr(flat) == repr(list(flat))
    assert [type(one) for one in app.router.routes] == [Route, IncludedRouter, Route]


def test_the_view_is_live(app: FerroAPI) -> None:
    flat = app.routes
    node = app.router.routes[1]
    assert isinstance(node, IncludedRouter)
    node.original_router.get("/later")(lambda: 1)
    assert paths(flat) == ["/a", "/in/b", "/in/c", "/in/later", "/d"]
    app.router = APIRouter()
    assert list(app.routes) == []
    assert len(flat) == 5


def test_changes_act_on_the_own_routes(app: FerroAPI) -> None:
    app.routes.append(route("/e"))
    app.routes.insert(2, route("/before the inclusion"))
    app.routes.insert(0, route("/first"))
    expected = ["/first", "/a", "/before the inclusion", "/in/b", "/in/c", "/d", "/e"]
    assert paths(app.routes) == expected
    app.routes.remove(app.routes[0])
    del app.routes[-1]
    app.routes[0] = route("/replaced")
    assert paths(app.routes) == ["/replaced", "/before the inclusion", "/in/b", "/in/c", "/d"]
    assert TestClient(app).get("/replaced").text == "/replaced"


@pytest.mark.parametrize(
    "change",
    [
        lambda routes: routes.remove(routes[1]),
        lambda routes: routes.pop(2),
        lambda routes: routes.__setitem__(1, route("/x")),
        lambda routes: routes.__delitem__(slice(0, 3)),
        lambda routes: routes.__setitem__(slice(0, 2), [route("/x")]),
        lambda routes: routes.__setitem__(slice(3, 4), [route("/x")]),
    ],
)
def test_routes_of_included_routers_stay_theirs(app: FerroAPI, change: Any) -> None:
    before = paths(app.routes)
    with pytest.raises(ValueError, match="belongs to an included router"):
        change(app.routes)
    assert paths(app.routes) == before


def test_slices(app: FerroAPI) -> None:
    app.routes[0:1] = [route("/x"), route("/y")]
    assert paths(app.routes) == ["/x", "/y", "/in/b", "/in/c", "/d"]
    with pytest.raises(ValueError, match="with a step"):
        app.routes[::2] = []
    app.routes[:] = [one for one in app.routes if one.path != "/in/b"]
    assert paths(app.routes) == ["/x", "/y", "/in/c", "/d"]
    copied = app.routes.copy()
    app.routes.sort(key=lambda one: one.path, reverse=True)
    assert paths(app.routes) == ["/y", "/x", "/in/c", "/d"]
    assert paths(copied) == ["/x", "/y", "/in/c", "/d"]


def test_assigning_the_list_itself_keeps_it(app: FerroAPI) -> None:
    kept = app.router.routes
    app.router.routes += [route("/x")]
    assert app.router.routes is kept


def test_a_filtered_view_can_be_assigned(app: FerroAPI) -> None:
    app.router.routes = [one for one in app.routes if one.path != "/in/b"]
    client = TestClient(app)
    assert client.get("/in/c").json() == "c"
    assert client.get("/in/b").status_code == 404


def included(app: FerroAPI) -> APIRouter:
    node = app.router.routes[1]
    assert isinstance(node, IncludedRouter)
    return node.original_router


def add_later(app: FerroAPI) -> None:
    included(app).get("/later")(lambda: 1)


@pytest.mark.parametrize("asked", [False, True])
@pytest.mark.parametrize("edited_first", [False, True])
def test_an_edit_through_the_view_outlives_new_routes(
    app: FerroAPI, asked: bool, edited_first: bool
) -> None:
    if asked:
        TestClient(app).get("/in/c")
    foreign, operation = app.routes[1:3]
    if not edited_first:
        add_later(app)
    for one in (foreign, operation):
        one.name, one.include_in_schema, one.mine = "edited", False, "mine"  # type: ignore[attr-defined]
    operation.description = "edited"  # type: ignore[attr-defined]
    if edited_first:
        add_later(app)
    assert paths(app.routes) == ["/a", "/in/b", "/in/c", "/in/later", "/d"]
    assert app.routes[1] is foreign
    assert app.routes[2] is operation
    for one in app.routes[1:3]:
        assert (one.name, one.include_in_schema, one.mine) == ("edited", False, "mine")  # type: ignore[attr-defined]
    assert app.routes[2].description == "edited"  # type: ignore[attr-defined]
    assert list(app.openapi()["paths"]) == ["/in/later"]
    client = TestClient(app)
    assert [client.get(f"/in/{path}").text for path in "bc"] == ["/b", '"c"']


def test_an_edit_two_levels_deep() -> None:
    app, outer, inner = FerroAPI(), APIRouter(), APIRouter()
    inner.get("/a")(lambda: 1)
    outer.include_router(inner, prefix="/inner")
    app.include_router(outer, prefix="/one")
    app.include_router(outer, prefix="/two")
    edited = app.routes[-1]
    edited.include_in_schema = False  # type: ignore[attr-defined]
    inner.get("/b")(lambda: 2)
    outer.get("/c")(lambda: 3)
    assert app.routes[-3] is edited
    assert sorted(app.openapi()["paths"]) == [
        *("/one/c", "/one/inner/a", "/one/inner/b", "/two/c", "/two/inner/b"),
    ]


def test_a_changed_declaration_shows_beside_edits(app: FerroAPI) -> None:
    operation = app.routes[2]
    operation.summary = "edited"  # type: ignore[attr-defined]
    declared = included(app).routes[-1]
    declared.description = "declared"  # type: ignore[attr-defined]
    add_later(app)
    assert app.routes[2] is operation
    assert (operation.summary, operation.description) == ("edited", "declared")  # type: ignore[attr-defined]


def test_an_app_assigned_through_the_view_outlives_new_routes(app: FerroAPI) -> None:
    app.routes[2].app = PlainTextResponse("mine")  # type: ignore[attr-defined]
    assert app.routes[2].foreign_app is not None  # type: ignore[attr-defined]
    add_later(app)
    assert app.routes[2].foreign_app is not None  # type: ignore[attr-defined]


def test_a_route_that_stands_twice_has_two_views(app: FerroAPI) -> None:
    router = included(app)
    router.routes.append(router.routes[-1])
    first, second = app.routes[2:4]
    second.name = "second"  # type: ignore[attr-defined]
    add_later(app)
    assert app.routes[2] is first
    assert app.routes[3] is second
    assert [one.name for one in app.routes[2:4]] == ["<lambda>", "second"]  # type: ignore[attr-defined]


def test_what_reads_a_list_without_asking_it_sees_the_routes(app: FerroAPI) -> None:
    add_later(app)
    assert tuple(app.routes) == tuple(app.routes.copy())
    assert len(list(map(id, app.routes))) == 5
    assert isinstance(app.routes, list)
    assert TypeAdapter(list[Any]).validate_python(app.routes) == app.routes
