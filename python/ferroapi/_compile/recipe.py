"""What runs in place of each dependency, and a plan made again where that has changed.

FastAPI looks the overrides up while a request is solved, dependency by dependency. So a plan is a
guess: it holds what was found for each dependency when it was made, and the pipeline looks up again
before each one (`rust/ferroapi-py/src/pipeline/overrides.rs`). Where something else is found, by
identity, the rest of the request runs by another plan, which its recipe makes. Called by `plan` and
by the extension.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from ferroapi.dependencies.models import Dependant, _get_oauth_scopes

from .dependants import get_dependant
from .witness import Witness, is_same

if TYPE_CHECKING:
    from ferroapi import _ferroapi

Overrides = Mapping[Callable[..., Any], Callable[..., Any]]
# A dependant's place in the tree: positions among dependencies, from the endpoint down.
Place = tuple[int, ...]
# What the overrides gave for a dependency; empty where none were set.
Found = tuple[()] | tuple[Any]


class Choice(NamedTuple):
    """What runs for a dependency, and what was found for it."""

    dependant: Dependant
    found: Found


class Tree(NamedTuple):
    """How a plan came about: what was chosen at each place, and by node the places that are
    reached right before it; and what was declared."""

    choices: dict[Place, Choice]
    entered: list[list[Place]]
    made_of: Witness

    def before(self, node: int, position: int) -> dict[Place, Choice]:
        """What was chosen before the request reached the entry at `position` of `node`."""
        reached = [place for entered in self.entered[:node] for place in entered]
        reached += self.entered[node][:position]
        return {place: self.choices[place] for place in reached}


class Choices:
    """Chooses for each dependency: what is in `settled`, else by the overrides of this moment."""

    def __init__(
        self,
        overrides: Overrides | None = None,
        settled: Mapping[Place, Choice] | None = None,
        found: Mapping[Place, Found] | None = None,
    ) -> None:
        self._overrides = overrides
        self._settled = settled or {}
        self._found = found or {}

    def choose(self, declared: Dependant, place: Place) -> Choice:
        """What runs for the dependency that is declared at `place`."""
        settled = self._settled.get(place)
        if settled is not None:
            return settled
        found = self._found[place] if place in self._found else self._look_up(declared)
        return Choice(_analysed(declared, found[0]) if found else declared, found)

    def _look_up(self, declared: Dependant) -> Found:
        call: Any = declared.call
        if not self._overrides:
            return ()
        try:
            return (self._overrides.get(call, call),)
        except Exception:  # noqa: BLE001 - a guess: the request looks up itself, and meets it there
            return ()


def _analysed(declared: Dependant, call: Any) -> Dependant:
    """The dependant of what the overrides gave; where they gave what was declared, too, as in
    FastAPI: a dependency's own scopes then count as its parent's."""

    def analyse() -> Dependant:
        return get_dependant(
            path=declared.path or "",
            call=call,
            name=declared.name,
            parent_oauth_scopes=_get_oauth_scopes(dependant=declared),
            scope=declared.scope,
            concurrency=declared.concurrency,
        )

    try:
        return analyse()
    except Exception:  # noqa: BLE001 - it is raised again when the request gets there
        return Dependant(name=declared.name, call=Mistake(analyse), path=declared.path)


class Mistake:
    """Stands for a dependency with which FastAPI fails when the request gets there, such as an
    override that cannot be analysed."""

    def __init__(self, step: Callable[[], object]) -> None:
        self._step = step

    async def __call__(self, **_: Any) -> None:
        """Raise what the step raises."""
        self._step()


class Recipe:
    """Makes plans of the same parts, but for the choices; `plan` says of which.

    `latest` is the plan that was made last for a change; the next request under the same overrides
    finds that it still holds.
    """

    __slots__ = ("_plan", "latest")

    def __init__(self) -> None:
        self._plan: _ferroapi.Plan | None = None
        self.latest: _ferroapi.Plan | None = None

    @abstractmethod
    def _look(self) -> Witness:
        """What a plan would be made of now."""

    @abstractmethod
    def _make(self, choices: Choices) -> _ferroapi.Plan:
        """The plan of what is there now."""

    def plan(self) -> _ferroapi.Plan:
        """The plan without overrides."""
        self.latest = None
        self._plan = self._make(Choices())
        return self._plan

    def compared(self, plan: _ferroapi.Plan, node: int | None) -> _ferroapi.Plan:
        """`plan` if it is what would be made of the declaration now, else another one: a new one
        for a new request, one for the rest of a request that has reached `node`."""
        now = self._look()
        if is_same(plan.tree.made_of, now):
            return plan
        if node is not None:
            return self._rest(plan, node)
        if self._plan is None or not is_same(self._plan.tree.made_of, now):
            return self.plan()
        return self._plan

    def _rest(self, plan: _ferroapi.Plan, node: int) -> _ferroapi.Plan:
        passed = plan.tree.entered[:node]
        rest = self._make(Choices(settled=plan.tree.before(node, 0)))
        entered = rest.tree.entered
        # What the request has passed must still stand where it was.
        return rest if entered[:node] == passed and len(entered) > node else plan

    def replan(
        self, tree: Tree, where: tuple[int, int], found: Found, overrides: Overrides | None
    ) -> _ferroapi.Plan:
        """The plan of a request for which something else was `found` at an entry: `where` is its
        node, and its position there.

        What the request has passed stays as it was; for what is to come, `overrides` are a guess.
        """
        node, position = where
        changed = {tree.entered[node][position]: found}
        choices = Choices(overrides, tree.before(node, position), changed)
        self.latest = self._make(choices)
        return self.latest
