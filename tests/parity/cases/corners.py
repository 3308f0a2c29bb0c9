"""Small print: texts judged by their characters, groups of parameters and their defaults, answers
of exact types, options that only one kind of declaration has.
"""

import datetime as dt
import threading
import uuid
from typing import Annotated, Any, ClassVar

from annotated_types import Ge
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from ..case import act, case
from ..record import get, post

TYPE = "".join(("ht", "tp"))


@case(
    get("/path/1.5/7/123e4567-e89b-12d3-a456-426614174000", scope={"type": TYPE}),
    [
        get(f"/length/{text}?q={text}")
        for text in ("%C3%A9", "%C3%A9%C3%A9", "ab", "a", "%C3%A9" * 3)
    ],
    [get(f"/bounds?q={number}&r={number}") for number in (0, 1, 2, 3)],
)
def texts_and_numbers(api: Any) -> Any:
    app = api.FastAPI()

    @app.get("/path/{x:float}/{n:int}/{u:uuid}")
    async def path(request: api.Request):
        return {name: repr(value) for name, value in request.path_params.items()}

    @app.get("/length/{p}")
    async def length(
        p: Annotated[str, api.Path(min_length=2, max_length=2)],
        q: Annotated[str, api.Query(min_length=2, max_length=2)],
    ):
        return [p, q]

    @app.get("/bounds")
    async def bounds(
        q: Annotated[int, Ge(3), Ge(1), api.Query()], r: Annotated[int, api.Query(), Ge(1), Ge(3)]
    ):
        return [q, r]

    return app


@case(
    [get(f"/optional?{query}") for query in ("", "other=1", "a=1", "a=x")],
    [get("/shared")] * 2,
    [get("/headers", headers=headers) for headers in ({"x-y": "z"}, {"x-y": "1"}, {})],
    [
        get(f"/named?{query}")
        for query in ("name=1", "alias=2", "", "name=x", "name=1&values=2", "name=1&v=2&values=3")
    ],
)
def groups(api: Any) -> Any:
    app = api.FastAPI()

    class Open(BaseModel):
        model_config = ConfigDict(extra="allow")
        a: int = 0

    class Listed(BaseModel):
        values: list[int] = [1]

    class Headers(BaseModel):
        x_y: list[int] = []

    class Named(BaseModel):
        model_config = ConfigDict(populate_by_name=True)
        name: int = Field(alias="alias")
        values: list[int] = Field(alias="v", default=[])

    @app.get("/optional")
    async def optional(group: Annotated[Open | None, api.Query()] = None):
        return [type(group).__name__, group]

    @app.get("/shared")
    async def shared(group: Annotated[Listed | None, api.Query()] = Listed(values=[1])):
        group.values.append(2)
        return group

    @app.get("/headers")
    async def headers(group: Annotated[Headers, api.Header()]):
        return group

    @app.get("/named")
    async def named(group: Annotated[Named, api.Query()]):
        return group

    return app


class Moments(BaseModel):
    moment: dt.datetime
    time: dt.time
    id: uuid.UUID


@case(
    [get(f"/moments/{number}") for number in range(4)],
    [get(f"/{path}") for path in ("alias", "keys", "only_keys", "status", "bodiless", "reset")],
    post("/validated"),
)
def answers(api: Any, log: list[str]) -> Any:
    app = api.FastAPI()
    utc, zone = dt.UTC, dt.timezone(dt.timedelta(hours=2))
    identity = uuid.UUID("123e4567-e89b-12d3-a456-426614174000")
    moments = [
        (dt.datetime(2020, 1, 2, 3, 4, 5, 6), dt.time(1, 2, 3)),
        (dt.datetime(2020, 1, 2, 3, 4, 5, 999, utc), dt.time(1, 2, 3, 4)),
        (dt.datetime(2020, 1, 2, 3, 4, 5, tzinfo=zone), dt.time(1, 2, 3, tzinfo=utc)),
        (dt.datetime(2020, 1, 2, fold=1), dt.time(1, tzinfo=zone)),
    ]

    @app.get("/moments/{number}")
    async def moment(number: int) -> Moments:
        return Moments(moment=moments[number][0], time=moments[number][1], id=identity)

    class Aliased(BaseModel):
        model_config = ConfigDict(populate_by_name=True)
        name: int = Field(alias="alias")

    @app.get("/alias", response_model_by_alias=False)
    async def alias() -> Aliased:
        return Aliased(alias=1)

    @app.get("/keys")
    async def keys():
        return {"_sax": 1, "_sa_y": 2, "sa": 3, "_s": 4, "inner": [{"_sa": 1}, {"_sa": 1, "a": 2}]}

    @app.get("/only_keys")
    async def only_keys():
        return {"_sa": 1}

    class Own(api.responses.JSONResponse):
        media_type = "application/own+json"

    @app.get("/status", response_class=Own, status_code=103)
    async def status():
        return {"a": 1}

    @app.get("/bodiless", response_class=Own, status_code=304)
    async def bodiless():
        return {"a": 1}

    @app.get("/reset", response_class=Own, status_code=205)
    async def reset():
        return {"a": 1}

    def note(value: int) -> int:
        log.append(f"in the main thread: {threading.current_thread() is threading.main_thread()}")
        return value

    @app.post("/validated")
    def validated() -> Annotated[int, AfterValidator(note)]:
        return 1

    return app


