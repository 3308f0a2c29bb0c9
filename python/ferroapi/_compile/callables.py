"""How a callable is to be called: generator, async generator, coroutine function, or in a worker
thread.

Looks through `functools.partial`, `functools.wraps` and callable instances. Answers are remembered
by identity, so that unhashable callables work and equal ones stay apart. `dependencies.models`
publishes them under FastAPI's names.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Iterator
from functools import lru_cache, partial
from types import FunctionType
from typing import Any

if sys.version_info >= (3, 13):
    from inspect import iscoroutinefunction
else:
    # Knows the marker that libraries set on plain functions, which `inspect` looks for only since
    # 3.12.
    from asyncio import iscoroutinefunction

_REMEMBERED = 4096

_Test = Callable[[Any], bool]


class CallIdentity:
    """A callable as a key: hashed and compared by identity."""

    __slots__ = ("call",)

    def __init__(self, call: Callable[..., Any]) -> None:
        self.call = call

    def __eq__(self, other: object) -> bool:
        return isinstance(other, CallIdentity) and other.call is self.call

    def __hash__(self) -> int:
        return id(self.call)


def without_partial(call: Any) -> Any:
    """The callable below any number of `functools.partial`."""
    while isinstance(call, partial):
        call = call.func
    return call


def unwrapped_call(call: Any) -> Any:
    """The callable below partials and `functools.wraps`."""
    return None if call is None else inspect.unwrap(without_partial(call))


def _layers(call: Any) -> Iterator[Any]:
    yield without_partial(call)
    yield unwrapped_call(call)


def _dunder_calls(call: Any) -> Iterator[Any]:
    """The `__call__` methods of a callable instance, at every layer; calling a class only makes an
    instance.
    """
    if inspect.isclass(unwrapped_call(call)):
        return
    for layer in _layers(call):
        method = getattr(layer, "__call__", None)  # noqa: B004 (the method itself is looked at)
        if method is None:
            return
        yield from _layers(method)


def _is_kind(call: Any, code_flag: int, test: _Test, test_itself: _Test) -> bool:
    if type(call) is FunctionType and not call.__dict__:
        return bool(call.__code__.co_flags & code_flag)
    return any(map(test_itself, _layers(call))) or any(map(test, _dunder_calls(call)))


def _is_coroutine_routine(call: Any) -> bool:
    return inspect.isroutine(call) and iscoroutinefunction(call)


@lru_cache(maxsize=_REMEMBERED)
def is_gen_callable_cached(identity: CallIdentity) -> bool:
    """Does calling it make a generator?"""
    test = inspect.isgeneratorfunction
    return _is_kind(identity.call, inspect.CO_GENERATOR, test, test)


@lru_cache(maxsize=_REMEMBERED)
def is_async_gen_callable_cached(identity: CallIdentity) -> bool:
    """Does calling it make an async generator?"""
    test = inspect.isasyncgenfunction
    return _is_kind(identity.call, inspect.CO_ASYNC_GENERATOR, test, test)


@lru_cache(maxsize=_REMEMBERED)
def is_coroutine_callable_cached(identity: CallIdentity) -> bool:
    """Does calling it make a coroutine?"""
    flag = inspect.CO_COROUTINE
    return _is_kind(identity.call, flag, iscoroutinefunction, _is_coroutine_routine)


def is_gen_callable(call: Callable[..., Any] | None) -> bool:
    """Does calling `call` make a generator?"""
    return call is not None and is_gen_callable_cached(CallIdentity(call))


def is_async_gen_callable(call: Callable[..., Any] | None) -> bool:
    """Does calling `call` make an async generator?"""
    return call is not None and is_async_gen_callable_cached(CallIdentity(call))


def is_coroutine_callable(call: Callable[..., Any] | None) -> bool:
    """Does calling `call` make a coroutine?"""
    return call is not None and is_coroutine_callable_cached(CallIdentity(call))


def is_generator_callable(call: Callable[..., Any] | None) -> bool:
    """Does calling `call` make a generator, async or not?"""
    return is_gen_callable(call) or is_async_gen_callable(call)
