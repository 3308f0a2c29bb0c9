"""The class of every exception that the framework itself raises, as handlers find it: they are
chosen by `fastapi.HTTPException`, by Starlette's, by a subclass, by a status and by `Exception`.
"""

from collections.abc import Callable
from typing import Annotated, Any

from starlette.exceptions import HTTPException as StarletteHTTPException
from starlette.requests import ClientDisconnect

from ..case import case
from ..record import fold_names, get, post, request

SCHEMES: dict[str, Callable[[Any], Any]] = {
    "basic": lambda security: security.HTTPBasic(),
    "basic_realm": lambda security: security.HTTPBasic(realm="here"),
    "bearer": lambda security: security.HTTPBearer(),
    "digest": lambda security: security.HTTPDigest(),
    "header": lambda security: security.APIKeyHeader(name="x-key"),
    "query": lambda security: security.APIKeyQuery(name="key"),
    "cookie": lambda security: security.APIKeyCookie(name="key"),
    "oauth2": lambda security: security.OAuth2(),
    "password": lambda security: security.OAuth2PasswordBearer(tokenUrl="token"),
    "code": lambda security: security.OAuth2AuthorizationCodeBearer(
        authorizationUrl="authorize", tokenUrl="token"
    ),
    "openid": lambda security: security.OpenIdConnect(openIdConnectUrl="/openid"),
}

RAISED_BY_USERS = ("fastapi", "starlette", "subclass")

REQUESTS = [
    get("/nowhere"),
    get("/included/nowhere"),
    get("/mounted/nowhere"),
    post("/plain"),
    request("DELETE", "/included/plain"),
    post("/mounted/plain"),
    *(get(f"/security/{name}") for name in SCHEMES),
    *(
        get(f"/security/{name}", headers={"authorization": value})
        for name in ("basic", "bearer", "digest", "password", "code")
        for value in ("Other x", "Basic !!!!", "Basic eA==")
    ),
    post("/body", body=b"\xff", content_type="application/json"),
    post("/body", body=b"{", content_type="application/json"),
    post("/body", json={"n": "x"}),
    post("/body", body=b"[1", content_type="application/json", disconnect_at=0),
    post("/body", body=[b"[1", b"]"], content_type="application/json", disconnect_at=1),
    post("/reads", body=[b"a", b"b"], disconnect_at=1),
    get("/numbers/x"),
    get("/response"),
    *(get(f"/raised/{name}") for name in RAISED_BY_USERS),
]


class Noting:
    """What left the application."""

    def __init__(self, app: Any, log: list[str]) -> None:
        self.app = app
        self.log = log

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        try:
            await self.app(scope, receive, send)
        except Exception as error:
            self.log.append(f"left with {_class_of(error)}")
            raise


def _class_of(error: Exception) -> str:
    """Its class and the public ones above it."""
    public = [kind for kind in type(error).mro() if not kind.__name__.startswith("_")]
    return fold_names(" < ".join(f"{kind.__module__}.{kind.__name__}" for kind in public))


def _endpoints(api: Any, app: Any) -> None:
    @app.get("/plain")
    @app.get("/included/plain")
    async def plain():
        return "plain"

    @app.post("/body")
    async def body(n: Annotated[int, api.Body(embed=True)]):
        return n

    @app.post("/reads")
    async def reads(request: api.Request):
        return len(await request.body())

    @app.get("/numbers/{number}")
    async def numbers(number: int):
        return number

    @app.get("/response", response_model=int)
    async def response():
        return "no number"


def _routers(api: Any, app: Any) -> None:
    router = api.APIRouter(prefix="/included")
    mounted = api.APIRouter()

    @router.get("/again")
    @mounted.get("/plain")
    async def plain():
        return "plain"

    app.include_router(router)
    app.mount("/mounted", mounted)

    def declare(name: str, scheme: Any) -> None:
        @app.get(f"/security/{name}")
        async def protected(credentials: Annotated[Any, api.Security(scheme)]):
            return "let in"

    for name, make in SCHEMES.items():
        declare(name, make(api.security))


def _application(api: Any, log: list[str], chosen: Callable[[Any, Any], list[Any]]) -> Any:
    """An application whose handlers, for what `chosen` says, note what they get."""

    class Subclass(api.HTTPException):
        pass

    app = api.FastAPI()
    _endpoints(api, app)
    _routers(api, app)
    raised = {"fastapi": api.HTTPException, "starlette": StarletteHTTPException}
    raised["subclass"] = Subclass

    @app.get("/raised/{name}")
    async def raising(name: str):
        raise raised[name](status_code=401, detail="mine")

    def handler(key: Any) -> Any:
        name = str(key) if isinstance(key, int) else f"{key.__module__}.{key.__name__}"

        async def handle(request: Any, error: Exception):
            exactly = type(error) is api.HTTPException
            log.append(fold_names(f"for {name}: {exactly} {_class_of(error)}"))
            status = getattr(error, "status_code", 418)
            return api.responses.JSONResponse(
                {"handled": fold_names(name)}, status, headers=getattr(error, "headers", None)
            )

        return handle

    for key in chosen(api, Subclass):
        app.add_exception_handler(key, handler(key))
    app.add_middleware(Noting, log=log)
    return app


@case(REQUESTS)
def no_handlers(api: Any, log: list[str]) -> Any:
    return _application(api, log, lambda api, subclass: [])


@case(REQUESTS)
def for_the_package(api: Any, log: list[str]) -> Any:
    return _application(api, log, lambda api, subclass: [api.HTTPException])


@case(REQUESTS)
def for_starlette(api: Any, log: list[str]) -> Any:
    return _application(api, log, lambda api, subclass: [StarletteHTTPException])


@case(REQUESTS)
def for_a_subclass(api: Any, log: list[str]) -> Any:
    return _application(api, log, lambda api, subclass: [subclass])


@case(REQUESTS)
def for_each_class(api: Any, log: list[str]) -> Any:
    def chosen(api: Any, subclass: Any) -> list[Any]:
        errors = api.exceptions
        validation = [errors.RequestValidationError, errors.ResponseValidationError]
        return [subclass, api.HTTPException, StarletteHTTPException, *validation, ClientDisconnect]

    return _application(api, log, chosen)


@case(REQUESTS)
def for_validation(api: Any, log: list[str]) -> Any:
    return _application(api, log, lambda api, subclass: [api.exceptions.ValidationException])


@case(REQUESTS)
def for_statuses(api: Any, log: list[str]) -> Any:
    return _application(
        api, log, lambda api, subclass: [400, 401, 403, 404, 405, 422, api.HTTPException]
    )


@case(REQUESTS)
def for_everything(api: Any, log: list[str]) -> Any:
    """500 and `Exception` are the server's; a class that both know comes first."""
    return _application(api, log, lambda api, subclass: [Exception, api.HTTPException])
