"""`jsonable_encoder`: any value to one made of dictionaries, lists and scalars that `json.dumps`
accepts.

The table of encoders by type (`_encoder_table.py`) is made at its first use. Called by exception
handlers and by untyped responses; bytes are not written here.
"""

from __future__ import annotations

import dataclasses
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from enum import Enum
from pathlib import PurePath
from types import GeneratorType
from typing import TYPE_CHECKING, Any, NamedTuple

from pydantic import BaseModel
from pydantic_core import PydanticUndefinedType

from ._borrowed import Listing, lend
from ._encoder_table import Encoder as Encoder
from ._encoder_table import decimal_encoder as decimal_encoder
from ._encoder_table import default_encoders
from ._encoder_table import (
    generate_encoders_by_class_tuples as generate_encoders_by_class_tuples,
)
from ._encoder_table import isoformat as isoformat
from .exceptions import PydanticV1NotSupportedError, UsageError

if TYPE_CHECKING:
    from .types import IncEx

    ENCODERS_BY_TYPE: dict[type[Any], Encoder]
    encoders_by_class_tuples: dict[Encoder, tuple[Any, ...]]

# Values of exactly these types encode to themselves, whatever the options (a custom encoder aside).
_PLAIN = frozenset({str, int, float, bool, type(None)})


def jsonable_encoder(
    obj: Any,
    include: IncEx | None = None,
    exclude: IncEx | None = None,
    by_alias: bool = True,
    exclude_unset: bool = False,
    exclude_defaults: bool = False,
    exclude_none: bool = False,
    custom_encoder: dict[Any, Encoder] | None = None,
    sqlalchemy_safe: bool = True,
) -> Any:
    """Convert `obj` to what `json.dumps` accepts.

    `include` and `exclude` name fields of a model or keys of a dictionary; `by_alias` and the other
    `exclude_…` flags mean what they mean to Pydantic's `model_dump`. `custom_encoder` maps types to
    functions and goes before everything else. `sqlalchemy_safe` drops the keys that SQLAlchemy adds
    to an object's attributes ("_sa…"). Raises `ValueError` for a value that is neither known nor
    convertible by `dict()` or `vars()`.
    """
    if type(obj) in _PLAIN and not custom_encoder:
        return obj
    options = _Options(
        _as_filter(include),
        _as_filter(exclude),
        by_alias,
        exclude_unset,
        exclude_defaults,
        exclude_none,
        custom_encoder or {},
        sqlalchemy_safe,
    )
    return options.encode(obj)


def _as_filter(names: Any) -> Any:
    return names if names is None or isinstance(names, (set, dict)) else set(names)


