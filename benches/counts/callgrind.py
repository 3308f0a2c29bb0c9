"""Starts the child under callgrind and reads the sums that it dumped."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from .child import DUMPS_PER_APP, batches, plan

ROOT = Path(__file__).resolve().parents[2]
MARK = "getpriority"


class CannotCount(Exception):
    """Callgrind is not there, or the child failed under it."""


def count(frameworks: list[str], names: list[str]) -> dict[str, dict[str, int]]:
    """Instructions per request of each case, by framework."""
    with tempfile.TemporaryDirectory(prefix="ferroapi-counts-") as folder:
        output = Path(folder) / "out"
        _run(output, frameworks, names)
        sums = _sums(output)
    found: dict[str, dict[str, int]] = {}
    for index, (case, framework) in enumerate(plan(frameworks, names)):
        _, short, long = sums[index * DUMPS_PER_APP : (index + 1) * DUMPS_PER_APP]
        few, many = batches(case)
        found.setdefault(case, {})[framework] = round((long - short) / (many - few))
    return found


def _run(output: Path, frameworks: list[str], names: list[str]) -> None:
    valgrind = shutil.which("valgrind")
    if valgrind is None:
        raise CannotCount("valgrind is not installed (Debian: apt-get install valgrind)")
    tool = ["--tool=callgrind", f"--callgrind-out-file={output}"]
    marks = [f"--dump-before={MARK}", f"--zero-before={MARK}"]
    child = [sys.executable, "-m", "benches.counts.child", *frameworks, "--", *names]
    # A fixed hash seed and no compiled-cache writing: the same run, instruction by instruction.
    environment = {**os.environ, "PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [valgrind, *tool, *marks, *child],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise CannotCount(f"the run under callgrind failed:\n{done.stdout}{done.stderr}")


def _sums(output: Path) -> list[int]:
    """The sum of each dump, in order; the file without a number is what came after all marks."""
    numbered = sorted(output.parent.glob(f"{output.name}.*"), key=lambda path: int(path.suffix[1:]))
    return [_total(path) for path in numbered]


def _total(dump: Path) -> int:
    with dump.open(encoding="utf-8") as lines:
        for line in lines:
            if line.startswith("totals:"):
                return int(line.split()[1])
    raise CannotCount(f"callgrind's {dump.name} has no sum")
