"""`python tests/mutants/run.py [ID ...]`: do the tests notice? Plants the faults of `faults/*.toml`
one by one and runs the tests against each.

Everything happens in a copy of the tree, under `--work`; nothing here is touched but the report. A
fault is a checked textual replacement: its `before` must be found exactly once. Rust ones are built
without optimisation, which takes seconds. The room's tests run first (`match` is pytest's `-k`),
then, where none of those failed, all. What was found stays in `--work`, so that a run that was
broken off goes on where it stood; `--again` forgets it. `--quick` leaves out the long end: what the
room's tests miss stays open for the next run.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import time
import tomllib
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FAULTS = Path(__file__).with_name("faults")
REPORT = Path(__file__).with_name("results.txt")
CASES, FIRST = "tests/parity/test_cases.py", ("tests/unit", "tests/protocol")
# Without optimisation a level of nesting takes more of the stack than that test allows.
NOT_RUN = ("--ignore", "tests/protocol/test_nesting.py")
LEFT_OUT = ("target", "dist", ".git", ".venv*", "__pycache__", ".*_cache", ".benchmarks")
# A fault may hang: that counts as noticed.
PATIENCE_SECONDS = 900
SHARE = 0.95


@dataclass(frozen=True, kw_only=True)
class Fault:
    """A replacement, and what a user would see of it. `survives` says why no test can notice."""

    id: str
    file: str
    before: str
    after: str
    seen: str
    match: str
    survives: str = ""

    @property
    def is_rust(self) -> bool:
        return self.file.endswith(".rs")


@dataclass(frozen=True)
class Verdict:
    """`by` names the first test that failed; nothing for a survivor."""

    id: str
    by: str
    seconds: float

    @property
    def text(self) -> str:
        return f"killed by {self.by}" if self.by else "SURVIVED"


def faults() -> list[Fault]:
    """All faults in the order of their files."""
    found = []
    for table in sorted(FAULTS.glob("*.toml")):
        room = tomllib.loads(table.read_text())
        for entry in room["fault"]:
            names = {"match": room["match"], **entry, "id": f"{table.stem}.{entry['id']}"}
            found.append(Fault(**names))
    identities = [fault.id for fault in found]
    if len(set(identities)) < len(identities):
        sys.exit("two faults have one id")
    return found


def misplaced(listed: list[Fault], root: Path) -> list[str]:
    """What cannot be planted, because its text is not there exactly once."""
    return [
        f"{fault.id}: found {count} times in {fault.file}"
        for fault in listed
        if (count := (root / fault.file).read_text().count(fault.before)) != 1
    ]


class Copy:
    """The copy of the tree with the extension built in it."""

    def __init__(self, work: Path) -> None:
        self.root = work / "tree"
        self._target = work / "target"
        self._sound = work / "sound.so"
        self._text = ""
        self._environment = {
            **os.environ,
            "PYTHONPATH": str(self.root / "python"),
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYO3_PYTHON": sys.executable,
            "CARGO_TARGET_DIR": str(self._target),
        }

    def make(self) -> None:
        """A fresh copy with a sound extension, which Cargo builds from what it knows."""
        shutil.rmtree(self.root, ignore_errors=True)
        ignored = shutil.ignore_patterns(*LEFT_OUT, "*.so")
        shutil.copytree(ROOT, self.root, ignore=ignored)
        if not self.build():
            sys.exit("the sound tree does not build")
        shutil.copy(self._built, self._sound)
        where = self._python("-c", "import ferroapi; print(ferroapi.__file__)").stdout
        if not where.startswith(str(self.root)):
            sys.exit(f"tests would not see the copy: {where}")

    def build(self) -> bool:
        command = ["cargo", "build", "--locked", "--quiet", "--package", "ferroapi-py"]
        done = subprocess.run(
            command, cwd=self.root, env=self._environment, capture_output=True, text=True
        )
        if done.returncode == 0:
            shutil.copy(self._built, self._extension)
        else:
            print(done.stderr[-2000:])
        return done.returncode == 0

    def plant(self, fault: Fault) -> bool:
        """Write the fault, and build it where that is needed. False: it does not compile."""
        path = self.root / fault.file
        self._text = path.read_text()
        path.write_text(self._text.replace(fault.before, fault.after))
        return not fault.is_rust or self.build()

    def mend(self, fault: Fault) -> None:
        """Take the fault that was planted last out again."""
        (self.root / fault.file).write_text(self._text)
        if fault.is_rust:
            shutil.copy(self._sound, self._extension)

    def first_failure(self, match: str, *, quick: bool = False) -> str:
        """The first test that fails: of the room's, then of all; nothing where all pass."""
        rounds = [
            [CASES, "-k", f"(asyncio or handled) and ({match})"],
            [*FIRST, "-k", match],
            [CASES, *FIRST],
            ["tests"],
        ]
        for arguments in rounds[:2] if quick else rounds:
            done = self._python(
                "-m", "pytest", "-qx", "-p", "no:cacheprovider", *NOT_RUN, *arguments
            )
            if done.returncode == 5:
                continue  # no test is called so
            if done.returncode != 0:
                return _failed(done.stdout)
        return ""

    def _python(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, *arguments]
        try:
            return subprocess.run(
                command,
                cwd=self.root,
                env=self._environment,
                capture_output=True,
                text=True,
                timeout=PATIENCE_SECONDS,
            )
        except subprocess.TimeoutExpired:
            return subprocess.CompletedProcess(command, 1, "FAILED (the run did not end)", "")

    @property
    def _built(self) -> Path:
        return self._target / "debug" / "lib_ferroapi.so"

    @property
    def _extension(self) -> Path:
        suffix = sysconfig.get_config_var("EXT_SUFFIX")
        return self.root / "python" / "ferroapi" / f"_ferroapi{suffix}"


