"""Writes the expectation vectors of the Rust tests: what CPython and Starlette answer.

Run by hand when a grammar changes, with Starlette installed:
`python rust/ferroapi-core/tests/vectors/generate.py`. One case a line, fields
separated by tabs, every text in hexadecimal UTF-8 (inputs: their bytes).
"""

from __future__ import annotations

import http.cookies
import json
import random
import struct
from collections.abc import Callable, Iterable, Iterator
from email.message import Message
from pathlib import Path
from urllib.parse import parse_qsl

from starlette.routing import compile_path

HERE = Path(__file__).parent
Row = Iterable[str]


def text(value: str) -> str:
    return value.encode().hex()


def pieces(choose: random.Random, parts: list[bytes], longest: int) -> bytes:
    return b"".join(choose.choices(parts, k=choose.randrange(longest)))


def queries(choose: random.Random) -> Iterator[Row]:
    parts = [
        b"a",
        b"b",
        b"=",
        b"&",
        b"+",
        b"%20",
        b"%c3%a9",
        b"%E2%82%AC",
        b"%ff",
        b"%",
        b"%4",
        b";",
        b"\xe9",
        b"%f0%9f",
    ]
    for _ in range(250):
        query = pieces(choose, parts, 14)
        pairs = parse_qsl(query.decode("latin-1"), keep_blank_values=True)
        yield [query.hex(), ",".join(f"{text(name)}:{text(value)}" for name, value in pairs)]


def cookies(choose: random.Random) -> Iterator[Row]:
    parts = [
        b"a",
        b"b",
        b"=",
        b"; ",
        b";",
        b" ",
        b'"',
        b"\\054",
        b'\\"',
        b"\xa0",
        b"\x85",
        b"\x1f",
        b"\xe9",
    ]
    for _ in range(250):
        header = pieces(choose, parts, 14)
        yield [
            header.hex(),
            ",".join(f"{text(k)}:{text(v)}:{text(u)}" for k, v, u in raw_cookies(header)),
        ]


def raw_cookies(header: bytes) -> Iterator[tuple[str, str, str]]:
    """Name, raw value and unquoted value of each piece."""
    for piece in header.decode("latin-1").split(";"):
        name, equals, value = piece.partition("=")
        name, value = (name.strip(), value.strip()) if equals else ("", name.strip())
        if name or value:
            yield name, value, http.cookies._unquote(value)


def media_types(choose: random.Random) -> Iterator[Row]:
    parts = [
        b"application",
        b"APPLICATION",
        b"text",
        b"/",
        b"json",
        b"Json",
        b"+json",
        b"geo",
        b" ",
        b"\t",
        b";",
        b"charset=utf-8",
    ]
    for _ in range(250):
        value = pieces(choose, parts, 7)
        if choose.random() < 0.5:
            value = b"application/" + value
        message = Message()
        message["content-type"] = value.decode("latin-1")
        subtype = message.get_content_subtype()
        is_json = message.get_content_maintype() == "application" and (
            subtype == "json" or subtype.endswith("+json")
        )
        yield [value.hex(), str(int(is_json))]


def floats(choose: random.Random) -> Iterator[Row]:
    values = [0.0, -0.0, 5e-324, 1.7976931348623157e308, 2.0**53, 1059438285926254.25]
    for exponent in range(-12, 24):
        digits = choose.randrange(1, 10 ** choose.randrange(1, 18))
        values += [10.0**exponent, -float(f"{digits}e{exponent - 10}")]
    values += [choose.uniform(-1e6, 1e6) for _ in range(60)]
    values += [choose.getrandbits(53) / 8 for _ in range(60)]
    for value in values:
        yield [struct.pack(">d", value).hex(), text(repr(value))]


def strings(choose: random.Random) -> Iterator[Row]:
    alphabet = 'abcdefgh/"\\\x00\x08\t\n\x0b\x0c\r\x1f\x7fé€😀\u2028'
    for length in range(100):
        weights = [20] * 8 + [1] * (len(alphabet) - 8)
        value = "".join(choose.choices(alphabet, weights, k=length))
        yield [text(value), text(json.dumps(value, ensure_ascii=False))]


def templates(choose: random.Random) -> Iterator[Row]:
    parts = [
        "/",
        "a",
        "b.c",
        "{x}",
        "{y:int}",
        "{z:float}",
        "{u:uuid}",
        "{p:path}",
        "-",
        "{",
        "}",
        "{1}",
    ]
    values = [
        "/",
        "/",
        "a",
        "b.c",
        "7",
        "1.5",
        "é",
        "-",
        "{",
        "}",
        "123e4567e89b-12d3-a456-426614174000",
    ]
    rows = 0
    while rows < 300:
        template = "/" + "".join(choose.choices(parts, k=choose.randrange(6)))
        try:
            regex, _, convertors = compile_path(template)
        except ValueError:
            continue  # a name twice
        path = "/" + "".join(choose.choices(values, k=choose.randrange(7)))
        if choose.random() < 0.7:
            path = fill(choose, template, list(convertors))
        match = regex.match(path)
        if match is None and choose.random() < 0.6:
            continue
        found = "-" if match is None else ",".join(text(match[name]) + "." for name in convertors)
        rows += 1
        yield [text(template), text(path), found]


def fill(choose: random.Random, template: str, names: list[str]) -> str:
    """A path that stands a good chance to match."""
    values = {
        "x": ["a", "é-", "{", "b.c"],
        "y": ["7", "007", "x"],
        "z": ["1", "1.5", "1."],
        "u": ["123e4567-e89b-12d3-a456-426614174000", "123E4567E89B12D3A456426614174000", "123e"],
        "p": ["", "a/b", "/", "a-b.c/"],
    }
    for name in names:
        for form in (
            f"{{{name}}}",
            f"{{{name}:int}}",
            f"{{{name}:float}}",
            f"{{{name}:uuid}}",
            f"{{{name}:path}}",
        ):
            template = template.replace(form, choose.choice(values[name]))
    return template


def main() -> None:
    makers: list[Callable[[random.Random], Iterator[Row]]] = [
        queries,
        cookies,
        media_types,
        floats,
        strings,
        templates,
    ]
    for make in makers:
        lines = ["\t".join(row) for row in make(random.Random(make.__name__))]
        (HERE / f"{make.__name__}.tsv").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
