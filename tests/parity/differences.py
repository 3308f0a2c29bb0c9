"""The differences from FastAPI 0.165.0 that are meant, each with its reason.

Only what is listed here passes in `test_cases.py`; an entry whose difference is no longer seen fails there too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Protocol, TypeVar


class Finding(Protocol):
    """What a finding must tell to be judged (`compare.Finding` does)."""

    @property
    def case(self) -> str: ...
    @property
    def step(self) -> str: ...
    @property
    def aspect(self) -> str: ...


F = TypeVar("F", bound=Finding)


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


def judge(case: str, findings: Sequence[F]) -> tuple[list[F], list[Difference]]:
    """What is not covered by an entry, and the entries of `case` that cover nothing any more."""
    entries = [entry for entry in MEANT if entry.case == case]
    unexpected = [item for item in findings if not any(entry.covers(item) for entry in entries)]
    stale = [entry for entry in entries if not any(entry.covers(item) for item in findings)]
    return unexpected, stale


PRIVATE_SCOPE_KEYS = frozenset({
    "fastapi_async_cleanup_scopes",
    "fastapi_function_astack",
    "fastapi_inner_astack",
    "fastapi_middleware_astack",
    "starlette.exception_handlers",
})
"""Hidden channels between FastAPI's own layers: the pipeline keeps in its request what they pass through the scope.

They cost a dictionary entry and an object each, at every request, and nothing outside the two packages reads them.
Where a Starlette layer needs one (a mounted Starlette app, a custom handler), FerroAPI sets it.
"""

MISSING_NAMES: frozenset[str] = frozenset()
"""`.module.name` of FastAPI's names that FerroAPI does not have, each with its reason beside it."""

OTHER_SIGNATURES: frozenset[str] = frozenset()
"""`.module.name` whose signature differs on purpose, each with its reason beside it."""
