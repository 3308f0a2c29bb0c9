"""OpenID Connect: described by its discovery document; the token is the application's to check."""

from typing import TYPE_CHECKING

from starlette.requests import HTTPConnection

from .._borrowed import lend
from .base import SecurityBase


class OpenIdConnect(SecurityBase):
    """A scheme found at `openIdConnectUrl`; its result is the whole `Authorization` header."""

    def __init__(
        self,
        *,
        openIdConnectUrl: str,
        scheme_name: str | None = None,
        description: str | None = None,
        auto_error: bool = True,
    ) -> None:
        fields = {"openIdConnectUrl": openIdConnectUrl, "description": description}
        self._declare("OpenIdConnect", fields, scheme_name, auto_error)

    async def __call__(self, request: HTTPConnection) -> str | None:
        """The `Authorization` header."""
        return request.headers.get("Authorization") or self._missing()


if not TYPE_CHECKING:  # a checker would take every misspelt name for one of these
    __getattr__, __dir__ = lend(__name__)
