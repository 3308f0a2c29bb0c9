"""What nests without end is a `RecursionError`, as in FastAPI, and no crash: also in a thread with
a small stack, and no earlier than there.
"""

from __future__ import annotations

import functools
import json
import subprocess
import sys
from typing import Any

import pytest

from .nesting_app import KINDS

#: Half a megabyte is the least that FastAPI itself lives on; 8 MB is the main thread's.
STACKS = [1 << 19, 1 << 20, 1 << 23]


@functools.cache
def _outcomes(package: str, stack: int) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.protocol.nesting_app", package, str(stack)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    outcomes: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return outcomes


@pytest.mark.parametrize("stack", STACKS)
@pytest.mark.parametrize("kind", [build.__name__ for build in KINDS])
def test_what_nests_ends_as_in_fastapi(kind: str, stack: int) -> None:
    ours, theirs = (_outcomes(package, stack)[kind] for package in ("ferroapi", "fastapi"))
    if "died" in theirs:
        pytest.skip("a stack too small for what lies below FastAPI")
    assert "died" not in ours
    assert (ours["raised"], ours["status"]) == (theirs["raised"], theirs["status"])
    assert ours["entered"] >= theirs["entered"]
