"""The immutable description of a plan that Python hands to Rust.

Attribute names are the field names of `rust/ferroapi-py/src/plan`: the extension reads them once,
when the plan is built. Enumerations are small integers on both sides.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import IntEnum
from typing import Any, NamedTuple


class CallKind(IntEnum):
    """How a dependency or endpoint runs."""

    COROUTINE = 0
    THREAD = 1
    ASYNC_GENERATOR = 2
    GENERATOR = 3


class Special(IntEnum):
    """What is injected by type."""

    REQUEST = 0
    RESPONSE = 1
    BACKGROUND_TASKS = 2
    SECURITY_SCOPES = 3


class Source(IntEnum):
    """Where a parameter is read from."""

    PATH = 0
    QUERY = 1
    HEADER = 2
    COOKIE = 3


class Fetch(IntEnum):
    """How the raw value is taken from its source."""

    ONE = 0
    MANY = 1
    MODEL = 2


class Missing(IntEnum):
    """What stands in for a value that did not arrive."""

    REQUIRED = 0
    SHARE = 1
    BUILD = 2


class CheckKind(IntEnum):
    """What a native check reads a text as."""

    INT = 0
    TEXT = 1
    FLOAT = 2
    BOOL = 3


class Encoding(IntEnum):
    """How a result becomes bytes."""

    FIELD = 0
    JSON = 1
    TEXT = 2
    CLASS = 3


class Form(IntEnum):
    """What a value of a closed schema is; see `closed_schema`."""

    STR = 0
    INT = 1
    FLOAT = 2
    BOOL = 3
    NONE = 4
    DATETIME = 5
    DATE = 6
    TIME = 7
    UUID = 8
    NULLABLE = 9
    LIST = 10
    TUPLE = 11
    DICT = 12
    UNION = 13
    CONSTANT = 14
    MODEL = 15


class Kind(IntEnum):
    """What handles a route."""

    API = 0
    CUSTOM = 1
    STARLETTE = 2
    FOREIGN = 3


class Alias(NamedTuple):
    """A name under which a value may arrive, and the error location it then has."""

    key: str
    text: str
    loc: tuple[str, ...]


class Check(NamedTuple):
    """A check of plain texts: bounds of the number, or of how many code points."""

    kind: CheckKind
    least: float
    most: float


class Value(NamedTuple):
    """Validation of one value and what stands in for it."""

    validate: Callable[..., Any]
    check: Check | None
    scalar: bool
    missing: Missing
    default: Any
    validate_default: bool


class Param(NamedTuple):
    """A parameter outside the body."""

    source: Source
    fetch: Fetch
    empty_is_missing: bool
    aliases: list[Alias]
    value: Value
    field: Any
    model: Any


class BodyField(NamedTuple):
    """A field of the body."""

    aliases: list[Alias]
    value: Value


class Entry(NamedTuple):
    """A dependency as the solver reaches it: what was declared, whether overrides were set when the
    plan was made, and what they gave."""

    declared: Any
    looked_up: bool
    found: Any


class Node(NamedTuple):
    """One callable of the plan."""

    enters: list[Entry]
    call: Callable[..., Any]
    kind: CallKind
    children: list[int]
    arguments: list[int]
    params: list[Param]
    reads_query: bool
    body_fields: list[BodyField]
    body_single: bool
    specials: list[Special]
    names: tuple[str, ...]
    twins: list[int]
    use_cache: bool
    function_scope: bool
    concurrency: Any
    security_scopes: list[str]
    dependant: Any


class Member(NamedTuple):
    """A field of a model: its key as it is written, with a comma before and a colon behind it.

    `shape` is None where the field is never written.
    """

    name: str
    key: bytes
    shape: int | None


class Constant(NamedTuple):
    """A value that is always written alike."""

    value: Any
    text: bytes


class Shape(NamedTuple):
    """A value of a closed schema; shapes name each other by position."""

    form: Form
    inner: Sequence[int] = ()
    cls: type | None = None
    members: Sequence[Member] = ()
    constants: Sequence[Constant] = ()


class Respond(NamedTuple):
    """The response half of a plan."""

    encoding: Encoding
    status_code: int | None
    response_class: Any
    content_type: tuple[bytes, bytes] | None
    validate: Callable[..., Any] | None
    serialize: Callable[..., Any] | None
    options: list[Any]
    option_names: tuple[str, ...]
    shapes: Sequence[Shape]
    exclude_none: bool


class Plan(NamedTuple):
    """The whole plan of one route."""

    nodes: list[Node]
    most_arguments: int
    reads_body: bool
    strict_content_type: bool
    respond: Respond
    keys: list[Any]
    provider: Any
    recipe: Any
    tells: bool
    tree: Any
    door: Any
    path: str | None


class Route(NamedTuple):
    """One effective route of a router."""

    kind: Kind
    template: str | None
    methods: list[str]
    route: Any
    matcher: Any
    endpoint: Any
    names: list[str]
    context: Any
    scope_entry: dict[str, Any] | None
    allow: str
