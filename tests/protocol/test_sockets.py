"""Through a real uvicorn process: keep-alive, pipelining, large bodies, clients that leave."""

from __future__ import annotations

import http.client
import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


class Server:
    """A uvicorn process serving `socket_app`, and sockets to it."""

    def __init__(self, loop: str, http_protocol: str) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        command = [sys.executable, "-m", "uvicorn", "tests.protocol.socket_app:app", "--port", str(self.port)]
        command += ["--loop", loop, "--http", http_protocol, "--no-access-log", "--log-level", "critical"]
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

    def client(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(10)


@pytest.fixture(scope="module", params=[("uvloop", "httptools"), ("asyncio", "h11")], ids=["uvloop-httptools", "asyncio-h11"])
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    running = Server(*request.param)
    yield running
    running.stop()


def _read_responses(connection: socket.socket, amount: int) -> list[tuple[int, bytes]]:
    stream = connection.makefile("rb")
    answers = []
    for _ in range(amount):
        status = int(stream.readline().split()[1])
        length = 0
        while (line := stream.readline().strip().lower()) != b"":
            if line.startswith(b"content-length:"):
                length = int(line.partition(b":")[2])
        answers.append((status, stream.read(length)))
    return answers


def test_keep_alive(server: Server) -> None:
    client = server.client()
    for number in range(50):
        client.request("GET", f"/json/{number}")
        answer = client.getresponse()
        assert (answer.status, json.loads(answer.read())) == (200, {"n": number})
    client.close()


def test_pipelined_requests_are_answered_in_order(server: Server) -> None:
    with server.connect() as connection:
        connection.sendall(b"".join(b"GET /json/%d HTTP/1.1\r\nHost: x\r\n\r\n" % n for n in range(20)))
        answers = _read_responses(connection, 20)
    assert answers == [(200, b'{"n":%d}' % n) for n in range(20)]


def test_errors_keep_the_connection(server: Server) -> None:
    client = server.client()
    found = []
    for method, path in (("GET", "/json/x"), ("GET", "/nothing"), ("POST", "/json/1"), ("GET", "/boom"), ("GET", "/plain")):
        client.request(method, path)
        answer = client.getresponse()
        answer.read()
        found.append(answer.status)
    assert found == [422, 404, 405, 500, 200]


def test_large_request_and_response(server: Server) -> None:
    client = server.client()
    body = json.dumps(list(range(700_000))).encode()
    client.request("POST", "/length", body, {"content-type": "application/json"})
    assert client.getresponse().read() == b"700000"
    client.request("GET", "/large")
    assert len(client.getresponse().read()) == 5000 * 1003 + 1
    client.close()


def test_chunked_request_and_stream(server: Server) -> None:
    client = server.client()
    client.request("POST", "/length", iter([b"[1,", b"2", b",3]"]), {"content-type": "application/json"}, encode_chunked=True)
    assert client.getresponse().read() == b"3"
    client.request("GET", "/stream")
    assert client.getresponse().read() == b"0;1;2;3;4;"


def test_a_client_that_leaves_while_sending(server: Server) -> None:
    for path in (b"/raw", b"/length"):
        with server.connect() as connection:
            connection.sendall(b"POST %s HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n[1" % path)
            time.sleep(0.05)
    deadline = time.monotonic() + 5
    seen: list[str] = []
    while not seen and time.monotonic() < deadline:
        client = server.client()
        client.request("GET", "/gone")
        seen = json.loads(client.getresponse().read())
        client.close()
    assert set(seen) == {"ClientDisconnect"}


def test_a_client_that_does_not_read(server: Server) -> None:
    with server.connect() as connection:
        connection.sendall(b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n")
        connection.recv(100)
    client = server.client()
    client.request("GET", "/plain")
    assert client.getresponse().read() == b"plain"
