"""Run FastAPI's own test suite on FerroAPI, and hold it to what passed before.

`make conformance` calls this with the interpreter of `.venv-suite`. ``passed.txt`` beside this file
lists the node ids that pass; it only grows (`make conformance-update` adds to it). The check fails

* when a listed test does not pass (a few that fail are given a second run by themselves, and are
  named if they pass then),
* when a name that was ever committed to the list is no longer in it,
* when one of the shares in ``BARS`` is not reached.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
PASSED = HERE / "passed.txt"
SCRATCH = Path(os.environ.get("CARGO_TARGET_DIR") or ROOT / "target") / "conformance"

BARS = {"all, less exempt": 60.0, "JSON API": 96.0, "native requests": 85.0}
"""What an issue demanded of each share, in per cent."""

SECOND_RUN_AT_MOST = 50
"""So many lost tests may be an unsteady machine's doing; more are a regression."""


@dataclass(frozen=True)
class Share:
    """So many of so many."""

    name: str
    part: int
    whole: int

    @property
    def percent(self) -> float:
        """The share, 0 where there is nothing to have a share in."""
        return 100 * self.part / self.whole if self.whole else 0.0

    @property
    def reached(self) -> bool:
        """Is it as large as its bar demands?"""
        return self.percent >= BARS[self.name]

    def __str__(self) -> str:
        count = f"{self.name:18} {self.part:6} of {self.whole:6}  {self.percent:6.1f} %"
        mark = "" if self.reached else "   NOT REACHED"
        return f"{count}  (bar {BARS[self.name]:.0f} %){mark}"


def read_names(path: Path) -> set[str]:
    """Read one node id a line, however odd its characters; lines that start with # are comments."""
    lines = path.read_text(encoding="utf-8").split("\n") if path.exists() else []
    return {line for line in lines if line and not line.startswith("#")}


class Suite:
    """The suite's runner in the shared folder, and what its last whole run reported."""

    def __init__(self, shared: Path, jobs: int) -> None:
        self._compat = shared.resolve() / "compat"
        self._jobs = jobs
        self._counts = SCRATCH / "native.jsonl"
        self._report: dict[str, Any] = {}

    def names(self, kind: str) -> set[str]:
        """Return the node ids of one of the folder's lists: ``baseline`` or ``json-api``."""
        [path] = self._compat.glob(f"{kind}-*.txt")
        return read_names(path)

    def run(self, only: Iterable[str] = ()) -> set[str]:
        """Run everything, or ``only`` some; return the node ids that passed."""
        SCRATCH.mkdir(parents=True, exist_ok=True)
        report = SCRATCH / "report.json"
        report.unlink(missing_ok=True)
        self._counts.unlink(missing_ok=True)
        command = [sys.executable, self._compat / "run_fastapi_suite.py", "--package", "ferroapi"]
        command += ["--json", report, "--work", SCRATCH / "work", "-n", str(self._jobs), "--quiet"]
        command += ["--pythonpath", HERE, "--pytest-arg=-p", "--pytest-arg=native_share", *only]
        environment = {**os.environ, "FERROAPI_NATIVE_SHARE": str(self._counts)}
        subprocess.run([str(word) for word in command], env=environment, cwd=SCRATCH, check=True)
        self._report = json.loads(report.read_text(encoding="utf-8"))
        not_passed: dict[str, object] = self._report["not_passed"]
        return self.names("baseline") - not_passed.keys()

    def why(self, name: str) -> str:
        """Tell in a line why a test of the last run did not pass."""
        outcome, message, *_ = self._report["not_passed"].get(name, ["not found", ""])
        return f"{outcome}: {str(message).partition(chr(10))[0][:150]}"

    def overall(self) -> Share:
        """Of the last run: the suite's own count, less what is exempt."""
        counts = self._report["baseline"]
        return Share("all, less exempt", counts["passed_less_exempt"], counts["of_less_exempt"])

    def native_share(self, passed: set[str]) -> Share:
        """Of the passing tests' requests that reached a path operation, those answered natively."""
        reached = native = 0
        lines = (
            self._counts.read_text(encoding="utf-8").splitlines() if self._counts.exists() else []
        )
        for line in lines:
            name, requests, natives = json.loads(line)
            if name in passed:
                reached += requests
                native += natives
        return Share("native requests", native, reached)


def git(*arguments: str) -> list[str]:
    """Return the lines of a git command's output, none where git or the history is missing."""
    done = subprocess.run(
        ["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return done.stdout.splitlines()


def names_that_left(listed: set[str]) -> set[str]:
    """Return the node ids that were committed to the list once and are no longer in it."""
    path = str(PASSED.relative_to(ROOT))
    history = git("log", "--format=", "--patch", "--unified=0", "--", path)
    removed = {line[1:] for line in history if line.startswith("-tests/")}
    return (
        removed | {line for line in git("show", f"HEAD:{path}") if line.startswith("tests/")}
    ) - listed


def write_passed(names: Iterable[str]) -> None:
    """Write the list, sorted."""
    head = "# FastAPI 0.165.0's tests that pass on FerroAPI; only grows (make conformance-update)\n"
    PASSED.write_text(head + "".join(f"{name}\n" for name in sorted(names)), encoding="utf-8")


def show(title: str, rows: Sequence[str]) -> None:
    """Print up to fifty rows under a title that says how many there are."""
    if rows:
        print(f"\n{title}: {len(rows)}")
        print("\n".join(f"  {row}" for row in rows[:50]))


def second_run(suite: Suite, lost: set[str]) -> tuple[set[str], list[str]]:
    """Run lost tests by themselves; return those that still fail, and a line for each."""
    if not 0 < len(lost) <= SECOND_RUN_AT_MOST:
        return lost, sorted(lost)
    recovered = suite.run(sorted(lost)) & lost
    show("passed only when run again", sorted(recovered))
    still = lost - recovered
    return still, [f"{name}\n      {suite.why(name)}" for name in sorted(still)]


def check(suite: Suite, update: bool) -> bool:
    """Run the suite, print what came of it, and tell whether it is good."""
    listed = read_names(PASSED)
    passed = suite.run()
    json_api = suite.names("json-api")
    shares = [
        suite.overall(),
        Share("JSON API", len(json_api & passed), len(json_api)),
        suite.native_share(passed),
    ]
    lost, lost_rows = second_run(suite, listed - passed)
    left = names_that_left(listed)
    show("listed, but failed", lost_rows)
    show("no longer listed", sorted(left))
    new = passed - listed
    if update:
        write_passed(listed | passed)
    print(f"\nlisted {len(listed)}, lost {len(lost)}, new {len(new)}{' (added)' if update else ''}")
    print("\n".join(map(str, shares)))
    return not lost and not left and all(share.reached for share in shares)


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--update", action="store_true", help="add what passes now to the list")
    options = parser.parse_args()
    sys.exit(not check(Suite(options.shared, options.jobs), options.update))


if __name__ == "__main__":
    main()
