"""The application: its settings, the document and its pages, and the names it answers to."""

import copy
import inspect
import pickle
import subprocess
import sys
from types import MethodType
from typing import Any

import pytest
from starlette.middleware import Middleware
from starlette.middleware.errors import ServerErrorMiddleware
from starlette.middleware.exceptions import ExceptionMiddleware
from starlette.testclient import TestClient

import ferroapi
from ferroapi import FastAPI, FerroAPI, applications
from ferroapi.exceptions import FastAPIDeprecationWarning, UsageError

fastapi = pytest.importorskip("fastapi")

SETTINGS: list[dict[str, Any]] = [
    {},
    {"openapi_url": None},
    {"docs_url": None},
    {"redoc_url": None, "swagger_ui_oauth2_redirect_url": None},
    {"openapi_url": "/o.json", "docs_url": "/d", "redoc_url": "/r"},
]
ATTRIBUTES = [
    *("title", "summary", "description", "version", "terms_of_service", "contact", "servers"),
    *("license_info", "openapi_url", "openapi_tags", "root_path", "root_path_in_servers"),
    *("docs_url", "redoc_url", "swagger_ui_oauth2_redirect_url", "swagger_ui_init_oauth"),
    *("swagger_ui_parameters", "separate_input_output_schemas", "openapi_external_docs"),
    *("debug", "openapi_version", "openapi_schema", "dependency_overrides", "user_middleware"),
    *("middleware_stack", "max_body_size"),
]


@pytest.mark.parametrize("settings", SETTINGS)
def test_attributes_and_routes_are_fastapis(settings: dict[str, Any]) -> None:
    ours, theirs = FerroAPI(**settings), fastapi.FastAPI(**settings)
    for name in ATTRIBUTES:
        assert getattr(ours, name) == getattr(theirs, name), name
    assert [repr(route) for route in ours.routes] == [repr(route) for route in theirs.routes]


@pytest.mark.parametrize("root_path", ["", "/proxy", "/proxy/"])
@pytest.mark.parametrize("settings", [{}, {"servers": [{"url": "/other"}]}])
def test_document_and_pages_are_fastapis(root_path: str, settings: dict[str, Any]) -> None:
    ours = TestClient(FerroAPI(title="<T>", **settings), root_path=root_path)
    theirs = TestClient(fastapi.FastAPI(title="<T>", **settings), root_path=root_path)
    for path in ("/openapi.json", "/docs", "/docs/oauth2-redirect", "/redoc"):
        mine, other = ours.get(path), theirs.get(path)
        assert mine.status_code == other.status_code == 200
        assert mine.headers["content-type"] == other.headers["content-type"]
        if path == "/openapi.json":
            assert mine.json() == other.json()


def test_the_document_is_made_once_and_again_after_a_change() -> None:
    app = FerroAPI()
    first = app.openapi()
    assert app.openapi() is first
    app.get("/x")(lambda: None)
    assert list(app.openapi()["paths"]) == ["/x"]
    app.openapi_schema = None
    assert app.openapi() is not first


def test_a_replaced_openapi_method_is_served() -> None:
    app = FerroAPI()
    app.openapi = lambda: {"mine": True}  # type: ignore[method-assign]
    assert TestClient(app).get("/openapi.json").json() == {"mine": True}


def test_replaced_pages_are_served(monkeypatch: pytest.MonkeyPatch) -> None:
    from starlette.responses import HTMLResponse

    monkeypatch.setattr(
        applications, "get_swagger_ui_html", lambda **keywords: HTMLResponse(keywords["title"])
    )
    assert TestClient(FerroAPI(title="T")).get("/docs").text == "T - Swagger UI"


@pytest.mark.parametrize("empty", [{"title": ""}, {"version": ""}])
def test_title_and_version_are_needed_for_the_document(empty: dict[str, str]) -> None:
    with pytest.raises(UsageError, match=r"must be provided for OpenAPI, e\.g\.: '"):
        FerroAPI(**empty)
    FerroAPI(openapi_url=None, **empty)


def test_root_path_is_deprecated_at_the_users_line() -> None:
    with pytest.warns(FastAPIDeprecationWarning, match="`root_path` parameter") as caught:
        FerroAPI(root_path="/x")
    assert caught[0].filename == __file__


def test_handlers_of_the_user_replace_the_defaults() -> None:
    app = FerroAPI(exception_handlers={404: print, ferroapi.HTTPException: repr})
    defaults = FerroAPI().exception_handlers
    assert len(defaults) == 3
    assert app.exception_handlers == {**defaults, 404: print, ferroapi.HTTPException: repr}


