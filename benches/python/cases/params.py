"""Path and query parameters, validated: the good request, and one with two mistakes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import parse_qsl, urlencode

import orjson
from pydantic_core import CoreSchema, SchemaValidator, ValidationError, core_schema

from .. import raw
from ..case import TURNS, App, Case, Receive, Request, Scope, Send, detail_bytes, json_bytes
from ..web import BARE


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter: its name and what pydantic-core must check."""

    name: str
    schema: CoreSchema


@dataclass(frozen=True, slots=True)
class Signature:
    """An endpoint that takes one path parameter, the first, and several query parameters.

    `endpoint` makes it for a framework; it must answer an object of its arguments, in order.
    """

    prefix: str
    endpoint: Callable[[Any], Any]
    path: Parameter
    query: Sequence[Parameter]

    def request(self, values: dict[str, str]) -> Request:
        """The request for these texts."""
        query = {name: text for name, text in values.items() if name != self.path.name}
        return Request(self.prefix + values[self.path.name], query=urlencode(query))


def _item(web: Any) -> Any:
    async def read_item(
        item_id: int,
        size: Annotated[int, web.Query(ge=1, le=100)],
        q: Annotated[str, web.Query(min_length=2, max_length=50)],
    ):
        return {"item_id": item_id, "size": size, "q": q}

    return read_item


ITEM = Signature(
    "/items/",
    _item,
    Parameter("item_id", core_schema.int_schema()),
    (
        Parameter("size", core_schema.int_schema(ge=1, le=100)),
        Parameter("q", core_schema.str_schema(min_length=2, max_length=50)),
    ),
)


def _build(signature: Signature, web: Any) -> App:
    app = web.FastAPI()
    app.get(f"{signature.prefix}{{{signature.path.name}}}")(signature.endpoint(web))
    return app  # type: ignore[no-any-return]


def _control(signature: Signature) -> App:
    endpoint = signature.endpoint(BARE)
    prefix, start = signature.prefix, len(signature.prefix)
    path_name = signature.path.name
    validate_path = SchemaValidator(signature.path.schema).validate_python
    validators = [
        (parameter.name, SchemaValidator(parameter.schema).validate_python)
        for parameter in signature.query
    ]

    def mistakes(text: str, query: dict[str, str]) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        places: list[tuple[str, str, Any, str | None]] = [("path", path_name, validate_path, text)]
        places += [("query", name, check, query.get(name)) for name, check in validators]
        for place, name, check, value in places:
            try:
                check(value)
            except ValidationError as error:
                found += raw.located(error, place, name)
        return found

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"]
        if scope["type"] != "http" or scope["method"] != "GET" or not path.startswith(prefix):
            await raw.refuse(send)
            return
        query = dict(parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True))
        text = path[start:]
        try:
            values = {name: validate(query[name]) for name, validate in validators}
            values[path_name] = validate_path(text)
        except (KeyError, ValidationError):
            found = {"detail": mistakes(text, query)}
            await raw.refuse(send, 422, orjson.dumps(found))
            return
        body = orjson.dumps(await endpoint(**values))
        headers = [(b"content-length", b"%d" % len(body)), raw.JSON]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    return app


def case(
    name: str,
    signature: Signature,
    texts: Sequence[dict[str, str]],
    answers: Sequence[bytes],
    status: int = 200,
) -> Case:
    """A case of one signature: the texts sent and what each of them must get."""
    return Case(
        name,
        build=lambda web: _build(signature, web),
        control=lambda: _control(signature),
        requests=[signature.request(values) for values in texts],
        answer=lambda n: answers[n % len(answers)],
        status=status,
    )


def params() -> Case:
    """A path integer and two validated query parameters."""
    values = [{"item_id": 1000 + n, "size": 1 + n, "q": f"word {n}"} for n in range(TURNS)]
    texts = [{key: str(value) for key, value in one.items()} for one in values]
    return case("params", ITEM, texts, [json_bytes(one) for one in values])


def unprocessable() -> Case:
    """The same endpoint, asked with two mistakes: a 422."""
    texts = [{"item_id": f"x{n}", "size": str(101 + n), "q": "word"} for n in range(TURNS)]
    answers = [detail_bytes([not_an_int(f"x{n}"), _too_large(str(101 + n))]) for n in range(TURNS)]
    return case("unprocessable", ITEM, texts, answers, status=422)


def not_an_int(text: str, name: str = "item_id") -> dict[str, Any]:
    """pydantic's error for a path text that is no integer."""
    return {
        "type": "int_parsing",
        "loc": ["path", name],
        "msg": "Input should be a valid integer, unable to parse string as an integer",
        "input": text,
    }


def _too_large(text: str) -> dict[str, Any]:
    return {
        "type": "less_than_equal",
        "loc": ["query", "size"],
        "msg": "Input should be less than or equal to 100",
        "input": text,
        "ctx": {"le": 100},
    }
