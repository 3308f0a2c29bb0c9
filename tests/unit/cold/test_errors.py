"""Exception objects that the pipeline asks Python for, and the last handler of an application."""

import asyncio
import functools
import inspect
import json
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError
from starlette.exceptions import HTTPException as StarletteHTTPException
from starlette.responses import PlainTextResponse

from ferroapi._cold import errors
from ferroapi.exceptions import HTTPException

SCOPE: dict[str, Any] = {"type": "http", "method": "GET", "root_path": "/root/", "headers": []}


def endpoint() -> None:
    """Has a file, a line and a name."""


def test_where_an_endpoint_is_defined() -> None:
    context = errors.endpoint_context(endpoint, "/items", SCOPE, "GET")
    assert context["file"] == __file__
    assert context["line"] == endpoint.__code__.co_firstlineno
    assert (context["function"], context["path"]) == ("endpoint", "GET /root/items")


@pytest.mark.parametrize("call", [print, functools.partial(endpoint), object()])
def test_an_endpoint_without_source(call: Any) -> None:
    assert errors.endpoint_context(call, "/x", SCOPE, "PUT") == {"path": "PUT /root/x"}
    assert errors.endpoint_context(call, None, SCOPE, "PUT") == {}


def test_the_source_is_read_once_for_a_living_endpoint(monkeypatch: pytest.MonkeyPatch) -> None:
    def make() -> Any:
        def local() -> None: ...

        return local

    reads: list[Any] = []
    read = inspect.getsourcelines
    monkeypatch.setattr(inspect, "getsourcelines", lambda call: reads.append(1) or read(call))
    known = len(errors._endpoint_context_cache)
    one, hidden = make(), object()
    for _ in range(3):
        context = errors.endpoint_context(one, "/x", SCOPE, "GET")
        assert (context["function"], context["path"]) == ("local", "GET /root/x")
        assert "path" not in errors.endpoint_context(one, None, SCOPE, "GET")
        assert errors.endpoint_context(hidden, None, SCOPE, "GET") == {}
    assert len(reads) == 1
    del one
    assert len(errors._endpoint_context_cache) == known


def test_an_address_that_comes_again_is_another_endpoint() -> None:
    errors.extract_endpoint_context(endpoint)
    entry = errors._endpoint_context_cache[id(endpoint)]
    errors._endpoint_context_cache[id(make_nothing)] = entry
    assert errors.extract_endpoint_context(make_nothing)["function"] == "make_nothing"
    errors._forget(id(make_nothing), entry[0])
    assert id(make_nothing) in errors._endpoint_context_cache


def make_nothing() -> None: ...


def test_validation_errors_name_the_endpoint() -> None:
    found = errors.validation_exception([{"loc": ("query", "q")}], b"body", endpoint, "/x", SCOPE)
    assert found.errors() == [{"loc": ("query", "q")}]
    assert found.body == b"body"
    assert "in endpoint\n    GET /root/x" in str(found)


def test_response_errors_are_placed_in_the_response() -> None:
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(list[int]).validate_python([1, "x"])
    found = errors.response_errors(caught.value, [1, "x"], endpoint, "/x", SCOPE)
    assert [error["loc"] for error in found.errors()] == [("response", 1)]
    assert found.body == [1, "x"]


def test_a_body_that_is_no_json() -> None:
    with pytest.raises(json.JSONDecodeError) as caught:
        json.loads('{"a": ')
    details, document, exception = errors.body_error(caught.value)
    assert details == [
        {
            "type": "json_invalid",
            "loc": ("body", 6),
            "msg": "JSON decode error",
            "input": {},
            "ctx": {"error": "Expecting value"},
        }
    ]
    assert (document, exception) == ('{"a": ', None)


@pytest.mark.parametrize("kind", [HTTPException, StarletteHTTPException])
def test_an_http_exception_while_reading_stays_itself(kind: Any) -> None:
    error = kind(status_code=413)
    assert errors.body_error(error) == (None, None, error)


def test_any_other_error_while_reading_is_the_clients() -> None:
    cause = OSError("broken")
    _, _, exception = errors.body_error(cause)
    assert type(exception) is StarletteHTTPException
    assert (exception.status_code, exception.__cause__) == (400, cause)


def test_router_answers_as_exceptions() -> None:
    missing, refused = errors.http_error(404, None), errors.http_error(405, "GET")
    assert (missing.status_code, missing.detail, missing.headers) == (404, "Not Found", None)
    assert (refused.status_code, refused.headers) == (405, {"Allow": "GET"})


def answer_500(handler: Any, *, started: bool = False) -> tuple[list[Any], BaseException]:
    """What `server_error` sends, and what it raises."""
    sent: list[Any] = []

    async def receive() -> Any:
        raise AssertionError("nothing is read")

    async def send(message: Any) -> None:
        sent.append(message)

    call = errors.server_error(handler, dict(SCOPE), receive, send, ValueError("first"), started)
    with pytest.raises(Exception) as caught:  # noqa: PT011 - which one is the caller's question
        asyncio.run(call)
    return [message.get("body", message.get("status")) for message in sent], caught.value


def test_the_exception_goes_on_after_the_answer() -> None:
    def plain(request: Any, error: Exception) -> PlainTextResponse:
        return PlainTextResponse(f"{request.method} {error}", 503)

    async def asynchronous(request: Any, error: Exception) -> PlainTextResponse:
        return plain(request, error)

    for handler in (plain, asynchronous):
        sent, raised = answer_500(handler)
        assert sent == [503, b"GET first"]
        assert repr(raised) == "ValueError('first')"
    assert answer_500(None)[0] == [500, b"Internal Server Error"]
    assert answer_500(plain, started=True)[0] == []


def test_a_failing_handler_answers_nothing() -> None:
    def fail(request: Any, error: Exception) -> Any:
        raise LookupError("second")

    sent, raised = answer_500(fail)
    assert sent == []
    assert repr(raised) == "LookupError('second')"


def test_swallowed_exceptions_are_told() -> None:
    assert "Response not awaited" in str(errors.swallowed())
    assert "local variable 'response'" in str(errors.missing_response())
