"""The functions users write in signatures: `Query()`, `Body()`, `Depends()` … Each makes one record
of `params.py`.

They are typed as returning `Any`, so that `x: int = Query()` type-checks. Called at declaration
only. The keywords are described in `_param_options.py`; an unknown one is a `TypeError`, and so is
`default` beside `default_factory`. What contradicts the annotation raises `UsageError` when the
path operation is declared. `FastAPI:` names the page of FastAPI's documentation.
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
    """Declare a path parameter: one segment of the path, or what its convertor takes.

    It is always required: any `default` but `...` raises `UsageError`. Takes one value, not a
    sequence. FastAPI: "tutorial/path-params-numeric-validations".
    """
    return params.Path(default, **options)


@PARAM.of_function
def Query(default: Any = params.Undefined, **options: Unpack[ParamOptions]) -> Any:
    """Declare a query parameter; required unless it has a default.

    A sequence collects repeated names, anything else reads the last one. A Pydantic model reads
    one parameter per field. Read as WHATWG URL §5.1. FastAPI:
    "tutorial/query-params-str-validations".
    """
    return params.Query(default, **options)


@HEADER.of_function
def Header(default: Any = params.Undefined, **options: Unpack[HeaderOptions]) -> Any:
    """Declare a request header (RFC 9110 §5); required unless it has a default.

    Names match without regard to case; underscores are read as hyphens unless
    `convert_underscores` is false. A sequence collects repeated fields, anything else reads the
    first one; values are Latin-1 text. FastAPI: "tutorial/header-params".
    """
    return params.Header(default, **options)


@PARAM.of_function
def Cookie(default: Any = params.Undefined, **options: Unpack[ParamOptions]) -> Any:
    """Declare a cookie (RFC 6265 §4.2); required unless it has a default.

    Of cookies of one name the last is read. FastAPI: "tutorial/cookie-params".
    """
    return params.Cookie(default, **options)


@BODY.of_function
def Body(default: Any = params.Undefined, **options: Unpack[BodyOptions]) -> Any:
    """Declare the JSON body (RFC 8259); required unless it has a default.

    A single one is the whole body; where there are several, or with `embed`, each is the key of
    its name. `media_type` is what OpenAPI says. FastAPI: "tutorial/body-multiple-params".
    """
    return params.Body(default, **options)


@FORM.of_function
def Form(default: Any = params.Undefined, **options: Unpack[FormOptions]) -> Any:
    """Declare a form field: not built yet.

    A path operation that has one raises `UnsupportedFeatureError` when it is declared. Until
    then: `await request.form()`. FastAPI: "tutorial/request-forms".
    """
    return params.Form(default, **options)


@FILE.of_function
def File(default: Any = params.Undefined, **options: Unpack[FormOptions]) -> Any:
    """Declare an uploaded file: not built yet.

    A path operation that has one raises `UnsupportedFeatureError` when it is declared. Until
    then: `await request.form()`. FastAPI: "tutorial/request-files".
    """
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
    that is not a positive integer. A request-scoped generator that depends on a function-scoped one
    raises `DependencyScopeError` when it is declared. FastAPI: "tutorial/dependencies".
    """
    return params.Depends(dependency, use_cache, scope, max_concurrency=max_concurrency)


def Security(
    dependency: Callable[..., Any] | None = None,
    *,
    scopes: Sequence[str] | None = None,
    use_cache: bool = True,
) -> Any:
    """Declare a dependency that needs OAuth2 `scopes` (RFC 6749 §3.3).

    They are shown in OpenAPI and collected, along the chain of dependencies, in a parameter of
    type `SecurityScopes`; to check them is the dependency's business. FastAPI:
    "advanced/security/oauth2-scopes".
    """
    return params.Security(dependency, use_cache, scopes=scopes)


if not TYPE_CHECKING:  # a checker would take every misspelt name for one of these
    __getattr__, __dir__ = lend(__name__)
