"""The HTTP authentication schemes of the `Authorization` header: Basic, Bearer, Digest, and others
by name.
"""

from base64 import b64decode
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel
from starlette.exceptions import HTTPException as StarletteHTTPException
from starlette.requests import HTTPConnection

from .._borrowed import lend
from ..exceptions import HTTPException
from .base import SecurityBase
from .utils import get_authorization_scheme_param

if TYPE_CHECKING:
    from ..openapi.models import HTTPBase as HTTPBaseModel


class HTTPBasicCredentials(BaseModel):
    """What `HTTPBasic` gives."""

    username: str
    password: str


class HTTPAuthorizationCredentials(BaseModel):
    """What the other schemes give: the scheme as the client wrote it, and the text after it."""

    scheme: str
    credentials: str


class HTTPBase(SecurityBase):
    """Any scheme, named by `scheme`; the credentials are taken whatever scheme the client wrote."""

    _required_scheme: str | None = None

    if TYPE_CHECKING:
        model: HTTPBaseModel  # pyright: ignore[reportIncompatibleVariableOverride]

    def __init__(
        self,
        *,
        scheme: str,
        scheme_name: str | None = None,
        description: str | None = None,
        auto_error: bool = True,
    ) -> None:
        fields: dict[str, Any] = {"scheme": scheme, "description": description}
        self._declare("HTTPBase", fields, scheme_name, auto_error)

    def make_authenticate_headers(self) -> dict[str, str]:
        """The headers of the refusal."""
        return {"WWW-Authenticate": self.model.scheme.title()}

    def make_not_authenticated_error(self) -> StarletteHTTPException:
        """The refusal of a request without credentials; override it to answer in another way."""
        return HTTPException(401, "Not authenticated", self.make_authenticate_headers())

    async def __call__(self, request: HTTPConnection) -> HTTPAuthorizationCredentials | None:
        """The header's scheme and credentials."""
        header = request.headers.get("Authorization")
        scheme, credentials = get_authorization_scheme_param(header)
        known = self._required_scheme in (None, scheme.lower())
        if known and scheme and credentials:
            return HTTPAuthorizationCredentials(scheme=scheme, credentials=credentials)
        self._missing()
        return None


class HTTPBasic(HTTPBase):
    """HTTP Basic (RFC 7617) with user names and passwords in ASCII; `realm` is sent with the
    refusal.
    """

    def __init__(
        self,
        *,
        scheme_name: str | None = None,
        realm: str | None = None,
        description: str | None = None,
        auto_error: bool = True,
    ) -> None:
        super().__init__(
            scheme="basic", scheme_name=scheme_name, description=description, auto_error=auto_error
        )
        self.realm = realm

    def make_authenticate_headers(self) -> dict[str, str]:
        """The headers of the refusal."""
        return {"WWW-Authenticate": f'Basic realm="{self.realm}"' if self.realm else "Basic"}

    async def __call__(  # type: ignore[override]  # pyright: ignore[reportIncompatibleMethodOverride]
        self, request: HTTPConnection
    ) -> HTTPBasicCredentials | None:
        """User name and password. A header that cannot be decoded is always refused."""
        scheme, encoded = get_authorization_scheme_param(request.headers.get("Authorization"))
        if scheme.lower() != "basic":
            self._missing()
            return None
        try:
            pair = b64decode(encoded).decode("ascii")
        except ValueError as error:  # binascii.Error and UnicodeDecodeError are ValueErrors
            raise self.make_not_authenticated_error() from error
        username, colon, password = pair.partition(":")
        if not colon:
            raise self.make_not_authenticated_error()
        return HTTPBasicCredentials(username=username, password=password)


class HTTPBearer(HTTPBase):
    """HTTP Bearer (RFC 6750); `bearerFormat` is a hint for the documentation."""

    _required_scheme = "bearer"

    def __init__(
        self,
        *,
        bearerFormat: str | None = None,
        scheme_name: str | None = None,
        description: str | None = None,
        auto_error: bool = True,
    ) -> None:
        fields = {"bearerFormat": bearerFormat, "description": description}
        self._declare("HTTPBearer", fields, scheme_name, auto_error)


class HTTPDigest(HTTPBase):
    """HTTP Digest (RFC 7616): the credentials are read, not checked."""

    _required_scheme = "digest"

    def __init__(
        self,
        *,
        scheme_name: str | None = None,
        description: str | None = None,
        auto_error: bool = True,
    ) -> None:
        super().__init__(
            scheme="digest",
            scheme_name=scheme_name,
            description=description,
            auto_error=auto_error,
        )


if not TYPE_CHECKING:  # a checker would take every misspelt name for one of these
    __getattr__, __dir__ = lend(__name__)
