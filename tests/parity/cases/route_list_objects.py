"""The lists of routes as objects: kept while they are replaced, put back, compared, copied, walked
while they change. Copies and pickles of routers and routes.
"""

import copy
import json
import pickle
from collections.abc import Callable
from operator import add, ne
from typing import Any

from ..case import act, case
from ..record import get
from .route_lists import _five, by_name

Log = list[str]


def names(routes: Any) -> str:
    return f"{[route.name for route in routes]}"


def saved_then_assigned(app: Any, log: Log) -> None:
    saved = app.routes
    app.router.routes = []
    log.append(f"{names(saved)} {names(app.routes)} {saved is app.routes}")
    app.router.routes.append(app.state.route("x"))
    saved.append(app.state.route("late"))
    log.append(f"{names(saved)} {names(app.routes)}")


def saved_then_put_back(app: Any, log: Log) -> None:
    saved = app.router.routes
    app.router.routes = [app.state.route("x")]
    app.router.routes = saved
    log.append(f"{app.router.routes is saved}")
    saved.append(app.state.route("late"))


def flat_saved_then_put_back(app: Any, log: Log) -> None:
    saved = app.routes
    app.router.routes = []
    app.router.routes = saved
    saved.append(app.state.route("late"))
    log.append(f"{app.routes is saved} {names(saved)}")


def saved_then_another_router(app: Any, log: Log) -> None:
    saved, router = app.routes, app.router
    app.router = type(router)()
    log.append(f"{names(saved)} {names(app.routes)}")
    app.router = router
    log.append(f"{saved is app.routes}")


def saved_then_cleared(app: Any, log: Log) -> None:
    saved, copied = app.routes, list(app.routes)
    app.routes.clear()
    log.append(f"{names(saved)} {names(copied)}")
    app.routes.extend(copied[::-1])
    log.append(names(saved))


def one_list_for_two(app: Any, log: Log) -> None:
    other = type(app.router)()
    other.routes = app.router.routes
    log.append(f"{other.routes is app.router.routes}")
    other.add_api_route("/x", lambda: "x", name="x")
    log.append(names(app.routes))


def copied_router(app: Any, log: Log) -> None:
    other = copy.copy(app.router)
    log.append(f"{other.routes is app.router.routes} {other.routes == app.router.routes}")
    other.add_api_route("/x", lambda: "x", name="x")
    log.append(names(app.routes))
    other.routes = []
    log.append(f"{names(other.routes)} {names(app.routes)}")


def walked_while_removing(app: Any, log: Log) -> None:
    for route in app.routes:
        if len(app.routes) > 2:
            app.routes.remove(route)
            log.append(route.name)


def walked_while_adding(app: Any, log: Log) -> None:
    for route in app.routes:
        log.append(route.name)
        if len(app.routes) < 8:
            app.routes.append(app.state.route(f"n{len(app.routes)}"))


def walked_backwards(app: Any, log: Log) -> None:
    for route in reversed(app.router.routes):
        app.router.routes.remove(route)
        log.append(route.name)


def kinds(app: Any, log: Log) -> None:
    routes, own = app.routes, app.router.routes
    for one in (routes, own):
        log.append(f"{isinstance(one, list)} {type(one[1:3])}")
        log.append(f"{type(add(one, []))} {type(add([], one))}")
        log.append(f"{type(one * 2)} {type(one.copy())} {type(copy.copy(one))} {len(one * 2)}")
        log.append(f"{type(copy.deepcopy(one))} {one == list(one)} {list(one) == one}")
        log.append(f"{one != []} {ne([], one)} {one == tuple(one)} {bool(one)} {one == own}")
        log.append(f"{one.index(one[2])} {one.count(one[0])} {one[-1] in one} {'a' in one}")
        log.append(f"{names(sorted(one, key=by_name))} {names(one[::-2])} {names([*one])}")
        log.append(f"{one.__hash__} {type(iter(one))} {len(one)} {names([*one, *one])}")
        log.append(f"{names(dict(enumerate(one)).values())} {names(filter(None, one))}")
    log.append(f"{routes is app.routes} {routes == own} {own == routes}")


def as_json(app: Any, log: Log) -> None:
    for one in (app.routes, app.router.routes):
        log.append(json.dumps(one, default=lambda route: route.name))


def wrong_use(app: Any, log: Log) -> None:
    for one in (app.routes, app.router.routes):
        for use in (
            lambda one=one: add(one, ("x",)),
            lambda one=one: add(("x",), one),
            lambda one=one: one < 3,
            lambda one=one: hash(one),
            lambda one=one: one["x"],
            lambda one=one: one[99],
            lambda one=one: one.index("x"),
            lambda one=one: one.remove("x"),
            lambda one=one: one.pop(99),
            lambda one=one: one.extend(3),
            lambda one=one: one.insert("x", 3),
            lambda one=one: one.__setitem__(99, 3),
            lambda one=one: one.__setitem__(slice(None), 3),
            lambda one=one: one.__delitem__(99),
        ):
            try:
                log.append(f"{use()}")
            except Exception as error:
                log.append(type(error).__name__)


