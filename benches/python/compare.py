"""FastAPI, FerroAPI and the hand-written controls in one interleaved in-process run.

python -m benches.python.compare                     every case, results written
python -m benches.python.compare json params         these cases only
python -m benches.python.compare --random 1 2 3      random apps of these seeds too
python -m benches.python.compare --check             exit 1 if a bar is missed
"""

import argparse
import asyncio
import sys
from collections.abc import Iterator
from pathlib import Path

from . import cases, report, web
from .case import Case
from .cases import randomized
from .measure import FASTAPI, FERROAPI, Outcome, measure

ROUNDS = 31


def parse(arguments: list[str] | None = None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="compare", description=__doc__.splitlines()[0])
    parser.add_argument("cases", nargs="*", metavar="CASE", help=", ".join(cases.MAKERS))
    parser.add_argument("--rounds", type=int, default=ROUNDS, help=f"default {ROUNDS}")
    parser.add_argument("--random", type=int, nargs="+", default=[], metavar="SEED")
    parser.add_argument("--only-random", action="store_true", help="leave the written cases out")
    parser.add_argument("--check", action="store_true", help="exit 1 if a bar is missed")
    parser.add_argument("--output", type=Path, help="result file, written for subsets too")
    options = parser.parse_args(arguments)
    unknown = sorted(set(options.cases) - set(cases.MAKERS))
    if unknown:
        parser.error(f"no such case: {', '.join(unknown)}")
    return options


def chosen(options: argparse.Namespace) -> Iterator[Case]:
    """The cases asked for, made one by one."""
    if not options.only_random:
        for name in options.cases or cases.MAKERS:
            yield cases.MAKERS[name]()
    for seed in options.random:
        yield from randomized.make(seed, options.cases)


async def compare(options: argparse.Namespace, webs: dict[str, web.Web]) -> list[Outcome]:
    """Measures and prints case by case."""
    print(report.HEAD, flush=True)
    outcomes = []
    for case in chosen(options):
        outcome = await measure(case, webs, options.rounds)
        print(report.line(outcome), flush=True)
        outcomes.append(outcome)
    return outcomes


def main() -> int:
    """Runs the comparison; the process's exit code."""
    options = parse()
    loaded = {name: web.load(name) for name in (FASTAPI, FERROAPI)}
    webs = {name: found for name, found in loaded.items() if found}
    for name in loaded.keys() - webs.keys():
        print(f"{name} is not installed: left out", file=sys.stderr)
    outcomes = asyncio.run(compare(options, webs))
    path = options.output
    if path is None and not options.cases and not options.only_random:
        path = report.result_path("compare")
    if path is not None:
        report.write(path, webs, options.rounds, outcomes)
    missed = [outcome.case for outcome in outcomes if outcome.missed]
    print(f"{len(outcomes)} cases, {len(missed)} missed a bar: {', '.join(missed) or 'none'}")
    incomplete = FERROAPI not in webs or FASTAPI not in webs
    return 1 if options.check and (missed or incomplete) else 0


if __name__ == "__main__":
    sys.exit(main())
