"""A uvicorn process that serves the notes example on a free port; the tests beside it use it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
_RUNNING_ON = re.compile(r"running on (http://\S+)")
_OPTIONS = ("--loop", "uvloop", "--http", "httptools", "--port", "0", "--no-access-log")


@contextmanager
def serve(app: str, environment: Mapping[str, str], folder: Path) -> Iterator[str]:
    """Run ``app`` with ``folder`` as its working directory; give the server's base URL.

    Raises ``RuntimeError`` with the server's output when it ends instead of serving.
    """
    command = [sys.executable, "-m", "uvicorn", "--app-dir", str(EXAMPLES), *_OPTIONS, app]
    process = subprocess.Popen(
        command, cwd=folder, env={**os.environ, **environment}, stderr=subprocess.PIPE, text=True
    )
    with process:
        try:
            yield _base_url(process)
        finally:
            process.terminate()


def _base_url(process: subprocess.Popen[str]) -> str:
    """Read the server's log up to the line that names the port it was given."""
    log: list[str] = []
    for line in process.stderr or ():
        log.append(line)
        if found := _RUNNING_ON.search(line):
            return found[1]
    raise RuntimeError("the server did not start:\n" + "".join(log))
