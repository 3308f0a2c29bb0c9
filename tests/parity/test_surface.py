"""Names, classes and signatures of the public modules: what can be imported, called and subclassed."""

from __future__ import annotations

import inspect
import os

import pytest

from .differences import MISSING_NAMES, OTHER_SIGNATURES
from .record import fold_names
from .surface import MODULES, defined_here, public_names, signatures

SUBJECT = os.environ.get("FERROAPI_PARITY_SUBJECT", "ferroapi")


@pytest.mark.parametrize("module", MODULES)
def test_names(module: str) -> None:
    """Every public name of FastAPI's own making is there, and is the same kind of thing."""
    ours = {name: value for name, value in _names(SUBJECT, module).items()}
    missing = []
    for name, value in _names("fastapi", module).items():
        if f"{module}.{name}" in MISSING_NAMES or not _is_interface(module, name, value):
            continue
        if name not in ours:
            missing.append(name)
        elif inspect.isclass(value) != inspect.isclass(ours[name]):
            missing.append(f"{name} (another kind)")
    assert not missing


@pytest.mark.parametrize("module", MODULES)
def test_signatures(module: str) -> None:
    """Same parameter names, kinds and defaults, for functions, constructors and methods."""
    theirs = _signatures("fastapi", module)
    ours = _signatures(SUBJECT, module)
    different = {
        name: (expected, ours.get(name))
        for name, expected in theirs.items()
        if ours.get(name) != expected and f"{module}.{name}" not in OTHER_SIGNATURES
    }
    assert not different, "\n".join(f"{name}\n  FastAPI:  {a}\n  FerroAPI: {b}" for name, (a, b) in different.items())


@pytest.mark.parametrize("module", MODULES)
def test_class_hierarchy(module: str) -> None:
    """What a program may rely on in `isinstance` and `except`: the public bases."""
    ours = _names(SUBJECT, module)
    lost = []
    for name, value in _names("fastapi", module).items():
        if not inspect.isclass(value) or not defined_here("fastapi", value) or name not in ours:
            continue
        expected = {fold_names(base.__name__) for base in value.__mro__ if not base.__name__.startswith("_")}
        found = {fold_names(base.__name__) for base in ours[name].__mro__}
        lost += [f"{name} is no {base}" for base in expected - found - {"Generic", "object"}]
    assert not lost


def _names(package: str, module: str) -> dict[str, object]:
    return public_names(package, module)


def _is_interface(module: str, name: str, value: object) -> bool:
    """FastAPI's own names, and what the package's short re-export modules hand on."""
    reexports = (".responses", ".requests", ".websockets", ".middleware", ".staticfiles", ".templating", ".testclient", "")
    return defined_here("fastapi", value) or module in reexports and not name.startswith("_")


def _signatures(package: str, module: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in public_names(package, module).items():
        if defined_here(package, value):
            found.update(signatures(package, value, name))
    return found
