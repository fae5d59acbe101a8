"""Watching, muting, reading what one was told, and the wishes for mail. Callers own the transaction."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from govtech.core.clock import now
from govtech.core.db import insert_ignoring, new_id, session
from govtech.core.errors import NotFound
from govtech.core.policy import SYSTEM, Actor, authorise
from govtech.notices.models import WATCHABLE, Notification, ThingMute, Watch


def watch(actor: Actor, subject_type: str, subject_id: str) -> None:
    """Tell the actor of what happens to a thing from now on. Harmless when repeated; a mute of it stays."""
    authorise(actor, "notice:watch")
    _remember(actor, Watch, subject_type, subject_id)


def unwatch(actor: Actor, subject_type: str, subject_id: str) -> None:
    """Stop watching; what concerns the actor directly is still told."""
    authorise(actor, "notice:watch")
    _forget(actor, Watch, subject_type, subject_id)


def mute(actor: Actor, subject_type: str, subject_id: str) -> None:
    """Tell the actor nothing more of a thing, watched or not."""
    authorise(actor, "notice:watch")
    _remember(actor, ThingMute, subject_type, subject_id)


def unmute(actor: Actor, subject_type: str, subject_id: str) -> None:
    """Tell the actor of a thing again."""
    authorise(actor, "notice:watch")
    _forget(actor, ThingMute, subject_type, subject_id)


def mark_read(actor: Actor, notification: Notification) -> None:
    """The actor has read it; a mail that was still waiting for it is not sent."""
    authorise(actor, "notice:read", notification)
    notification.read_at = notification.read_at or now()


def mark_all_read(actor: Actor) -> None:
    """The actor has read everything there is now."""
    authorise(actor, "notice:read")
    session.execute(
        sa.update(Notification)
        .where(Notification.user_id == actor.user_id, Notification.read_at.is_(None))
        .values(read_at=now())
    )


def _remember(actor: Actor, table: type[Watch | ThingMute], subject_type: str, subject_id: str) -> None:
    if subject_type not in WATCHABLE:
        raise NotFound
    if actor is SYSTEM or not actor.user_id:
        return  # nobody stands behind the clock
    row: dict[str, Any] = {
        "id": new_id(),
        "user_id": actor.user_id,
        "subject_type": subject_type,
        "subject_id": subject_id,
        "created_at": now(),
    }
    insert_ignoring(table, [row])


def _forget(actor: Actor, table: type[Watch | ThingMute], subject_type: str, subject_id: str) -> None:
    session.execute(
        sa.delete(table).where(
            table.user_id == actor.user_id,
            table.subject_type == subject_type,
            table.subject_id == subject_id,
        )
    )
