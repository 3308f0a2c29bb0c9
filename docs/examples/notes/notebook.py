"""Notes in the database: finding, writing, tagging. No HTTP here; ``routers/notes.py`` calls it."""

from collections.abc import Iterable, Sequence

from sqlalchemy import Select, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from .errors import NotFoundError
from .schemas import ChecklistItem, NoteBody, NoteChanges, NoteQuery
from .tables import ItemRow, NoteRow, TagRow


class Notebook:
    """The notes of one account, within one session."""

    def __init__(self, session: AsyncSession, owner_id: int) -> None:
        self._session = session
        self._owner_id = owner_id

    async def find(self, query: NoteQuery) -> tuple[Sequence[NoteRow], int]:
        """Return the wanted part of the matching notes, newest first, and how many match."""
        matching = self._matching(query)
        counted = select(func.count()).select_from(matching.order_by(None).subquery())
        total = (await self._session.scalars(counted)).one()
        part = matching.order_by(NoteRow.id.desc()).limit(query.limit).offset(query.offset)
        return (await self._session.scalars(part)).unique().all(), total

    async def get(self, note_id: int) -> NoteRow:
        """Return a note of this account; raise ``NotFoundError`` for any other id."""
        note = await self._session.get(NoteRow, note_id)
        if note is None or note.owner_id != self._owner_id:
            raise NotFoundError(f"There is no note {note_id}")
        return note

    async def add(self, body: NoteBody) -> NoteRow:
        """Write a new note."""
        note = NoteRow(
            owner_id=self._owner_id,
            title=body.title,
            text=body.text,
            checklist=_item_rows(body.checklist),
            tag_rows=_tag_rows(body.tags),
        )
        self._session.add(note)
        await self._session.flush()
        await self._session.refresh(note)
        return note

    async def change(self, note_id: int, changes: NoteChanges) -> NoteRow:
        """Write what the client sent, leave the rest."""
        note = await self.get(note_id)
        sent = changes.model_fields_set
        for name in sent & {"title", "text"}:
            setattr(note, name, getattr(changes, name))
        if "checklist" in sent:
            note.checklist = _item_rows(changes.checklist)
        if "tags" in sent:
            note.tag_rows = _tag_rows(changes.tags)
        await self._session.flush()
        await self._session.refresh(note)
        return note

    async def remove(self, note_id: int) -> None:
        """Delete a note with its checklist."""
        await self._session.delete(await self.get(note_id))

    def _matching(self, query: NoteQuery) -> Select[NoteRow]:
        notes = select(NoteRow).where(NoteRow.owner_id == self._owner_id)
        if query.tag is not None:
            notes = notes.where(NoteRow.tag_rows.any(TagRow.name == query.tag))
        if query.contains is not None:
            wanted = query.contains
            notes = notes.where(
                or_(
                    NoteRow.title.icontains(wanted, autoescape=True),
                    NoteRow.text.icontains(wanted, autoescape=True),
                )
            )
        return notes


def _item_rows(items: Iterable[ChecklistItem]) -> list[ItemRow]:
    return [ItemRow(text=item.text, done=item.done) for item in items]


def _tag_rows(names: Iterable[str]) -> list[TagRow]:
    return [TagRow(name=name) for name in names]
