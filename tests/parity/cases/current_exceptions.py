"""Which exception is current where foreign code runs: exc_info, a bare `raise`, contexts."""

import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Annotated, Any

from starlette.background import BackgroundTask
from starlette.responses import JSONResponse, Response, StreamingResponse

from ..case import case
from ..record import get, post


class Mine(Exception):
    pass


class Later(Exception):
    pass


def current() -> str:
    """The current exception and its contexts, by their types."""
    names, error = [], sys.exc_info()[1]
    while error is not None:
        names.append(type(error).__name__)
        error = error.__context__
    return " in ".join(names) or "none"


HANDLED = [
    get("/mine"),
    get("/http"),
    get("/http/headers"),
    get("/number/x"),
    get("/missing"),
    post("/mine"),
    get("/other"),
    post("/body", body=b"{", content_type="application/json"),
    get("/dependency"),
    get("/after"),
]


def failing(api: Any, log: list[str]) -> Any:
    app = api.FastAPI()

    async def dependency() -> None:
        raise Mine

    async def after() -> AsyncIterator[None]:
        yield
        log.append(f"clean-up: {current()}")
        raise Mine

    @app.get("/mine")
    async def mine() -> None:
        raise Mine

    @app.get("/http")
    async def http() -> None:
        raise api.HTTPException(418, "short")

    @app.get("/http/headers")
    async def http_with_headers() -> None:
        raise api.HTTPException(418, {"not": "plain"}, headers={"x-a": "b"})

    @app.get("/number/{number}")
    async def number(number: int) -> None:
        pass

    @app.get("/other")
    async def other() -> None:
        raise Later

    @app.post("/body")
    async def body(body: dict[str, int]) -> None:
        pass

    @app.get("/dependency", dependencies=[api.Depends(dependency)])
    async def in_dependency() -> None:
        pass

    @app.get("/after", dependencies=[api.Depends(after, scope="function")])
    async def in_clean_up() -> None:
        pass

    return app


def handle_all(api: Any, app: Any, handler: Callable[..., Any]) -> Any:
    starlette_class = api.HTTPException.__mro__[1]
    for key in (Mine, starlette_class, api.exceptions.RequestValidationError, 500):
        app.add_exception_handler(key, handler)
    return app


@case(HANDLED)
def async_handlers_look(api: Any, log: list[str]) -> Any:
    async def handler(request: Any, error: Exception) -> Response:
        log.append(f"{type(error).__name__}: {current()}")
        log.append(str(error.__traceback__ is not None))
        return JSONResponse("handled", 418)

    return handle_all(api, failing(api, log), handler)


@case(HANDLED)
def plain_handlers_look(api: Any, log: list[str]) -> Any:
    def handler(request: Any, error: Exception) -> Response:
        log.append(f"{type(error).__name__}: {current()}")
        return JSONResponse("handled", 418)

    return handle_all(api, failing(api, log), handler)


@case(HANDLED)
def async_handlers_raise_it_again(api: Any, log: list[str]) -> Any:
    async def handler(request: Any, error: Exception) -> Response:
        raise

    return handle_all(api, failing(api, log), handler)


@case(HANDLED)
def plain_handlers_raise_it_again(api: Any, log: list[str]) -> Any:
    def handler(request: Any, error: Exception) -> Response:
        raise

    return handle_all(api, failing(api, log), handler)


@case(HANDLED)
def async_handlers_raise_another(api: Any, log: list[str]) -> Any:
    async def handler(request: Any, error: Exception) -> Response:
        raise Later

    return handle_all(api, failing(api, log), handler)


@case(HANDLED)
def plain_handlers_raise_another(api: Any, log: list[str]) -> Any:
    def handler(request: Any, error: Exception) -> Response:
        raise Later

    return handle_all(api, failing(api, log), handler)


@case(HANDLED)
def handlers_raise_what_is_handled_outside(api: Any, log: list[str]) -> Any:
    async def handler(request: Any, error: Exception) -> Response:
        log.append(f"{type(error).__name__}: {current()}")
        if isinstance(error, Mine):
            raise api.HTTPException(410, "gone")
        raise Mine

    return handle_all(api, failing(api, log), handler)


