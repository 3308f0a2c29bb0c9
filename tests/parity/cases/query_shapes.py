"""Query parameters with a shape: sequences, models, aliases, constraints, defaults, Json."""

import re
import sys
from typing import Annotated, Any, Literal

import annotated_types
from pydantic import AliasChoices, AliasPath, Field

from ..case import case
from ..record import get

LISTS = ["", "v=1", "v=1&v=2", "v=", "v=x&v=1&v=y", "v=1,2", "v[]=1", "v=1&v=1", "v=3&w=1&v=2"]
SEQUENCES: dict[str, Any] = {
    "list_int": list[int],
    "list_str": list[str],
    "bare_list": list,
    "set_int": set[int],
    "frozenset": frozenset[str],
    "tuple_var": tuple[int, ...],
    "tuple_two": tuple[int, str],
    "optional": list[int] | None,
    "of_optional": list[int | None],
    "literals": list[Literal["1", "x"]],
    "of_union": list[int | str],
}


@case(
    [
        get(f"/{name}/{flavour}", query=text.encode())
        for name in SEQUENCES
        for flavour in ("r", "d")
        for text in LISTS
    ],
    trio=False,
)
def sequences(api: Any) -> Any:
    app = api.FastAPI()
    for name, kind in SEQUENCES.items():

        def required(v: Annotated[kind, api.Query()]):
            return {"v": sorted(v, key=str) if isinstance(v, set | frozenset) else v}

        def defaulted(v: kind = api.Query(default=[7])):
            return {"v": sorted(v, key=str) if isinstance(v, set | frozenset) else v}

        app.get(f"/{name}/r", name=f"{name}_r")(required)
        app.get(f"/{name}/d", name=f"{name}_d")(defaulted)
    return app


CONSTRAINTS = [
    "",
    "v=",
    "v=0",
    "v=1",
    "v=2",
    "v=3",
    "v=4",
    "v=5",
    "v=10",
    "v=11",
    "v=abc",
    "v=abcdef",
    "v=ABC",
    "v=2.5",
    "v=inf",
    "v=nan",
]


def _constrained(api: Any) -> dict[str, Any]:
    query = api.Query
    return {
        "gt": Annotated[int, query(gt=3)],
        "ge_le": Annotated[int, query(ge=2, le=4)],
        "lt": Annotated[float, query(lt=2.5)],
        "multiple": Annotated[int, query(multiple_of=5)],
        "length": Annotated[str, query(min_length=2, max_length=4)],
        "pattern": Annotated[str, query(pattern="^[a-c]+$")],
        "compiled": Annotated[str, query(pattern=re.compile("^[A-C]+$"))],
        "no_inf": Annotated[float, query(allow_inf_nan=False)],
        "strict": Annotated[int, query(strict=True)],
        "annotated_types": Annotated[int, annotated_types.Gt(3), query()],
        "field": Annotated[int, Field(gt=3)],
        "field_and_query": Annotated[int, Field(lt=5), query(gt=1)],
        "optional": Annotated[int | None, query(gt=3)],
        "list_length": Annotated[list[int], query(min_length=1, max_length=2)],
        "items": Annotated[list[Annotated[int, Field(gt=3)]], query()],
    }


@case(
    [
        get(f"/{name}", query=text.encode())
        for name in _constrained(__import__("ferroapi"))  # for the names
        for text in CONSTRAINTS
    ],
    trio=False,
)
def constraints(api: Any) -> Any:
    app = api.FastAPI()
    for name, kind in _constrained(api).items():

        def endpoint(v: kind):
            return {"v": v}

        app.get(f"/{name}", name=name)(endpoint)
    return app


ALIASES = [
    "",
    "name=1",
    "alias=1",
    "v=1",
    "first=1",
    "second=2",
    "first=1&second=2",
    "a-b=1",
    "a_b=1",
    "nested=1",
    "alias=x",
    "first=x",
    "x%20y=1",
]


