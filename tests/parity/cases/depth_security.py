"""Security over security over security: scopes gathered on the way down, one slot for each set of
them, overrides and generators at each depth.
"""

from collections.abc import Callable
from typing import Annotated, Any

from ..case import act, case
from ..record import get

TOKEN = {"authorization": "Bearer t"}
PATHS = [
    f"/{router}/{operation}"
    for router in ("flat", "once", "twice")
    for operation in ("top", "middle", "bottom", "two_ways", "uncached", "listed", "scheme")
]


def _chain(api: Any, log: list[str]) -> dict[str, Callable[..., Any]]:
    """Three levels, each with scopes of its own and a look at what reached it."""
    security = api.security
    scheme = security.OAuth2PasswordBearer(
        tokenUrl="token", scopes={letter: letter.upper() for letter in "zyxabc"}
    )

    def bottom(
        scopes: security.SecurityScopes, token: Annotated[str, api.Security(scheme, scopes=["s"])]
    ):
        log.append(f"bottom {scopes.scopes} {scopes.scope_str}")
        return [token, *scopes.scopes]

    async def middle(
        scopes: security.SecurityScopes,
        below: Annotated[Any, api.Security(bottom, scopes=["m", "a"])],
        plain: Annotated[Any, api.Depends(bottom)],
    ):
        log.append(f"middle {scopes.scopes}")
        return [below, plain, *scopes.scopes]

    def top(
        first: Annotated[Any, api.Security(middle, scopes=["z", "t"])],
        scopes: security.SecurityScopes,
        second: Annotated[Any, api.Security(middle, scopes=["t", "z"])],
        direct: Annotated[Any, api.Security(bottom, scopes=["t", "z"])],
    ):
        log.append(f"top {scopes.scopes}")
        return [first, second, direct, *scopes.scopes]

    return {"scheme": scheme, "bottom": bottom, "middle": middle, "top": top}


def _add_operations(api: Any, router: Any, chain: dict[str, Callable[..., Any]]) -> None:
    Security, Depends = api.Security, api.Depends
    top, middle, bottom, scheme = (chain[name] for name in ("top", "middle", "bottom", "scheme"))

    @router.get("/top")
    async def top_(value: Annotated[Any, Security(top, scopes=["c", "b", "a"])]):
        return value

    @router.get("/middle")
    def middle_(value: Annotated[Any, Security(middle, scopes=["b", "a", "b"])]):
        return value

    @router.get("/bottom")
    def bottom_(value: Annotated[Any, Depends(bottom)]):
        return value

    @router.get("/two_ways")
    async def two_ways(
        one: Annotated[Any, Security(middle, scopes=["one"])],
        two: Annotated[Any, Security(top, scopes=["two"])],
        again: Annotated[Any, Security(middle, scopes=["one"])],
        depends: Annotated[Any, Depends(middle)],
    ):
        return [one, two, again, depends]

    @router.get("/uncached")
    async def uncached(
        one: Annotated[Any, Security(middle, scopes=["one"], use_cache=False)],
        two: Annotated[Any, Security(middle, scopes=["one"])],
        three: Annotated[Any, Depends(bottom, use_cache=False)],
    ):
        return [one, two, three]

    @router.get(
        "/listed", dependencies=[Security(top, scopes=["l"]), Security(bottom, scopes=["m"])]
    )
    async def listed():
        return "listed"

    @router.get("/scheme", dependencies=[Security(scheme, scopes=["x", "y"])])
    async def scheme_(token: Annotated[str, Security(scheme, scopes=["y", "x"])]):
        return token


def _three_routers(api: Any, chain: dict[str, Callable[..., Any]], log: list[str]) -> Any:
    """The same operations flat, in a router and in a router of a router, each level guarded."""
    Security, middle, bottom = api.Security, chain["middle"], chain["bottom"]
    app = api.FastAPI(dependencies=[Security(bottom, scopes=["app"])])
    flat = api.APIRouter(prefix="/flat")
    once = api.APIRouter(prefix="/once", dependencies=[Security(middle, scopes=["router"])])
    inner = api.APIRouter(dependencies=[Security(bottom, scopes=["inner", "app"])])
    outer = api.APIRouter(prefix="/twice", dependencies=[Security(middle, scopes=["outer"])])
    for router in (flat, once, inner):
        _add_operations(api, router, chain)
    outer.include_router(inner, dependencies=[Security(bottom, scopes=["between"])])
    app.include_router(flat)
    app.include_router(once, dependencies=[Security(bottom, scopes=["inclusion"])])
    app.include_router(outer, dependencies=[Security(bottom, scopes=["app"])])
    return app


@case([get(path, headers=TOKEN) for path in PATHS], [get(path) for path in PATHS[::3]])
def scopes_three_deep(api: Any, log: list[str]) -> Any:
    return _three_routers(api, _chain(api, log), log)


@case(
    *(
        [act(lambda app, level=level: app.state.override(level)),
         *(get(path, headers=TOKEN) for path in PATHS)]
        for level in ("bottom", "middle", "top", "scheme", "bottom", "none")
    )
)  # fmt: skip
def overridden_at_each_depth(api: Any, log: list[str]) -> Any:
    chain = _chain(api, log)
    app = _three_routers(api, chain, log)
    SecurityScopes = api.security.SecurityScopes

    async def below():
        log.append("below in")
        yield "below"
        log.append("below out")

    def instead(scopes: SecurityScopes, value: Annotated[str, api.Security(below, scopes=["new"])]):
        log.append(f"instead {scopes.scopes}")
        yield [value, *scopes.scopes]
        log.append("instead out")

    def override(level: str) -> None:
        app.dependency_overrides.clear()
        if level in chain:
            app.dependency_overrides[chain[level]] = instead

    app.state.override = override
    return app
