"""Security schemes: FastAPI's answers and descriptions for the same declarations and headers."""

import inspect
from typing import Any

import anyio
import pytest
from pydantic import ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection

import ferroapi.security
from ferroapi.security.base import SecurityBase
from ferroapi.security.http import HTTPBase

fastapi_security = pytest.importorskip("fastapi.security")

FLOW = {"tokenUrl": "token", "scopes": {"read": "Read"}}
DECLARATIONS: list[tuple[str, dict[str, Any]]] = [
    ("APIKeyQuery", {"name": "key"}),
    ("APIKeyHeader", {"name": "X-Key", "description": "A key", "scheme_name": "mine"}),
    ("APIKeyCookie", {"name": "key"}),
    ("HTTPBasic", {}),
    ("HTTPBasic", {"realm": "here", "description": "D"}),
    ("HTTPBearer", {"bearerFormat": "JWT"}),
    ("HTTPBearer", {}),
    ("HTTPDigest", {"scheme_name": "mine"}),
    ("OAuth2", {}),
    ("OAuth2", {"flows": {"password": FLOW, "implicit": {"authorizationUrl": "a"}}}),
    ("OAuth2PasswordBearer", {"tokenUrl": "token"}),
    (
        "OAuth2PasswordBearer",
        {"tokenUrl": "t", "scopes": {"a": "A"}, "refreshUrl": "r", "description": "D"},
    ),
    ("OAuth2AuthorizationCodeBearer", {"authorizationUrl": "a", "tokenUrl": "t"}),
    ("OpenIdConnect", {"openIdConnectUrl": "/openid"}),
]
CREDENTIALS: list[dict[str, Any]] = [
    {},
    {"headers": [(b"authorization", b"")]},
    {"headers": [(b"authorization", b"Bearer")]},
    {"headers": [(b"authorization", b"Bearer   token ")]},
    {"headers": [(b"authorization", b"bearer token")]},
    {"headers": [(b"authorization", b"Digest response=1")]},
    {"headers": [(b"authorization", b"Basic dXNlcjpwYXNzOndvcmQ=")]},
    {"headers": [(b"authorization", b"Basic dXNlcg==")]},
    {"headers": [(b"authorization", b"Basic ???")]},
    {"headers": [(b"authorization", b"Basic w7xzZXI6cGFzcw==")]},
    {"headers": [(b"authorization", b"Basic")]},
    {"headers": [(b"x-key", b"secret")]},
    {"headers": [(b"x-key", b"")]},
    {"headers": [(b"cookie", b"key=secret")]},
    {"query_string": b"key=secret"},
    {"query_string": b"key="},
]


def outcome(scheme: Any, request: dict[str, Any]) -> Any:
    scope = {"type": "http", "headers": [], "query_string": b"", **request}
    try:
        found = anyio.run(scheme, HTTPConnection(scope))
    except HTTPException as refusal:
        own_class = type(refusal).__module__.partition(".")[0] != "starlette"
        return refusal.status_code, refusal.detail, refusal.headers, own_class
    return found.model_dump() if hasattr(found, "model_dump") else found


@pytest.mark.parametrize(("name", "options"), DECLARATIONS)
def test_descriptions(name: str, options: dict[str, Any]) -> None:
    ours = getattr(ferroapi.security, name)(**options)
    theirs = getattr(fastapi_security, name)(**options)
    dump = {"by_alias": True, "exclude_none": True, "mode": "json"}
    assert ours.model.model_dump(**dump) == theirs.model.model_dump(**dump)
    assert ours.scheme_name == theirs.scheme_name
    assert ours.auto_error is True


@pytest.mark.parametrize("auto_error", [True, False])
@pytest.mark.parametrize(("name", "options"), DECLARATIONS)
def test_results_and_refusals(name: str, options: dict[str, Any], auto_error: bool) -> None:
    ours = getattr(ferroapi.security, name)(**options, auto_error=auto_error)
    theirs = getattr(fastapi_security, name)(**options, auto_error=auto_error)
    for request in CREDENTIALS:
        assert outcome(ours, request) == outcome(theirs, request), request


def test_any_http_scheme() -> None:
    from fastapi.security.http import HTTPBase as Theirs

    for request in CREDENTIALS:
        assert outcome(HTTPBase(scheme="hmac"), request) == outcome(Theirs(scheme="hmac"), request)


@pytest.mark.parametrize("name", sorted({name for name, _ in DECLARATIONS} | {"SecurityScopes"}))
def test_signatures(name: str) -> None:
    ours, theirs = (
        [(p.name, p.kind, p.default) for p in inspect.signature(declared).parameters.values()]
        for declared in (getattr(ferroapi.security, name), getattr(fastapi_security, name))
    )
    if name == "OAuth2":
        # FastAPI's default is a model without flows, ours stands for it without importing models.
        assert ours.pop(0)[:2] == theirs.pop(0)[:2]
    assert ours == theirs


def test_password_forms() -> None:
    form = ferroapi.security.OAuth2PasswordRequestForm(
        username="u", password="p", scope="a b", client_id="c"
    )
    assert vars(form) == {
        "grant_type": None,
        "username": "u",
        "password": "p",
        "scopes": ["a", "b"],
        "client_id": "c",
        "client_secret": None,
    }
    strict = ferroapi.security.OAuth2PasswordRequestFormStrict("password", "u", "p", "a")
    assert (strict.grant_type, strict.scopes) == ("password", ["a"])


def test_scopes() -> None:
    scopes = ferroapi.security.SecurityScopes(["a", "b"])
    assert (scopes.scopes, scopes.scope_str) == (["a", "b"], "a b")
    assert ferroapi.security.SecurityScopes().scopes == []


def test_a_mistake_is_reported_where_it_is_made() -> None:
    for declare in (
        lambda: ferroapi.security.OAuth2PasswordBearer(tokenUrl=None),  # type: ignore[arg-type]
        lambda: ferroapi.security.APIKeyHeader(name=1),  # type: ignore[arg-type]
        lambda: ferroapi.security.OAuth2(flows={"password": {}}),
    ):
        with pytest.raises(ValidationError):
            declare()


def test_a_scheme_of_ones_own() -> None:
    class Mine(SecurityBase):
        pass

    scheme = Mine()
    with pytest.raises(AttributeError):
        _ = scheme.model
    scheme.model = model = ferroapi.security.HTTPBearer().model
    assert scheme.model is model


def test_a_refusal_of_ones_own() -> None:
    class Forbidding(ferroapi.security.HTTPBearer):
        def make_not_authenticated_error(self) -> HTTPException:
            return HTTPException(403, "no")

    assert outcome(Forbidding(), {})[:2] == (403, "no")


def test_unknown_names_are_refused() -> None:
    with pytest.raises(AttributeError, match="nothing"):
        _ = ferroapi.security.nothing  # type: ignore[attr-defined]
    assert {"HTTPBearer", "SecurityScopes"} <= set(dir(ferroapi.security))
