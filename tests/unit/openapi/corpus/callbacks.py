"""Callbacks, webhooks and routers inside of routers."""

from typing import Annotated, Any

from pydantic import BaseModel


class Event(BaseModel):
    name: str
    at: int = 0


class Receipt(BaseModel):
    ok: bool


def callbacks(api: Any) -> Any:
    app = api.FastAPI()
    router = api.APIRouter()

    @router.post("{$callback_url}/events/{$request.body.id}", response_model=Receipt)
    def event(body: Event): ...

    @router.get("{$callback_url}/hidden", include_in_schema=False)
    def hidden(): ...

    @app.post("/subscribe", callbacks=router.routes)
    def subscribe(callback_url: str): ...

    @app.post("/none", callbacks=[])
    def none(): ...

    return app


def inherited(api: Any) -> Any:
    called = api.APIRouter()

    @called.post("/called")
    def callback(event: Event): ...

    app = api.FastAPI(callbacks=called.routes)
    inner = api.APIRouter(prefix="/inner", callbacks=called.routes)

    @inner.get("/")
    def read(): ...

    app.include_router(inner, prefix="/outer")
    return app


def webhooks(api: Any) -> Any:
    app = api.FastAPI()

    @app.webhooks.post("new-event", tags=["hooks"])
    def new_event(event: Event, x_signature: Annotated[str, api.Header()]) -> Receipt: ...

    @app.get("/")
    def read() -> Receipt: ...

    return app


def nested_routers(api: Any) -> Any:
    app = api.FastAPI()
    inner = api.APIRouter(tags=["inner"], deprecated=True, responses={418: {"model": Receipt}})
    outer = api.APIRouter(prefix="/outer/{tenant}", dependencies=[api.Depends(lambda tenant: 1)])

    @inner.get("/items/{n}", tags=["item"], summary="Read one")
    def read_item(n: int) -> Event: ...

    @outer.get("/own", include_in_schema=False)
    def own(): ...

    outer.include_router(inner, prefix="/inner", tags=["included"])
    app.include_router(outer, prefix="/v1", responses={404: {"description": "No"}})
    app.include_router(outer, prefix="/v2", include_in_schema=False)

    @inner.post("/late")
    def added_after_inclusion(event: Event): ...

    return app


APPS = (callbacks, inherited, webhooks, nested_routers)
