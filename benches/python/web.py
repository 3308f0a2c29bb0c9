"""The frameworks under test, behind one namespace, so that every app is written once.

FastAPI and FerroAPI have the same names in the same places; `BARE` has stand-ins that declare
nothing, with which the controls make the same endpoints.
"""

import importlib
from dataclasses import dataclass
from types import ModuleType
from typing import Any


@dataclass(frozen=True, slots=True)
class Web:
    """The names that the cases use of a framework."""

    name: str
    version: str
    FastAPI: Any
    APIRouter: Any
    Depends: Any
    Header: Any
    HTTPException: Any
    PlainTextResponse: Any
    Query: Any


def load(name: str) -> Web | None:
    """The framework `fastapi` or `ferroapi`; None where it is not installed (or not built)."""
    try:
        module = importlib.import_module(name)
        responses = importlib.import_module(f"{name}.responses")
    except ImportError:
        return None
    return Web(
        name=name,
        version=_version(module),
        FastAPI=module.FastAPI,
        APIRouter=module.APIRouter,
        Depends=module.Depends,
        Header=module.Header,
        HTTPException=module.HTTPException,
        PlainTextResponse=responses.PlainTextResponse,
        Query=module.Query,
    )


def _version(module: ModuleType) -> str:
    """The version; a package run from its source tree has no metadata to tell it."""
    try:
        return str(module.__version__)
    except ImportError:
        return "source"


class RawError(Exception):
    """What a control's endpoint raises where the frameworks raise an HTTPException."""

    def __init__(self, status_code: int, detail: Any) -> None:
        self.status_code = status_code
        self.detail = detail


def _nothing(*_args: object, **_kwargs: object) -> None:
    return None


BARE = Web(
    name="raw",
    version="",
    FastAPI=None,
    APIRouter=None,
    Depends=_nothing,
    Header=_nothing,
    HTTPException=RawError,
    PlainTextResponse=None,
    Query=_nothing,
)
