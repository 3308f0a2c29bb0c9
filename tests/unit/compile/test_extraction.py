"""Arguments are taken from what was received as FastAPI does: values, errors, places, extras."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from io import BytesIO
from typing import Annotated, Any

import pytest
from pydantic import AliasChoices, BaseModel, Field, Json, PydanticUserError
from starlette.datastructures import FormData, Headers, MultiDict, QueryParams, UploadFile

from ferroapi import param_functions as ours
from ferroapi._cold import extraction
from ferroapi._compat import Undefined
from ferroapi._compile.dependants import get_dependant
from ferroapi.exceptions import UnsupportedFeatureError, UsageError

from .corpus import Filters, Item, Loose, cases

fastapi_utils = pytest.importorskip("fastapi.dependencies.utils")

_LISTS = ("path_params", "query_params", "header_params", "cookie_params")
_PAIRS = [
    [],
    [("value", "1")],
    [("value", "x"), ("key", "2"), ("args", "a"), ("kwargs", "k")],
    [("value", "[1,2]"), ("key", "y")],
    [("value", "4"), ("value", "5"), ("value", "x")],
    [("max-items", "3"), ("tags", "a"), ("tags", "b"), ("user_name", "u")],
    [("limit", "0"), ("who", "me"), ("other", "1"), ("other", "2")],
    [("max_items", "3"), ("user-name", "me"), ("deep", "d")],
    [("A", "1"), ("B", "2"), ("c2", "3"), ("D", "4"), ("d", "4"), ("e-e", "e"), ("f_f", "f")],
    [("e_e", "e"), ("g_g", "g"), ("H", "h"), ("i", "i"), ("c1", "0"), ("c2", "9")],
]
_BODIES = [
    Undefined,
    None,
    b"raw",
    [],
    "text",
    3,
    {},
    {"name": "n"},
    {"value": {"name": "n"}},
    {"item": {"name": "n"}, "point": {"x": 1}, "count": 2, "a": 1, "b": 2},
    {"item": None, "other": {"name": 1}, "b": {"name": "b", "price": "x"}, "Text": "t"},
    Item(name="n"),
    [{"name": "a"}, {"price": 1}],
    {"items": [{"name": "n"}]},
]


def _dependants() -> list[tuple[Any, Any]]:
    return [
        (
            fastapi_utils.get_dependant(path=their.path, call=their.call),
            get_dependant(path=our.path, call=our.call),
        )
        for their, our in zip(cases("fastapi"), cases("ferroapi"), strict=True)
    ]


DEPENDANTS = _dependants()


def _sources(pairs: list[tuple[str, str]]) -> list[Any]:
    raw = [(name.lower().encode(), value.encode()) for name, value in pairs]
    return [QueryParams(pairs), Headers(raw=raw), dict(pairs), MultiDict(pairs)]


def _outcome(function: Callable[..., Any], *arguments: Any) -> str:
    try:
        return repr(function(*arguments))
    except PydanticUserError as error:  # of a type that cannot be resolved
        return str(error)


@pytest.mark.parametrize("pairs", _PAIRS, ids=str)
def test_parameters_are_the_same(pairs: list[tuple[str, str]]) -> None:
    for their, our in DEPENDANTS:
        for name in _LISTS:
            mine, other = getattr(our, name), getattr(their, name)
            for received in _sources(pairs):
                expected = _outcome(fastapi_utils.request_params_to_args, other, received)
                assert _outcome(extraction.request_params_to_args, mine, received) == expected


@pytest.mark.parametrize("body", _BODIES, ids=repr)
@pytest.mark.parametrize("embed", [False, True])
def test_bodies_are_the_same(body: Any, embed: bool) -> None:
    for their, our in DEPENDANTS:
        if our.body_params:
            theirs = fastapi_utils.request_body_to_args(their.body_params, body, embed)
            ours = extraction.request_body_to_args(our.body_params, body, embed)
            assert repr(asyncio.run(ours)) == repr(asyncio.run(theirs))


def _query_fields(annotation: Any, *default: Any) -> Any:
    def endpoint(value): ...

    endpoint.__annotations__ = {"value": annotation}
    endpoint.__defaults__ = default
    return get_dependant(path="/", call=endpoint).query_params


def test_an_optional_group_is_none_without_its_parameters() -> None:
    fields = _query_fields(Annotated[Loose | None, ours.Query()], None)
    assert extraction.request_params_to_args(fields, QueryParams("")) == ({"value": None}, [])
    values, errors = extraction.request_params_to_args(fields, QueryParams("x=1"))
    assert errors == []
    assert values["value"].model_extra == {"x": "1"}


def test_repeated_extras_become_lists() -> None:
    fields = _query_fields(Annotated[Loose, ours.Query()])
    values, _ = extraction.request_params_to_args(fields, QueryParams("x=1&y=2&x=3"))
    assert values["value"].model_extra == {"x": ["1", "3"], "y": "2"}


def test_a_group_and_its_questions() -> None:
    (field,) = _query_fields(Annotated[Filters, ours.Query()])
    assert extraction.get_param_model(field) is Filters
    assert not extraction.is_json_field(field)
    assert extraction.get_param_aliases(field) == [("value", "value")]
    value, errors = extraction.extract_param(field, Filters, QueryParams("limit=4"))
    assert (value.limit, errors) == (4, [])
    value, errors = extraction.extract_param(field, Filters, QueryParams("nope=4"))
    assert (value, errors[0]["loc"]) == (None, ("query", "nope"))


def test_json_texts() -> None:
    (field,) = _query_fields(Annotated[Json[list[int]], ours.Query()])
    assert extraction.is_json_field(field)
    values, errors = extraction.request_params_to_args([field], QueryParams("value=[1, 2]"))
    assert (values, errors) == ({"value": [1, 2]}, [])


def test_the_first_alias_that_is_present_wins() -> None:
    (field,) = _query_fields(
        Annotated[int, ours.Query(validation_alias=AliasChoices("one", "two"))]
    )
    assert extraction.get_param_aliases(field) == [("one", "one"), ("two", "two")]
    _, errors = extraction.request_params_to_args([field], QueryParams("two=x"))
    assert errors[0]["loc"] == ("query", "two")
    _, errors = extraction.request_params_to_args([field], QueryParams(""))
    assert errors[0]["loc"] == ("query", "one")


def test_a_default_is_copied_and_validated_where_asked() -> None:
    default: list[int] = []
    (field,) = _query_fields(Annotated[list[int], ours.Query()], default)
    value, _ = extraction.validate_value(field, Undefined, ("query", "value"))
    assert value == [] and value is not default  # noqa: PT018
    (field,) = _query_fields(Annotated[int, ours.Query(validate_default=True)], "x")
    _, errors = extraction.validate_value(field, Undefined, ("query", "value"))
    assert errors[0]["type"] == "int_parsing"


def test_header_groups_report_header_names() -> None:
    class Group(BaseModel):
        user_id: int
        size: int = Field(1, alias="the_size")

    def endpoint(value: Annotated[Group, ours.Header()]) -> None: ...

    endpoint.__annotations__ = {"value": Annotated[Group, ours.Header()]}
    fields = get_dependant(path="/", call=endpoint).header_params
    _, errors = extraction.request_params_to_args(fields, Headers({"user-id": "x"}))
    assert [error["loc"] for error in errors] == [("header", "user-id")]
    _, errors = extraction.request_params_to_args(fields, Headers({"user_id": "1"}))
    assert [error["type"] for error in errors] == ["missing"]


def test_forms_and_nothing_are_refused() -> None:
    with pytest.raises(UnsupportedFeatureError):
        extraction.extract_body(_query_fields(int), FormData(), embed=False)
    with pytest.raises(UsageError, match="should be called with fields"):
        extraction.extract_body([], {}, embed=False)


def test_an_upload_stays_where_it_stood() -> None:
    upload = UploadFile(BytesIO(b"content"))
    upload.file.seek(3)
    assert asyncio.run(extraction._read_file_bytes(upload)) == b"tent"
    assert upload.file.tell() == 3


def test_only_parameters_have_a_source() -> None:
    field = get_dependant(path="/", call=lambda value: None).query_params[0]
    field.field_info = Field()
    with pytest.raises(UsageError, match="subclasses of Param"):
        extraction.request_params_to_args([field], QueryParams("value=1"))
