"""Every case by name, in the order of the tables."""

from collections.abc import Callable

from ..case import Case
from . import basic, body, bulk, deps, errors, params, routes

MAKERS: dict[str, Callable[[], Case]] = {
    "plaintext": basic.plaintext,
    "json": basic.message,
    "params": params.params,
    "body": body.body,
    "deps": deps.deps,
    "deps_scope": deps.deps_scope,
    "models100": bulk.models100,
    "dicts100": bulk.dicts100,
    "last_of_500": routes.last,
    "not_found_of_500": routes.not_found,
    "unprocessable": params.unprocessable,
    "http_exception": errors.http_exception,
    "nested4": routes.nested4,
    "flat": routes.flat,
}


def make(names: list[str] | None = None) -> list[Case]:
    """The named cases, or all of them. Raises KeyError for a name that is none."""
    return [MAKERS[name]() for name in names or MAKERS]
