"""`ModelField`, the field that everything else validates and describes with, and what is made of
fields.

Making fields from parameters is `_compile.fields`; their JSON Schemas are `_compat.json_schema`.
Names are FastAPI's.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import dataclass, is_dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, ClassVar, Literal, cast, get_origin

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, create_model
from pydantic import PydanticSchemaGenerationError as PydanticSchemaGenerationError
from pydantic import PydanticUndefinedAnnotation as PydanticUndefinedAnnotation
from pydantic import ValidationError as ValidationError
from pydantic._internal import _typing_extra
from pydantic.fields import FieldInfo as FieldInfo
from pydantic_core import CoreSchema as CoreSchema
from pydantic_core import PydanticUndefined, SchemaError, SchemaSerializer
from pydantic_core import Url as Url
from pydantic_core.core_schema import (
    with_info_plain_validator_function as with_info_plain_validator_function,
)

from .._borrowed import lend
from .._ferroapi import declaration_changed
from . import shared
from .cores import Core, build_adapter, core_for, core_of_adapter
from .filling import FILLED, Filling

if TYPE_CHECKING:
    from pydantic.main import IncEx

Undefined: Any = PydanticUndefined
RequiredParam: Any = PydanticUndefined

# What a rebuilt `Field(...)` takes over from a field: all but the annotation and its metadata.
_ATTRIBUTES = (
    *("default", "default_factory", "alias", "alias_priority", "validation_alias"),
    *("serialization_alias", "title", "field_title_generator", "description", "examples"),
    *("exclude", "exclude_if", "discriminator", "deprecated", "json_schema_extra", "frozen"),
    *("validate_default", "repr", "init", "init_var", "kw_only"),
)
# An OpenAPI document shows this module where two bodies have one name, so it is FastAPI's.
_NAMED_IN = "fastapi._compat.v2"
_MERGED = (*_ATTRIBUTES, "metadata", "annotation")
# Of a field, what a program may set on one to have it work otherwise.
_METHODS = frozenset({"validate", "serialize", "serialize_json", "get_default"})


def asdict(field_info: FieldInfo) -> dict[str, Any]:
    """`field_info` as a dictionary of its annotation, its metadata and its other attributes."""
    attributes = {name: getattr(field_info, name) for name in _ATTRIBUTES}
    own = {"annotation": field_info.annotation, "metadata": field_info.metadata}
    return own | {"attributes": attributes}


@dataclass
class ModelField:
    """A named value with a type: a parameter, a body, a response.

    `field_info` holds annotation, constraints, default and aliases, `mode` says whether values come
    in ("validation") or go out, `config` is the pydantic configuration of the model that the field
    was taken from. Raises what pydantic raises about a type that it cannot validate.
    """

    field_info: FieldInfo
    name: str
    mode: Literal["validation", "serialization"] = "validation"
    config: ConfigDict | None = None
    # By somebody else: the annotation does not say any more what the values are.
    _adapter_was_set: ClassVar[bool] = False

    def __post_init__(self) -> None:
        info = self.field_info
        has_default = info.default is not Undefined and info.default is not ...
        if info.default_factory is not None and has_default:
            raise TypeError("cannot specify both default and default_factory")
        if TYPE_CHECKING:  # What they are; set below, where it tells nobody.
            self._declared = (info.annotation, info.metadata)
            self._adapter: TypeAdapter[Any] | None = None
            self._core: Core | None = None
        own = vars(self)
        # One `Query(...)` may serve several endpoints, which set its annotation in turn: keep this
        # one's.
        own.update(_declared=(info.annotation, info.metadata), _adapter=None)
        try:
            own["_core"] = core_for(info, self.config)
        except SchemaError:
            # Pydantic's words name the default too, which the shared core leaves out.
            self._adapter = self._type_adapter
            raise

    def __setattr__(self, name: str, value: Any) -> None:
        object.__setattr__(self, name, value)
        declaration_changed()

    def __delattr__(self, name: str) -> None:
        object.__delattr__(self, name)
        declaration_changed()

    @classmethod
    def described(cls, field_info: FieldInfo, name: str, config: ConfigDict | None) -> ModelField:
        """A field that is looked at, and builds its validator only if it is asked for."""
        field = cls.__new__(cls)
        declared = (field_info.annotation, field_info.metadata)
        vars(field).update(field_info=field_info, name=name, config=config, _declared=declared)
        vars(field).update(_core=None, _adapter=None)
        return field

    @property
    def alias(self) -> str:
        """The name in the request or the answer."""
        alias = self.field_info.alias
        return self.name if alias is None else alias

    @property
    def validation_alias(self) -> str | None:
        """The name in the request where it is a plain one, and set."""
        alias = self.field_info.validation_alias
        return alias if alias and isinstance(alias, str) else None

    @property
    def serialization_alias(self) -> str | None:
        """The name in the answer, where one is set."""
        return self.field_info.serialization_alias or None

    @property
    def default(self) -> Any:
        """The default, freshly made where there is a factory; `Undefined` where the value is
        required.
        """
        return self.get_default()

    def get_default(self) -> Any:
        """The same as `default`."""
        info = self.field_info
        return Undefined if info.is_required() else info.get_default(call_default_factory=True)

    @property
    def _type_adapter(self) -> TypeAdapter[Any]:
        # Complete with title, default and description, which only an OpenAPI document needs.
        if self._adapter is None:
            annotation, metadata = self._declared
            attributes = Field(**{name: getattr(self.field_info, name) for name in _ATTRIBUTES})
            adapter = build_adapter(annotation, metadata, attributes, self.config)
            vars(self)["_adapter"] = adapter  # Made on demand: no change.
            return adapter
        return self._adapter

    @_type_adapter.setter
    def _type_adapter(self, adapter: TypeAdapter[Any]) -> None:
        self._adapter, self._core = adapter, core_of_adapter(adapter)
        vars(self)["_adapter_was_set"] = True

    @property
    def is_as_declared(self) -> bool:
        """Has nobody replaced its validator, or one of its methods?"""
        return not self._adapter_was_set and _METHODS.isdisjoint(vars(self))

    def _built(self) -> Core | None:
        if self._core is None:
            vars(self)["_core"] = core_of_adapter(self._type_adapter)
        return self._core

    @property
    def validator(self) -> Callable[..., Any]:
        """pydantic-core's bound `validate_python`.

        A type that cannot be resolved yet has a Python function here, which tries again and raises
        `PydanticUserError`.
        """
        core = self._core or self._built()
        return (
            self._type_adapter.validate_python if core is None else core.validator.validate_python
        )

    @property
    def serializer(self) -> SchemaSerializer:
        """pydantic-core's serializer; that of an unresolved type raises `PydanticUserError`."""
        core = self._core or self._built()
        if core is None:
            return self._type_adapter.serializer
        return core.serializer

    def validate(
        self, value: Any, values: dict[str, Any] | None = None, *, loc: tuple[int | str, ...] = ()
    ) -> tuple[Any, list[dict[str, Any]]]:
        """`(validated value, [])`, or `(None, errors)` with `loc` before the place of each error.

        `values` is not used: programs written for FastAPI pass it.
        """
        try:
            return self._validated(value), []
        except ValidationError as error:
            return None, place_errors(error, loc)

    def _validated(self, value: Any) -> Any:
        try:
            return self.validator(value, from_attributes=True)
        except SchemaError:
            # A validator of the user's asked for the default, which the shared core does not know;
            # the complete one raises again where there is none.
            return self._type_adapter.validator.validate_python(value, from_attributes=True)

    def serialize(
        self,
        value: Any,
        *,
        mode: Literal["json", "python"] = "json",
        include: IncEx | None = None,
        exclude: IncEx | None = None,
        by_alias: bool = True,
        exclude_unset: bool = False,
        exclude_defaults: bool = False,
        exclude_none: bool = False,
    ) -> Any:
        """Plain Python data made of a validated value; in mode "json" only what JSON knows."""
        left_out = (exclude_unset, exclude_defaults, exclude_none)
        options = _output_options(include, exclude, by_alias, *left_out)
        return self.serializer.to_python(value, mode=mode, **options)

    def serialize_json(
        self,
        value: Any,
        *,
        include: IncEx | None = None,
        exclude: IncEx | None = None,
        by_alias: bool = True,
        exclude_unset: bool = False,
        exclude_defaults: bool = False,
        exclude_none: bool = False,
    ) -> bytes:
        """The JSON text of a validated value, in UTF-8."""
        left_out = (exclude_unset, exclude_defaults, exclude_none)
        options = _output_options(include, exclude, by_alias, *left_out)
        return self.serializer.to_json(value, **options)

    def __hash__(self) -> int:
        # Fields are looked up by identity: two equal ones have schemas of their own.
        return id(self)


