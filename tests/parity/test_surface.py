"""Names, classes and signatures of the public modules: what can be imported, called and subclassed."""

from __future__ import annotations

import inspect
import os

import pytest

from .differences import MISSING_NAMES, OTHER_SIGNATURES
from .record import fold_names
from .surface import MODULES, is_interface, public_names, signatures

SUBJECT = os.environ.get("FERROAPI_PARITY_SUBJECT", "ferroapi")


def _offered(module: str) -> dict[str, object]:
    """What FastAPI's module offers, less what FerroAPI leaves out on purpose."""
    names = public_names("fastapi", module)
    return {
        name: value
        for name, value in names.items()
        if is_interface("fastapi", module, value) and f"{module}.{name}" not in MISSING_NAMES
    }


@pytest.mark.parametrize("module", MODULES)
def test_names(module: str) -> None:
    """Every name that FastAPI offers is there, and is the same kind of thing."""
    ours = public_names(SUBJECT, module)
    offered = _offered(module)
    missing = sorted(offered.keys() - ours.keys())
    other = [name for name in offered.keys() & ours.keys() if inspect.isclass(offered[name]) != inspect.isclass(ours[name])]
    assert not missing
    assert not other


@pytest.mark.parametrize("module", MODULES)
def test_signatures(module: str) -> None:
    """Same parameter names, kinds and defaults, for functions, constructors and methods."""
    offered, ours = _offered(module), public_names(SUBJECT, module)
    different = []
    for name in offered.keys() & ours.keys():
        expected, found = dict(signatures(offered[name], name)), dict(signatures(ours[name], name))
        different += [
            f"{key}\n  FastAPI:  {text}\n  FerroAPI: {found.get(key)}"
            for key, text in expected.items()
            if found.get(key) != text and f"{module}.{key}" not in OTHER_SIGNATURES
        ]
    assert not different, "\n".join(different)


@pytest.mark.parametrize("module", MODULES)
def test_class_hierarchy(module: str) -> None:
    """What a program may rely on in `isinstance` and `except`: the public bases."""
    offered, ours = _offered(module), public_names(SUBJECT, module)
    lost = []
    for name in offered.keys() & ours.keys():
        expected = {fold_names(base) for base in _bases(offered[name]) if not base.startswith("_")}
        found = {fold_names(base) for base in _bases(ours[name])}
        lost += [f"{name} is no {base}" for base in expected - found - {"Generic", "object"}]
    assert not lost


def _bases(value: object) -> list[str]:
    return [base.__name__ for base in value.__mro__] if inspect.isclass(value) else []
