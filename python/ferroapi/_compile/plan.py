"""Emits a route's plan: the dependant tree flattened, with one integer slot per value.

Runs at a route's first request, and again after a change that concerns it. Called by the extension
(`plan_of`) and by `routing.get_request_handler` (`build_plan`).
"""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from enum import Enum
from types import FunctionType
from typing import Any, NamedTuple

from ferroapi import _ferroapi, params
from ferroapi._cold.doors import Door
from ferroapi._cold.extraction import get_param_aliases, get_param_model, is_json_field
from ferroapi._cold.replaced import validator_of
from ferroapi._compat import ModelField, field_annotation_is_sequence
from ferroapi.dependencies.models import (
    Dependant,
    _get_cache_key,
    _get_oauth_scopes,
    _is_async_gen_callable,
    _is_coroutine_callable,
    _is_gen_callable,
)
from ferroapi.types import DependencyCacheKey

from .bodies import should_embed_body_fields
from .description import (
    Alias,
    BodyField,
    CallKind,
    Entry,
    Fetch,
    Missing,
    Node,
    Param,
    Plan,
    Respond,
    Source,
    Special,
    Value,
)
from .native_checks import is_scalar, native_check
from .recipe import Choices, Mistake, Place, Recipe, Tree
from .respond import RESPOND_OPTIONS, respond_description
from .witness import Witness, is_same, tells_changes, witness_of, witness_of_field

# Nobody can change these, so every request may get the same object; `deepcopy` agrees.
_SHAREABLE = frozenset(
    {type(None), bool, int, float, complex, str, bytes, type, FunctionType, type(...)}
)

_SOURCES = (
    ("path_params", Source.PATH),
    ("query_params", Source.QUERY),
    ("header_params", Source.HEADER),
    ("cookie_params", Source.COOKIE),
)

# Methods of a parameter's field: one that a program has set is called in Python.
_IN_PYTHON = frozenset({"validate", "get_default"})

# In the order in which FastAPI fills them in.
_SPECIALS = (
    ("http_connection_param_name", Special.REQUEST),
    ("request_param_name", Special.REQUEST),
    ("background_tasks_param_name", Special.BACKGROUND_TASKS),
    ("response_param_name", Special.RESPONSE),
    ("security_scopes_param_name", Special.SECURITY_SCOPES),
)


def plan_of(route: Any) -> _ferroapi.Plan:
    """The plan of a route-like object, kept on it."""
    plan: _ferroapi.Plan | None = route.__dict__.get("_plan")
    if plan is None:
        options: dict[str, Any] = route._handler_options
        # A program that asks for the dependant gets one of its own, which is in the options then.
        made_with = {**options, "dependant": route._analysed}
        plan = build_plan(
            **made_with, declared=lambda: options["dependant"], shown=route._own_dependant
        )
        route.__dict__["_plan"] = plan
    return plan


def build_plan(
    dependant: Dependant,
    body_field: ModelField | None = None,
    *,
    embed_body_fields: bool = False,
    strict_content_type: Any = True,
    dependency_overrides_provider: Any = None,
    declared: Callable[[], Dependant] | None = None,
    shown: Callable[[], Dependant] | None = None,
    **respond: Any,
) -> _ferroapi.Plan:
    """Compile what `get_request_handler` was given; `respond` holds what concerns the answer.

    `declared` gives the dependant of the moment, where that may be another object than `dependant`;
    `shown` one that a program may get, and change.
    Raises `TypeError` if `dependant` has no callable.
    """
    answer = _Answer(respond)
    # As in FastAPI, another callable in the endpoint's place is called like the first one.
    kind = None if dependant.call is None else _kind(dependant.call)
    declared_now = declared or (lambda: dependant)
    door = Door(
        shown or declared_now, embed_body_fields, dependency_overrides_provider, answer.options
    )
    strict = bool(getattr(strict_content_type, "value", strict_content_type))
    body = _Body(body_field is not None, strict)
    return _HandlerRecipe(declared_now, kind, body, answer, door).plan()


class _Body(NamedTuple):
    is_read: bool
    strict_content_type: bool