@case([get(path) for path in ("/none", "/class", "/listed", "/falsy", "/handled", "/bodiless")])
def calls(api: Any, log: list[str]) -> Any:
    app = api.FastAPI()
    Depends = api.Depends

    def nothing():
        log.append("in")
        yield
        log.append("out")

    @app.get("/none")
    async def none(value: Annotated[None, Depends(nothing)]):
        return value

    class Counted:
        def __init__(self) -> None:
            log.append("made")

    @app.get("/class")
    async def made(
        one: Annotated[Counted, Depends(use_cache=False)],
        two: Annotated[Counted, Depends(use_cache=False)],
        three: Annotated[Counted, Depends()],
    ):
        return [one is two, two is three]

    @app.get(
        "/listed",
        dependencies=[Depends(nothing, scope="function"), Depends(nothing, scope="request")],
    )
    async def listed(tasks: api.BackgroundTasks):
        tasks.add_task(log.append, "task")
        return "listed"

    def real():
        return "real"

    class Falsy:
        dependency_overrides: ClassVar[Any] = {real: lambda: "fake"}

        def __bool__(self) -> bool:
            return False

    @app.get("/handled")
    async def handled(value: Annotated[str, Depends(real)]):
        return value

    app.router.dependency_overrides_provider = Falsy()

    @app.get("/falsy")
    async def falsy(value: Annotated[str, Depends(real)]):
        return value

    @app.get("/bodiless")
    async def bodiless():
        raise KeyError

    @app.exception_handler(KeyError)
    async def key(request: Any, error: Exception):
        return await api.exception_handlers.http_exception_handler(
            request, api.HTTPException(304, headers={"x-a": "1"})
        )

    return app


@case(
    get("/openapi.json"), get("/responses"), act(lambda app: app.state.forget()),
    get("/openapi.json"), get("/responses"), get("/hidden", headers={"x-h": "1"}),
)  # fmt: skip
def documented(api: Any) -> Any:
    app = api.FastAPI()

    class Problem(BaseModel):
        why: str

    class Hidden(BaseModel):
        secret: str

    extra: dict[Any, Any] = {
        404: {"model": Problem, "content": {"application/json": {"example": {"why": "x"}}}},
        "default": {"description": "Else", "content": {"text/plain": {}}},
    }

    @app.get("/responses", responses=extra)
    async def read_all_responses():
        return {str(key): sorted(value) for key, value in extra.items()} | {
            "content": extra[404]["content"]
        }

    @app.post("/secret", include_in_schema=False)
    async def secret(hidden: Hidden) -> Hidden:
        return hidden

    @app.get("/hidden")
    async def hidden_parameters(
        x_h: Annotated[str, api.Header(include_in_schema=False)],
        c: Annotated[str, api.Cookie(include_in_schema=False)] = "",
        q: Annotated[str, api.Query(include_in_schema=False)] = "",
    ):
        return [x_h, c, q]

    def forget() -> None:
        app.openapi_schema = None

    app.state.forget = forget
    return app


class First(BaseModel):
    a: int = 0


class Second(BaseModel):
    b: int = 0


@case(get("/?a=1"))
def two_groups_at_once(api: Any) -> Any:
    app = api.FastAPI()

    @app.get("/")
    async def endpoint(group: Annotated[First | Second | None, api.Query()] = None):
        return group

    return app
