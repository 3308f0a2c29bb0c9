"""The validator and the serializer of an annotation, built once for all fields that mean the same.

Building one takes pydantic 50 µs and more, and an application asks for `int` a thousand times.
`core_for` answers from a table of what has been built; `_compat.keys` decides which annotations
mean the same. Only `_compat.v2` comes here.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter
from pydantic.warnings import UnsupportedFieldAttributeWarning
from pydantic_core import SchemaSerializer, SchemaValidator

from .._lasting import lasts
from .keys import Unshareable, annotation_key, metadata_key

if TYPE_CHECKING:
    from collections.abc import Hashable

    from pydantic.fields import FieldInfo

# Enough for the distinct annotations of a very large application; then the table starts again.
_TABLE_SIZE = 4096
# A serializer made from the model alone applies these to values typed `Any`, one made from an
# adapter does not.
_SETTINGS_OF_ANY = "ser_json_"


class Core(NamedTuple):
    """What pydantic-core made of an annotation."""

    validator: SchemaValidator
    serializer: SchemaSerializer


_table: dict[Hashable, Core] = {}


def core_for(field_info: FieldInfo, config: ConfigDict | None) -> Core | None:
    """The core of `field_info`'s annotation, metadata and discriminator, under `config`.

    Defaults, aliases and descriptions do not take part: a value that is missing never reaches the
    validator. None where the annotation names something that does not exist yet; asking again later
    may succeed. Raises what pydantic raises about an annotation that it cannot validate.
    """
    if config is not None:
        return _build(field_info, config)
    try:
        key = _key(field_info)
        core = _table.get(key)
    except (Unshareable, TypeError):  # TypeError: an unhashable part
        return _build(field_info, None)
    if core is not None:
        return core
    core = _core_of_model(field_info) or _build(field_info, None)
    if core is not None and lasts(key):
        if len(_table) >= _TABLE_SIZE:
            _table.clear()
        _table[key] = core
    return core


def _key(field_info: FieldInfo) -> Hashable:
    own = annotation_key(field_info.annotation)
    metadata = field_info.metadata
    discriminator = field_info.discriminator
    if not metadata and discriminator is None:
        return own
    return (own, *map(metadata_key, metadata), discriminator)


def _core_of_model(field_info: FieldInfo) -> Core | None:
    """The core that a complete model carries already, where it is the same as the one we would
    build.
    """
    model = field_info.annotation
    if not isinstance(model, type) or not issubclass(model, BaseModel):
        return None
    if field_info.metadata or field_info.discriminator is not None:
        return None
    if any(setting.startswith(_SETTINGS_OF_ANY) for setting in model.model_config):
        return None
    own = model.__dict__
    validator, serializer = (
        own.get(f"__pydantic_{kind}__") for kind in ("validator", "serializer")
    )
    # A deferred model carries stand-ins, an observed one (pydantic plugins) wrappers.
    if type(validator) is not SchemaValidator or type(serializer) is not SchemaSerializer:
        return None
    if _refers_to_itself(own.get("__pydantic_core_schema__")):
        return None
    return Core(validator, serializer)


def _refers_to_itself(schema: Any) -> bool:
    """A recursive model's schema is a reference to its definition. Around it an adapter applies the
    model's own wrappers (`model_serializer`, `model_validator`) a second time."""
    inner = schema.get("schema") if isinstance(schema, dict) else None
    return isinstance(inner, dict) and inner["type"] == "definition-ref"


def _build(field_info: FieldInfo, config: ConfigDict | None) -> Core | None:
    kept = Field(discriminator=field_info.discriminator)
    adapter = build_adapter(field_info.annotation, field_info.metadata, kept, config)
    return core_of_adapter(adapter)


def build_adapter(
    annotation: Any, metadata: Sequence[Any], attributes: Any, config: ConfigDict | None
) -> TypeAdapter[Any]:
    """A `TypeAdapter` of the annotation, its metadata and a `Field(...)` with the remaining
    attributes.
    """
    with warnings.catch_warnings():
        # Aliases and the like mean nothing to a lone annotation, and pydantic says so; to a
        # parameter they do.
        warnings.simplefilter("ignore", category=UnsupportedFieldAttributeWarning)
        annotated: Any = Annotated[(annotation, *metadata, attributes)]  # pyright: ignore[reportInvalidTypeForm]
        adapter = TypeAdapter[Any](annotated, config=config)
        if not adapter.pydantic_complete:  # deferred by configuration, or not resolvable yet
            adapter.rebuild(raise_errors=False)
    return adapter


def core_of_adapter(adapter: TypeAdapter[Any]) -> Core | None:
    """The core of an adapter, or None while its annotation cannot be resolved."""
    if not adapter.pydantic_complete:
        adapter.rebuild(raise_errors=False)
    if not adapter.pydantic_complete:
        return None
    validator: Any = adapter.validator  # A pluggable one behaves like the core's.
    return Core(validator, adapter.serializer)
