"""Security schemes, requirements and scopes."""

from typing import Annotated, Any


def schemes(api: Any) -> Any:
    from importlib import import_module

    kinds = import_module(f"{api.__name__}.security")
    app = api.FastAPI()
    flows = {"implicit": {"authorizationUrl": "https://a.example/", "scopes": {"s": "S"}}}
    made = [
        kinds.APIKeyHeader(name="X-Key", description="A key"),
        kinds.APIKeyQuery(name="key", scheme_name="query key"),
        kinds.APIKeyCookie(name="key", auto_error=False),
        kinds.HTTPBasic(realm="r"),
        kinds.HTTPBearer(bearerFormat="JWT", description="A token"),
        kinds.HTTPDigest(),
        kinds.OAuth2(flows=flows),
        kinds.OAuth2PasswordBearer(tokenUrl="token", refreshUrl="again", scopes={"a": "A"}),
        kinds.OAuth2AuthorizationCodeBearer(authorizationUrl="auth", tokenUrl="token"),
        kinds.OpenIdConnect(openIdConnectUrl="/.well-known/openid"),
    ]
    for number, scheme in enumerate(made):

        @app.get(f"/{number}", operation_id=f"op{number}")
        def read(credentials: Annotated[Any, api.Security(scheme)]): ...

    @app.get("/all", dependencies=[api.Depends(scheme) for scheme in made])
    def everything(): ...

    return app


def scopes(api: Any) -> Any:
    from importlib import import_module

    kinds = import_module(f"{api.__name__}.security")
    bearer = kinds.OAuth2PasswordBearer(tokenUrl="token", scopes={"me": "Me", "all": "All"})

    def token(value: Annotated[str, api.Depends(bearer)]): ...

    def user(scopes: kinds.SecurityScopes, token=api.Depends(token)): ...

    def admin(user=api.Security(user, scopes=["all"]), again=api.Security(user, scopes=["me"])): ...

    app = api.FastAPI(dependencies=[api.Security(bearer, scopes=["app"])])

    @app.get("/me")
    def me(user=api.Security(user, scopes=["me"])): ...

    @app.get("/admin", dependencies=[api.Security(admin, scopes=["root", "me"])])
    def for_admins(
        user=api.Security(user, scopes=["me", "me"]), basic=api.Depends(kinds.HTTPBasic())
    ): ...

    return app


APPS = (schemes, scopes)
