"""Warnings about deprecated features, reported at the user's own line."""

from __future__ import annotations

import sys
import warnings

from .exceptions import FastAPIDeprecationWarning

_PACKAGE = __name__.partition(".")[0]


def warn_deprecated(message: str) -> None:
    """Warn at the first line of the call stack that is not in this package."""
    level = 2
    frame = sys._getframe(1)
    while frame.f_back is not None and _is_ours(frame.f_globals.get("__name__")):
        frame = frame.f_back
        level += 1
    warnings.warn(message, FastAPIDeprecationWarning, stacklevel=level)


def _is_ours(module: object) -> bool:
    return isinstance(module, str) and module.partition(".")[0] == _PACKAGE
