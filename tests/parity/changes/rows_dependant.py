"""Rows for dependants, of a route as declared and as reached."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .program import World
from .row import Row, Rows


def _dependant_rows(get: Callable[[World], Any]) -> Rows:
    def mapped(change: Callable[[World, Any], object]) -> Row:
        return lambda world: change(world, get(world).dependant)

    def new(world: World, **options: Any) -> Any:
        return world.dependant(world.noting("added", "added"), **options)

    async def told(**values: Any) -> Any:
        return {"told": sorted(values)}

    async def two(**values: Any) -> Any:
        return sorted(values)

    rows: dict[str, Callable[[World, Any], object]] = {
        "call": lambda w, d: setattr(d, "call", told),
        "call wrapped": lambda w, d: setattr(d, "call", _wrapped(w, d.call)),
        "call plain": lambda w, d: setattr(d, "call", lambda **values: {"plain": sorted(values)}),
        "dependencies": lambda w, d: setattr(d, "dependencies", [new(w, name="needed")]),
        "dependencies appended": lambda w, d: d.dependencies.append(new(w)),
        "dependencies inserted": lambda w, d: d.dependencies.insert(0, new(w)),
        "dependencies cleared": lambda w, d: d.dependencies.clear(),
        "dependencies removed": lambda w, d: d.dependencies.pop(0),
        "dependencies deleted": lambda w, d: d.dependencies.__delitem__(slice(0, 1)),
        "dependencies replaced": lambda w, d: d.dependencies.__setitem__(0, new(w)),
        "dependencies reversed": lambda w, d: d.dependencies.reverse(),
        "dependencies extended": lambda w, d: d.dependencies.extend([new(w), new(w)]),
        "dependencies, a list kept": lambda w, d: _kept(w, d, "dependencies", new(w)),
        "path_params": lambda w, d: setattr(d, "path_params", []),
        "path_params cleared": lambda w, d: d.path_params.clear(),
        "query_params": lambda w, d: setattr(d, "query_params", []),
        "query_params popped": lambda w, d: d.query_params.pop(),
        "query_params, a list kept": lambda w, d: _kept(w, d, "query_params", None),
        "query_params moved": lambda w, d: d.query_params.append(d.dependencies[1].query_params[0]),
        "header_params": lambda w, d: setattr(d, "header_params", []),
        "header_params cleared": lambda w, d: d.header_params.clear(),
        "cookie_params": lambda w, d: setattr(d, "cookie_params", []),
        "cookie_params cleared": lambda w, d: d.cookie_params.clear(),
        "body_params": lambda w, d: setattr(d, "body_params", []),
        "name": lambda w, d: setattr(d, "name", "changed"),
        "name of a dependency": lambda w, d: setattr(d.dependencies[1], "name", "q"),
        "call of a dependency": lambda w, d: setattr(
            d.dependencies[1], "call", w.noting("another", "another")
        ),
        "call of the deepest": lambda w, d: setattr(
            d.dependencies[1].dependencies[0], "call", _wrapped(w, w.noting("another", "another"))
        ),
        "query_params of a dependency": lambda w, d: d.dependencies[1].query_params.clear(),
        "dependencies of a dependency": lambda w, d: d.dependencies[1].dependencies.append(new(w)),
        "use_cache": lambda w, d: setattr(d, "use_cache", False),
        "use_cache of a dependency": lambda w, d: (
            d.dependencies.append(d.dependencies[0]),
            setattr(d.dependencies[0], "use_cache", False),
        ),
        "scope": lambda w, d: setattr(d, "scope", "request"),
        "scope of a dependency": lambda w, d: setattr(d.dependencies[2], "scope", "function"),
        "path": lambda w, d: setattr(d, "path", "/changed"),
        "request_param_name": lambda w, d: setattr(d, "request_param_name", None),
        "request_param_name of a dependency": lambda w, d: (
            setattr(d.dependencies[1], "request_param_name", "request"),
            setattr(d.dependencies[1], "call", two),
        ),
        "websocket_param_name": lambda w, d: setattr(d, "websocket_param_name", "socket"),
        "http_connection_param_name": lambda w, d: (
            setattr(d, "http_connection_param_name", "connection"),
            setattr(d, "call", told),
        ),
        "response_param_name": lambda w, d: (
            setattr(d, "response_param_name", "other"),
            setattr(d, "call", told),
        ),
        "background_tasks_param_name": lambda w, d: (
            setattr(d, "background_tasks_param_name", "tasks"),
            setattr(d, "call", told),
        ),
        "security_scopes_param_name": lambda w, d: (
            setattr(d, "security_scopes_param_name", "scopes"),
            setattr(d, "call", _scopes),
        ),
        "own_oauth_scopes": lambda w, d: (
            setattr(d, "own_oauth_scopes", ["own"]),
            setattr(d, "security_scopes_param_name", "scopes"),
            setattr(d, "call", _scopes),
        ),
        "parent_oauth_scopes": lambda w, d: (
            setattr(d, "parent_oauth_scopes", ["parent"]),
            setattr(d, "security_scopes_param_name", "scopes"),
            setattr(d, "call", _scopes),
        ),
        "concurrency": lambda w, d: setattr(d.dependencies[1], "concurrency", _limit(w)),
    }
    return {name: mapped(change) for name, change in rows.items()}


async def _scopes(scopes: Any, **_: Any) -> Any:
    return scopes.scopes


def _limit(world: World) -> Any:
    return world.api.concurrency._DependencyConcurrency(1)


def _wrapped(world: World, call: Any) -> Any:
    async def wrapped(**values: Any) -> Any:
        world.log.append("wrapped")
        return await call(**values)

    return wrapped


def _kept(world: World, dependant: Any, name: str, added: Any) -> None:
    """A plain list is assigned and changed after the next request."""
    kept = list(getattr(dependant, name))
    setattr(dependant, name, kept)
    assert getattr(dependant, name) is kept
    world.later.append(lambda: kept.append(added) if added else kept.clear())


DEPENDANT: Rows = _dependant_rows(lambda world: world.declared())
REACHED_DEPENDANT: Rows = _dependant_rows(lambda world: world.reached())
