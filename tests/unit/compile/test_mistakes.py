"""A contradiction is refused at once, in FastAPI's words; so is what is not built yet."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

import pytest
from pydantic import BaseModel, Field
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.websockets import WebSocket

from ferroapi import param_functions as ours
from ferroapi._compile.dependants import get_dependant, get_parameterless_sub_dependant
from ferroapi.exceptions import (
    DependencyScopeError,
    FastAPIError,
    PydanticV1NotSupportedError,
    UnsupportedFeatureError,
    UsageError,
)

theirs = pytest.importorskip("fastapi.param_functions")
fastapi_utils = pytest.importorskip("fastapi.dependencies.utils")


class Model(BaseModel):
    a: int


class NotAType:
    pass


def _generator() -> Any:
    yield


def _named(annotation: Any, *default: Any) -> Callable[..., Any]:
    def endpoint(value): ...

    endpoint.__annotations__ = {"value": annotation}
    endpoint.__defaults__ = default
    return endpoint


MISTAKES: list[tuple[str, Callable[[Any], Callable[..., Any]]]] = [
    ("/", lambda api: _named(Annotated[int, api.Query(1)])),
    ("/", lambda api: _named(Annotated[int, api.Query(default=None)], 2)),
    ("/{value}", lambda api: _named(Annotated[int, api.Path()], 1)),
    ("/{value}", lambda api: _named(Annotated[int, api.Query()])),
    ("/{value}", lambda api: _named(int, api.Header())),
    ("/{value}", lambda api: _named(Model)),
    ("/{value}", lambda api: _named(list[int])),
    ("/", lambda api: _named(Annotated[int, api.Depends(_generator)], api.Depends(_generator))),
    ("/", lambda api: _named(Annotated[int, api.Query()], api.Depends(_generator))),
    ("/", lambda api: _named(Annotated[int, api.Query()], api.Query())),
    ("/", lambda api: _named(Annotated[Request, api.Query()])),
    ("/", lambda api: _named(Request, api.Body())),
    ("/", lambda api: _named(list[Model], api.Query())),
    ("/", lambda api: _named(dict[str, int], api.Query())),
    ("/", lambda api: _named(int, Field(gt=1))),
    ("/", lambda api: _named(NotAType)),
    ("/", lambda api: _named(NotAType | None, None)),
    ("/", lambda api: _named(Annotated[int, api.Query(default_factory=int)], 1)),
    ("/", lambda api: _scoped(api)),
]


def _scoped(api: Any) -> Callable[..., Any]:
    def outer(inner: Any = api.Depends(_generator, scope="function")) -> Any:
        yield inner

    def endpoint(value: Any = api.Depends(outer)) -> None: ...

    return endpoint


@pytest.mark.parametrize(("path", "declare"), MISTAKES)
def test_the_words_are_fastapis(path: str, declare: Callable[[Any], Callable[..., Any]]) -> None:
    with pytest.raises(Exception) as expected:  # noqa: PT011 (theirs may be any)
        fastapi_utils.get_dependant(path=path, call=declare(theirs))
    with pytest.raises(Exception) as raised:  # noqa: PT011 (compared below)
        get_dependant(path=path, call=declare(ours))
    assert str(raised.value) == str(expected.value)
    if isinstance(expected.value, AssertionError):
        assert isinstance(raised.value, UsageError)
    else:
        assert type(raised.value).__name__ == type(expected.value).__name__


def test_lifetimes_are_checked() -> None:
    with pytest.raises(DependencyScopeError, match='"outer" has a scope of "request"'):
        get_dependant(path="/", call=_scoped(ours))


def test_a_parameterless_dependency_needs_a_callable() -> None:
    with pytest.raises(UsageError, match="must have a callable dependency"):
        get_parameterless_sub_dependant(depends=ours.Depends(), path="/")


@pytest.mark.parametrize(
    "endpoint",
    [
        _named(Annotated[str, ours.Form()]),
        _named(str, ours.Form()),
        _named(Annotated[bytes, ours.File()]),
        _named(UploadFile),
        _named(list[UploadFile] | None, None),
        _named(Annotated[Model, ours.Form()]),
        _named(WebSocket),
    ],
)
def test_what_is_not_built_says_so(endpoint: Callable[..., Any]) -> None:
    with pytest.raises(UnsupportedFeatureError, match="not built"):
        get_dependant(path="/", call=endpoint)


@pytest.mark.filterwarnings("ignore:Core Pydantic V1")
def test_v1_models_are_refused() -> None:
    from pydantic.v1 import BaseModel as V1Model

    class Old(V1Model):
        pass

    for annotation in (Old, list[Old], Old | None):
        with pytest.raises(PydanticV1NotSupportedError, match=r"pydantic\.v1 models"):
            get_dependant(path="/", call=_named(annotation))


def test_a_mistake_is_one_of_fastapis_errors() -> None:
    with pytest.raises(FastAPIError):
        get_dependant(path="/{value}", call=_named(Model))