def _output_options(
    include: Any, exclude: Any, by_alias: bool, unset: bool, defaults: bool, none: bool
) -> dict[str, Any]:
    return {
        "include": include,
        "exclude": exclude,
        "by_alias": by_alias,
        "exclude_unset": unset,
        "exclude_defaults": defaults,
        "exclude_none": none,
    }


def place_errors(error: ValidationError, loc: tuple[int | str, ...]) -> list[dict[str, Any]]:
    """The dictionaries of `error`, with `loc` before each one's own place."""
    details = cast("list[dict[str, Any]]", error.errors(include_url=False))
    for detail in details:
        detail["loc"] = (*loc, *detail["loc"])
    return details


def get_missing_field_error(loc: tuple[int | str, ...]) -> dict[str, Any]:
    """The error of a required value that is not there."""
    # Written out: making pydantic raise it costs more than the rest of such an answer.
    return {"type": "missing", "loc": loc, "msg": "Field required", "input": None}


def evaluate_forwardref(
    value: Any, globalns: dict[str, Any] | None = None, localns: dict[str, Any] | None = None
) -> Any:
    """What a forward reference refers to; the reference itself where that does not exist."""
    return _typing_extra.try_eval_type(value, globalns, localns)[0]


def is_scalar_field(field: ModelField) -> bool:
    """Can one text value fill the field, and is it not declared as a body?"""
    from ferroapi.params import Body

    info = field.field_info
    return not isinstance(info, Body) and shared.field_annotation_is_scalar(info.annotation)


