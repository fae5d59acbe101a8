"""The clock tells suppliers of certificates that end: 90 days and 30 days before, and once they have ended."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from govtech.accounts.queries import emails_of
from govtech.core.clock import today
from govtech.core.db import session
from govtech.core.journal import Notice, record
from govtech.core.policy import Actor, Role, authorise
from govtech.core.show import show_date
from govtech.core.words import gettext as _
from govtech.notices.models import Kind
from govtech.notices.telling import tell
from govtech.organisations.models import Certification, Organisation

EARLY, LATE, ENDED = "90", "30", "ended"
STEPS: tuple[tuple[str, int], ...] = ((ENDED, -1), (LATE, 30), (EARLY, 90))
"""The last step first: its name, and how many days are left at most."""


def step(days_left: int) -> str:
    """Which reminder is due with so many days left; "" while there is time."""
    return next((name for name, most in STEPS if days_left <= most), "")


def remind_expiring(actor: Actor) -> int:
    """The clock's act: tell each supplier once per step of each certificate; how many.

    Safe to repeat and to run twice at once: whoever notes the step first tells.
    """
    authorise(actor, "certification:remind")
    told = 0
    for held in _due():
        due = step((held.expires_on - today()).days)
        noted: Any = session.execute(
            sa.update(Certification)
            .where(Certification.id == held.id, Certification.reminded == held.reminded)
            .values(reminded=due)
        )
        if noted.rowcount == 1:
            told += 1
            organisation = session.get_one(Organisation, held.organisation_id)
            changes = {"certification": held.name, "expiry": held.expires_on.isoformat()}
            record(actor, "organisation.reminded", organisation, changes, notices=_notices(held, due))
    return told


def _due() -> Sequence[Any]:
    """Certificates whose step was not told yet, the first to end first; a later step makes up for earlier ones."""
    last = [
        sa.and_(
            Certification.expires_on <= today() + timedelta(days=most),
            Certification.reminded.not_in([later for later, days in STEPS if days <= most]),
        )
        for _name, most in STEPS
    ]
    return session.execute(
        sa.select(
            Certification.id,
            Certification.name,
            Certification.expires_on,
            Certification.organisation_id,
            Certification.reminded,
        )
        .where(sa.or_(*last))
        .order_by(Certification.expires_on, Certification.id)
    ).all()


def _notices(held: Any, due: str) -> list[Notice]:
    def words() -> tuple[str, str]:
        day = show_date(held.expires_on)
        if due == ENDED:
            return (
                _("「%(name)s」の期限が切れました", name=held.name),
                _(
                    "%(day)sに期限が切れ、読む人には「期限切れ」と表示されています。更新したら、新しい期限を登録してください。",
                    day=day,
                ),
            )
        return (
            _("「%(name)s」の期限が近づいています", name=held.name),
            _("有効期限は%(day)sです。更新したら、新しい期限を登録してください。", day=day),
        )

    readers = emails_of([held.organisation_id], Role.ADMIN)
    return tell(readers, Kind.EXPIRY, f"/organisations/{held.organisation_id}/certifications", words)
