"""A few hundred random programs' requests on both packages; the seed is fixed, `FERROAPI_FUZZ_SEED`
moves it.

`FERROAPI_FUZZ_PROGRAMS` raises their number for a longer hunt. A failure prints the program and the
request.
"""

from __future__ import annotations

import os
from typing import Any

import pytest

from ..case import ASYNCIO, DRESSED, TRIO, Case, run_case
from ..compare import compare
from .program import Program, write_program
from .traffic import write_traffic

SUBJECT = os.environ.get("FERROAPI_PARITY_SUBJECT", "ferroapi")
FIRST = int(os.environ.get("FERROAPI_FUZZ_SEED", "20261121"))
PROGRAMS = int(os.environ.get("FERROAPI_FUZZ_PROGRAMS", "40"))
REQUESTS = 30


def make_case(program: Program, seed: int) -> Case:
    """The program as a case of the corpus."""
    namespace: dict[str, Any] = {"__name__": f"fuzz_{seed}"}
    exec(compile(program.source, f"<program {seed}>", "exec", dont_inherit=True), namespace)
    steps = tuple(write_traffic(program, seed, REQUESTS))
    return Case(f"fuzz.{seed}", namespace["build"], steps)


@pytest.mark.parametrize("seed", range(FIRST, FIRST + PROGRAMS))
def test_random_program(seed: int) -> None:
    program = write_program(seed)
    case = make_case(program, seed)
    setting = (TRIO, ASYNCIO, DRESSED, ASYNCIO)[seed % 4]
    runs = [run_case(case, package, setting) for package in ("fastapi", SUBJECT)]
    findings = list(compare(case.name, *runs))
    assert not findings, f"{findings[0]}\n({len(findings)} in all)\n{program.source}"
