"""The functions users write in signatures: `Query()`, `Body()`, `Depends()` … Each makes one record
of `params.py`.

They are typed as returning `Any`, so that `x: int = Query()` type-checks. Called at declaration
only.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Literal, Unpack

from . import params
from ._borrowed import lend
from ._param_options import (
    BODY,
    FILE,
    FORM,
    HEADER,
    PARAM,
    PATH,
    BodyOptions,
    FormOptions,
    HeaderOptions,
    ParamOptions,
)


@PATH.of_function
def Path(default: Any = ..., **options: Unpack[ParamOptions]) -> Any:
    """Declare a path parameter. It is always required: `default` must stay `...`."""
    return params.Path(default, **options)


@PARAM.of_function
def Query(default: Any = params.Undefined, **options: Unpack[ParamOptions]) -> Any:
    """Declare a query parameter; required unless it has a default.

    A sequence collects repeated names.
    """
    return params.Query(default, **options)


@HEADER.of_function
def Header(default: Any = params.Undefined, **options: Unpack[HeaderOptions]) -> Any:
    """Declare a request header; underscores of the name are read as hyphens."""
    return params.Header(default, **options)


@PARAM.of_function
def Cookie(default: Any = params.Undefined, **options: Unpack[ParamOptions]) -> Any:
    """Declare a cookie."""
    return params.Cookie(default, **options)


@BODY.of_function
def Body(default: Any = params.Undefined, **options: Unpack[BodyOptions]) -> Any:
    """Declare the JSON body, or with `embed` or several of them, one key of it."""
    return params.Body(default, **options)


@FORM.of_function
def Form(default: Any = params.Undefined, **options: Unpack[FormOptions]) -> Any:
    """Declare a form field."""
    return params.Form(default, **options)


@FILE.of_function
def File(default: Any = params.Undefined, **options: Unpack[FormOptions]) -> Any:
    """Declare an uploaded file."""
    return params.File(default, **options)


def Depends(
    dependency: Callable[..., Any] | None = None,
    *,
    use_cache: bool = True,
    scope: Literal["function", "request"] | None = None,
    max_concurrency: int | None = None,
) -> Any:
    """Declare a dependency; without `dependency` the annotated class itself is called.

    With `use_cache` it runs once per request however many ask for it. `scope` says when a generator
    is left: "function" after the endpoint returned, "request" after the answer was sent.
    `max_concurrency` is how many requests may be inside it at once. Raises `ValueError` for a limit
    that is not a positive integer.
    """
    return params.Depends(dependency, use_cache, scope, max_concurrency=max_concurrency)


def Security(
    dependency: Callable[..., Any] | None = None,
    *,
    scopes: Sequence[str] | None = None,
    use_cache: bool = True,
) -> Any:
    """Declare a dependency that needs OAuth2 `scopes`, shown in OpenAPI and collected in
    `SecurityScopes`.
    """
    return params.Security(dependency, use_cache, scopes=scopes)


if not TYPE_CHECKING:  # a checker would take every misspelt name for one of these
    __getattr__ = lend(__name__)
