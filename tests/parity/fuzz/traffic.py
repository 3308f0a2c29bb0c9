"""Random requests for a generated program: parameters present, missing, doubled, misspelt; bodies whole and broken."""

from __future__ import annotations

import json
import random
import re
from typing import Any

from ..record import Request, request
from .program import Endpoint, Parameter, Program
from .values import json_value, url_text

BROKEN_BODIES = (b"", b"{", b"null", b"[]", b'"x"', b"\xff", b'{"n":NaN}', b"{}x", b'{"n":1,"n":2}', b"\xef\xbb\xbf{}")
CONTENT_TYPES = ("application/json", "application/json", "application/json", "text/plain", "application/x+json", None)


def write_traffic(program: Program, seed: int, amount: int) -> list[Request]:
    """`amount` requests, mostly for declared endpoints."""
    chance = random.Random(seed)
    return [_one(chance, chance.choice(program.endpoints)) for _ in range(amount)]


def _one(chance: random.Random, endpoint: Endpoint) -> Request:
    by_source: dict[str, list[Parameter]] = {}
    for parameter in endpoint.parameters:
        by_source.setdefault(parameter.source, []).append(parameter)
    headers: list[tuple[str | bytes, str | bytes]] = []
    headers += [(item.alias, _header_text(chance, item)) for item in _present(chance, by_source.get("header", []))]
    cookies = [f"{item.alias}={_header_text(chance, item)}" for item in _present(chance, by_source.get("cookie", []))]
    if cookies:
        headers.append(("cookie", "; ".join(cookies)))
    method = endpoint.method if chance.random() < 0.95 else chance.choice(("GET", "POST", "PATCH"))
    target = _path(chance, endpoint) + _query(chance, by_source.get("query", []))
    body, content_type = _body(chance, by_source.get("body", []), endpoint)
    return request(method, target, headers=headers, body=body, content_type=content_type)


def _present(chance: random.Random, parameters: list[Parameter]) -> list[Parameter]:
    """Each parameter is missing at times, and doubled at times."""
    chosen = [item for item in parameters if chance.random() < 0.85]
    return chosen + [item for item in chosen if chance.random() < 0.08]


def _header_text(chance: random.Random, parameter: Parameter) -> str:
    return url_text(chance, parameter.kind).replace("%", "")


def _path(chance: random.Random, endpoint: Endpoint) -> str:
    kinds = {item.name: item.kind for item in endpoint.parameters if item.source == "path"}
    path = re.sub(r"{(\w+)[^}]*}", lambda found: url_text(chance, kinds[found[1]]).replace("?", ""), endpoint.path)
    return path + "/" if chance.random() < 0.03 else path


def _query(chance: random.Random, parameters: list[Parameter]) -> str:
    pairs = []
    for parameter in _present(chance, parameters):
        for _ in range(chance.choice((1, 1, 2)) if parameter.sequence else 1):
            pairs.append(f"{parameter.alias}={_item_text(chance, parameter)}")
    if chance.random() < 0.1:
        pairs.append(chance.choice(("unknown=1", "=", "&", "a;b=c", "%zz")))
    return "?" + "&".join(pairs) if pairs else ""


def _item_text(chance: random.Random, parameter: Parameter) -> str:
    if not parameter.sequence:
        return url_text(chance, parameter.kind)
    value = chance.choice(parameter.kind.values)
    if not value or chance.random() < 0.2:
        return chance.choice(("", "x", "1", "%ff"))
    return str(chance.choice(value)).encode().hex(" ").replace(" ", "%").join(("%", ""))


def _body(chance: random.Random, bodies: list[Parameter], endpoint: Endpoint) -> tuple[Any, str | None]:
    if not bodies:
        return b"", None
    content_type = chance.choice(CONTENT_TYPES)
    if chance.random() < 0.1:
        return chance.choice(BROKEN_BODIES), content_type
    if endpoint.embedded:
        value: Any = {item.alias: json_value(chance, item.kind) for item in bodies if chance.random() < 0.9}
    else:
        value = json_value(chance, bodies[0].kind)
    text = json.dumps(value).encode()
    cut = chance.randint(0, len(text))
    return ([text[:cut], text[cut:]] if chance.random() < 0.1 else text), content_type
