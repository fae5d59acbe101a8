"""Reading consultations: the round in force, which municipalities still owe their word, who was reminded when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

import sqlalchemy as sa

from govtech.agreeing import position_queries
from govtech.agreeing.consulting_models import Consultation, Reminder
from govtech.agreeing.position_queries import Progress
from govtech.core.clock import business_days_between, now, to_jst, today
from govtech.core.db import session
from govtech.drafting.models import Party, Specification, Status

EARLY, LATE, LAST = "early", "late", "last"
STEPS: tuple[tuple[str, int], ...] = ((LAST, 0), (LATE, 2), (EARLY, 7))
"""The last step first: its name, and how many business days are left at most."""


class Standing(NamedTuple):
    """One municipality in a consultation: how far it has come, and the moments at which it was reminded."""

    progress: Progress
    reminders: Sequence[Reminder]
    reminded_today: bool

    @property
    def done(self) -> bool:
        """Whether nothing more is asked of it."""
        return is_done(self.progress)


def is_done(progress: Progress) -> bool:
    """Whether a municipality has spoken to every item as it is now, and its approver has confirmed."""
    return progress.confirmed


def pending(specification: Specification) -> list[Progress]:
    """Those who take part and still owe a position or their approver's word."""
    return [row for row in position_queries.progress(specification) if not is_done(row)]


def current(specification: Specification) -> Consultation | None:
    """The latest round, under way or over."""
    return session.scalar(
        sa.select(Consultation)
        .where(Consultation.specification_id == specification.id)
        .order_by(Consultation.began_at.desc(), Consultation.id)
        .limit(1)
    )


def standings(specification: Specification, consultation: Consultation | None) -> list[Standing]:
    """Every municipality that takes part, by reading; `reminded_today` by hand, so that nobody is pressed twice."""
    reminders: defaultdict[str, list[Reminder]] = defaultdict(list)
    if consultation is not None:
        rows = session.scalars(
            sa.select(Reminder).where(Reminder.consultation_id == consultation.id).order_by(Reminder.at)
        )
        for row in rows:
            reminders[row.organisation_id].append(row)
    key = by_hand()
    return [
        Standing(row, reminders[row.id], any(one.key == key for one in reminders[row.id]))
        for row in position_queries.progress(specification)
    ]


def by_hand() -> str:
    """The key of a reminder by hand today, in Japan."""
    return f"hand:{today().isoformat()}"


def open_now() -> Sequence[Consultation]:
    """Rounds that have not ended, the first to end first; for the clock."""
    return session.scalars(
        sa.select(Consultation)
        .join(Specification, Specification.id == Consultation.specification_id)
        .where(Consultation.ended_at.is_(None), Specification.status == Status.CONSULTATION)
        .order_by(Consultation.until, Consultation.id)
    ).all()


def business_days_left(until: datetime) -> int:
    """Business days after today up to the day of the deadline; 0 on the last one and when it has passed."""
    return business_days_between(today(), to_jst(until).date()) if now() < until else 0


def step(day: date, last: date) -> str:
    """Which reminder is due on a day when `last` is that of the deadline; "" while there is time."""
    left = business_days_between(day, last)
    return next((name for name, most in STEPS if left <= most), "")


def is_party(specification: Specification, organisation_id: str | None) -> bool:
    """Whether the organisation is among those who take part."""
    mine = sa.and_(Party.specification_id == specification.id, Party.organisation_id == organisation_id)
    return session.scalar(sa.select(Party.id).where(mine)) is not None
