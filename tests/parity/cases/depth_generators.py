"""Dependencies three deep whose generators have function and request scopes: when each ends, what
it sees, with overrides that keep or lose a scope, and with an error at each depth.
"""

from itertools import product
from typing import Annotated, Any

from ..case import act, case
from ..record import get

SCOPES = (None, "function", "request")
# The scope of each level, outermost first; a request-scoped generator cannot hang on a function-
# scoped one, and FastAPI says so at the declaration.
TRIPLES = list(product(SCOPES, repeat=3))


def _name(triple: tuple[str | None, ...]) -> str:
    return "_".join((scope or "default")[0] for scope in triple)


def _declare(api: Any, app: Any, log: list[str], triple: tuple[str | None, ...]) -> dict[str, Any]:
    """An operation over three generators; what cannot be declared is logged."""
    made: dict[str, Any] = {}

    async def bottom():
        log.append("bottom in")
        try:
            yield "bottom"
        except Exception as error:
            log.append(f"bottom caught {error!r}")
            raise
        finally:
            log.append("bottom out")

    def middle(below: Annotated[str, api.Depends(bottom, scope=triple[2])]):
        log.append("middle in")
        try:
            yield f"middle {below}"
        finally:
            log.append("middle out")

    async def top(below: Annotated[str, api.Depends(middle, scope=triple[1])]):
        log.append("top in")
        yield f"top {below}"
        log.append("top out")

    made.update(bottom=bottom, middle=middle, top=top)
    try:

        @app.get(f"/{_name(triple)}")
        async def operation(
            tasks: api.BackgroundTasks,
            value: Annotated[str, api.Depends(top, scope=triple[0])],
            fail: str = "",
        ):
            tasks.add_task(log.append, "task")
            log.append("operation")
            if fail:
                raise ValueError(fail)
            return value

    except Exception as error:
        log.append(f"{triple} {type(error).__name__} {error}")
    return made


@case(
    [get(f"/{_name(triple)}") for triple in TRIPLES],
    [get(f"/{_name(triple)}?fail=x") for triple in TRIPLES],
)
def scopes_of_generators(api: Any, log: list[str]) -> Any:
    app = api.FastAPI()
    for triple in TRIPLES:
        _declare(api, app, log, triple)
    return app


OVERRIDDEN = ((None, None, None), ("function", None, None), ("function", "function", None))
OVERRIDDEN += (("function",) * 3, ("request",) * 3, (None, None, "request"))  # type: ignore[assignment]


@case(
    [get(f"/{_name(triple)}") for triple in OVERRIDDEN],
    *(
        [
            act(lambda app, level=level, how=how: app.state.override(level, how)),
            *(get(f"/{_name(triple)}") for triple in OVERRIDDEN),
            *(get(f"/{_name(triple)}?fail=x") for triple in OVERRIDDEN),
        ]
        for level in ("bottom", "middle", "top")
        for how in ("generator", "nested", "plain")
    ),
    trio=False,
)
def overridden_generators(api: Any, log: list[str]) -> Any:
    """An override is entered with the scope of what it stands for."""
    app = api.FastAPI()
    made = [_declare(api, app, log, triple) for triple in OVERRIDDEN]

    async def generator():
        log.append("override in")
        try:
            yield "override"
        finally:
            log.append("override out")

    async def below():
        log.append("below in")
        yield "below"
        log.append("below out")

    def nested(value: Annotated[str, api.Depends(below, scope="function")]):
        log.append("nested in")
        yield f"nested {value}"
        log.append("nested out")

    def plain():
        return "plain"

    chosen = {"generator": generator, "nested": nested, "plain": plain}

    def override(level: str, how: str) -> None:
        app.dependency_overrides = {levels[level]: chosen[how] for levels in made}

    app.state.override = override
    return app


