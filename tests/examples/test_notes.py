"""The notes example through ``TestClient``: what it does, and what it refuses."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from ferroapi.testclient import TestClient
from notes.main import create_app
from notes.settings import Settings

from .actor import Actor, log_in, newcomer, register


def make_settings(folder: Path, **changes: Any) -> Settings:
    url = f"sqlite+aiosqlite:///{folder}/notes.db"
    return Settings(database_url=url, secret=SecretStr("not so secret here"), **changes)


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    with TestClient(create_app(make_settings(tmp_path))) as client:
        yield client


@pytest.fixture
def ada(client: TestClient) -> Actor:
    return newcomer(client, "ada")


# --- accounts


def test_a_registration_shows_the_account_without_its_password(client: TestClient) -> None:
    answer = register(client, "ada")
    assert answer.status_code == 201
    account = answer.json()
    assert account.keys() == {"id", "name", "created_at"}
    assert account["name"] == "ada"
    assert datetime.fromisoformat(account["created_at"]).utcoffset() == timedelta(0)


def test_a_name_can_be_taken_once(client: TestClient) -> None:
    register(client, "ada")
    again = register(client, "ada")
    assert again.status_code == 409
    assert again.json() == {
        "error": {"code": "name_taken", "message": "The name ada is taken"},
    }
    assert register(client, "grace").status_code == 201


def test_a_bad_registration_names_every_fault(client: TestClient) -> None:
    answer = client.post("/accounts", json={"name": "A", "password": "short", "admin": True})
    assert answer.status_code == 422
    found = {(*error["loc"], error["type"]) for error in answer.json()["detail"]}
    assert found == {
        ("body", "name", "string_pattern_mismatch"),
        ("body", "password", "string_too_short"),
        ("body", "admin", "extra_forbidden"),
    }


@pytest.mark.parametrize(
    "body",
    [{"name": "ada", "password": "wrong"}, {"name": "nobody", "password": "wrong"}],
    ids=["wrong-password", "unknown-name"],
)
def test_a_refused_login_does_not_tell_which_part_was_wrong(
    client: TestClient, ada: Actor, body: dict[str, str]
) -> None:
    answer = client.post("/login", json=body)
    assert answer.status_code == 401
    assert answer.json()["error"]["code"] == "wrong_credentials"


def test_an_unknown_scope_cannot_be_asked_for(client: TestClient, ada: Actor) -> None:
    answer = client.post("/login", json={"name": "ada", "password": "…", "scopes": ["root"]})
    assert answer.status_code == 422
    assert answer.json()["detail"][0]["loc"] == ["body", "scopes", 0]


def test_me_is_the_account_of_the_token(client: TestClient, ada: Actor) -> None:
    newcomer(client, "grace")
    assert ada.get("/accounts/me").json()["name"] == "ada"


# --- tokens


def test_without_a_token_the_answer_says_how_to_bring_one(client: TestClient) -> None:
    answer = client.get("/notes")
    assert (answer.status_code, answer.json()) == (401, {"detail": "Not authenticated"})
    assert answer.headers["www-authenticate"] == "Bearer"


def test_another_authorization_scheme_is_no_token(client: TestClient, ada: Actor) -> None:
    answer = client.get("/notes", headers={"authorization": f"Basic {ada.token}"})
    assert answer.status_code == 401


@pytest.mark.parametrize(
    "spoil", [str.upper, lambda token: token[:-1], lambda _: "x.y", lambda _: "é"]
)
def test_a_changed_token_is_refused(client: TestClient, ada: Actor, spoil: Any) -> None:
    header = b"Bearer " + spoil(ada.token).encode("latin-1")
    answer = client.get("/notes", headers={b"authorization": header})
    assert (answer.status_code, answer.json()) == (401, {"detail": "Invalid token"})
    assert answer.headers["www-authenticate"] == 'Bearer scope="notes:read"'


def test_a_token_ends(tmp_path: Path) -> None:
    settings = make_settings(tmp_path, token_lifetime=timedelta(seconds=-1))
    with TestClient(create_app(settings)) as client:
        late = newcomer(client, "ada")
        assert late.get("/accounts/me").json() == {"detail": "Invalid token"}


def test_a_token_of_another_secret_is_refused(tmp_path: Path, ada: Actor) -> None:
    other = make_settings(tmp_path).model_copy(update={"secret": SecretStr("x" * 16)})
    with TestClient(create_app(other)) as client:
        assert Actor(client, ada.token).get("/notes").status_code == 401


def test_a_scope_that_the_token_lacks_is_named(client: TestClient, ada: Actor) -> None:
    reader = log_in(client, "ada", ["notes:read"])
    answer = reader.send("POST", "/notes", json={"title": "no"})
    assert answer.status_code == 403
    assert answer.json() == {"detail": "Token lacks the scope notes:write"}
    assert answer.headers["www-authenticate"] == 'Bearer scope="notes:write"'
    assert reader.get("/notes").json()["total"] == 0
    assert log_in(client, "ada", []).get("/accounts/me").status_code == 200


# --- notes


def test_a_note_comes_back_as_it_was_written(ada: Actor) -> None:
    items = [{"text": "mill"}, {"text": "store", "done": True}]
    note = ada.write(
        "  Engine ", text="Ünïcode ✓", tags=["Maths", "iron", "maths"], checklist=items
    )
    assert note["title"] == "Engine"
    assert note["text"] == "Ünïcode ✓"
    assert note["tags"] == ["iron", "maths"]
    assert note["checklist"] == [{"text": "mill", "done": False}, {"text": "store", "done": True}]
    assert note["owner"]["name"] == "ada"
    assert ada.get(f"/notes/{note['id']}").json() == note


def test_the_location_of_a_new_note_leads_to_it(ada: Actor) -> None:
    answer = ada.send("POST", "/notes", json={"title": "Where"})
    assert ada.get(answer.headers["location"]).json() == answer.json()


def test_pages_follow_one_another_newest_first(ada: Actor) -> None:
    for number in range(5):
        ada.write(f"note {number}")
    seen: list[str] = []
    offset: int | None = 0
    while offset is not None:
        page = ada.get("/notes", params={"limit": 2, "offset": offset}).json()
        assert page["total"] == 5
        seen += [note["title"] for note in page["items"]]
        offset = page["next_offset"]
    assert seen == [f"note {number}" for number in (4, 3, 2, 1, 0)]


def test_notes_are_found_by_tag_and_by_text(ada: Actor) -> None:
    ada.write("Shopping", text="100% cocoa", tags=["home"])
    ada.write("Report", text="due friday", tags=["work"])

    def found(**query: str) -> list[str]:
        return [note["title"] for note in ada.get("/notes", params=query).json()["items"]]

    assert found(tag="HOME") == ["Shopping"]
    assert found(contains="FRIDAY") == ["Report"]
    assert found(contains="100%") == ["Shopping"]
    assert found(contains="_") == []
    assert found(tag="work", contains="cocoa") == []


@pytest.mark.parametrize(
    ("query", "location", "kind"),
    [
        ("limit=0", "limit", "greater_than_equal"),
        ("limit=many", "limit", "int_parsing"),
        ("offset=-1", "offset", "greater_than_equal"),
        ("tag=no%20spaces", "tag", "string_pattern_mismatch"),
        ("order=title", "order", "extra_forbidden"),
    ],
)
def test_a_bad_query_is_told(ada: Actor, query: str, location: str, kind: str) -> None:
    answer = ada.get(f"/notes?{query}")
    assert answer.status_code == 422
    [error] = answer.json()["detail"]
    assert (error["loc"], error["type"]) == (["query", location], kind)


def test_a_body_that_is_not_json_is_told(ada: Actor) -> None:
    headers = {"content-type": "application/json"}
    answer = ada.send("POST", "/notes", content=b'{"title": ', headers=headers)
    assert answer.status_code == 422
    [error] = answer.json()["detail"]
    assert (error["type"], error["loc"]) == ("json_invalid", ["body", 10])


def test_a_fault_deep_in_a_body_is_located(ada: Actor) -> None:
    body = {"title": "t", "checklist": [{"text": "fine"}, {"text": ""}]}
    [error] = ada.send("POST", "/notes", json=body).json()["detail"]
    assert error["loc"] == ["body", "checklist", 1, "text"]


def test_a_change_leaves_the_rest(ada: Actor) -> None:
    note = ada.write("Draft", text="text", tags=["a", "b"], checklist=[{"text": "one"}])
    changes = {"title": "Final", "tags": ["b", "c"]}
    answer = ada.send("PATCH", f"/notes/{note['id']}", json=changes)
    assert answer.status_code == 200
    changed = answer.json()
    assert changed["updated_at"] > note["updated_at"]
    assert changed == note | changes | {"updated_at": changed["updated_at"]}


def test_a_deleted_note_is_gone(ada: Actor) -> None:
    note = ada.write("Brief", tags=["x"], checklist=[{"text": "y"}])
    answer = ada.send("DELETE", f"/notes/{note['id']}")
    assert (answer.status_code, answer.text) == (204, "")
    assert ada.get(f"/notes/{note['id']}").status_code == 404
    assert ada.send("DELETE", f"/notes/{note['id']}").status_code == 404


@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
def test_somebody_elses_note_looks_like_none(client: TestClient, ada: Actor, method: str) -> None:
    note = ada.write("Private")
    grace = newcomer(client, "grace")
    answer = grace.send(
        method, f"/notes/{note['id']}", **({"json": {}} if method == "PATCH" else {})
    )
    assert answer.status_code == 404
    message = f"There is no note {note['id']}"
    assert answer.json() == {"error": {"code": "not_found", "message": message}}
    assert grace.get("/notes").json() == {"items": [], "total": 0, "next_offset": None}


@pytest.mark.parametrize("note_id", ["0", "one", str(2**63)])
def test_an_impossible_id_is_bad_input(ada: Actor, note_id: str) -> None:
    assert ada.get(f"/notes/{note_id}").status_code == 422


def test_what_was_done_is_recorded_after_the_answer(ada: Actor) -> None:
    note = ada.write("Seen")
    ada.send("PATCH", f"/notes/{note['id']}", json={"text": "more"})
    ada.send("PATCH", "/notes/999", json={"text": "none"})
    ada.send("DELETE", f"/notes/{note['id']}")
    activity = ada.get("/accounts/me/activity").json()
    assert [line["action"] for line in activity] == ["deleted", "changed", "created"]
    assert {line["note_id"] for line in activity} == {note["id"]}


# --- the document


def test_the_document_names_the_scopes_and_the_models(client: TestClient) -> None:
    document = client.get("/openapi.json").json()
    assert document["info"]["title"] == "Notes"
    create = document["paths"]["/notes"]["post"]
    assert create["security"] == [{"HTTPBearer": ["notes:write"]}]
    assert create["responses"].keys() == {"201", "404", "422"}
    assert {"NoteBody", "Page_Note_", "ChecklistItem"} <= document["components"]["schemas"].keys()


@pytest.mark.parametrize("page", ["/docs", "/redoc"])
def test_the_pages_for_reading_it_are_served(client: TestClient, page: str) -> None:
    answer = client.get(page)
    assert answer.status_code == 200
    assert "/openapi.json" in answer.text
