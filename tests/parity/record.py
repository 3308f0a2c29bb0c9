"""What goes into the driver and what comes out: requests, exchanges, and their comparable forms.

`freeze` keeps types apart (a list of tuples is not a tuple of lists), because servers are sensitive
to them. Names are folded so that `ferroapi.exceptions.X` and `fastapi.exceptions.X` are one name;
nothing else is.
"""

from __future__ import annotations

import json as json_module
import re
import traceback
import warnings
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote

Event = tuple[str, Any]
RawHeaders = tuple[tuple[bytes, bytes], ...]

ADDRESS: Final = re.compile(r"0x[0-9a-f]{6,}")
CASES_FOLDER: Final = Path(__file__).parent


class _Absent:
    def __repr__(self) -> str:
        return "ABSENT"


ABSENT: Final = _Absent()
"""A scope override with this value takes the key away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A request as a server would hand it over.

    `body` is the list of chunks as they arrive; `disconnect_at` is the number of the `receive` call
    from which on the client is gone; `failing_send` that of the `send` call that raises `OSError`.
    """

    method: str
    path: str
    raw_path: bytes
    query: bytes = b""
    headers: RawHeaders = ()
    body: tuple[bytes, ...] = (b"",)
    scope: tuple[tuple[str, Any], ...] = ()
    disconnect_at: int | None = None
    failing_send: int | None = None

    @property
    def label(self) -> str:
        """A line that names the request in reports."""
        target = self.raw_path + (b"?" + self.query if self.query else b"")
        parts = [self.method, ascii(target.decode("latin-1"))[1:-1]]
        parts += [f"{k.decode('latin-1')}:{v!r}" for k, v in self.headers if k != b"host"]
        if self.body != (b"",):
            parts.append(f"body={shorten(repr(self.body), 120)}")
        if self.scope:
            parts.append(f"scope={shorten(repr(dict(self.scope)), 120)}")
        if self.disconnect_at is not None:
            parts.append(f"disconnect_at={self.disconnect_at}")
        if self.failing_send is not None:
            parts.append(f"failing_send={self.failing_send}")
        return " ".join(parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """Everything seen of one request."""

    trace: tuple[Event, ...] = ()
    returned: str = "None"
    raised: tuple[Any, ...] | None = None
    warnings: tuple[str, ...] = ()
    scope_keys: tuple[str, ...] = ()

    @property
    def status(self) -> int | None:
        """Status of the final response start, if one was sent."""
        found = None
        for kind, message in self.trace:
            if kind == "send" and message.get("type") == "'http.response.start'":
                found = int("".join(filter(str.isdigit, message["status"])))
        return found


def request(
    method: str,
    target: str,
    *,
    headers: Mapping[str, str] | Sequence[tuple[str | bytes, str | bytes]] = (),
    json: Any = ABSENT,
    body: bytes | str | Sequence[bytes] = b"",
    content_type: str | bytes | None = None,
    host: str | None = "testserver",
    scope: Mapping[str, Any] | None = None,
    path: str | None = None,
    query: bytes | None = None,
    disconnect_at: int | None = None,
    failing_send: int | None = None,
) -> Request:
    """A request for `target` ("/path?query", percent-encoded as on the wire).

    `path` replaces the decoded path, `query` the raw query string, for what a target cannot write.
    """
    raw_path, _, raw_query = target.partition("?")
    chunks = _chunks(body, json)
    lines = [] if host is None else [(b"host", _latin(host))]
    if json is not ABSENT and content_type is None:
        content_type = "application/json"
    if content_type is not None:
        lines.append((b"content-type", _latin(content_type)))
    if chunks != (b"",):
        lines.append((b"content-length", str(sum(map(len, chunks))).encode()))
    given = headers.items() if isinstance(headers, Mapping) else headers
    lines += [(_latin(name), _latin(value)) for name, value in given]
    return Request(
        method=method,
        path=unquote(raw_path) if path is None else path,
        raw_path=raw_path.encode("latin-1"),
        query=raw_query.encode("latin-1") if query is None else query,
        headers=tuple(lines),
        body=chunks,
        scope=tuple((scope or {}).items()),
        disconnect_at=disconnect_at,
        failing_send=failing_send,
    )


def get(target: str, **options: Any) -> Request:
    return request("GET", target, **options)


def post(target: str, **options: Any) -> Request:
    return request("POST", target, **options)


def _latin(text: str | bytes) -> bytes:
    return text if isinstance(text, bytes) else text.encode("latin-1")


def _chunks(body: bytes | str | Sequence[bytes], json: Any) -> tuple[bytes, ...]:
    if json is not ABSENT:
        return (json_module.dumps(json).encode(),)
    if isinstance(body, str):
        return (body.encode(),)
    return (body,) if isinstance(body, bytes) else tuple(body)


def fold_names(text: str) -> str:
    """One name for the two packages, and no addresses of objects."""
    return ADDRESS.sub("0x…", text.replace("ferroapi", "fastapi").replace("FerroAPI", "FastAPI"))


def shorten(text: str, limit: int) -> str:
    return text if len(text) <= limit else f"{text[: limit - 20]}…({len(text)} in all)"


def freeze(value: Any) -> Any:
    """A comparable copy in which the kinds of containers and scalars stay visible."""
    if isinstance(value, dict):
        return {key: freeze(item) for key, item in value.items()}
    if isinstance(value, list):
        return [freeze(item) for item in value]
    if isinstance(value, tuple):
        return tuple(freeze(item) for item in value)
    return repr(value)


def describe_exception(error: BaseException, depth: int = 3) -> tuple[Any, ...]:
    """Type, text, user frames, cause and context of `error`, the package's name folded."""
    cause, context = error.__cause__, error.__context__
    described = describe_mistake(error, depth)
    if context is cause or context is None or not depth:
        return (*described, "the cause" if context is cause else None)
    return (*described, describe_exception(context, depth - 1))


def describe_mistake(error: BaseException, depth: int = 3) -> tuple[Any, ...]:
    """The same without the context: at a declaration it tells how a package is made."""
    members: tuple[Any, ...] = ()
    if isinstance(error, BaseExceptionGroup):
        members = tuple(describe_exception(inner, depth) for inner in error.exceptions)
    cause = error.__cause__
    return (
        _type_name(error),
        fold_names(str(error)),
        _user_frames(error),
        members,
        describe_exception(cause, depth - 1) if cause is not None and depth else None,
    )


def _place(filename: str) -> str:
    """The user's file by its name; whose file inside a package it is, nobody depends on."""
    path = Path(filename)
    return path.name if path.is_relative_to(CASES_FOLDER / "cases") else "(a package)"


def _type_name(error: BaseException) -> str:
    """Folded; where FastAPI asserts, FerroAPI raises an AssertionError of its own (design,
    section 6).
    """
    name = fold_names(f"{type(error).__module__}.{type(error).__qualname__}")
    if name == "fastapi.exceptions.UsageError" and isinstance(error, AssertionError):
        return "builtins.AssertionError"
    return name


def _user_frames(error: BaseException) -> tuple[str, ...]:
    frames = traceback.extract_tb(error.__traceback__)
    return tuple(
        f"{Path(frame.filename).name}:{frame.lineno}"
        for frame in frames
        if Path(frame.filename).is_relative_to(CASES_FOLDER / "cases")
    )


def describe_scope(scope: Mapping[str, Any]) -> tuple[str, ...]:
    """The keys that stand in the scope after the call.

    FastAPI's own key counts by what is read from it: the effective route's context, or nothing.
    """
    keys = sorted(scope.keys() - {"fastapi"})
    if scope.get("fastapi", {}).get("effective_route_context") is not None:
        keys.append("effective route context")
    return tuple(keys)


def describe_warnings(caught: Iterable[warnings.WarningMessage]) -> tuple[str, ...]:
    """Category, text and place of each warning; resource warnings depend on the collector and
    are left out.
    """
    return tuple(
        fold_names(f"{item.category.__name__} at {_place(item.filename)}: {item.message}")
        for item in caught
        if not issubclass(item.category, ResourceWarning)
    )
