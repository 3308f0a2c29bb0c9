"""Outcomes as a table for people and as JSON for the chart; where the result files are."""

import json
import platform
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from .measure import FASTAPI, FERROAPI, RAW, Outcome
from .web import Web

RESULTS = Path(__file__).resolve().parents[1] / "results"

COLUMNS = "{:<20} {:>11} {:>9} {:>9}  {:>8} {:>7}  {:>6} {:>6}  {:>7}  {}"
HEAD = COLUMNS.format(
    "case", "FastAPI µs", "raw µs", "Ferro µs", "faster", "bar", "/ raw", "bar", "spread", ""
)


def python_label() -> str:
    """The CPython of this run, as in file names: `3.11`."""
    return "{}.{}".format(*sys.version_info)


def result_path(kind: str) -> Path:
    """Where results of a kind are kept for this CPython."""
    return RESULTS / f"{kind}-{python_label()}.json"


def _number(value: float | None, pattern: str) -> str:
    return "–" if value is None else format(value, pattern)


def line(outcome: Outcome) -> str:
    """A row of the table."""
    return COLUMNS.format(
        outcome.case,
        _number(outcome.micros.get(FASTAPI), ".1f"),
        _number(outcome.micros.get(RAW), ".2f"),
        _number(outcome.micros.get(FERROAPI), ".2f"),
        _number(outcome.faster, ".1f"),
        _number(outcome.bar.faster, ".1f"),
        _number(outcome.cost, ".2f"),
        _number(outcome.bar.cost, ".2f"),
        f"{outcome.spread:.1%}",
        _verdict(outcome),
    )


def _verdict(outcome: Outcome) -> str:
    if FERROAPI not in outcome.micros:
        return ""
    peer = "" if outcome.peer is None else f" ({outcome.peer:.3f} of {outcome.case}'s peer)"
    return ("MISSED: " + "; ".join(outcome.missed) if outcome.missed else "ok") + peer


def environment(webs: dict[str, Web]) -> dict[str, Any]:
    """What was measured on what."""
    return {
        "python": platform.python_version(),
        "machine": platform.machine(),
        "processor": _processor(),
        "versions": {name: web.version for name, web in webs.items()},
        "profile_guided": profile_guided(),
    }


def profile_guided() -> bool | None:
    """Whether FerroAPI's extension was built with a profile; None where there is none."""
    try:
        from ferroapi import _ferroapi
    except ImportError:
        return None
    return _ferroapi.PROFILE_GUIDED


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    names = (text.partition(":")[2].strip() for text in lines if text.startswith("model name"))
    return next(names, "")


def as_json(outcome: Outcome) -> dict[str, Any]:
    """A row of the result file."""
    return {**asdict(outcome), "missed": outcome.missed}


def save(path: Path, content: dict[str, Any]) -> None:
    """Writes a result file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


def write(path: Path, webs: dict[str, Web], rounds: int, outcomes: Sequence[Outcome]) -> None:
    """Writes the comparison's result file."""
    content = {
        **environment(webs),
        "rounds": rounds,
        "cases": [as_json(outcome) for outcome in outcomes],
    }
    save(path, content)
