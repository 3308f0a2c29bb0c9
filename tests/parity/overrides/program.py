"""The path operations of the matrix: one for each thing that may be overridden, and sets of fakes.

`declare` puts them on an application or a router of either package and gives what may be
overridden; `FAKES` names the sets of overrides that a run goes through.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import AsyncMock, MagicMock

from ..record import Request, get, post


@dataclass(eq=True)
class Equal:
    """A fake that equals every other of its class."""

    name: str = field(compare=False)
    __hash__ = None  # type: ignore[assignment]

    def __call__(self, shout: bool = False) -> str:
        return self.name.upper() if shout else self.name


class Reals:
    """What is overridden, noting each call in `log`."""

    def __init__(self, api: Any, log: list[str]) -> None:
        Depends = api.Depends

        def plain(q: str = "q"):
            log.append("plain")
            return f"plain {q}"

        async def coroutine():
            log.append("coroutine")
            return "coroutine"

        class Built:
            def __init__(self, size: int = 3) -> None:
                self.text = f"built {size}"

        class Instance:
            def __call__(self) -> str:
                return "instance"

        def generator():
            log.append("generator opened")
            yield "generator"
            log.append("generator closed")

        async def async_generator():
            log.append("async generator opened")
            yield "async generator"
            log.append("async generator closed")

        def inner():
            log.append("inner")
            return "inner"

        async def outer(value: str = Depends(inner)):
            log.append("outer")
            return f"outer of {value}"

        def scoped(scopes: api.security.SecurityScopes):
            return f"scoped {scopes.scopes}"

        self.plain, self.coroutine, self.built, self.instance = plain, coroutine, Built, Instance()
        self.generator, self.async_generator = generator, async_generator
        self.inner, self.outer, self.scoped = inner, outer, scoped
        self.guard, self.surrounding = Guard(log, "guard"), Guard(log, "surrounding")
        self.scheme = api.security.HTTPBearer()


class Guard:
    """A dependency that nobody takes the value of."""

    def __init__(self, log: list[str], name: str) -> None:
        self._log = log
        self._name = name

    def __call__(self) -> None:
        self._log.append(self._name)


REQUESTS: tuple[Request, ...] = (
    get("/function?q=1"),
    get("/function?shout=1&extra=7"),
    get("/function?shout=x&extra=x"),
    get("/class?size=4"),
    get("/instance"),
    get("/generator"),
    get("/async_generator"),
    get("/function_scope"),
    get("/sub"),
    get("/security"),
    get("/scheme"),
    get("/parameterless"),
    get("/twice"),
    post("/body", json={"a": 1}),
    get("/changing"),
)


def declare(api: Any, log: list[str], target: Any, holder: Callable[[], Any]) -> Reals:
    """The path operations, on `target`; the one at /changing sets an override on `holder()`."""
    reals = Reals(api, log)
    Depends, Security = api.Depends, api.Security

    @target.get("/function")
    async def function(value: Any = Depends(reals.plain)):
        return str(value)

    @target.get("/class")
    def of_class(value: Any = Depends(reals.built)):
        return getattr(value, "text", str(value))

    @target.get("/instance")
    async def instance(value: Any = Depends(reals.instance)):
        return str(value)

    @target.get("/generator")
    async def generator(value: Any = Depends(reals.generator)):
        log.append("endpoint")
        return str(value)

    @target.get("/async_generator")
    async def async_generator(value: Any = Depends(reals.async_generator)):
        log.append("endpoint")
        return str(value)

    @target.get("/function_scope")
    async def function_scope(
        first: Any = Depends(reals.generator, scope="function"),
        second: Any = Depends(reals.async_generator, scope="request"),
    ):
        return [str(first), str(second)]

    @target.get("/sub")
    async def sub(value: Any = Depends(reals.outer), again: Any = Depends(reals.inner)):
        return [str(value), str(again)]

    @target.get("/security")
    async def security(
        one: Any = Security(reals.scoped, scopes=["a"]),
        other: Any = Security(reals.scoped, scopes=["b", "a"]),
        none: Any = Depends(reals.scoped),
    ):
        return [str(one), str(other), str(none)]

    @target.get("/scheme")
    async def scheme(credentials: Any = Depends(reals.scheme)):
        return str(credentials)

    @target.get("/parameterless", dependencies=[Depends(reals.guard), Depends(reals.generator)])
    async def parameterless():
        log.append("endpoint")

    @target.get("/twice")
    async def twice(
        one: Any = Depends(reals.plain),
        cached: Any = Depends(reals.plain),
        again: Any = Depends(reals.plain, use_cache=False),
    ):
        return [str(one), str(cached), str(again)]

    @target.post("/body")
    async def body(value: Any = Depends(reals.coroutine), a: int = api.Body(embed=True)):
        return [str(value), a]

    async def install():
        holder().dependency_overrides = {reals.inner: lambda: "set on the way"}

    @target.get("/changing")
    async def changing(
        before: Any = Depends(reals.inner, use_cache=False),
        _: Any = Depends(install),
        value: Any = Depends(reals.outer),
    ):
        return [str(before), str(value)]

    return reals


Overrides = Mapping[Any, Any]


def _functions(api: Any, log: list[str], reals: Reals) -> Overrides:
    def fake(extra: int = 5, shout: bool = False):
        log.append("fake")
        return f"fake {extra} {shout}"

    return dict.fromkeys(_distinct(reals), fake)


def _coroutines(api: Any, log: list[str], reals: Reals) -> Overrides:
    async def fake(user: str | None = api.Header(None), value: str = api.Depends(reals.inner)):
        log.append("fake")
        return f"fake {user} {value}"

    return {real: fake for real in _distinct(reals) if real is not reals.inner}


def _classes(api: Any, log: list[str], reals: Reals) -> Overrides:
    class Fake:
        def __init__(self, size: int = 1) -> None:
            self.text = f"fake class {size}"

        def __str__(self) -> str:
            return self.text

    return dict.fromkeys(_distinct(reals), Fake)


def _generators(api: Any, log: list[str], reals: Reals) -> Overrides:
    def fake(q: str = "x"):
        log.append("fake opened")
        try:
            yield f"fake {q}"
        finally:
            log.append("fake closed")

    return dict.fromkeys(_distinct(reals), fake)


def _async_generators(api: Any, log: list[str], reals: Reals) -> Overrides:
    async def fake(tasks: api.BackgroundTasks, response: api.Response):
        tasks.add_task(log.append, "task of the fake")
        response.headers["x-fake"] = "yes"
        log.append("fake opened")
        yield "fake"
        log.append("fake closed")

    return dict.fromkeys(_distinct(reals), fake)


def _scoped(api: Any, log: list[str], reals: Reals) -> Overrides:
    def fake(scopes: api.security.SecurityScopes):
        return f"fake {scopes.scopes} {scopes.scope_str}"

    return dict.fromkeys(_distinct(reals), fake)


def _failing(api: Any, log: list[str], reals: Reals) -> Overrides:
    def fake():
        log.append("fake fails")
        raise api.HTTPException(418, "a fake")

    return dict.fromkeys(_distinct(reals), fake)


def _equal(name: str) -> Callable[[Any, list[str], Reals], Overrides]:
    def overrides(api: Any, log: list[str], reals: Reals) -> Overrides:
        return {real: Equal(name) for real in _distinct(reals)}

    return overrides


def _mocks(api: Any, log: list[str], reals: Reals) -> Overrides:
    """As tests have them; signatures (`args`, `kwargs`) become parameters."""
    return {
        reals.plain: lambda: MagicMock(__str__=lambda _: "a mock"),
        reals.inner: AsyncMock(return_value="of an async mock"),
        reals.coroutine: MagicMock(return_value="of a mock"),
    }


def _wrong(api: Any, log: list[str], reals: Reals) -> Overrides:
    """What FastAPI cannot analyse, which shows where the request gets there."""

    def badly_declared(value: object = api.Query(), other: Any = api.Depends(None)):
        return "never"

    return {reals.inner: badly_declared, reals.async_generator: None, reals.scoped: "no callable"}


def _themselves(api: Any, log: list[str], reals: Reals) -> Overrides:
    return {real: real for real in _distinct(reals)}


def _one_other(api: Any, log: list[str], reals: Reals) -> Overrides:
    """Overrides are set, but not of what is asked for."""
    return {reals.surrounding: lambda: None}


def _distinct(reals: Reals) -> list[Any]:
    return list(vars(reals).values())


FAKES: Mapping[str, Callable[[Any, list[str], Reals], Overrides]] = {
    "functions": _functions,
    "coroutines": _coroutines,
    "classes": _classes,
    "generators": _generators,
    "async generators": _async_generators,
    "scoped": _scoped,
    "failing": _failing,
    "equal alice": _equal("alice"),
    "equal bob": _equal("bob"),
    "mocks": _mocks,
    "wrong": _wrong,
    "themselves": _themselves,
    "one other": _one_other,
}
