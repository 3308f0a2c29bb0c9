"""One case, timed: FastAPI, the control and FerroAPI in alternating slices, ratios per round.

Only ratios within a round are trusted: the machine's speed drifts, but hardly within the
hundredth of a second that a slice takes. CPU time is counted, so that neighbours who preempt us
do not count.
"""

import gc
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median, quantiles
from typing import Any

from .bars import Bar, bar_of
from .case import Case
from .runner import Runner, make_runner
from .web import Web

FASTAPI, RAW, FERROAPI, PEER = "fastapi", "raw", "ferroapi", "peer"
SLICE_NS = 12_000_000


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a case came to: medians over the rounds."""

    case: str
    bar: Bar
    micros: dict[str, float]
    """Microseconds per request of each contender."""
    faster: float | None
    """Times faster than FastAPI."""
    cost: float | None
    """Time relative to the control."""
    peer: float | None
    """Time relative to the peer case on FerroAPI."""
    spread: float
    """Relative distance between the quartiles of the first ratio: how noisy the run was."""

    @property
    def missed(self) -> list[str]:
        """The bars that were missed, in words."""
        found = []
        if self.bar.faster and self.faster and self.faster < self.bar.faster:
            found.append(f"{self.faster:.1f}x faster, not {self.bar.faster:.1f}x")
        if self.bar.cost and self.cost and self.cost > self.bar.cost:
            found.append(f"costs {self.cost:.2f} of raw, not {self.bar.cost:.2f}")
        if self.bar.peer and self.peer and abs(self.peer - 1) > self.bar.peer:
            found.append(f"{self.peer:.3f} of its peer, not within {self.bar.peer:.0%}")
        return found


def contenders(case: Case, webs: dict[str, Web]) -> dict[str, Runner]:
    """A runner for each framework that is there, and for the control, in the order of a round."""
    runners: dict[str, Runner] = {}
    if FASTAPI in webs:
        runners[FASTAPI] = make_runner(case, webs[FASTAPI])
    runners[RAW] = make_runner(case, None)
    if FERROAPI in webs:
        runners[FERROAPI] = make_runner(case, webs[FERROAPI])
        if case.peer:
            runners[PEER] = make_runner(case.peer, webs[FERROAPI])
    return runners


async def measure(case: Case, webs: dict[str, Web], rounds: int) -> Outcome:
    """Verifies every contender's answers, then times them in turn, `rounds` times."""
    runners = contenders(case, webs)
    counts = {}
    for name, runner in runners.items():
        await runner.verify()
        counts[name] = await _requests_per_slice(runner)
    gc.collect()
    gc.freeze()
    try:
        times = [await _round(runners, counts) for _ in range(rounds)]
    finally:
        gc.unfreeze()
    return _judge(case, times)


async def _requests_per_slice(runner: Runner) -> int:
    """How many requests fill a slice; finding out warms the app up."""
    count = 4
    while (taken := await runner.batch(count)) < SLICE_NS // 4:
        count *= 2
    return max(4, round(count * SLICE_NS / taken))


async def _round(runners: dict[str, Runner], counts: dict[str, int]) -> dict[str, float]:
    """Nanoseconds per request of each contender."""
    return {
        name: await runner.batch(counts[name]) / counts[name] for name, runner in runners.items()
    }


def _judge(case: Case, times: Sequence[dict[str, float]]) -> Outcome:
    ratios: dict[str, list[float]] = {
        "faster": _ratios(times, FASTAPI, FERROAPI),
        "cost": _ratios(times, FERROAPI, RAW),
        "peer": _ratios(times, FERROAPI, PEER),
    }
    medians: dict[str, Any] = {
        key: median(found) if found else None for key, found in ratios.items()
    }
    noisiest = next((found for found in ratios.values() if len(found) > 3), [1.0] * 4)
    low, middle, high = quantiles(noisiest, n=4)
    return Outcome(
        case=case.name,
        bar=bar_of(case.name),
        micros={name: median(time[name] for time in times) / 1000 for name in times[0]},
        spread=(high - low) / middle,
        **medians,
    )


def _ratios(times: Sequence[dict[str, float]], above: str, below: str) -> list[float]:
    """The ratio of two contenders in each round; none if one of them is missing."""
    return [time[above] / time[below] for time in times if above in time and below in time]
