"""How joint specifications appear in search: fixed ones by their whole text, drafts by title alone and to their own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import sqlalchemy as sa

from govtech.core.db import session
from govtech.core.markup import plain_text
from govtech.core.policy import COORDINATOR, MUNICIPAL, PUBLIC, Actor, organisation_token
from govtech.core.tables import Searchable
from govtech.core.text import shorten
from govtech.core.words import lazy
from govtech.drafting import presenting, queries
from govtech.drafting.models import Specification, Status
from govtech.drafting.policy import PUBLIC as EVERYBODYS
from govtech.drafting.policy import visible_to
from govtech.knowledge import reference_queries
from search.documents import Document

KIND = "specification"
SUMMARY = 160


def to_document(specification: Specification) -> Document:
    """The document. A draft changes with every sentence: it is found by its title and what its chapters are called."""
    if specification.status in EVERYBODYS:
        lines = list(_whole(specification))
    else:
        lines = [section.title for section in queries.sections_of(specification)]
    numbers = tuple(map(int, specification.initiatives))
    names = reference_queries.initiative_names()
    parties = queries.parties(specification)
    return Document(
        key=f"{KIND}:{specification.id}",
        kind=KIND,
        title=specification.title,
        body="\n".join(line for line in lines if line),
        summary=shorten(specification.summary, SUMMARY),
        keywords=("共同仕様書", *(names[one] for one in numbers if one in names)),
        initiatives=numbers,
        organisation=specification.organisation.name,
        municipalities=tuple(row.name for row in parties),
        date=specification.frozen_at or specification.created_at,
        url=f"/specifications/{specification.id}",
        tokens=_tokens(specification, [row.id for row in parties]),
    )


def _whole(specification: Specification) -> Iterator[str]:
    """Every text of a fixed specification, its values filled."""
    for part in presenting.reading(specification, queries.content(specification)).texts:
        yield part.title
        yield plain_text(part.text)
        yield from ("\n".join(filter(None, (item.id, *item.texts))) for item in part.items)


def _tokens(specification: Specification, parties: Iterable[str]) -> frozenset[str]:
    """Who may find it: the same people as may read it (policy.visible_to)."""
    if specification.status in EVERYBODYS:
        return frozenset({PUBLIC})
    inside = {organisation_token(one) for one in (specification.organisation_id, *parties)} | {COORDINATOR}
    return frozenset(inside | ({MUNICIPAL} if specification.status is Status.CONSULTATION else set()))


def visible(actor: Actor, ids: Iterable[str]) -> set[str]:
    """Which of these the actor may read now."""
    mine = sa.select(Specification.id).where(Specification.id.in_(list(ids)), visible_to(actor))
    return set(session.scalars(mine))


SEARCHABLE = Searchable(
    kind=KIND, label=lazy("共同仕様書"), model=Specification, to_document=to_document, visible=visible
)
