"""Data types of requests (Starlette's, re-exported), `UploadFile`, and the placeholder that means
"not given".

Used by declarations and by users; forms are not parsed here.
"""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, BinaryIO, TypeVar, cast

from starlette.datastructures import URL as URL
from starlette.datastructures import Address as Address
from starlette.datastructures import FormData as FormData
from starlette.datastructures import Headers as Headers
from starlette.datastructures import QueryParams as QueryParams
from starlette.datastructures import State as State
from starlette.datastructures import UploadFile as StarletteUploadFile

from ._borrowed import lend

if TYPE_CHECKING:
    from pydantic import GetJsonSchemaHandler

DefaultType = TypeVar("DefaultType")


class UploadFile(StarletteUploadFile):
    """A file uploaded in a form, with an async interface.

    `read(size=-1)`, `write(data)`, `seek(offset)` and `close()` are coroutines and work in bytes;
    they run in a worker thread where the content was spooled to disk. `size` is in bytes.
    """

    file: BinaryIO
    filename: str | None
    size: int | None
    headers: Headers

    @classmethod
    def _validate(cls, value: Any, _: Any) -> "UploadFile":
        if isinstance(value, StarletteUploadFile):
            return cast(UploadFile, value)
        raise ValueError(f"Expected UploadFile, received: {type(value)}")

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: type[Any], handler: Callable[[Any], Mapping[str, Any]]
    ) -> Mapping[str, Any]:
        from pydantic_core.core_schema import with_info_plain_validator_function

        return cast(Mapping[str, Any], with_info_plain_validator_function(cls._validate))

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: Mapping[str, Any], handler: "GetJsonSchemaHandler"
    ) -> dict[str, Any]:
        return {"type": "string", "contentMediaType": "application/octet-stream"}


class DefaultPlaceholder:
    """Marks a default as a default, so that it differs from the same value passed by the user.

    It is true where `value` is, and equal to a placeholder of an equal one.
    """

    def __init__(self, value: Any) -> None:
        self.value = value

    def __bool__(self) -> bool:
        return bool(self.value)

    def __repr__(self) -> str:
        return f"Default({self.value!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, DefaultPlaceholder) and self.value == other.value


def Default(value: DefaultType) -> DefaultType:
    """Wrap `value` in a `DefaultPlaceholder`; typed as the value itself, for use in signatures.

    `get_value_or_default` in `utils` chooses between such defaults and what was set.
    """
    return cast(DefaultType, DefaultPlaceholder(value))


_Unset: Any = Default(None)


if not TYPE_CHECKING:  # a checker would take every misspelt name for one of these
    __getattr__, __dir__ = lend(__name__)
