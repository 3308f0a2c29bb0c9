"""What the instrumented build answers, so that the compiler learns which code is hot.

Two halves. The apps of the benches, written and random, thousands of times: ordinary requests, by
whose counts the code is laid out. And the whole parity corpus a few times: every feature once, so
that none that is used at all is taken for dead code and compiled for size. The random apps have
other seeds than the ones that are measured with.
"""

import asyncio
from collections.abc import Iterator

from benches.python import cases
from benches.python.case import Case
from benches.python.cases import randomized
from benches.python.measure import FERROAPI
from benches.python.runner import make_runner
from benches.python.web import load
from tests.parity.case import ASYNCIO, DRESSED, collect, run_case

SEEDS = (1001, 1002, 1003)
REQUESTS = 4000
BULKY, FEW = ("models100", "dicts100"), 64
"""Cases whose answers are a hundred times as long, and how many of them do."""


def bench_cases() -> Iterator[Case]:
    """Every written case, and the random ones of the seeds."""
    yield from cases.make()
    for seed in SEEDS:
        yield from randomized.make(seed)


async def answer(case: Case) -> None:
    """Answers a case's requests; the answers are checked."""
    runner = make_runner(case, load(FERROAPI))
    await runner.verify()
    await runner.batch(FEW if case.name.partition("~")[0] in BULKY else REQUESTS)


def main() -> None:
    """Runs both halves."""
    for case in bench_cases():
        asyncio.run(answer(case))
    for case in list(collect()):
        for setting in (ASYNCIO, DRESSED):
            run_case(case, FERROAPI, setting)


if __name__ == "__main__":
    main()
