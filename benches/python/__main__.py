"""`python -m benches.python`: the comparison, and after a whole one registration and the chart.

Takes the options of `compare`. The chart shows CPython 3.11, for which the bars are meant.
"""

import sys

from .. import chart
from . import compare, registration, report, web
from .measure import FERROAPI


def main() -> int:
    """Runs what was asked for; the process's exit code."""
    options = compare.parse()
    missed = compare.main()
    if options.cases or options.only_random:
        return missed
    missed = registration.main(["--check"] if options.check else []) or missed
    if options.output is None and report.python_label() == "3.11" and web.load(FERROAPI):
        chart.main([])
    return missed


if __name__ == "__main__":
    sys.exit(main())
