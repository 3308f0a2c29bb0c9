"""Responses: models, classes, statuses, additional ones, and the validation error."""

from http import HTTPStatus
from typing import Any

from pydantic import BaseModel
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response


class Message(BaseModel):
    text: str


class Failure(BaseModel):
    code: int
    messages: list[Message] = []


class PictureResponse(Response):
    media_type = "image/png"


class TeapotResponse(JSONResponse):
    media_type = "application/x-tea"

    def __init__(self, content: Any, status_code: int = 418) -> None:
        super().__init__(content, status_code)


def models(api: Any) -> Any:
    app = api.FastAPI()

    @app.get("/annotated")
    def annotated() -> list[Message]: ...

    @app.get("/declared", response_model=dict[str, Message], response_description="By name")
    def declared() -> Any: ...

    @app.get("/filtered", response_model=Message, response_model_exclude={"text"})
    def filtered(): ...

    @app.get("/none", response_model=None)
    def none() -> Message: ...

    @app.get("/response")
    def response() -> Response: ...

    @app.get("/untyped")
    def untyped(): ...

    return app


def classes(api: Any) -> Any:
    app = api.FastAPI(default_response_class=TeapotResponse)
    router = api.APIRouter(default_response_class=HTMLResponse)

    @app.get("/default", response_model=Message)
    def default(): ...

    @router.get("/html")
    def html(): ...

    @app.get("/redirect", response_class=RedirectResponse)
    def redirect(): ...

    @app.get("/picture", response_class=PictureResponse, responses={404: {"model": Message}})
    def picture(): ...

    @app.get("/nothing", response_class=Response, responses={"4XX": {"model": Failure}})
    def nothing(): ...

    app.include_router(router)
    return app


def statuses(api: Any) -> Any:
    app = api.FastAPI()

    @app.post("/created", status_code=201)
    def created(n: int) -> Message: ...

    @app.delete("/gone", status_code=HTTPStatus.NO_CONTENT)
    def gone(n: int) -> None: ...

    @app.get("/unchanged", status_code=304, responses={200: {"description": "Changed"}})
    def unchanged(): ...

    return app


def additional(api: Any) -> Any:
    app = api.FastAPI(responses={500: {"description": "Broken", "model": Failure}})
    described = {
        404: {"model": Message},
        "402": {
            "model": Message,
            "description": "Pay",
            "headers": {"X-Price": {"description": "€"}},
        },
        "5XX": {"model": Failure},
        "default": {"description": "Anything else", "x-own": {"deep": None, "kept": [None]}},
        200: {"content": {"image/png": {}, "application/json": {"example": {"text": "t"}}}},
        299: {"links": {"next": {"operationId": "next", "parameters": {"n": "$response.body"}}}},
    }

    @app.get("/described", responses=described)
    def read(n: int) -> Message: ...

    @app.get("/merged", responses={200: {"model": Failure, "description": "Two at once"}})
    def merged() -> Message: ...

    return app


def validation_error(api: Any) -> Any:
    app = api.FastAPI()

    @app.get("/own", responses={422: {"description": "Mine"}})
    def own(n: int): ...

    @app.get("/range", responses={"4XX": {"description": "All"}})
    def by_range(n: int): ...

    @app.get("/default", responses={"default": {"description": "All"}})
    def by_default(n: int): ...

    @app.get("/no-input")
    def no_input(request: api.Request): ...

    @app.get("/from-dependency", dependencies=[api.Depends(by_range)])
    def from_dependency(): ...

    return app


APPS = (models, classes, statuses, additional, validation_error)
