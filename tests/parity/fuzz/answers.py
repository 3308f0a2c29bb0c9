"""Random response models, and values that fit them.

Models nest, recur, rename, hide and check their fields.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal, Optional, Union

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SerializeAsAny,
    create_model,
)

from .kinds import (
    BASES,
    CONFIGS,
    OPEN,
    OPEN_BASES,
    OPEN_CONFIGS,
    SCALARS,
    TEXTS,
    Kind,
    Make,
    one_of,
)


@dataclass
class Writer:
    """Makes up annotations out of what was made up before."""

    rng: random.Random
    openness: float
    """How often to write something that only pydantic-core serializes."""
    models: list[Kind] = field(default_factory=list)

    def either(self, closed: tuple[Any, ...], opened: tuple[Any, ...]) -> tuple[Any, ...]:
        return opened if self.rng.random() < self.openness else closed

    def kind(self, depth: int = 3) -> Kind:
        if depth == 0 or self.rng.random() < 0.4:
            return self.rng.choice(self.either(SCALARS, OPEN))
        makers = (
            self.optional,
            self.array,
            self.tuple,
            self.mapping,
            self.union,
            self.model,
            self.model,
        )
        return self.rng.choice(makers)(depth - 1)

    def optional(self, depth: int) -> Kind:
        inner = self.kind(depth)
        annotation = inner.annotation if inner.annotation is None else inner.annotation | None
        return Kind(annotation, lambda rng: None if rng.random() < 0.3 else inner.make(rng))

    def array(self, depth: int) -> Kind:
        inner = self.kind(depth)
        return Kind(
            list[inner.annotation], lambda rng: [inner.make(rng) for _ in range(rng.randrange(4))]
        )

    def tuple(self, depth: int) -> Kind:
        inner = self.kind(depth)

        def make(rng: random.Random) -> Any:
            return tuple(inner.make(rng) for _ in range(rng.randrange(3)))

        return Kind(tuple[inner.annotation, ...], make)

    def mapping(self, depth: int) -> Kind:
        inner = self.kind(depth)

        def make(rng: random.Random) -> Any:
            return {rng.choice(TEXTS): inner.make(rng) for _ in range(rng.randrange(4))}

        return Kind(dict[str, inner.annotation], make)

    def union(self, depth: int) -> Kind:
        choices = [self.kind(depth) for _ in range(self.rng.randrange(2, 5))]
        annotation = Union[tuple(choice.annotation for choice in choices)]
        return Kind(annotation, lambda rng: rng.choice(choices).make(rng))

    def model(self, depth: int) -> Kind:
        if self.models and self.rng.random() < 0.3:
            return self.rng.choice(self.models)
        if self.rng.random() < 0.15:
            return self.tagged(depth)
        kind = self.new_model(
            {f"field_{n}": self.kind(depth) for n in range(self.rng.randrange(7))}
        )
        self.models.append(kind)
        return kind

    def tagged(self, depth: int) -> Kind:
        """Two models told apart by a tag."""
        pair = [
            self.new_model(
                {"tag": Kind(Literal[tag], one_of(tag)), "rest": self.kind(depth)}, plain=True
            )
            for tag in ("cat", "dog")
        ]
        annotation = Annotated[
            Union[pair[0].annotation, pair[1].annotation], Field(discriminator="tag")
        ]
        return Kind(annotation, lambda rng: rng.choice(pair).make(rng))

    def new_model(self, kinds: dict[str, Kind], *, plain: bool = False) -> Kind:
        rng = self.rng
        name = f"Model{rng.getrandbits(40)}"
        fields: dict[str, Any] = {n: (k.annotation, self.field(k, plain)) for n, k in kinds.items()}
        recursive = rng.random() < 0.15
        if recursive:
            fields["again"] = (Optional[name], None)  # noqa: UP045 - a name alone takes no `|`
            fields["all"] = (list[name], Field(default_factory=list))  # type: ignore[valid-type]
        base = BaseModel if plain else rng.choice(self.either(BASES, OPEN_BASES))
        config = ConfigDict() if plain else rng.choice(self.either(CONFIGS, OPEN_CONFIGS))
        made_of: Any = type("Base", (base,), {"model_config": config})
        cls = create_model(name, __base__=made_of, **fields)
        cls.model_rebuild(_types_namespace={name: cls})
        make = _instances(cls, {n: k.make for n, k in kinds.items()}, recursive=recursive)
        if not plain and rng.random() < self.openness / 2:
            return Kind(SerializeAsAny[cls], make)
        return Kind(cls, make)

    def field(self, kind: Kind, plain: bool) -> Any:
        choice = 1.0 if plain else self.rng.random()
        if choice < 0.08:
            return Field(serialization_alias=self.rng.choice(('a"b', "naïve", "field_1")))
        if choice < 0.14:
            return Field(alias=f"alias{self.rng.randrange(9)}")
        if choice < 0.18:
            return Field(exclude=True)
        if choice < 0.18 + self.openness / 3:
            return Field(exclude_if=lambda value: value is None)
        if choice < 0.35:
            return kind.make(self.rng)
        return ...


def _instances(cls: Any, makes: dict[str, Make], *, recursive: bool) -> Make:
    def make(rng: random.Random) -> Any:
        values = {name: make_one(rng) for name, make_one in makes.items()}
        if recursive and rng.random() < 0.4:
            values["again"] = make(rng)
        if recursive and rng.random() < 0.2:
            values["all"] = [make(rng)]
        return cls.model_construct(**{**values, **_by_validation_name(cls, values)})

    return make


def _by_validation_name(cls: Any, values: dict[str, Any]) -> dict[str, Any]:
    """`model_construct` wants aliases."""
    return {
        info.validation_alias: values[name]
        for name, info in cls.model_fields.items()
        if isinstance(info.validation_alias, str) and name in values
    }


def write_answers(seed: int) -> tuple[Kind, random.Random]:
    """The response model of a seed, and the dice to make values with."""
    rng = random.Random(seed)
    writer = Writer(rng, openness=rng.choice((0.0, 0.0, 0.1)))
    kind = writer.model(3)
    for _ in range(3):
        wrap = rng.random()
        if wrap < 0.5:
            break
        inner = kind
        if wrap < 0.8:
            kind = Kind(
                list[inner.annotation], lambda rng, i=inner: [i.make(rng) for _ in range(3)]
            )
        else:
            kind = Kind(inner.annotation | None, lambda rng, i=inner: i.make(rng))
    return kind, rng
