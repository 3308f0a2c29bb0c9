"""Every security class against present, absent and broken credentials; scopes; what the document
says.
"""

import base64
from typing import Annotated, Any

from ..case import act, case
from ..record import get


def _basic(text: str | bytes) -> str:
    return "Basic " + base64.b64encode(text if isinstance(text, bytes) else text.encode()).decode()


AUTHORIZATIONS: list[str | bytes | None] = [
    None, "", " ", "Bearer", "Bearer ", "Bearer x", "bearer x", "BEARER x y", "Bearer  x",
    " Bearer x", "Bearer\tx", "Basic", "Basic ", "Basic x",
    "Basic !!!!", _basic("user:pass"), _basic("user"), _basic(":"), _basic("a:b:c"),
    _basic("é:ü"), _basic(b"\xff:x"), _basic("u:p").lower(),
    "basic " + _basic("u:p")[6:], "Basic " + _basic("u:p")[6:] + " x", "Digest username=x",
    "digest x", "Digest", "Other x", b"Bearer \xe9",
    "Bearer " + "x" * 2000, "x", "Basic dTpw\n", "Basic dTpw=", "Basic dTp",
]  # fmt: skip

SCHEMES = (
    "basic",
    "basic_realm",
    "basic_auto",
    "bearer",
    "bearer_auto",
    "digest",
    "digest_auto",
    "base",
    "oauth2",
    "password",
    "password_auto",
    "code",
    "openid",
    "openid_auto",
)


@case(
    [
        get(f"/{name}", headers=[] if value is None else [("authorization", value)])
        for name in SCHEMES
        for value in AUTHORIZATIONS
    ],
    trio=False,
)
def authorization_header(api: Any) -> Any:
    security = api.security
    app = api.FastAPI()
    http = security.http
    schemes = {
        "basic": security.HTTPBasic(),
        "basic_realm": security.HTTPBasic(realm='a "realm"', description="Described"),
        "basic_auto": security.HTTPBasic(auto_error=False, scheme_name="Named"),
        "bearer": security.HTTPBearer(bearerFormat="JWT"),
        "bearer_auto": security.HTTPBearer(auto_error=False),
        "digest": security.HTTPDigest(),
        "digest_auto": security.HTTPDigest(auto_error=False),
        "base": http.HTTPBase(scheme="Other"),
        "oauth2": security.OAuth2(flows={"password": {"tokenUrl": "token", "scopes": {"a": "A"}}}),
        "password": security.OAuth2PasswordBearer(
            tokenUrl="token", scopes={"read": "Read"}, refreshUrl="refresh"
        ),
        "password_auto": security.OAuth2PasswordBearer(tokenUrl="token", auto_error=False),
        "code": security.OAuth2AuthorizationCodeBearer(authorizationUrl="auth", tokenUrl="token"),
        "openid": security.OpenIdConnect(openIdConnectUrl="/openid"),
        "openid_auto": security.OpenIdConnect(openIdConnectUrl="/openid", auto_error=False),
    }

    def declare(name, scheme):
        @app.get(f"/{name}", name=name)
        async def endpoint(credentials: Annotated[Any, api.Security(scheme)]):
            return {"credentials": credentials}

    for name, scheme in schemes.items():
        declare(name, scheme)
    return app


KEYS = [b"", b"key=abc", b"key=", b"key=a&key=b", b"KEY=a", b"key=%20", b"key=%ff"]