@case(HANDLED)
def handlers_wait_and_look_again(api: Any, log: list[str]) -> Any:
    import anyio

    async def handler(request: Any, error: Exception) -> Response:
        await anyio.sleep(0)
        log.append(f"waited: {current()}")
        await anyio.to_thread.run_sync(lambda: log.append(f"thread: {current()}"))
        try:
            await anyio.to_thread.run_sync(int, "x")
        except ValueError:
            log.append(f"failed: {current()}")
        return JSONResponse("handled", 418)

    return handle_all(api, failing(api, log), handler)


@case(HANDLED)
def answers_of_handlers(api: Any, log: list[str]) -> Any:
    async def chunks() -> AsyncIterator[bytes]:
        log.append(f"chunk: {current()}")
        yield b"x"

    async def handler(request: Any, error: Exception) -> Response:
        task = BackgroundTask(lambda: log.append(f"plain task: {current()}"))
        return StreamingResponse(chunks(), 418, background=task)

    return handle_all(api, failing(api, log), handler)


@case(HANDLED)
def tasks_of_handlers_fail(api: Any, log: list[str]) -> Any:
    async def task() -> None:
        log.append(f"task: {current()}")
        raise Later("in a task")

    async def handler(request: Any, error: Exception) -> Response:
        return JSONResponse("handled", 418, background=BackgroundTask(task))

    return handle_all(api, failing(api, log), handler)


FAILING_SEND = [
    get("/mine", failing_send=0),
    get("/http", failing_send=0),
    get("/http", failing_send=1),
    get("/http/headers", failing_send=0),
    get("/missing", failing_send=0),
    get("/missing", failing_send=1),
    post("/mine", failing_send=1),
    get("/number/x", failing_send=0),
    get("/number/x", failing_send=1),
    get("/other", failing_send=0),
    post("/body", body=b"{", content_type="application/json", failing_send=0),
]


@case(FAILING_SEND)
def answers_that_cannot_be_sent(api: Any, log: list[str]) -> Any:
    async def handler(request: Any, error: Exception) -> Response:
        return JSONResponse("handled", 418)

    app = failing(api, log)
    app.add_exception_handler(Mine, handler)
    return app


@case(FAILING_SEND, HANDLED)
def answers_that_cannot_be_sent_and_are_handled(api: Any, log: list[str]) -> Any:
    app = failing(api, log)

    @app.exception_handler(OSError)
    async def handler(request: Any, error: Exception) -> Response:
        log.append(f"handler: {current()}")
        return JSONResponse("unsent", 418)

    return app


CLEAN_UPS = [
    get(f"/{scope}/{kind}/{what}")
    for scope in ("request", "function")
    for kind in ("async", "plain")
    for what in ("look", "swallow", "raise", "http", "late", "again", "chain")
]


def clean_up(api: Any, log: list[str], name: str, what: str, error: BaseException | None) -> None:
    log.append(f"{name} {type(error).__name__}: {current()}")
    match what:
        case "raise":
            raise Later(name)
        case "http":
            raise api.HTTPException(409, name)
        case "chain" if error is not None:
            raise Later(name) from error
        case "again" if error is not None:
            raise error


def cleaning(api: Any, log: list[str], *, fails: bool) -> Any:
    """Two generators around an endpoint that fails or not; the inner one does `what`."""
    app = api.FastAPI()

    def add(scope: str, kind: str, what: str) -> None:
        def generator(name: str, what: str) -> Any:
            async def dependency() -> AsyncIterator[None]:
                try:
                    yield
                except Exception as error:
                    clean_up(api, log, name, what, error)
                    if what != "swallow" and what != "late":
                        raise
                else:
                    clean_up(api, log, name, what, None)
                log.append(f"{name} behind: {current()}")
                if what == "late":
                    raise Later("late")

            def plain() -> Iterator[None]:
                try:
                    yield
                except Exception as error:
                    clean_up(api, log, name, what, error)
                    if what != "swallow" and what != "late":
                        raise
                else:
                    clean_up(api, log, name, what, None)
                log.append(f"{name} behind: {current()}")
                if what == "late":
                    raise Later("late")

            return dependency if kind == "async" else plain

        guards = [
            api.Depends(generator("outermost", "look"), scope=scope),
            api.Depends(generator("outer", "raise" if what == "late" else "look"), scope=scope),
            api.Depends(generator("inner", what), scope=scope),
        ]

        @app.get(f"/{scope}/{kind}/{what}", dependencies=guards)
        async def endpoint() -> str:
            if fails:
                raise Mine
            return "answer"

    for request in CLEAN_UPS:
        add(*request.path.strip("/").split("/"))
    return app


