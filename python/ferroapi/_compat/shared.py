"""Questions about annotations: is it a sequence, a scalar, bytes, an upload, a `pydantic.v1` model?

Pure predicates that build nothing. `_compile` asks them while it classifies parameters,
`_cold.extraction` while it reads values; the names are FastAPI's, because programs import them.
"""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import is_dataclass
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Annotated, Any, TypeGuard, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.version import VERSION
from starlette.datastructures import UploadFile

from .._borrowed import lend
from .._lasting import annotation_lasts, remembered

_T = TypeVar("_T")

PYDANTIC_VERSION_MINOR_TUPLE: tuple[int, ...] = tuple(
    int(part) for part in VERSION.split(".", 2)[:2]
)

sequence_annotation_to_type: dict[type[Any], type[Any]] = {
    Sequence: list,
    **{kind: kind for kind in (list, tuple, set, frozenset, deque)},
}

sequence_types: tuple[type[Any], ...] = (*sequence_annotation_to_type,)

_COMPLEX_TYPES = (BaseModel, Mapping, UploadFile)
_CORE_SCHEMA_HOOKS = ("__pydantic_core_schema__", "__get_pydantic_core_schema__")
# Most parameters are one of these: one set lookup answers instead of eight `issubclass`.
_PLAIN_SCALARS: frozenset[type[Any]] = frozenset({str, int, float, bool, bytes, NoneType})


# An application asks about the same few annotations for every parameter.
_remembered = remembered(1024, annotation_lasts)


def lenient_issubclass(
    cls: Any, class_or_tuple: type[_T] | tuple[type[_T], ...] | None
) -> TypeGuard[type[_T]]:
    """`issubclass` that answers False for what is not a class, such as `list[int]`."""
    bases: Any = class_or_tuple  # None is the caller's mistake, and `issubclass` says so.
    try:
        return isinstance(cls, type) and issubclass(cls, bases)
    except TypeError:
        # Some aliases claim to be classes; anything else is a wrong second argument.
        if get_origin(cls) is not None:
            return False
        raise


def union_members(annotation: Any) -> tuple[Any, ...] | None:
    """The alternatives of `A | B` or `Union[A, B]`; None where `annotation` is no union."""
    origin = get_origin(annotation)
    return get_args(annotation) if origin is Union or origin is UnionType else None


def _is_sequence_class(candidate: Any) -> bool:
    return lenient_issubclass(candidate, sequence_types) and not issubclass(candidate, (str, bytes))


@_remembered
def field_annotation_is_sequence(annotation: Any) -> bool:
    """Does `annotation`, or one alternative of it, describe a list, tuple, set, frozenset, deque or
    Sequence?
    """
    if get_origin(annotation) is Annotated:
        return field_annotation_is_sequence(annotation.__origin__)
    alternatives = union_members(annotation)
    if alternatives is not None:
        return any(map(field_annotation_is_sequence, alternatives))
    return _is_sequence_class(annotation) or _is_sequence_class(get_origin(annotation))


def value_is_sequence(value: Any) -> bool:
    """Is `value` a sequence or a set, and no text?"""
    return not isinstance(value, (str, bytes)) and isinstance(value, sequence_types)


def _is_complex_class(candidate: Any) -> bool:
    if lenient_issubclass(candidate, _COMPLEX_TYPES):
        return True
    return _is_sequence_class(candidate) or is_dataclass(candidate)


@_remembered
def field_annotation_is_complex(annotation: Any) -> bool:
    """Does `annotation`, or one alternative of it, need a structured value (model, mapping,
    sequence, dataclass)?
    """
    alternatives = union_members(annotation)
    if alternatives is not None:
        return any(map(field_annotation_is_complex, alternatives))
    origin = get_origin(annotation)
    if origin is Annotated:
        return field_annotation_is_complex(annotation.__origin__)
    if _is_complex_class(annotation) or _is_complex_class(origin):
        return True
    return any(hasattr(origin, hook) for hook in _CORE_SCHEMA_HOOKS)


