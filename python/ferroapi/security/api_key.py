"""API keys in a query parameter, a header or a cookie."""

from typing import TYPE_CHECKING, Any

from starlette.requests import HTTPConnection

from .._borrowed import lend
from .base import SecurityBase

if TYPE_CHECKING:
    from ..openapi.models import APIKey, APIKeyIn


class APIKeyBase(SecurityBase):
    """What the three places have in common. An empty key counts as missing."""

    _challenge = "APIKey"

    if TYPE_CHECKING:
        model: APIKey  # pyright: ignore[reportIncompatibleVariableOverride]

    def __init__(
        self,
        location: "APIKeyIn | str",
        name: str,
        description: str | None,
        scheme_name: str | None,
        auto_error: bool,
    ) -> None:
        fields: dict[str, Any] = {"in": location, "name": name, "description": description}
        self._declare("APIKey", fields, scheme_name, auto_error)

    def check_api_key(self, api_key: str | None) -> str | None:
        """The key itself; a missing one is refused or `None`."""
        return api_key or self._missing()


class APIKeyQuery(APIKeyBase):
    """A key in the query parameter `name`."""

    def __init__(
        self,
        *,
        name: str,
        scheme_name: str | None = None,
        description: str | None = None,
        auto_error: bool = True,
    ) -> None:
        super().__init__("query", name, description, scheme_name, auto_error)

    async def __call__(self, request: HTTPConnection) -> str | None:
        """The request's key."""
        return self.check_api_key(request.query_params.get(self.model.name))


class APIKeyHeader(APIKeyBase):
    """A key in the header `name`."""

    def __init__(
        self,
        *,
        name: str,
        scheme_name: str | None = None,
        description: str | None = None,
        auto_error: bool = True,
    ) -> None:
        super().__init__("header", name, description, scheme_name, auto_error)

    async def __call__(self, request: HTTPConnection) -> str | None:
        """The request's key."""
        return self.check_api_key(request.headers.get(self.model.name))


class APIKeyCookie(APIKeyBase):
    """A key in the cookie `name`."""

    def __init__(
        self,
        *,
        name: str,
        scheme_name: str | None = None,
        description: str | None = None,
        auto_error: bool = True,
    ) -> None:
        super().__init__("cookie", name, description, scheme_name, auto_error)

    async def __call__(self, request: HTTPConnection) -> str | None:
        """The request's key."""
        return self.check_api_key(request.cookies.get(self.model.name))


if not TYPE_CHECKING:  # a checker would take every misspelt name for one of these
    __getattr__, __dir__ = lend(__name__)
