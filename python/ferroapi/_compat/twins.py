"""Which fields certainly have the same JSON Schema: `item_id: int` stands in a hundred signatures.

A document generates the schema of one of them and copies it for the others. What cannot be told for
certain is generated. Only `json_schema` asks; what annotations mean the same is known to `keys`.
"""

from __future__ import annotations

from collections.abc import Hashable
from types import NoneType
from typing import TYPE_CHECKING, Any

from pydantic_core import PydanticUndefined

from .keys import Unshareable, annotation_key, metadata_key

if TYPE_CHECKING:
    from .v2 import ModelField

# Of the attributes of a field only these show in its schema; its aliases name it elsewhere.
_SHOWN = (
    *("default", "default_factory", "title", "field_title_generator", "description"),
    *("examples", "deprecated", "discriminator", "json_schema_extra"),
)
_COMPARABLE = frozenset({bool, int, str, NoneType, type(PydanticUndefined)})


def twin_key(field: ModelField) -> Hashable:
    """A key equal for fields with the same schema; one of its own where that cannot be told."""
    info = field.field_info
    if field.config is not None:
        return field
    try:
        # Not what `info` says now: one `Query(...)` may stand in several signatures.
        declared, constraints = field._declared
        annotation = annotation_key(declared)
        metadata = tuple(map(metadata_key, constraints))
        shown = tuple(_attribute_key(getattr(info, name)) for name in _SHOWN)
        key = (field.mode, annotation, metadata, shown)
        hash(key)
    except (Unshareable, TypeError):  # TypeError: an unhashable part
        return field
    return key


def _attribute_key(value: Any) -> Hashable:
    kind = type(value)
    if kind not in _COMPARABLE:
        raise Unshareable
    return kind, value  # 1 and True are equal, their schemas are not
