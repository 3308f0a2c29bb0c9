"""The functions of `ferroapi.utils`, beside FastAPI's."""

import copy
import warnings
from types import SimpleNamespace
from typing import Any

import pytest

from ferroapi import utils
from ferroapi.datastructures import Default, DefaultPlaceholder, UploadFile
from ferroapi.exceptions import FastAPIDeprecationWarning, UsageError

theirs = pytest.importorskip("fastapi.utils")


@pytest.mark.parametrize(
    "status", [None, "default", "4XX", "1XX", 100, 200, "204", 205, 304, 404, 103, 500]
)
def test_statuses_with_a_body(status: Any) -> None:
    expected = theirs.is_body_allowed_for_status_code(status)
    assert utils.is_body_allowed_for_status_code(status) is expected


def test_names_in_a_path() -> None:
    assert utils.get_path_param_names("/a/{b}/{c}-{d}") == {"b", "c", "d"}


def test_merging_dictionaries() -> None:
    ours = {"a": {"x": [1], "y": 1}, "l": [1], "s": "s", "n": None, "d": {"k": 1}}
    update = {"a": {"x": [2], "z": 3}, "l": [2], "s": ["t"], "n": {}, "d": 4, "new": {"q": 1}}
    expected = copy.deepcopy(ours)
    theirs.deep_dict_update(expected, update)
    utils.deep_dict_update(ours, update)
    assert ours == expected


def test_first_value_that_was_set() -> None:
    first = Default(1)
    assert utils.get_value_or_default(first, Default(2), 3, 4) == 3
    assert utils.get_value_or_default(None, 2) is None
    assert utils.get_value_or_default(first, Default(2)) is first


def test_operation_ids() -> None:
    route: Any = SimpleNamespace(name="read", path_format="/a/{b}", methods={"GET"})
    assert utils.generate_unique_id(route) == theirs.generate_unique_id(route) == "read_a__b__get"
    route.methods = set()
    with pytest.raises(UsageError):
        utils.generate_unique_id(route)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        old = utils.generate_operation_id_for_path(name="read", path="/a", method="GET")
    assert old == "read_a_get"
    assert [w.category for w in caught] == [FastAPIDeprecationWarning]
    assert caught[0].filename == __file__


def test_placeholders() -> None:
    placeholder: Any = Default([])
    assert isinstance(placeholder, DefaultPlaceholder)
    assert not placeholder
    assert placeholder == Default([])
    assert placeholder != []
    assert repr(placeholder) == "Default([])"


def test_upload_files_describe_themselves() -> None:
    from pydantic import TypeAdapter

    adapter = TypeAdapter(UploadFile)
    assert adapter.json_schema() == {
        "type": "string",
        "contentMediaType": "application/octet-stream",
    }
    with pytest.raises(ValueError, match="Expected UploadFile, received: <class 'str'>"):
        adapter.validate_python("no")


def test_placeholders_are_equal_where_their_values_are() -> None:
    assert Default(1) == Default(1)
    assert Default(1) != Default(2)
    assert Default(1) != 1
