"""Names that FastAPI's modules hold only because they import them, or keep to themselves, and that
programs take from there all the same.

An editor's automatic import writes `from fastapi.routing import Request` as readily as the right
line, and plug-ins take what they need where they saw it. Each module below answers for such names
through its `__getattr__`, so that none of them costs anything at import. Nothing in FerroAPI itself
imports a name from here.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from importlib import import_module
from typing import Any

Lookup = Callable[[str], Any]
Listing = Callable[[], list[str]]


def lend(module: str, *late: Iterable[str]) -> tuple[Lookup, Listing]:
    """The `__getattr__` and the `__dir__` of `module`.

    The first finds a borrowed name, anew each time, so that it never shows in the module's `vars`,
    and raises `AttributeError` for others. `late` are names that the module itself loads when they
    are asked for: together with the borrowed ones they stand in `dir()` and in a star import.
    """

    def find(name: str) -> Any:
        # The import system asks for names of its own kind.
        if name == "__all__" or not name.startswith("__"):
            from .find import NOTHING, borrowed, public_names

            if name == "__all__":
                return public_names(module, listing())
            found = borrowed(module, name)
            if found is not NOTHING:
                return found
        raise AttributeError(f"module {module!r} has no attribute {name!r}")

    def listing() -> list[str]:
        from .find import borrowed_names

        loaded = (name for names in late for name in names)
        return sorted({*vars(sys.modules[module]), *borrowed_names(module), *loaded})

    return find, listing


def submodules(package: str, *names: str) -> Lookup:
    """The `__getattr__` of a package that imports these modules when they are asked for: in
    FastAPI they are there as soon as it is imported."""

    def find(name: str) -> Any:
        if name in names:
            return import_module(f"{package}.{name}")
        raise AttributeError(f"module {package!r} has no attribute {name!r}")

    return find
