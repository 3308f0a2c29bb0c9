"""Overrides: every way into a path operation × everything that may be overridden."""
