"""Server CPU per request under uvicorn, in interleaved slices.

    python -m benches.load                     json, params and deps
    python -m benches.load json --check        exit 1 if a bar is missed

The servers run side by side and are loaded in turn, slice by slice; the kernel's account of a
server's threads over a slice, divided by the answers of that slice, is its cost. Each round starts
them anew: where a process happens to lie in memory is worth 10 % to it for as long as it lives.
Throughput is not compared: the client shares the machine. `wrk` loads the GET cases where it is
installed, sending the case's first request; the client beside this file does the rest, and all of
it without `wrk`.
"""

import argparse
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from statistics import median
from typing import TypeVar

from ..python import report, web
from ..python.measure import FASTAPI, FERROAPI, RAW
from .generators import Generator, choose
from .server import Server

CASES = ["json", "params", "deps"]
SECONDS = 1
SLICES = 4
ROUNDS = 6
COST = 1.05
FASTER = 4.0

_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class Outcome:
    """Medians over the slices."""

    case: str
    micros: dict[str, float]
    """Server CPU per request, in microseconds."""
    cost: float | None
    """FerroAPI's relative to the raw ASGI app's."""
    faster: float | None
    """FastAPI's relative to FerroAPI's."""
    raw_faster: float | None
    """FastAPI's relative to the raw app's: the rest is the server and the kernel."""

    @property
    def missed(self) -> bool:
        """Whether a bar was missed."""
        return (self.cost or 0) > COST or (self.faster or FASTER) < FASTER


def slice_micros(server: Server, seconds: int, generator: Generator) -> float:
    """Server CPU per request over one slice, in microseconds."""
    before = server.cpu_ns()
    count = generator(server, seconds)
    return (server.cpu_ns() - before) / count / 1000


def rotated(items: list[_Item], turn: int) -> list[_Item]:
    """The items, another one first in each turn: no one always follows the same neighbour."""
    start = turn % len(items)
    return items[start:] + items[:start]


def measure(case: str, frameworks: list[str], options: argparse.Namespace) -> Outcome:
    """Loads the servers in turn, round by round."""
    slices = []
    for round_number in range(options.rounds):
        slices += round_slices(case, rotated(frameworks, round_number), options)
    return _judge(case, slices)


def round_slices(
    case: str, frameworks: list[str], options: argparse.Namespace
) -> list[dict[str, float]]:
    """Starts the servers, warms each up, loads them in turn."""
    generator = choose(case, options.client)
    with ExitStack() as stack:
        servers = [stack.enter_context(Server(framework, case)) for framework in frameworks]
        for server in servers:
            generator(server, 1)
        return [
            {
                server.framework: slice_micros(server, options.seconds, generator)
                for server in rotated(servers, turn)
            }
            for turn in range(options.slices)
        ]


def _judge(case: str, slices: list[dict[str, float]]) -> Outcome:
    def ratio(above: str, below: str) -> float | None:
        found = [one[above] / one[below] for one in slices if above in one and below in one]
        return median(found) if found else None

    micros = {name: median(one[name] for one in slices) for name in slices[0]}
    return Outcome(
        case,
        micros,
        cost=ratio(FERROAPI, RAW),
        faster=ratio(FASTAPI, FERROAPI),
        raw_faster=ratio(FASTAPI, RAW),
    )


def line(outcome: Outcome) -> str:
    """A row of the table."""
    micros = "  ".join(f"{name} {value:6.2f} µs" for name, value in outcome.micros.items())
    if outcome.cost is None or outcome.faster is None or outcome.raw_faster is None:
        return f"{outcome.case:<18}{micros}"
    verdict = "MISSED" if outcome.missed else "ok"
    return (
        f"{outcome.case:<18}{micros}   {outcome.cost:.3f} of raw (bar {COST}),"
        f" {outcome.faster:.2f}x less than FastAPI (bar {FASTER:.0f}x;"
        f" raw {outcome.raw_faster:.2f}x)  {verdict}"
    )


def parse() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="load", description=__doc__.splitlines()[0])
    parser.add_argument("cases", nargs="*", metavar="CASE", help=f"default {' '.join(CASES)}")
    parser.add_argument("--seconds", type=int, default=SECONDS, help="length of a slice")
    parser.add_argument("--slices", type=int, default=SLICES, help="slices of a round")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="each with servers of its own")
    parser.add_argument("--client", choices=["wrk", "own"], help="default: wrk where it can")
    parser.add_argument("--check", action="store_true", help="exit 1 if a bar is missed")
    return parser.parse_args()


def main() -> int:
    """Measures case by case; the process's exit code."""
    options = parse()
    webs = {name: found for name in (FASTAPI, FERROAPI) if (found := web.load(name))}
    frameworks = [name for name in (FERROAPI, RAW, FASTAPI) if name in webs or name == RAW]
    outcomes = []
    for case in options.cases or CASES:
        outcomes.append(measure(case, frameworks, options))
        print(line(outcomes[-1]), flush=True)
    if FERROAPI in webs and not options.cases:
        content = {
            **report.environment(webs),
            "server": "uvicorn (uvloop, httptools, one worker, no access log)",
            "seconds": options.seconds * options.slices * options.rounds,
            "cases": [{**asdict(outcome), "missed": outcome.missed} for outcome in outcomes],
        }
        report.save(report.result_path("load"), content)
    missed = FERROAPI not in webs or any(outcome.missed for outcome in outcomes)
    return 1 if options.check and missed else 0
