"""pytest-benchmark over the same cases: `make bench`.

One group per case, so that the table shows the frameworks and the control below each other. For
the bars use `compare`: this runner does not interleave. With `--benchmark-disable` it is a quick
check that every framework gives every case's answers.
"""

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from . import cases, web
from .cases import randomized
from .measure import FASTAPI, FERROAPI, RAW
from .runner import Runner, make_runner

BATCH = 100
"""Requests per timed call: small cases are near the clock's resolution otherwise."""
SEEDS = (1, 2)


@pytest.fixture(scope="module")
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    """One event loop for all cases, as in a server."""
    with asyncio.Runner() as runner:
        yield runner.get_loop()


def _framework(name: str) -> Any:
    """The framework's namespace, None for the control; skips where it is not installed."""
    found = None if name == RAW else web.load(name)
    if found is None and name != RAW:
        pytest.skip(f"{name} is not installed")
    return found


@pytest.mark.parametrize("framework", [FASTAPI, RAW, FERROAPI])
@pytest.mark.parametrize("name", cases.MAKERS)
def test_case(
    name: str,
    framework: str,
    loop: asyncio.AbstractEventLoop,
    benchmark: Any,
) -> None:
    """Times a batch of requests; the answers are verified before."""
    runner = make_runner(cases.MAKERS[name](), _framework(framework))
    loop.run_until_complete(runner.verify())
    benchmark.group = name
    benchmark.extra_info["requests"] = BATCH
    benchmark.pedantic(_driver(runner, loop), rounds=20, iterations=1, warmup_rounds=2)


def _driver(runner: Runner, loop: asyncio.AbstractEventLoop) -> Callable[[], int]:
    return lambda: loop.run_until_complete(runner.batch(BATCH))


@pytest.mark.parametrize("framework", [FASTAPI, RAW, FERROAPI])
@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", randomized.MAKERS)
def test_randomized_answers(
    name: str, seed: int, framework: str, loop: asyncio.AbstractEventLoop
) -> None:
    """The random apps give the answers expected of them, on every framework."""
    for case in randomized.make(seed, [name]):
        loop.run_until_complete(make_runner(case, _framework(framework)).verify())
