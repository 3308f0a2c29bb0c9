"""Reading and writing notes. Each operation names the scope that its token must carry."""

from typing import Annotated

from ferroapi import (
    APIRouter,
    BackgroundTasks,
    Depends,
    Path,
    Query,
    Request,
    Response,
    Security,
    status,
)

from ..activity import record_activity
from ..dependencies import DatabaseDep, SessionDep, current_account
from ..notebook import Notebook
from ..schemas import Note, NoteBody, NoteChanges, NoteQuery, Page
from ..tables import AccountRow, NoteRow

router = APIRouter(
    prefix="/notes",
    tags=["notes"],
    responses={404: {"description": "No such note"}},
)

Reader = Annotated[AccountRow, Security(current_account, scopes=["notes:read"])]
Writer = Annotated[AccountRow, Security(current_account, scopes=["notes:write"])]
NoteId = Annotated[int, Path(ge=1, le=2**63 - 1)]


class ActivityLog:
    """Dependency: writes to the account's history after the answer was sent."""

    def __init__(self, tasks: BackgroundTasks, database: DatabaseDep, account: Writer) -> None:
        self._tasks = tasks
        self._database = database
        self._account_id = account.id

    def add(self, action: str, note_id: int) -> None:
        """Have ``action`` recorded."""
        self._tasks.add_task(record_activity, self._database, self._account_id, action, note_id)


LogDep = Annotated[ActivityLog, Depends()]


@router.get("")
async def list_notes(
    query: Annotated[NoteQuery, Query()], account: Reader, session: SessionDep
) -> Page[Note]:
    """The account's notes, newest first."""
    rows, total = await Notebook(session, account.id).find(query)
    end = query.offset + len(rows)
    return Page(
        items=[Note.model_validate(row) for row in rows],
        total=total,
        next_offset=end if rows and end < total else None,
    )


@router.post("", status_code=status.HTTP_201_CREATED, response_model=Note)
async def create_note(
    body: NoteBody,
    account: Writer,
    session: SessionDep,
    log: LogDep,
    request: Request,
    response: Response,
) -> NoteRow:
    """Write a note; ``Location`` says where it is."""
    note = await Notebook(session, account.id).add(body)
    log.add("created", note.id)
    response.headers["location"] = str(request.url_for("read_note", note_id=note.id))
    return note


@router.get("/{note_id}", response_model=Note)
async def read_note(note_id: NoteId, account: Reader, session: SessionDep) -> NoteRow:
    """One note."""
    return await Notebook(session, account.id).get(note_id)


@router.patch("/{note_id}", response_model=Note)
async def change_note(
    note_id: NoteId, changes: NoteChanges, account: Writer, session: SessionDep, log: LogDep
) -> NoteRow:
    """Change what the body names, leave the rest."""
    note = await Notebook(session, account.id).change(note_id, changes)
    log.add("changed", note.id)
    return note


@router.delete("/{note_id}", status_code=status.HTTP_204_NO_CONTENT)
async def delete_note(note_id: NoteId, account: Writer, session: SessionDep, log: LogDep) -> None:
    """Delete a note with its checklist."""
    await Notebook(session, account.id).remove(note_id)
    log.add("deleted", note_id)
