"""Validators are shared between fields that mean the same, and never between fields that do not."""

from __future__ import annotations

import warnings
from decimal import Decimal
from enum import Enum
from typing import Annotated, Any, Generic, Literal, Optional, TypeVar, Union

import pytest
from annotated_types import Ge, Gt, Len
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    PydanticUserError,
    Tag,
    TypeAdapter,
)
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined, SchemaSerializer

from ferroapi._compat import ModelField
from ferroapi._compat.cores import _table
from ferroapi._compat.v2 import get_model_fields
from ferroapi.params import Query

T = TypeVar("T")


class Item(BaseModel):
    name: str
    extra: Any = None


class Timed(BaseModel):
    model_config = ConfigDict(ser_json_bytes="base64")
    value: Any


class Box(BaseModel, Generic[T]):
    content: T


class Colour(Enum):
    red = 1


def _field(annotation: Any, **attributes: Any) -> ModelField:
    info = FieldInfo.from_annotation(annotation)
    for name, value in attributes.items():
        setattr(info, name, value)
    return ModelField(name="value", field_info=info)


def _validator(annotation: Any, **attributes: Any) -> Any:
    return _field(annotation, **attributes).validator.__self__  # type: ignore[attr-defined]


def _even(value: int) -> int:
    return value - value % 2


SHARED: list[Any] = [
    int,
    str | None,
    list[int],
    dict[str, list[int]],
    Literal["a", 1],
    Colour,
    Item,
    list[Item],
    Box[int],
    tuple[int, ...],
    Annotated[int, Ge(1), Gt(0)],
    Annotated[int, AfterValidator(_even)],
    Annotated[str, Field(pattern="^a")],
    list[Annotated[int, Ge(1)]],
    Any,
    None,
]


@pytest.mark.parametrize("annotation", SHARED, ids=str)
def test_equal_annotations_share_one(annotation: Any) -> None:
    assert _validator(annotation) is _validator(annotation, title="T", alias="a", default=3)


def test_equal_constraints_share_one_though_written_twice() -> None:
    one, two = (Annotated[int, Query(ge=1, le=5, description=text)] for text in "ab")
    assert _validator(one) is _validator(two)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (int | str, str | int),
        (Literal[1], Literal[True]),
        (Annotated[int, Ge(1), Gt(2)], Annotated[int, Gt(2), Ge(1)]),
        (Annotated[str, Len(1, 2)], Annotated[str, Len(1, 3)]),
        (int, Annotated[int, Field(strict=True)]),
        (tuple[()], tuple),
        (Item, Timed),
        (list[Item], list[Timed]),
    ],
    ids=str,
)
def test_annotations_that_differ_have_their_own(one: Any, other: Any) -> None:
    assert _validator(one) is not _validator(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [(1, 1.0), (1, True), (Decimal("1.0"), Decimal("1.00")), (0.0, -0.0)],
)
def test_equal_bounds_of_other_types_have_their_own(one: Any, other: Any) -> None:
    # As metadata, because `Annotated[int, Ge(1.0)]` itself gives back an `Annotated[int, Ge(1)]`.
    assert _validator(int, metadata=[Ge(one)]) is not _validator(int, metadata=[Ge(other)])


def test_a_discriminator_counts() -> None:
    class Cat(BaseModel):
        kind: Literal["cat"]

    class Dog(BaseModel):
        kind: Literal["dog"]

    plain, tagged = _field(Cat | Dog), _field(Cat | Dog, discriminator="kind")
    assert plain.validate({"kind": "cow"})[1] != tagged.validate({"kind": "cow"})[1]
    by_callable = Annotated[
        Annotated[Cat, Tag("cat")] | Annotated[Dog, Tag("dog")],
        Discriminator(lambda value: value["kind"]),
    ]
    assert isinstance(_field(by_callable).validate({"kind": "dog"})[0], Dog)


def test_unknown_metadata_is_not_shared() -> None:
    class Mine:
        def __eq__(self, other: object) -> bool:
            return True

        def __hash__(self) -> int:
            return 1

    size = len(_table)
    assert _validator(Annotated[int, Mine()]) is not _validator(Annotated[int, Mine()])
    assert _validator(Annotated[int, []]) is not _validator(Annotated[int, []])
    assert len(_table) == size


def test_a_complete_model_serves_with_its_own() -> None:
    own = Item.__pydantic_validator__
    assert _validator(Item) is own or type(own).__name__ != "SchemaValidator"
    assert _validator(Timed) is not Timed.__pydantic_validator__


def test_settings_for_untyped_values_are_not_taken_from_the_model() -> None:
    value = Timed(value=b"\xff\xfe" and b"ab")
    adapter = TypeAdapter(Annotated[Timed, Field()])
    assert _field(Timed).serialize_json(value) == adapter.dump_json(value)


def test_a_rebuilt_model_is_validated_anew() -> None:
    class Growing(BaseModel):
        a: int

    before = _validator(Growing)
    Growing.model_rebuild(force=True)
    assert _validator(Growing) is not before


def test_an_unresolved_model_is_built_when_it_can_be() -> None:
    class Later(BaseModel):
        other: "Missing"  # noqa: F821, UP037

    field = ModelField(name="later", field_info=FieldInfo(annotation=Later))
    with pytest.raises(PydanticUserError):
        field.validate({"other": {"name": "n"}})
    Later.model_rebuild(_types_namespace={"Missing": Item})
    value, errors = field.validate({"other": {"name": "n"}})
    assert errors == []
    assert value.other == Item(name="n")
    assert isinstance(field.serializer, SchemaSerializer)


def test_a_deferred_model_is_built() -> None:
    class Deferred(BaseModel):
        model_config = ConfigDict(defer_build=True)
        a: int

    assert _field(Deferred).validate({"a": "1"})[0].a == 1


def test_the_description_keeps_what_the_validator_leaves_out() -> None:
    field = _field(int, title="Size", default=3)
    assert field._type_adapter.json_schema() == {"type": "integer", "title": "Size", "default": 3}
    assert field.default == 3
    assert _field(int).default is PydanticUndefined


def test_no_warnings_leak() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        field = _field(Annotated[int, Field(alias="b")], alias="c")
        assert field._type_adapter.core_schema["type"] == "int"
        _field(list[Annotated[int, Field(alias="b")]])


def test_one_declaration_for_two_endpoints_keeps_both_annotations() -> None:
    shared = Query()
    shared.annotation = int
    first = ModelField(name="a", field_info=shared)
    shared.annotation = str
    second = ModelField(name="b", field_info=shared)
    assert first.validate("1") == (1, [])
    assert second.validate("1") == ("1", [])
    assert first._type_adapter.core_schema["type"] == "int"


def test_errors_carry_their_place() -> None:
    _, errors = _field(list[int]).validate(["x"], loc=("query", "q"))
    assert [error["loc"] for error in errors] == [("query", "q", 0)]
    assert list(errors[0]) == ["type", "loc", "msg", "input"]


def test_fields_of_a_model_build_nothing() -> None:
    fields = get_model_fields(Item)
    assert [(field.name, field.config) for field in fields] == [("name", {}), ("extra", {})]
    assert all(field._core is None for field in fields)
    assert fields[0].validate(1)[1]


@pytest.mark.parametrize("annotation", [Optional[int], Union[int, str], int | None])  # noqa: UP007, UP045
def test_serializing_is_the_adapters(annotation: Any) -> None:
    field = _field(annotation)
    assert field.serialize(1) == 1
    assert field.serialize_json(1) == b"1"
