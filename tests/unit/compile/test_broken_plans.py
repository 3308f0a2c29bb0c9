"""A description that the pipeline could not carry out is an error when the plan is made, and no
panic at a request.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import ferroapi
from ferroapi import Body, Depends, _ferroapi
from ferroapi._compile import plan
from ferroapi._compile.description import Node, Plan


def described() -> Plan:
    """What the plan of an endpoint with a dependency is made of."""
    seen: list[Plan] = []

    class Recorder:
        @staticmethod
        def Plan(description: Plan) -> _ferroapi.Plan:
            seen.append(description)
            return _ferroapi.Plan(description)

    def dependency(q: int) -> int:
        return q

    app = ferroapi.FastAPI()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plan, "_ferroapi", Recorder)

        @app.post("/")
        async def endpoint(d: int = Depends(dependency), b: int = Body()) -> None: ...

        route: Any = app.router.routes[-1]
        plan.plan_of(route)
    return seen[-1]


def changed(description: Plan, number: int, **fields: Any) -> Plan:
    nodes = list(description.nodes)
    nodes[number] = nodes[number]._replace(**fields)
    return description._replace(nodes=nodes)


def no_nodes(description: Plan) -> Plan:
    return description._replace(nodes=[])


def nameless_parameter(description: Plan) -> Plan:
    params = [param._replace(aliases=[]) for param in description.nodes[0].params]
    return changed(description, 0, params=params)


def nameless_body_field(description: Plan) -> Plan:
    fields = [field._replace(aliases=[]) for field in description.nodes[1].body_fields]
    return changed(description, 1, body_fields=fields)


def whole_body_for_nothing(description: Plan) -> Plan:
    return changed(description, 0, body_single=True)


def whole_body_for_two(description: Plan) -> Plan:
    fields = description.nodes[1].body_fields * 2
    return changed(description, 1, body_single=True, body_fields=fields)


def other_nodes(name: str, *numbers: int) -> Callable[[Plan], Plan]:
    def change(description: Plan) -> Plan:
        return changed(description, 0, **{name: list(numbers)})

    change.__name__ = f"{name} {numbers}"
    return change


BROKEN: list[tuple[Callable[[Plan], Plan], str]] = [
    (no_nodes, "a plan needs an endpoint"),
    (nameless_parameter, "node 0 has a parameter or body field without a name"),
    (nameless_body_field, "node 1 has a parameter or body field without a name"),
    (whole_body_for_nothing, "node 0 takes the whole body, but has not one body field"),
    (whole_body_for_two, "node 1 takes the whole body, but has not one body field"),
    *(
        (other_nodes(name, number), "node 0 needs a node that is not solved before it")
        for name in ("children", "arguments", "twins")
        for number in (0, 1, 7)
    ),
]


@pytest.mark.parametrize(
    ("change", "mistake"), BROKEN, ids=lambda part: getattr(part, "__name__", "")
)
def test_a_broken_description_is_no_plan(change: Callable[[Plan], Plan], mistake: str) -> None:
    with pytest.raises(ValueError, match=mistake):
        _ferroapi.Plan(change(described()))


def test_the_description_itself_is_one() -> None:
    description = described()
    assert [type(node) for node in description.nodes] == [Node, Node]
    _ferroapi.Plan(description)
