"""Signatures: read from the code where that is the same, through `inspect` elsewhere."""

from __future__ import annotations

import functools
import inspect
from collections.abc import AsyncIterator, Generator, Iterable
from typing import TYPE_CHECKING, Annotated, Any, ForwardRef

import pytest

from ferroapi._compile import signature

from .corpus import cases

if TYPE_CHECKING:
    from somewhere import Missing

fastapi_utils = pytest.importorskip("fastapi.dependencies.utils")


def texts(a: int, /, b: Annotated[str, "note"] = "b", *, c: Missing = None) -> Missing: ...  # type: ignore[assignment]


def resolved(a: int, b: list[str] | None = None) -> dict[str, int]: ...


@pytest.mark.parametrize("case", cases("ferroapi"))
def test_parameters_are_those_of_the_signature(case: Any) -> None:
    expected = fastapi_utils.get_typed_signature(case.call)
    assert signature.get_typed_signature(case.call) == expected
    read = [
        (parameter.name, parameter.annotation, parameter.default)
        for parameter in expected.parameters.values()
    ]
    assert [tuple(item) for item in signature.declared_parameters(case.call)] == read


def test_every_kind_of_parameter_in_order() -> None:
    scope: dict[str, Any] = {}
    exec("def f(a, /, b=1, *args, c, d=2, **kwargs): local = a", scope)
    names = [item.name for item in signature.declared_parameters(scope["f"])]
    assert names == list(inspect.signature(scope["f"]).parameters)


def test_texts_are_evaluated_and_unknown_names_left() -> None:
    a, b, c = signature.declared_parameters(texts)
    assert (a.annotation, b.annotation) == (int, Annotated[str, "note"])
    assert c.annotation == ForwardRef("Missing")
    assert signature.get_typed_return_annotation(texts) == ForwardRef("Missing")
    assert signature.get_typed_return_annotation(resolved) == dict[str, int]


def test_return_annotations() -> None:
    def nothing(): ...

    def none() -> None: ...

    none.__annotations__["return"] = None

    @functools.wraps(resolved)
    def wrapper(*args: Any) -> Any: ...

    assert signature.get_typed_return_annotation(nothing) is None
    assert signature.get_typed_return_annotation(none) is None
    assert signature.get_typed_return_annotation(wrapper) == dict[str, int]
    assert signature.get_typed_return_annotation(functools.partial(resolved, 1)) == dict[str, int]


def test_a_declared_signature_counts() -> None:
    def disguised(*args: Any, **kwargs: Any) -> None: ...

    disguised.__signature__ = inspect.signature(lambda x=3: x)  # type: ignore[attr-defined]
    assert [item.name for item in signature.declared_parameters(disguised)] == ["x"]


@pytest.mark.parametrize(
    ("annotation", "item"),
    [
        (Iterable[int], int),
        (AsyncIterator[str], str),
        (Generator[bytes, None, None], bytes),
        (list[int], None),
        (int, None),
        (None, None),
    ],
)
def test_stream_items(annotation: Any, item: Any) -> None:
    assert signature.get_stream_item_type(annotation) is item
    assert fastapi_utils.get_stream_item_type(annotation) is item


def test_a_text_alone() -> None:
    assert signature.get_typed_annotation("None", globals()) is None
    assert signature.get_typed_annotation("int | None", globals()) == int | None
