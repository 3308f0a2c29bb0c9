"""A pytest plugin: how many requests of each test the native pipeline answered from end to end.

``check.py`` gives it to FastAPI's suite with ``-p``. It asks the extension's counter around every
test and appends a line to the file that ``FERROAPI_NATIVE_SHARE`` names: node id, requests that
reached a path operation, how many of them were matched, solved, serialized and sent natively.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator

import pytest


def _counts() -> tuple[int, int]:
    """How many requests reached a path operation, and how many of them stayed native."""
    from ferroapi import _ferroapi

    native, foreign = _ferroapi.request_counts()
    return native + foreign, native


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    before = _counts()
    try:
        return (yield)
    finally:
        after = _counts()
        row = [item.nodeid, after[0] - before[0], after[1] - before[1]]
        with open(os.environ["FERROAPI_NATIVE_SHARE"], "a", encoding="utf-8") as file:
            file.write(json.dumps(row) + "\n")
