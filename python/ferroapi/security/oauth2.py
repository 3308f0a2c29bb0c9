"""OAuth2: flows, described to OpenAPI and read as a bearer token, and the password form."""

from typing import TYPE_CHECKING, Annotated, Any

from starlette.requests import HTTPConnection

from .._borrowed import lend
from ..exceptions import HTTPException
from ..param_functions import Form
from .base import SecurityBase
from .scopes import SecurityScopes as SecurityScopes
from .utils import get_authorization_scheme_param

if TYPE_CHECKING:
    from ..openapi.models import OAuthFlows


class OAuth2PasswordRequestForm:
    """The form of OAuth2's password flow (RFC 6749 §4.3.2), without insisting on `grant_type`.

    `scopes` is `scope` split at spaces.
    """

    def __init__(
        self,
        *,
        grant_type: Annotated[str | None, Form(pattern="^password$")] = None,
        username: Annotated[str, Form()],
        password: Annotated[str, Form(json_schema_extra={"format": "password"})],
        scope: Annotated[str, Form()] = "",
        client_id: Annotated[str | None, Form()] = None,
        client_secret: Annotated[str | None, Form(json_schema_extra={"format": "password"})] = None,
    ) -> None:
        self.username: str = username
        self.password: str = password
        self.client_id: str | None = client_id
        self.client_secret: str | None = client_secret
        self.grant_type: str | None = grant_type
        self.scopes: list[str] = scope.split()


class OAuth2PasswordRequestFormStrict(OAuth2PasswordRequestForm):
    """The same form; `grant_type` must be "password", as the RFC says."""

    def __init__(
        self,
        grant_type: Annotated[str, Form(pattern="^password$")],
        username: Annotated[str, Form()],
        password: Annotated[str, Form()],
        scope: Annotated[str, Form()] = "",
        client_id: Annotated[str | None, Form()] = None,
        client_secret: Annotated[str | None, Form()] = None,
    ) -> None:
        super().__init__(
            username=username,
            password=password,
            grant_type=grant_type,
            scope=scope,
            client_id=client_id,
            client_secret=client_secret,
        )


class OAuth2(SecurityBase):
    """An OAuth2 scheme of any flows; its result is the whole `Authorization` header."""

    _refusal = HTTPException

    def __init__(
        self,
        *,
        flows: "OAuthFlows | dict[str, dict[str, Any]] | None" = None,
        scheme_name: str | None = None,
        description: str | None = None,
        auto_error: bool = True,
    ) -> None:
        fields = {"flows": {} if flows is None else flows, "description": description}
        self._declare("OAuth2", fields, scheme_name, auto_error)
        if flows:
            self._describe_now()

    async def __call__(self, request: HTTPConnection) -> str | None:
        """The `Authorization` header."""
        return request.headers.get("Authorization") or self._missing()


class _BearerToken(OAuth2):
    """A scheme of one flow that ends in a bearer token: the result is the token."""

    def _declare_flow(
        self,
        flow: dict[str, dict[str, Any]],
        scheme_name: str | None,
        description: str | None,
        auto_error: bool,
    ) -> None:
        fields = {"flows": flow, "description": description}
        self._declare("OAuth2", fields, scheme_name, auto_error)

    async def __call__(self, request: HTTPConnection) -> str | None:
        """The token."""
        scheme, token = get_authorization_scheme_param(request.headers.get("Authorization"))
        return token if scheme.lower() == "bearer" else self._missing()


class OAuth2PasswordBearer(_BearerToken):
    """The password flow: the token comes from `tokenUrl`, a path of this application or a URL."""

    def __init__(
        self,
        tokenUrl: str,
        scheme_name: str | None = None,
        scopes: dict[str, str] | None = None,
        description: str | None = None,
        auto_error: bool = True,
        refreshUrl: str | None = None,
    ) -> None:
        flow = {"tokenUrl": tokenUrl, "refreshUrl": refreshUrl, "scopes": scopes or {}}
        self._declare_flow({"password": flow}, scheme_name, description, auto_error)


class OAuth2AuthorizationCodeBearer(_BearerToken):
    """The authorization code flow: a code from `authorizationUrl` is exchanged for a token at
    `tokenUrl`.
    """

    def __init__(
        self,
        authorizationUrl: str,
        tokenUrl: str,
        refreshUrl: str | None = None,
        scheme_name: str | None = None,
        scopes: dict[str, str] | None = None,
        description: str | None = None,
        auto_error: bool = True,
    ) -> None:
        flow = {
            "authorizationUrl": authorizationUrl,
            "tokenUrl": tokenUrl,
            "refreshUrl": refreshUrl,
            "scopes": scopes or {},
        }
        self._declare_flow({"authorizationCode": flow}, scheme_name, description, auto_error)


if not TYPE_CHECKING:  # a checker would take every misspelt name for one of these
    __getattr__, __dir__ = lend(__name__)
