"""Reading saved searches; each person's own."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from govtech.alerts.models import SavedSearch
from govtech.core.db import session
from govtech.core.errors import NotFound
from govtech.core.policy import Actor


def mine(actor: Actor) -> Sequence[SavedSearch]:
    """The actor's searches, the latest first."""
    return session.scalars(
        sa.select(SavedSearch)
        .where(SavedSearch.user_id == actor.user_id)
        .order_by(SavedSearch.created_at.desc(), SavedSearch.id)
    ).all()


def get(actor: Actor, saved_id: str) -> SavedSearch:
    """One of the actor's searches, or NotFound."""
    found = session.get(SavedSearch, saved_id)
    if found is None or found.user_id != actor.user_id:
        raise NotFound
    return found


def kept(actor: Actor, text: str, kind: str | None, initiative: int | None) -> SavedSearch | None:
    """The actor's search that asks exactly this."""
    if actor.user_id is None:
        return None
    return session.scalar(
        sa.select(SavedSearch)
        .where(
            SavedSearch.user_id == actor.user_id,
            SavedSearch.text == text,
            SavedSearch.kind.is_not_distinct_from(kind),
            SavedSearch.initiative.is_not_distinct_from(initiative),
        )
        .limit(1)
    )
