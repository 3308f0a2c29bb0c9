"""Starlette's middleware for cross-origin resource sharing, at FastAPI's path."""

from starlette.middleware.cors import CORSMiddleware as CORSMiddleware
