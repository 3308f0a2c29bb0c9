"""A nested model posted and answered through `response_model`."""

from collections.abc import Sequence
from typing import Any

import orjson
from pydantic import BaseModel
from pydantic_core import ValidationError

from .. import raw
from ..case import TURNS, App, Case, Receive, Request, Scope, Send, json_bytes

CONTENT_TYPE = (b"content-type", b"application/json")


class Customer(BaseModel):
    """Who orders."""

    name: str
    email: str


class Line(BaseModel):
    """One position of an order."""

    article: str
    amount: int
    price: float


class Order(BaseModel):
    """What is posted: models in a model, one of them in a list."""

    number: int
    customer: Customer
    lines: list[Line]
    note: str | None = None


def case(name: str, path: str, model: type[BaseModel], payloads: Sequence[dict[str, Any]]) -> Case:
    """Posts each payload in turn to an endpoint that answers the model it got."""

    def endpoint() -> Any:
        async def create(order):
            return order

        create.__annotations__["order"] = model
        return create

    def build(web: Any) -> App:
        app = web.FastAPI()
        app.post(path, response_model=model)(endpoint())
        return app  # type: ignore[no-any-return]

    def control() -> App:
        create = endpoint()
        validate = model.__pydantic_validator__.validate_python
        serialize = model.__pydantic_serializer__.to_json

        async def app(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] != "http" or scope["method"] != "POST" or scope["path"] != path:
                await raw.refuse(send)
                return
            message = await receive()
            posted = message["body"]
            if message.get("more_body"):
                posted = await raw.read_rest(message, receive)
            try:
                order = validate(orjson.loads(posted))
            except ValidationError as error:
                found = {"detail": raw.located(error, "body")}
                await raw.refuse(send, 422, orjson.dumps(found))
                return
            body = serialize(validate(await create(order)))
            headers = [(b"content-length", b"%d" % len(body)), raw.JSON]
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            await send({"type": "http.response.body", "body": body})

        return app

    bodies = [json_bytes(payload) for payload in payloads]
    requests = [
        Request(
            path,
            "POST",
            headers=(CONTENT_TYPE, (b"content-length", b"%d" % len(body))),
            body=body,
        )
        for body in bodies
    ]
    return Case(name, build, control, requests, lambda n: bodies[n % len(bodies)])


def order_payload(n: int) -> dict[str, Any]:
    """The n-th order: what a small shop's client would send."""
    return {
        "number": 10_000 + n,
        "customer": {"name": f"Ada {n}", "email": f"ada{n}@example.org"},
        "lines": [{"article": f"A-{n}", "amount": 1 + n % 9, "price": 2.5 * n}],
        "note": "leave at the door" if n % 3 else None,
    }


def body() -> Case:
    """POST of a nested model with `response_model`."""
    return case("body", "/orders", Order, [order_payload(n) for n in range(TURNS)])
