"""Delivery of notices: what is owed becomes notifications, and notifications become mail when it is time."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from govtech.core.clock import now, past_quiet
from govtech.core.db import session, unit_of_work
from govtech.core.journal import Consumer, Outbox
from govtech.notices import delivering
from govtech.things import readable

NOTICES = 200
PEOPLE = 50


def deliver_notices(batch: int = NOTICES) -> int:
    """Make what is owed into notifications, each once: the row and what became of it change in one transaction."""
    owed = sa.select(Outbox).where(Outbox.consumer == Consumer.NOTICE, Outbox.not_before <= now())
    with unit_of_work(writes=False):
        if session.scalar(owed.with_only_columns(Outbox.id).limit(1)) is None:
            return 0
    with unit_of_work():
        rows = session.scalars(
            owed.order_by(Outbox.id).limit(batch).with_for_update(of=Outbox, skip_locked=True)
        ).all()
        delivering.take_in(rows, readable)
        session.execute(sa.delete(Outbox).where(Outbox.id.in_([row.id for row in rows])))
        return len(rows)


def quiet_until(user_id: str | None) -> datetime | None:
    """The end of a person's quiet hours when it is one of them now; a mail that had to wait is asked for it too."""
    if user_id is None:
        return None
    with unit_of_work(writes=False):
        wishes = delivering.wishes_of([user_id])[user_id]
        moment = now()
        end = past_quiet(moment, wishes.quiet_from, wishes.quiet_to)
    return end if end > moment else None


def mail_due(batch: int = PEOPLE) -> int:
    """Put mail that is due into the outbox, a transaction for each person; how many letters."""
    with unit_of_work(writes=False):
        people = delivering.waiting_people(batch)
    letters = 0
    for user_id in people:
        with unit_of_work():
            letters += delivering.mail_to(user_id, readable)
    return letters
