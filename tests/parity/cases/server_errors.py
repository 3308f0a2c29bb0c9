"""The application's handler for 500, when it fails itself or answers with what cannot be sent.

Nobody is left to handle that: the handler's exception reaches the server, once.
"""

from typing import Any

from ..case import case
from ..record import get

BEFORE = [get(f"/{path}") for path in ("boom", "dependency", "missing", "teapot", "response")]
PROBES = [*BEFORE, get("/started"), get("/task"), get("/boom", failing_send=0), get("/fine")]


def _failing(api: Any, app: Any, log: list[str]) -> Any:
    def refuse() -> None:
        raise KeyError("in a dependency")

    @app.get("/boom")
    async def boom():
        log.append("boom")
        raise ValueError("boom")

    @app.get("/dependency", dependencies=[api.Depends(refuse)])
    def dependency():
        return 1

    @app.get("/teapot")
    async def teapot():
        raise api.HTTPException(418)

    @app.get("/response")
    async def response() -> int:
        return "no number"  # type: ignore[return-value]

    @app.get("/started")
    async def started():
        async def parts():
            yield b"one"
            raise ValueError("after the start")

        return api.responses.StreamingResponse(parts())

    @app.get("/task")
    async def task(tasks: api.BackgroundTasks):
        def fail() -> None:
            raise ValueError("in a task")

        tasks.add_task(fail)
        return 1

    @app.get("/fine")
    async def fine():
        return "fine"

    return app


@case(PROBES)
def handler_of_exception_raises(api: Any, log: list[str]) -> Any:
    app = api.FastAPI()

    @app.exception_handler(Exception)
    async def fail(request, error):
        log.append(f"handler {type(error).__name__}")
        raise RuntimeError("the handler failed") from error

    return _failing(api, app, log)


@case(PROBES)
def handler_of_500_raises(api: Any, log: list[str]) -> Any:
    app = api.FastAPI()

    @app.exception_handler(500)
    def fail(request, error):
        log.append(f"handler {type(error).__name__}")
        raise LookupError("the handler failed")

    return _failing(api, app, log)


@case(PROBES)
def handler_raises_what_it_got(api: Any, log: list[str]) -> Any:
    app = api.FastAPI()

    @app.exception_handler(Exception)
    async def again(request, error):
        raise error

    return _failing(api, app, log)


@case(PROBES)
def handler_raises_http_exception(api: Any, log: list[str]) -> Any:
    """Too late to be answered: the handlers of HTTP exceptions stand further inside."""
    app = api.FastAPI()

    @app.exception_handler(Exception)
    async def http(request, error):
        raise api.HTTPException(503, "from the handler")

    return _failing(api, app, log)


@case(PROBES)
def handler_returns_nonsense(api: Any, log: list[str]) -> Any:
    app = api.FastAPI()

    @app.exception_handler(Exception)
    async def nonsense(request, error):
        return {"not": "a response"}

    return _failing(api, app, log)


@case(PROBES)
def handlers_that_raise_in_a_row(api: Any, log: list[str]) -> Any:
    """One inside raises for the one outside, which raises too."""
    app = api.FastAPI()

    @app.exception_handler(ValueError)
    async def inside(request, error):
        log.append("inside")
        raise RuntimeError("inside failed")

    @app.exception_handler(404)
    async def missing(request, error):
        raise KeyError("missing failed")

    @app.exception_handler(Exception)
    async def outside(request, error):
        log.append(f"outside {type(error).__name__}")
        raise LookupError("outside failed")

    return _failing(api, app, log)


@case([get(f"/sub{request.path}") for request in PROBES])
def failing_handlers_of_a_mounted_app(api: Any, log: list[str]) -> Any:
    app, sub = api.FastAPI(), api.FastAPI()
    for name, one in (("app", app), ("sub", sub)):

        @one.exception_handler(Exception)
        async def fail(request, error, name=name):
            log.append(f"{name} {type(error).__name__}")
            raise RuntimeError(f"{name} failed")

    _failing(api, sub, log)
    app.mount("/sub", sub)
    return app
