"""Notifications do not gather for ever: how long they are kept, and the clock's act that lets old ones go."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from govtech.core.clock import now
from govtech.core.db import forget
from govtech.core.policy import Actor
from govtech.notices.models import MailState, Notification

READ_KEPT = timedelta(days=180)
"""A notification that was read is found again for this long."""
UNREAD_KEPT = timedelta(days=730)
"""One that nobody read in this time is not going to be."""


def sweep(_actor: Actor) -> int:
    """The clock's act: forget notifications read long ago, and those that nobody reads; how many.

    What is still owed by mail stays until it has gone out.
    """
    old = sa.or_(Notification.read_at < now() - READ_KEPT, Notification.created_at < now() - UNREAD_KEPT)
    return forget(Notification, sa.and_(old, Notification.mail != MailState.WAITING))
