"""The history of an account: written by a background task, in a transaction of its own."""

from .database import Database
from .tables import ActivityRow


async def record_activity(database: Database, account_id: int, action: str, note_id: int) -> None:
    """Add one line to the account's history."""
    async with database.transaction() as session:
        session.add(ActivityRow(account_id=account_id, action=action, note_id=note_id))
