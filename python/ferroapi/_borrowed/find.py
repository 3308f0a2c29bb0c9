"""Looks borrowed names up; loaded when somebody asks for one."""

from __future__ import annotations

import collections.abc
import sys
import typing
from collections.abc import Iterable
from functools import cache
from importlib import import_module
from typing import Any, Final

import typing_extensions

from .names import BORROWED
from .private import PRIVATE
from .vocabulary import VOCABULARY

NOTHING: Final = object()
_OUR_TOOLS: Final = frozenset({"TYPE_CHECKING", "annotations", "import_module", "lend"})
_LOWER_WORDS: Final = frozenset({"cast", "deprecated", "get_args", "get_origin"})


def borrowed(module: str, name: str) -> Any:
    """What `module` lends under `name`, or `NOTHING`."""
    home = _homes(module).get(name)
    if home is None:
        return NOTHING
    place, original = home
    if place is not None:
        return getattr(import_module(place), original)
    if original[0].islower() and original not in _LOWER_WORDS:
        try:
            return import_module(original)
        except ModuleNotFoundError:  # one that need not be installed
            return NOTHING
    homes = (collections.abc, typing, typing_extensions)
    return next(getattr(known, original) for known in homes if hasattr(known, original))


def borrowed_names(module: str) -> Iterable[str]:
    """The names that `module` lends."""
    return _homes(module)


def public_names(module: str, names: Iterable[str]) -> list[str]:
    """What a star import of `module` gives: not the tables of its own declarations."""
    own = vars(sys.modules[module])
    return [
        name
        for name in names
        if not name.startswith("_")
        and name not in _OUR_TOOLS
        and not type(own.get(name)).__module__.startswith("ferroapi._")
    ]


@cache
def _homes(module: str) -> dict[str, tuple[str | None, str]]:
    """Where each name is at home, and what it is called there; None for Python's own words."""
    key = module.partition(".")[2]
    homes: dict[str, tuple[str | None, str]] = {}
    for name in VOCABULARY.get(key, "").split():
        stored, _, original = name.partition("=")
        homes[stored] = None, original or stored
    for table in (BORROWED, PRIVATE):
        for place, names in table.get(key, {}).items():
            for entry in names.split():
                stored, _, original = entry.partition("=")
                homes[stored] = place, original or stored
    return homes
