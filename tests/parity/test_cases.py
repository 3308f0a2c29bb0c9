"""Every case of the corpus on both packages: on asyncio, on asyncio with a middleware and an
override about, the same through each route's handler, and on trio with suspending send and receive.

`FERROAPI_PARITY_SUBJECT=fastapi` compares FastAPI with itself: that checks the corpus, not the
product.
"""

from __future__ import annotations

import os
import time
from importlib.metadata import version

import pytest

from .case import SETTINGS, TRIO, Case, Setting, collect, run_case
from .compare import Finding, compare
from .differences import judge

SUBJECT = os.environ.get("FERROAPI_PARITY_SUBJECT", "ferroapi")
CORPUS = list(collect())

# A peer that is gone leaves a stream's generator to the collector, in both packages, which trio
# tells whenever that comes by.
pytestmark = pytest.mark.filterwarnings("ignore:Async generator:ResourceWarning")


TURNS = [
    pytest.param(case, setting, id=f"{case.name}-{setting.name}")
    for case in CORPUS
    for setting in SETTINGS
    if case.trio or setting is not TRIO
]


def _findings(case: Case, setting: Setting) -> list[Finding]:
    """What differs; looked at again where the clock struck meanwhile, because the date in a cookie
    tells the second.
    """
    for _ in range(3):
        second = int(time.time())
        expected, found = (run_case(case, package, setting) for package in ("fastapi", SUBJECT))
        findings = list(compare(case.name, expected, found))
        if not findings or second == int(time.time()):
            break
    return findings


@pytest.mark.parametrize(("case", "setting"), TURNS)
def test_same_as_fastapi(case: Case, setting: Setting) -> None:
    unexpected, stale = judge(case.name, _findings(case, setting))
    listing = "\n".join(map(str, unexpected))
    assert not unexpected, f"{len(unexpected)} unexpected differences\n{listing}"
    assert not stale or SUBJECT == "fastapi", f"no longer seen, take out of differences.py: {stale}"


def test_the_reference_is_the_release_we_are_held_to() -> None:
    assert version("fastapi") == "0.165.0"


def test_case_names_are_unique() -> None:
    names = [item.name for item in CORPUS]
    assert len(names) == len(set(names))
