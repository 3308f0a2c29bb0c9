"""Which response models the extension writes itself, and that it does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from enum import Enum, IntEnum
from typing import Annotated, Any, Literal

import pytest
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    PlainSerializer,
    RootModel,
    SerializeAsAny,
    Tag,
    TypeAdapter,
    computed_field,
    field_serializer,
    model_serializer,
    model_validator,
)
from pydantic_core import SchemaSerializer, core_schema

from benches.python import cases, web
from ferroapi import FastAPI
from ferroapi._compile import plan
from ferroapi._compile.closed_schema import describe_shapes
from ferroapi._compile.description import Form, Member, Shape
from tests.protocol.asgi import Wire, make_scope, step


class Colour(Enum):
    RED = "red"


class Size(IntEnum):
    SMALL = 1


class Shouting(Enum):
    QUIET = "quiet"

    @property
    def value(self) -> Any:
        return "LOUD"


class Item(BaseModel):
    name: str = Field(serialization_alias="label")
    secret: int = Field(1, exclude=True)


class Tree(BaseModel):
    branches: list[Tree] = []


class Cat(BaseModel):
    kind: Literal["cat"] = "cat"


class Dog(BaseModel):
    kind: Literal["dog"] = "dog"


class Validated(BaseModel):
    number: Annotated[int, AfterValidator(abs)] = 1

    @model_validator(mode="wrap")
    @classmethod
    def hand_on(cls, value: Any, handler: Any) -> Any:
        return handler(value)


class Kept(BaseModel):
    """Lets everything in that nobody declared."""

    model_config = ConfigDict(extra="allow")


class Seconds(BaseModel):
    model_config = ConfigDict(ser_json_temporal="seconds")
    at: datetime


class Computed(BaseModel):
    @computed_field
    @property
    def area(self) -> int:
        return 1


class FieldWritten(BaseModel):
    number: int

    @field_serializer("number")
    def write(self, value: int) -> str:
        return f"<{value}>"


class ModelWritten(BaseModel):
    @model_serializer
    def write(self) -> str:
        return "written"


class Sometimes(BaseModel):
    number: int = Field(exclude_if=lambda value: value == 0)


class Twins(BaseModel):
    one: int = Field(serialization_alias="same")
    other: int = Field(serialization_alias="same")


class Watching(BaseModel):
    def __getattribute__(self, name: str) -> Any:
        return super().__getattribute__(name)


class Elsewhere(BaseModel):
    @property
    def __dict__(self) -> Any:  # type: ignore[override]
        return {}


class Names(RootModel[list[str]]):
    pass


def shapes_of(annotation: Any, *, by_alias: Any = True) -> list[Shape]:
    return describe_shapes(TypeAdapter(annotation).serializer, by_alias=by_alias)


def test_a_model_is_described_field_by_field() -> None:
    assert shapes_of(Item) == [
        Shape(
            Form.MODEL,
            cls=Item,
            members=[Member("name", b',"label":', 1), Member("secret", b"", None)],
        ),
        Shape(Form.STR),
    ]


def test_names_stand_in_for_aliases() -> None:
    assert shapes_of(Item, by_alias=False)[0].members[0].key == b',"name":'


def test_a_model_within_itself_is_named_again() -> None:
    model, branches = shapes_of(Tree)
    assert (model.members[0].shape, branches.form, branches.inner) == (1, Form.LIST, [0])


@pytest.mark.parametrize(
    "annotation",
    [
        dict[str, tuple[float, ...]],
        Colour,
        Literal["a", 1, None],
        int | str | Item | None,
        bool | int,
        Cat | Dog,
        Annotated[Cat | Dog, Field(discriminator="kind")],
        Literal["a"] | int,
        Validated,
    ],
)
def test_closed(annotation: Any) -> None:
    assert shapes_of(annotation)


@pytest.mark.parametrize(
    "annotation",
    [
        *(Any, object, bytes, Decimal, set[int], list, tuple[int, str], dict[int, str], dict),
        *(list[Any], Kept, Seconds, Computed, FieldWritten, ModelWritten, Sometimes, Twins, Names),
        *(Watching, Elsewhere, Shouting, Literal[Colour.RED], SerializeAsAny[Item]),
        *(list[int] | list[str], date | datetime, Size | int, Literal["a"] | str),
        Annotated[int, PlainSerializer(str)],
        dict[Annotated[str, PlainSerializer(str.upper)], int],
        Annotated[Cat | Dog, Field(discriminator="kind")] | list[int] | list[str],
        list[Item | Kept],
        list[Seconds],
        Literal[True] | bool,
        Annotated[
            Annotated[Cat, Tag("c")] | Annotated[Dog, Tag("d")],
            Discriminator(lambda value: value.kind[0]),
        ],
    ],
)
def test_open(annotation: Any) -> None:
    assert shapes_of(annotation) == []


def test_aliases_must_be_decided() -> None:
    """Without a decision the configuration of each model counts."""
    assert shapes_of(Item, by_alias=None) == []


def test_a_tag_must_lead_to_its_own_model() -> None:
    """pydantic warns of tags that lead nowhere."""
    choices = {"cat": Dog.__pydantic_core_schema__, "dog": Cat.__pydantic_core_schema__}
    crossed = SchemaSerializer(core_schema.tagged_union_schema(choices, discriminator="kind"))
    assert describe_shapes(crossed, by_alias=True) == []


def test_a_serializer_put_in_place_of_a_models_own_counts() -> None:
    class Inner(BaseModel):
        number: int

    replaced = SchemaSerializer(core_schema.any_schema())
    Inner.__pydantic_serializer__ = replaced

    class Outer(BaseModel):
        inner: Inner

    assert shapes_of(Outer) == []
    assert describe_shapes(replaced, by_alias=True) == []


def test_a_model_that_waits_for_another_is_not_described() -> None:
    class Waiting(BaseModel):
        later: Later  # type: ignore[name-defined]  # noqa: F821

    assert describe_shapes(Waiting.__pydantic_serializer__, by_alias=True) == []


@pytest.fixture
def no_pydantic(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """In the plans made meanwhile, asking pydantic-core to serialize fails."""

    def refuse(*_args: Any, **_options: Any) -> None:
        raise AssertionError("pydantic-core was asked to serialize")

    describe = plan.respond_description
    monkeypatch.setattr(
        plan,
        "respond_description",
        lambda **options: describe(**options)._replace(serialize=refuse),
    )
    return None


@pytest.mark.usefixtures("no_pydantic")
@pytest.mark.parametrize("name", ["body", "models100"])
def test_bench_cases_are_written_natively(name: str) -> None:
    case = cases.MAKERS[name]()
    loaded = web.load("ferroapi")
    assert loaded is not None
    app = case.build(loaded)
    for number, request in enumerate(case.requests):
        wire = Wire(request.body)
        headers = {key.decode(): value.decode() for key, value in request.headers}
        step(app, make_scope(request.method, request.path, headers), wire)
        assert wire.body == case.answer(number)


def _answer_of(response_model: Any, value: Any, **options: Any) -> bytes:
    app = FastAPI()

    @app.get("/", response_model=response_model, **options)
    async def read():
        return value

    wire = Wire()
    step(app, make_scope(), wire)
    return wire.body


@pytest.mark.usefixtures("no_pydantic")
@pytest.mark.parametrize(
    ("options", "body"),
    [
        ({}, b'{"label":"a","note":null}'),
        ({"response_model_by_alias": False}, b'{"name":"a","note":null}'),
        ({"response_model_exclude_none": True}, b'{"label":"a"}'),
    ],
)
def test_filters_that_are_native(options: dict[str, Any], body: bytes) -> None:
    class Noted(Item):
        note: str | None = None

    assert _answer_of(Noted, Noted(name="a"), **options) == body


@pytest.mark.parametrize(
    ("options", "body"),
    [
        ({"response_model_exclude_unset": True}, b'{"label":"a"}'),
        ({"response_model_exclude_defaults": True}, b'{"label":"a"}'),
        ({"response_model_include": {"note"}}, b'{"note":1}'),
        ({"response_model_exclude": {"name"}}, b'{"note":1}'),
    ],
)
def test_filters_that_are_not(options: dict[str, Any], body: bytes) -> None:
    class Noted(Item):
        note: int = 1

    assert _answer_of(Noted, Noted(name="a"), **options) == body


Change = Callable[[Item], Any]


def test_a_wrong_value_is_pydantics_to_warn_of() -> None:
    with pytest.warns(UserWarning, match="Expected `str`"):
        assert _answer_of(Item, Item.model_construct(name=1)) == b'{"label":1}'


@pytest.mark.usefixtures("no_pydantic")
def test_attributes_set_one_by_one() -> None:
    """CPython may keep them without a dict until somebody asks for it."""
    item = Item.__new__(Item)
    for name, value in (("name", "a"), ("secret", 1), ("__pydantic_fields_set__", set())):
        object.__setattr__(item, name, value)
    assert _answer_of(Item, item) == b'{"label":"a"}'


@pytest.mark.parametrize(
    ("annotation", "value"),
    [
        *((int, 2**70), (float, 1e16), (float, float("inf")), (time, time(1, 2, tzinfo=UTC))),
        (datetime, datetime(2024, 1, 1, tzinfo=timezone(timedelta(hours=2)))),
        (list[float], [0.5, float("nan"), 1e22]),
    ],
)
def test_values_that_only_pydantic_writes(annotation: Any, value: Any) -> None:
    assert shapes_of(annotation)
    assert _answer_of(annotation, value) == TypeAdapter(annotation).dump_json(value)


@pytest.mark.parametrize(
    "change",
    [
        lambda item: item.__dict__.pop("secret"),
        lambda item: item.__dict__.update(more=1),
        lambda item: item.__dict__.update({"secret": item.__dict__.pop("name"), "name": "a"}),
    ],
)
def test_a_changed_instance_is_written_by_pydantic(change: Change) -> None:
    item = Item(name="a")
    change(item)
    assert _answer_of(Item, item) == b'{"label":"a"}'
