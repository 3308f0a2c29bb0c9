"""Middleware at FastAPI's paths: Starlette's, and the exit stack that outlives a request's
handlers.
"""

from typing import TYPE_CHECKING

from starlette.middleware import Middleware as Middleware

from .._borrowed import submodules

if not TYPE_CHECKING:
    __getattr__ = submodules(__name__, "asyncexitstack")
