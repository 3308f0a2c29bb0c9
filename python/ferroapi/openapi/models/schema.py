"""How values look: JSON Schema (draft 2020-12) with OpenAPI's additions, and examples."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal, TypeAlias

from pydantic import AnyUrl, BaseModel, ConfigDict, Field, with_config
from typing_extensions import TypedDict
from typing_extensions import deprecated as _deprecated

from .base import BaseModelWithConfig
from .info import ExternalDocumentation

#: The types a JSON Schema can name.
SchemaType = Literal["array", "boolean", "integer", "null", "number", "object", "string"]

_Count: TypeAlias = Annotated[int, Field(ge=0)]


class Discriminator(BaseModel):
    """Which property tells the members of a union apart."""

    model_config: ClassVar[ConfigDict] = ConfigDict(defer_build=True)

    propertyName: str
    mapping: dict[str, str] | None = None


class XML(BaseModelWithConfig):
    """How a property is written in XML."""

    name: str | None = None
    namespace: str | None = None
    prefix: str | None = None
    attribute: bool | None = None
    wrapped: bool | None = None


class Schema(BaseModelWithConfig):
    """A JSON Schema (draft 2020-12) with OpenAPI's additions, vocabulary by vocabulary."""

    # core
    schema_: str | None = Field(None, alias="$schema")
    vocabulary: str | None = Field(None, alias="$vocabulary")
    id: str | None = Field(None, alias="$id")
    anchor: str | None = Field(None, alias="$anchor")
    dynamicAnchor: str | None = Field(None, alias="$dynamicAnchor")
    ref: str | None = Field(None, alias="$ref")
    dynamicRef: str | None = Field(None, alias="$dynamicRef")
    defs: dict[str, Schema | bool] | None = Field(None, alias="$defs")
    comment: str | None = Field(None, alias="$comment")
    # applicators
    allOf: list[Schema | bool] | None = None
    anyOf: list[Schema | bool] | None = None
    oneOf: list[Schema | bool] | None = None
    not_: Schema | bool | None = Field(None, alias="not")
    if_: Schema | bool | None = Field(None, alias="if")
    then: Schema | bool | None = None
    else_: Schema | bool | None = Field(None, alias="else")
    dependentSchemas: dict[str, Schema | bool] | None = None
    prefixItems: list[Schema | bool] | None = None
    items: Schema | bool | None = None
    contains: Schema | bool | None = None
    properties: dict[str, Schema | bool] | None = None
    patternProperties: dict[str, Schema | bool] | None = None
    additionalProperties: Schema | bool | None = None
    propertyNames: Schema | bool | None = None
    unevaluatedItems: Schema | bool | None = None
    unevaluatedProperties: Schema | bool | None = None
    # validation
    type: SchemaType | list[SchemaType] | None = None
    enum: list[Any] | None = None
    const: Any | None = None
    multipleOf: Annotated[float, Field(gt=0)] | None = None
    maximum: float | None = None
    exclusiveMaximum: float | None = None
    minimum: float | None = None
    exclusiveMinimum: float | None = None
    maxLength: _Count | None = None
    minLength: _Count | None = None
    pattern: str | None = None
    maxItems: _Count | None = None
    minItems: _Count | None = None
    uniqueItems: bool | None = None
    maxContains: _Count | None = None
    minContains: _Count | None = None
    maxProperties: _Count | None = None
    minProperties: _Count | None = None
    required: list[str] | None = None
    dependentRequired: dict[str, set[str]] | None = None
    # format
    format: str | None = None
    # content of strings
    contentEncoding: str | None = None
    contentMediaType: str | None = None
    contentSchema: Schema | bool | None = None
    # annotations
    title: str | None = None
    description: str | None = None
    default: Any | None = None
    deprecated: bool | None = None
    readOnly: bool | None = None
    writeOnly: bool | None = None
    examples: list[Any] | None = None
    # OpenAPI's own
    discriminator: Discriminator | None = None
    xml: XML | None = None
    externalDocs: ExternalDocumentation | None = None
    example: Annotated[
        Any | None,
        _deprecated(
            "Deprecated in OpenAPI 3.1.0 that now uses JSON Schema 2020-12, "
            "although still supported. Use examples instead."
        ),
    ] = None


#: A JSON Schema is an object, or `true` (anything) or `false` (nothing).
SchemaOrBool = Schema | bool


@with_config(ConfigDict(extra="allow"))
class Example(TypedDict, total=False):
    """A named example; the type of a value in `openapi_examples`."""

    summary: str | None
    description: str | None
    value: Any | None
    externalValue: AnyUrl | None
