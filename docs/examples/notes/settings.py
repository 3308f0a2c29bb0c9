"""What an operator may set, through environment variables that start with ``NOTES_``."""

import secrets
from datetime import timedelta

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


def _random_secret() -> SecretStr:
    return SecretStr(secrets.token_hex(32))


class Settings(BaseSettings):
    """The application's settings; every one has a default that works on a laptop."""

    model_config = SettingsConfigDict(env_prefix="NOTES_", frozen=True)

    database_url: str = "sqlite+aiosqlite:///notes.db"
    """SQLAlchemy's URL of the database. The default is a file in the working directory."""

    secret: SecretStr = Field(default_factory=_random_secret, min_length=16)
    """Signs the access tokens. Left out, it is random: tokens then end with the process."""

    token_lifetime: timedelta = timedelta(hours=8)
    """How long an access token is accepted (``NOTES_TOKEN_LIFETIME=PT8H``, or in seconds)."""
