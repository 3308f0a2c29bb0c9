"""The database: one engine per application, one session per request."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

from .tables import Base


class Database:
    """An engine with its sessions."""

    def __init__(self, url: str) -> None:
        self._engine = create_async_engine(url)
        self._sessions = async_sessionmaker(self._engine, expire_on_commit=False)
        if self._engine.dialect.name == "sqlite":
            event.listen(self._engine.sync_engine, "connect", _set_up_sqlite)

    @asynccontextmanager
    async def running(self) -> AsyncIterator["Database"]:
        """Create missing tables on the way in, close every connection on the way out."""
        try:
            async with self._engine.begin() as connection:
                await connection.run_sync(Base.metadata.create_all)
            yield self
        finally:
            await self._engine.dispose()

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        """A session that commits at the end of the block, or rolls back if the block raises."""
        async with self._sessions.begin() as session:
            yield session


def _set_up_sqlite(connection: Any, _record: object) -> None:
    """Readers beside one writer (WAL), patience for a second writer, foreign keys that hold."""
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "busy_timeout=5000", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
