"""Copies of an analysed tree, for whoever gets hold of it.

FastAPI analyses a signature once for each route and inclusion; here they share one analysis, which
nobody sees. What a program sees, and may change, is a copy of its own.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from ferroapi._compat import ModelField
from ferroapi.dependencies.models import DeclaredList, Dependant

from .signature import declared_parameters

_PARAMETERS = ("path_params", "query_params", "header_params", "cookie_params", "body_params")

# Fields of the original by identity, and the copy of each.
FieldCopies = dict[int, ModelField]


def own_copy(dependant: Dependant, known: FieldCopies) -> Dependant:
    """The tree again, with nothing in it that the original has; adds its fields to `known`."""
    own_infos = _defaults(dependant.call)

    def own_field(field: ModelField) -> ModelField:
        if id(field) not in known:
            twin = known[id(field)] = copy.copy(field)
            # `= Query(…)` in a signature is one object however often it is analysed.
            if id(field.field_info) not in own_infos:
                twin.field_info = copy.copy(field.field_info)
        return known[id(field)]

    lists: dict[str, Any] = {
        name: DeclaredList(map(own_field, getattr(dependant, name))) for name in _PARAMETERS
    }
    inner = DeclaredList(own_copy(below, known) for below in dependant.dependencies)
    return replace(
        dependant,
        **lists,
        dependencies=inner,
        own_oauth_scopes=_listed(dependant.own_oauth_scopes),
        parent_oauth_scopes=_listed(dependant.parent_oauth_scopes),
    )


def _listed(scopes: list[str] | None) -> list[str] | None:
    return None if scopes is None else list(scopes)


def _defaults(call: Callable[..., Any] | None) -> set[int]:
    if call is None:
        return set()
    return {id(declared.default) for declared in declared_parameters(call)}
