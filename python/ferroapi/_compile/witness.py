"""What a plan was made from, written down: compared item by item, by identity, it says whether the
plan would come out otherwise now.

A request of a native route comes here only when something has told that it changed
(`rust/ferroapi-py/src/plan/declared.rs`), or where something in the tree cannot tell: a list that a
program has put there.
"""

from __future__ import annotations

import dataclasses
from operator import attrgetter, is_
from typing import Any

from ferroapi._compat import ModelField
from ferroapi.dependencies.models import DeclaredList, Dependant
from ferroapi.params import _Declared

from .dependants import walk

Witness = list[Any]

_LISTS = ("path_params", "query_params", "header_params", "cookie_params", "body_params")
_of_dependant = attrgetter(*(field.name for field in dataclasses.fields(Dependant)))
_of_parameter = attrgetter(
    *("annotation", "default", "default_factory", "alias", "validation_alias"),
    *("serialization_alias", "validate_default"),
)


def witness_of(dependant: Dependant) -> Witness:
    """Everything in the tree that a plan is made from."""
    seen: Witness = []
    for one in walk(dependant):
        seen += _of_dependant(one)
        seen += one.dependencies
        seen += one.own_oauth_scopes or ()
        seen += one.parent_oauth_scopes or ()
        for name in _LISTS:
            for field in getattr(one, name):
                seen += witness_of_field(field)
    return seen


def witness_of_field(field: ModelField | None) -> Witness:
    """Everything of a field that is read to validate, and to write, a value."""
    if field is None:
        return []
    info = field.field_info
    kind, embed = getattr(info, "in_", None), getattr(info, "embed", None)
    return [field, *vars(field).values(), *_of_parameter(info), *info.metadata, kind, embed]


def is_same(before: Witness, now: Witness) -> bool:
    """Whether nothing has changed."""
    return len(before) == len(now) and all(map(is_, before, now))


def tells_changes(dependant: Dependant) -> bool:
    """Whether everything in the tree tells when it is changed."""
    for one in walk(dependant):
        if type(one.dependencies) is not DeclaredList:
            return False
        for name in _LISTS:
            fields = getattr(one, name)
            if type(fields) is not DeclaredList:
                return False
            if not all(isinstance(field.field_info, _Declared) for field in fields):
                return False
    return True
