"""The options of `Query`, `Path`, `Header`, `Cookie`, `Body`, `Form` and `File`, written once.

The `TypedDict`s are what type checkers and editors see; the tables are what runs: names in order
with their defaults, from which signatures are shown and unknown names refused. Read by `params.py`
and `param_functions.py`.
"""

import re
from collections.abc import Callable, Mapping
from functools import wraps
from inspect import Parameter, Signature
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypedDict, TypeVar, cast

from pydantic.aliases import AliasChoices, AliasPath
from pydantic.types import Discriminator
from pydantic_core import PydanticUndefined
from typing_extensions import deprecated as deprecation

from .datastructures import _Unset

if TYPE_CHECKING:
    from .openapi.models import Example

_Function = TypeVar("_Function", bound=Callable[..., Any])


class ParamOptions(TypedDict, total=False):
    """What every parameter takes.

    An option that is left out leaves the annotation's own metadata alone.
    """

    default_factory: Callable[[], Any] | None
    """Called for the value of a parameter that is absent; excludes `default`."""
    alias: str | None
    """The name in the request, where it is not the argument's name."""
    alias_priority: int | None
    """Which alias wins against an alias generator: Pydantic's `alias_priority`."""
    validation_alias: str | AliasPath | AliasChoices | None
    """The name or names to read; goes before `alias`."""
    serialization_alias: str | None
    """The name to write; goes before `alias`."""
    title: str | None
    """A heading for the documentation."""
    description: str | None
    """Markdown for the documentation."""
    gt: float | None
    """The value must be greater than this."""
    ge: float | None
    """The value must be this or greater."""
    lt: float | None
    """The value must be less than this."""
    le: float | None
    """The value must be this or less."""
    min_length: int | None
    """The fewest characters of a text, or items of a sequence."""
    max_length: int | None
    """The most characters of a text, or items of a sequence."""
    pattern: str | re.Pattern[str] | None
    """A regular expression that must be found in the text; anchor it to match all of it."""
    regex: Annotated[str | None, deprecation("Write `pattern` instead.")]
    """Old name of `pattern`."""
    discriminator: str | Discriminator | None
    """The field that tells the members of a union apart, or a `Discriminator`."""
    strict: bool | None
    """Accept only values of the declared type: nothing is converted."""
    validate_default: bool | None
    """Validate the default too."""
    union_mode: Literal["smart", "left_to_right"] | None
    """How the member of a union is chosen: Pydantic's `union_mode`."""
    fail_fast: bool | None
    """Stop at the first wrong item of a sequence."""
    multiple_of: float | None
    """The value must be a multiple of this."""
    allow_inf_nan: bool | None
    """Whether infinities and NaN are accepted."""
    max_digits: int | None
    """The most digits of a `Decimal`, zeros before the point and at the end not counted."""
    decimal_places: int | None
    """The most digits after a `Decimal`'s point, zeros at the end not counted."""
    examples: list[Any] | None
    """Example values: JSON Schema's `examples`."""
    example: Annotated[Any | None, deprecation("Write `examples` instead.")]
    """One example, in the form of OpenAPI 3.0."""
    openapi_examples: "dict[str, Example] | None"
    """Named examples, shown in Swagger UI: OpenAPI's `examples`."""
    deprecated: deprecation | str | bool | None
    """Mark the parameter as deprecated in the documentation."""
    include_in_schema: bool
    """Whether the documentation shows the parameter."""
    json_schema_extra: dict[str, Any] | Callable[[dict[str, Any]], None] | None
    """Keys to add to the JSON schema, or a function that changes it in place."""


class HeaderOptions(ParamOptions, total=False):
    """What a header parameter takes."""

    convert_underscores: bool
    """Read `user_agent` from `user-agent`: proxies tend to drop names with underscores."""


class FormOptions(ParamOptions, total=False):
    """What a form field and a file take."""

    media_type: str
    """The body's media type in the documentation."""


class BodyOptions(FormOptions, total=False):
    """What a body parameter takes."""

    embed: bool | None
    """Expect the value under the parameter's name in an object, even where it is the only one."""


class OptionTable:
    """The options of one kind of parameter: names in the order of its signature, each with its
    default.
    """

    def __init__(self, hints: type, default: Any, defaults: Mapping[str, Any]) -> None:
        self.default = default
        self.defaults = {"default_factory": _Unset, "annotation": None, **defaults}
        self.names = frozenset(self.defaults)
        self._hints = hints.__annotations__

    def of_class(self, init: _Function) -> _Function:
        """Decorate `__init__`: `inspect.signature` shows every option."""
        shown = [Parameter("self", Parameter.POSITIONAL_OR_KEYWORD), *self._parameters()]
        init.__signature__ = Signature(shown)  # type: ignore[attr-defined]
        return init

    def of_function(self, function: _Function) -> _Function:
        """Decorate the function that users write: the same, without `annotation`."""
        shown = [option for option in self._parameters() if option.name != "annotation"]

        @wraps(function)
        def declare(*args: Any, **options: Any) -> Any:
            if "annotation" in options:
                raise TypeError(
                    f"{function.__name__}() got an unexpected keyword argument 'annotation'"
                )
            return function(*args, **options)

        declare.__signature__ = Signature(shown)  # type: ignore[attr-defined] # pyright: ignore[reportAttributeAccessIssue]
        return cast("_Function", declare)

    def _parameters(self) -> list[Parameter]:
        default = Parameter(
            "default", Parameter.POSITIONAL_OR_KEYWORD, default=self.default, annotation=Any
        )
        return [default] + [
            Parameter(
                name,
                Parameter.KEYWORD_ONLY,
                default=value,
                annotation=self._hints.get(name, Any),
            )
            for name, value in self.defaults.items()
        ]


_NAMES = dict.fromkeys(
    ("alias", "alias_priority", "validation_alias", "serialization_alias"), _Unset
)
_LIMITS = dict.fromkeys(("gt", "ge", "lt", "le", "min_length", "max_length", "pattern", "regex"))
_RULES = dict.fromkeys(
    (
        *("discriminator", "strict", "validate_default", "union_mode", "fail_fast"),
        *("multiple_of", "allow_inf_nan", "max_digits", "decimal_places", "examples", "example"),
    ),
    _Unset,
)
_ABOUT: dict[str, Any] = {"title": _Unset, "description": _Unset}
_SCHEMA: dict[str, Any] = {
    "openapi_examples": None,
    "deprecated": _Unset,
    "include_in_schema": True,
    "json_schema_extra": _Unset,
}
_COMMON: dict[str, Any] = {**_NAMES, **_ABOUT, **_LIMITS, **_RULES, **_SCHEMA}


PARAM = OptionTable(ParamOptions, PydanticUndefined, _COMMON)
PATH = OptionTable(ParamOptions, ..., _COMMON)
HEADER = OptionTable(
    HeaderOptions, PydanticUndefined, {**_NAMES, "convert_underscores": True, **_COMMON}
)
BODY = OptionTable(
    BodyOptions, PydanticUndefined, {"embed": None, "media_type": "application/json", **_COMMON}
)
FORM = OptionTable(
    FormOptions,
    PydanticUndefined,
    {"media_type": "application/x-www-form-urlencoded", **_COMMON},
)
FILE = OptionTable(FormOptions, PydanticUndefined, {"media_type": "multipart/form-data", **_COMMON})
