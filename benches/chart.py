"""Draws docs/benchmarks.svg from the results of the comparison.

    python -m benches.chart [RESULTS.json] [--output docs/benchmarks.svg]

Two panels share their rows: how many times faster than FastAPI (a logarithmic scale, as it spans
three powers of ten), and the time relative to the same endpoint as hand-written raw ASGI. Plain
SVG, no dependency: the numbers are few and the file stays readable in a diff.
"""

import argparse
import json
from collections.abc import Iterator
from html import escape
from math import ceil, log10
from pathlib import Path
from typing import Any

from .python.report import result_path

OUTPUT = Path(__file__).resolve().parents[1] / "docs" / "benchmarks.svg"

TITLES = {
    "plaintext": "Plain text",
    "json": "JSON message",
    "params": "Path and query parameters",
    "body": "POST of a nested model",
    "deps": "Chain of dependencies",
    "deps_scope": "… inside an AnyIO scope",
    "models100": "100 models",
    "dicts100": "100 untyped dicts",
    "last_of_500": "Last of 500 routes",
    "not_found_of_500": "404 among 500 routes",
    "unprocessable": "422, two errors",
    "http_exception": "HTTPException",
    "nested4": "Four routers deep",
}
"""The cases drawn, in order; `flat` and random apps are for the bars only."""

WIDTH, ROW, TOP, BOTTOM = 960, 30, 112, 78
LEFT_AT, LEFT_WIDTH = 216, 380
RIGHT_AT, RIGHT_WIDTH = 668, 236
INK, FAINT, GRID, OURS, CONTROL = "#1f2328", "#656d76", "#e4e7eb", "#b7410e", "#3d5a80"

STYLE = f"""
text {{ font: 13px system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif; fill: {INK} }}
.title {{ font-size: 20px; font-weight: 600 }}
.head {{ font-weight: 600 }}
.note, .tick {{ font-size: 12px; fill: {FAINT} }}
.tick {{ text-anchor: middle }}
.row {{ text-anchor: end }}
.value {{ font-weight: 600 }}
"""


def _text(x: float, y: float, words: str, kind: str = "") -> str:
    attribute = f' class="{kind}"' if kind else ""
    return f'<text x="{x:.1f}" y="{y:.1f}"{attribute}>{escape(words)}</text>'


def _bar(x: float, y: float, width: float, color: str) -> str:
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="16" rx="2" fill="{color}"/>'


def _rule(x: float, top: float, bottom: float, color: str = GRID, dash: str = "") -> str:
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return f'<path d="M{x:.1f} {top:.1f}V{bottom:.1f}" stroke="{color}"{dashed}/>'


def _factor(value: float) -> str:
    return f"{value:.0f}×" if value >= 10 else f"{value:.1f}×"


def _left(rows: list[dict[str, Any]], bottom: float) -> Iterator[str]:
    """Times faster than FastAPI, on a logarithmic scale from 1."""
    powers = max(1, ceil(log10(max(row["faster"] for row in rows))))
    scale = LEFT_WIDTH / powers
    yield _text(LEFT_AT, TOP - 30, "Times faster than FastAPI (logarithmic)", "head")
    for power in range(powers + 1):
        x = LEFT_AT + power * scale
        yield _rule(x, TOP - 4, bottom)
        yield _text(x, TOP - 11, f"{10**power}×", "tick")
    for index, row in enumerate(rows):
        y = TOP + index * ROW
        width = max(2.0, log10(row["faster"]) * scale)
        yield _text(LEFT_AT - 12, y + 17, TITLES[row["case"]], "row")
        yield _bar(LEFT_AT, y + 5, width, OURS)
        yield _text(LEFT_AT + width + 7, y + 18, _factor(row["faster"]), "value")


def _right(rows: list[dict[str, Any]], bottom: float) -> Iterator[str]:
    """Time relative to the hand-written control, on a linear scale with a line at 1."""
    last = max(1.5, ceil(max(row["cost"] for row in rows) * 2) / 2)
    scale = RIGHT_WIDTH / last
    yield _text(RIGHT_AT, TOP - 30, "Time relative to ASGI by hand", "head")
    for half in range(int(last * 2) + 1):
        x = RIGHT_AT + half / 2 * scale
        yield _rule(x, TOP - 4, bottom)
        yield _text(x, TOP - 11, f"{half / 2:g}", "tick")
    for index, row in enumerate(rows):
        y = TOP + index * ROW
        width = row["cost"] * scale
        yield _bar(RIGHT_AT, y + 5, width, CONTROL)
        yield _text(RIGHT_AT + width + 7, y + 18, f"{row['cost']:.2f}", "value")
    yield _rule(RIGHT_AT + scale, TOP - 4, bottom, INK, "4 3")


def draw(results: dict[str, Any]) -> str:
    """The chart as an SVG document."""
    found = {row["case"]: row for row in results["cases"]}
    rows = [found[name] for name in TITLES if name in found and found[name]["faster"]]
    bottom = TOP + len(rows) * ROW + 4
    height = bottom + BOTTOM
    versions = results["versions"]
    method = (
        f"FerroAPI {versions['ferroapi']}, FastAPI {versions['fastapi']} and raw ASGI in turns,"
        f" in one process without a server; medians of {results['rounds']} rounds' ratios.",
        f"CPython {results['python']}, {results['processor'] or results['machine']}."
        " Every answer changes from request to request and is checked. `make bench` repeats it.",
    )
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}"'
        f' width="{WIDTH}" height="{height:.0f}" role="img" aria-label="FerroAPI beside FastAPI">',
        f"<style>{STYLE}</style>",
        f'<rect width="{WIDTH}" height="{height}" rx="6" fill="#ffffff"/>',
        _text(24, 40, "FerroAPI beside FastAPI, per request", "title"),
        *_left(rows, bottom),
        *_right(rows, bottom),
        *(_text(24, bottom + 34 + 20 * index, line, "note") for index, line in enumerate(method)),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def main(arguments: list[str] | None = None) -> None:
    """Reads the results and writes the chart."""
    parser = argparse.ArgumentParser(prog="chart", description=__doc__.splitlines()[0])
    parser.add_argument("results", nargs="?", type=Path, default=result_path("compare"))
    parser.add_argument("--output", type=Path, default=OUTPUT)
    options = parser.parse_args(arguments)
    results = json.loads(options.results.read_text(encoding="utf-8"))
    options.output.write_text(draw(results), encoding="utf-8")


if __name__ == "__main__":
    main()
