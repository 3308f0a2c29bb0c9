"""Parameters and dependencies as declared: the records FastAPI makes from the same calls."""

import copy
import dataclasses
import inspect
import re
import warnings
from typing import Any

import pytest
from pydantic import AliasChoices, Discriminator
from pydantic.fields import FieldInfo

from ferroapi import param_functions, params
from ferroapi.datastructures import DefaultPlaceholder
from ferroapi.exceptions import FastAPIDeprecationWarning, UsageError

fastapi_params = pytest.importorskip("fastapi.params")
fastapi_functions = pytest.importorskip("fastapi.param_functions")

KINDS = ["Path", "Query", "Header", "Cookie", "Body", "Form", "File"]
FIELD_ATTRIBUTES = [name for name in FieldInfo.__slots__ if name not in ("_qualifiers",)]
OWN_ATTRIBUTES = [
    *("in_", "convert_underscores", "embed", "media_type"),
    *("example", "include_in_schema", "openapi_examples"),
]
COMMON_CALLS: list[dict[str, Any]] = [
    {},
    {"default_factory": list},
    {"alias": "a"},
    {"alias": None},
    {"alias": "a", "validation_alias": None, "serialization_alias": None},
    {"alias": "a", "validation_alias": AliasChoices("b", "c")},
    {"alias": "a", "serialization_alias": "s", "alias_priority": 1},
    {"validation_alias": None, "serialization_alias": None},
    {"validation_alias": "v"},
    {"gt": 0, "le": 9, "multiple_of": 3},
    {"ge": 0, "lt": 9, "allow_inf_nan": False},
    {"gt": None, "min_length": None, "strict": None},
    {"min_length": 1, "max_length": 2, "pattern": "^a"},
    {"pattern": re.compile("a", re.IGNORECASE)},
    {"pattern": ""},
    {"max_digits": 4, "decimal_places": 2},
    {"strict": True, "union_mode": "left_to_right", "fail_fast": True},
    {"validate_default": True, "discriminator": "kind"},
    {"discriminator": Discriminator("kind")},
    {"title": "T", "description": "D", "examples": [1], "deprecated": True},
    {"openapi_examples": {"one": {"value": 1}}, "include_in_schema": False},
    {"json_schema_extra": {"x": 1}},
]
DEFAULTED_CALLS: list[dict[str, Any]] = [{"default": 1}, {"default": None}, {"default": ...}]
SPECIAL_CALLS = [
    ("Header", {"convert_underscores": False, "alias": "x_y"}),
    ("Body", {"embed": True, "media_type": "text/plain"}),
    ("Form", {"media_type": "text/plain"}),
    ("File", {"media_type": "text/plain"}),
]


def plain(value: Any) -> Any:
    """A value that is equal across the two packages: their placeholders are not."""
    if type(value).__name__ == "DefaultPlaceholder":
        return ("placeholder", value.value)
    return value.value if type(value).__name__ == "ParamTypes" else value


def record(param: Any) -> dict[str, Any]:
    names = FIELD_ATTRIBUTES + [name for name in OWN_ATTRIBUTES if hasattr(param, name)]
    # Pydantic's metadata of the patterns and digits compare by identity, and show what they hold.
    shown = {"repr": repr(param), "metadata": repr(param.metadata)}
    return {name: plain(getattr(param, name)) for name in names} | shown


def parameters(declared: Any) -> list[tuple[str, Any, Any]]:
    signature = inspect.signature(declared)
    return [(p.name, p.kind, plain(p.default)) for p in signature.parameters.values()]


@pytest.mark.parametrize("kind", [*KINDS, "Depends", "Security"])
def test_signatures(kind: str) -> None:
    assert parameters(getattr(params, kind)) == parameters(getattr(fastapi_params, kind))
    ours, theirs = getattr(param_functions, kind), getattr(fastapi_functions, kind)
    assert parameters(ours) == parameters(theirs)


@pytest.mark.parametrize("kind", ["Param", *KINDS])
def test_signatures_of_init(kind: str) -> None:
    ours, theirs = getattr(params, kind), getattr(fastapi_params, kind)
    assert parameters(ours.__init__) == parameters(theirs.__init__)
    assert parameters(ours) == parameters(theirs)


def test_a_subclass_shows_its_own_signature() -> None:
    class Mine(params.Query):
        def __init__(self, mine: int) -> None:
            super().__init__(title=str(mine))

    assert list(inspect.signature(Mine).parameters) == ["mine"]
    assert Mine(3).title == "3"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("call", COMMON_CALLS, ids=str)
def test_records(kind: str, call: dict[str, Any]) -> None:
    ours = getattr(param_functions, kind)(**call)
    assert type(ours) is getattr(params, kind)
    assert record(ours) == record(getattr(fastapi_functions, kind)(**call))


@pytest.mark.parametrize("kind", KINDS[1:])
@pytest.mark.parametrize("call", DEFAULTED_CALLS, ids=str)
def test_records_with_defaults(kind: str, call: dict[str, Any]) -> None:
    assert record(getattr(param_functions, kind)(**call)) == record(
        getattr(fastapi_functions, kind)(**call)
    )


@pytest.mark.parametrize(("kind", "call"), SPECIAL_CALLS)
def test_records_of_special_options(kind: str, call: dict[str, Any]) -> None:
    ours, theirs = getattr(param_functions, kind)(**call), getattr(fastapi_functions, kind)(**call)
    assert record(ours) == record(theirs)
    assert record(copy.copy(ours)) == record(copy.copy(theirs))


