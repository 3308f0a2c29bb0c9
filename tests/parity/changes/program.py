"""The program that the rows change: path operations with dependencies, every source of parameters
and a body, which stand in the application or in a router that it includes.

`World` names the places where a row changes something.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from types import ModuleType
from typing import Annotated, Any

from pydantic import BaseModel

from ..record import Request, get, post, request

PLACES = ("flat", "included")


class Item(BaseModel):
    """A body."""

    name: str
    price: float = 1.5


class Group(BaseModel):
    """Query parameters of one model."""

    first: str = "one"
    second: int = 2


@dataclass
class World:
    """An application, and what rows reach in it.

    `place` is "flat" or "included": where the path operations are. `later` holds what a row does
    once more, after the next requests.
    """

    api: ModuleType
    app: Any
    inner: Any
    place: str
    log: list[str] = field(default_factory=list)
    later: list[Callable[[], object]] = field(default_factory=list)

    @property
    def router(self) -> Any:
        """The router that holds the route."""
        return self.app.router if self.place == "flat" else self.inner

    def declared(self, path: str = "/item/{number}") -> Any:
        """The route as it was declared."""
        return next(it for it in self.router.routes if getattr(it, "path", None) == path)

    def reached(self, path: str = "/item/{number}") -> Any:
        """The route as it is reached, which for an included one is another object."""
        if self.place == "flat":
            return self.declared(path)
        return next(
            it._effective_route
            for it in self.api.routing.iter_route_contexts(self.app.router.routes)
            if it.path == f"/in{path}"
        )

    def noting(self, name: str, result: Any = None) -> Callable[[], Any]:
        """A dependency that is seen in the log."""

        async def noted() -> Any:
            self.log.append(f"{name} called")
            return result

        noted.__name__ = name
        return noted

    def dependant(self, call: Any, **options: Any) -> Any:
        """A dependant for `call`, as plugins make one."""
        return self.api.dependencies.utils.get_dependant(
            path="/item/{number}", call=call, **options
        )


def build(api: ModuleType, place: str) -> World:
    """The program, made for one package."""
    inner = api.APIRouter()
    world = World(api, api.FastAPI(), inner, place)
    _declare(world, world.app if place == "flat" else inner)
    if place == "included":
        outer = [api.Depends(world.noting("outer"))]
        world.app.include_router(inner, prefix="/in", dependencies=outer)
    return world


def _declare(world: World, routes: Any) -> None:
    api, log = world.api, world.log

    async def deepest(deep: str = "deep") -> str:
        log.append(f"deepest {deep}")
        return deep

    async def middle(lower: Annotated[str, api.Depends(deepest)], mid: str = "mid") -> str:
        log.append(f"middle {mid}")
        return mid + lower

    async def closing() -> Any:
        log.append("opened")
        yield "open"
        log.append("closed")

    @routes.get("/item/{number}", dependencies=[api.Depends(world.noting("guard"))])
    async def read_item(
        request: api.Request,
        response: api.Response,
        number: int,
        needed: Annotated[str, api.Depends(middle)],
        opened: Annotated[str, api.Depends(closing)],
        q: str = "q",
        many: Annotated[list[int], api.Query()] = [1],
        x_head: Annotated[str, api.Header()] = "head",
        cook: Annotated[str, api.Cookie()] = "cook",
    ) -> dict[str, Any]:
        log.append("endpoint")
        return {
            "number": number,
            "needed": needed,
            "opened": opened,
            "q": q,
            "many": many,
            "head": x_head,
            "cook": cook,
            "path": request.url.path,
        }

    @routes.post("/item/{number}", response_model=Item)
    async def write_item(number: int, item: Item) -> Any:
        log.append("endpoint")
        return {"name": item.name * number, "price": item.price, "more": 1}

    @routes.get("/group")
    async def read_group(group: Annotated[Group, api.Query()]) -> Any:
        return group.model_dump()

    @routes.get("/plain")
    def plain() -> str:
        return "plain"

    @routes.get("/slashed/")
    def slashed() -> str:
        return "slashed"


def requests(place: str) -> list[Request]:
    """What is asked before and after a change."""
    at = "" if place == "flat" else "/in"
    cookies = [("cookie", "cook=C; biscuit=B"), ("x-head", "H"), ("x_head", "U"), ("y", "Y")]
    item = {"name": "n", "price": 2}
    return [
        get(f"{at}/item/3"),
        get(f"{at}/item/3?q=Q&many=4&many=5&deep=D&mid=M&other=O&key=k", headers=cookies),
        get(f"{at}/item/x?many=y"),
        get(f"{at}/moved/3"),
        post(f"{at}/item/2", json=item),
        post(f"{at}/item/2", json={"item": item, "name": 5}),
        post(f"{at}/item/2", body=b"{"),
        post(f"{at}/item/2"),
        request("PUT", f"{at}/item/2"),
        get(f"{at}/group?first=f&second=s&one=o&First=x"),
        get(f"{at}/plain"),
        request("POST", f"{at}/plain"),
        get(f"{at}/slashed"),
        get(f"{at}/nowhere"),
    ]


def reaching(place: str) -> list[Request]:
    """Some of them, which get to each path operation and to none."""
    asked = requests(place)
    return [asked[number] for number in (0, 4, 9, 10, 12, 13)]


MOVED = re.compile("^/(in/)?moved/(?P<number>[0-9]+)$")