def test_servers_see_a_coroutine_function() -> None:
    app = FerroAPI()
    assert inspect.iscoroutinefunction(app.__call__)

    class Mine(FerroAPI):
        async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
            scope["mine"] = True
            await super().__call__(scope, receive, send)

    mine = Mine()
    assert "__call__" not in vars(mine)
    mine.add_route("/s", _mine)
    assert TestClient(mine).get("/s").json() is True


def _mine(request: Any) -> Any:
    from starlette.responses import JSONResponse

    return JSONResponse(request.scope["mine"])


@pytest.mark.parametrize("package", [ferroapi, fastapi])
def test_an_application_is_one_object(package: Any) -> None:
    # A shallow copy is in tests/parity; FastAPI words none of these refusals itself.
    app = package.FastAPI()
    with pytest.raises((TypeError, RecursionError)):
        copy.deepcopy(app)
    with pytest.raises((TypeError, AttributeError, pickle.PicklingError)):
        pickle.dumps(app)


def test_a_copy_lists_its_own_routers_routes() -> None:
    app = FerroAPI(openapi_url=None)
    twin = copy.copy(app)
    twin.router = ferroapi.APIRouter()
    twin.get("/twin")(_mine)
    assert [route.path for route in twin.routes] == ["/twin"]
    assert list(app.routes) == []
    assert twin.__call__.__self__ is twin


def test_names() -> None:
    assert FastAPI is FerroAPI is applications.FastAPI
    assert ferroapi.__version__
    assert applications.get_openapi.__name__ == "get_openapi"
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        _ = applications.nothing


def test_without_its_extension_the_package_refuses_to_import() -> None:
    program = "import sys; sys.modules['ferroapi._ferroapi'] = None; import ferroapi"
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert ended.returncode == 1
    assert "ImportError: FerroAPI's native extension `ferroapi._ferroapi`" in ended.stderr


@pytest.mark.parametrize("by", ["method", "middleware"])
def test_a_tool_in_starlettes_exception_middleware_sees_handled_errors(
    by: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sentry reports handled errors by putting itself around the handlers, when the class is
    named in a `Middleware`."""
    seen: list[object] = []

    def watch(middleware: type[Any]) -> None:
        original = ExceptionMiddleware.__init__

        def init(self: Any, *args: Any, **options: Any) -> None:
            original(self, *args, **options)
            handlers = self._exception_handlers
            for key, handler in list(handlers.items()):
                handlers[key] = _noting(handler, seen)

        monkeypatch.setattr(middleware, "__init__", init)

    if by == "method":
        watch(ExceptionMiddleware)
    else:
        own = Middleware.__init__

        def init(self: Any, cls: Any, *args: Any, **options: Any) -> None:
            if cls is ExceptionMiddleware and not seen:
                watch(cls)
                seen.append("watching")
            own(self, cls, *args, **options)

        monkeypatch.setattr(Middleware, "__init__", init)
    app = FerroAPI()

    @app.get("/{code}")
    async def fail(code: int) -> None:
        raise ferroapi.HTTPException(code, "told")

    answer = TestClient(app).get("/503")
    assert (answer.status_code, answer.json()) == (503, {"detail": "told"})
    assert [type(error).__name__ for error in seen if error != "watching"] == ["HTTPException"]


def _noting(handler: Any, seen: list[object]) -> Any:
    async def noting(request: Any, error: Exception) -> Any:
        seen.append(error)
        return await handler(request, error)

    return noting


def test_who_builds_around_the_stack_gets_starlettes_outermost_middleware() -> None:
    """OpenTelemetry takes `ServerErrorMiddleware` apart, and gives up where it finds another."""
    app, errors = FerroAPI(), []

    @app.get("/{n}")
    def divide(n: int) -> float:
        return 1 / n

    build = app.build_middleware_stack

    def traced(self: FerroAPI) -> Any:
        stack = build()
        assert isinstance(stack, ServerErrorMiddleware)
        inner = stack.app

        async def note(scope: Any, receive: Any, send: Any) -> None:
            try:
                await inner(scope, receive, send)
            except Exception as error:
                errors.append(type(error))
                raise

        stack.app = note
        return stack

    app.build_middleware_stack = MethodType(traced, app)  # type: ignore[method-assign]
    client = TestClient(app, raise_server_exceptions=False)
    assert [client.get("/1").text, client.get("/0").status_code] == ["1.0", 500]
    assert errors == [ZeroDivisionError]
