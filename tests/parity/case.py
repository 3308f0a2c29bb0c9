"""What a case is, how case modules declare one, and how one is run against a package.

A case module writes `@case(get("/a"), post("/b", json=…))` above a factory `def name(api)` or
`def name(api, log)`; `api` is the module `fastapi` or `ferroapi`, `log` a list shared with the
trace.
"""

from __future__ import annotations

import importlib
import inspect
import json
import pkgutil
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any
from unittest import mock

import anyio

from .driver import App, Lifespan, exchange
from .record import Exchange, Request, describe_mistake, describe_warnings

Factory = Callable[..., Any]

# Modules a factory reaches as attributes of `api` without importing them itself.
SUBMODULES = (
    "background",
    "concurrency",
    "dependencies.utils",
    "encoders",
    "exception_handlers",
    "exceptions",
    "middleware.cors",
    "middleware.gzip",
    "middleware.httpsredirect",
    "middleware.trustedhost",
    "openapi.docs",
    "openapi.utils",
    "requests",
    "responses",
    "routing",
    "security",
    "staticfiles",
    "testclient",
)


@dataclass(frozen=True)
class Act:
    """A step between two requests that changes the app (a route added late, an override
    installed).
    """

    change: Callable[[Any], object]
    label: str = "act"


def act(change: Callable[[Any], object]) -> Act:
    return Act(change)


Step = Request | Act


@dataclass(frozen=True)
class Case:
    """A factory and the steps to take with what it builds."""

    name: str
    build: Factory
    steps: tuple[Step, ...]
    lifespan: bool = False
    openapi: bool = True
    trio: bool = True
    again: bool = True


@dataclass(frozen=True)
class Observation:
    """One step's name and all that was seen of it."""

    label: str
    seen: Exchange


@dataclass
class Run:
    """All observations of one case on one package."""

    observations: list[Observation] = field(default_factory=list)

    def add(self, label: str, seen: Exchange) -> None:
        self.observations.append(Observation(label, seen))


def case(
    *steps: Step | Sequence[Step],
    lifespan: bool = False,
    openapi: bool = True,
    trio: bool = True,
    again: bool = True,
) -> Callable[[Factory], Case]:
    """Make a case of the factory below; steps may come in lists.

    `trio=False` is for large tables of values, which no event loop can see; `again=False` where a
    second round would only repeat a difference that is meant.
    """
    flat: list[Step] = []
    for step in steps:
        flat.extend([step] if isinstance(step, Request | Act) else step)

    def declare(build: Factory) -> Case:
        area = build.__module__.rpartition(".")[2]
        return Case(f"{area}.{build.__name__}", build, tuple(flat), lifespan, openapi, trio, again)

    return declare


def load_package(name: str) -> ModuleType:
    """The package with every module of `SUBMODULES` reachable as an attribute."""
    for submodule in SUBMODULES:
        importlib.import_module(f"{name}.{submodule}")
    return importlib.import_module(name)


def collect(package: str = "cases") -> Iterator[Case]:
    """Every case of the corpus, in module and declaration order."""
    parent = importlib.import_module(f"{__package__}.{package}")
    for info in sorted(pkgutil.iter_modules(parent.__path__), key=lambda item: item.name):
        module = importlib.import_module(f"{parent.__name__}.{info.name}")
        yield from (item for item in vars(module).values() if isinstance(item, Case))


class PassThrough:
    """A user's ASGI middleware that changes nothing."""

    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        await self.app(scope, receive, send)


def dress(app: Any) -> None:
    """Add what makes the pipeline take its longer ways and must change no answer: a middleware
    around it, and an override of something that nobody depends on.
    """
    app.add_middleware(PassThrough)
    app.dependency_overrides[PassThrough] = PassThrough


@dataclass(frozen=True)
class Setting:
    """How a case is run: the event loop, whether `receive` and `send` suspend, with `dress`, and
    with `handlers`; and how often its steps are taken, on one application.
    """

    name: str
    backend: str = "asyncio"
    suspending: bool = False
    dressed: bool = False
    handled: bool = False
    rounds: int = 1


