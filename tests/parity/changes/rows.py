"""The rows: for each class, attribute by attribute, what a program may do to it.

A row is named after the attribute it changes, with the manner behind it where there are several.
Attributes without a row fail the test, so that a new one gets its row.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from fastapi.params import ParamTypes
from pydantic import AliasChoices, TypeAdapter
from starlette.convertors import StringConvertor
from starlette.responses import PlainTextResponse
from starlette.routing import Match

from .program import MOVED, Item, World

Row = Callable[[World], object]
Rows = dict[str, Row]


def assigning(get: Callable[[World], Any], **values: Any) -> Rows:
    """A row for each attribute, which assigns the value."""

    def row(name: str, value: Any) -> Row:
        return lambda world: setattr(get(world), name, value)

    return {name: row(name, value) for name, value in values.items()}


async def answer(scope: Any, receive: Any, send: Any) -> None:
    """An ASGI app that stands in for something."""
    await PlainTextResponse(f"another app at {scope['path']}")(scope, receive, send)


def around(world: World, app: Any) -> Any:
    """An ASGI app that is seen in the log."""

    async def noted(scope: Any, receive: Any, send: Any) -> None:
        world.log.append("around")
        await app(scope, receive, send)

    return noted


async def handled(request: Any, error: Any) -> Any:
    """An exception handler."""
    return PlainTextResponse(f"handled {type(error).__name__}", 418)


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


def _route_rows(get: Callable[[World], Any]) -> Rows:
    def mapped(change: Callable[[World, Any], object]) -> Row:
        return lambda world: change(world, get(world))

    def of_body(change: Callable[[World, Any], object]) -> Row:
        def row(world: World) -> object:
            declared = get(world) is world.declared()
            found = world.declared if declared else world.reached
            return change(world, _writing(world, found))

        return row

    rows: dict[str, Callable[[World, Any], object]] = {
        "path_regex": lambda w, r: setattr(r, "path_regex", MOVED),
        "path_regex with a slash": lambda w, r: setattr(
            r, "path_regex", re.compile(r.path_regex.pattern.replace("$", "/?$"))
        ),
        "path_regex given back": lambda w, r: setattr(r, "path_regex", r.path_regex),
        "param_convertors": lambda w, r: setattr(r, "param_convertors", {"number": Upper()}),
        "param_convertors set": lambda w, r: r.param_convertors.update(number=Upper()),
        "methods": lambda w, r: setattr(r, "methods", {"PUT"}),
        "methods none": lambda w, r: setattr(r, "methods", None),
        "methods added": lambda w, r: r.methods.add("PUT"),
        "methods united": lambda w, r: r.methods.__ior__({"PUT"}),
        "methods cleared": lambda w, r: r.methods.clear(),
        "methods discarded": lambda w, r: r.methods.discard("GET"),
        "endpoint": lambda w, r: setattr(r, "endpoint", w.noting("endpoint")),
        "app": lambda w, r: setattr(r, "app", answer),
        "app wrapped": lambda w, r: setattr(r, "app", around(w, r.app)),
        "dependant": lambda w, r: setattr(r, "dependant", w.dependant(w.noting("new", "new"))),
        "dependencies appended": lambda w, r: r.dependencies.append(
            w.api.Depends(w.noting("added"))
        ),
        "dependencies": lambda w, r: setattr(r, "dependencies", [w.api.Depends(w.noting("added"))]),
        "matches": lambda w, r: setattr(r, "matches", lambda scope: (Match.NONE, {})),
        "url_path_for": lambda w, r: setattr(r, "url_path_for", lambda name, **_: "changed"),
        "handle": lambda w, r: setattr(r, "handle", answer),
        "get_route_handler": lambda w, r: setattr(r, "get_route_handler", lambda: handled),
        "app made again": lambda w, r: (
            setattr(r, "status_code", 203),
            setattr(r, "app", w.api.routing.request_response(r.get_route_handler())),
        ),
    }
    simple: dict[str, Any] = {
        "path": "/moved/{number}",
        "path_format": "/moved/{number}",
        "name": "changed",
        "include_in_schema": False,
        "unique_id": "changed",
        "operation_id": "changed",
        "summary": "changed",
        "description": "changed",
        "response_description": "changed",
        "tags": ["changed"],
        "deprecated": True,
        "status_code": 202,
        "responses": {418: {"description": "changed"}},
        "response_fields": {},
        "response_class": PlainTextResponse,
        "response_model": Item,
        "response_model_include": {"number"},
        "response_model_exclude": {"number"},
        "response_model_by_alias": False,
        "response_model_exclude_unset": True,
        "response_model_exclude_defaults": True,
        "response_model_exclude_none": True,
        "callbacks": [],
        "openapi_extra": {"x-changed": 1},
        "generate_unique_id_function": lambda route: "changed",
        "dependency_overrides_provider": None,
        "strict_content_type": False,
        "stream_item_type": None,
        "stream_item_field": None,
        "is_sse_stream": False,
        "is_json_stream": False,
        "max_body_size": None,
        "form_limits": {},
    }
    bodily: dict[str, Callable[[World, Any], object]] = {
        "response_field": lambda w, r: setattr(r, "response_field", None),
        "body_field": lambda w, r: setattr(r, "body_field", None),
        "_embed_body_fields": lambda w, r: setattr(r, "_embed_body_fields", True),
        "response_model_exclude of an answer": lambda w, r: setattr(
            r, "response_model_exclude", {"price"}
        ),
        "response_model removed": lambda w, r: setattr(r, "response_model", None),
        "status_code of an answer": lambda w, r: setattr(r, "status_code", 201),
    }
    return {
        **assigning(get, **simple),
        **{name: mapped(change) for name, change in rows.items()},
        **{name: of_body(change) for name, change in bodily.items()},
    }


class Upper(StringConvertor):
    """A convertor that can be told from others."""

    def convert(self, value: str) -> Any:
        return f"{value}{len(value)}"


def _writing(world: World, get: Callable[..., Any]) -> Any:
    """The twin with a body: the same path, declared second."""
    reading = get()
    if get == world.declared:
        routes = world.router.routes
    else:
        routes = [
            it._effective_route
            for it in world.api.routing.iter_route_contexts(world.app.router.routes)
        ]
    same = [r for r in routes if getattr(r, "path", None) == reading.path]
    return same[1]


ROUTE: Rows = _route_rows(lambda world: world.declared())
REACHED: Rows = _route_rows(lambda world: world.reached())


def _dependant_rows(get: Callable[[World], Any]) -> Rows:
    def mapped(change: Callable[[World, Any], object]) -> Row:
        return lambda world: change(world, get(world).dependant)

    def new(world: World, **options: Any) -> Any:
        return world.dependant(world.noting("added", "added"), **options)

    async def told(**values: Any) -> Any:
        return {"told": sorted(values)}

    async def two(**values: Any) -> Any:
        return sorted(values)

    rows: dict[str, Callable[[World, Any], object]] = {
        "call": lambda w, d: setattr(d, "call", told),
        "call wrapped": lambda w, d: setattr(d, "call", _wrapped(w, d.call)),
        "call plain": lambda w, d: setattr(d, "call", lambda **values: {"plain": sorted(values)}),
        "dependencies": lambda w, d: setattr(d, "dependencies", [new(w, name="needed")]),
        "dependencies appended": lambda w, d: d.dependencies.append(new(w)),
        "dependencies inserted": lambda w, d: d.dependencies.insert(0, new(w)),
        "dependencies cleared": lambda w, d: d.dependencies.clear(),
        "dependencies removed": lambda w, d: d.dependencies.pop(0),
        "dependencies deleted": lambda w, d: d.dependencies.__delitem__(slice(0, 1)),
        "dependencies replaced": lambda w, d: d.dependencies.__setitem__(0, new(w)),
        "dependencies reversed": lambda w, d: d.dependencies.reverse(),
        "dependencies extended": lambda w, d: d.dependencies.extend([new(w), new(w)]),
        "dependencies, a list kept": lambda w, d: _kept(w, d, "dependencies", new(w)),
        "path_params": lambda w, d: setattr(d, "path_params", []),
        "path_params cleared": lambda w, d: d.path_params.clear(),
        "query_params": lambda w, d: setattr(d, "query_params", []),
        "query_params popped": lambda w, d: d.query_params.pop(),
        "query_params, a list kept": lambda w, d: _kept(w, d, "query_params", None),
        "query_params moved": lambda w, d: d.query_params.append(d.dependencies[1].query_params[0]),
        "header_params": lambda w, d: setattr(d, "header_params", []),
        "header_params cleared": lambda w, d: d.header_params.clear(),
        "cookie_params": lambda w, d: setattr(d, "cookie_params", []),
        "cookie_params cleared": lambda w, d: d.cookie_params.clear(),
        "body_params": lambda w, d: setattr(d, "body_params", []),
        "name": lambda w, d: setattr(d, "name", "changed"),
        "name of a dependency": lambda w, d: setattr(d.dependencies[1], "name", "q"),
        "call of a dependency": lambda w, d: setattr(
            d.dependencies[1], "call", w.noting("another", "another")
        ),
        "call of the deepest": lambda w, d: setattr(
            d.dependencies[1].dependencies[0], "call", _wrapped(w, w.noting("another", "another"))
        ),
        "query_params of a dependency": lambda w, d: d.dependencies[1].query_params.clear(),
        "dependencies of a dependency": lambda w, d: d.dependencies[1].dependencies.append(new(w)),
        "use_cache": lambda w, d: setattr(d, "use_cache", False),
        "use_cache of a dependency": lambda w, d: (
            d.dependencies.append(d.dependencies[0]),
            setattr(d.dependencies[0], "use_cache", False),
        ),
        "scope": lambda w, d: setattr(d, "scope", "request"),
        "scope of a dependency": lambda w, d: setattr(d.dependencies[2], "scope", "function"),
        "path": lambda w, d: setattr(d, "path", "/changed"),
        "request_param_name": lambda w, d: setattr(d, "request_param_name", None),
        "request_param_name of a dependency": lambda w, d: (
            setattr(d.dependencies[1], "request_param_name", "request"),
            setattr(d.dependencies[1], "call", two),
        ),
        "websocket_param_name": lambda w, d: setattr(d, "websocket_param_name", "socket"),
        "http_connection_param_name": lambda w, d: (
            setattr(d, "http_connection_param_name", "connection"),
            setattr(d, "call", told),
        ),
        "response_param_name": lambda w, d: (
            setattr(d, "response_param_name", "other"),
            setattr(d, "call", told),
        ),
        "background_tasks_param_name": lambda w, d: (
            setattr(d, "background_tasks_param_name", "tasks"),
            setattr(d, "call", told),
        ),
        "security_scopes_param_name": lambda w, d: (
            setattr(d, "security_scopes_param_name", "scopes"),
            setattr(d, "call", _scopes),
        ),
        "own_oauth_scopes": lambda w, d: (
            setattr(d, "own_oauth_scopes", ["own"]),
            setattr(d, "security_scopes_param_name", "scopes"),
            setattr(d, "call", _scopes),
        ),
        "parent_oauth_scopes": lambda w, d: (
            setattr(d, "parent_oauth_scopes", ["parent"]),
            setattr(d, "security_scopes_param_name", "scopes"),
            setattr(d, "call", _scopes),
        ),
        "concurrency": lambda w, d: setattr(d.dependencies[1], "concurrency", _limit(w)),
    }
    return {name: mapped(change) for name, change in rows.items()}


async def _scopes(scopes: Any, **_: Any) -> Any:
    return scopes.scopes


def _limit(world: World) -> Any:
    return world.api.concurrency._DependencyConcurrency(1)


def _wrapped(world: World, call: Any) -> Any:
    async def wrapped(**values: Any) -> Any:
        world.log.append("wrapped")
        return await call(**values)

    return wrapped


def _kept(world: World, dependant: Any, name: str, added: Any) -> None:
    """A plain list is assigned and changed after the next request."""
    kept = list(getattr(dependant, name))
    setattr(dependant, name, kept)
    assert getattr(dependant, name) is kept
    world.later.append(lambda: kept.append(added) if added else kept.clear())


DEPENDANT: Rows = _dependant_rows(lambda world: world.declared())
REACHED_DEPENDANT: Rows = _dependant_rows(lambda world: world.reached())


def _parameter_rows(get: Callable[[World], Any]) -> Rows:
    def info(name: str, value: Any, source: str = "query", **more: Any) -> Row:
        def row(world: World) -> None:
            field = getattr(get(world).dependant, f"{source}_params")[0]
            for attribute, new in {name: value, **more}.items():
                setattr(field.field_info, attribute, new)

        return row

    def field(change: Callable[[Any], object], source: str = "query", index: int = 0) -> Row:
        return lambda world: change(getattr(get(world).dependant, f"{source}_params")[index])

    def body(change: Callable[[Any], object]) -> Row:
        def row(world: World) -> object:
            found = world.declared if get(world) is world.declared() else world.reached
            return change(_writing(world, found).dependant.body_params[0])

        return row

    def response(change: Callable[[Any], object]) -> Row:
        def row(world: World) -> object:
            found = world.declared if get(world) is world.declared() else world.reached
            return change(_writing(world, found).response_field)

        return row

    def another(field: Any) -> Any:
        return type(field.field_info)("info")

    return {
        "name": field(lambda f: setattr(f, "name", "needed")),
        "name of the body": body(lambda f: setattr(f, "name", "changed")),
        "mode": field(lambda f: setattr(f, "mode", "serialization")),
        "config": field(lambda f: setattr(f, "config", {"populate_by_name": True})),
        "config by name": field(
            lambda f: (
                setattr(f, "config", {"validate_by_name": True}),
                setattr(f.field_info, "validation_alias", "other"),
            )
        ),
        "field_info": field(lambda f: setattr(f, "field_info", another(f))),
        "_type_adapter": field(lambda f: setattr(f, "_type_adapter", TypeAdapter(int))),
        "_type_adapter of a path parameter": field(
            lambda f: setattr(f, "_type_adapter", TypeAdapter(str)), "path"
        ),
        "_type_adapter of the body": body(lambda f: setattr(f, "_type_adapter", TypeAdapter(dict))),
        "_type_adapter of the answer": response(
            lambda f: setattr(f, "_type_adapter", TypeAdapter(dict[str, Any]))
        ),
        "validate": field(lambda f: setattr(f, "validate", lambda *a, **k: ("validated", []))),
        "validate of the body": body(
            lambda f: setattr(f, "validate", lambda value, *a, **k: (Item(name="v"), []))
        ),
        "validate of the answer": response(
            lambda f: setattr(f, "validate", lambda value, *a, **k: (Item(name="v"), []))
        ),
        "serialize_json": response(lambda f: setattr(f, "serialize_json", lambda v, **k: b"[1]")),
        "serialize": response(lambda f: setattr(f, "serialize", lambda v, **k: [1])),
        "get_default": field(lambda f: setattr(f, "get_default", lambda: "made")),
        "field_info.alias": info("alias", "other"),
        "field_info.validation_alias": info("validation_alias", "other"),
        "field_info.validation_alias choices": info(
            "validation_alias", AliasChoices("other", "key")
        ),
        "field_info.serialization_alias": info("serialization_alias", "other"),
        "field_info.default": info("default", "changed"),
        "field_info.default mutable": info("default", [1, 2]),
        "field_info.default required": info("default", ...),
        "field_info.default_factory": info("default_factory", lambda: "made"),
        "field_info.validate_default": info("validate_default", True, default=5),
        "field_info.annotation": info("annotation", list[str]),
        "field_info.metadata": info("metadata", []),
        "field_info.in_": info("in_", ParamTypes.cookie),
        "field_info.title": info("title", "changed"),
        "field_info.description": info("description", "changed"),
        "field_info.deprecated": info("deprecated", True),
        "field_info.include_in_schema": info("include_in_schema", False),
        "field_info.alias of a header": info("alias", "y", "header"),
        "field_info.validation_alias of a header": info("validation_alias", "y", "header"),
        "field_info.convert_underscores": info("convert_underscores", False, "header"),
        "field_info.default of a header": info("default", "changed", "header"),
        "field_info.alias of a cookie": info("alias", "biscuit", "cookie"),
        "field_info.validation_alias of a cookie": info("validation_alias", "biscuit", "cookie"),
        "field_info.alias of a path parameter": info("alias", "other", "path"),
        "field_info.embed": body(lambda f: setattr(f.field_info, "embed", True)),
        "field_info.alias of the body": body(lambda f: setattr(f.field_info, "alias", "changed")),
        "field_info.default of the body": body(lambda f: setattr(f.field_info, "default", None)),
        "field_info.media_type": body(lambda f: setattr(f.field_info, "media_type", "text/plain")),
        "alias, the second parameter": field(
            lambda f: setattr(f.field_info, "validation_alias", "other"), index=1
        ),
    }


PARAMETER: Rows = _parameter_rows(lambda world: world.declared())
REACHED_PARAMETER: Rows = _parameter_rows(lambda world: world.reached())

TABLE: dict[str, Rows] = {
    "application": APPLICATION,
    "router": ROUTER,
    "route": ROUTE,
    "reached": REACHED,
    "dependant": DEPENDANT,
    "reached-dependant": REACHED_DEPENDANT,
    "parameter": PARAMETER,
    "reached-parameter": REACHED_PARAMETER,
}
