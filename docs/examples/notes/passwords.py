"""Passwords as salted scrypt hashes, with the standard library only.

Both functions take tens of milliseconds of CPU by design: call them from a worker thread.
"""

import hashlib
import hmac
import secrets
from typing import Final

_COST: Final = 2**14
_BLOCK_SIZE: Final = 8
_SALT_BYTES: Final = 16


def _derive(password: str, salt: bytes) -> bytes:
    return hashlib.scrypt(password.encode(), salt=salt, n=_COST, r=_BLOCK_SIZE, p=1)


def hash_password(password: str) -> str:
    """Return ``salt$hash`` in hexadecimal, with a new random salt."""
    salt = secrets.token_bytes(_SALT_BYTES)
    return f"{salt.hex()}${_derive(password, salt).hex()}"


def verify_password(password: str, stored: str) -> bool:
    """Tell whether ``stored``, made by :func:`hash_password`, belongs to ``password``."""
    salt, _, digest = stored.partition("$")
    return hmac.compare_digest(_derive(password, bytes.fromhex(salt)), bytes.fromhex(digest))
