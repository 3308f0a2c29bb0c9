"""What declaring costs: the import up to a first route, and a thousand routes answered once each.

    python -m benches.python.registration [--rounds N] [--check]

Each figure is the user CPU time of a fresh interpreter, which measures itself from before the
import (or after it, for the routes); FastAPI and FerroAPI take turns.
"""

import argparse
import subprocess
import sys
from dataclasses import asdict, dataclass
from statistics import median

from . import report, web
from .measure import FASTAPI, FERROAPI

ROUNDS = 11

# Compiled caches are warm: the first run of each snippet is not counted.
CLOCK = """
import resource, sys
def clock():
    return resource.getrusage(resource.RUSAGE_SELF).ru_utime
"""

IMPORT = """
started = clock()
from {framework} import FastAPI
app = FastAPI()
@app.get("/")
async def root():
    return {{}}
print(clock() - started)
"""

ROUTES = """
import asyncio
from typing import Annotated
from {framework} import FastAPI, Query
def declare(app, number):
    @app.get(f"/area{{number}}/{{{{key}}}}")
    async def read(key: int, size: Annotated[int, Query(ge=1)], q: str | None = None):
        return {{"area": number, "key": key, "size": size, "q": q}}
def scope(number):
    path = f"/area{{number}}/{{number}}"
    return {{
        "type": "http", "asgi": {{"version": "3.0"}}, "http_version": "1.1", "method": "GET",
        "scheme": "http", "server": ("127.0.0.1", 80), "client": ("127.0.0.1", 1), "headers": [],
        "root_path": "", "path": path, "raw_path": path.encode(), "query_string": b"size=5&q=word",
    }}
async def receive():
    return {{"type": "http.request", "body": b"", "more_body": False}}
async def answer_all(app):
    for number in range({routes}):
        sent = []
        async def send(message):
            sent.append(message)
        await app(scope(number), receive, send)
        expected = b'{{"area":%d,"key":%d,"size":5,"q":"word"}}' % (number, number)
        if sent[0]["status"] != 200 or sent[1]["body"] != expected:
            raise SystemExit(f"wrong answer: {{sent}}")
started = clock()
app = FastAPI()
for number in range({routes}):
    declare(app, number)
declared = clock()
asyncio.run(answer_all(app))
print(clock() - started)
"""

SNIPPETS = {"import": (IMPORT, 0.7), "1000 routes": (ROUTES, 0.4)}
"""Each snippet with its bar: the share of FastAPI's time that FerroAPI may take."""


@dataclass(frozen=True, slots=True)
class Share:
    """One snippet's outcome: medians, in milliseconds of user CPU time."""

    name: str
    bar: float
    fastapi: float
    ferroapi: float | None
    share: float | None

    @property
    def missed(self) -> bool:
        """Whether FerroAPI took more of FastAPI's time than it may."""
        return self.share is not None and self.share > self.bar


def run(snippet: str, framework: str) -> float:
    """Milliseconds that a fresh interpreter reports for the snippet."""
    code = CLOCK + snippet.format(framework=framework, routes=1000)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return float(done.stdout) * 1000


def measure(name: str, frameworks: list[str], rounds: int) -> Share:
    """Runs a snippet on each framework in turn."""
    snippet, bar = SNIPPETS[name]
    for framework in frameworks:
        run(snippet, framework)
    times = [{one: run(snippet, one) for one in frameworks} for _ in range(rounds)]
    fastapi = median(time[FASTAPI] for time in times)
    if FERROAPI not in frameworks:
        return Share(name, bar, fastapi, None, None)
    share = median(time[FERROAPI] / time[FASTAPI] for time in times)
    return Share(name, bar, fastapi, median(time[FERROAPI] for time in times), share)


def line(share: Share) -> str:
    """A row of the table."""
    if share.ferroapi is None or share.share is None:
        return f"{share.name:<12} FastAPI {share.fastapi:8.1f} ms   FerroAPI not installed"
    verdict = "MISSED" if share.missed else "ok"
    return (
        f"{share.name:<12} FastAPI {share.fastapi:8.1f} ms   FerroAPI {share.ferroapi:8.1f} ms"
        f"   share {share.share:.2f} (bar {share.bar:.2f}) {verdict}"
    )


def main(arguments: list[str] | None = None) -> int:
    """Measures both snippets; the process's exit code."""
    parser = argparse.ArgumentParser(prog="registration", description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=ROUNDS, help=f"default {ROUNDS}")
    parser.add_argument("--check", action="store_true", help="exit 1 if a bar is missed")
    options = parser.parse_args(arguments)
    webs = {name: found for name in (FASTAPI, FERROAPI) if (found := web.load(name))}
    shares = []
    for name in SNIPPETS:
        shares.append(measure(name, list(webs), options.rounds))
        print(line(shares[-1]), flush=True)
    if FERROAPI in webs:
        content = {
            **report.environment(webs),
            "shares": [{**asdict(share), "missed": share.missed} for share in shares],
        }
        report.save(report.result_path("registration"), content)
    missed = FERROAPI not in webs or any(share.missed for share in shares)
    return 1 if options.check and missed else 0


if __name__ == "__main__":
    sys.exit(main())
