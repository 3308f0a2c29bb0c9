"""The type of `Contact.email`.

Like Pydantic's `EmailStr`, but email-validator (a tenth of the time of a first document) is
imported when there is an address to check, and where it is not installed any text passes, with a
warning. Only `info` imports this.
"""

from __future__ import annotations

from typing import Annotated, TypeAlias

from pydantic import AfterValidator, WithJsonSchema

from ferroapi.logger import logger

_MISSING = (
    "email-validator not installed, email fields will be treated as str.\n"
    "To install, run: pip install email-validator"
)


def _checked(address: str) -> str:
    try:
        import email_validator  # noqa: F401  # only its presence matters
    except ImportError:
        logger.warning(_MISSING)
        return address
    from pydantic import validate_email

    return validate_email(address)[1]


EmailStr: TypeAlias = Annotated[
    str, AfterValidator(_checked), WithJsonSchema({"type": "string", "format": "email"})
]
