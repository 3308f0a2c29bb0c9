"""The router's own list of routes changed by hand, before the first request and after it.

Each change is made to an application of its own, mounted under the change's name.
"""

from collections.abc import Callable
from typing import Any

from ..case import act, case
from ..record import get


def _make_route(api: Any, name: str, path: str | None = None) -> Any:
    async def endpoint():
        return name

    return api.routing.APIRoute(path or f"/{name}", endpoint, name=name)


def _five(api: Any) -> Any:
    """`/same` is answered by whichever of two routes comes first."""
    app = api.FastAPI(openapi_url=None)
    app.state.route = lambda name, path=None: _make_route(api, name, path)
    for name in "abc":
        app.router.routes.append(_make_route(api, name))
    for name in ("first", "second"):
        app.router.routes.append(_make_route(api, name, "/same"))
    return app


def put(app: Any) -> None:
    app.router.routes[0] = app.state.route("x")


def put_slice(app: Any) -> None:
    app.router.routes[1:3] = [app.state.route("x")]


def put_all(app: Any) -> None:
    app.router.routes[:] = app.router.routes[::-1]


def delete(app: Any) -> None:
    del app.router.routes[0]


def delete_slice(app: Any) -> None:
    del app.router.routes[2:4]


def add_in_place(app: Any) -> None:
    kept = app.router.routes
    app.router.routes += [app.state.route("x")]
    kept.append(app.state.route("late"))


def assign(app: Any) -> None:
    app.router.routes = [route for route in app.router.routes if route.path != "/b"]


def assign_itself(app: Any) -> None:
    kept = app.router.routes
    app.router.routes = kept
    kept.insert(0, app.state.route("x", "/a"))


def repeat(app: Any) -> None:
    app.router.routes *= 2


def own_setter(app: Any) -> None:
    app.routes += [app.state.route("x")]


def by_name(route: Any) -> str:
    return str(route.name)


CHANGES: dict[str, Callable[[Any], object]] = {
    "nothing": lambda app: None,
    "insert": lambda app: app.router.routes.insert(0, app.state.route("x", "/{any}")),
    "insert_before_last": lambda app: app.router.routes.insert(-1, app.state.route("x", "/same")),
    "remove": lambda app: app.router.routes.remove(app.router.routes[1]),
    "remove_missing": lambda app: app.router.routes.remove(app.state.route("x")),
    "pop": lambda app: app.router.routes.pop(3),
    "pop_missing": lambda app: app.router.routes.pop(9),
    "sort": lambda app: app.router.routes.sort(key=by_name, reverse=True),
    "sort_without_key": lambda app: app.router.routes.sort(),
    "reverse": lambda app: app.router.routes.reverse(),
    "extend": lambda app: app.router.routes.extend(map(app.state.route, ("x", "late"))),
    "clear": lambda app: app.router.routes.clear(),
    **{change.__name__: change for change in (put, put_slice, put_all, delete, delete_slice)},
    **{
        change.__name__: change
        for change in (add_in_place, assign, assign_itself, repeat, own_setter)
    },
    "flat_insert": lambda app: app.routes.insert(0, app.state.route("x", "/{any}")),
    "flat_remove": lambda app: app.routes.remove(app.routes[1]),
    "flat_sort": lambda app: app.routes.sort(key=by_name, reverse=True),
    "flat_reverse": lambda app: app.routes.reverse(),
    "flat_put_all": lambda app: app.routes.__setitem__(slice(None), app.routes[::-1]),
    "flat_put_slice": lambda app: app.routes.__setitem__(slice(1, 3), [app.state.route("x")]),
    "flat_delete_slice": lambda app: app.routes.__delitem__(slice(2, 4)),
    "flat_copy": lambda app: app.routes.copy().clear(),
}
PROBES = [
    get(f"/{change}/{path}") for change in CHANGES for path in ("a", "b", "x", "late", "same")
]


def _every_change(api: Any, log: list[str]) -> Any:
    app = api.FastAPI(openapi_url=None)
    apps = {name: _five(api) for name in CHANGES}
    for name, one in apps.items():
        app.mount(f"/{name}", one)

    def change_all() -> None:
        for name, change in CHANGES.items():
            try:
                change(apps[name])
            except Exception as error:
                log.append(f"{name}: {type(error).__name__}")
            log.append(f"{name}: {[route.name for route in apps[name].routes]}")

    app.state.change_all = change_all
    return app


@case(PROBES, trio=False)
def changed_before(api: Any, log: list[str]) -> Any:
    app = _every_change(api, log)
    app.state.change_all()
    return app


@case(PROBES, act(lambda app: app.state.change_all()), PROBES, trio=False)
def changed_after(api: Any, log: list[str]) -> Any:
    return _every_change(api, log)
