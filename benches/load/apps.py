"""App factories for uvicorn: `uvicorn --factory benches.load.apps:ferroapi`.

The case is named by the environment variable BENCH_CASE; each process loads one framework only.
"""

import os

from ..python import cases, web
from ..python.case import App


def _build(framework: str) -> App:
    case = cases.MAKERS[os.environ.get("BENCH_CASE", "json")]()
    found = web.load(framework)
    if found is None:
        raise SystemExit(f"{framework} is not installed")
    return case.build(found)


def fastapi() -> App:
    """The case on FastAPI."""
    return _build("fastapi")


def ferroapi() -> App:
    """The case on FerroAPI."""
    return _build("ferroapi")


def raw() -> App:
    """The case's hand-written control."""
    return cases.MAKERS[os.environ.get("BENCH_CASE", "json")]().control()