@case(
    [
        get(f"/{scope}/{ending}")
        for scope in ("function", "request")
        for ending in (
            *("async/well", "async/badly", "async/caught"),
            *("sync/well", "sync/badly", "sync/caught"),
        )
    ],
    [
        get(f"/{scope}/after/{ending}")
        for scope in ("function", "request")
        for ending in ("well", "badly", "caught")
    ],
)
def cleanups_that_fail(api: Any, log: list[str]) -> Any:
    """Three generators whose clean-ups raise one after the other: each error knows the one that was
    being handled when it was raised.
    """
    app = api.FastAPI()

    def chain(error: BaseException | None) -> list[str]:
        seen = []
        while error is not None:
            seen.append(f"{type(error).__name__}({error}) cause={error.__cause__!r}")
            error = error.__context__
        return seen

    def make(scope: str, kind: str) -> Any:
        def level(name: str, below: Any) -> Any:
            def handle(error: Exception) -> None:
                log.append(f"{name} handles {chain(error)}")

            if kind == "async":

                async def generator(value: Annotated[Any, api.Depends(below, scope=scope)]):
                    try:
                        yield name
                    except Exception as error:
                        handle(error)
                        raise
                    finally:
                        raise KeyError(f"{name} failed")
            elif kind == "after":

                async def generator(value: Annotated[Any, api.Depends(below, scope=scope)]):
                    try:
                        yield name
                    except Exception as error:
                        handle(error)
                    raise LookupError(f"{name} failed")
            else:

                def generator(value: Annotated[Any, api.Depends(below, scope=scope)]):  # type: ignore[misc]
                    try:
                        yield name
                    except Exception as error:
                        handle(error)
                    raise LookupError(f"{name} failed")

            return generator

        def nothing():
            return None

        return level("top", level("middle", level("bottom", nothing)))

    class Watching:
        def __init__(self, app: Any) -> None:
            self.app = app

        async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
            try:
                await self.app(scope, receive, send)
            except Exception as error:
                log.append(f"out came {chain(error)}")
                raise

    for scope in ("function", "request"):
        for kind in ("async", "after", "sync"):

            @app.get(f"/{scope}/{kind}/{{ending}}")
            async def operation(
                ending: str, value: Annotated[Any, api.Depends(make(scope, kind), scope=scope)]
            ):
                if ending == "badly":
                    raise ValueError("the endpoint")
                if ending == "caught":
                    try:
                        raise ValueError("earlier")
                    except ValueError:
                        raise KeyError("the endpoint")
                return value

    app.add_middleware(Watching)
    return app


MIXED = ["_".join(kinds) for kinds in product(("plain", "async"), repeat=3)]


@case([get(f"/{kinds}") for kinds in MIXED])
def cleanups_of_both_kinds_that_fail(api: Any, log: list[str]) -> Any:
    """A plain generator ends in a thread, and its error is thrown into the request; an async one
    may end in that same step.
    """
    app = api.FastAPI()

    def note(name: str, error: BaseException | None) -> None:
        seen = []
        while error is not None:
            seen.append(f"{type(error).__name__}({error})")
            error = error.__context__
        log.append(f"{name} handles {seen}")

    def plain(name: str, below: Any) -> Any:
        def generator(value: Annotated[Any, api.Depends(below)]):
            try:
                yield name
            except Exception as error:
                note(name, error)
            raise LookupError(f"{name} failed")

        return generator

    def asynchronous(name: str, below: Any) -> Any:
        async def generator(value: Annotated[Any, api.Depends(below)]):
            try:
                yield name
            except Exception as error:
                note(name, error)
            raise LookupError(f"{name} failed")

        return generator

    def nothing():
        return None

    make = {"plain": plain, "async": asynchronous}
    for kinds in MIXED:
        dependency: Any = nothing
        for name, kind in zip(("bottom", "middle", "top"), kinds.split("_"), strict=True):
            dependency = make[kind](name, dependency)

        @app.get(f"/{kinds}")
        async def operation(value: Annotated[Any, api.Depends(dependency)]):
            raise ValueError("the endpoint")

    return app
