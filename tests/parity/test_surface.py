"""Names, classes and signatures of the public modules: to be imported, called, subclassed."""

from __future__ import annotations

import inspect
import json
import os
import subprocess
import sys
from typing import Any

import pytest

from .differences import MISSING_IMPORTS, MISSING_MODULES, MISSING_NAMES, OTHER_SIGNATURES
from .record import fold_names
from .surface import MODULES, all_modules, held_names, load, offered_names, signatures

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


BUILT = [module for module in all_modules() if module not in MISSING_MODULES]


@pytest.mark.parametrize("module", BUILT)
def test_names_that_are_only_held(module: str) -> None:
    """`from fastapi.routing import Request` works, so programs and plug-ins have such lines; they
    take private names too."""
    ours = load(SUBJECT, module)
    held = held_names(module)
    missing = {f"{module}.{name}" for name in held if not hasattr(ours, name)}
    # Whether a module shows in its package depends on what else was imported.
    assert missing - MISSING_MODULES == _meant_to_be_missing(module) - MISSING_MODULES
    foreign = [
        name
        for name, value in held.items()
        if (inspect.isclass(value) or inspect.ismodule(value))
        and _home(value) not in ("fastapi", "annotated_doc", "__future__")
        and getattr(ours, name, value) is not value
    ]
    # Where `email_validator` is missing, both have a stand-in of their own.
    assert [name for name in foreign if name != "EmailStr"] == []


def _home(value: Any) -> str:
    name: str = value.__name__ if inspect.ismodule(value) else value.__module__
    return name.partition(".")[0]


def _meant_to_be_missing(module: str) -> set[str]:
    return {name for name in MISSING_IMPORTS if name.rpartition(".")[0] == module}


@pytest.mark.parametrize("module", BUILT)
def test_star_imports(module: str) -> None:
    """`from fastapi.security import *` brings names that are loaded late, too."""
    brought = [_star(package + module) for package in ("fastapi", SUBJECT)]
    lost = {f"{module}.{name}" for name in brought[0] - brought[1]}
    assert lost - MISSING_MODULES <= _meant_to_be_missing(module)


def _star(module: str) -> set[str]:
    names: dict[str, Any] = {}
    exec(f"from {module} import *", names)
    return set(names) - {"__builtins__", "annotations", "TYPE_CHECKING"}


@pytest.mark.parametrize("module", BUILT)
def test_listings(module: str) -> None:
    """`dir()` and `inspect.getmembers` show what is there."""
    listed = [set(dir(load(package, module))) for package in ("fastapi", SUBJECT)]
    lost = {f"{module}.{name}" for name in listed[0] - listed[1] if not name.startswith("__")}
    # Modules show where they are loaded, which depends on what else was imported.
    lost -= set(all_modules())
    assert lost <= _meant_to_be_missing(module)
    members = dict(inspect.getmembers(load(SUBJECT, module)))
    assert not [name for name in listed[1] if name not in members and not name.startswith("__")]


_WALK = """
import json, {package}
def walk(name, module):
    yield name
    for child in {modules}:
        head, _, last = child.rpartition(".")
        if head == name and (found := getattr(module, last, None)) is not None:
            yield from walk(child, found)
print(json.dumps(list(walk("", {package}))))
"""


def test_modules_are_attributes_of_their_packages() -> None:
    """`import fastapi` is enough for `fastapi.openapi.utils`, but not for `fastapi.testclient`."""
    walked = []
    for package in ("fastapi", SUBJECT):
        program = _WALK.format(package=package, modules=all_modules()[1:])
        run = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
        walked.append(set(json.loads(run.stdout)))
    assert walked[0] - walked[1] == MISSING_MODULES - {".telemetry._runtime"}
    assert walked[1] - walked[0] == set()


def test_nothing_is_looked_up_for_an_import() -> None:
    """The tables of lent names are loaded for those who ask."""
    program = f"import sys, {SUBJECT}; print([name for name in sys.modules if 'borrowed.' in name])"
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert run.stdout.strip() == b"[]"


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
