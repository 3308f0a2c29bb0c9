"""The type of `Contact.email`: Pydantic's, or plain text where email-validator is missing.

Only `info` imports this.
"""

from __future__ import annotations

from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import core_schema

from ferroapi.logger import logger

_MISSING = (
    "email-validator not installed, email fields will be treated as str.\n"
    "To install, run: pip install email-validator"
)


class UncheckedEmailStr(str):
    """Text documented as an e-mail address, but not looked into; validating it logs a warning."""

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: type[Any], handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(cls._accept)

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {"type": "string", "format": "email"}

    @classmethod
    def _accept(cls, value: Any) -> str:
        logger.warning(_MISSING)
        return str(value)


def _choose() -> type[str]:
    try:
        import email_validator  # noqa: F401  # only its presence matters
    except ImportError:
        return UncheckedEmailStr
    from pydantic import EmailStr as CheckedEmailStr

    return CheckedEmailStr


EmailStr = _choose()
