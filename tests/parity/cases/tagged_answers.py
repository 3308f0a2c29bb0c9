"""Answers of tagged unions whose tag fits no choice: left out or not, Pydantic warns of it."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from ..case import case
from ..record import get


class Cat(BaseModel):
    tag: Literal["cat"] = "cat"
    lives: int = 9


class Dog(BaseModel):
    tag: Literal["dog"] = "dog"
    name: str | None = None


class Owner(BaseModel):
    pet: Annotated[Cat | Dog, Field(discriminator="tag")]


ANSWERS = {
    "fits": Dog(),
    "none": Dog.model_construct(tag=None),
    "other": Dog.model_construct(tag="cat"),
    "unknown": Cat.model_construct(tag="bird"),
}


@case([get(f"/{kept}/{name}") for kept in ("without", "with") for name in ANSWERS])
def tags(api: Any) -> Any:
    app = api.FastAPI()

    # Inside of another model they are not validated again.
    @app.get("/without/{name}", response_model=Owner, response_model_exclude_none=True)
    async def without(name: str):
        return Owner.model_construct(pet=ANSWERS[name])

    @app.get("/with/{name}", response_model=Owner)
    async def with_none(name: str):
        return Owner.model_construct(pet=ANSWERS[name])

    return app
