"""Response objects an endpoint returns, and what is injected into the one that is made."""

from typing import Any

from ..case import case
from ..record import get, request

KINDS = (
    "json", "plain", "html", "redirect", "redirect_303", "empty", "stream", "sync_stream", "file",
    "missing_file", "named_file", "cookie", "bytes", "asgi", "background", "subclass", "headers",
    "starlette", "iterator_error", "early_start",
)  # fmt: skip


@case(
    get("/headers"),
    get("/cookies"),
    get("/returned"),
    get("/dependency"),
    get("/error"),
    get("/delete"),
    get("/raw"),
    get("/unicode"),
    get("/latin"),
    get("/order"),
)
def injected_headers(api: Any) -> Any:
    responses = api.responses
    app = api.FastAPI()
    Depends = api.Depends

    def adding(response: api.Response):
        response.headers["x-dependency"] = "1"
        response.headers.append("x-twice", "a")
        response.set_cookie("d", "1", max_age=5, httponly=True, samesite="strict")
        response.status_code = 207

    @app.get("/headers")
    def headers(response: api.Response):
        response.headers["X-Mixed-Case"] = "v"
        response.headers.append("x-twice", "1")
        response.headers.append("x-twice", "2")
        return 1

    @app.get("/cookies")
    def cookies(response: api.Response):
        response.set_cookie("a", "b c", path="/x", secure=True)
        response.set_cookie("e", 'q"é', expires=0)
        return 1

    @app.get("/returned", dependencies=[Depends(adding)])
    def returned(response: api.Response):
        response.headers["x-injected"] = "kept"
        return responses.JSONResponse({"a": 1}, headers={"x-own": "1"})

    @app.get("/dependency", dependencies=[Depends(adding)], status_code=201)
    def dependency(response: api.Response):
        return [response.status_code, response.headers.items()]

    @app.get("/error", dependencies=[Depends(adding)])
    def error(response: api.Response):
        response.headers["x-lost"] = "1"
        raise api.HTTPException(409, "gone", headers={"X-Error": "e"})

    @app.get("/delete")
    def delete(response: api.Response):
        response.delete_cookie("a", domain="example.org")
        response.headers["x-a"] = "1"
        del response.headers["x-a"]
        return None

    @app.get("/raw")
    async def raw(response: api.Response):
        response.raw_headers.append((b"X-Raw", b"\xff"))
        return 1

    @app.get("/unicode")
    async def unicode(response: api.Response):
        response.headers["x-u"] = "€"
        return 1

    @app.get("/latin")
    async def latin(response: api.Response):
        response.headers["x-l"] = "é"
        return 1

    @app.get("/order")
    async def order(response: api.Response):
        for name in ("z", "a", "content-type-x", "m"):
            response.headers[name] = name
        return 1

    return app