# A second round meets what the first one left: what is kept with a route, and what an act changed.
ASYNCIO = Setting("asyncio", rounds=2)
AGAIN = " (again)"
TRIO = Setting("trio", backend="trio", suspending=True)
DRESSED = Setting("dressed", dressed=True)
HANDLED = Setting("handled", dressed=True, handled=True)
SETTINGS = (ASYNCIO, DRESSED, HANDLED, TRIO)


@contextmanager
def handlers(api: ModuleType) -> Iterator[None]:
    """Send each request through its route's handler, as where an error reporter has replaced what
    makes them.
    """
    make = api.routing.get_request_handler

    def replacement(*args: Any, **kwargs: Any) -> Any:
        return make(*args, **kwargs)

    with mock.patch.object(api.routing, "get_request_handler", replacement):
        yield


def run_case(case: Case, package: str, setting: Setting = ASYNCIO) -> Run:
    """Build the case's app on `package`, take its steps, and return all that was seen."""
    api = load_package(package)
    with handlers(api) if setting.handled else nullcontext():
        return _run_case(case, api, setting)


def _run_case(case: Case, api: ModuleType, setting: Setting) -> Run:
    # FastAPI remembers where endpoints are defined by their address, which an endpoint of a later
    # case may have again.
    getattr(api.routing, "_endpoint_context_cache", {}).clear()
    log: list[str] = []
    run = Run()
    app = _build(case, api, log, run)
    if app is None:
        return run
    if setting.dressed:
        dress(app)
    anyio.run(_take_steps, case, app, log, run, setting, backend=setting.backend)
    if case.openapi:
        run.add("openapi()", _see_openapi(app))
    return run


def _build(case: Case, api: ModuleType, log: list[str], run: Run) -> Any:
    """The app, or None when the factory raises: registration errors and warnings are
    observations too.
    """
    arguments = (api, log) if len(inspect.signature(case.build).parameters) == 2 else (api,)
    raised = app = None
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            app = case.build(*arguments)
        except Exception as error:
            raised = describe_mistake(error)
    run.add(
        "build()", Exchange(raised=raised, warnings=describe_warnings(caught), trace=_drain(log))
    )
    return app


async def _take_steps(case: Case, app: Any, log: list[str], run: Run, setting: Setting) -> None:
    if not case.lifespan:
        await _send_all(case, app, log, run, setting)
        return
    lifespan = Lifespan(app, log)
    async with anyio.create_task_group() as group:
        group.start_soon(lifespan.run)
        run.add("startup", await lifespan.started())
        await _send_all(case, app, log, run, setting, state=lifespan.state)
        run.add("shutdown", await lifespan.stopped())


async def _send_all(
    case: Case,
    app: Any,
    log: list[str],
    run: Run,
    setting: Setting,
    state: dict[str, Any] | None = None,
) -> None:
    for number in range(setting.rounds if case.again else 1):
        for step in case.steps:
            if isinstance(step, Act):
                _change(app, step, run, first=number == 0)
                continue
            shared = _with_state(step, state)
            seen = await exchange(app, shared, log, suspending=setting.suspending)
            run.add(step.label + AGAIN * number, seen)


def _change(app: Any, step: Act, run: Run, *, first: bool) -> None:
    """Take an act; one that cannot be taken twice must fail alike."""
    try:
        step.change(app)
    except Exception as error:
        if first:
            raise
        run.add(step.label + AGAIN, Exchange(raised=describe_mistake(error)))


def _with_state(request: Request, state: dict[str, Any] | None) -> Request:
    if state is None:
        return request
    return Request(
        **{
            name: getattr(request, name) for name in Request.__dataclass_fields__ if name != "scope"
        },
        scope=(("state", dict(state)), *request.scope),
    )


def _see_openapi(app: Any) -> Exchange:
    """The document as text (its order is visible in /openapi.json), or the exception it ends in."""
    raised = None
    trace: tuple[Any, ...] = ()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            trace = (("openapi", json.dumps(app.openapi(), indent=1)),)
        except Exception as error:
            raised = describe_mistake(error)
    return Exchange(raised=raised, warnings=describe_warnings(caught), trace=trace)


def _drain(log: list[str]) -> tuple[tuple[str, str], ...]:
    lines = tuple(("log", line) for line in log)
    log.clear()
    return lines
