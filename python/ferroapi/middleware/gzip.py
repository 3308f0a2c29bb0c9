"""Starlette's middleware for compressed answers, at FastAPI's path."""

from starlette.middleware.gzip import GZipMiddleware as GZipMiddleware
