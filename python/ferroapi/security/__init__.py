"""Security schemes: callables for `Depends()` and `Security()` that read credentials and describe
themselves in OpenAPI.

They read and document; whether a credential is good is the application's to say. Loaded name by
name, because an application that declares no scheme should not pay for the Pydantic models of those
that exist.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .api_key import APIKeyCookie as APIKeyCookie
    from .api_key import APIKeyHeader as APIKeyHeader
    from .api_key import APIKeyQuery as APIKeyQuery
    from .http import HTTPAuthorizationCredentials as HTTPAuthorizationCredentials
    from .http import HTTPBasic as HTTPBasic
    from .http import HTTPBasicCredentials as HTTPBasicCredentials
    from .http import HTTPBearer as HTTPBearer
    from .http import HTTPDigest as HTTPDigest
    from .oauth2 import OAuth2 as OAuth2
    from .oauth2 import OAuth2AuthorizationCodeBearer as OAuth2AuthorizationCodeBearer
    from .oauth2 import OAuth2PasswordBearer as OAuth2PasswordBearer
    from .oauth2 import OAuth2PasswordRequestForm as OAuth2PasswordRequestForm
    from .oauth2 import OAuth2PasswordRequestFormStrict as OAuth2PasswordRequestFormStrict
    from .open_id_connect_url import OpenIdConnect as OpenIdConnect
    from .scopes import SecurityScopes as SecurityScopes

_HOMES = {
    "api_key": ("APIKeyCookie", "APIKeyHeader", "APIKeyQuery"),
    "http": (
        *("HTTPAuthorizationCredentials", "HTTPBasicCredentials"),
        *("HTTPBasic", "HTTPBearer", "HTTPDigest"),
    ),
    "oauth2": (
        *("OAuth2", "OAuth2AuthorizationCodeBearer", "OAuth2PasswordBearer"),
        *("OAuth2PasswordRequestForm", "OAuth2PasswordRequestFormStrict"),
    ),
    "scopes": ("SecurityScopes",),
    "open_id_connect_url": ("OpenIdConnect",),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    if name in (*_HOMES, "utils"):
        return import_module(f".{name}", __name__)
    if name == "__all__":
        return [known for known in __dir__() if not known.startswith("_")]
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(f".{_HOME_OF[name]}", __name__), name)
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOMES, *_HOME_OF, "base", "utils"})
