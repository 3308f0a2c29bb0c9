"""The differences from FastAPI 0.165.0 that are meant, each with its reason.

Only what is listed here passes in `test_cases.py`; an entry whose difference is no longer seen fails there too.
"""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase

from .compare import Finding


@dataclass(frozen=True, kw_only=True)
class Difference:
    """Findings that are let through. `case` names one case; `step` is a pattern (`*` for every step)."""

    case: str
    aspect: str
    reason: str
    step: str = "*"

    def covers(self, finding: Finding) -> bool:
        return (
            finding.case == self.case
            and finding.aspect == self.aspect
            and (self.step == "*" or fnmatchcase(finding.step, self.step))
        )


MEANT: tuple[Difference, ...] = ()


def judge(case: str, findings: list[Finding]) -> tuple[list[Finding], list[Difference]]:
    """What is not covered by an entry, and the entries of `case` that cover nothing any more."""
    entries = [entry for entry in MEANT if entry.case == case]
    unexpected = [item for item in findings if not any(entry.covers(item) for entry in entries)]
    stale = [entry for entry in entries if not any(entry.covers(item) for item in findings)]
    return unexpected, stale


MISSING_NAMES: frozenset[str] = frozenset()
"""`.module.name` of FastAPI's names that FerroAPI does not have, each with its reason beside it."""

OTHER_SIGNATURES: frozenset[str] = frozenset()
"""`.module.name` whose signature differs on purpose, each with its reason beside it."""