class _Options(NamedTuple):
    """One call's options, with the encoding of each kind of value as methods."""

    include: Any
    exclude: Any
    by_alias: bool
    exclude_unset: bool
    exclude_defaults: bool
    exclude_none: bool
    custom: dict[Any, Encoder]
    sqlalchemy_safe: bool

    def encode(self, obj: Any) -> Any:
        kind = type(obj)
        if self.custom:
            encoder = _custom_encoder_of(obj, self.custom)
            if encoder is not None:
                return encoder(obj)
        elif kind in _PLAIN:
            return obj
        # Loops in this frame: a frame per level of nesting is what the recursion limit counts.
        if kind is list or kind is tuple:
            items = []
            for item in obj:
                items.append(self.encode(item))
            return items
        if kind is dict:
            inner, pairs = self._for_nested_values(), {}
            for key, value in obj.items():
                if self._keeps(key, value):
                    # The key first: where neither can be encoded, its error is the one seen.
                    encoded_key = inner.encode(key)
                    pairs[encoded_key] = inner.encode(value)
            return pairs
        return self._encode_other(obj)

    def _encode_other(self, obj: Any) -> Any:
        """Everything else. The order is part of the interface: a value can be of several kinds."""
        if isinstance(obj, BaseModel):
            return self._encode_model(obj)
        if dataclasses.is_dataclass(obj):
            return self._encode_dataclass(obj)
        for types, encode in _KINDS:
            if isinstance(obj, types):
                return encode(self, obj)
        return self._encode_by_table(obj)

    def _encode_model(self, model: BaseModel) -> Any:
        dumped = model.model_dump(
            mode="json",
            by_alias=self.by_alias,
            include=self.include,
            exclude=self.exclude,
            exclude_none=self.exclude_none,
            exclude_unset=self.exclude_unset,
            exclude_defaults=self.exclude_defaults,
        )
        # The model's serializer has spoken: custom encoders and filters do not apply to its output.
        return jsonable_encoder(
            dumped,
            exclude_none=self.exclude_none,
            exclude_defaults=self.exclude_defaults,
            sqlalchemy_safe=self.sqlalchemy_safe,
        )

    def _encode_dataclass(self, obj: Any) -> Any:
        if isinstance(obj, type):
            raise UsageError(f"A dataclass cannot be encoded, only its instances: {obj!r}")
        return self.encode(dataclasses.asdict(obj))

    def _encode_dict(self, items: dict[Any, Any]) -> dict[Any, Any]:
        """A dictionary of a class of its own; `encode` does the plain ones."""
        inner = self._for_nested_values()
        return {
            inner.encode(key): inner.encode(value)
            for key, value in items.items()
            if self._keeps(key, value)
        }

    def _keeps(self, key: Any, value: Any) -> bool:
        if self.exclude_none and value is None:
            return False
        if self.sqlalchemy_safe and isinstance(key, str) and key.startswith("_sa"):
            return False
        if self.include is not None and key not in self.include:
            return False
        return self.exclude is None or key not in self.exclude

    def _for_nested_values(self) -> _Options:
        """The filters name keys of the outermost dictionary only."""
        if self.include is None and self.exclude is None:
            return self
        return self._replace(include=None, exclude=None)

    def _encode_sequence(self, items: Iterable[Any]) -> list[Any]:
        """A sequence that is no plain list."""
        return [self.encode(item) for item in items]

    def _encode_by_table(self, obj: Any) -> Any:
        by_type: dict[type[Any], Encoder] = _table("ENCODERS_BY_TYPE")
        by_base: dict[Encoder, tuple[Any, ...]] = _table("encoders_by_class_tuples")
        encoder = by_type.get(type(obj)) or _encoder_by_base(obj, by_base)
        if encoder is not None:
            return encoder(obj)
        _refuse_pydantic_v1(obj)
        return self.encode(_attributes(obj))


_KINDS: tuple[tuple[Any, Callable[[_Options, Any], Any]], ...] = (
    (Enum, lambda _, member: member.value),
    (PurePath, lambda _, path: str(path)),
    ((str, int, float), lambda _, scalar: scalar),
    (PydanticUndefinedType, lambda *_: None),
    (type(None), lambda *_: None),
    (dict, _Options._encode_dict),
    ((list, set, frozenset, GeneratorType, tuple, deque), _Options._encode_sequence),
)


def _custom_encoder_of(obj: Any, encoders: Mapping[Any, Encoder]) -> Encoder | None:
    if type(obj) in encoders:
        return encoders[type(obj)]
    return next((encoder for kind, encoder in encoders.items() if isinstance(obj, kind)), None)


def _refuse_pydantic_v1(obj: Any) -> None:
    from ._compat import is_pydantic_v1_model_instance

    if is_pydantic_v1_model_instance(obj):
        raise PydanticV1NotSupportedError(
            "pydantic.v1 models are no longer supported by FastAPI. "
            f"Please update the model {obj!r}."
        )


def _attributes(obj: Any) -> dict[str, Any]:
    """An unknown object as a dictionary: what it gives to `dict()`, or its attributes."""
    try:
        return dict(obj)
    except Exception as not_a_mapping:  # noqa: BLE001 (any class may fail in any way)
        try:
            attributes: dict[str, Any] = vars(obj)
        except Exception as no_attributes:
            raise ValueError([not_a_mapping, no_attributes]) from no_attributes
    return attributes


def _encoder_by_base(obj: Any, encoders: Mapping[Encoder, tuple[Any, ...]]) -> Encoder | None:
    return next((encoder for encoder, bases in encoders.items() if isinstance(obj, bases)), None)


__dir__: Listing
_borrowed, __dir__ = lend(__name__, ["ENCODERS_BY_TYPE", "encoders_by_class_tuples"])


def __getattr__(name: str) -> Any:
    return _table(name)


def _table(name: str) -> Any:
    """One of the two tables, made at first use; a module global from then on, for users to change
    or replace.
    """
    known = globals()
    if name not in ("ENCODERS_BY_TYPE", "encoders_by_class_tuples"):
        return _borrowed(name)
    if name not in known:
        by_type = known.setdefault("ENCODERS_BY_TYPE", default_encoders())
        known["encoders_by_class_tuples"] = generate_encoders_by_class_tuples(by_type)
    return known[name]
