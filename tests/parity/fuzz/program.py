"""Generates the source of a small app from a seed: endpoints, dependencies, parameters in every
style.

The app is source text, so that a difference comes with a program that shows it.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from .values import MODELS, SCALARS, SEQUENCES, Kind

PREAMBLE = """
import datetime, decimal, enum, uuid
from typing import Annotated, Any, Literal
from pydantic import BaseModel, ConfigDict, Field

class Colour(str, enum.Enum):
    RED = "red"
    BLUE = "blue"

class Small(BaseModel):
    n: int
    word: str | None = "w"

class Nested(BaseModel):
    small: Small
    many: list[Small] = []
    ratio: float = 0.5

class Closed(BaseModel):
    model_config = ConfigDict(extra="forbid")
    item_id: int = Field(alias="itemId")
    flag: bool = False

class Reply(BaseModel):
    name: str
    values: dict[str, Any] = {}
    missing: int | None = None
"""

SOURCES = ("query", "query", "query", "header", "cookie")


@dataclass(frozen=True)
class Parameter:
    """One parameter as traffic has to know it; `name` is the Python name, `alias` what the
    client sends.
    """

    source: str
    name: str
    alias: str
    kind: Kind
    sequence: bool = False


@dataclass
class Function:
    """A dependency or endpoint: its parameters, with those of what it depends on."""

    name: str
    parameters: list[Parameter] = field(default_factory=list)


@dataclass
class Endpoint:
    """What traffic needs to call one path operation."""

    method: str
    path: str
    parameters: list[Parameter]
    embedded: bool


@dataclass
class Program:
    """The source of `build(api, log)` and the endpoints it declares."""

    source: str
    endpoints: list[Endpoint]


class Writer:
    """Writes one program; every choice comes from one `random.Random`."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.lines: list[str] = []
        self.dependencies: list[Function] = []
        self.endpoints: list[Endpoint] = []

    def write(self) -> Program:
        """The whole program."""
        for number in range(self.chance.randint(1, 4)):
            self._dependency(f"dep{number}")
        for number in range(self.chance.randint(3, 6)):
            self._endpoint(number)
        body = "\n".join(f"    {line}" for line in self.lines)
        source = (
            f"{PREAMBLE}\ndef build(api, log):\n    app = api.FastAPI()\n{body}\n    return app\n"
        )
        return Program(source, self.endpoints)

    def _dependency(self, name: str) -> None:
        function = Function(name)
        signature = self._signature(function, name, at_most=2)
        style = self.chance.choice(("def", "async def", "generator", "async generator"))
        value = self._result(name, function)
        keyword = "async def" if style.startswith("async") else "def"
        self.lines += [f"{keyword} {name}({signature}):", f"    log.append('{name}')"]
        if "generator" in style:
            self.lines += [
                "    try:",
                f"        yield {value}",
                "    finally:",
                f"        log.append('{name} exit')",
            ]
        else:
            self.lines.append(f"    return {value}")
        self.dependencies.append(function)

    def _endpoint(self, number: int) -> None:
        name = f"endpoint{number}"
        method = self.chance.choice(("get", "get", "post", "put", "delete"))
        function = Function(name)
        path, path_signature = self._path(number, function)
        signature = ", ".join(
            filter(None, [*path_signature, self._signature(function, name, at_most=4)])
        )
        bodies = self._bodies(function, name) if method in ("post", "put") else []
        signature = ", ".join(filter(None, [signature, *bodies]))
        self.lines.append(f"@app.{method}({path!r}{self._options()})")
        keyword = self.chance.choice(("def", "async def"))
        self.lines += [f"{keyword} {name}({'*, ' if signature else ''}{signature}):"]
        self.lines += self._body(name, function)
        body_parameters = [item for item in function.parameters if item.source == "body"]
        self.endpoints.append(
            Endpoint(method.upper(), path, function.parameters, len(body_parameters) > 1)
        )

    def _path(self, number: int, function: Function) -> tuple[str, list[str]]:
        path, signature = f"/e{number}", []
        for index in range(self.chance.choice((0, 0, 1, 2))):
            kind, name = self.chance.choice(SCALARS), f"p{index}"
            convertor = self.chance.choice(("", "", ":int", ":path")) if index else ""
            path += f"/{{{name}{convertor}}}"
            function.parameters.append(Parameter("path", name, name, kind))
            annotated = self.chance.random() < 0.4
            options = self.chance.choice(kind.constraints) if kind.constraints and annotated else ""
            signature.append(
                f"{name}: "
                + (f"Annotated[{kind.source}, api.Path({options})]" if annotated else kind.source)
            )
        return path, signature

    def _signature(self, function: Function, prefix: str, at_most: int) -> str:
        parts = [
            self._parameter(function, f"{prefix}_{index}")
            for index in range(self.chance.randint(0, at_most))
        ]
        if self.dependencies and self.chance.random() < 0.5:
            parts.append(self._depends(function))
        required = [part for part in parts if " = " not in part]
        return ", ".join(required + [part for part in parts if " = " in part])

    def _depends(self, function: Function) -> str:
        chosen = self.chance.choice(self.dependencies)
        known = {item.alias for item in function.parameters}
        function.parameters += [item for item in chosen.parameters if item.alias not in known]
        options = self.chance.choice(("", "", ", use_cache=False"))
        return f"d_{chosen.name}: Annotated[Any, api.Depends({chosen.name}{options})]"

    def _parameter(self, function: Function, name: str) -> str:
        source = self.chance.choice(SOURCES)
        sequence = source == "query" and self.chance.random() < 0.25
        kind = self.chance.choice(SEQUENCES if sequence else SCALARS)
        alias = name if self.chance.random() < 0.75 else f"x-{name}"
        sent = alias.replace("_", "-") if source == "header" and alias == name else alias
        function.parameters.append(Parameter(source, name, sent, kind, sequence))
        options = [f"alias={alias!r}"] if alias != name else []
        if kind.constraints and self.chance.random() < 0.4:
            options.append(self.chance.choice(kind.constraints))
        marker = f"api.{source.capitalize()}"
        default = self._default(kind)
        if self.chance.random() < 0.5:
            return f"{name}: Annotated[{kind.source}, {marker}({', '.join(options)})]" + (
                f" = {default}" if default else ""
            )
        return f"{name}: {kind.source} = {marker}({', '.join([default or '...', *options])})"

    def _default(self, kind: Kind) -> str:
        return (
            ""
            if self.chance.random() < 0.5
            else self.chance.choice(("None", repr(kind.values[0]), "'odd'"))
        )

    def _bodies(self, function: Function, prefix: str) -> list[str]:
        parts = []
        for index in range(self.chance.choice((1, 1, 1, 2, 0))):
            kind, name = self.chance.choice((*MODELS, *MODELS, *SCALARS)), f"{prefix}_b{index}"
            function.parameters.append(Parameter("body", name, name, kind))
            parts.append(f"{name}: Annotated[{kind.source}, api.Body()]")
        return parts

    def _result(self, name: str, function: Function) -> str:
        own = [item.name for item in function.parameters if item.name.startswith(name)]
        pairs = ", ".join(f"{item!r}: {item}" for item in own)
        return f"{{{pairs}}}"

    def _options(self) -> str:
        chosen = []
        if self.chance.random() < 0.2:
            chosen.append(f"status_code={self.chance.choice((201, 202, 204, 418))}")
        if self.chance.random() < 0.2 and not any("204" in item for item in chosen):
            chosen.append(
                f"response_model={self.chance.choice(('Reply', 'Any', 'dict[str, Any]', 'None'))}"
            )
        if self.chance.random() < 0.2:
            chosen.append(
                self.chance.choice(
                    (
                        "response_model_exclude_none=True",
                        "response_model_exclude_unset=True",
                        "response_model_by_alias=False",
                    )
                )
            )
        return "".join(f", {item}" for item in chosen)

    def _body(self, name: str, function: Function) -> list[str]:
        # Dependencies' values come in under `d_…`; a path parameter under its own name.
        own = [item.name for item in function.parameters if item.name.startswith((name, "p"))]
        values = "{" + ", ".join(f"{item!r}: {item}" for item in own) + "}"
        lines = [f"    log.append({name!r})"]
        if self.chance.random() < 0.15:
            lines.append(
                "    raise api.HTTPException(409, detail={'values': str("
                + values
                + ")}, headers={'x-h': 'v'})"
            )
            return lines
        answer = self.chance.choice(
            (
                f"{values}",
                f"{{'name': {name!r}, 'values': {values}}}",
                f"Reply(name={name!r}, values={values})",
                f"api.responses.JSONResponse(repr({values}), status_code=203)",
                f"repr({values})",
            )
        )
        return [*lines, f"    return {answer}"]


def write_program(seed: int) -> Program:
    """The program of `seed`; the same seed gives the same text on every Python."""
    return Writer(seed).write()