def _failed(output: str) -> str:
    lines = output.splitlines()
    named = [line for line in lines if line.startswith(("FAILED", "ERROR"))]
    if not named:
        return "a crash or a refusal"
    return re.sub(" at 0x[0-9a-f]+", "", named[0].partition(" ")[2].partition(" - ")[0])


def judge(
    chosen: list[Fault], copy: Copy, known: Path, *, quick: bool = False
) -> Iterator[Verdict]:
    """A verdict for each fault, from `known` where one stands there already. A quick one that
    nothing was noticed is not written down.
    """
    verdicts = {
        entry["id"]: Verdict(**entry)
        for entry in map(json.loads, known.read_text().splitlines() if known.exists() else ())
    }
    for fault in chosen:
        verdict = verdicts.get(fault.id)
        if verdict is None:
            began = time.monotonic()
            sound = copy.plant(fault)
            by = copy.first_failure(fault.match, quick=quick) if sound else "the compiler"
            copy.mend(fault)
            verdict = Verdict(fault.id, by, round(time.monotonic() - began, 1))
            if by or not quick:
                with known.open("a") as notes:
                    notes.write(json.dumps(asdict(verdict)) + "\n")
        print(f"{verdict.seconds:6.1f} s  {fault.id}: {verdict.text}", flush=True)
        yield verdict


def report(listed: list[Fault], verdicts: list[Verdict]) -> tuple[str, bool]:
    """The text of the report, and whether enough was noticed."""
    by_id = {verdict.id: verdict for verdict in verdicts}
    killed = sum(bool(verdict.by) for verdict in verdicts)
    lines = [f"{killed} of {len(verdicts)} planted faults killed", ""]
    for fault in listed:
        if (verdict := by_id.get(fault.id)) is None:
            continue
        lines.append(f"{fault.id}: {verdict.text}")
        if not verdict.by:
            lines.append(f"    {fault.survives or 'NO REASON IS GIVEN: ' + fault.seen}")
    unexplained = [f for f in listed if f.id in by_id and not (by_id[f.id].by or f.survives)]
    return "\n".join(lines) + "\n", killed >= SHARE * len(verdicts) and not unexplained


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("ids", nargs="*", help="faults, or rooms; all where none is named")
    parser.add_argument("--work", type=Path, default=ROOT / "target" / "mutants")
    parser.add_argument("--again", action="store_true", help="forget what was found before")
    parser.add_argument("--quick", action="store_true", help="only the tests of each fault's room")
    parser.add_argument("--check", action="store_true", help="only: can all faults be planted?")
    options = parser.parse_args()
    listed = faults()
    if wrong := misplaced(listed, ROOT):
        sys.exit("\n".join(wrong))
    if options.check:
        return
    chosen = [
        fault
        for fault in listed
        if not options.ids or {fault.id, fault.id.partition(".")[0]} & set(options.ids)
    ]
    options.work.mkdir(parents=True, exist_ok=True)
    known = options.work / "verdicts.jsonl"
    if options.again:
        known.unlink(missing_ok=True)
    copy = Copy(options.work)
    copy.make()
    if not options.ids and (failure := copy.first_failure("app_object")):
        sys.exit(f"the tests fail without a fault: {failure}")
    verdicts = list(judge(chosen, copy, known, quick=options.quick))
    text, enough = report(listed, verdicts)
    if not options.ids and not options.quick:
        REPORT.write_text(text)
    print(text if options.ids else text.partition("\n")[0])
    sys.exit(not enough)


if __name__ == "__main__":
    main()
