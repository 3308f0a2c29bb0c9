"""The interpreter ends quietly while a daemon thread is inside a request, wherever that is."""

from __future__ import annotations

import subprocess
import sys

import pytest

from .daemon_app import PLACES


def _ends_quietly(*arguments: str) -> None:
    command = [sys.executable, "-m", "tests.protocol.daemon_app", *arguments]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")


@pytest.mark.parametrize("place", PLACES)
def test_a_daemon_thread_in_a_request(place: str) -> None:
    _ends_quietly("ferroapi", place)


@pytest.mark.parametrize("attempt", range(3))
def test_a_server_in_a_daemon_thread(attempt: int) -> None:
    _ends_quietly("ferroapi", "endpoint", "--uvicorn")
