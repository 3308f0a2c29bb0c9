"""Somebody who uses the notes example over HTTP: in process or over a socket, it is the same."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

PASSWORD = "a long enough password"
ALL_SCOPES = ("notes:read", "notes:write")


class Answer(Protocol):
    """What the tests look at in a response of either client."""

    @property
    def status_code(self) -> int: ...
    @property
    def headers(self) -> Any: ...
    @property
    def text(self) -> str: ...
    def json(self) -> Any: ...


class Client(Protocol):
    """``TestClient`` and ``httpx2.Client`` alike."""

    def request(self, method: str, url: str, **options: Any) -> Answer: ...


class Actor:
    """An account with a token, and a client that sends it."""

    def __init__(self, client: Client, token: str) -> None:
        self._client = client
        self.token = token

    def send(self, method: str, url: str, **options: Any) -> Answer:
        """Send one request with the token."""
        headers = {"authorization": f"Bearer {self.token}", **options.pop("headers", {})}
        return self._client.request(method, url, headers=headers, **options)

    def get(self, url: str, **options: Any) -> Answer:
        """Send a GET."""
        return self.send("GET", url, **options)

    def write(self, title: str, **fields: Any) -> dict[str, Any]:
        """Create a note and return it as the server answered."""
        answer = self.send("POST", "/notes", json={"title": title, **fields})
        assert answer.status_code == 201, answer.text
        note: dict[str, Any] = answer.json()
        return note


def register(client: Client, name: str) -> Answer:
    """Open an account with the password that ``log_in`` uses."""
    return client.request("POST", "/accounts", json={"name": name, "password": PASSWORD})


def log_in(client: Client, name: str, scopes: Sequence[str] = ALL_SCOPES) -> Actor:
    """Log in with some scopes."""
    body = {"name": name, "password": PASSWORD, "scopes": list(scopes)}
    answer = client.request("POST", "/login", json=body)
    assert answer.status_code == 200, answer.text
    return Actor(client, answer.json()["access_token"])


def newcomer(client: Client, name: str) -> Actor:
    """Open an account and log in."""
    assert register(client, name).status_code == 201
    return log_in(client, name)