@case(CLEAN_UPS)
def clean_ups_after_an_error(api: Any, log: list[str]) -> Any:
    return cleaning(api, log, fails=True)


@case(CLEAN_UPS)
def clean_ups_after_an_answer(api: Any, log: list[str]) -> Any:
    return cleaning(api, log, fails=False)


@case(CLEAN_UPS)
def clean_ups_after_a_handled_error(api: Any, log: list[str]) -> Any:
    app = cleaning(api, log, fails=True)

    @app.exception_handler(Mine)
    @app.exception_handler(Later)
    async def handler(request: Any, error: Exception) -> Response:
        log.append(f"handler {type(error).__name__}: {current()}")
        return JSONResponse("handled", 418)

    return app


@case([get("/async"), get("/plain"), get("/limited"), get("/stack"), get("/nested")])
def managers_in_generators(api: Any, log: list[str]) -> Any:
    app = api.FastAPI()

    class Manager:
        async def __aenter__(self) -> None:
            log.append(f"enter: {current()}")

        async def __aexit__(self, kind: Any, error: Any, traceback: Any) -> None:
            log.append(f"exit {kind and kind.__name__}: {current()}")
            raise Later

    async def with_manager() -> AsyncIterator[None]:
        async with Manager():
            yield

    @contextmanager
    def manager() -> Iterator[None]:
        try:
            yield
        finally:
            log.append(f"finally: {current()}")

    def with_plain_manager() -> Iterator[None]:
        with manager():
            yield

    @asynccontextmanager
    async def nested() -> AsyncIterator[None]:
        try:
            yield
        except Mine:
            raise Later from None

    async def with_nested() -> AsyncIterator[None]:
        async with nested():
            try:
                yield
            finally:
                log.append(f"nested: {current()}")

    async def on_stack(request: api.Request) -> None:
        stack = request.scope.get("fastapi_middleware_astack")
        log.append(str(stack is not None))

    def route(path: str, dependency: Any, **options: Any) -> None:
        @app.get(path, dependencies=[api.Depends(dependency, **options)])
        async def endpoint() -> None:
            raise Mine

    route("/async", with_manager)
    route("/plain", with_plain_manager)
    route("/limited", with_manager, max_concurrency=1)
    route("/nested", with_nested)
    return app


@case([get("/quiet"), get("/mine"), get("/http"), get("/mine", failing_send=0)])
def errors_in_background_and_streams(api: Any, log: list[str]) -> Any:
    app = api.FastAPI()

    async def resource() -> AsyncIterator[None]:
        try:
            yield
        finally:
            log.append(f"finally: {current()}")

    Resource = Annotated[None, api.Depends(resource)]

    @app.exception_handler(Later)
    async def handler(request: Any, error: Exception) -> Response:
        log.append(f"handler: {current()}")
        return JSONResponse("late")

    async def fail() -> None:
        log.append(f"task: {current()}")
        raise Later

    @app.get("/quiet")
    async def quiet(tasks: api.BackgroundTasks, resource: Resource) -> str:
        tasks.add_task(fail)
        return "x"

    @app.get("/mine")
    async def mine(tasks: api.BackgroundTasks, resource: Resource) -> Any:
        async def chunks() -> AsyncIterator[bytes]:
            yield b"a"
            log.append(f"chunk: {current()}")
            raise Mine

        return StreamingResponse(chunks())

    @app.get("/http")
    async def http(resource: Resource) -> str:
        try:
            raise Mine
        except Mine:
            raise api.HTTPException(409) from None

    return app
