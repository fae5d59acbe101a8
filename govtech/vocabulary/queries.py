"""The list as it was stated last: the journal's newest text."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from govtech.core.db import session
from govtech.core.journal import Entry


@dataclass(frozen=True)
class SynonymList:
    """The list as a subject of the journal, whose entries hold its texts: there is one."""

    id: str = "synonyms"
    __tablename__ = "synonym_list"


@dataclass(frozen=True)
class Stated:
    """A text of the list, and the number of the entry that stated it; 0 when nobody has stated one yet."""

    text: str
    version: int


def current() -> Stated:
    """What is stated now."""
    subject = SynonymList()
    row = session.execute(
        sa.select(Entry.id, Entry.changes)
        .where(Entry.subject_type == subject.__tablename__, Entry.subject_id == subject.id)
        .order_by(Entry.id.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        return Stated("", 0)
    _before, after = row.changes["text"]
    return Stated(str(after), row.id)