@case(
    [get(f"/query{auto}", query=text) for auto in ("", "_auto") for text in KEYS],
    [
        get(f"/header{auto}", headers=sent)
        for auto in ("", "_auto")
        for sent in (
            [],
            [("x-key", "a")],
            [("x-key", "")],
            [("x-key", "a"), ("x-key", "b")],
            [("x_key", "a")],
            [("x-key", b"\xe9")],
        )
    ],
    [
        get(f"/cookie{auto}", headers=sent)
        for auto in ("", "_auto")
        for sent in (
            [],
            [("cookie", "key=a")],
            [("cookie", "key=")],
            [("cookie", 'key="a b"; other=1')],
        )
    ],
)
def api_keys(api: Any) -> Any:
    security = api.security
    app = api.FastAPI()

    def declare(name, scheme):
        @app.get(f"/{name}", name=name)
        def endpoint(key: Annotated[str | None, api.Depends(scheme)]):
            return {"key": key}

    for suffix, options in (
        ("", {}),
        ("_auto", {"auto_error": False, "scheme_name": "Other", "description": "D"}),
    ):
        declare(f"query{suffix}", security.APIKeyQuery(name="key", **options))
        declare(f"header{suffix}", security.APIKeyHeader(name="X-Key", **options))
        declare(f"cookie{suffix}", security.APIKeyCookie(name="key", **options))
    return app


@case(
    [
        get(path, headers={"authorization": "Bearer t"})
        for path in ("/me", "/items", "/both", "/plain", "/router", "/depends", "/none")
    ],
    get("/items"),
    get("/both", headers={"authorization": "Bearer denied"}),
    act(lambda app: app.state.override()),
    [
        get(path, headers={"authorization": "Bearer t"})
        for path in ("/me", "/items", "/both", "/router", "/depends")
    ],
)
def scopes(api: Any, log: list[str]) -> Any:
    security = api.security
    app = api.FastAPI()
    scheme = security.OAuth2PasswordBearer(tokenUrl="token", scopes={"me": "Me", "items": "Items"})

    def user(scopes: security.SecurityScopes, token: Annotated[str, api.Depends(scheme)]):
        log.append(f"user {scopes.scopes} {scopes.scope_str!r}")
        if token == "denied":
            raise api.HTTPException(
                401, "no", headers={"WWW-Authenticate": f'Bearer scope="{scopes.scope_str}"'}
            )
        return [token, list(scopes.scopes)]

    def active(user: Annotated[Any, api.Security(user, scopes=["me"])]):
        log.append("active")
        return user

    @app.get("/me")
    def me(user: Annotated[Any, api.Depends(active)]):
        return user

    @app.get("/items")
    def items(user: Annotated[Any, api.Security(active, scopes=["items"])]):
        return user

    @app.get("/both")
    def both(
        one: Annotated[Any, api.Security(active, scopes=["items"])],
        two: Annotated[Any, api.Security(user, scopes=["me", "items"])],
        three: Annotated[Any, api.Security(user, scopes=["items", "me"])],
    ):
        return [one, two, three]

    @app.get("/plain")
    def plain(token: Annotated[str, api.Security(scheme, scopes=["me"])]):
        return token

    router = api.APIRouter(dependencies=[api.Security(user, scopes=["router"])])

    @router.get("/router")
    def in_router(user: Annotated[Any, api.Security(user, scopes=["me"], use_cache=False)]):
        return user

    @app.get("/depends", dependencies=[api.Security(active, scopes=["a", "b", "a"])])
    def depends():
        return "depends"

    @app.get("/none")
    def none(user: Annotated[Any, api.Security(user)]):
        return user

    app.include_router(router)

    def override():
        def replaced(scopes: security.SecurityScopes):
            log.append(f"replaced {scopes.scopes}")
            return "replaced"

        app.dependency_overrides[user] = replaced

    app.state.override = override
    return app


@case(
    get("/a"),
    get("/a", headers={"authorization": "Bearer x"}),
    get("/b"),
    get("/b", headers={"x-token": "t"}),
)
def own_classes(api: Any) -> Any:
    """Subclasses with their own call, their own error."""
    security = api.security
    app = api.FastAPI()

    class Polite(security.HTTPBearer):
        def make_not_authenticated_error(self):
            return api.HTTPException(403, "please", headers={"x-please": "1"})

    class Token(security.APIKeyHeader):
        async def __call__(self, request: api.Request) -> str | None:
            return f"<{await super().__call__(request)}>"

    @app.get("/a")
    async def a(v: Annotated[Any, api.Depends(Polite())]):
        return v

    @app.get("/b")
    async def b(v: Annotated[Any, api.Depends(Token(name="x-token"))]):
        return v

    return app
