"""Starlette's middleware for mounting a WSGI application, at FastAPI's path."""

from starlette.middleware.wsgi import WSGIMiddleware as WSGIMiddleware