def copy_field_info(*, field_info: FieldInfo, annotation: Any) -> FieldInfo:
    """A copy of `field_info` with everything that `annotation`, an `Annotated`, says merged into
    it.
    """
    merged = type(field_info).from_annotation(annotation)
    result = _shallow_copy(field_info)
    for name in _MERGED:
        setattr(result, name, getattr(merged, name))
    result._attributes_set = merged._attributes_set.copy()
    if type(result) is Filling:
        result.__class__ = type(field_info)  # type: ignore[assignment] # pyright: ignore[reportAttributeAccessIssue]
    return result


def _shallow_copy(field_info: FieldInfo) -> FieldInfo:
    """`copy`, without the detour through pickling that it takes for slots; every annotated
    parameter comes here. What comes out may be `Filling` still.
    """
    cls: Any = type(field_info)
    if hasattr(cls, "__copy__") or cls.__reduce_ex__ is not object.__reduce_ex__:
        return copy(field_info)
    result: FieldInfo = cls.__new__(cls)
    if cls in FILLED:
        result.__class__ = Filling
    for name in _slots_of(cls):
        if hasattr(field_info, name):
            setattr(result, name, getattr(field_info, name))
    if hasattr(result, "__dict__"):
        result.__dict__.update(field_info.__dict__)
    return result


@lru_cache(maxsize=64)
def _slots_of(cls: type[FieldInfo]) -> tuple[str, ...]:
    """The slots that a merge does not set anyway."""
    slots: set[str] = set()
    for base in cls.__mro__:
        own = base.__dict__.get("__slots__", ())
        slots.update((own,) if isinstance(own, str) else own)
    return tuple(slots.difference(_MERGED, ("_attributes_set", "__dict__", "__weakref__")))


def serialize_sequence_value(*, field: ModelField, value: Any) -> Sequence[Any]:
    """`value` as the kind of sequence that the field is declared to be."""
    annotation = field.field_info.annotation
    alternatives = shared.union_members(annotation) or (annotation,)
    chosen = next((item for item in alternatives if item is not type(None)), annotation)
    kind: Any = get_origin(chosen) or chosen
    if not issubclass(kind, shared.sequence_types):
        raise AssertionError(f"{field.name!r} is not declared as a sequence")
    return cast("Sequence[Any]", shared.sequence_annotation_to_type[kind](value))


def create_body_model(
    *, fields: Sequence[ModelField], model_name: str, config: ConfigDict | None = None
) -> type[BaseModel]:
    """A model with one attribute for each field."""
    members: dict[str, Any] = {}
    for field in fields:
        members[field.name] = (field.field_info.annotation, field.field_info)
    model = create_model(model_name, __config__=config, __module__=_NAMED_IN, **members)
    return cast("type[BaseModel]", model)


def get_model_fields(model: type[BaseModel]) -> list[ModelField]:
    """The fields of a model, each with the configuration that applies to it."""
    return [
        ModelField.described(info, name, _config_of_member(model, info.annotation))
        for name, info in model.model_fields.items()
    ]


def _config_of_member(model: type[BaseModel], annotation: Any) -> ConfigDict | None:
    # These bring a configuration of their own; pydantic rejects a second one.
    if shared.lenient_issubclass(annotation, (BaseModel, dict)) or is_dataclass(annotation):
        return None
    return model.model_config


@lru_cache
def get_cached_model_fields(model: type[BaseModel]) -> list[ModelField]:
    """`get_model_fields`, remembered."""
    return get_model_fields(model)


if not TYPE_CHECKING:  # a checker would take every misspelt name for one of these
    __getattr__, __dir__ = lend(__name__)
