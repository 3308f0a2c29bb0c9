"""Random requests for a generated program: parameters present, missing, doubled, misspelt; bodies
whole and broken.
"""

from __future__ import annotations

import json
import random
import re
from typing import Any
from urllib.parse import quote, unquote

from ..record import Request, request
from .program import Endpoint, Parameter, Program
from .values import json_value, url_text

BROKEN_BODIES = (
    b"",
    b"{",
    b"null",
    b"[]",
    b'"x"',
    b"\xff",
    b'{"n":NaN}',
    b"{}x",
    b'{"n":1,"n":2}',
    b"\xef\xbb\xbf{}",
)
CONTENT_TYPES = ("text/plain", "application/x+json", None)


def write_traffic(program: Program, seed: int, amount: int) -> list[Request]:
    """`amount` requests, mostly for declared endpoints; half of them mean well."""
    chance = random.Random(seed)
    return [
        Sender(chance, chance.choice((0.0, 0.0, 0.1, 0.4))).write(chance.choice(program.endpoints))
        for _ in range(amount)
    ]


class Sender:
    """Writes one request; `hostility` is the share of values that are missing, doubled or do
    not fit.
    """

    def __init__(self, chance: random.Random, hostility: float) -> None:
        self.chance = chance
        self.hostility = hostility

    def write(self, endpoint: Endpoint) -> Request:
        """One request for `endpoint`."""
        by_source: dict[str, list[Parameter]] = {}
        for parameter in endpoint.parameters:
            by_source.setdefault(parameter.source, []).append(parameter)
        headers: list[tuple[str | bytes, str | bytes]] = []
        headers += [
            (item.alias, self._header_text(item))
            for item in self._present(by_source.get("header", []))
        ]
        cookies = [
            f"{item.alias}={self._header_text(item)}"
            for item in self._present(by_source.get("cookie", []))
        ]
        if cookies:
            headers.append(("cookie", "; ".join(cookies)))
        method = self.chance.choice(("GET", "POST", "PATCH")) if self._bad(0.3) else endpoint.method
        target = self._path(endpoint) + self._query(by_source.get("query", []))
        body, content_type = self._body(by_source.get("body", []), endpoint)
        return request(method, target, headers=headers, body=body, content_type=content_type)

    def _bad(self, share: float = 1.0) -> bool:
        return self.chance.random() < self.hostility * share

    def _present(self, parameters: list[Parameter]) -> list[Parameter]:
        chosen = [item for item in parameters if not self._bad()]
        return chosen + [item for item in chosen if self._bad(0.5)]

    def _header_text(self, parameter: Parameter) -> str:
        return unquote(url_text(self.chance, parameter.kind, self.hostility), "latin-1")

    def _path(self, endpoint: Endpoint) -> str:
        kinds = {item.name: item.kind for item in endpoint.parameters if item.source == "path"}
        path = re.sub(
            r"{(\w+)[^}]*}",
            lambda found: url_text(self.chance, kinds[found[1]], self.hostility),
            endpoint.path,
        )
        return path + "/" if self._bad(0.2) else path

    def _query(self, parameters: list[Parameter]) -> str:
        pairs = []
        for parameter in self._present(parameters):
            amount = self.chance.choice((1, 1, 2)) if parameter.sequence else 1
            pairs += [f"{parameter.alias}={self._item_text(parameter)}" for _ in range(amount)]
        if self._bad():
            pairs.append(self.chance.choice(("unknown=1", "=", "&", "a;b=c", "%zz")))
        return "?" + "&".join(pairs) if pairs else ""

    def _item_text(self, parameter: Parameter) -> str:
        if not parameter.sequence:
            return url_text(self.chance, parameter.kind, self.hostility)
        value = self.chance.choice(parameter.kind.values)
        if not value or self._bad():
            return self.chance.choice(("", "x", "1", "%ff"))
        return quote(str(self.chance.choice(value)))

    def _body(self, bodies: list[Parameter], endpoint: Endpoint) -> tuple[Any, str | None]:
        if not bodies:
            return b"", None
        content_type = self.chance.choice(CONTENT_TYPES) if self._bad() else "application/json"
        if self._bad():
            return self.chance.choice(BROKEN_BODIES), content_type
        text = json.dumps(self._body_value(bodies, endpoint)).encode()
        cut = self.chance.randint(0, len(text))
        return ([text[:cut], text[cut:]] if self.chance.random() < 0.1 else text), content_type

    def _body_value(self, bodies: list[Parameter], endpoint: Endpoint) -> Any:
        if not endpoint.embedded:
            return json_value(self.chance, bodies[0].kind, self.hostility)
        return {
            item.alias: json_value(self.chance, item.kind, self.hostility)
            for item in self._present(bodies)
        }
