"""What published answers said before they were corrected, as the journal keeps it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from govtech.core.db import session
from govtech.core.journal import Entry
from govtech.core.show import show_date
from govtech.core.words import gettext as _
from govtech.soundings.models import OUTCOME_LABELS, Sounding


class Correction(NamedTuple):
    """When and why an answer was corrected, and what it said before."""

    at: datetime
    why: str
    outcome: str
    answer: str

    @property
    def words(self) -> str:
        """All of it in one text, for files."""
        return _(
            "%(day)s 訂正・追記（理由：%(why)s）訂正前の回答【%(outcome)s】%(answer)s",
            day=show_date(self.at),
            why=self.why,
            outcome=self.outcome,
            answer=self.answer,
        )


Corrections = dict[str, list[Correction]]
"""By the id of the answer, the latest first."""


def of(sounding: Sounding) -> Corrections:
    """All corrections of a sounding's published answers."""
    rows = session.execute(
        sa.select(Entry.at, Entry.changes)
        .where(
            Entry.subject_type == sounding.__tablename__,
            Entry.subject_id == sounding.id,
            Entry.verb == "sounding.corrected",
        )
        .order_by(Entry.id.desc())
    )
    found: Corrections = {}
    for at, changes in rows:
        found.setdefault(str(changes["reply"]), []).append(_correction(at, changes))
    return found


def _correction(at: datetime, changes: dict[str, Any]) -> Correction:
    return Correction(
        at, changes["why"], str(OUTCOME_LABELS[changes["outcome"][0]]), str(changes["answer"][0])
    )
