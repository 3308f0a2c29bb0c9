"""A chain of dependencies, all async: user ← header token, user ← session (a generator)."""

from typing import Annotated, Any

import orjson

from .. import raw
from ..case import TURNS, App, Case, Receive, Request, Scope, Send, json_bytes
from ..web import BARE

People = dict[str, str]
"""Who owns which token."""

PEOPLE = {f"token-{n}": f"Ada {n}" for n in range(TURNS)}


class Session:
    """Stands for a database session lent from a pool: open during a request, and only then."""

    __slots__ = ("open",)

    def __init__(self) -> None:
        self.open = False


SESSION = Session()


def _chain(web: Any, header: str, people: People) -> tuple[Any, Any, Any, Any]:
    """The three dependencies and the endpoint, declared with a framework's markers."""

    async def get_token(token: Annotated[str, web.Header(alias=header)]):
        return token

    async def get_session():
        SESSION.open = True
        try:
            yield SESSION
        finally:
            SESSION.open = False

    async def get_user(
        token: Annotated[str, web.Depends(get_token)],
        session: Annotated[Session, web.Depends(get_session)],
    ):
        return people[token] if session.open else None

    async def read_me(user: Annotated[str, web.Depends(get_user)]):
        return {"user": user}

    return get_token, get_session, get_user, read_me


def _control(path: str, header: str, people: People) -> App:
    get_token, get_session, get_user, read_me = _chain(BARE, header, people)
    name = header.encode()

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET" or scope["path"] != path:
            await raw.refuse(send)
            return
        token = raw.header(scope, name)
        if token is None:
            await raw.refuse(send, 401, b'{"detail":"Unauthorized"}')
            return
        sessions = get_session()
        try:
            session = await anext(sessions)
            user = await get_user(await get_token(token), session)
            body = orjson.dumps(await read_me(user))
            headers = [(b"content-length", b"%d" % len(body)), raw.JSON]
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            await send({"type": "http.response.body", "body": body})
        finally:
            await sessions.aclose()

    return app


def deps(
    name: str = "deps",
    path: str = "/me",
    header: str = "x-token",
    people: People = PEOPLE,
    anyio_scope: bool = False,
) -> Case:
    """The chain, called as uvicorn calls an app; or with an AnyIO scope open around it."""

    def build(web: Any) -> App:
        app = web.FastAPI()
        app.get(path)(_chain(web, header, people)[-1])
        return app  # type: ignore[no-any-return]

    tokens = list(people)

    def answer(n: int) -> bytes:
        if SESSION.open:
            raise RuntimeError("the session was left open")
        return json_bytes({"user": people[tokens[n % len(tokens)]]})

    return Case(
        name,
        build,
        control=lambda: _control(path, header, people),
        requests=[Request(path, headers=((header.encode(), token.encode()),)) for token in tokens],
        answer=answer,
        anyio_scope=anyio_scope,
    )


def deps_scope() -> Case:
    """Inside an AnyIO cancel scope: how `BaseHTTPMiddleware` or an AnyIO server calls it."""
    return deps("deps_scope", anyio_scope=True)
