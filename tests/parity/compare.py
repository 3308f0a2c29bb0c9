"""Two runs of one case, aspect by aspect: where they differ becomes a finding.

An aspect is one question about an exchange ("which headers?"). `order` asks how messages and side
effects interleave; it is reported only when the parts themselves agree, so that one cause makes one
finding.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from .case import Run
from .differences import PRIVATE_SCOPE_KEYS
from .record import Event, Exchange, shorten


@dataclass(frozen=True)
class Finding:
    """One aspect of one step on which the packages disagree."""

    case: str
    step: str
    aspect: str
    expected: Any
    found: Any

    def __str__(self) -> str:
        return (
            f"{self.case} · {self.step}\n    {self.aspect}\n"
            f"      FastAPI:  {_show(self.expected, self.found)}\n"
            f"      FerroAPI: {_show(self.found, self.expected)}"
        )


def _sent(seen: Exchange) -> list[dict[str, Any]]:
    return [message for kind, message in seen.trace if kind == "send"]


def _status(seen: Exchange) -> Any:
    return [message["status"] for message in _sent(seen) if "status" in message]


def _headers(seen: Exchange) -> Any:
    return [message["headers"] for message in _sent(seen) if "headers" in message]


def _body(seen: Exchange) -> Any:
    return [message["body"] for message in _sent(seen) if "body" in message]


def _messages(seen: Exchange) -> Any:
    told_elsewhere = ("status", "headers", "body")
    return [
        {key: None if key in told_elsewhere else value for key, value in message.items()}
        for message in _sent(seen)
    ]


def _kind(kind: str) -> Callable[[Exchange], Any]:
    return lambda seen: [what for which, what in seen.trace if which == kind]


def _order(seen: Exchange) -> Any:
    return [_brief(event) for event in seen.trace]


def _brief(event: Event) -> str:
    kind, what = event
    return f"{kind} {what['type']}" if isinstance(what, dict) else f"{kind} {what}"


ASPECTS: dict[str, Callable[[Exchange], Any]] = {
    "status": _status,
    "headers": _headers,
    "body": _body,
    "messages": _messages,
    "receives": _kind("receive"),
    "log": _kind("log"),
    "openapi": _kind("openapi"),
    "raised": lambda seen: seen.raised,
    "returned": lambda seen: seen.returned,
    "warnings": lambda seen: seen.warnings,
    "scope": lambda seen: sorted(set(seen.scope_keys) - PRIVATE_SCOPE_KEYS),
}


def compare(case: str, expected: Run, found: Run) -> Iterator[Finding]:
    """Every finding of one case, in the order of its steps."""
    for left, right in zip_longest(expected.observations, found.observations):
        if left is None or right is None:
            label = (left or right).label
            yield Finding(case, label, "step", left and "ran", right and "ran")
            return
        yield from compare_exchange(case, left.label, left.seen, right.seen)


def compare_exchange(
    case: str, step: str, expected: Exchange, found: Exchange
) -> Iterator[Finding]:
    """The aspects on which two exchanges disagree."""
    if expected == found:
        return
    agreed = True
    for aspect, look in ASPECTS.items():
        left, right = look(expected), look(found)
        if left != right:
            agreed = False
            yield Finding(case, step, aspect, left, right)
    if agreed and expected.trace != found.trace:
        yield Finding(case, step, "order", _order(expected), _order(found))


def _show(value: Any, other: Any) -> str:
    """`value` around the first place where its text leaves `other`'s."""
    text, rival = _text(value), _text(other)
    if len(text) <= 600:
        return text
    start = next((i for i, (a, b) in enumerate(zip(text, rival, strict=False)) if a != b), 0)
    return f"…{shorten(text[max(0, start - 200) : start + 400], 600)}"


def _text(value: Any) -> str:
    if isinstance(value, list) and len(value) == 1 and isinstance(value[0], str):
        return value[0]
    return repr(value)


def unified(expected: str, found: str) -> str:
    """A line diff, for documents."""
    return "\n".join(
        difflib.unified_diff(
            expected.splitlines(), found.splitlines(), "FastAPI", "FerroAPI", lineterm=""
        )
    )
