"""Which models and enumerations a set of fields mentions, however deep, and how they are called.

A pure walk over annotations: no schema is built. `json_schema` uses it for the models that a
document must define even if no schema happens to lead to them. Aliases of PEP 695 are not looked
through, as Pydantic names those itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from enum import Enum
from typing import TYPE_CHECKING, Any, TypeAlias, get_args

from pydantic import BaseModel

from .shared import lenient_issubclass

if TYPE_CHECKING:
    from ferroapi.types import ModelNameMap

    from .v2 import ModelField

TypeModelOrEnum: TypeAlias = type[BaseModel] | type[Enum]
TypeModelSet: TypeAlias = set[TypeModelOrEnum]

# A dict stands in for an ordered set, so that the same application always gives the same document.
_Found: TypeAlias = dict[Any, None]

_UNUSUAL_CHARACTERS = re.compile(r"[^a-zA-Z0-9.\-_]")


def normalize_name(name: str) -> str:
    """Replace what a component's name may not contain by underscores."""
    return _UNUSUAL_CHARACTERS.sub("_", name)


def get_model_name_map(unique_models: TypeModelSet) -> ModelNameMap:
    """Give each model the name of its class; of several with one name only the last one stays."""
    by_name = {normalize_name(model.__name__): model for model in unique_models}
    return {model: name for name, model in by_name.items()}


def get_flat_models_from_fields(
    fields: Sequence[ModelField], known_models: TypeModelSet
) -> TypeModelSet:
    """Add every model that one of the `fields` mentions to `known_models`, and return that set."""
    known_models.update(
        find_models((field.field_info.annotation for field in fields), known_models)
    )
    return known_models


def get_flat_models_from_field(field: ModelField, known_models: TypeModelSet) -> TypeModelSet:
    """Add every model that `field` mentions to `known_models`, and return that set."""
    return get_flat_models_from_fields([field], known_models)


def get_flat_models_from_model(
    model: type[BaseModel], known_models: TypeModelSet | None = None
) -> TypeModelSet:
    """Find every model that the fields of `model` mention, without looking into `known_models`."""
    # An empty set is not filled but replaced: only here FastAPI leaves the argument as it was.
    known = known_models or set()
    known.update(find_models((info.annotation for info in model.model_fields.values()), known))
    return known


def get_flat_models_from_annotation(annotation: Any, known_models: TypeModelSet) -> TypeModelSet:
    """Add the models among the arguments of `annotation` to `known_models`, and return that set."""
    known_models.update(find_models(get_args(annotation), known_models))
    return known_models


def find_models(annotations: Iterable[Any], known: Iterable[TypeModelOrEnum] = ()) -> list[Any]:
    """List the models and enumerations in `annotations` as they are met, after the `known` ones."""
    found: _Found = dict.fromkeys(known)
    for annotation in annotations:
        _visit(annotation, found)
    return list(found)


def _visit(annotation: Any, found: _Found) -> None:
    if lenient_issubclass(annotation, Enum):
        found[annotation] = None
    elif not lenient_issubclass(annotation, BaseModel):
        for argument in get_args(annotation):
            _visit(argument, found)
    elif annotation not in found:
        found[annotation] = None
        for info in annotation.model_fields.values():
            _visit(info.annotation, found)
