"""Runs inside callgrind: each case's requests between marks that make callgrind write its sums.

A mark is a call of libc's `getpriority`, which nothing else here makes: callgrind is told to dump
and to start anew whenever that function is entered. Two batches of different length are run per
app, so that whatever a batch costs by itself cancels out in the difference.

Called by `count` only: `python -m benches.counts.child FRAMEWORK... -- CASE...`. The dumps come in
the order of `plan`.
"""

import asyncio
import gc
import os
import sys
from collections.abc import Iterator

from ..python import cases, web
from ..python.case import TURNS
from ..python.measure import RAW
from ..python.runner import Runner, make_runner

SHORT = 2 * TURNS
LONG = 10 * TURNS
BULKY = {"models100": 4, "dicts100": 4}
"""Cases of many thousand instructions, whose batches may be this many times shorter."""

DUMPS_PER_APP = 3
"""Whatever came before, the short batch, the long batch."""


def batches(case: str) -> tuple[int, int]:
    """The lengths of a case's two batches: whole turns of its requests, the first at least one."""
    divisor = BULKY.get(case, 1)
    return max(TURNS, SHORT // divisor), LONG // divisor // TURNS * TURNS


def plan(frameworks: list[str], names: list[str]) -> Iterator[tuple[str, str]]:
    """Which case on which framework is counted, in order."""
    for name in names:
        for framework in frameworks:
            yield name, framework


def mark() -> None:
    """Makes callgrind dump what it has counted since the last mark."""
    os.getpriority(os.PRIO_PROCESS, 0)


async def count(runner: Runner, lengths: tuple[int, int]) -> None:
    """Warms up, then runs both batches between marks."""
    for _ in range(2):
        await runner.verify()
    gc.collect()
    mark()
    for length in lengths:
        await runner.batch(length)
        gc.collect()
        mark()


async def main(frameworks: list[str], names: list[str]) -> None:
    """Counts every case on every framework."""
    for name, framework in plan(frameworks, names):
        found = None if framework == RAW else web.load(framework)
        if found is None and framework != RAW:
            raise SystemExit(f"{framework} is not installed")
        await count(make_runner(cases.MAKERS[name](), found), batches(name))


if __name__ == "__main__":
    split = sys.argv.index("--")
    asyncio.run(main(sys.argv[1:split], sys.argv[split + 1 :]))
