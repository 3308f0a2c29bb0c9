"""Dependencies of an endpoint: their tree, and what FastAPI names for working with it."""

from typing import TYPE_CHECKING

from .._borrowed import submodules

if not TYPE_CHECKING:
    __getattr__ = submodules(__name__, "models", "utils")
