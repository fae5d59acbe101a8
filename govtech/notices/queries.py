"""Reading watches and notifications."""

from __future__ import annotations

import sqlalchemy as sa

from govtech.accounts.models import User
from govtech.core.db import Rows, session
from govtech.core.policy import Actor
from govtech.notices.models import ThingMute, Watch


def watchers_of(subject_type: str, subject_id: str) -> Rows:
    """User id and language of the active people who watch a thing and have not muted it."""
    muted = sa.exists().where(
        ThingMute.user_id == Watch.user_id,
        ThingMute.subject_type == Watch.subject_type,
        ThingMute.subject_id == Watch.subject_id,
    )
    return session.execute(
        sa.select(Watch.user_id, User.language)
        .join(User, User.id == Watch.user_id)
        .where(Watch.subject_type == subject_type, Watch.subject_id == subject_id, User.active, ~muted)
        .order_by(Watch.created_at, Watch.user_id)
    ).all()


def watches(actor: Actor, subject_type: str, subject_id: str) -> bool:
    """Whether the actor watches a thing."""
    if actor.user_id is None:
        return False
    return (
        session.scalar(
            sa.select(Watch.id).where(
                Watch.user_id == actor.user_id,
                Watch.subject_type == subject_type,
                Watch.subject_id == subject_id,
            )
        )
        is not None
    )
