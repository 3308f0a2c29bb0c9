"""What is written down about instructions, and when a new count is a regression.

Counts are exact only for one build of Python and its packages: a new compiler of CPython moves
them by several per cent. So the file names what it was counted on. On the same, a case may cost
2 % more; on anything else the cost relative to the hand-written control is compared instead, which
moves far less, and may grow by 6 %. The processor matters little: valgrind emulates one of its own.
A build with a profile and a plain one have a file each.
"""

import platform
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from ferroapi import _ferroapi

from ..python.measure import FERROAPI, RAW

Counts = dict[str, dict[str, int]]

TOLERANCE = 0.02
TOLERANCE_ELSEWHERE = 0.06
PACKAGES = ("pydantic-core", "orjson", "starlette", "anyio")

HEAD = """\
# Instructions per request under callgrind, written by `make count`, held to by `make count-check`.
"""


def path() -> Path:
    """The file of this CPython and of the way in which the extension was built."""
    kind = "" if _ferroapi.PROFILE_GUIDED else "-plain"
    return Path(__file__).parent / "counts-{}.{}{}.txt".format(*sys.version_info[:2], kind)


def environment() -> list[str]:
    """What the counts depend on besides our code."""
    libc = " ".join(platform.libc_ver())
    return [
        f"python {platform.python_version()} {' '.join(platform.python_build())}"
        f" {platform.python_compiler()}",
        f"system {platform.system()} {platform.machine()} {libc}".rstrip(),
        *(f"{package} {version(package)}" for package in PACKAGES),
    ]


@dataclass(frozen=True, slots=True)
class Ledger:
    """One file's content."""

    environment: list[str]
    counts: Counts

    def text(self) -> str:
        """The file."""
        notes = "".join(f"# {line}\n" for line in self.environment)
        head = f"{'case':<20}{FERROAPI:>12}{RAW:>12}\n"
        rows = "".join(
            f"{case:<20}{found[FERROAPI]:>12}{found[RAW]:>12}\n"
            for case, found in self.counts.items()
        )
        return HEAD + notes + head + rows


def read(text: str) -> Ledger:
    """The file's content."""
    lines = text.splitlines()
    notes = [line[2:] for line in lines[1:] if line.startswith("# ")]
    rows = [line.split() for line in lines if not line.startswith("#")]
    counts = {case: {FERROAPI: int(ours), RAW: int(raw)} for case, ours, raw in rows[1:]}
    return Ledger(notes, counts)


@dataclass(frozen=True, slots=True)
class Change:
    """How a case's count differs from what was written down; None for a case not written down."""

    case: str
    relative: float | None
    tolerance: float

    @property
    def regressed(self) -> bool:
        """Whether it costs more than it may."""
        return self.relative is not None and self.relative > self.tolerance

    @property
    def stale(self) -> bool:
        """Whether it costs so much less that the file should be written anew."""
        return self.relative is not None and self.relative < -self.tolerance


def compare(before: Ledger, now: Ledger) -> Iterator[Change]:
    """The change of every case counted now."""
    same = before.environment == now.environment
    tolerance = TOLERANCE if same else TOLERANCE_ELSEWHERE
    for case, found in now.counts.items():
        if case not in before.counts:
            yield Change(case, None, tolerance)
            continue
        was, cost = before.counts[case], found[FERROAPI] / before.counts[case][FERROAPI]
        if not same:
            cost /= found[RAW] / was[RAW]
        yield Change(case, cost - 1, tolerance)
