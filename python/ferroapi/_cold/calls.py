"""Ways to call a dependency that need Python around them, and ways to leave one."""

from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import (
    AbstractAsyncContextManager,
    AsyncExitStack,
    asynccontextmanager,
    contextmanager,
)
from typing import Any

from anyio import CancelScope
from pydantic_core import ValidationError
from starlette.concurrency import run_in_threadpool

from ferroapi.concurrency import (
    _asynccontextmanager_with_shielded_exit,
    _contextmanager_with_concurrency_limit,
    _DependencyConcurrency,
    contextmanager_in_threadpool,
)

Arguments = Mapping[str, Any]


async def limited_call(
    call: Callable[..., Any], arguments: Arguments, limit: _DependencyConcurrency, awaited: bool
) -> Any:
    """Call a plain or coroutine dependency while holding a place of its semaphore."""
    async with limit.get_semaphore():
        if awaited:
            return await call(**arguments)
        return await run_in_threadpool(call, **arguments)


def thread_context(
    call: Callable[..., Any], arguments: Arguments
) -> AbstractAsyncContextManager[Any]:
    """A generator dependency whose both halves run in worker threads."""
    return contextmanager_in_threadpool(contextmanager(call)(**arguments))


def limited_context(
    call: Callable[..., Any],
    arguments: Arguments,
    limit: _DependencyConcurrency,
    scope: CancelScope | None,
) -> AbstractAsyncContextManager[Any]:
    """A generator dependency that holds a place of its semaphore until its clean-up is over.

    `scope` shields the clean-up of an async generator; a plain generator has none.
    """
    if scope is None:
        manager = thread_context(call, arguments)
    else:
        opened = asynccontextmanager(call)(**arguments)
        manager = _asynccontextmanager_with_shielded_exit(opened, scope)
    return _contextmanager_with_concurrency_limit(manager, limit.get_semaphore())


async def throw_into(generator: AsyncGenerator[Any, Any], exception: BaseException) -> bool:
    """Leave an async generator with an exception, by contextlib's rules; did it swallow it?"""
    manager = asynccontextmanager(lambda: generator)()
    # As `async with` takes it: past a property that the exception's class may have.
    traceback = vars(BaseException)["__traceback__"].__get__(exception)
    return bool(await manager.__aexit__(type(exception), exception, traceback))


async def did_not_stop(generator: AsyncGenerator[Any, Any]) -> None:
    """Close an async generator that yielded a second time, and raise contextlib's error."""
    try:
        raise RuntimeError("generator didn't stop")
    finally:
        await generator.aclose()


def push_exits(scope: dict[str, Any], function: Any, request: Any) -> None:
    """Move a plan's clean-ups onto the exit stacks of whoever called `Plan.handle`."""
    inner: AsyncExitStack = scope["fastapi_inner_astack"]
    outer: AsyncExitStack = scope["fastapi_function_astack"]
    inner.push_async_exit(request)
    outer.push_async_exit(function)


async def validate_in_thread(
    validate: Callable[..., Any], result: Any
) -> tuple[Any, ValidationError | None]:
    """Validate a plain function's result where the function ran: in a worker thread."""
    try:
        return await run_in_threadpool(validate, result, from_attributes=True), None
    except ValidationError as error:
        return None, error
