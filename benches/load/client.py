"""A closed-loop HTTP/1.1 client: keep-alive connections that each wait for their answer.

    python -m benches.load.client PORT CASE SECONDS [CONNECTIONS]

Prints how many answers came. Used where `wrk` is not installed; it runs in a process of its own
and only loopback addresses are ever asked. Answers are counted by their content-length and must
have the case's status.
"""

import asyncio
import sys
from collections.abc import Iterator
from itertools import cycle
from urllib.parse import quote

from ..python import cases
from ..python.case import Case, Request

CONNECTIONS = 32
HOST = "127.0.0.1"


class UnexpectedAnswer(Exception):
    """The server answered another status than the case expects, or closed the connection."""


def request_bytes(request: Request) -> bytes:
    """The request as it goes over the wire."""
    target = quote(request.path) + (f"?{request.query}" if request.query else "")
    lines = [f"{request.method} {target} HTTP/1.1".encode(), b"host: 127.0.0.1"]
    lines += [b"user-agent: bench/1.0", b"accept: application/json", b"connection: keep-alive"]
    lines += [name + b": " + value for name, value in request.headers]
    return b"\r\n".join(lines) + b"\r\n\r\n" + request.body


class Connection(asyncio.Protocol):
    """One keep-alive connection: sends the next request as soon as an answer is complete."""

    def __init__(self, requests: Iterator[bytes], status: bytes) -> None:
        self.answers = 0
        self.failure: Exception | None = None
        self._requests = requests
        self._start = b"HTTP/1.1 " + status
        self._buffer = b""
        self._transport: asyncio.WriteTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Sends the first request."""
        self._transport = transport  # type: ignore[assignment]
        self._send()

    def data_received(self, data: bytes) -> None:
        """Counts the answer once it is whole, and sends the next request."""
        self._buffer += data
        end = self._buffer.find(b"\r\n\r\n")
        if end < 0:
            return
        head = self._buffer[:end].lower()
        _, _, tail = head.partition(b"content-length: ")
        whole = end + 4 + int(tail.partition(b"\r\n")[0] or 0)
        if len(self._buffer) < whole:
            return
        if not self._buffer.startswith(self._start):
            self._fail(UnexpectedAnswer(self._buffer[:200].decode("latin-1")))
            return
        self._buffer = self._buffer[whole:]
        self.answers += 1
        self._send()

    def connection_lost(self, exc: Exception | None) -> None:
        """Remembers that it was the server who closed."""
        if self._transport is not None:
            self._fail(exc or UnexpectedAnswer("the server closed the connection"))

    def close(self) -> None:
        """Closes from our side."""
        transport, self._transport = self._transport, None
        if transport is not None:
            transport.close()

    def _send(self) -> None:
        if self._transport is not None:
            self._transport.write(next(self._requests))

    def _fail(self, error: Exception) -> None:
        self.failure = self.failure or error
        self.close()


async def load(port: int, case: Case, seconds: float, connections: int = CONNECTIONS) -> int:
    """Keeps the connections busy for that long; how many answers came."""
    loop = asyncio.get_running_loop()
    requests = cycle([request_bytes(request) for request in case.requests])
    status = str(case.status).encode()
    opened = []
    for _ in range(connections):
        _, protocol = await loop.create_connection(lambda: Connection(requests, status), HOST, port)
        opened.append(protocol)
    await asyncio.sleep(seconds)
    for protocol in opened:
        protocol.close()
        if protocol.failure is not None:
            raise protocol.failure
    return sum(protocol.answers for protocol in opened)


def main() -> None:
    """Runs under uvloop, as the server does, where it is installed."""
    port, name, seconds, *rest = sys.argv[1:]
    try:
        from uvloop import run
    except ImportError:
        run = asyncio.run  # type: ignore[assignment]
    case = cases.MAKERS[name]()
    print(run(load(int(port), case, float(seconds), int(rest[0]) if rest else CONNECTIONS)))


if __name__ == "__main__":
    main()
