"""The two ways to load a server: `wrk`, and a client of our own, each in its own process."""

import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from urllib.parse import quote

from ..python import cases
from .client import CONNECTIONS
from .server import HOST, ROOT, Server

Generator = Callable[[Server, int], int]
"""Loads a server for some seconds; how many answers it gave."""


class LoadFailed(Exception):
    """The generator failed, or got other answers than it should."""


def choose(case: str, wanted: str | None) -> Generator:
    """`wrk` for a GET that is answered with a 2xx, if it is installed and nothing else wanted."""
    made = cases.MAKERS[case]()
    plain = made.requests[0].method == "GET" and made.status == 200
    fits = plain and shutil.which("wrk") is not None
    if wanted == "wrk" and not fits:
        raise LoadFailed(f"wrk is not installed, or cannot send the case {case}")
    return wrk if fits and wanted != "own" else own


def own(server: Server, seconds: int) -> int:
    """Loads with `client`, which goes through all requests of the case."""
    module = "benches.load.client"
    return int(_run([sys.executable, "-m", module, str(server.port), server.case, str(seconds)]))


def wrk(server: Server, seconds: int) -> int:
    """Loads with wrk, which sends the case's first request over and over."""
    request = cases.MAKERS[server.case]().requests[0]
    query = f"?{request.query}" if request.query else ""
    url = f"http://{HOST}:{server.port}{quote(request.path)}{query}"
    headers = [f"-H{name.decode()}: {value.decode()}" for name, value in request.headers]
    said = _run(["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", *headers, url])
    found = re.search(r"(\d+) requests in", said)
    if found is None or "Non-2xx" in said or "Socket errors" in said:
        raise LoadFailed(said)
    return int(found[1])


def _run(command: list[str]) -> str:
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise LoadFailed(f"{command[0]} failed:\n{done.stdout}{done.stderr}")
    return done.stdout
