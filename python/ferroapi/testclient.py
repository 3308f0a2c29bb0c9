"""Starlette's test client, at FastAPI's path; needs the HTTP client of the extra `standard`."""

from starlette.testclient import TestClient as TestClient
