"""Opt-in: let `import fastapi` mean FerroAPI, for programs whose imports cannot be changed.

Nothing here happens by itself, and nothing is ever installed under FastAPI's name.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from types import ModuleType

_ALIAS = "fastapi"
_PACKAGE = "ferroapi"


def install_as_fastapi() -> None:
    """From now on, in this process, `fastapi` and `fastapi.X` are the modules `ferroapi` and
    `ferroapi.X` themselves.

    Call it before anything imports FastAPI; calling it again does nothing. Raises `ImportError`
    where the real FastAPI is loaded already.
    """
    package = import_module(_PACKAGE)
    loaded = sys.modules.get(_ALIAS)
    if loaded is package:
        return
    if loaded is not None:
        raise ImportError(
            "The real `fastapi` is imported already; "
            "call `ferroapi.compat.install_as_fastapi()` before that."
        )
    sys.meta_path.insert(0, _AliasFinder())
    import_module(_ALIAS)


def _original_name(alias: str) -> str | None:
    """The name of the module behind `alias`; None where it is no alias."""
    head, dot, rest = alias.partition(".")
    return _PACKAGE + dot + rest if head == _ALIAS else None


class _AliasFinder(MetaPathFinder):
    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        original = _original_name(fullname)
        if original is None or find_spec(original) is None:
            return None
        return ModuleSpec(fullname, _AliasLoader(original), is_package=True)


class _AliasLoader(Loader):
    """Gives the original module out under another name, as it is."""

    def __init__(self, original: str) -> None:
        self._module = import_module(original)
        self._own_spec = self._module.__spec__

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return self._module

    def exec_module(self, module: ModuleType) -> None:
        # The import system has just given the module the alias's spec.
        module.__spec__ = self._own_spec
