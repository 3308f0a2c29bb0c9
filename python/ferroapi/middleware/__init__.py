"""Middleware at FastAPI's paths: Starlette's, and the exit stack that outlives a request's
handlers.
"""

from starlette.middleware import Middleware as Middleware
