"""The ways into a path operation: as an application serves it, through a handler, a mount, a copy,
a tool's rebuilt route.

A way builds an application around what `declare` puts on a router, and says who has the overrides
(`app.state.holder`) and below which prefix the path operations answer.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack
from typing import Any
from unittest import mock

from .program import Reals, declare

Build = Callable[[Any, list[str]], tuple[Any, Reals]]

WAYS: dict[str, tuple[str, Build]] = {}
"""Prefix and builder by name."""


def way(prefix: str = "") -> Callable[[Build], Build]:
    def register(build: Build) -> Build:
        WAYS[build.__name__] = (prefix, build)
        return build

    return register


def _direct(api: Any, log: list[str], app: Any) -> tuple[Any, Reals]:
    app.state.holder = app
    return app, declare(api, log, app, lambda: app.state.holder)


@way()
def served(api: Any, log: list[str]) -> tuple[Any, Reals]:
    return _direct(api, log, api.FastAPI())


@way()
def behind_middleware(api: Any, log: list[str]) -> tuple[Any, Reals]:
    app = api.FastAPI()

    @app.middleware("http")
    async def middleware(request: Any, call_next: Any) -> Any:
        log.append("middleware")
        return await call_next(request)

    return _direct(api, log, app)


@way()
def with_dependencies_of_the_application(api: Any, log: list[str]) -> tuple[Any, Reals]:
    guards: list[Any] = []
    app = api.FastAPI(dependencies=guards)
    app, reals = _direct(api, log, app)
    app.router.dependencies.append(api.Depends(reals.surrounding))
    declared = declare(api, log, _At(app, "/again"), lambda: app)
    app.state.both = (reals, declared)
    return app, reals


class _At:
    """An application, with paths below a prefix."""

    def __init__(self, app: Any, prefix: str) -> None:
        self._app = app
        self._prefix = prefix

    def get(self, path: str, **options: Any) -> Any:
        return self._app.get(self._prefix + path, **options)

    def post(self, path: str, **options: Any) -> Any:
        return self._app.post(self._prefix + path, **options)


def _wrapping_class(api: Any, log: list[str]) -> Any:
    class Wrapping(api.routing.APIRoute):  # type: ignore[misc]
        def get_route_handler(self) -> Any:
            inner = super().get_route_handler()

            async def handler(request: Any) -> Any:
                log.append("handler")
                return await inner(request)

            return handler

    return Wrapping


@way()
def route_class(api: Any, log: list[str]) -> tuple[Any, Reals]:
    app = api.FastAPI()
    app.router.route_class = _wrapping_class(api, log)
    return _direct(api, log, app)


@way()
def route_class_that_handles(api: Any, log: list[str]) -> tuple[Any, Reals]:
    class Handling(api.routing.APIRoute):  # type: ignore[misc]
        async def handle(self, scope: Any, receive: Any, send: Any) -> None:
            log.append("handle")
            await super().handle(scope, receive, send)

    app = api.FastAPI()
    app.router.route_class = Handling
    return _direct(api, log, app)


def _router(api: Any, log: list[str], app: Any, **options: Any) -> tuple[Any, Reals]:
    router = api.APIRouter(**options)
    app.state.holder = app
    return router, declare(api, log, router, lambda: app.state.holder)


@way("/in")
def included(api: Any, log: list[str]) -> tuple[Any, Reals]:
    app = api.FastAPI()
    router, reals = _router(api, log, app)
    app.include_router(router, prefix="/in", dependencies=[api.Depends(reals.surrounding)])
    return app, reals


@way("/out/in")
def included_twice_with_a_route_class(api: Any, log: list[str]) -> tuple[Any, Reals]:
    app = api.FastAPI()
    router, reals = _router(api, log, app, route_class=_wrapping_class(api, log), prefix="/in")
    between = api.APIRouter(dependencies=[api.Depends(reals.surrounding)])
    between.include_router(router)
    app.include_router(between, prefix="/out")
    return app, reals


@way("/in")
def included_with_a_provider_of_its_own(api: Any, log: list[str]) -> tuple[Any, Reals]:
    app = api.FastAPI()
    router, reals = _router(api, log, app, dependency_overrides_provider=api.FastAPI())
    app.include_router(router, prefix="/in")
    return app, reals


@way("/in")
def included_router_that_decides(api: Any, log: list[str]) -> tuple[Any, Reals]:
    class Deciding(api.APIRouter):  # type: ignore[misc]
        async def handle(self, scope: Any, receive: Any, send: Any) -> None:
            log.append("router")
            await super().handle(scope, receive, send)

    app = api.FastAPI()
    router = Deciding()
    app.state.holder = app
    reals = declare(api, log, router, lambda: app)
    app.include_router(router, prefix="/in")
    return app, reals


def _while_patched(name: str) -> Build:
    """Declared while a function of the package is replaced, as error reporters do."""

    def build(api: Any, log: list[str]) -> tuple[Any, Reals]:
        original = getattr(api.routing, name)

        def replacement(*args: Any, **kwargs: Any) -> Any:
            return original(*args, **kwargs)

        with mock.patch.object(api.routing, name, replacement):
            return _direct(api, log, api.FastAPI())

    return build


def _patched_at_requests(name: str) -> Build:
    """A function that FastAPI calls at each request is replaced in between, as tracers do."""

    def build(api: Any, log: list[str]) -> tuple[Any, Reals]:
        app, reals = _direct(api, log, api.FastAPI())
        original = getattr(api.routing, name)

        async def replacement(**kwargs: Any) -> Any:
            log.append(name)
            return await original(**kwargs)

        async def around(scope: Any, receive: Any, send: Any) -> None:
            with mock.patch.object(api.routing, name, replacement):
                await app(scope, receive, send)

        around.state = app.state  # type: ignore[attr-defined]
        around.openapi = app.openapi  # type: ignore[attr-defined]
        return around, reals

    return build


for _name in ("get_request_handler", "request_response"):
    WAYS[f"patched_{_name}"] = ("", _while_patched(_name))
for _name in ("solve_dependencies", "run_endpoint_function"):
    WAYS[f"patched_{_name}"] = ("", _patched_at_requests(_name))


def _path_operations(api: Any, app: Any) -> list[Any]:
    return [route for route in app.router.routes if isinstance(route, api.routing.APIRoute)]


@way()
def rebuilt_by_a_pagination_library(api: Any, log: list[str]) -> tuple[Any, Reals]:
    from functools import partial

    app, reals = _direct(api, log, api.FastAPI())
    analyse = partial(api.dependencies.utils.get_parameterless_sub_dependant)
    for route in _path_operations(api, app):
        added = api.Depends(reals.surrounding)
        route.dependencies.append(added)
        route.dependant.dependencies.append(analyse(depends=added, path=route.path_format))
        route.app = api.routing.request_response(route.get_route_handler())
    return app, reals


@way()
def rebuilt_with_another_dependant(api: Any, log: list[str]) -> tuple[Any, Reals]:
    app, reals = _direct(api, log, api.FastAPI())
    for route in _path_operations(api, app):
        utils = api.dependencies.utils
        route.dependant = utils.get_dependant(path=route.path_format, call=route.endpoint)
        for depends in reversed(route.dependencies):
            first = utils.get_parameterless_sub_dependant(depends=depends, path=route.path_format)
            route.dependant.dependencies.insert(0, first)
        route.app = api.routing.request_response(route.get_route_handler())
    return app, reals


@way()
def wrapped_apps_of_routes(api: Any, log: list[str]) -> tuple[Any, Reals]:
    app, reals = _direct(api, log, api.FastAPI())

    def wrapped(inner: Any) -> Any:
        async def around(scope: Any, receive: Any, send: Any) -> None:
            log.append("around")
            await inner(scope, receive, send)

        return around

    for route in _path_operations(api, app):
        route.app = wrapped(route.app)
    return app, reals


def _copied(copying: Callable[[Any, Any], Any]) -> Build:
    def build(api: Any, log: list[str]) -> tuple[Any, Reals]:
        origin, reals = _direct(api, log, api.FastAPI())
        app = api.FastAPI()
        app.state.holder = origin
        app.router.routes.extend(copying(api, route) for route in _path_operations(api, origin))
        return app, reals

    return build


def _declared_again(api: Any, route: Any) -> Any:
    names = ("methods", "dependencies", "dependency_overrides_provider", "name")
    options = {name: getattr(route, name) for name in names}
    return api.routing.APIRoute(route.path, route.endpoint, **options)


def _handler_as_endpoint(api: Any, route: Any) -> Any:
    from starlette.routing import Route

    return Route(route.path, route.get_route_handler(), methods=list(route.methods))


def _only_the_app(api: Any, route: Any) -> Any:
    from starlette.routing import Mount

    return Mount(route.path, app=route.app)


WAYS["routes_moved"] = ("", _copied(lambda api, route: route))
WAYS["routes_copied"] = ("", _copied(lambda api, route: copy.copy(route)))
WAYS["routes_declared_again"] = ("", _copied(_declared_again))
WAYS["apps_of_routes_mounted"] = ("", _copied(_only_the_app))


@way("/sub")
def mounted_application(api: Any, log: list[str]) -> tuple[Any, Reals]:
    """Its own overrides count, not those of the application around it."""
    app, inner = api.FastAPI(), api.FastAPI()
    _, reals = _direct(api, log, inner)
    app.dependency_overrides = {real: lambda: "of another" for real in vars(reals).values()}
    app.mount("/sub", inner)
    app.state.holder = inner
    return app, reals


@way("/sub")
def mounted_application_without_overrides(api: Any, log: list[str]) -> tuple[Any, Reals]:
    app, inner = api.FastAPI(), api.FastAPI()
    _, reals = _direct(api, log, inner)
    app.mount("/sub", inner)
    app.state.holder = app
    return app, reals


@way("/sub")
def mounted_router(api: Any, log: list[str]) -> tuple[Any, Reals]:
    app = api.FastAPI()
    router, reals = _router(api, log, app, dependency_overrides_provider=app)
    app.mount("/sub", router)
    return app, reals


@way("/sub")
def mounted_router_without_provider(api: Any, log: list[str]) -> tuple[Any, Reals]:
    app = api.FastAPI()
    router, reals = _router(api, log, app)
    app.mount("/sub", router)
    return app, reals


class Provider:
    """Anything that has overrides, of any kind."""

    def __init__(self, kind: Callable[[Any], Any], true: bool = True) -> None:
        self._kind = kind
        self._true = true
        self.dependency_overrides: Any = {}

    def __bool__(self) -> bool:
        return self._true

    def __setattr__(self, name: str, value: Any) -> None:
        wraps = name == "dependency_overrides" and isinstance(value, dict)
        object.__setattr__(self, name, self._kind(value) if wraps else value)


class Lookup:
    """Overrides that are no dictionary: only `get` is asked, and it decides anew each time."""

    def __init__(self, overrides: Mapping[Any, Any]) -> None:
        self._overrides = overrides
        self.asked = 0

    def get(self, key: Any, default: Any) -> Any:
        self.asked += 1
        found = self._overrides.get(key, default)
        return found if found is default else lambda: f"looked up: {type(found).__name__}"


class OwnDict(dict[Any, Any]):
    """A dictionary with a `get` of its own."""

    def get(self, key: Any, default: Any = None) -> Any:
        return super().get(key, default)


def _provided(provider: Callable[[], Any]) -> Build:
    def build(api: Any, log: list[str]) -> tuple[Any, Reals]:
        app = api.FastAPI()
        holder = provider()
        router, reals = _router(api, log, app, dependency_overrides_provider=holder)
        app.mount("/sub", router)
        app.state.holder = holder
        return app, reals

    return build


WAYS["provider_with_lookup"] = ("/sub", _provided(lambda: Provider(Lookup)))
WAYS["provider_with_dict_of_its_own"] = ("/sub", _provided(lambda: Provider(OwnDict)))
WAYS["provider_that_is_false"] = ("/sub", _provided(lambda: Provider(dict, true=False)))


@way("/sub")
def provider_without_overrides(api: Any, log: list[str]) -> tuple[Any, Reals]:
    app = api.FastAPI()
    router, reals = _router(api, log, app, dependency_overrides_provider=object())
    app.mount("/sub", router)
    return app, reals


@way()
def application_with_a_length(api: Any, log: list[str]) -> tuple[Any, Reals]:
    class Empty(api.FastAPI):  # type: ignore[misc]
        def __len__(self) -> int:
            return 0

    return _direct(api, log, Empty())


@way()
def application_with_a_property(api: Any, log: list[str]) -> tuple[Any, Reals]:
    class Own(api.FastAPI):  # type: ignore[misc]
        @property
        def dependency_overrides(self) -> Any:
            return self.state.own

        @dependency_overrides.setter
        def dependency_overrides(self, value: Any) -> None:
            self.state.own = value

    return _direct(api, log, Own())


@way()
def copied_application(api: Any, log: list[str]) -> tuple[Any, Reals]:
    app, reals = _direct(api, log, api.FastAPI())
    return copy.copy(app), reals


@way()
def another_application_of_the_same_routes(api: Any, log: list[str]) -> tuple[Any, Reals]:
    origin, reals = _direct(api, log, api.FastAPI(openapi_url=None))
    app = api.FastAPI(routes=list(origin.router.routes))
    app.state.holder = origin
    return app, reals


@way()
def another_router(api: Any, log: list[str]) -> tuple[Any, Reals]:
    app = api.FastAPI()
    router, reals = _router(api, log, app, dependency_overrides_provider=app)
    app.router = router
    return app, reals


@way()
def stack_built_again(api: Any, log: list[str]) -> tuple[Any, Reals]:
    app, reals = _direct(api, log, api.FastAPI())
    app.middleware_stack = app.build_middleware_stack()
    return app, reals


@way()
def solved_by_an_endpoint(api: Any, log: list[str]) -> tuple[Any, Reals]:
    """`solve_dependencies`, called by a program for the dependants of its own routes."""
    inner = api.FastAPI()
    _, reals = _direct(api, log, inner)
    app = api.FastAPI()
    app.state.holder = inner

    def solving(route: Any) -> Any:
        async def solve(request: api.Request) -> Any:
            solved = await api.dependencies.utils.solve_dependencies(
                request=request,
                dependant=route.dependant,
                body={"a": 1} if route.body_field else None,
                dependency_overrides_provider=inner,
                async_exit_stack=AsyncExitStack(),
                embed_body_fields=route._embed_body_fields,
            )
            log.append(f"solved {len(solved.dependency_cache)}")
            if solved.errors:
                raise api.HTTPException(422, api.encoders.jsonable_encoder(solved.errors))
            return {name: str(value) for name, value in solved.values.items()}

        return solve

    for route in _path_operations(api, inner):
        app.api_route(route.path, methods=list(route.methods))(solving(route))
    return app, reals