class _HandlerRecipe(Recipe):
    """The plans of one request handler. (Not closures: there are as many as routes, and the garbage
    collector looks at each cell.)"""

    __slots__ = ("_answer", "_body", "_declared_now", "_door", "_kind")

    def __init__(
        self,
        declared_now: Callable[[], Dependant],
        kind: CallKind | None,
        body: _Body,
        answer: _Answer,
        door: Door,
    ) -> None:
        super().__init__()
        self._declared_now, self._kind, self._body = declared_now, kind, body
        self._answer, self._door = answer, door

    def _look(self) -> Witness:
        return [*witness_of(self._declared_now()), *witness_of_field(self._answer.field)]

    def _make(self, choices: Choices) -> _ferroapi.Plan:
        dependant = self._declared_now()
        nodes = _Nodes(self._door.embed_body_fields, choices, self._look(), self._kind)
        nodes.add(dependant, dependant, ())
        description = Plan(
            nodes=nodes.nodes,
            most_arguments=max(len(node.names) for node in nodes.nodes),
            reads_body=self._body.is_read,
            strict_content_type=self._body.strict_content_type,
            respond=self._answer.description(),
            keys=nodes.cache_keys,
            provider=self._door.provider,
            recipe=self,
            tree=nodes.tree,
            tells=tells_changes(dependant),
            door=self._door,
            path=dependant.path,
        )
        return _ferroapi.Plan(description)


class _Answer:
    """The response half of a plan, described once for all plans of a recipe, and again when
    somebody has changed the field."""

    def __init__(self, options: dict[str, Any]) -> None:
        self.field: ModelField | None = options.get("response_field")
        self.options = {name: options[name] for name in options if name in RESPOND_OPTIONS}
        self._made_of: Witness = []
        self._made: Respond | None = None

    def description(self) -> Respond:
        """The description, by the field as it is now."""
        now = witness_of_field(self.field)
        if self._made is None or not is_same(self._made_of, now):
            self._made_of, self._made = now, respond_description(**self.options)
        return self._made


class _Nodes:
    """Flattens a dependant tree depth-first, dependencies before those who need them."""

    def __init__(
        self, embed: bool, choices: Choices, made_of: Witness, kind: CallKind | None
    ) -> None:
        self.nodes: list[Node] = []
        # Of each dependency, by node.
        self.cache_keys: list[DependencyCacheKey] = []
        self.tree = Tree({}, [], made_of)
        self._kind = kind
        self._by_key: dict[DependencyCacheKey, list[int]] = {}
        self._embed = embed
        self._choices = choices
        self._uses_scopes: dict[int, Any] = {}
        # Entered, but the first node below is not there yet.
        self._entered: list[tuple[Place, Entry]] = []

    def add(self, dependant: Dependant, declared: Dependant, place: Place) -> int:
        """Append a dependant's node behind those it depends on.

        `declared` differs from `dependant` where an override stands in for it: the cache and
        the exit stack go by what was declared.
        """
        children: list[int] = []
        arguments: list[int] = []
        names: list[str] = []
        for position, sub in enumerate(dependant.dependencies):
            below = (*place, position)
            index = self.add(self._enter(sub, below), sub, below)
            children.append(index)
            if sub.name is not None:
                arguments.append(index)
                names.append(sub.name)
        fields = [(field, s) for name, s in _SOURCES for field in getattr(dependant, name)]
        body_single = _takes_whole_body(dependant, self._embed)
        specials = [(n, s) for a, s in _SPECIALS if (n := getattr(dependant, a))]
        others = [field.name for field, _ in fields]
        others += [field.name for field in dependant.body_params]
        others += [name for name, _ in specials]
        arguments, names = _last_of_each(arguments, names, others)
        names += others
        call = dependant.call
        if call is None:
            raise TypeError("a dependant needs a callable")
        # Nobody shares the endpoint's result, and it need not be hashable.
        twins: list[int] = []
        if place:
            try:
                twins = self._twins(declared)
            except TypeError:
                call = Mistake(lambda: hash(declared.call))
        entered, self._entered = self._entered, []
        self.tree.entered.append([place for place, _ in entered])
        node = Node(
            enters=[entry for _, entry in entered],
            call=call,
            kind=self._kind if self._kind is not None and not place else _kind(call),
            children=children,
            arguments=arguments,
            params=[_param(field, source) for field, source in fields],
            reads_query=bool(dependant.query_params),
            body_fields=[_body_field(field, body_single) for field in dependant.body_params],
            body_single=body_single,
            specials=[special for _, special in specials],
            names=tuple(names),
            twins=twins,
            use_cache=declared.use_cache and not isinstance(call, Mistake),
            function_scope=declared.scope == "function",
            concurrency=dependant.concurrency,
            security_scopes=_get_oauth_scopes(dependant=dependant),
            dependant=dependant,
        )
        self.nodes.append(node)
        return len(self.nodes) - 1

    def _twins(self, declared: Dependant) -> list[int]:
        key = _get_cache_key(dependant=declared, uses_scopes_cache=self._uses_scopes)
        self.cache_keys.append(key)
        same = self._by_key.setdefault(key, [])
        twins = same.copy()
        same.append(len(self.nodes))
        return twins

    def _enter(self, declared: Dependant, place: Place) -> Dependant:
        """What runs for a dependency."""
        choice = self._choices.choose(declared, place)
        self.tree.choices[place] = choice
        found = choice.found[0] if choice.found else None
        self._entered.append((place, Entry(declared.call, bool(choice.found), found)))
        return choice.dependant


