"""How a need appears in search. Drafts and responses never do."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa

from govtech.core.db import session
from govtech.core.policy import PUBLIC, Actor
from govtech.core.tables import Searchable
from govtech.core.text import shorten
from govtech.core.words import lazy
from govtech.needs.models import WANTED_LABELS, Need
from govtech.needs.policy import visible_to
from govtech.solutions.models import NETWORK_LABELS
from search.documents import Document

KIND = "need"
SUMMARY = 160


def to_document(need: Need) -> Document | None:
    """The document, or None for a need that was never published."""
    if need.published_at is None:
        return None
    keywords = [str(WANTED_LABELS[item]) for item in need.wanted]
    if need.network:
        keywords.append(str(NETWORK_LABELS[need.network]))
    parts = (
        need.persona,
        need.scenario,
        need.problem,
        need.outcome,
        need.measure,
        need.security,
        need.result,
    )
    return Document(
        key=f"{KIND}:{need.id}",
        kind=KIND,
        title=need.title,
        body="\n".join(part for part in parts if part),
        summary=shorten(need.outcome or need.problem, SUMMARY),
        keywords=tuple(keywords),
        initiatives=tuple(item.number for item in need.initiatives),
        organisation=need.organisation.name,
        municipalities=(need.organisation.name,),
        date=need.published_at,
        url=f"/needs/{need.id}",
        tokens=frozenset({PUBLIC}),
    )


def visible(actor: Actor, ids: Iterable[str]) -> set[str]:
    """Which of these needs the actor may see now; drafts are not found even by their own."""
    found = session.scalars(
        sa.select(Need.id).where(Need.id.in_(list(ids)), Need.published_at.is_not(None), visible_to(actor))
    )
    return set(found)


SEARCHABLE = Searchable(kind=KIND, label=lazy("ニーズ"), model=Need, to_document=to_document, visible=visible)
