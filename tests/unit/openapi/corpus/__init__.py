"""Small applications, each made by a function of the framework: two frameworks make the same one.

A factory takes the framework's module (`fastapi` or `ferroapi`) and returns an application.
Everything that FastAPI's document depends on should stand in one of them.
"""

from collections.abc import Callable
from typing import Any

from . import bodies, callbacks, metadata, parameters, responses, schemas, security

Factory = Callable[[Any], Any]

_MODULES = (parameters, bodies, responses, schemas, security, callbacks, metadata)

APPS: dict[str, Factory] = {
    f"{module.__name__.rpartition('.')[2]}.{factory.__name__}": factory
    for module in _MODULES
    for factory in module.APPS
}
