"""The application: settings in, routers, error handlers and lifespan put together.

Serve it with ``uvicorn notes.main:app``, or make one for a test with ``create_app(Settings(…))``.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from ferroapi import FerroAPI

from .database import Database
from .errors import install_error_handlers
from .routers import accounts, notes
from .settings import Settings
from .tokens import TokenSigner


def create_app(settings: Settings | None = None) -> FerroAPI:
    """Return an application with the given settings, else with those of the environment."""
    chosen = settings or Settings()

    @asynccontextmanager
    async def lifespan(_app: FerroAPI) -> AsyncIterator[dict[str, Any]]:
        """What is yielded here, requests find as ``request.state``."""
        signer = TokenSigner(chosen.secret.get_secret_value(), chosen.token_lifetime)
        async with Database(chosen.database_url).running() as database:
            yield {"database": database, "signer": signer}

    app = FerroAPI(
        title="Notes",
        summary="Notes with tags and checklists",
        version="1.0.0",
        lifespan=lifespan,
    )
    app.include_router(accounts.router)
    app.include_router(notes.router)
    install_error_handlers(app)
    return app


app = create_app()
