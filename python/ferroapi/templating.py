"""Starlette's Jinja2 templates, at FastAPI's path; needs jinja2."""

from starlette.templating import Jinja2Templates as Jinja2Templates
