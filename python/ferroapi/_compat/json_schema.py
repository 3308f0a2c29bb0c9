"""JSON Schemas of fields: one call of Pydantic's generator for all fields of a document.

`get_definitions` generates, `get_schema_from_model_field` picks out the schema of one field and
titles it. Only the OpenAPI document needs this, so nothing imports this module before somebody asks
for one. What models a field mentions is found out in `flat_models`.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from copy import deepcopy
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, cast, get_args

from pydantic import BaseModel, TypeAdapter
from pydantic.json_schema import GenerateJsonSchema as _PydanticGenerator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import core_schema

from ferroapi.openapi.constants import REF_TEMPLATE

from .flat_models import TypeModelOrEnum as TypeModelOrEnum
from .flat_models import TypeModelSet as TypeModelSet
from .flat_models import find_models
from .flat_models import get_flat_models_from_annotation as get_flat_models_from_annotation
from .flat_models import get_flat_models_from_field as get_flat_models_from_field
from .flat_models import get_flat_models_from_fields as get_flat_models_from_fields
from .flat_models import get_flat_models_from_model as get_flat_models_from_model
from .flat_models import get_model_name_map as get_model_name_map
from .flat_models import normalize_name as normalize_name
from .shared import lenient_issubclass
from .twins import twin_key

if TYPE_CHECKING:
    from ferroapi.types import ModelNameMap

    from .v2 import ModelField

Mode: TypeAlias = Literal["validation", "serialization"]
FieldMapping: TypeAlias = "dict[tuple[ModelField, Mode], JsonSchemaValue]"
Definitions: TypeAlias = dict[str, dict[str, Any]]
_Input: TypeAlias = tuple[Any, Mode, core_schema.CoreSchema]

#: In a description, what follows it is for readers of the code and not for the document.
_FORM_FEED = "\f"
_PLAIN_JSON_TYPES = frozenset({type(None), bool, int, str})


class GenerateJsonSchema(_PydanticGenerator):
    """Pydantic's generator, but describing bytes in the keywords of JSON Schema 2020-12."""

    def bytes_schema(self, schema: core_schema.BytesSchema) -> JsonSchemaValue:
        """Describe bytes by media type, and by encoding where the configuration asks for base64."""
        described = {"type": "string", "contentMediaType": "application/octet-stream"}
        config = self._config
        encoding = config.val_json_bytes if self.mode == "validation" else config.ser_json_bytes
        if encoding == "base64":
            described["contentEncoding"] = encoding
        self.update_with_validations(described, schema, self.ValidationsMapping.bytes)
        return described

    def encode_default(self, dft: Any) -> Any:
        """Encode a default; one that is plain JSON already is returned as it is.

        Pydantic builds a serializer for each default it meets: a fifth of the time of a document
        of 100 operations with three parameters.
        """
        if type(dft) in _PLAIN_JSON_TYPES and "json_encoders" not in self._config.config_dict:
            return dft
        return super().encode_default(dft)


def get_definitions(
    *,
    fields: Sequence[ModelField],
    model_name_map: ModelNameMap,
    separate_input_output_schemas: bool = True,
) -> tuple[FieldMapping, Definitions]:
    """Generate the JSON Schemas of `fields` and the definitions they refer to.

    Args:
        fields: every field of the document; repeated ones are generated once.
        model_name_map: not used, Pydantic chooses the names; FastAPI's function takes it.
        separate_input_output_schemas: whether a model that serializes differently from how it
            validates gets two definitions, `X-Input` and `X-Output`.

    Returns:
        A schema for each (field, mode), and the definitions by component name.
    """
    separate = separate_input_output_schemas
    twins = _twins(fields)
    inputs = [*_field_inputs(twins.values(), separate), *_model_inputs(fields, separate)]
    generator = GenerateJsonSchema(ref_template=REF_TEMPLATE)
    field_mapping, generated = generator.generate_definitions(inputs)
    definitions = cast(Definitions, generated)
    for field, twin in twins.items():
        if field is not twin:
            mode = _mode_of(twin, separate)
            # Copied to the ground, because `openapi_extra` may be merged into it.
            field_mapping[field, mode] = deepcopy(field_mapping[twin, mode])
    for definition in definitions.values():
        if isinstance(text := definition.get("description"), str):
            definition["description"] = text.partition(_FORM_FEED)[0]
    return field_mapping, definitions


def get_schema_from_model_field(
    *,
    field: ModelField,
    model_name_map: ModelNameMap,
    field_mapping: FieldMapping,
    separate_input_output_schemas: bool = True,
    field_alias: str | None = None,
) -> dict[str, Any]:
    """Return a copy of the schema of `field`, with a title unless it is a reference.

    Args:
        field: a field that `get_definitions` was given.
        model_name_map: not used; FastAPI's function takes it.
        field_mapping: what `get_definitions` returned.
        separate_input_output_schemas: what `get_definitions` was given.
        field_alias: what to make a title of if the field has none; by default its alias.

    Raises:
        KeyError: `get_definitions` did not see the field.
    """
    schema = field_mapping[field, _mode_of(field, separate_input_output_schemas)].copy()
    if "$ref" not in schema:
        alias = _alias(field) if field_alias is None else field_alias
        schema["title"] = field.field_info.title or alias.title().replace("_", " ")
    return schema


def _alias(field: ModelField) -> str:
    chosen = field.validation_alias if field.mode == "validation" else field.serialization_alias
    return chosen or field.alias


def _mode_of(field: ModelField, separate: bool) -> Mode:
    if separate or field.mode == "validation" or _has_computed_fields(field):
        return field.mode
    return "validation"


def _twins(fields: Iterable[ModelField]) -> dict[ModelField, ModelField]:
    """Each field with the first one that has the same schema: mostly itself."""
    first: dict[Hashable, ModelField] = {}
    return {field: first.setdefault(twin_key(field), field) for field in fields}


def _field_inputs(twins: Iterable[ModelField], separate: bool) -> Iterator[_Input]:
    for field in dict.fromkeys(twins):
        yield field, _mode_of(field, separate), field._type_adapter.core_schema


def _model_inputs(fields: Sequence[ModelField], separate: bool) -> Iterator[_Input]:
    """Models inside of other types: they are defined even where a custom schema hides them."""
    direct = {field.field_info.annotation for field in fields}
    modes: tuple[Mode, ...] = ("validation", "serialization")
    for mode in modes:
        annotations = (field.field_info.annotation for field in fields if field.mode == mode)
        for model in find_models(annotations):
            if model not in direct:
                as_given = separate or _mentions_computed_fields(model, set())
                yield model, mode if as_given else "validation", TypeAdapter(model).core_schema


def _has_computed_fields(field: ModelField) -> bool:
    inner: Any = field._type_adapter.core_schema.get("schema", {})
    # Seen in the schema, because a dataclass may have computed fields without being a model.
    if inner.get("computed_fields"):
        return True
    return _mentions_computed_fields(field.field_info.annotation, set())


def _mentions_computed_fields(annotation: Any, visited: set[type[BaseModel]]) -> bool:
    if not lenient_issubclass(annotation, BaseModel):
        return any(_mentions_computed_fields(part, visited) for part in get_args(annotation))
    if annotation in visited:
        return False
    visited.add(annotation)
    if annotation.model_computed_fields:
        return True
    infos = annotation.model_fields.values()
    return any(_mentions_computed_fields(info.annotation, visited) for info in infos)
