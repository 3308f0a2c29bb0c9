"""What lives as long as the program, so that remembering it keeps nothing alive.

What is worked out of an annotation or a class is kept for the next place with the same one. A class
or function that is local to another function may lead back to the application that it was made for:
remembered, it would keep that application for ever.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import wraps
from types import EllipsisType, FunctionType, NoneType
from typing import Any, Literal, NewType, TypeVar, get_args, get_origin

from typing_inspection.typing_objects import is_typealiastype

_T = TypeVar("_T")
_R = TypeVar("_R")

# Of a class that was made by a `class` statement, or like one; the others are the interpreter's and
# its extensions'.
_HEAP_TYPE = 1 << 9
# The class of its constraints is local to a function there, which makes it once.
_MADE_ONCE = "pydantic._internal."
_LEAVES = (str, bytes, int, float, complex, NoneType, EllipsisType)


def lasts(part: Any) -> bool:
    """Is every class and function in it the one that is found under its name in its module?

    `part` is one of them, a tuple of such parts, or anything that leads nowhere.
    """
    if isinstance(part, tuple):
        return all(map(lasts, part))
    if isinstance(part, type) and not part.__flags__ & _HEAP_TYPE:
        return True
    if isinstance(part, (type, FunctionType, NewType)) or is_typealiastype(part):
        return _find(part) is part or str(part.__module__).startswith(_MADE_ONCE)
    return True


def annotation_lasts(annotation: Any) -> bool:
    """The same of an annotation and its arguments; False where that cannot be told."""
    origin = get_origin(annotation)
    if origin is Literal:
        return all(lasts(type(value)) for value in get_args(annotation))
    if origin is not None:
        return all(map(annotation_lasts, get_args(annotation)))
    if isinstance(annotation, (type, NewType)):
        return lasts(annotation)
    return annotation is Any or isinstance(annotation, _LEAVES)


def remembered(
    maxsize: int, lasting: Callable[[Any], bool] = lasts
) -> Callable[[Callable[[_T], _R]], Callable[[_T], _R]]:
    """Keep a function's answers for arguments that last as long as the program: `maxsize` of them,
    then it starts anew."""

    def decorate(function: Callable[[_T], _R]) -> Callable[[_T], _R]:
        known: dict[Any, _R] = {}

        @wraps(function)
        def ask(argument: _T) -> _R:
            # Whether an argument lasts is dearer to tell than an answer is to find.
            try:
                return known[argument]
            except KeyError:
                answer = function(argument)
            except Exception:  # noqa: BLE001 - it cannot be hashed, or compared
                return function(argument)
            if lasting(argument):
                if len(known) >= maxsize:
                    known.clear()
                known[argument] = answer
            return answer

        return ask

    return decorate


def _find(thing: Any) -> Any:
    """What stands under a thing's name in its module."""
    found: Any = sys.modules.get(thing.__module__)
    for name in getattr(thing, "__qualname__", thing.__name__).split("."):
        if not hasattr(found, "__dict__"):
            return None
        found = vars(found).get(name)
    return found
