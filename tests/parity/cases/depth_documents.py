"""Every option that application, inclusion, router and route can set, set at all of them, with
equal names: what answers and what the document says.
"""

from itertools import pairwise
from typing import Annotated, Any

from pydantic import BaseModel

from ..case import case
from ..record import get, post

LEVELS = ("app", "include_outer", "outer", "include_inner", "inner", "route")
# Which levels speak: each alone, all, all but one, and pairs of neighbours.
SPEAKING = (
    [{level} for level in LEVELS]
    + [set(LEVELS) - {level} for level in LEVELS]
    + [set(pair) for pair in pairwise(LEVELS)]
    + [set(LEVELS), set()]
)


class Parts:
    """Options of one level, made for the package under test."""

    def __init__(self, api: Any, log: list[str]) -> None:
        self._api = api
        self._log = log

    def of(self, level: str, option: str) -> dict[str, Any]:
        made = getattr(self, f"_{option}")(level)
        if option == "response_class":
            return {made[0] if level == "route" else "default_response_class": made[1]}
        return {option: made}

    def _tags(self, level: str) -> list[str]:
        return ["common", level]

    def _dependencies(self, level: str) -> list[Any]:
        def dependency(shared: int = 0, x_level: Annotated[str, self._api.Header()] = level):
            self._log.append(f"{level} {shared} {x_level}")

        return [self._api.Depends(dependency)]

    def _responses(self, level: str) -> dict[Any, Any]:
        model = type("Problem", (BaseModel,), {"__annotations__": {level: int}})
        model.__module__ = f"m_{level}"
        return {
            404: {"description": level, "model": model},
            410 + LEVELS.index(level): {"description": f"of {level}"},
            200: {"content": {f"text/{level}": {}}},
        }

    def _callbacks(self, level: str) -> list[Any]:
        callbacks = self._api.APIRouter()

        @callbacks.post("{$request.body#/url}", name="common")
        async def common(body: dict[str, int]):
            """Common."""

        @callbacks.put(f"{{$request.body#/{level}}}", name=level)
        async def own(q: int):
            """Of its level."""

        return callbacks.routes  # type: ignore[no-any-return]

    def _deprecated(self, level: str) -> bool:
        return level in ("app", "inner", "route")

    def _include_in_schema(self, level: str) -> bool:
        return level != "include_inner"

    def _response_class(self, level: str) -> tuple[str, Any]:
        base = self._api.responses.JSONResponse
        own = type(f"Of{level}", (base,), {"media_type": f"application/{level}+json"})
        return "response_class", own

    def _generate_unique_id_function(self, level: str) -> Any:
        return lambda route: f"{level}_{route.name}_{sorted(route.methods)[0]}"

    def _strict_content_type(self, level: str) -> bool:
        return level == "outer"


def _skips(level: str, option: str) -> bool:
    """Options that a level does not have."""
    no_strictness = option == "strict_content_type" and (level == "route" or "include" in level)
    return no_strictness or (level == "app" and option == "tags")


def _app(api: Any, log: list[str], option: str) -> Any:
    """An application for each set of levels, mounted in one."""
    whole = api.FastAPI()
    documents = {}
    for number, speaking in enumerate(SPEAKING):
        parts = Parts(api, log)
        given = {
            level: parts.of(level, option)
            if level in speaking and not _skips(level, option)
            else {}
            for level in LEVELS
        }
        app = api.FastAPI(**given["app"])
        outer, inner = api.APIRouter(**given["outer"]), api.APIRouter(**given["inner"])

        @inner.get("/get", **given["route"])
        async def operation(n: int = 0) -> dict[str, int]:
            log.append("operation")
            return {"n": n}

        @inner.post("/post", **given["route"])
        async def create(body: dict[str, int], n: int = 0):
            return body

        @app.get("/beside")
        async def beside():
            return "beside"

        outer.include_router(inner, prefix="/inner", **given["include_inner"])
        app.include_router(outer, prefix="/outer", **given["include_outer"])
        documents[number] = app
        whole.mount(f"/{number}", app)

    @whole.get("/documents")
    async def all_documents():
        return [document.openapi() for document in documents.values()]

    return whole


def _requests() -> list[Any]:
    made = [get("/documents")]
    for number in range(len(SPEAKING)):
        made.append(get(f"/{number}/outer/inner/get?shared={number}"))
        made.append(post(f"/{number}/outer/inner/post", body=b'{"a": 1}'))
        made.append(get(f"/{number}/beside"))
    return made


REQUESTS = _requests()


@case(REQUESTS, trio=False)
def tags(api: Any, log: list[str]) -> Any:
    return _app(api, log, "tags")


@case(REQUESTS)
def dependencies(api: Any, log: list[str]) -> Any:
    return _app(api, log, "dependencies")


@case(REQUESTS, trio=False)
def responses(api: Any, log: list[str]) -> Any:
    return _app(api, log, "responses")


@case(REQUESTS, trio=False)
def callbacks(api: Any, log: list[str]) -> Any:
    return _app(api, log, "callbacks")


@case(REQUESTS, trio=False)
def deprecated(api: Any, log: list[str]) -> Any:
    return _app(api, log, "deprecated")


@case(REQUESTS, trio=False)
def include_in_schema(api: Any, log: list[str]) -> Any:
    return _app(api, log, "include_in_schema")


@case(REQUESTS, trio=False)
def response_class(api: Any, log: list[str]) -> Any:
    return _app(api, log, "response_class")


@case(REQUESTS, trio=False)
def generate_unique_id_function(api: Any, log: list[str]) -> Any:
    return _app(api, log, "generate_unique_id_function")


@case(REQUESTS, trio=False)
def strict_content_type(api: Any, log: list[str]) -> Any:
    return _app(api, log, "strict_content_type")
