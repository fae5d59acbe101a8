"""How an offering appears in search."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa

from govtech.core.db import session
from govtech.core.markup import plain_text
from govtech.core.policy import PUBLIC, Actor
from govtech.core.tables import Searchable
from govtech.core.words import lazy
from govtech.organisations.models import Status as OrganisationStatus
from govtech.solutions.models import DELIVERY_LABELS, NETWORK_LABELS, Solution, Status
from govtech.solutions.policy import visible_to
from search.documents import Document

KIND = "solution"


def to_document(solution: Solution) -> Document | None:
    """The document, or None for what is not offered to everybody."""
    if (
        solution.status is not Status.PUBLISHED
        or solution.organisation.status is OrganisationStatus.SUSPENDED
    ):
        return None
    keywords = (
        *(str(DELIVERY_LABELS[item.delivery]) for item in solution.deliveries),
        *(str(NETWORK_LABELS[item.network]) for item in solution.networks),
        *(item.government.name for item in solution.references if item.government),
    )
    return Document(
        key=f"{KIND}:{solution.id}",
        kind=KIND,
        title=solution.name,
        body=plain_text(solution.description),
        summary=solution.summary,
        keywords=keywords,
        initiatives=tuple(item.number for item in solution.initiatives),
        organisation=solution.organisation.name,
        date=solution.published_at,
        url=f"/solutions/{solution.id}",
        tokens=frozenset({PUBLIC}),
    )


def visible(actor: Actor, ids: Iterable[str]) -> set[str]:
    """Which of these offerings the actor may see now."""
    found = session.scalars(
        sa.select(Solution.id).where(
            Solution.id.in_(list(ids)), Solution.status == Status.PUBLISHED, visible_to(actor)
        )
    )
    return set(found)


SEARCHABLE = Searchable(
    kind=KIND, label=lazy("ソリューション"), model=Solution, to_document=to_document, visible=visible
)
