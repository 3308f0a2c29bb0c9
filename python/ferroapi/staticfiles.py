"""Starlette's static files application, at FastAPI's path."""

from starlette.staticfiles import StaticFiles as StaticFiles
