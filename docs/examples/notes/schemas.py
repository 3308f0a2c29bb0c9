"""What clients send and see. Input models forbid unknown keys, so a typing error is told."""

from datetime import datetime
from typing import Annotated, Generic, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

AccountName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]{2,31}$")]
Password = Annotated[str, StringConstraints(min_length=8, max_length=128)]
TagName = Annotated[str, StringConstraints(pattern=r"^[\w-]{1,32}$", to_lower=True)]
Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Scope = Literal["notes:read", "notes:write"]
Item = TypeVar("Item")


def _without_repeats(tags: list[str]) -> list[str]:
    return sorted(set(tags))


Tags = Annotated[list[TagName], Field(max_length=16), AfterValidator(_without_repeats)]


class Input(BaseModel):
    """Something a client sends."""

    model_config = ConfigDict(extra="forbid")


class Output(BaseModel):
    """Something a client sees, read off a row's attributes."""

    model_config = ConfigDict(from_attributes=True)


class NewAccount(Input):
    """The body of a registration."""

    name: AccountName
    password: Password


class Login(Input):
    """The body of a login; fewer scopes may be asked for than there are."""

    name: str
    password: str
    scopes: frozenset[Scope] = frozenset({"notes:read", "notes:write"})


class AccessToken(Output):
    """What a login gives; send it as ``Authorization: Bearer …``."""

    access_token: str
    token_type: Literal["bearer"] = "bearer"
    scopes: list[str]


class Account(Output):
    """An account, as everybody may see it."""

    id: int
    name: str
    created_at: datetime


class Activity(Output):
    """One line of an account's history."""

    action: str
    note_id: int
    at: datetime


class ChecklistItem(Output):
    """One line of a note's checklist, sent and seen alike."""

    model_config = ConfigDict(extra="forbid")

    text: Annotated[str, Field(min_length=1, max_length=200)]
    done: bool = False


class NoteBody(Input):
    """A note as a client writes it."""

    title: Title
    text: Annotated[str, Field(max_length=20_000)] = ""
    tags: Tags = []
    checklist: Annotated[list[ChecklistItem], Field(max_length=100)] = []


class NoteChanges(Input):
    """What to change in a note. A key that is left out stays as it was: its default is not used."""

    title: Title = ""
    text: Annotated[str, Field(max_length=20_000)] = ""
    tags: Tags = []
    checklist: Annotated[list[ChecklistItem], Field(max_length=100)] = []


class Note(Output):
    """A note as a client sees it."""

    id: int
    title: str
    text: str
    tags: list[str]
    checklist: list[ChecklistItem]
    owner: Account
    created_at: datetime
    updated_at: datetime


class PageQuery(Input):
    """Which part of a long list is wanted."""

    limit: Annotated[int, Field(ge=1, le=100)] = 20
    offset: Annotated[int, Field(ge=0)] = 0


class NoteQuery(PageQuery):
    """Which notes are wanted."""

    tag: TagName | None = None
    contains: Annotated[str | None, Field(min_length=1, max_length=100)] = None
    """Looked for in titles and texts, upper and lower case alike."""


class Page(BaseModel, Generic[Item]):
    """A part of a long list, newest first, and where the next one begins."""

    items: list[Item]
    total: int
    next_offset: int | None = None