def _last_of_each(
    arguments: list[int], names: list[str], others: list[str]
) -> tuple[list[int], list[str]]:
    """The dependencies that are passed: of several arguments of one name the last one is."""
    if len({*names, *others}) == len(names) + len(others):
        return arguments, names
    last = dict(zip(names, arguments, strict=True))
    kept = {name: argument for name, argument in last.items() if name not in others}
    return list(kept.values()), list(kept)


def _kind(call: Callable[..., Any]) -> CallKind:
    if _is_async_gen_callable(call):
        return CallKind.ASYNC_GENERATOR
    if _is_gen_callable(call):
        return CallKind.GENERATOR
    return CallKind.COROUTINE if _is_coroutine_callable(call) else CallKind.THREAD


def _param(field: ModelField, source: Source) -> Param:
    model = get_param_model(field)
    info = field.field_info
    if not isinstance(info, params.Param):
        raise TypeError(f"{field.name!r} is not a parameter outside the body")
    is_sequence = field_annotation_is_sequence(info.annotation)
    many = is_sequence and source in (Source.QUERY, Source.HEADER) and not is_json_field(field)
    by_methods = not _IN_PYTHON.isdisjoint(vars(field))
    fetch = Fetch.MODEL if model is not None or by_methods else Fetch.MANY if many else Fetch.ONE
    aliases = [
        Alias(name, name.lower() if source is Source.HEADER else name, (info.in_.value, name))
        for _, name in get_param_aliases(field)
    ]
    empty_is_missing = is_sequence and not many
    return Param(source, fetch, empty_is_missing, aliases, _value(field), field, model)


def _body_field(field: ModelField, single: bool) -> BodyField:
    names = [name for name, _ in get_param_aliases(field)]
    aliases = [Alias(name, name, ("body",) if single else ("body", name)) for name in names]
    value = _value(field)
    if "validate" in vars(field):
        value = value._replace(validate=validator_of(field, aliases[0].loc))
    return BodyField(aliases, value)


def _takes_whole_body(dependant: Dependant, embed: bool) -> bool:
    fields = dependant.body_params
    return len(fields) == 1 and not embed and not should_embed_body_fields(fields)


def _value(field: ModelField) -> Value:
    info = field.field_info
    missing, default = _stand_in(field)
    return Value(
        validate=field.validator,
        check=native_check(field) if field.is_as_declared else None,
        scalar=field.is_as_declared and is_scalar(field),
        missing=missing,
        default=default,
        validate_default=bool(info.validate_default),
    )


def _stand_in(field: ModelField) -> tuple[Missing, Any]:
    info = field.field_info
    if info.is_required():
        return Missing.REQUIRED, None
    if info.default_factory is None and _is_shareable(info.default):
        return Missing.SHARE, info.default
    return Missing.BUILD, lambda: deepcopy(field.get_default())


def _is_shareable(default: Any) -> bool:
    return type(default) in _SHAREABLE or isinstance(default, Enum)
