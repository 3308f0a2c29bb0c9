"""What is remembered keeps nothing alive that does not live as long as the program anyway."""

import enum
import gc
import re
import weakref
from types import NoneType
from typing import Annotated, Any, Literal, NewType, Optional

import pytest
from annotated_types import Ge
from pydantic import BaseModel

from ferroapi import _lasting

Number = NewType("Number", int)


class Model(BaseModel):
    class Inner(enum.Enum):
        one = 1

    def method(self) -> None: ...


def _local() -> Any:
    class Model(BaseModel): ...

    return Model


Local = _local()


@pytest.mark.parametrize(
    ("part", "lasting"),
    [
        *((int, True), (NoneType, True), (re.Pattern, True), (Model, True), (Model.Inner, True)),
        *((Model.method, True), (Number, True), (_local, True), ("text", True), (1, True)),
        *((Local, False), (lambda: 1, False), (type("Model", (), {}), False)),
        *(((list, (Model, 1)), True), ((list, (Local, 1)), False)),
        (NewType("Number", int), False),
    ],
)
def test_a_class_or_function_lasts(part: Any, lasting: bool) -> None:
    assert _lasting.lasts(part) is lasting


@pytest.mark.parametrize(
    ("annotation", "lasting"),
    [
        *((int, True), (None, True), (Any, True), (list[int], True), (dict[str, Model], True)),
        *((Optional[Model], True), (Model | None, True), (Literal["a", 1], True)),  # noqa: UP045
        *((Literal[Model.Inner.one], True), (tuple[int, ...], True)),
        *((Local, False), (list[Local], False), (Optional[Local], False)),  # noqa: UP045
        *((dict[str, list[Local]], False), (Annotated[int, Ge(1)], False)),
    ],
)
def test_an_annotation_lasts(annotation: Any, lasting: bool) -> None:
    assert _lasting.annotation_lasts(annotation) is lasting


def test_only_what_lasts_is_remembered() -> None:
    asked: list[Any] = []
    ask = _lasting.remembered(8)(asked.append)
    for _ in range(2):
        ask(int)
        ask(Local)
        ask([])
    assert asked == [int, Local, [], Local, []]


def test_a_class_that_is_gone_is_not_kept() -> None:
    cls = _local()
    ask = _lasting.remembered(8)(str)
    ask(cls)
    watch = weakref.ref(cls)
    del cls
    gc.collect()
    assert watch() is None
