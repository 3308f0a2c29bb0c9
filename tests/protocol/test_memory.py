"""Where a request or an answer is larger than the memory that is left, there is an answer or an
error, as in FastAPI, and no process that ends.
"""

from __future__ import annotations

import functools
import json
import os
import subprocess
import sys

import pytest

from .memory_app import KINDS

#: Large pieces go back to the system at once, so that the limit is what decides.
ENVIRONMENT = {**os.environ, "MALLOC_MMAP_THRESHOLD_": "131072"}
ENDINGS = {"400", "500 MemoryError", " MemoryError", "200 MemoryError"}
#: More memory is needed than in FastAPI: the path and what is written are UTF-8, which is a copy of
#: a text that is not ASCII.
DEARER = {"path", "detail"}


@functools.cache
def _outcomes(package: str) -> dict[str, list[str]]:
    command = [sys.executable, "-m", "tests.protocol.memory_app", package]
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=110, check=False, env=ENVIRONMENT
    )
    assert done.returncode == 0, done.stderr[-2000:]
    outcomes: dict[str, list[str]] = json.loads(done.stdout.splitlines()[-1])
    return outcomes


needs_linux = pytest.mark.skipif(not os.path.exists("/proc/self/statm"), reason="needs Linux")


@needs_linux
@pytest.mark.parametrize("kind", [build.__name__ for build in KINDS])
def test_no_memory_is_an_answer_or_an_error(kind: str) -> None:
    unlimited, *limited = _outcomes("ferroapi")[kind]
    assert unlimited == _outcomes("fastapi")[kind][0]
    assert set(limited) <= {unlimited, *ENDINGS}


@needs_linux
@pytest.mark.parametrize("kind", sorted({build.__name__ for build in KINDS} - DEARER))
def test_what_is_enough_for_fastapi_is_enough(kind: str) -> None:
    ours, theirs = _outcomes("ferroapi")[kind], _outcomes("fastapi")[kind]
    wanted = theirs[0]
    # Limits are steps apart: the one after the first that is enough.
    enough = [theirs[at - 1] == theirs[at] == wanted for at in range(2, len(theirs))]
    assert [ours[at + 2] for at, is_enough in enumerate(enough) if is_enough] == [wanted] * sum(
        enough
    )