@case(
    [
        get(f"/{name}", query=text.encode())
        for name in (
            "alias",
            "validation",
            "choices",
            "both",
            "path",
            "dash",
            "default",
            "space",
            "list",
        )
        for text in ALIASES
    ],
    trio=False,
)
def aliases(api: Any) -> Any:
    app = api.FastAPI()

    @app.get("/alias")
    def alias(v: Annotated[int, api.Query(alias="alias")]):
        return v

    @app.get("/validation")
    def validation(v: Annotated[int, api.Query(validation_alias="first")]):
        return v

    @app.get("/choices")
    def choices(v: Annotated[int, api.Query(validation_alias=AliasChoices("first", "second"))]):
        return v

    @app.get("/both")
    def both(
        v: Annotated[
            int, api.Query(alias="alias", validation_alias="first", serialization_alias="out")
        ],
    ):
        return v

    @app.get("/path")
    def path(v: Annotated[int, api.Query(validation_alias=AliasPath("first"))] = 4):
        return v

    @app.get("/dash")
    def dash(v: Annotated[int, api.Query(alias="a-b")]):
        return v

    @app.get("/default")
    def default(
        v: Annotated[int, api.Query(alias="alias")] = 9, w: int = api.Query(8, alias="first")
    ):
        return [v, w]

    @app.get("/space")
    def space(v: Annotated[int, api.Query(alias="x y")]):
        return v

    @app.get("/list")
    def many(v: Annotated[list[int], api.Query(validation_alias=AliasChoices("first", "second"))]):
        return v

    return app


@case(
    [
        get(f"/{name}", query=text)
        for name in (
            "plain",
            "factory",
            "mutable",
            "validated",
            "unvalidated",
            "ellipsis",
            "none",
            "str_default",
        )
        for text in (b"", b"v=3", b"v=x", b"v=")
    ]
)
def defaults(api: Any, log: list[str]) -> Any:
    app = api.FastAPI()

    def make() -> int:
        log.append("made")
        return 11

    @app.get("/plain")
    def plain(v: int = 5):
        return {"v": v}

    @app.get("/factory")
    def factory(v: Annotated[int, api.Query(default_factory=make)]):
        return {"v": v}

    @app.get("/mutable")
    def mutable(v: Annotated[list[int], api.Query()] = [1]):
        v.append(2)
        return {"v": v}

    @app.get("/validated")
    def validated(v: Annotated[int, api.Query(validate_default=True)] = "12"):
        return {"v": v}

    @app.get("/unvalidated")
    def unvalidated(v: int = "not an int"):
        return {"v": v}

    @app.get("/ellipsis")
    def ellipsis(v: int | None = api.Query(...)):
        return {"v": v}

    @app.get("/none")
    def none(v: int = None):
        return {"v": v}

    @app.get("/str_default")
    def str_default(v: Annotated[int, api.Query(validate_default=True)] = "bad"):
        return {"v": v}

    return app


@case(
    [
        get(f"/{name}", query=text)
        for name in ("quoted", "annotated_alias", "many", "none_type")
        for text in (b"", b"v=3", b"v=x", b"a=1&b=2&c=3&d=4", b"a=x&b=y&c=z&d=w")
    ]
)
def styles(api: Any) -> Any:
    app = api.FastAPI()
    Page = Annotated[int, api.Query(ge=1)]

    @app.get("/quoted")
    def quoted(v: "int" = 1):
        return v

    @app.get("/annotated_alias")
    def annotated_alias(v: Page = 1):
        return v

    @app.get("/many")
    def many(a: int, b: int, c: int = 3, *, d: int = 4):
        return [a, b, c, d]

    @app.get("/none_type")
    def none_type(v: None = None):
        return v

    return app


if sys.version_info >= (3, 12):
    exec("type Limit = int\ntype Limits = list[int]\n")

    @case(
        [
            get(f"/{name}", query=text)
            for name in ("one", "list")
            for text in (b"", b"v=3", b"v=x", b"v=1&v=2")
        ]
    )
    def pep_695(api: Any) -> Any:
        app = api.FastAPI()

        @app.get("/one")
        def one(v: Limit):  # noqa: F821
            return v

        @app.get("/list")
        def many(v: Annotated[Limits, api.Query()]):  # noqa: F821
            return v

        return app
