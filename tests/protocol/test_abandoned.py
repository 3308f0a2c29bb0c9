"""A request that nobody goes on with is collected with all it holds, wherever it stopped.

Though what it holds leads back to it; as in FastAPI.
"""

import asyncio
import gc
import weakref
from collections.abc import AsyncIterator, Callable, Generator
from typing import Annotated, Any

import anyio
import fastapi
import pytest
from pydantic import BeforeValidator

import ferroapi
from ferroapi._compile import callables, classify

from .asgi import Message, make_scope


class Leash:
    """Leads back to the request that holds it."""

    request: Any = None


class Suspend:
    """`await Suspend()` hands control to whoever steps the request."""

    def __await__(self) -> Generator[None, None, None]:
        yield


async def suspended() -> None:
    await Suspend()


class Server:
    """One request's connection; `send` suspends at the kinds of message named."""

    def __init__(self, *kinds: str) -> None:
        self.kinds = kinds

    async def receive(self) -> Message:
        return {"type": "http.request", "body": b"{}", "more_body": False}

    async def send(self, message: Message) -> None:
        if message["type"].rpartition(".")[2] in self.kinds:
            await Suspend()


class Box(list[Any]):
    """What the program takes the leash from while the request runs: afterwards only it has it."""


Build = Callable[[Any, Any, Box], Server]


def an_argument(api: Any, app: Any, box: Box) -> Server:
    async def take() -> Any:
        return box.pop()

    @app.get("/", dependencies=[api.Depends(take), api.Depends(suspended)])
    async def endpoint() -> None: ...

    return Server()


def a_returned_response(api: Any, app: Any, box: Box) -> Server:
    @app.get("/")
    async def endpoint() -> Any:
        response = api.Response()
        response.leash = box.pop()
        return response

    return Server("start")


def a_background_task(api: Any, app: Any, box: Box) -> Server:
    @app.get("/")
    async def endpoint(tasks: api.BackgroundTasks) -> Any:
        tasks.add_task(print, box.pop())

    return Server("body")


def an_injected_response(api: Any, app: Any, box: Box) -> Server:
    async def keep(response: api.Response) -> None:
        response.leash = box.pop()

    @app.get("/", dependencies=[api.Depends(keep), api.Depends(suspended)])
    async def endpoint() -> None: ...

    return Server()


def headers_of_an_injected_response(api: Any, app: Any, box: Box) -> Server:
    class Text(bytes):
        leash: Any

    @app.get("/")
    async def endpoint(response: api.Response) -> None:
        text = Text(b"y")
        text.leash = box.pop()
        response.headers.raw.append((b"x", text))

    return Server("start")


def a_body(api: Any, app: Any, box: Box) -> Server:
    async def keep(body: Any = api.Body()) -> None:
        body["leash"] = box.pop()

    @app.get("/", dependencies=[api.Depends(keep), api.Depends(suspended)])
    async def endpoint() -> None: ...

    return Server()


def a_handled_exception(api: Any, app: Any, box: Box) -> Server:
    @app.exception_handler(ValueError)
    async def handler(request: Any, error: Any) -> None:
        await Suspend()

    @app.get("/")
    async def endpoint() -> None:
        raise ValueError(box.pop())

    return Server()


def an_exception_answered_by_default(api: Any, app: Any, box: Box) -> Server:
    @app.get("/")
    async def endpoint() -> None:
        error = api.HTTPException(400)
        error.leash = box.pop()
        raise error

    return Server("start")


def an_exception_without_handler(api: Any, app: Any, box: Box) -> Server:
    @app.get("/")
    async def endpoint() -> None:
        raise ValueError(box.pop())

    return Server("start")


def errors(api: Any, app: Any, box: Box) -> Server:
    def refuse(value: Any) -> Any:
        raise ValueError(box.pop())

    async def wrong(q: Annotated[str, BeforeValidator(refuse)]) -> None: ...

    @app.get("/", dependencies=[api.Depends(wrong), api.Depends(suspended)])
    async def endpoint() -> None: ...

    return Server()


class Held:
    """A dependency that holds something."""

    leash: Any

    def __call__(self) -> None: ...