def flat_set(app: Any, log: Log) -> None:
    for position, route in enumerate(list(app.routes)):
        app.routes[position] = route
    app.routes[-1], app.routes[0] = app.routes[0], app.routes[-1]
    log.append(f"{app.routes.pop(1).name} {app.routes.pop().name}")
    app.routes.extend([app.state.route("x")])
    del app.routes[0]


def flat_assigned(app: Any, log: Log) -> None:
    app.router.routes = app.routes[::-1]
    app.router.routes = tuple(app.routes[1:]) and list(app.routes[1:])
    app.router.routes = [route for route in app.routes if route.name != "b"]


def wrongly_sorted(app: Any, log: Log) -> None:
    keys = iter("edcb")
    try:
        app.router.routes.sort(key=lambda route: next(keys, None))
    except TypeError as error:
        log.append(f"{error}")


CHANGES: dict[str, Callable[[Any, Log], object]] = {
    change.__name__: change
    for change in (
        *(saved_then_assigned, saved_then_put_back, flat_saved_then_put_back),
        *(saved_then_another_router, saved_then_cleared, one_list_for_two, copied_router),
        *(walked_while_removing, walked_while_adding, walked_backwards, kinds, as_json),
        *(wrong_use, flat_set, flat_assigned, wrongly_sorted),
    )
}
PROBES = [
    get(f"/{change}/{path}") for change in CHANGES for path in ("a", "b", "x", "late", "same")
]


def _all_changes(api: Any, log: Log) -> Any:
    app = api.FastAPI(openapi_url=None)
    apps = {name: _five(api) for name in CHANGES}
    for name, one in apps.items():
        app.mount(f"/{name}", one)

    def change_all() -> None:
        for name, change in CHANGES.items():
            log.append(name)
            change(apps[name], log)
            log.append(names(apps[name].routes))

    app.state.change_all = change_all
    return app


@case(PROBES, trio=False)
def used_before(api: Any, log: Log) -> Any:
    app = _all_changes(api, log)
    app.state.change_all()
    return app


@case(PROBES, act(lambda app: app.state.change_all()), PROBES, trio=False)
def used_after(api: Any, log: Log) -> Any:
    return _all_changes(api, log)


def _twin_ways(api: Any) -> dict[str, Callable[[Any], Any]]:
    return {"copy": copy.copy, "deep": copy.deepcopy}


def double(number: int, more: int = 1) -> dict[str, int]:
    return {"double": number * 2 + more}


PATHS = [f"/{way}/{what}/double/3" for way in ("copy", "deep") for what in ("router", "route")]


@case([get(f"{path}{query}") for path in PATHS for query in ("", "?more=4", "?more=x")])
def twins_of_routers_and_routes(api: Any, log: Log) -> Any:
    """A twin answers as the original does, and what is added to a deep one stays there."""
    app, router = api.FastAPI(), api.APIRouter(prefix="/router", tags=["original"])
    router.add_api_route("/double/{number}", double)
    route = api.routing.APIRoute("/route/double/{number}", double)
    for way, make in _twin_ways(api).items():
        twin, twin_route = make(router), make(route)
        log.append(f"{way} {twin.routes == router.routes} {twin.routes[0] is router.routes[0]}")
        log.append(f"{twin_route == route} {twin_route.dependant is route.dependant}")
        app.include_router(twin, prefix=f"/{way}")
        holder = api.APIRouter()
        holder.routes.append(twin_route)
        app.include_router(holder, prefix=f"/{way}")
    twin = copy.deepcopy(router)
    twin.add_api_route("/more", double)
    twin.tags.append("twin")
    log.append(f"{len(router.routes)} {router.tags}")
    return app


@case(get("/a/3"), get("/a/x"))
def deep_copies_of_what_a_route_holds(api: Any, log: Log) -> Any:
    app, router = api.FastAPI(openapi_url=None), api.APIRouter()

    async def dependency(number: int, more: int = api.Query(1, gt=0)):
        return number + more

    @app.get("/a/{number}")
    @router.get("/a/{number}")
    async def a(number: int, sum_: int = api.Depends(dependency), body: int = api.Body(2)):
        return [number, sum_]

    route = router.routes[0]
    for name in ("dependant", "body_field", "response_field", "param_convertors", "methods"):
        held = getattr(route, name)
        twin = copy.deepcopy(held)
        log.append(f"{name} {type(twin).__name__} {twin == held} {twin is held}")
    for field in (*route.dependant.path_params, *route.dependant.dependencies[0].query_params):
        twin = copy.deepcopy(field)
        log.append(f"{twin.validate('4', {}, loc=('query',))} {twin.validate('x', {}, loc=('x',))}")
        twin = pickle.loads(pickle.dumps(field))
        log.append(f"{twin.validate('4', {}, loc=('query',))} {twin == field}")
    return app
