"""Names, classes and signatures of the public modules: to be imported, called, subclassed."""

from __future__ import annotations

import inspect
import os
from typing import Any

import pytest

from .differences import MISSING_IMPORTS, MISSING_NAMES, OTHER_SIGNATURES
from .record import fold_names
from .surface import MODULES, WORKSHOP, held_names, load, offered_names, signatures

SUBJECT = os.environ.get("FERROAPI_PARITY_SUBJECT", "ferroapi")


NOTHING = object()


def _pairs(module: str) -> dict[str, tuple[Any, Any]]:
    """FastAPI's offers by name, each beside FerroAPI's, less what is left out on purpose."""
    ours = load(SUBJECT, module)
    return {
        name: (value, getattr(ours, name, NOTHING))
        for name, value in offered_names(module).items()
        if f"{module}.{name}" not in MISSING_NAMES
    }


@pytest.mark.parametrize("module", MODULES)
def test_names(module: str) -> None:
    """Every name that FastAPI offers is there; a class is a class, a function can be called."""
    pairs = _pairs(module)
    assert not [name for name, (_, ours) in pairs.items() if ours is NOTHING]
    assert not [name for name, (_, ours) in pairs.items() if not callable(ours)]
    assert not [
        name
        for name, (theirs, ours) in pairs.items()
        if inspect.isclass(theirs) > inspect.isclass(ours)
    ]


@pytest.mark.parametrize("module", [*MODULES, *WORKSHOP])
def test_names_that_are_only_held(module: str) -> None:
    """`from fastapi.routing import Request` works, so programs and plug-ins have such lines."""
    ours = load(SUBJECT, module)
    held = held_names(module)
    # None stands for a library that is not installed.
    there = {name for name, value in held.items() if value is not None}
    missing = {f"{module}.{name}" for name in there if not hasattr(ours, name)}
    assert missing == {name for name in MISSING_IMPORTS if name.rpartition(".")[0] == module}
    foreign = [
        name
        for name, value in held.items()
        if inspect.isclass(value)
        and value.__module__.partition(".")[0] != "fastapi"
        and getattr(ours, name, value) is not value
    ]
    # Where `email_validator` is missing, both have a stand-in of their own.
    assert [name for name in foreign if name != "EmailStr"] == []


@pytest.mark.parametrize("module", MODULES)
def test_signatures(module: str) -> None:
    """Same parameter names, kinds and defaults, for functions, constructors and methods."""
    different = {}
    for name, (theirs, ours) in _pairs(module).items():
        found = dict(signatures(ours, name))
        different |= {
            f"{module}.{key}": f"{key}\n  FastAPI:  {text}\n  FerroAPI: {found.get(key)}"
            for key, text in signatures(theirs, name)
            if found.get(key) != text
        }
    meant = {name for name in OTHER_SIGNATURES if name.rpartition(".")[0] == module}
    assert different.keys() == meant, "\n".join(different.values())


@pytest.mark.parametrize("module", MODULES)
def test_class_hierarchy(module: str) -> None:
    """What a program may rely on in `isinstance` and `except`: the public bases."""
    lost = []
    for name, (theirs, ours) in _pairs(module).items():
        expected = {fold_names(base) for base in _bases(theirs) if not base.startswith("_")}
        found = {fold_names(base) for base in _bases(ours)}
        lost += [f"{name} is no {base}" for base in expected - found - {"Generic", "object"}]
    assert not lost


def _bases(value: Any) -> list[str]:
    return [base.__name__ for base in value.__mro__] if inspect.isclass(value) else []
