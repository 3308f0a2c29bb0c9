"""The tables. They know nothing of HTTP; ``schemas.py`` says what a client sees of them."""

from datetime import UTC, datetime
from typing import Any, ClassVar

from sqlalchemy import DateTime, Dialect, ForeignKey, TypeDecorator
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class UtcDateTime(TypeDecorator[datetime]):
    """An aware datetime: SQLite keeps no time zone, so UTC is what is stored."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Python to database: as UTC, without its zone."""
        return value and value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Database to Python: UTC again."""
        return value and value.replace(tzinfo=UTC)


class Base(DeclarativeBase):
    """The tables' common metadata."""

    type_annotation_map: ClassVar[dict[Any, Any]] = {datetime: UtcDateTime}


def _now() -> datetime:
    return datetime.now(UTC)


class AccountRow(Base):
    """Somebody who may log in."""

    __tablename__ = "accounts"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    password_hash: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=_now)


class TagRow(Base):
    """A word that a note is found by."""

    __tablename__ = "tags"

    note_id: Mapped[int] = mapped_column(
        ForeignKey("notes.id", ondelete="CASCADE"), primary_key=True
    )
    name: Mapped[str] = mapped_column(primary_key=True, index=True)


class ItemRow(Base):
    """One line of a note's checklist."""

    __tablename__ = "items"

    id: Mapped[int] = mapped_column(primary_key=True)
    note_id: Mapped[int] = mapped_column(ForeignKey("notes.id", ondelete="CASCADE"), index=True)
    text: Mapped[str]
    done: Mapped[bool] = mapped_column(default=False)


class NoteRow(Base):
    """A note. Its relations are loaded with it, as an async session cannot load them on access."""

    __tablename__ = "notes"

    id: Mapped[int] = mapped_column(primary_key=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    title: Mapped[str]
    text: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=_now)
    updated_at: Mapped[datetime] = mapped_column(default=_now, onupdate=_now)

    owner: Mapped[AccountRow] = relationship(lazy="joined", innerjoin=True)
    checklist: Mapped[list[ItemRow]] = relationship(
        lazy="selectin", cascade="all, delete-orphan", order_by=ItemRow.id
    )
    tag_rows: Mapped[list[TagRow]] = relationship(
        lazy="selectin", cascade="all, delete-orphan", order_by=TagRow.name
    )

    @property
    def tags(self) -> list[str]:
        """The tags' names, in alphabetical order."""
        return [tag.name for tag in self.tag_rows]


class ActivityRow(Base):
    """Something an account did, written after its request was answered."""

    __tablename__ = "activity"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    action: Mapped[str]
    note_id: Mapped[int]
    at: Mapped[datetime] = mapped_column(default=_now)
