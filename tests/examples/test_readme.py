"""The program in the README, as a reader would save and run it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ferroapi.testclient import TestClient

README = Path(__file__).resolve().parents[2] / "README.md"


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    [source] = re.findall(r"^```python\n(.*?)^```$", README.read_text("utf-8"), re.DOTALL | re.M)
    main: dict[str, Any] = {"__name__": "main"}
    exec(compile(source, str(README), "exec", dont_inherit=True), main)
    with TestClient(main["app"]) as client:
        yield client


def test_answers(client: TestClient) -> None:
    answer = client.get("/words/rust")
    assert (answer.status_code, answer.json()) == (200, {"word": "rust", "meaning": "iron oxide"})


@pytest.mark.parametrize("path", ["/words/gold", "/words/rust?lang=de"])
def test_unknown_words(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.json()) == (404, {"detail": "No such word"})


def test_a_wrong_parameter(client: TestClient) -> None:
    answer = client.get("/words/rust?lang=English")
    assert answer.status_code == 422
    [error] = answer.json()["detail"]
    assert (error["type"], error["loc"]) == ("string_pattern_mismatch", ["query", "lang"])


def test_documentation(client: TestClient) -> None:
    assert "/openapi.json" in client.get("/docs").text
    assert list(client.get("/openapi.json").json()["paths"]) == ["/words/{word}"]
