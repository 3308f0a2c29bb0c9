"""Through a real uvicorn process: keep-alive, pipelining, large bodies, clients that leave."""

from __future__ import annotations

import http.client
import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, BinaryIO

import pytest

ROOT = Path(__file__).parents[2]
JSON = {"content-type": "application/json"}


class Server:
    """A uvicorn process serving `socket_app`, and sockets to it."""

    def __init__(self, loop: str, http_protocol: str) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        command = [
            sys.executable,
            "-m",
            "uvicorn",
            "tests.protocol.socket_app:app",
            "--port",
            str(self.port),
        ]
        command += [
            "--loop",
            loop,
            "--http",
            http_protocol,
            "--no-access-log",
            "--log-level",
            "critical",
        ]
        self.process = subprocess.Popen(command, cwd=ROOT)
        self._wait()

    def _wait(self) -> None:
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                self.connect().close()
            except OSError:
                time.sleep(0.05)
            else:
                return
        raise RuntimeError("uvicorn did not start")

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=10)

    def client(self) -> closing[http.client.HTTPConnection]:
        return closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=10))

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(10)


@pytest.fixture(
    scope="module",
    params=[("uvloop", "httptools"), ("asyncio", "h11")],
    ids=["uvloop-httptools", "asyncio-h11"],
)
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    running = Server(*request.param)
    yield running
    running.stop()


def _read_responses(connection: socket.socket, amount: int) -> list[tuple[int, bytes]]:
    with connection.makefile("rb") as stream:
        return [_read_response(stream) for _ in range(amount)]


def _read_response(stream: BinaryIO) -> tuple[int, bytes]:
    status, length = int(stream.readline().split()[1]), 0
    while line := stream.readline().strip().lower():
        if line.startswith(b"content-length:"):
            length = int(line.partition(b":")[2])
    return status, stream.read(length)


def _ask(
    client: http.client.HTTPConnection, method: str, path: str, **options: Any
) -> tuple[int, bytes]:
    client.request(method, path, **options)
    answer = client.getresponse()
    return answer.status, answer.read()


def test_keep_alive(server: Server) -> None:
    with server.client() as client:
        for number in range(50):
            assert _ask(client, "GET", f"/json/{number}") == (200, b'{"n":%d}' % number)


def test_pipelined_requests_are_answered_in_order(server: Server) -> None:
    with server.connect() as connection:
        connection.sendall(
            b"".join(b"GET /json/%d HTTP/1.1\r\nHost: x\r\n\r\n" % n for n in range(20))
        )
        answers = _read_responses(connection, 20)
    assert answers == [(200, b'{"n":%d}' % n) for n in range(20)]


def test_errors_keep_the_connection(server: Server) -> None:
    probes = (("GET", "/json/x"), ("GET", "/nothing"), ("POST", "/json/1"), ("GET", "/plain"))
    with server.client() as client:
        assert [_ask(client, *probe)[0] for probe in probes] == [422, 404, 405, 200]


def test_a_crash_is_a_500_and_the_server_lives(server: Server) -> None:
    for _ in range(2):
        with server.client() as client:
            assert _ask(client, "GET", "/boom") == (500, b"Internal Server Error")


def test_large_request_and_response(server: Server) -> None:
    body = json.dumps(list(range(700_000))).encode()
    with server.client() as client:
        assert _ask(client, "POST", "/length", body=body, headers=JSON) == (200, b"700000")
        assert len(_ask(client, "GET", "/large")[1]) == 5000 * 1003 + 1


def test_chunked_request_and_stream(server: Server) -> None:
    chunks = iter([b"[1,", b"2", b",3]"])
    with server.client() as client:
        assert _ask(client, "POST", "/length", body=chunks, headers=JSON, encode_chunked=True) == (
            200,
            b"3",
        )
        assert _ask(client, "GET", "/stream") == (200, b"0;1;2;3;4;")


def test_a_client_that_leaves_while_sending(server: Server) -> None:
    head = b"POST %s HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
    head += b"Content-Length: 100\r\n\r\n[1"
    for path in (b"/raw", b"/length"):
        with server.connect() as connection:
            connection.sendall(head % path)
            time.sleep(0.05)
    deadline = time.monotonic() + 5
    seen: list[str] = []
    while not seen and time.monotonic() < deadline:
        with server.client() as client:
            seen = json.loads(_ask(client, "GET", "/gone")[1])
    assert set(seen) == {"ClientDisconnect"}


def test_a_client_that_does_not_read(server: Server) -> None:
    with server.connect() as connection:
        connection.sendall(b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n")
        connection.recv(100)
    with server.client() as client:
        assert _ask(client, "GET", "/plain") == (200, b"plain")
