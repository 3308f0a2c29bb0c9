"""What an application and an operation say of themselves, and what users lay over the document."""

from enum import Enum
from typing import Any


class Tag(str, Enum):  # noqa: UP042 (what users write)
    users = "users"
    items = "items"


def application(api: Any) -> Any:
    app = api.FastAPI(
        title="Notes & <more>",
        summary="Short",
        description="Long\ntext",
        version="1.2.3",
        terms_of_service="https://example.com/terms",
        contact={"name": "A", "url": "https://example.com", "email": "a@example.com", "x-own": 1},
        license_info={"name": "MIT", "identifier": "MIT"},
        openapi_tags=[
            {"name": "users", "description": "U", "externalDocs": {"url": "https://example.com"}},
            {"name": "items", "x-order": 2},
        ],
        servers=[
            {"url": "https://example.com", "description": "main"},
            {"url": "/{v}", "variables": {"v": {"default": "1", "enum": ["1", "2"]}}},
        ],
        openapi_external_docs={"description": "More", "url": "https://example.com"},
    )
    app.openapi_version = "3.0.2"

    @app.get("/", tags=[Tag.users, "other"])
    def read(): ...

    return app


def operations(api: Any) -> Any:
    app = api.FastAPI(generate_unique_id_function=lambda route: f"{route.name}-id")

    @app.get("/texts", summary="S", description="Given", operation_id="own", name="named")
    def texts():
        """Not used."""

    @app.get("/docstring", deprecated=True)
    def with_docstring():
        """From the docstring.

        More of it.
        \f
        Not this.
        """

    @app.get("/hidden", include_in_schema=False)
    def hidden(): ...

    @app.api_route("/methods", methods=["GET", "PUT"])
    def two_methods(): ...

    app.add_route("/plain", lambda request: None)
    app.mount("/mounted", api.FastAPI())
    return app


def duplicate_ids(api: Any) -> Any:
    app = api.FastAPI()
    for path in ("/a", "/b"):

        @app.get(path, operation_id="same")
        def endpoint(): ...

    return app


def extra(api: Any) -> Any:
    app = api.FastAPI(openapi_tags=[])
    shown = {
        "tags": ["more"],
        "x-own": {"a": None, "b": [None, {"c": None}], "_sa_state": 1},
        "parameters": [{"name": "free", "in": "query", "schema": {"type": "string"}}],
        "responses": {"200": {"headers": {"X-A": {"schema": {"type": "integer"}}}}},
        "requestBody": {"content": {"application/x-yaml": {"schema": {"title": "Raw"}}}},
        "externalDocs": {"url": "https://example.com"},
    }

    @app.post("/", tags=["first"], openapi_extra=shown)
    def write(n: int, body: dict[str, int]): ...

    @app.get("/unfit", openapi_extra={"responses": {"x-text": "free"}, "servers": [{"url": "/s"}]})
    def unfit(): ...

    return app


def extra_over_equal_schemas(api: Any) -> Any:
    """What is laid over the schema of one operation does not show in another one."""
    app = api.FastAPI()
    schema = {"items": {"title": "Laid over"}, "examples": [1]}
    body = {"content": {"application/json": {"schema": schema}}}

    @app.post("/plain")
    def plain(numbers: list[int]) -> list[int]: ...

    @app.api_route("/extra", methods=["PUT", "POST"], openapi_extra={"requestBody": body})
    def laid_over(numbers: list[int]) -> list[int]: ...

    @app.post("/later")
    def later(numbers: list[int]) -> list[int]: ...

    return app


def outside_the_specification(api: Any) -> Any:
    """A path that is no path item keeps the order in which it was put together."""
    app = api.FastAPI()

    @app.get("/", openapi_extra={"deprecated": {"not": "a boolean"}})
    def read(n: int) -> int: ...

    return app


def empty(api: Any) -> Any:
    return api.FastAPI()


APPS = (
    application,
    operations,
    duplicate_ids,
    extra,
    extra_over_equal_schemas,
    outside_the_specification,
    empty,
)
