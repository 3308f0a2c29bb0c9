"""Which typed answers the extension writes itself: those whose core schema is *closed*.

A schema is closed where the exact type of every value says how pydantic-core serializes it: models
without serializers of their own, the types that JSON knows and a few more, and what is built of
them. `describe_shapes` describes such a schema; for any other it gives nothing, and pydantic-core
serializes as ever. It does so too where a value turns out not to be exactly what was declared, so
nothing here has to foresee what a program puts into a field.

Called by `respond` when a plan is compiled. The shapes are carried out by
`rust/ferroapi-py/src/serialize/model.rs`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import GetSetDescriptorType
from typing import Any

from pydantic import BaseModel
from pydantic_core import PydanticSerializationError, SchemaSerializer, to_json

from .closed_unions import Open, constants_of, require_distinct, require_tags
from .description import Form, Member, Shape

Schema = Mapping[str, Any]

_PLAIN = {
    "str": Form.STR,
    "int": Form.INT,
    "float": Form.FLOAT,
    "bool": Form.BOOL,
    "none": Form.NONE,
    "datetime": Form.DATETIME,
    "date": Form.DATE,
    "time": Form.TIME,
    "uuid": Form.UUID,
}

# What only validation takes notice of: serialized is the schema inside.
_WRAPPERS = frozenset({"default", "function-before", "function-after", "function-wrap"})

_ABSENT = object()

# Times in seconds, or in milliseconds.
_SETTINGS_OF_TIMES = "ser_json_t"


def describe_shapes(serializer: Any, *, by_alias: Any) -> list[Shape]:
    """The shapes of the values that `serializer` takes, the whole value's first; none if its
    schema is not closed.
    """
    if type(serializer) is not SchemaSerializer or type(by_alias) is not bool:
        return []
    shapes = _Shapes(by_alias)
    try:
        schema, config = _made_of(serializer)
        _require_iso_times(config)
        shapes.add(schema)
        for check in shapes.checks:
            check()
    except Open:
        return []
    return shapes.shapes


def _made_of(serializer: SchemaSerializer) -> tuple[Schema, Any]:
    """The schema and the configuration that a serializer was built from: it keeps them to be
    pickled.
    """
    reduced: Any = serializer.__reduce__()
    schema, config, *_ = reduced[1]
    return schema, config


def _require_iso_times(config: Mapping[str, Any] | None) -> None:
    if any(setting.startswith(_SETTINGS_OF_TIMES) for setting in config or ()):
        raise Open


class _Shapes:
    """Flattens a core schema into a list of shapes that name each other by position."""

    def __init__(self, by_alias: bool) -> None:
        self.shapes: list[Shape] = []
        self.checks: list[Callable[[], None]] = []
        """What can be judged only when all shapes are there, since shapes may contain themselves.
        """
        self._by_alias = by_alias
        self._definitions: dict[str, Schema] = {}
        self._places: dict[str, int] = {}
        # The reference that leads to the shape about to be placed.
        self._followed: str | None = None

    def add(self, schema: Schema) -> int:
        """Place the shape of `schema`, and return the position."""
        kind = schema["type"]
        if "serialization" in schema:
            raise Open
        if kind == "definitions":
            self._definitions.update((inner["ref"], inner) for inner in schema["definitions"])
            return self.add(schema["schema"])
        if kind == "definition-ref":
            return self._follow(schema["schema_ref"])
        if kind in _WRAPPERS:
            return self.add(schema["schema"])
        place = self._reserve()
        if kind in _PLAIN:
            self.shapes[place] = Shape(_PLAIN[kind])
        else:
            self.shapes[place] = self._compound(kind, schema)
        return place

    def _follow(self, ref: str) -> int:
        if ref in self._places:
            return self._places[ref]
        if self._followed or ref not in self._definitions:
            raise Open  # a name of a name
        self._followed = ref
        return self.add(self._definitions[ref])

    def _reserve(self) -> int:
        place = len(self.shapes)
        self.shapes.append(Shape(Form.NONE))
        if self._followed is not None:
            self._places[self._followed] = place
            self._followed = None
        return place

    def _compound(self, kind: str, schema: Schema) -> Shape:
        match kind:
            case "model":
                return self._model(schema)
            case "nullable":
                return Shape(Form.NULLABLE, [self.add(schema["schema"])])
            case "list" if "items_schema" in schema:
                return Shape(Form.LIST, [self.add(schema["items_schema"])])
            case "tuple" if _is_uniform(schema):
                return Shape(Form.TUPLE, [self.add(schema["items_schema"][0])])
            case "dict" if _has_text_keys(schema):
                return Shape(Form.DICT, [self.add(schema["values_schema"])])
            case "literal" | "enum":
                return Shape(Form.CONSTANT, constants=constants_of(schema))
            case "union":
                return self._union(schema["choices"])
            case "tagged-union":
                return self._tagged_union(schema)
            case _:
                raise Open

    def _union(self, choices: list[Any]) -> Shape:
        # A choice may come with a label.
        schemas = [choice[0] if isinstance(choice, tuple) else choice for choice in choices]
        shape = Shape(Form.UNION, [self.add(schema) for schema in schemas])
        self.checks.append(lambda: require_distinct(shape, self.shapes))
        return shape

    def _tagged_union(self, schema: Schema) -> Shape:
        tags: dict[Any, int] = {}
        by_schema: dict[int, int] = {}
        for tag, choice in schema["choices"].items():
            if not isinstance(choice, Mapping):
                raise Open
            if id(choice) not in by_schema:
                by_schema[id(choice)] = self.add(choice)
            tags[tag] = by_schema[id(choice)]
        shape = Shape(Form.UNION, list(dict.fromkeys(tags.values())))
        self.checks.append(lambda: require_distinct(shape, self.shapes))
        self.checks.append(lambda: require_tags(schema["discriminator"], tags, self.shapes))
        return shape

    def _model(self, schema: Schema) -> Shape:
        cls = schema["cls"]
        config = schema.get("config") or {}
        _require_iso_times(config)
        _require_own_serializer(cls)
        _require_plain_dict(cls)
        fields = schema["schema"]
        while fields["type"] in _WRAPPERS and "serialization" not in fields:
            fields = fields["schema"]
        if schema.get("root_model") or fields["type"] != "model-fields":
            raise Open
        extra = (
            schema.get("extra_behavior"),
            fields.get("extra_behavior"),
            config.get("extra_fields_behavior"),
        )
        if "allow" in extra or fields.get("computed_fields") or "serialization" in fields:
            raise Open
        members = [self._member(name, field) for name, field in fields["fields"].items()]
        written = [member.key for member in members if member.shape is not None]
        if len(set(written)) < len(written):  # inside a union the last one counts
            raise Open
        return Shape(Form.MODEL, cls=cls, members=members)

    def _member(self, name: str, field: Schema) -> Member:
        if field.get("serialization_exclude"):
            return Member(name, b"", None)
        if field.get("serialization_exclude_if") is not None:
            raise Open
        alias = field.get("serialization_alias") if self._by_alias else None
        try:
            key = b"," + to_json(name if alias is None else alias) + b":"
        except PydanticSerializationError:  # a lone surrogate
            raise Open from None
        return Member(name, key, self.add(field["schema"]))


def _is_uniform(schema: Schema) -> bool:
    """Whether a tuple's schema is that of `tuple[X, ...]`."""
    return len(schema["items_schema"]) == 1 and schema.get("variadic_item_index") == 0


def _has_text_keys(schema: Schema) -> bool:
    """Whether a dict's schema is that of `dict[str, X]`."""
    keys = schema.get("keys_schema", {})
    return keys.get("type") == "str" and "serialization" not in keys and "values_schema" in schema


def _require_own_serializer(cls: type) -> None:
    """A model's serializer is used inside others': it must be what its schema says."""
    own = cls.__dict__
    serializer = own.get("__pydantic_serializer__")
    if type(serializer) is not SchemaSerializer:
        raise Open
    if _made_of(serializer)[0] is not own.get("__pydantic_core_schema__"):
        raise Open


def _require_plain_dict(cls: type) -> None:
    """Reading `__dict__` of an instance must be nothing but that."""
    if not issubclass(cls, BaseModel):
        raise Open
    for base in cls.__mro__[:-1]:
        if "__getattribute__" in vars(base):
            raise Open
        if type(vars(base).get("__dict__", _ABSENT)) not in (GetSetDescriptorType, object):
            raise Open
