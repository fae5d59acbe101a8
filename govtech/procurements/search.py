"""How a plan of a joint procurement appears in search."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa

from govtech.core.db import session
from govtech.core.policy import PUBLIC, Actor
from govtech.core.tables import Searchable
from govtech.core.text import shorten
from govtech.core.words import lazy
from govtech.needs.models import NeedInitiative
from govtech.procurements.models import ParticipationStatus, Procurement, ProcurementNeed
from govtech.procurements.policy import visible_to
from search.documents import Document

KIND = "procurement"
SUMMARY = 160


def to_document(procurement: Procurement) -> Document:
    """The document; the plan is public."""
    numbers = session.scalars(
        sa.select(NeedInitiative.number)
        .join(ProcurementNeed, ProcurementNeed.need_id == NeedInitiative.need_id)
        .where(ProcurementNeed.procurement_id == procurement.id)
    )
    names = [
        part.organisation.name
        for part in procurement.participations
        if part.status is ParticipationStatus.INTERESTED
    ]
    return Document(
        key=f"{KIND}:{procurement.id}",
        kind=KIND,
        title=procurement.title,
        body=procurement.purpose,
        summary=shorten(procurement.purpose, SUMMARY),
        keywords=("共同調達",),
        initiatives=tuple(sorted(set(numbers))),
        organisation=procurement.lead.name,
        municipalities=tuple(names),
        date=procurement.created_at,
        url=f"/procurements/{procurement.id}",
        tokens=frozenset({PUBLIC}),
    )


def visible(actor: Actor, ids: Iterable[str]) -> set[str]:
    """Which of these plans the actor may see now."""
    found = session.scalars(sa.select(Procurement.id).where(Procurement.id.in_(list(ids)), visible_to(actor)))
    return set(found)


SEARCHABLE = Searchable(
    kind=KIND, label=lazy("共同調達"), model=Procurement, to_document=to_document, visible=visible
)
