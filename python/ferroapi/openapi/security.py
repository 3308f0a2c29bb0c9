"""Security schemes of the document and what an operation requires of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from ferroapi.encoders import jsonable_encoder

if TYPE_CHECKING:
    from ferroapi.security.base import SecurityBase


def describe_schemes(uses: Iterable[tuple[SecurityBase, list[str]]]) -> dict[str, Any]:
    """Describe each scheme, by name; of several with one name the last counts."""
    return {
        scheme.scheme_name: jsonable_encoder(scheme.model, by_alias=True, exclude_none=True)
        for scheme, _ in uses
    }


def describe_requirements(
    uses: Iterable[tuple[SecurityBase, list[str]]],
) -> list[dict[str, list[str]]]:
    """List each scheme with all the scopes asked of it, in the order they are asked."""
    asked: dict[str, dict[str, None]] = {}
    for scheme, scopes in uses:
        asked.setdefault(scheme.scheme_name, {}).update(dict.fromkeys(scopes))
    return [{name: list(scopes)} for name, scopes in asked.items()]
