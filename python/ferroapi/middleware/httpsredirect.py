"""Starlette's middleware for redirection to https, at FastAPI's path."""

from starlette.middleware.httpsredirect import HTTPSRedirectMiddleware as HTTPSRedirectMiddleware
