"""Which route answers: declaration order, convertors, methods, slashes, odd paths."""

import uuid
from typing import Any

from ..case import case
from ..record import get, post, request

SAMPLE = "12345678-1234-5678-1234-567812345678"


@case(
    get("/items/me"),
    get("/items/other"),
    get("/items/"),
    get("/items"),
    get("/items/a/b"),
    get("/items/%61"),
    get("/items/m%65"),
    get("/items/a%2Fb"),
    get("/items/%C3%A9"),
    get("/items/%FF"),
    get("/items/a+b"),
    get("/items/%20"),
    get("/items/%00"),
    get("/items/%0A"),
    get("/items/x%0A"),
    get("/items/me%0A"),
    get("/items/.."),
    get("//items/me"),
    get("/items//me"),
    get("/ITEMS/me"),
    get("/items/me?x=1"),
    get("/items/me;x=1"),
    get("/items/\xe9", path="/items/é"),
    get("/items/x", path="/items/\udcff"),
    get("/items/x", path="/items/日本"),
    get("/", path=""),
    get("/"),
    get("*", path="*"),
)
def first_declared_wins(api: Any) -> Any:
    app = api.FastAPI()

    @app.get("/items/me")
    def me():
        return "me"

    @app.get("/items/{item_id}")
    async def one(item_id: str):
        return {"one": item_id}

    @app.get("/items/other")
    async def shadowed():
        return "never"

    return app


@case(
    [
        get(f"/int/{value}")
        for value in (
            "0",
            "12",
            "-1",
            "+1",
            "007",
            "1.0",
            "a",
            "1a",
            "%D9%A3",
            "9" * 40,
            "1%0A",
            "",
        )
    ],
    [
        get(f"/float/{value}")
        for value in ("0", "1.5", "1.", ".5", "-1.5", "1e3", "inf", "1.5.5", "007.50", "1" * 320)
    ],
    [
        get(f"/uuid/{value}")
        for value in (
            SAMPLE,
            SAMPLE.upper(),
            SAMPLE.replace("-", ""),
            f"{{{SAMPLE}}}",
            "x",
            SAMPLE + "0",
        )
    ],
    [
        get(f"/path/{value}")
        for value in ("", "a", "a/b", "a//b", "/a", "a/", "a%2Fb", "a%0Ab", "%E2%82%AC", "..")
    ],
    [get(f"/str/{value}") for value in ("", "a", "a/b", "%2F", "a.b", "-")],
    [get(f"/typed/{value}") for value in ("5", "x", "5.5", "-5")],
)
def convertors(api: Any) -> Any:
    app = api.FastAPI()

    @app.get("/int/{value:int}")
    def as_int(value: int):
        return {"int": value}

    @app.get("/float/{value:float}")
    def as_float(value: float):
        return {"float": value}

    @app.get("/uuid/{value:uuid}")
    def as_uuid(value: uuid.UUID):
        return {"uuid": value}

    @app.get("/path/{value:path}")
    def as_path(value: str):
        return {"path": value}

    @app.get("/str/{value:str}")
    def as_str(value: str):
        return {"str": value}

    @app.get("/typed/{value:int}")
    def text_of_int(value: str):
        return {"text": value}

    return app


@case(
    get("/a-b"),
    get("/a-b-c"),
    get("/-"),
    get("/a-"),
    get("/v1.2/x"),
    get("/vx.2/x"),
    get("/v1/x"),
    get("/files/a/b/info"),
    get("/files/info"),
    get("/files//info"),
    get("/files/a/info/b/info"),
    get("/files/a/b/c.txt"),
    get("/pre.fix/7.json"),
    get("/preXfix/7.json"),
    get("/pre.fix/7Xjson"),
    get("/u/1/2/3"),
    get("/u/1/2"),
)
def compound_segments(api: Any) -> Any:
    app = api.FastAPI()

    @app.get("/{left}-{right}")
    def pair(left: str, right: str):
        return [left, right]

    @app.get("/v{major:int}.{minor:int}/x")
    def version(major: int, minor: int):
        return [major, minor]

    @app.get("/files/{path:path}/info")
    def info(path: str):
        return {"info": path}

    @app.get("/files/{path:path}/{name}.{ext}")
    def named(path: str, name: str, ext: str):
        return [path, name, ext]

    @app.get("/pre.fix/{number:int}.json")
    def dotted(number: int):
        return number

    @app.get("/u/{a}/{b:int}/{c}")
    def three(c: int, a: str, b: int):
        return {"a": a, "b": b, "c": c}

    return app


