"""The notes example in a uvicorn process (uvloop, httptools), over a real socket."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import httpx2
import pytest

from .actor import Actor, newcomer
from .server import serve

Start = Callable[[], AbstractContextManager[httpx2.Client]]


@pytest.fixture
def start(tmp_path: Path) -> Start:
    """Starts the server: each time on another port, with the same folder and secret."""

    @contextmanager
    def started() -> Iterator[httpx2.Client]:
        secret = {"NOTES_SECRET": "the same after a restart"}
        with serve("notes.main:app", secret, tmp_path) as url:
            with httpx2.Client(base_url=url, trust_env=False) as client:
                yield client

    return started


def test_notes_and_tokens_survive_a_restart(start: Start, tmp_path: Path) -> None:
    with start() as client:
        ada = newcomer(client, "ada")
        note = ada.write("Kept", tags=["safe"], checklist=[{"text": "still here"}])
    assert (tmp_path / "notes.db").exists()
    with start() as client:
        again = Actor(client, ada.token)
        assert again.get(f"/notes/{note['id']}").json() == note
        assert again.get("/notes", params={"tag": "safe"}).json()["total"] == 1
        assert [line["action"] for line in again.get("/accounts/me/activity").json()] == ["created"]


def test_refusals_over_the_wire(start: Start) -> None:
    with start() as client:
        ada = newcomer(client, "ada")
        assert client.get("/notes").status_code == 401
        assert Actor(client, ada.token + "x").get("/notes").status_code == 401
        assert ada.send("POST", "/notes", json={"title": ""}).status_code == 422
        assert ada.get("/notes/1").status_code == 404
        assert client.get("/nowhere").json() == {"detail": "Not Found"}
        assert client.put("/notes").status_code == 405
        assert client.get("/docs").status_code == 200


def test_many_writers_at_once_lose_nothing(start: Start) -> None:
    """Nor do their background tasks: a server that is told to stop finishes them first."""
    with start() as client:
        ada = newcomer(client, "ada")
        with ThreadPoolExecutor(8) as pool:
            written = list(pool.map(lambda number: ada.write(f"note {number}"), range(40)))
        assert len({note["id"] for note in written}) == 40
    with start() as client:
        again = Actor(client, ada.token)
        assert again.get("/notes").json()["total"] == 40
        assert len(again.get("/accounts/me/activity").json()) == 40


def test_two_requests_in_one_packet_are_answered_in_order(start: Start) -> None:
    request = b"GET %s HTTP/1.1\r\nhost: x\r\n%s\r\n"
    packet = request % (b"/notes", b"") + request % (b"/openapi.json", b"connection: close\r\n")
    with start() as client:
        address = urlsplit(str(client.base_url))
        with socket.create_connection((address.hostname, address.port), timeout=10) as connection:
            connection.sendall(packet)
            answer = b"".join(iter(lambda: connection.recv(65536), b""))
    assert answer.startswith(b"HTTP/1.1 401 Unauthorized\r\n")
    assert b'{"detail":"Not authenticated"}HTTP/1.1 200 OK\r\n' in answer
