"""`python -m tests.parity.report [PATTERN] [--show] [--package NAME]`: the corpus outside pytest.

Prints the findings, or with `--show` what FastAPI itself answers (to write cases by).
"""

from __future__ import annotations

import argparse
from collections import Counter
from fnmatch import fnmatchcase

from . import case as cases
from .case import Case, Setting, collect, run_case
from .compare import compare
from .differences import judge
from .record import Event, shorten

SETTINGS = {setting.name: setting for setting in cases.SETTINGS}
USUAL_HEADERS = [("b'content-type'", "b'application/json'")]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pattern", nargs="?", default="*")
    parser.add_argument(
        "--show", action="store_true", help="print FastAPI's own answers, compare nothing"
    )
    parser.add_argument("--package", default="ferroapi")
    parser.add_argument("--setting", choices=sorted(SETTINGS), default="asyncio")
    options = parser.parse_args()
    chosen = [case for case in collect() if fnmatchcase(case.name, options.pattern)]
    if options.show:
        for case in chosen:
            show(case, "fastapi", SETTINGS[options.setting])
        return
    summarize(chosen, options.package, SETTINGS[options.setting])


def show(case: Case, package: str, setting: Setting) -> None:
    """Print what `package` answers to every step."""
    print(f"== {case.name}")
    for observation in run_case(case, package, setting).observations:
        seen = observation.seen
        events = " | ".join(_brief(event) for event in seen.trace)
        print(f"  {shorten(observation.label, 150)}\n    {shorten(events, 600)}")
        for extra in (seen.raised, *seen.warnings):
            if extra:
                print(f"    ! {extra}")


def _brief(event: Event) -> str:
    kind, what = event
    if not isinstance(what, dict):
        return f"{kind} {what}"
    kept = [
        item
        for item in what.get("headers", ())
        if item not in USUAL_HEADERS and "length" not in item[0]
    ]
    told = (what.get("status"), what.get("body"), kept or None, what.get("more_body"))
    return " ".join(str(part) for part in told if part is not None)


def summarize(chosen: list[Case], package: str, setting: Setting) -> None:
    """Print all findings that no entry of `differences.py` covers, then a count by aspect."""
    steps = equal = 0
    aspects: Counter[str] = Counter()
    for case in chosen:
        expected, found = (run_case(case, name, setting) for name in ("fastapi", package))
        unexpected, _ = judge(case.name, list(compare(case.name, expected, found)))
        for finding in unexpected:
            print(finding)
            aspects[finding.aspect] += 1
        steps += len(expected.observations)
        equal += len(expected.observations) - len({finding.step for finding in unexpected})
    print(f"\n{len(chosen)} cases, {steps} steps, {equal} equal; findings {dict(aspects)}")


if __name__ == "__main__":
    main()
