"""What a declaration leaves behind: a parameter's `FieldInfo` with its source, and `Depends`.

These are plain records, made by the functions of `param_functions.py` (which users call) and read
by `_compile/`. The options are described in `_param_options.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Unpack

from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from ._borrowed import lend
from ._compat.filling import FILLED, Filling
from ._deprecation import warn_deprecated
from ._ferroapi import declaration_changed
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
from .concurrency import _DependencyConcurrency
from .datastructures import _Unset
from .exceptions import UsageError

if TYPE_CHECKING:
    from .openapi.models import Example

Undefined: Any = PydanticUndefined

# Options that Pydantic does not know; they become attributes of the parameter.
_OWN_OPTIONS = frozenset(
    {
        "convert_underscores",
        "embed",
        "example",
        "include_in_schema",
        "media_type",
        "openapi_examples",
    }
)


class ParamTypes(Enum):
    """Where a parameter is read from, as OpenAPI names it."""

    query = "query"
    header = "header"
    path = "path"
    cookie = "cookie"


# Pydantic marks FieldInfo as final, yet keeps subclasses working for FastAPI: hence the ignores.
class _Declared(FieldInfo):  # type: ignore[misc]  # pyright: ignore[reportGeneralTypeIssues]
    """What parameters and bodies share: a `FieldInfo` made of nothing but the options that were
    given.
    """

    example: Any = _Unset
    include_in_schema: bool = True
    openapi_examples: dict[str, Example] | None = None

    _accepted: ClassVar[frozenset[str]]

    def __init__(self, default: Any = Undefined, *, annotation: Any = None, **options: Any) -> None:
        fields: dict[str, Any] = {}
        if options:
            self._sort(options, fields)
            _link_aliases(fields)
        cls = type(self)
        if cls not in FILLED:
            super().__init__(default=default, annotation=annotation, **fields)
            return
        self.__class__ = Filling  # type: ignore[assignment] # pyright: ignore[reportAttributeAccessIssue]
        try:
            FieldInfo.__init__(self, default=default, annotation=annotation, **fields)
        finally:
            self.__class__ = cls

    def _sort(self, options: dict[str, Any], fields: dict[str, Any]) -> None:
        """Set our own options as attributes, put Pydantic's into `fields`.

        Unknown ones are a `TypeError`.
        """
        if not options.keys() <= self._accepted:
            unknown = next(name for name in options if name not in self._accepted)
            called = type(self).__name__
            raise TypeError(f"{called}() got an unexpected keyword argument {unknown!r}")
        if options.get("example", _Unset) is not _Unset:
            warn_deprecated("`example` has been deprecated, please use `examples` instead")
        if "regex" in options or "pattern" in options:
            _settle_pattern(options)
        for name, value in options.items():
            if name in _OWN_OPTIONS:
                setattr(self, name, value)
            elif value is not _Unset:
                fields[name] = value

    def __setattr__(self, name: str, value: Any) -> None:
        super().__setattr__(name, value)
        declaration_changed()

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.default})"


def _settle_pattern(options: dict[str, Any]) -> None:
    """`regex` is the old name; an empty text is no pattern."""
    regex = options.pop("regex", None)
    if regex is not None:
        warn_deprecated("`regex` has been deprecated, please use `pattern` instead")
    options["pattern"] = options.get("pattern") or regex


def _link_aliases(fields: dict[str, Any]) -> None:
    """`alias` stands in for the two special aliases where those are not given."""
    alias = fields.get("alias", _Unset)
    if isinstance(alias, str) and fields.get("serialization_alias") is None:
        fields["serialization_alias"] = alias
    if fields.get("validation_alias") is None:
        fields.pop("validation_alias", None)
        if alias is not _Unset:
            fields["validation_alias"] = alias


class Param(_Declared):  # type: ignore[misc]
    """A parameter that is not part of the body."""

    in_: ParamTypes
    _accepted = PARAM.names

    @PARAM.of_class
    def __init__(
        self, default: Any = Undefined, *, annotation: Any = None, **options: Unpack[ParamOptions]
    ) -> None:
        super().__init__(default, annotation=annotation, **options)


class Path(Param):  # type: ignore[misc]
    """A parameter in the path template. It has no default: without it the path would not match."""

    in_ = ParamTypes.path

    @PATH.of_class
    def __init__(
        self, default: Any = ..., *, annotation: Any = None, **options: Unpack[ParamOptions]
    ) -> None:
        if default is not ...:
            raise UsageError("Path parameters cannot have a default value")
        super().__init__(default, annotation=annotation, **options)


class Query(Param):  # type: ignore[misc]
    """A parameter in the query string."""

    in_ = ParamTypes.query

    @PARAM.of_class
    def __init__(
        self, default: Any = Undefined, *, annotation: Any = None, **options: Unpack[ParamOptions]
    ) -> None:
        super().__init__(default, annotation=annotation, **options)


class Header(Param):  # type: ignore[misc]
    """A request header."""

    in_ = ParamTypes.header
    convert_underscores: bool = True
    _accepted = HEADER.names

    @HEADER.of_class
    def __init__(
        self, default: Any = Undefined, *, annotation: Any = None, **options: Unpack[HeaderOptions]
    ) -> None:
        _Declared.__init__(self, default, annotation=annotation, **options)


class Cookie(Param):  # type: ignore[misc]
    """A cookie."""

    in_ = ParamTypes.cookie

    @PARAM.of_class
    def __init__(
        self, default: Any = Undefined, *, annotation: Any = None, **options: Unpack[ParamOptions]
    ) -> None:
        super().__init__(default, annotation=annotation, **options)


class Body(_Declared):  # type: ignore[misc]
    """The request body, or a named part of it."""

    embed: bool | None = None
    media_type: str = "application/json"
    _accepted = BODY.names

    @BODY.of_class
    def __init__(
        self, default: Any = Undefined, *, annotation: Any = None, **options: Unpack[BodyOptions]
    ) -> None:
        super().__init__(default, annotation=annotation, **options)


class Form(Body):  # type: ignore[misc]
    """A field of a form."""

    media_type = "application/x-www-form-urlencoded"
    _accepted = FORM.names

    @FORM.of_class
    def __init__(
        self, default: Any = Undefined, *, annotation: Any = None, **options: Unpack[FormOptions]
    ) -> None:
        super().__init__(default, annotation=annotation, **options)


class File(Form):  # type: ignore[misc]
    """A file of a multipart form."""

    media_type = "multipart/form-data"
    _accepted = FILE.names

    @FILE.of_class
    def __init__(
        self, default: Any = Undefined, *, annotation: Any = None, **options: Unpack[FormOptions]
    ) -> None:
        super().__init__(default, annotation=annotation, **options)


FILLED.update({Param, Path, Query, Header, Cookie, Body, Form, File})


@dataclass(frozen=True)
class Depends:
    """A dependency: what to call for the value, and how its result and its lifetime are shared.

    `max_concurrency` limits how many requests may be inside the dependency at once; all uses of one
    `Depends` object share the limit. Raises `ValueError` where it is not a positive integer.
    """

    dependency: Callable[..., Any] | None = None
    use_cache: bool = True
    scope: Literal["function", "request"] | None = None
    max_concurrency: int | None = field(default=None, kw_only=True)
    _concurrency: _DependencyConcurrency | None = field(default=None, repr=False, kw_only=True)

    def __post_init__(self) -> None:
        if self.max_concurrency is not None or self._concurrency is not None:
            object.__setattr__(self, "_concurrency", self._limit())

    def _limit(self) -> _DependencyConcurrency | None:
        """The limit to share: a copy made by `dataclasses.replace` keeps its original's, if it is
        the same.
        """
        places, known = self.max_concurrency, self._concurrency
        if places is None:
            return None
        if type(places) is not int or places < 1:
            raise ValueError("max_concurrency must be a positive integer or None")
        if known is not None and known.max_concurrency == places:
            return known
        return _DependencyConcurrency(places)


@dataclass(frozen=True)
class Security(Depends):
    """A dependency that needs OAuth2 scopes; they add up along the chain of dependencies."""

    scopes: Sequence[str] | None = None


if not TYPE_CHECKING:  # a checker would take every misspelt name for one of these
    __getattr__, __dir__ = lend(__name__)
