"""A uvicorn process: started, awaited, its CPU time read from the kernel, stopped."""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Self

ROOT = Path(__file__).resolve().parents[2]
HOST = "127.0.0.1"
PATIENCE = 30.0
"""Seconds until a server must accept connections."""

UVICORN = "--loop uvloop --http httptools --workers 1 --no-access-log --log-level warning"


class Server:
    """uvicorn with uvloop and httptools, one worker, no access log, on a free loopback port."""

    def __init__(self, framework: str, case: str) -> None:
        self.framework = framework
        self.case = case
        self.port = _free_port()
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        """Starts the server and waits until it accepts."""
        address = ["--host", HOST, "--port", str(self.port)]
        app = ["--factory", f"benches.load.apps:{self.framework}"]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "uvicorn", *UVICORN.split(), *address, *app],
            cwd=ROOT,
            env={**os.environ, "BENCH_CASE": self.case},
        )
        try:
            self._await()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Stops the server."""
        self.stop()

    def stop(self) -> None:
        """Asks the process to end, and ends it if it does not."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def cpu_ns(self) -> int:
        """Nanoseconds that all threads of the process have run so far, kernel time included."""
        if self._process is None:
            raise RuntimeError("the server was not started")
        threads = Path(f"/proc/{self._process.pid}/task").iterdir()
        return sum(int((thread / "schedstat").read_text().split()[0]) for thread in threads)

    def _await(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            if self._process is not None and self._process.poll() is not None:
                raise RuntimeError(f"uvicorn ended at once for {self.framework}")
            try:
                socket.create_connection((HOST, self.port), timeout=1).close()
            except OSError:
                time.sleep(0.05)
            else:
                return
        raise RuntimeError(f"{self.framework} did not accept within {PATIENCE} s")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])
