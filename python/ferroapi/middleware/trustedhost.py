"""Starlette's middleware for checking the Host header, at FastAPI's path."""

from starlette.middleware.trustedhost import TrustedHostMiddleware as TrustedHostMiddleware
