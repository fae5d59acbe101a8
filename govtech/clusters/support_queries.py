"""Reading who joined a need."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from govtech.clusters.content import FIGURES, SupportData
from govtech.clusters.support_models import Support, SupportStatus
from govtech.core.db import Rows, session
from govtech.core.errors import NotFound
from govtech.core.policy import Actor
from govtech.needs.models import Need
from govtech.organisations.models import LocalGovernment, Organisation


def of_need(need: Need) -> Rows:
    """Municipality, figures, note and contact of everyone who stands beside the owner, by reading of the name."""
    return session.execute(
        sa.select(
            Support.id,
            Support.organisation_id,
            Organisation.name.label("organisation"),
            *(getattr(Support, name) for name in FIGURES),
            Support.note,
            Support.contact,
            Support.joined_at,
        )
        .join(Organisation, Organisation.id == Support.organisation_id)
        .where(Support.need_id == need.id, Support.status == SupportStatus.JOINED)
        .order_by(Organisation.kana, Support.id)
    ).all()


def own(actor: Actor, need: Need) -> Support | None:
    """What the actor's municipality stated, whether it stands or was taken back."""
    if not actor.is_municipal:
        return None
    return session.scalar(
        sa.select(Support).where(Support.need_id == need.id, Support.organisation_id == actor.organisation_id)
    )


def own_or_missing(actor: Actor, need: Need) -> Support:
    """The same, or NotFound."""
    found = own(actor, need)
    if found is None:
        raise NotFound
    return found


def beginning(actor: Actor) -> SupportData:
    """What the form begins with: the municipality's population from its facts."""
    population: Any = session.scalar(
        sa.select(LocalGovernment.population)
        .join(Organisation, Organisation.government_code == LocalGovernment.code)
        .where(Organisation.id == actor.organisation_id)
    )
    return SupportData(population=population)


def of_organisation(organisation_id: str, limit: int = 20) -> Rows:
    """Need id, title, status and sample of the needs that a municipality joined, the latest first; all are public."""
    return session.execute(
        sa.select(Need.id, Need.title, Need.status, Need.sample)
        .join(Support, Support.need_id == Need.id)
        .where(Support.organisation_id == organisation_id, Support.status == SupportStatus.JOINED)
        .order_by(Support.joined_at.desc(), Support.id)
        .limit(limit)
    ).all()