@pytest.mark.parametrize("kind", ["Param", *KINDS])
def test_classes_take_an_annotation(kind: str) -> None:
    ours = getattr(params, kind)(annotation=int, alias="a")
    assert record(ours) == record(getattr(fastapi_params, kind)(annotation=int, alias="a"))


def test_a_placeholder_is_not_given() -> None:
    unset = inspect.signature(params.Query).parameters["alias"].default
    assert isinstance(unset, DefaultPlaceholder)
    assert record(params.Query(alias=unset, title=unset)) == record(params.Query())


def test_relations_between_classes() -> None:
    for kind in KINDS:
        ours, theirs = getattr(params, kind), getattr(fastapi_params, kind)
        assert issubclass(ours, FieldInfo)
        for base in ["Param", "Body", "Form"]:
            expected = issubclass(theirs, getattr(fastapi_params, base))
            assert issubclass(ours, getattr(params, base)) is expected


def test_a_path_parameter_has_no_default() -> None:
    with pytest.raises(UsageError, match="Path parameters cannot have a default value") as caught:
        param_functions.Path(None)
    assert isinstance(caught.value, AssertionError)


@pytest.mark.parametrize("kind", KINDS)
def test_unknown_options_are_refused(kind: str) -> None:
    with pytest.raises(TypeError) as ours:
        getattr(param_functions, kind)(alias="a", colour="red")
    with pytest.raises(TypeError) as theirs:
        getattr(fastapi_functions, kind)(alias="a", colour="red")
    assert str(ours.value).startswith(str(theirs.value))


def test_options_of_other_kinds_are_refused() -> None:
    with pytest.raises(TypeError, match="embed"):
        param_functions.Form(embed=True)  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="convert_underscores"):
        param_functions.Query(convert_underscores=True)  # type: ignore[call-arg]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("option", "value"), [("regex", "^a"), ("example", "a")])
def test_deprecated_options_warn_at_the_users_line(kind: str, option: str, value: str) -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        getattr(param_functions, kind)(**{option: value})
        line = inspect.currentframe().f_lineno - 1  # type: ignore[union-attr]
        getattr(params, kind)(**{option: value})
    assert [warning.category for warning in caught] == [FastAPIDeprecationWarning] * 2
    assert [warning.filename for warning in caught] == [__file__] * 2
    assert [warning.lineno for warning in caught] == [line, line + 2]


@pytest.mark.parametrize("call", [{"regex": "^a"}, {"regex": "^a", "pattern": "b"}, {"example": 1}])
@pytest.mark.filterwarnings("ignore")
def test_records_of_deprecated_options(call: dict[str, Any]) -> None:
    for kind in KINDS:
        ours = getattr(param_functions, kind)(**call)
        assert record(ours) == record(getattr(fastapi_functions, kind)(**call))


def dependency() -> None: ...


def test_dependencies_are_values() -> None:
    first, second = param_functions.Depends(dependency), param_functions.Depends(dependency)
    assert first == second
    assert hash(first) == hash(second)
    assert first != param_functions.Depends(dependency, use_cache=False)
    with pytest.raises(dataclasses.FrozenInstanceError):
        first.use_cache = False


def test_dependencies_show_like_fastapis() -> None:
    for call in [{}, {"scope": "function"}, {"max_concurrency": 2, "use_cache": False}]:
        ours = repr(param_functions.Depends(dependency, **call))
        assert ours == repr(fastapi_functions.Depends(dependency, **call))
    ours = repr(param_functions.Security(dependency, scopes=["a"]))
    assert ours == repr(fastapi_functions.Security(dependency, scopes=["a"]))
    fields = [field.name for field in dataclasses.fields(params.Security)]
    assert fields == [field.name for field in dataclasses.fields(fastapi_params.Security)]


@pytest.mark.parametrize("limit", [0, -1, True, 1.5, "2"])
def test_a_limit_is_a_positive_integer(limit: Any) -> None:
    with pytest.raises(ValueError, match="max_concurrency must be a positive integer or None"):
        param_functions.Depends(dependency, max_concurrency=limit)


def test_copies_share_their_limit() -> None:
    limited = params.Depends(dependency, max_concurrency=2)
    assert dataclasses.replace(limited, use_cache=False)._concurrency is limited._concurrency
    assert copy.copy(limited)._concurrency is limited._concurrency
    wider = dataclasses.replace(limited, max_concurrency=3)
    assert wider._concurrency is not limited._concurrency
    assert dataclasses.replace(limited, max_concurrency=None)._concurrency is None
    assert params.Depends(dependency)._concurrency is None


@pytest.mark.parametrize("package", [fastapi_params, params], ids=["fastapi", "ferroapi"])
def test_a_subclass_sees_what_is_set(package: Any) -> None:
    seen: list[str] = []

    class Watched(package.Query):  # type: ignore[misc, name-defined]
        def __setattr__(self, name: str, value: Any) -> None:
            seen.append(name)
            super().__setattr__(name, value)

    watched = Watched(3, title="t")
    assert {"default", "title", "alias"} <= {*seen}
    assert type(watched) is Watched


@pytest.mark.parametrize("kind", KINDS)
def test_what_cannot_be_made_is_of_its_class_again(kind: str) -> None:
    """A parameter tells of changes once it is made, and where pydantic refuses it, too."""
    cls = getattr(params, kind)
    known = cls()
    with pytest.raises(TypeError):
        known.__init__(default_factory=list, pattern="a", gt=object(), unknown=1)
    assert type(known) is cls
    known.title = "changed"
    assert known.title == "changed"
