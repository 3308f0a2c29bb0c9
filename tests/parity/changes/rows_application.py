"""Rows for applications and routers."""

from __future__ import annotations

from typing import Any

from starlette.responses import PlainTextResponse
from starlette.routing import Match

from .program import World
from .row import Rows, answer, around, assigning, handled


class Wrap:
    """A middleware."""

    def __init__(self, app: Any, log: list[str]) -> None:
        self.app, self.log = app, log

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.log.append("middleware")
        await self.app(scope, receive, send)


def _middleware(world: World) -> Any:
    return world.api.middleware.Middleware(Wrap, log=world.log)


def _overrides(world: World) -> dict[Any, Any]:
    middle = world.declared().dependant.dependencies[1].call
    return {middle: world.noting("fake", "fake")}


def _swapped(world: World) -> None:
    router = world.api.APIRouter()
    router.add_api_route("/plain", lambda: "another router")
    world.app.router = router


APPLICATION: Rows = {
    **assigning(
        lambda world: world.app,
        debug=True,
        title="Changed",
        summary="Changed",
        description="Changed",
        version="2",
        terms_of_service="http://changed",
        contact={"name": "changed"},
        license_info={"name": "changed"},
        openapi_url="/changed.json",
        openapi_tags=[{"name": "changed"}],
        openapi_external_docs={"url": "http://changed"},
        openapi_version="3.2.0",
        root_path_in_servers=False,
        docs_url="/changed",
        redoc_url=None,
        swagger_ui_oauth2_redirect_url="/changed",
        swagger_ui_init_oauth={"appName": "changed"},
        swagger_ui_parameters={"deepLinking": False},
        separate_input_output_schemas=False,
        servers=[{"url": "http://changed"}],
        openapi_schema={"openapi": "changed"},
        root_path="/flat",
        middleware_stack=answer,
        extra={"changed": 1},
        telemetry=None,
    ),
    "state": lambda world: setattr(world.app.state, "changed", 1),
    "state assigned": lambda world: setattr(world.app, "state", {"changed": 1}),
    "webhooks": lambda world: setattr(world.app, "webhooks", world.api.APIRouter()),
    "router": _swapped,
    "middleware_stack none": lambda world: setattr(world.app, "middleware_stack", None),
    "dependency_overrides": lambda world: setattr(
        world.app, "dependency_overrides", _overrides(world)
    ),
    "dependency_overrides updated": lambda world: world.app.dependency_overrides.update(
        _overrides(world)
    ),
    "exception_handlers": lambda world: setattr(
        world.app,
        "exception_handlers",
        {404: handled, world.api.exceptions.RequestValidationError: handled},
    ),
    "exception_handlers set": lambda world: world.app.exception_handlers.update({404: handled}),
    "exception_handlers cleared": lambda world: world.app.exception_handlers.clear(),
    "user_middleware": lambda world: setattr(world.app, "user_middleware", [_middleware(world)]),
    "user_middleware appended": lambda world: world.app.user_middleware.append(_middleware(world)),
    "middleware_stack rebuilt": lambda world: (
        world.app.user_middleware.append(_middleware(world)),
        setattr(world.app, "middleware_stack", None),
    ),
    "build_middleware_stack": lambda world: (
        setattr(world.app, "build_middleware_stack", lambda: answer),
        setattr(world.app, "middleware_stack", None),
    ),
    "openapi": lambda world: setattr(world.app, "openapi", lambda: {"changed": 1}),
}


def _not_found(world: World) -> Any:
    async def noted(scope: Any, receive: Any, send: Any) -> None:
        world.log.append("default")
        await PlainTextResponse("default", 404)(scope, receive, send)

    return noted


def _added(world: World) -> None:
    world.router.add_api_route("/moved/{number}", lambda number: number)


ROUTER: Rows = {
    **assigning(
        lambda world: world.router,
        redirect_slashes=False,
        prefix="/changed",
        tags=["changed"],
        deprecated=True,
        include_in_schema=False,
        responses={418: {"description": "changed"}},
        callbacks=[],
        default_response_class=PlainTextResponse,
        strict_content_type=False,
        dependency_overrides_provider=None,
        generate_unique_id_function=lambda route: f"changed {route.name}",
        route_class=None,
        on_startup=[],
        on_shutdown=[],
        lifespan_context=None,
        form_limits={},
        max_body_size=None,
    ),
    "redirect_slashes of the root": lambda world: setattr(
        world.app.router, "redirect_slashes", False
    ),
    "default": lambda world: setattr(world.router, "default", _not_found(world)),
    "default of the root": lambda world: setattr(world.app.router, "default", _not_found(world)),
    "not_found": lambda world: setattr(world.app.router, "not_found", _not_found(world)),
    "routes": lambda world: setattr(world.router, "routes", []),
    "routes cleared": lambda world: world.router.routes.clear(),
    "routes added": _added,
    "routes reversed": lambda world: world.router.routes.reverse(),
    "dependencies": lambda world: setattr(
        world.router, "dependencies", [world.api.Depends(world.noting("added"))]
    ),
    "dependencies appended": lambda world: world.router.dependencies.append(
        world.api.Depends(world.noting("added"))
    ),
    "dependencies and a route": lambda world: (
        world.router.dependencies.append(world.api.Depends(world.noting("added"))),
        _added(world),
    ),
    "middleware_stack": lambda world: setattr(
        world.app.router, "middleware_stack", around(world, world.app.router.middleware_stack)
    ),
    "app": lambda world: setattr(world.app.router, "app", around(world, world.app.router.app)),
    "app of its own": lambda world: setattr(world.router, "app", answer),
    "matches": lambda world: setattr(world.router, "matches", lambda scope: (Match.NONE, {})),
    "handle": lambda world: setattr(world.router, "handle", around(world, world.router.handle)),
    "handle, then given back": lambda world: (
        setattr(world.router, "handle", answer),
        delattr(world.router, "handle"),
    ),
}
