"""What a path operation reads from a request, gathered over its whole tree of dependencies.

One walk per operation, depth first in declaration order, visiting a dependency that is solved once
only once. The result feeds the parameters, the security requirements and the list of fields that
need a schema. The body is not here: the operation holds it as one field.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ferroapi._compile.fields import get_flat_fields
from ferroapi.dependencies.models import (
    _get_cache_key,
    _get_oauth_scopes,
    _get_security_scheme,
    _is_security_scheme,
)

if TYPE_CHECKING:
    from ferroapi._compat import ModelField
    from ferroapi.dependencies.models import Dependant, _UsesScopesCache
    from ferroapi.security.base import SecurityBase
    from ferroapi.types import DependencyCacheKey


@dataclass(slots=True)
class Inputs:
    """Declared parameters by place (a model of parameters is one of them), and security schemes.

    `security` pairs each scheme with the scopes asked for on the way to it, outermost first.
    """

    path: list[ModelField] = field(default_factory=list)
    query: list[ModelField] = field(default_factory=list)
    header: list[ModelField] = field(default_factory=list)
    cookie: list[ModelField] = field(default_factory=list)
    security: list[tuple[SecurityBase, list[str]]] = field(default_factory=list)

    def flat_fields(self) -> list[ModelField]:
        """All parameters, each model of parameters replaced by its fields."""
        return get_flat_fields([*self.path, *self.query, *self.header, *self.cookie])

    def _add_parameters(self, dependant: Dependant) -> None:
        self.path += dependant.path_params
        self.query += dependant.query_params
        self.header += dependant.header_params
        self.cookie += dependant.cookie_params


class InputsCache:
    """Remembers the inputs of each operation. Lives no longer than the making of one document."""

    __slots__ = ("_by_id",)

    def __init__(self) -> None:
        # The dependant is kept beside its inputs, so that its id is not given to another one.
        self._by_id: dict[int, tuple[Dependant, Inputs]] = {}

    def of(self, dependant: Dependant) -> Inputs:
        """What the operation of `dependant` reads."""
        known = self._by_id.get(id(dependant))
        if known is None:
            known = self._by_id[id(dependant)] = dependant, gather_inputs(dependant)
        return known[1]


def gather_inputs(endpoint: Dependant) -> Inputs:
    """Walk the dependencies of `endpoint`."""
    inputs = Inputs()
    inputs._add_parameters(endpoint)
    # Compared, not hashed: a dependency need not be hashable.
    visited: list[DependencyCacheKey] = []
    scopes_in_use: _UsesScopesCache = {}
    waiting = _below(endpoint, _get_oauth_scopes(dependant=endpoint))
    while waiting:
        dependant, outer_scopes = waiting.pop()
        key = _get_cache_key(dependant=dependant, uses_scopes_cache=scopes_in_use)
        if key in visited:
            continue
        visited.append(key)
        inputs._add_parameters(dependant)
        scopes = _joined(outer_scopes, _get_oauth_scopes(dependant=dependant))
        if _is_security_scheme(dependant=dependant):
            inputs.security.append((_get_security_scheme(dependant=dependant), scopes))
        waiting += _below(dependant, scopes)
    return inputs


def _below(dependant: Dependant, scopes: list[str]) -> list[tuple[Dependant, list[str]]]:
    """The direct dependencies with the scopes that lead to them, last one first: a stack."""
    return [(below, scopes) for below in reversed(dependant.dependencies)]


def _joined(outer: list[str], own: list[str]) -> list[str]:
    return list(dict.fromkeys([*outer, *own]))
