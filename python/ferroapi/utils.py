"""Small functions that FastAPI publishes at this path: status codes, path names, operation ids,
merging.

Called at registration and by the OpenAPI document; nothing new moves in here.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Literal

from pydantic_core import PydanticUndefined

from ._borrowed import lend
from ._deprecation import warn_deprecated
from .datastructures import DefaultPlaceholder, DefaultType
from .exceptions import UsageError

if TYPE_CHECKING:
    from pydantic.fields import FieldInfo

    from ._compat import ModelField
    from .routing import APIRoute

_STATUS_RANGES = frozenset({"default", "1XX", "2XX", "3XX", "4XX", "5XX"})
_BODILESS = frozenset({204, 205, 304})


def is_body_allowed_for_status_code(status_code: int | str | None) -> bool:
    """Whether an answer with this status, range ("4XX") or "default" may have a body (RFC 9110
    §6.4.1).
    """
    if status_code is None or status_code in _STATUS_RANGES:
        return True
    code = int(status_code)
    return code >= 200 and code not in _BODILESS


def get_path_param_names(path: str) -> set[str]:
    """The names between the braces of a path template: `/a/{b}/{c}` has `b` and `c`.

    Convertors (`{b:int}`) must have been removed: they would be taken as part of the name.
    """
    return set(re.findall("{(.*?)}", path))


def create_model_field(
    name: str,
    type_: Any,
    default: Any | None = PydanticUndefined,
    field_info: FieldInfo | None = None,
    alias: str | None = None,
    mode: Literal["validation", "serialization"] = "validation",
) -> ModelField:
    """A field that validates and serializes `type_`.

    Raises `FastAPIError` for a type Pydantic cannot handle, `PydanticV1NotSupportedError` for its
    v1 models.
    """
    from ._compile import fields

    return fields.create_model_field(name, type_, default, field_info, alias, mode)


def generate_unique_id(route: APIRoute) -> str:
    """The default operation id: the route's name, its path and its first method.

    `read_item_items__item_id__get` for `read_item` at GET `/items/{item_id}`. Raises `UsageError`
    for a route without methods.
    """
    if not route.methods:
        raise UsageError(f"The route {route.path_format!r} has no method to name its operation by")
    return _operation_id(route.name, route.path_format, next(iter(route.methods)))


def generate_operation_id_for_path(*, name: str, path: str, method: str) -> str:
    """Deprecated: an operation id from its parts."""
    warn_deprecated(
        "fastapi.utils.generate_operation_id_for_path() was deprecated, "
        "it is not used internally, and will be removed soon"
    )
    return _operation_id(name, path, method)


def _operation_id(name: str, path: str, method: str) -> str:
    words = re.sub(r"\W", "_", f"{name}{path}")
    return f"{words}_{method.lower()}"


def deep_dict_update(main_dict: dict[Any, Any], update_dict: dict[Any, Any]) -> None:
    """Merge `update_dict` into `main_dict` in place: dicts recursively, lists by appending, the
    rest replaced.
    """
    for key, new in update_dict.items():
        old = main_dict.get(key)
        if isinstance(old, dict) and isinstance(new, dict):
            deep_dict_update(old, new)
        elif isinstance(old, list) and isinstance(new, list):
            main_dict[key] = old + new
        else:
            main_dict[key] = new


def get_value_or_default(
    first_item: DefaultPlaceholder | DefaultType, *extra_items: DefaultPlaceholder | DefaultType
) -> DefaultPlaceholder | DefaultType:
    """The first item that somebody set, or `first_item` where all are `DefaultPlaceholder`s."""
    given = (it for it in (first_item, *extra_items) if not isinstance(it, DefaultPlaceholder))
    return next(given, first_item)


if not TYPE_CHECKING:  # a checker would take every misspelt name for one of these
    __getattr__, __dir__ = lend(__name__)
