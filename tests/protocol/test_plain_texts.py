"""Texts judged without pydantic-core, and their neighbours that are not: all as FastAPI."""

import asyncio
from collections.abc import Iterator
from typing import Annotated, Any
from urllib.parse import quote

import pytest

from .asgi import App, Wire, make_scope

DECLARATIONS: dict[str, tuple[Any, dict[str, Any]]] = {
    "int": (int, {}),
    "int_closed": (int, {"ge": 0, "le": 100}),
    "int_open": (int, {"gt": 0, "lt": 100}),
    "int_optional": (int | None, {"gt": 3}),
    "float": (float, {}),
    "float_closed": (float, {"ge": 0.5, "le": 100}),
    "float_open": (float, {"gt": 0, "lt": 100}),
    "float_optional": (float | None, {}),
    "float_finite": (float, {"allow_inf_nan": False}),
    "bool": (bool, {}),
    "bool_optional": (bool | None, {}),
    "text": (str, {}),
    "text_bounded": (str, {"min_length": 1, "max_length": 4}),
    "text_pattern": (str, {"pattern": "^a"}),
    "strict": (int, {"strict": True}),
    "multiple": (int, {"multiple_of": 5}),
}

TEXTS = (
    *(
        "",
        "0",
        "00",
        "-0",
        "+1",
        "1",
        "01",
        "007",
        "5",
        "99",
        "100",
        "101",
        "-5",
        " 1",
        "1 ",
        "1_0",
    ),
    *(
        "1.0",
        ".5",
        "0.5",
        "0.50",
        "100.0",
        "100.00000000000001",
        "1e2",
        "1E2",
        "0x10",
        "1,5",
        "1_0",
    ),
    *("123456789012345678", "1234567890123456789", "9223372036854775807", "9223372036854775808"),
    *("0.1234567890123456789", "123456789012345678901234.5", "0.30000000000000004", "5e-324"),
    *("nan", "NaN", "inf", "-inf", "Infinity", "١٢", "\u0661.5", "²"),
    *(
        "true",
        "True",
        "TRUE",
        "tRue",
        "false",
        "False",
        "t",
        "f",
        "yes",
        "no",
        "on",
        "off",
        "y",
        "n",
    ),
    *("a", "abcd", "abcde", "é", "éééé", "🦀🦀🦀🦀", "ééééé", "a b", "null", "None", "\x00", "a+b"),
)


def build(package: str) -> App:
    api = pytest.importorskip(package)
    app = api.FastAPI()

    def endpoint(annotation: Any) -> Any:
        async def echo(value: Any) -> Any:
            return {"value": repr(value)}

        echo.__annotations__ = {"value": annotation}
        return echo

    for name, (annotation, limits) in DECLARATIONS.items():
        for place in ("Query", "Path", "Header"):
            marker = getattr(api, place)(**limits)
            path = f"/{place}/{name}" + ("/{value}" if place == "Path" else "")
            app.get(path)(endpoint(Annotated[annotation, marker]))
    return app  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def apps() -> tuple[App, App]:
    return build("fastapi"), build("ferroapi")


async def answer(app: App, scope: dict[str, Any]) -> tuple[int, bytes]:
    wire = Wire()
    await app(scope, wire.receive, wire.send)
    return wire.status, wire.body


def scopes(name: str, text: str) -> Iterator[dict[str, Any]]:
    """The requests that carry the text to each of the three places."""
    yield make_scope("GET", f"/Query/{name}?value={quote(text, safe='+')}")
    if text:
        yield make_scope("GET", f"/Path/{name}/{text}")
    yield make_scope("GET", f"/Header/{name}", {"value": text})


async def compare(apps: tuple[App, App], text: str) -> None:
    for name in DECLARATIONS:
        for scope in scopes(name, text):
            expected, found = [await answer(app, dict(scope)) for app in apps]
            assert found == expected, (name, scope["path"])


@pytest.mark.parametrize("text", TEXTS)
def test_same_as_fastapi(apps: tuple[App, App], text: str) -> None:
    asyncio.run(compare(apps, text))


def test_the_texts_reach_both_answers(apps: tuple[App, App]) -> None:
    targets = ("/Query/int_closed?value=5", "/Query/int_closed?value=x")
    found = [asyncio.run(answer(apps[1], make_scope("GET", target)))[0] for target in targets]
    assert found == [200, 422]
