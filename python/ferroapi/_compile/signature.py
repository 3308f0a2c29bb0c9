"""Step *sign*: what a callable declares: names, annotations and defaults of its parameters, and
what it returns.

Annotations written as text are evaluated once, here. What a parameter means is
`_compile.classify`'s business.
"""

from __future__ import annotations

import inspect
import sys
from collections import abc
from collections.abc import Callable
from types import FunctionType
from typing import Any, ForwardRef, NamedTuple, get_args, get_origin

from ferroapi._compat.v2 import evaluate_forwardref

EMPTY: Any = inspect.Signature.empty

_STREAMS = frozenset(
    getattr(abc, prefix + kind)
    for prefix in ("", "Async")
    for kind in ("Iterable", "Iterator", "Generator")
)
# Attributes by which a function stands for another signature than that of its code.
_DISGUISES = ("__wrapped__", "__signature__", "__partialmethod__", "_partialmethod")
_HAS_ARGS, _HAS_KWARGS = inspect.CO_VARARGS, inspect.CO_VARKEYWORDS


class Declared(NamedTuple):
    """One parameter as it is written; `EMPTY` where there is no annotation or no default."""

    name: str
    annotation: Any
    default: Any


def declared_parameters(call: Callable[..., Any]) -> list[Declared]:
    """The parameters of `call`, with evaluated annotations.

    A name that does not exist (imported for type checkers only) leaves a `ForwardRef`.
    """
    annotations = _own_annotations(call)
    if annotations is not None:
        return _from_code(call, annotations)
    parameters = get_typed_signature(call).parameters.values()
    return [Declared(item.name, item.annotation, item.default) for item in parameters]


def _own_annotations(call: Callable[..., Any]) -> dict[str, Any] | None:
    """The annotations of a plain function without text among them: `inspect` would answer the same,
    5 times slower.
    """
    if type(call) is not FunctionType:
        return None
    attributes = call.__dict__
    if attributes and any(name in attributes for name in _DISGUISES):
        return None
    try:
        annotations = call.__annotations__
    except NameError:  # evaluated lazily since Python 3.14
        return None
    if any(isinstance(annotation, str) for annotation in annotations.values()):
        return None
    return annotations


def _from_code(call: Any, annotations: dict[str, Any]) -> list[Declared]:
    code = call.__code__
    positional, named = code.co_argcount, code.co_argcount + code.co_kwonlyargcount
    names = code.co_varnames
    defaults = dict(call.__kwdefaults__ or ())
    if call.__defaults__:
        with_default = names[positional - len(call.__defaults__) : positional]
        defaults.update(zip(with_default, call.__defaults__, strict=True))
    order = list(names[:named])
    extra = named
    if code.co_flags & _HAS_ARGS:
        order.insert(positional, names[extra])
        extra += 1
    if code.co_flags & _HAS_KWARGS:
        order.append(names[extra])
    return [
        Declared(name, annotations.get(name, EMPTY), defaults.get(name, EMPTY)) for name in order
    ]


def _signature(call: Callable[..., Any]) -> inspect.Signature:
    try:
        return inspect.signature(call, eval_str=True)
    except NameError:
        pass  # one annotation cannot be evaluated: take them as they are, one by one
    if sys.version_info >= (3, 14):
        from annotationlib import Format

        return inspect.signature(call, annotation_format=Format.FORWARDREF)
    return inspect.signature(call)


def _namespace(call: Callable[..., Any]) -> dict[str, Any]:
    return getattr(inspect.unwrap(call), "__globals__", {})


def get_typed_signature(call: Callable[..., Any]) -> inspect.Signature:
    """The signature of `call` with evaluated annotations, and without its return annotation."""
    namespace = _namespace(call)
    return inspect.Signature(
        [
            parameter.replace(annotation=get_typed_annotation(parameter.annotation, namespace))
            for parameter in _signature(call).parameters.values()
        ]
    )


def get_typed_annotation(annotation: Any, globalns: dict[str, Any]) -> Any:
    """`annotation`, evaluated in `globalns` if it is text; a `ForwardRef` where its names do not
    exist.
    """
    if not isinstance(annotation, str):
        return annotation
    evaluated = evaluate_forwardref(ForwardRef(annotation), globalns, globalns)
    return None if evaluated is type(None) else evaluated


def get_typed_return_annotation(call: Callable[..., Any]) -> Any:
    """What `call` is annotated to return; None where it is not annotated."""
    annotations = _own_annotations(call)
    if annotations is not None:
        return annotations.get("return")
    annotation = _signature(call).return_annotation
    return None if annotation is EMPTY else get_typed_annotation(annotation, _namespace(call))


def get_stream_item_type(annotation: Any) -> Any | None:
    """The `X` of `Iterator[X]`, `AsyncGenerator[X, …]` and their like; None for anything else."""
    if get_origin(annotation) not in _STREAMS:
        return None
    arguments = get_args(annotation)
    return arguments[0] if arguments else Any