def field_annotation_is_scalar(annotation: Any) -> bool:
    """Can one text value of a path, query, header or cookie fill `annotation`?"""
    if type(annotation) is type and annotation in _PLAIN_SCALARS:
        return True
    # An ellipsis is the tail of `tuple[int, ...]`.
    return annotation is Ellipsis or not field_annotation_is_complex(annotation)


@_remembered
def field_annotation_is_scalar_sequence(annotation: Any) -> bool:
    """A sequence of scalars, or a union of those and scalars with one sequence at least?"""
    if get_origin(annotation) is Annotated:
        return field_annotation_is_scalar_sequence(annotation.__origin__)
    alternatives = union_members(annotation)
    if alternatives is None:
        is_sequence = field_annotation_is_sequence(annotation)
        return is_sequence and all(map(field_annotation_is_scalar, get_args(annotation)))
    others = [item for item in alternatives if not field_annotation_is_scalar_sequence(item)]
    return len(others) < len(alternatives) and all(map(field_annotation_is_scalar, others))


def _names_class(annotation: Any, cls: type[Any]) -> bool:
    """Is `annotation`, or a direct alternative of it, a subclass of `cls`?"""
    if lenient_issubclass(annotation, cls):
        return True
    return any(lenient_issubclass(item, cls) for item in union_members(annotation) or ())


def _names_sequence_of(annotation: Any, is_item: Callable[[Any], bool]) -> bool:
    alternatives = union_members(annotation)
    if alternatives is not None:
        return any(_names_sequence_of(item, is_item) for item in alternatives)
    # A bare `list` has no item type to contradict `is_item`: it counts, as in FastAPI.
    return field_annotation_is_sequence(annotation) and all(map(is_item, get_args(annotation)))


def is_bytes_or_nonable_bytes_annotation(annotation: Any) -> bool:
    """`bytes` or a union with it?"""
    return _names_class(annotation, bytes)


def is_uploadfile_or_nonable_uploadfile_annotation(annotation: Any) -> bool:
    """`UploadFile` or a union with it?"""
    return _names_class(annotation, UploadFile)


def is_bytes_sequence_annotation(annotation: Any) -> bool:
    """A sequence of `bytes`, or a union with one?"""
    return _names_sequence_of(annotation, is_bytes_or_nonable_bytes_annotation)


def is_uploadfile_sequence_annotation(annotation: Any) -> bool:
    """A sequence of `UploadFile`, or a union with one?"""
    return _names_sequence_of(annotation, is_uploadfile_or_nonable_uploadfile_annotation)


def _v1_model_class() -> type[Any] | None:
    # Whoever has a v1 model has imported `pydantic.v1`; importing it here would cost everyone else.
    module = sys.modules.get("pydantic.v1.main")
    return getattr(module, "BaseModel", None)


def is_pydantic_v1_model_instance(obj: Any) -> bool:
    """Is `obj` an instance of a `pydantic.v1` model?"""
    v1_model = _v1_model_class()
    return v1_model is not None and isinstance(obj, v1_model)


def is_pydantic_v1_model_class(cls: Any) -> bool:
    """Is `cls` a `pydantic.v1` model?"""
    v1_model = _v1_model_class()
    return v1_model is not None and lenient_issubclass(cls, v1_model)


def annotation_is_pydantic_v1(annotation: Any) -> bool:
    """Is a `pydantic.v1` model the annotation, an alternative of it, or in its sequence?"""
    if _v1_model_class() is None:
        return False
    if is_pydantic_v1_model_class(annotation):
        return True
    if any(map(is_pydantic_v1_model_class, union_members(annotation) or ())):
        return True
    is_sequence = field_annotation_is_sequence(annotation)
    return is_sequence and any(map(annotation_is_pydantic_v1, get_args(annotation)))


if not TYPE_CHECKING:  # a checker would take every misspelt name for one of these
    __getattr__, __dir__ = lend(__name__)
