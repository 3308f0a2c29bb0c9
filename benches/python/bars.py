"""The bars that FerroAPI must clear, and how far each run relaxes them.

Numbers are those of the acceptance: CPython 3.11, medians of one interleaved run.
"""

import sys
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bar:
    """How good a case must be; None where nothing is asked."""

    faster: float | None = None
    """Times faster than FastAPI, at least."""
    cost: float | None = None
    """Time relative to the hand-written control, at most."""
    peer: float | None = None
    """Deviation from the peer case's time, at most."""

    def relaxed(self, faster: float, cost: float) -> "Bar":
        """The same bar, multiplied."""
        return Bar(
            faster=None if self.faster is None else self.faster * faster,
            cost=None if self.cost is None else self.cost * cost,
            peer=self.peer,
        )


BARS = {
    "plaintext": Bar(faster=28, cost=1.3),
    "json": Bar(faster=32, cost=1.2),
    "params": Bar(faster=45, cost=0.55),
    "body": Bar(faster=9, cost=1.15),
    "deps": Bar(faster=35),
    "deps_scope": Bar(faster=20),
    "models100": Bar(cost=1.1),
    "dicts100": Bar(faster=90, cost=1.35),
    "last_of_500": Bar(faster=280),
    "not_found_of_500": Bar(faster=450),
    "unprocessable": Bar(faster=15),
    "http_exception": Bar(faster=9),
    "nested4": Bar(peer=0.05),
}

OTHER_PYTHONS = 0.7
"""What is kept of the factors on CPythons other than 3.11."""
RANDOM = 0.1
"""How far random apps may fall behind the written ones."""


def bar_of(case: str, version: tuple[int, ...] = sys.version_info[:2]) -> Bar:
    """The bar of a case on a CPython; a random case is named `json~7` after its model."""
    name, _, seed = case.partition("~")
    bar = BARS.get(name, Bar())
    if version != (3, 11):
        bar = bar.relaxed(OTHER_PYTHONS, 1 / OTHER_PYTHONS)
    return bar.relaxed(1 - RANDOM, 1 + RANDOM) if seed else bar
