"""Endpoints and dependencies that are no plain functions."""

import dataclasses
from contextlib import asynccontextmanager, contextmanager
from typing import Any

from ..case import case
from ..record import get


@dataclasses.dataclass
class Unhashable:
    """A data class with `==` has no hash."""

    by: int

    def __call__(self, x: int = 1) -> int:
        return x * self.by


@dataclasses.dataclass(frozen=True)
class Hashable:
    by: int

    def __call__(self, x: int = 1) -> int:
        return x * self.by


@case(*[get(f"/{name}?x={x}") for name in ("endpoint", "frozen") for x in "2z"], get("/depends"))
def data_classes(api: Any) -> Any:
    app = api.FastAPI()
    app.get("/endpoint")(Unhashable(2))
    app.get("/frozen")(Hashable(3))

    @app.get("/depends")
    async def depends(value: int = api.Depends(Unhashable(4))):
        return value

    return app


@case(get("/sync"), get("/async"), get("/sync?x=z"))
def context_managers(api: Any, log: list[str]) -> Any:
    """The decorators are left out: FastAPI wants the generator itself, and fails in Python's
    words.
    """
    app = api.FastAPI()

    @contextmanager
    def managed(x: int = 1):
        log.append("enter")
        yield x
        log.append("exit")

    @asynccontextmanager
    async def managed_async(x: int = 1):
        log.append("enter")
        yield x
        log.append("exit")

    @app.get("/sync")
    async def use(value: Any = api.Depends(managed)):
        return value

    @app.get("/async")
    async def use_async(value: Any = api.Depends(managed_async)):
        return value

    return app
