"""Counts instructions per request and writes them down, or checks them.

python -m benches.counts              count every case, write counts-<CPython>.txt
python -m benches.counts --check      count, exit 1 if a case costs more than it may
python -m benches.counts json params  these cases only, printed
"""

import argparse
import sys

from ..python import cases
from ..python.measure import FERROAPI, RAW
from . import ledger
from .callgrind import CannotCount, count


def parse() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="counts", description=__doc__.splitlines()[0])
    parser.add_argument("cases", nargs="*", metavar="CASE", help=", ".join(cases.MAKERS))
    parser.add_argument("--check", action="store_true", help="exit 1 on a regression")
    parser.add_argument("--framework", default=FERROAPI, help=argparse.SUPPRESS)
    options = parser.parse_args()
    unknown = sorted(set(options.cases) - set(cases.MAKERS))
    if unknown:
        parser.error(f"no such case: {', '.join(unknown)}")
    return options


def check(now: ledger.Ledger) -> int:
    """Prints every change; the process's exit code."""
    path = ledger.path()
    if not path.exists():
        print(f"nothing is written down in {path.name}: run `make count` and commit it")
        return 1
    before = ledger.read(path.read_text(encoding="utf-8"))
    if before.environment != now.environment:
        print(f"{path.name} was counted on another build: relative to the control, then")
    changes = list(ledger.compare(before, now))
    for change in changes:
        print(_line(change))
    gone = sorted(set(before.counts) - set(now.counts))
    if gone:
        print(f"written down but not counted: {', '.join(gone)}")
    regressed = [change.case for change in changes if change.regressed]
    print(f"{len(regressed)} regressed: {', '.join(regressed) or 'none'}")
    return 1 if regressed or gone else 0


def _line(change: ledger.Change) -> str:
    if change.relative is None:
        return f"{change.case:<20}    new: `make count` writes it down"
    note = " REGRESSED" if change.regressed else " (better: `make count`)" if change.stale else ""
    return f"{change.case:<20}{change.relative:>+9.2%}{note}"


def main() -> int:
    """Counts; the process's exit code."""
    options = parse()
    try:
        found = count([options.framework, RAW], options.cases or list(cases.MAKERS))
    except CannotCount as error:
        print(error, file=sys.stderr)
        return 1
    counts = {case: {FERROAPI: by[options.framework], RAW: by[RAW]} for case, by in found.items()}
    now = ledger.Ledger(ledger.environment(), counts)
    if options.check:
        return check(now)
    print(now.text(), end="")
    if not options.cases and options.framework == FERROAPI:
        ledger.path().write_text(now.text(), encoding="utf-8")
    return 0