@case(
    [
        request(method, "/get")
        for method in ("GET", "HEAD", "POST", "OPTIONS", "get", "PURGE", "TRACE", "CONNECT", "")
    ],
    [request(method, "/two/1") for method in ("GET", "PUT", "DELETE", "PATCH", "HEAD")],
    [request(method, "/many") for method in ("GET", "POST", "QUERY", "PURGE", "HEAD", "OPTIONS")],
    [
        request(method, "/verbs")
        for method in ("GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH", "TRACE")
    ],
    [request(method, "/split/1") for method in ("GET", "POST", "PUT")],
    [request(method, "/plain") for method in ("GET", "HEAD", "POST")],
    [request(method, "/missing") for method in ("GET", "POST", "OPTIONS")],
)
def methods(api: Any) -> Any:
    app = api.FastAPI()

    @app.get("/get")
    def only_get():
        return 1

    @app.get("/two/{number}")
    def read(number: int):
        return number

    @app.put("/two/{number}")
    def write(number: int):
        return -number

    @app.api_route("/many", methods=["GET", "query", "Purge"])
    def many(request: api.Request):
        return request.method

    for verb in ("get", "put", "post", "delete", "options", "head", "patch", "trace"):

        def answer(verb=verb):
            return verb

        getattr(app, verb)("/verbs", name=verb, operation_id=f"verbs_{verb}")(answer)

    @app.post("/split/{word}")
    def post_word(word: str):
        return word

    @app.get("/split/1")
    def get_one():
        return "one"

    async def plain(request):
        return api.responses.PlainTextResponse(f"plain {request.method}")

    app.add_route("/plain", plain)
    return app


SLASHES = [
    get("/bare"),
    get("/bare/"),
    get("/bare//"),
    get("/slash"),
    get("/slash/"),
    get("/slash?x=%20&y=%C3%A9"),
    get("/slash", host="example.com:8080"),
    get("/slash", host=None),
    get("/slash", scope={"scheme": "https"}),
    get("/slash", scope={"root_path": "/api"}),
    get("/api/slash", scope={"root_path": "/api"}),
    get("/s%C3%A9/x"),
    get("/deep/5"),
    get("/deep/5/"),
    request("POST", "/slash", json={}),
    request("PUT", "/slash"),
    request("HEAD", "/slash"),
    get("/slash/", headers={"x-forwarded-proto": "https"}),
    get("/both"),
    get("/both/"),
    get(""),
    get("/"),
    get("/sub/inner"),
    get("/sub/inner/"),
    get("/sub"),
    get("/sub/"),
]


def _slash_routes(api: Any, app: Any) -> Any:
    @app.get("/bare")
    def bare():
        return "bare"

    @app.get("/slash/")
    def slash():
        return "slash"

    @app.get("/deep/{number}/")
    def deep(number: int):
        return number

    @app.get("/sé/x/")
    def accented():
        return "accented"

    @app.get("/both")
    def without():
        return "without"

    @app.get("/both/")
    def with_slash():
        return "with"

    router = api.APIRouter(prefix="/sub")

    @router.get("/inner/")
    def inner():
        return "inner"

    @router.get("/")
    def root():
        return "root"

    app.include_router(router)
    return app


@case(SLASHES)
def redirects(api: Any) -> Any:
    return _slash_routes(api, api.FastAPI())


@case(SLASHES)
def no_redirects(api: Any) -> Any:
    return _slash_routes(api, api.FastAPI(redirect_slashes=False))


@case(
    [get(f"/r{n}/x{n}") for n in range(0, 60, 7)],
    get("/r60/x1"),
    get("/same/59"),
    post("/r5/5"),
    [get(f"/r{n}/{n}/tail") for n in (0, 30, 59)],
)
def many_routes(api: Any) -> Any:
    app = api.FastAPI()
    for number in range(60):

        def read(value: str, number=number):
            return [number, value]

        def tail(value: int, number: int = number):
            return [number, value, "tail"]

        app.get(f"/r{number}/{{value}}", name=f"read{number}")(read)
        app.get(f"/r{number}/{{value}}/tail", name=f"tail{number}")(tail)
        app.get("/same/{value}", name=f"same{number}")(read)
    return app


@case(
    get("/x/1"),
    get("/x/a"),
    get("/y/1/2"),
    get("/y/1/z"),
    get("/z/1"),
)
def backtracking(api: Any) -> Any:
    """A more specific later route must not win, a failing first one must not lose."""
    app = api.FastAPI()

    @app.get("/x/{n:int}")
    def number(n: int):
        return {"int": n}

    @app.get("/x/{rest:path}")
    def rest(rest: str):
        return {"rest": rest}

    @app.get("/y/{a}/{b:int}")
    def ab(a: str, b: int):
        return [a, b]

    @app.get("/{first}/{second}/{third}")
    def generic(first: str, second: str, third: str):
        return [first, second, third]

    @app.post("/z/{n:int}")
    def z_post(n: int):
        return n

    @app.get("/{anything:path}")
    def catch_all(anything: str):
        return {"all": anything}

    return app
