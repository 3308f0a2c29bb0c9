"""Exceptions: FastAPI's attributes and texts."""

import pickle
from typing import Any

import pytest

from ferroapi import exceptions

theirs = pytest.importorskip("fastapi.exceptions")

ERRORS = [{"type": "missing", "loc": ("query", "a"), "msg": "Field required"}]
CONTEXTS: list[dict[str, Any] | None] = [
    None,
    {},
    {"path": "GET /a"},
    {"function": "f", "file": "m.py", "line": 3},
    {"function": "f", "file": "m.py", "line": 3, "path": "GET /a"},
    {"function": "f", "path": "GET /a"},
]


@pytest.mark.parametrize("context", CONTEXTS, ids=str)
@pytest.mark.parametrize("errors", [[], ERRORS, ERRORS * 2], ids=len)
@pytest.mark.parametrize(
    "name",
    ["RequestValidationError", "ResponseValidationError", "WebSocketRequestValidationError"],
)
def test_validation_errors(name: str, errors: list[Any], context: Any) -> None:
    ours = getattr(exceptions, name)(errors, endpoint_ctx=context)
    other = getattr(theirs, name)(errors, endpoint_ctx=context)
    assert str(ours) == str(other)
    assert vars(ours) == vars(other)
    assert ours.errors() is errors


def test_validation_errors_keep_the_body() -> None:
    assert exceptions.RequestValidationError([], body={"a": 1}).body == {"a": 1}
    assert exceptions.ResponseValidationError([], body=2).body == 2


@pytest.mark.parametrize(
    "arguments", [(404,), (404, {"a": 1}), (401, "no", {"WWW-Authenticate": "Bearer"})]
)
def test_http_exceptions(arguments: tuple[Any, ...]) -> None:
    ours, other = exceptions.HTTPException(*arguments), theirs.HTTPException(*arguments)
    assert (str(ours), repr(ours)) == (str(other), repr(other))
    assert vars(ours) == vars(other)


def test_websocket_exceptions() -> None:
    ours = exceptions.WebSocketException(code=1008, reason="no")
    assert (ours.code, ours.reason) == (1008, "no")


def test_mistakes_are_assertions_too() -> None:
    assert issubclass(exceptions.UsageError, AssertionError)
    assert issubclass(exceptions.UsageError, exceptions.FastAPIError)
    assert issubclass(exceptions.UnsupportedFeatureError, exceptions.FastAPIError)
    assert str(pickle.loads(pickle.dumps(exceptions.UsageError("why")))) == "why"


def test_public_names() -> None:
    for name, value in vars(theirs).items():
        if getattr(value, "__module__", "") == theirs.__name__:
            assert hasattr(exceptions, name), name
    assert exceptions.RequestErrorModel.__name__ == "Request"
    assert exceptions.WebSocketErrorModel.model_json_schema()["title"] == "WebSocket"
    with pytest.raises(AttributeError):
        _ = exceptions.nothing  # type: ignore[attr-defined]
