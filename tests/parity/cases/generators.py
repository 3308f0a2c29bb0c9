"""Dependencies with `yield`: enter and exit in order, exceptions through them, scopes, swallowing,
errors at exit.
"""

from typing import Annotated, Any

from ..case import case
from ..record import get


def _generators(log: list[str]):
    def sync_one():
        log.append("sync enter")
        try:
            yield "sync"
        except Exception as error:
            log.append(f"sync saw {type(error).__name__}")
            raise
        finally:
            log.append("sync exit")

    async def async_one():
        log.append("async enter")
        try:
            yield "async"
        except BaseException as error:
            log.append(f"async saw {type(error).__name__}")
            raise
        finally:
            log.append("async exit")

    return sync_one, async_one


OUTCOMES = (
    "ok",
    "http",
    "value",
    "validation",
    "return_response",
    "streaming",
    "file",
    "no_content",
    "bad_response",
    "background",
    "failing_background",
)


@case(
    [
        get(f"/{scope}/{outcome}")
        for scope in ("default", "function", "request", "mixed")
        for outcome in OUTCOMES
    ]
)
def outcomes(api: Any, log: list[str]) -> Any:
    """Every way an endpoint can end, with generators of every scope around it."""
    app = api.FastAPI()
    Depends, responses = api.Depends, api.responses
    sync_one, async_one = _generators(log)

    @app.exception_handler(api.HTTPException)
    async def handler(request, error):
        log.append("handler")
        return responses.JSONResponse(
            {"handled": error.detail}, status_code=error.status_code, headers=error.headers
        )

    async def chunks():
        log.append("chunk")
        yield b"a"
        log.append("chunk")
        yield b"b"

    def end(outcome: str, tasks: Any):
        log.append(f"endpoint {outcome}")
        if outcome == "http":
            raise api.HTTPException(409, "conflict", headers={"x-h": "1"})
        if outcome == "value":
            raise ValueError("value")
        if outcome == "validation":
            raise api.exceptions.RequestValidationError([{"loc": ("x",), "msg": "m", "type": "t"}])
        if outcome == "return_response":
            return responses.PlainTextResponse("text", headers={"x-own": "1"})
        if outcome == "streaming":
            return responses.StreamingResponse(chunks())
        if outcome == "file":
            return responses.FileResponse(__file__, headers={"x-file": "1"})
        if outcome == "no_content":
            return responses.Response(status_code=204)
        if outcome == "bad_response":
            return object()
        if outcome == "background":
            tasks.add_task(log.append, "background")
        if outcome == "failing_background":
            tasks.add_task(_explode)
        return outcome

    def _explode():
        log.append("background raises")
        raise RuntimeError("in background")

    for scope in ("default", "function", "request"):
        options = {} if scope == "default" else {"scope": scope}

        async def endpoint(
            outcome: str,
            tasks: api.BackgroundTasks,
            a: Annotated[str, Depends(sync_one, **options)],
            b: Annotated[str, Depends(async_one, **options)],
        ):
            return end(outcome, tasks)

        app.get(f"/{scope}/{{outcome}}", name=scope)(endpoint)

    @app.get("/mixed/{outcome}")
    def mixed(
        outcome: str,
        tasks: api.BackgroundTasks,
        a: Annotated[str, Depends(sync_one, scope="function")],
        b: Annotated[str, Depends(async_one, scope="request")],
    ):
        return end(outcome, tasks)

    return app


@case(
    [
        get(f"/{phase}/{kind}/{scope}")
        for phase in (
            "enter",
            "exit",
            "swallow",
            "convert",
            "exit_http",
            "reraise_other",
            "two_yields",
            "no_yield",
            "chain",
        )
        for kind in ("sync", "async")
        for scope in ("function", "request")
    ],
    [
        get(f"/{phase}/{kind}/{scope}?fail={fail}")
        for phase in (
            "exit",
            "swallow",
            "convert",
            "exit_http",
            "reraise_other",
            "two_yields",
            "chain",
        )
        for kind in ("sync", "async")
        for scope in ("function", "request")
        for fail in ("value", "http")
    ],
)
def phases(api: Any, log: list[str]) -> Any:
    """An exception in every phase of a generator, alone and after the endpoint failed."""
    app = api.FastAPI()
    Depends = api.Depends

    def script(phase: str):
        def sync_dependency():
            log.append(f"{phase} enter")
            if phase == "enter":
                raise ValueError("at enter")
            if phase == "no_yield":
                return
            try:
                yield phase
            except Exception as error:
                log.append(f"saw {type(error).__name__}")
                if phase == "convert":
                    raise api.HTTPException(418, "converted") from error
                if phase == "reraise_other":
                    raise KeyError("other") from None
                if phase != "swallow":
                    raise
            log.append(f"{phase} after")
            if phase == "exit":
                raise ValueError("at exit")
            if phase == "exit_http":
                raise api.HTTPException(499, "at exit")
            if phase == "two_yields":
                yield "again"

        return sync_dependency

    def as_async(function):
        async def async_dependency():
            generator = function()
            try:
                value = next(generator)
            except StopIteration:
                return
            try:
                yield value
            except Exception as error:
                try:
                    generator.throw(error)
                except StopIteration:
                    pass
                else:
                    yield "again"
            else:
                for item in generator:
                    yield item

        return async_dependency

    def fail_as(fail: str | None):
        log.append("endpoint")
        if fail == "value":
            raise ValueError("endpoint")
        if fail == "http":
            raise api.HTTPException(400, "endpoint")
        return "fine"

    sync_one, async_one = _generators(log)
    for phase in (
        "enter",
        "exit",
        "swallow",
        "convert",
        "exit_http",
        "reraise_other",
        "two_yields",
        "no_yield",
        "chain",
    ):
        for kind in ("sync", "async"):
            dependency = script(phase) if kind == "sync" else as_async(script(phase))
            around = [Depends(sync_one), Depends(async_one)] if phase == "chain" else []
            for scope in ("function", "request"):

                async def endpoint(
                    v: Annotated[Any, Depends(dependency, scope=scope)], fail: str | None = None
                ):
                    return fail_as(fail)

                app.get(
                    f"/{phase}/{kind}/{scope}", dependencies=around, name=f"{phase}{kind}{scope}"
                )(endpoint)
    return app
