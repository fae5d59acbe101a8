"""The journal: what happened, by whom, for whom. Index, mail and audit follow from it through the outbox."""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from govtech.core.clock import now
from govtech.core.db import Base, Rows, new_id, session
from govtech.core.policy import Actor

Changes = Mapping[str, object]


class Consumer(enum.StrEnum):
    """Who is told of an entry after the commit."""

    SEARCH = "search"
    MAIL = "mail"
    NOTICE = "notice"


class Entry(Base):
    """One act, written once in the transaction that did it and never changed."""

    __tablename__ = "journal_entry"
    __table_args__ = (sa.Index(None, "subject_type", "subject_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(default=now)
    user_id: Mapped[str | None] = mapped_column(sa.String(16))
    organisation_id: Mapped[str | None] = mapped_column(sa.String(16), index=True)
    actor_name: Mapped[str] = mapped_column(sa.String(120))
    organisation_name: Mapped[str] = mapped_column(sa.String(120))
    verb: Mapped[str] = mapped_column(sa.String(64))
    subject_type: Mapped[str] = mapped_column(sa.String(40))
    subject_id: Mapped[str] = mapped_column(sa.String(40))
    changes: Mapped[dict[str, object]] = mapped_column(sa.JSON, default=dict)
    confidential: Mapped[bool] = mapped_column(default=False)


class Outbox(Base):
    """What is still owed to the world outside the database; deleted once delivered."""

    __tablename__ = "outbox"
    __table_args__ = (sa.Index(None, "consumer", "not_before", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(sa.ForeignKey(Entry.id))
    entry: Mapped[Entry] = relationship()
    consumer: Mapped[Consumer]
    payload: Mapped[dict[str, object]] = mapped_column(sa.JSON, default=dict)
    not_before: Mapped[datetime] = mapped_column(default=now)
    attempts: Mapped[int] = mapped_column(default=0)


@dataclass(frozen=True)
class Letter:
    """A mail to send after the commit: the words are already in the reader's language."""

    to: str
    subject: str
    body: str


@dataclass(frozen=True)
class Notice:
    """What one person is told: in the app, and by mail as that person wishes. Words in the person's language."""

    user_id: str
    kind: str
    title: str
    text: str
    path: str


def record(
    actor: Actor,
    verb: str,
    subject: Any,
    changes: Changes | None = None,
    *,
    confidential: bool = False,
    letters: Sequence[Letter] = (),
    notices: Sequence[Notice] = (),
) -> Entry:
    """Write what happened in the transaction of the change itself; delivery follows from it.

    A confidential entry is shown to the acting organisation alone.
    """
    session.flush()  # the subject needs its id
    entry = Entry(
        user_id=actor.user_id,
        organisation_id=actor.organisation_id,
        actor_name=actor.name,
        organisation_name=actor.organisation_name,
        verb=verb,
        subject_type=subject.__tablename__,
        subject_id=str(subject.id),
        changes=dict(changes or {}),
        confidential=confidential,
    )
    session.add(Outbox(entry=entry, consumer=Consumer.SEARCH))
    session.add_all(
        Outbox(entry=entry, consumer=Consumer.MAIL, payload={**asdict(letter), "key": new_id()})
        for letter in letters
    )
    session.add_all(
        Outbox(entry=entry, consumer=Consumer.NOTICE, payload={**asdict(notice), "key": new_id()})
        for notice in notices
    )
    return entry


def record_all(
    actor: Actor,
    verb: str,
    table: type[Base],
    subjects: Sequence[tuple[str, Changes]],
    *,
    confidential: bool = False,
) -> None:
    """`record` for many things of one table at once (imports), in a few statements: (id, changes) each."""
    common = {
        "at": now(),
        "user_id": actor.user_id,
        "organisation_id": actor.organisation_id,
        "actor_name": actor.name,
        "organisation_name": actor.organisation_name,
        "verb": verb,
        "subject_type": table.__tablename__,
        "confidential": confidential,
    }
    rows = [
        {**common, "subject_id": subject_id, "changes": dict(changes)} for subject_id, changes in subjects
    ]
    if rows:
        entries = session.scalars(sa.insert(Entry).returning(Entry.id), rows).all()
        session.execute(
            sa.insert(Outbox), [{"entry_id": entry, "consumer": Consumer.SEARCH} for entry in entries]
        )


def visible_to(actor: Actor) -> sa.ColumnElement[bool]:
    """Entries this actor may read beside the thing they are about."""
    if actor.organisation_id is None:
        return ~Entry.confidential
    return sa.or_(~Entry.confidential, Entry.organisation_id == actor.organisation_id)


def history(actor: Actor, subject: Any, limit: int = 50) -> Rows:
    """What happened to a thing, newest first: at, verb, actor_name, organisation_name, changes."""
    statement = (
        sa.select(Entry.id, Entry.at, Entry.verb, Entry.actor_name, Entry.organisation_name, Entry.changes)
        .where(
            Entry.subject_type == subject.__tablename__,
            Entry.subject_id == str(subject.id),
            visible_to(actor),
        )
        .order_by(Entry.id.desc())
        .limit(limit)
    )
    return session.execute(statement).all()


def compared(before: Mapping[str, object], after: Mapping[str, object]) -> dict[str, Any]:
    """Changes in the journal's form: {field: [before, after]} for what differs."""
    return {key: [before.get(key), value] for key, value in after.items() if before.get(key) != value}
