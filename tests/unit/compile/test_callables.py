"""How to call a callable is told as FastAPI tells it: partials, wrappers, instances."""

from __future__ import annotations

import asyncio
import functools
import types
from collections.abc import Callable
from typing import Any

import pytest

from ferroapi._compile import callables

fastapi_models = pytest.importorskip("fastapi.dependencies.models")


def sync() -> None: ...
async def coroutine() -> None: ...
def generator() -> Any:
    yield


async def async_generator() -> Any:
    yield


def _decorated(call: Callable[..., Any], *, is_async: bool) -> Callable[..., Any]:
    if is_async:

        @functools.wraps(call)
        async def wrapper(*args: Any) -> None: ...
    else:

        @functools.wraps(call)
        def wrapper(*args: Any) -> None: ...

    return wrapper


def _instance(method: Callable[..., Any]) -> Any:
    return type("Instance", (), {"__call__": method, "__hash__": None, "method": method})()


PLAIN = (sync, coroutine, generator, async_generator)
KINDS = [
    *PLAIN,
    *(functools.partial(functools.partial(call)) for call in PLAIN),
    *(_decorated(call, is_async=is_async) for call in PLAIN for is_async in (False, True)),
    *(functools.partial(_decorated(call, is_async=True)) for call in PLAIN),
    *map(_instance, PLAIN),
    *(functools.partial(_instance(call)) for call in PLAIN),
    *(_instance(_decorated(call, is_async=False)) for call in PLAIN),
    *(_instance(call).method for call in PLAIN),
    *(type("Class", (), {"__call__": call}) for call in PLAIN),
    types.coroutine(generator),
    int,
    len,
    lambda: None,
]


@pytest.mark.parametrize("call", KINDS, ids=lambda call: type(call).__name__)
@pytest.mark.parametrize("kind", ["gen", "async_gen", "coroutine"])
def test_kinds_are_the_same(call: Any, kind: str) -> None:
    expected = getattr(fastapi_models, f"_is_{kind}_callable")(call)
    assert getattr(callables, f"is_{kind}_callable")(call) is expected


def test_the_marker_of_coroutine_functions_counts() -> None:
    def marked() -> None: ...

    # Gone in newer Pythons, where no such marker means anything.
    marker = getattr(asyncio.coroutines, "_is_coroutine", object())
    marked._is_coroutine = marker  # type: ignore[attr-defined]
    expected = fastapi_models._is_coroutine_callable(marked)
    assert callables.is_coroutine_callable(marked) is expected


def test_none_is_no_callable() -> None:
    assert not callables.is_generator_callable(None)
    assert not callables.is_coroutine_callable(None)
