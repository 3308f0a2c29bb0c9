"""Access tokens: a JSON payload and its HMAC-SHA256, each in URL-safe base64, with a dot between.

The server keeps nothing: who holds a token whose signature and time are right is let in.
"""

import base64
import hashlib
import hmac
from datetime import UTC, datetime, timedelta

from pydantic import BaseModel, ValidationError


class InvalidTokenError(Exception):
    """The text is not a token of ours, was changed, or its time has passed."""


class Claims(BaseModel):
    """What a token says about its holder."""

    account_id: int
    scopes: frozenset[str]
    expires_at: datetime


class TokenSigner:
    """Makes and reads tokens with one secret."""

    def __init__(self, secret: str, lifetime: timedelta) -> None:
        self._key = secret.encode()
        self._lifetime = lifetime

    def issue(self, account_id: int, scopes: frozenset[str]) -> str:
        """Return a new token that is accepted from now until the lifetime has passed."""
        expires_at = datetime.now(UTC) + self._lifetime
        claims = Claims(account_id=account_id, scopes=scopes, expires_at=expires_at)
        payload = _encode(claims.model_dump_json().encode())
        return f"{payload}.{self._sign(payload)}"

    def read(self, token: str) -> Claims:
        """Return what the token says; raise :class:`InvalidTokenError` if it cannot be trusted."""
        payload, _, signature = token.partition(".")
        if not hmac.compare_digest(signature.encode(), self._sign(payload).encode()):
            raise InvalidTokenError
        try:
            claims = Claims.model_validate_json(_decode(payload))
        except (ValueError, ValidationError) as error:
            raise InvalidTokenError from error
        if claims.expires_at <= datetime.now(UTC):
            raise InvalidTokenError
        return claims

    def _sign(self, payload: str) -> str:
        return _encode(hmac.digest(self._key, payload.encode(), hashlib.sha256))


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
