"""When a person is told by mail."""

from __future__ import annotations

import secrets
from datetime import datetime

from govtech.core.clock import next_at, past_quiet
from govtech.notices.models import DIGEST_HOUR, QUIET_FROM, QUIET_TO, Cadence, Kind, Wishes

MONDAY = 0


def unsaid(user_id: str) -> Wishes:
    """The wishes of somebody who has said nothing."""
    return Wishes(
        user_id=user_id,
        mail=Cadence.AT_ONCE,
        digest_hour=DIGEST_HOUR,
        quiet_from=QUIET_FROM,
        quiet_to=QUIET_TO,
    )


def mail_time(wishes: Wishes, kind: str, moment: datetime) -> datetime | None:
    """When a notice that comes at a moment goes out by mail, or None for never.

    A saved search has a rhythm of its own, so what it found does not wait for a digest as well.
    """
    if wishes.mail is Cadence.NEVER:
        return None
    due = moment
    if kind != Kind.SEARCH and wishes.mail is not Cadence.AT_ONCE:
        due = next_at(moment, wishes.digest_hour, MONDAY if wishes.mail is Cadence.WEEKLY else None)
    return past_quiet(due, wishes.quiet_from, wishes.quiet_to)


def new_token() -> str:
    """What the links carry with which a person stops mail without signing in: 128 random bits."""
    return secrets.token_urlsafe(16)