def overrides(api: Any, app: Any, box: Box) -> Server:
    def original() -> None: ...

    held = app.dependency_overrides[original] = Held()
    held.leash = box.pop()

    @app.get("/", dependencies=[api.Depends(suspended)])
    async def endpoint(held: Any = api.Depends(original)) -> None: ...

    return Server()


def an_open_dependency(api: Any, app: Any, box: Box) -> Server:
    async def dependency() -> AsyncIterator[None]:
        leash = box.pop()
        yield
        del leash

    @app.get("/", dependencies=[api.Depends(dependency)])
    async def endpoint() -> None:
        await Suspend()

    return Server()


def a_dependency_still_to_be_left(api: Any, app: Any, box: Box) -> Server:
    async def first() -> AsyncIterator[None]:
        leash = box.pop()
        yield
        del leash

    async def second() -> AsyncIterator[None]:
        yield
        await Suspend()

    @app.get("/", dependencies=[api.Depends(first), api.Depends(second)])
    async def endpoint() -> None: ...

    return Server()


def an_exception_on_its_way_out(api: Any, app: Any, box: Box) -> Server:
    async def dependency() -> AsyncIterator[None]:
        try:
            yield
        finally:
            await Suspend()

    @app.get("/", dependencies=[api.Depends(dependency)])
    async def endpoint() -> None:
        raise ValueError(box.pop())

    return Server()


def a_shielded_clean_up(api: Any, app: Any, box: Box) -> Server:
    return a_dependency_still_to_be_left(api, app, box)


def _customize(api: Any, app: Any) -> None:
    class Route(api.routing.APIRoute):  # type: ignore[misc, name-defined]
        def get_route_handler(self) -> Callable[..., Any]:
            return super().get_route_handler()  # type: ignore[no-any-return]

    app.router.route_class = Route


def a_pending_exit_stack(api: Any, app: Any, box: Box) -> Server:
    async def dependency() -> AsyncIterator[None]:
        leash = box.pop()
        yield
        del leash

    _customize(api, app)

    @app.get("/", dependencies=[api.Depends(dependency)])
    async def endpoint() -> None: ...

    return Server("start")


def an_exit_run(api: Any, app: Any, box: Box) -> Server:
    _customize(api, app)
    return a_dependency_still_to_be_left(api, app, box)


def an_exit_run_with_an_exception(api: Any, app: Any, box: Box) -> Server:
    _customize(api, app)
    return an_exception_on_its_way_out(api, app, box)


def a_sender(api: Any, app: Any, box: Box) -> Server:
    async def route(request: Any) -> Any:
        await Suspend()

    app.add_route("/", route)
    server = Server()
    server.leash = box.pop()  # type: ignore[attr-defined]
    return server


KINDS: list[Build] = [
    *(an_argument, a_returned_response, a_background_task, an_injected_response),
    *(headers_of_an_injected_response, a_body, a_handled_exception),
    *(an_exception_answered_by_default, an_exception_without_handler, errors, overrides),
    *(an_open_dependency, a_dependency_still_to_be_left, an_exception_on_its_way_out),
    *(a_shielded_clean_up, a_pending_exit_stack, an_exit_run, an_exit_run_with_an_exception),
    a_sender,
]


def _abandon(api: Any, build: Build) -> weakref.ref[Leash]:
    """Step a request to where it suspends, and forget it."""
    app, leash = api.FastAPI(), Leash()
    server = build(api, app, box := Box([leash]))
    scope = make_scope(target="/?q=x", headers={"content-type": "application/json"})
    leash.request = app(scope, server.receive, server.send)
    leash.request.send(None)
    assert not box
    return weakref.ref(leash)


def _forget_callables() -> None:
    for module in (callables, classify):
        for value in vars(module).values():
            if hasattr(value, "cache_clear"):
                value.cache_clear()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("build", KINDS, ids=lambda build: build.__name__)
@pytest.mark.parametrize("api", [fastapi, ferroapi], ids=lambda api: api.__name__)
def test_it_is_collected(api: Any, build: Build) -> None:
    async def step() -> weakref.ref[Leash]:
        if build is a_shielded_clean_up:
            anyio.CancelScope().__enter__()
        return _abandon(api, build)

    async def main() -> bool:
        leash = await asyncio.create_task(step())
        _forget_callables()
        for _ in range(4):
            gc.collect()
            await asyncio.sleep(0)
        return leash() is None

    assert asyncio.run(main())