@case(
    [get(f"/{name}") for name in KINDS],
    [request("HEAD", f"/{name}") for name in ("json", "file", "head_json")],
    get("/file", headers={"range": "bytes=0-3"}),
    get("/file", headers={"range": "bytes=99999999-"}), get("/file", headers={"range": "x"}),
    get("/stream", failing_send=1), get("/json", failing_send=0), get("/json", failing_send=1),
    get("/early_start", failing_send=0),
    get("/file", scope={"extensions": {"http.response.pathsend": {}}}),
)  # fmt: skip
def returned_responses(api: Any, log: list[str]) -> Any:
    from starlette.background import BackgroundTask
    from starlette.responses import JSONResponse, PlainTextResponse

    responses = api.responses
    app = api.FastAPI()

    async def chunks():
        for text in ("one", "two"):
            log.append(text)
            yield text

    async def failing():
        yield b"first"
        raise ValueError("second")

    class Custom(responses.JSONResponse):
        async def __call__(self, scope, receive, send):
            log.append("custom call")
            await super().__call__(scope, receive, send)

    class EarlyHints(responses.Response):
        async def __call__(self, scope, receive, send):
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"a", "more_body": True})
            await send({"type": "http.response.body", "body": b"b"})

    made = {
        "json": lambda: responses.JSONResponse({"b": 1, "a": "é"}, status_code=201),
        "plain": lambda: responses.PlainTextResponse("é"),
        "html": lambda: responses.HTMLResponse("<p>", headers={"X-A": "1"}),
        "redirect": lambda: responses.RedirectResponse("/a b/é?x=ü"),
        "redirect_303": lambda: responses.RedirectResponse("https://x", status_code=303),
        "empty": lambda: responses.Response(status_code=204),
        "stream": lambda: responses.StreamingResponse(chunks(), media_type="text/plain"),
        "sync_stream": lambda: responses.StreamingResponse(iter([b"1", "2", b""]), status_code=202),
        "file": lambda: responses.FileResponse("/etc/hostname"),
        "missing_file": lambda: responses.FileResponse("/etc/not-there"),
        "named_file": lambda: responses.FileResponse(
            "/etc/hostname",
            filename="ü name.txt",
            media_type="x/y",
            content_disposition_type="inline",
        ),
        "bytes": lambda: responses.Response(b"\x00\xff", media_type="application/octet-stream"),
        "subclass": lambda: Custom([1]),
        "headers": lambda: responses.Response(
            "x", headers={"Content-Type": "text/own", "Content-Length": "1", "A": "b"}
        ),
        "starlette": lambda: JSONResponse({"s": 1}),
        "background": lambda: responses.PlainTextResponse(
            "b", background=BackgroundTask(log.append, "background ran")
        ),
        "iterator_error": lambda: responses.StreamingResponse(failing()),
        "early_start": lambda: EarlyHints(),
    }
    for name, make in made.items():
        app.get(f"/{name}", name=name, include_in_schema=False)(_without_parameters(make))

    app.head("/json")(_without_parameters(made["json"]))
    app.head("/file")(_without_parameters(made["file"]))

    @app.head("/head_json")
    def head_json():
        return {"a": 1}

    @app.get("/cookie")
    def cookie():
        response = PlainTextResponse("c")
        response.set_cookie("a", "1")
        response.set_cookie("b", "2")
        return response

    @app.get("/asgi")
    def asgi():
        async def application(scope, receive, send):
            raise AssertionError("never called")

        return application

    return app


def _without_parameters(make):
    async def endpoint():
        return make()

    return endpoint


OLD_SERVER = {"asgi": {"version": "3.0", "spec_version": "2.0"}}


@case(
    get("/stream", scope=OLD_SERVER), get("/stream", scope=OLD_SERVER, disconnect_at=0), trio=False
)
def streams_on_old_servers(api: Any, log: list[str]) -> Any:
    """Below ASGI 2.4 a stream races with the disconnect; trio starts the racers in random order."""
    app = api.FastAPI()

    async def chunks():
        for text in ("one", "two"):
            log.append(text)
            yield text

    @app.get("/stream")
    async def stream():
        return api.responses.StreamingResponse(chunks())

    return app


@case(get("/unused"), get("/reads"))
def deprecated_classes(api: Any) -> Any:
    """ORJSONResponse and UJSONResponse warn, and answer."""
    app = api.FastAPI()

    @app.get("/unused", response_class=api.responses.ORJSONResponse)
    def unused():
        return {"a": 1}

    @app.get("/reads")
    def reads():
        return api.responses.ORJSONResponse({"a": [1, None]})

    return app


@case(get("/response"), get("/value"), get("/?x=z"), get("/error"), get("/text"), openapi=False)
def unresolved_annotations(api: Any) -> Any:
    """A return annotation that names nothing, as imports for type checkers leave it: only a result
    that must be serialized fails.
    """
    app = api.FastAPI()

    async def answer(kind: str, x: int = 0):
        if kind == "error":
            raise api.HTTPException(409)
        return api.Response("as it is") if kind == "response" else x

    answer.__annotations__["return"] = "Nowhere"
    app.get("/text", response_class=api.responses.PlainTextResponse)(answer)
    app.get("/{kind}")(answer)
    return app
