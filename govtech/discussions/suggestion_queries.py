"""Reading suggested wordings; callers have made sure that the reader takes part."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from govtech.core.db import Rows, session
from govtech.core.errors import NotFound
from govtech.core.policy import Actor
from govtech.discussions.policy import inside
from govtech.discussions.suggestion_models import Outcome, Suggestion
from govtech.drafting.models import Specification
from govtech.drafting.places import Place


def get(actor: Actor, specification: Specification, suggestion_id: str) -> Suggestion:
    """A suggestion on the specification, or NotFound when it is absent or not this actor's to see."""
    inside(actor, specification)
    found = session.get(Suggestion, suggestion_id)
    if found is None or found.specification_id != specification.id:
        raise NotFound
    return found


def _on(place: Place) -> sa.ColumnElement[bool]:
    return sa.and_(
        Suggestion.specification_id == place.specification.id,
        Suggestion.thing == place.thing,
        Suggestion.key == place.key,
    )


def open_on(place: Place) -> Sequence[Suggestion]:
    """Suggestions on a place that wait for a decision, the earliest first."""
    return session.scalars(
        sa.select(Suggestion)
        .where(_on(place), Suggestion.status == Outcome.OPEN)
        .order_by(Suggestion.made_at, Suggestion.id)
        .limit(50)
    ).all()


def decided_on(place: Place) -> Rows:
    """id, status, reason, author_name, organisation_name, decided_at of the others, the latest first."""
    return session.execute(
        sa.select(
            Suggestion.id,
            Suggestion.status,
            Suggestion.reason,
            Suggestion.author_name,
            Suggestion.organisation_name,
            Suggestion.decided_at,
        )
        .where(_on(place), Suggestion.status != Outcome.OPEN)
        .order_by(Suggestion.decided_at.desc(), Suggestion.id)
        .limit(50)
    ).all()
