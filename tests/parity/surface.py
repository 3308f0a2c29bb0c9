"""The public names of a package and their signatures, in a form two packages can be compared by."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import warnings
from collections.abc import Iterator
from types import ModuleType
from typing import Any

from pydantic import BaseModel

from .record import fold_names

# `dependencies.*`, `utils` and `_compat` are FastAPI's workshop; what others import from them, its
# own suite (`make conformance`) tests by use.
MODULES = (
    "",
    ".background",
    ".concurrency",
    ".datastructures",
    ".encoders",
    ".exception_handlers",
    ".exceptions",
    ".logger",
    ".middleware",
    ".middleware.asyncexitstack",
    ".middleware.cors",
    ".middleware.gzip",
    ".middleware.httpsredirect",
    ".middleware.trustedhost",
    ".middleware.wsgi",
    ".openapi",
    ".openapi.constants",
    ".openapi.docs",
    ".openapi.models",
    ".openapi.utils",
    ".param_functions",
    ".params",
    ".requests",
    ".responses",
    ".routing",
    ".security",
    ".security.api_key",
    ".security.base",
    ".security.http",
    ".security.oauth2",
    ".security.open_id_connect_url",
    ".security.utils",
    ".sse",
    ".staticfiles",
    ".telemetry",
    ".templating",
    ".testclient",
    ".types",
    ".websockets",
)


# What a module has by being one.
_OF_MODULES = frozenset(vars(ModuleType("any"))) | {
    *("__annotations__", "__builtins__", "__cached__", "__file__", "__path__"),
    "__warningregistry__",
}


def all_modules() -> list[str]:
    """Every module of FastAPI, private ones too, less its command line's entry."""
    package = importlib.import_module("fastapi")
    found = pkgutil.walk_packages(package.__path__, "fastapi.")
    return ["", *(info.name.removeprefix("fastapi") for info in found if "__main" not in info.name)]


def held_names(module: str) -> dict[str, Any]:
    """Everything that stands in FastAPI's `module`, private names too."""
    held = vars(load("fastapi", module))
    return {name: value for name, value in held.items() if name not in _OF_MODULES}


def load(package: str, module: str) -> ModuleType:
    """`package.module`; one of them is deprecated by Starlette, and kept."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return importlib.import_module(package + module)


def offered_names(module: str) -> dict[str, Any]:
    """The classes and functions that FastAPI's `module` offers."""
    loaded = load("fastapi", module)
    names = {name: getattr(loaded, name) for name in dir(loaded) if not name.startswith("_")}
    return {name: value for name, value in names.items() if _is_interface(module, value)}


# Modules that exist to hand names on.
REEXPORTS = (
    "",
    ".middleware",
    ".requests",
    ".responses",
    ".security",
    ".staticfiles",
    ".templating",
    ".testclient",
    ".websockets",
)


def _is_interface(module: str, value: Any) -> bool:
    """Whether FastAPI's `module` offers `value`: made there, or handed on by a module that
    exists for that.

    What a module merely imported for its own use is no offer.
    """
    if not (inspect.isclass(value) or inspect.isroutine(value)):
        return False
    home = getattr(value, "__module__", None) or ""
    return home == f"fastapi{module}" or (
        module in REEXPORTS and home.partition(".")[0] in ("fastapi", "starlette")
    )


def signatures(value: Any, name: str) -> Iterator[tuple[str, str]]:
    """`(dotted name, signature)` of a callable and, for a class, of its public methods."""
    if not callable(value) or not (inspect.isclass(value) or inspect.isroutine(value)):
        return
    yield name, describe_signature(value)
    if inspect.isclass(value):
        for attribute in sorted(dir(value)):
            member = inspect.getattr_static(value, attribute, None)
            if (
                not attribute.startswith("_")
                and inspect.isroutine(getattr(value, attribute, None))
                and member is not None
            ):
                yield f"{name}.{attribute}", describe_signature(getattr(value, attribute))


def describe_signature(value: Any) -> str:
    """Names, kinds and plain defaults; annotations may differ in spelling and are compared by
    type checkers.
    """
    if inspect.isclass(value) and issubclass(value, BaseModel):
        value.model_rebuild()  # a deferred model shows its fields only once it is built
    try:
        signature = inspect.signature(value)
    except (TypeError, ValueError):
        return "no signature"
    return ", ".join(_describe_parameter(item) for item in signature.parameters.values())


def _describe_parameter(parameter: inspect.Parameter) -> str:
    marks = {
        parameter.KEYWORD_ONLY: "kw ",
        parameter.VAR_POSITIONAL: "*",
        parameter.VAR_KEYWORD: "**",
    }
    text = f"{marks.get(parameter.kind, '')}{parameter.name}"
    return (
        text
        if parameter.default is parameter.empty
        else f"{text}={_describe_default(parameter.default)}"
    )


def _describe_default(default: Any) -> str:
    if isinstance(default, str | int | float | bytes | tuple | list | dict | set | None):
        return fold_names(repr(default))
    if inspect.isclass(default) or inspect.isroutine(default):
        return fold_names(default.__qualname__)
    return f"<{fold_names(type(default).__name__)}>"
