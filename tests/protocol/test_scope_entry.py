"""The scope's own entry of an included route: each request has its own, whoever kept another's."""

import asyncio

import pytest

from ferroapi import APIRouter, FerroAPI, Request

from .asgi import ask

KEYS = {"effective_route_context", "included_router"}


@pytest.fixture
def seen():
    return []


@pytest.fixture
def app(seen):
    router = APIRouter()

    @router.get("/keep")
    async def keep(request: Request):
        seen.append(request.scope["fastapi"])
        return len(seen)

    @router.get("/spoil/{how}")
    async def spoil(request: Request, how: str):
        entry = request.scope["fastapi"]
        seen.append(dict(entry))
        if how == "add":
            entry["mine"] = request
        elif how == "clear":
            entry.clear()
        elif how == "replace":
            entry["included_router"] = None
        await asyncio.sleep(0)

    app = FerroAPI()
    app.include_router(router)
    return app


def get(app, *paths):
    async def run():
        await asyncio.gather(*(ask(app, "GET", path) for path in paths))

    asyncio.run(run())


def test_an_entry_that_was_kept_is_not_given_away_again(app, seen):
    for _ in range(3):
        get(app, "/keep")
    assert len({id(entry) for entry in seen}) == 3
    assert all(entry.keys() == KEYS for entry in seen)


@pytest.mark.parametrize("how", ["add", "clear", "replace", "nothing"])
def test_a_changed_entry_is_not_given_away_again(app, seen, how):
    for _ in range(3):
        get(app, f"/spoil/{how}")
    assert all(entry == seen[0] and entry.keys() == KEYS for entry in seen)
    assert seen[0]["included_router"] is not None


def test_requests_at_the_same_time_have_an_entry_each(app, seen):
    get(app, *["/spoil/add"] * 5)
    assert len(seen) == 5
    assert all(entry.keys() == KEYS for entry in seen)
