"""The JSON Schemas of one document: generated at once, then asked for field by field."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ferroapi._compat.json_schema import (
    Definitions,
    FieldMapping,
    get_definitions,
    get_schema_from_model_field,
)

if TYPE_CHECKING:
    from ferroapi._compat import ModelField


@dataclass(frozen=True, slots=True)
class Schemas:
    """Answers what the schema of a field is, in the document it was made for."""

    field_mapping: FieldMapping
    separate_input_output: bool

    @classmethod
    def generate(
        cls, fields: Sequence[ModelField], separate_input_output: bool
    ) -> tuple[Schemas, Definitions]:
        """Generate the schemas of all `fields`, and the definitions they refer to."""
        mapping, definitions = get_definitions(
            fields=fields,
            model_name_map={},
            separate_input_output_schemas=separate_input_output,
        )
        return cls(mapping, separate_input_output), definitions

    def of(self, field: ModelField, alias: str | None = None) -> dict[str, Any]:
        """A copy of the schema of `field`; without a title of its own it is titled by alias."""
        return get_schema_from_model_field(
            field=field,
            model_name_map={},
            field_mapping=self.field_mapping,
            separate_input_output_schemas=self.separate_input_output,
            field_alias=alias,
        )
