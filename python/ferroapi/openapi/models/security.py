"""What clients must prove: the security schemes."""

from __future__ import annotations

from enum import Enum
from typing import Literal

from pydantic import Field

from .base import BaseModelWithConfig


class SecuritySchemeType(Enum):
    """The kinds of security scheme."""

    apiKey = "apiKey"
    http = "http"
    oauth2 = "oauth2"
    openIdConnect = "openIdConnect"


class SecurityBase(BaseModelWithConfig):
    """What all security schemes share."""

    type_: SecuritySchemeType = Field(alias="type")
    description: str | None = None


class OpenIdConnect(SecurityBase):
    """OAuth2 whose endpoints are discovered at an OpenID Connect URL."""

    type_: SecuritySchemeType = Field(SecuritySchemeType.openIdConnect, alias="type")
    openIdConnectUrl: str


class HTTPBase(SecurityBase):
    """A scheme of the HTTP `Authorization` header."""

    type_: SecuritySchemeType = Field(SecuritySchemeType.http, alias="type")
    scheme: str


class HTTPBearer(HTTPBase):
    """A token in the HTTP `Authorization` header."""

    scheme: Literal["bearer"] = "bearer"  # pyright: ignore[reportIncompatibleVariableOverride]
    bearerFormat: str | None = None


class APIKeyIn(Enum):
    """Where a client sends an API key."""

    query = "query"
    header = "header"
    cookie = "cookie"


class APIKey(SecurityBase):
    """A key sent in a header, a query parameter or a cookie."""

    type_: SecuritySchemeType = Field(SecuritySchemeType.apiKey, alias="type")
    in_: APIKeyIn = Field(alias="in")
    name: str


class OAuthFlow(BaseModelWithConfig):
    """What all OAuth2 flows share; `scopes` maps a scope to its description."""

    refreshUrl: str | None = None
    scopes: dict[str, str] = {}  # noqa: RUF012 (Pydantic copies defaults)


class OAuthFlowAuthorizationCode(OAuthFlow):
    """The flow through an authorization page and a code."""

    authorizationUrl: str
    tokenUrl: str


class OAuthFlowClientCredentials(OAuthFlow):
    """The flow of a client acting for itself."""

    tokenUrl: str


class OAuthFlowPassword(OAuthFlow):
    """The flow that exchanges the user's password."""

    tokenUrl: str


class OAuthFlowImplicit(OAuthFlow):
    """The flow that returns a token straight from the authorization page."""

    authorizationUrl: str


class OAuthFlows(BaseModelWithConfig):
    """The flows an OAuth2 scheme offers."""

    implicit: OAuthFlowImplicit | None = None
    password: OAuthFlowPassword | None = None
    clientCredentials: OAuthFlowClientCredentials | None = None
    authorizationCode: OAuthFlowAuthorizationCode | None = None


class OAuth2(SecurityBase):
    """OAuth2 with its flows."""

    type_: SecuritySchemeType = Field(SecuritySchemeType.oauth2, alias="type")
    flows: OAuthFlows


SecurityScheme = APIKey | HTTPBase | OAuth2 | OpenIdConnect | HTTPBearer
