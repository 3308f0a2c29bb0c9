"""Overrides on every way into a path operation's dependencies."""

from typing import Annotated, Any

from ..case import act, case
from ..record import get


@case(
    get("/items"),
    act(lambda app: app.state.override()),
    get("/items"), get("/items?extra=5"), get("/items?extra=x"),
    act(lambda app: app.dependency_overrides.clear()),
    get("/items"),
)  # fmt: skip
def custom_route_class(api: Any, log: list[str]) -> Any:
    class Logged(api.routing.APIRoute):  # type: ignore[misc]
        def get_route_handler(self) -> Any:
            inner = super().get_route_handler()

            async def handler(request: Any) -> Any:
                log.append("before")
                return await inner(request)

            return handler

    app = api.FastAPI()
    app.router.route_class = Logged

    def real():
        return "real"

    def fake(extra: int = 1):
        return f"fake {extra}"

    @app.get("/items")
    async def items(value: Annotated[str, api.Depends(real)]):
        return value

    app.state.override = lambda: app.dependency_overrides.update({real: fake})
    return app


class Fake:
    """Equal to every other one."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Fake)

    __hash__ = None  # type: ignore[assignment]

    def __call__(self, suffix: str = "") -> str:
        return self.name + suffix


@case(
    get("/who"), get("/with/alice"), get("/with/bob"), get("/who?suffix=!"), get("/with/carol"),
    get("/who"),
)  # fmt: skip
def equal_overrides(api: Any) -> Any:
    app = api.FastAPI()

    def real():
        return "real"

    async def install(name: str):
        app.dependency_overrides[real] = Fake(name)

    @app.get("/who")
    async def who(value: Annotated[str, api.Depends(real)]):
        return value

    @app.get("/with/{name}")
    async def within(
        name: str,
        before: Annotated[str, api.Depends(real, use_cache=False)],
        _: Annotated[None, api.Depends(install)],
        value: Annotated[str, api.Depends(real, use_cache=False)],
    ):
        return [before, value]

    return app


@case(get("/own"), get("/in/inner"), get("/late"), get("/none"))
def provider_changed_on_the_route(api: Any) -> Any:
    class Others:
        def __init__(self, name: str) -> None:
            self.dependency_overrides = {real: lambda: name}

    def real():
        return "real"

    app = api.FastAPI()
    app.dependency_overrides[real] = lambda: "of the application"
    inner = api.APIRouter(dependency_overrides_provider=Others("inner"))

    async def endpoint(value: Annotated[str, api.Depends(real)]):
        return value

    app.get("/own")(endpoint)
    inner.get("/inner")(endpoint)
    app.include_router(inner, prefix="/in")
    app.router.routes[-2].dependency_overrides_provider = Others("changed")
    inner.routes[0].dependency_overrides_provider = Others("changed")
    app.router.dependency_overrides_provider = Others("of the router")
    app.get("/late")(endpoint)
    app.router.routes.append(api.routing.APIRoute("/none", endpoint))
    return app


@case(get("/x"), get("/x?n=x"), act(lambda app: app.state.override()), get("/x"), get("/x?n=x"))
def unhashable_dependencies(api: Any, log: list[str]) -> Any:
    """They fail when the request gets there."""

    class Real(Fake):
        pass

    app = api.FastAPI()

    def first():
        log.append("opened")
        yield
        log.append("closed")

    @app.get("/x", dependencies=[api.Depends(first)])
    async def endpoint(n: int = 0, value: str = api.Depends(Real("real"))):
        return value

    app.state.override = lambda: app.dependency_overrides.update({first: first})
    return app


@case(get("/in/endpoint?suffix=!"), get("/in/dependency"))
def equal_replacements(api: Any, log: list[str]) -> Any:
    """What takes the place of an endpoint or a dependency counts, though it equals it."""

    class Noted(Fake):
        def __call__(self, suffix: str = "") -> str:
            log.append(self.name)
            return super().__call__(suffix)

        __hash__ = object.__hash__  # type: ignore[assignment]

    app = api.FastAPI()
    router = api.APIRouter()
    router.get("/endpoint")(Noted("alice"))
    router.get("/dependency", dependencies=[api.Depends(Noted("alice"))])(lambda: None)
    app.include_router(router, prefix="/in")
    router.routes[0].endpoint = Noted("bob")
    router.routes[1].dependencies[0] = api.Depends(Noted("bob"))
    return app
