"""How a sounding appears in search: to its audience, so that saved searches tell of a new one, and to those who draft."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import sqlalchemy as sa

from govtech.core.db import session
from govtech.core.policy import COORDINATOR, PUBLIC, SUPPLIERS, Actor, organisation_token
from govtech.core.tables import Searchable
from govtech.core.text import shorten
from govtech.core.words import lazy
from govtech.drafting import queries as drafting
from govtech.drafting.models import Specification
from govtech.drafting.policy import PUBLIC as FIXED
from govtech.soundings import queries
from govtech.soundings.models import SHOWN, Audience, Sounding, Status
from govtech.soundings.policy import visible_to
from search.documents import Document

KIND = "sounding"
SUMMARY = 160


def to_document(sounding: Sounding) -> Document | None:
    """The document, or None for what was called off."""
    if sounding.status not in SHOWN:
        return None
    published = sounding.status is Status.PUBLISHED
    texts = [sounding.note]
    if published:
        for row in queries.remarks(sounding):
            texts += [row.shown_text, row.shown_wanted, row.reply.answer if row.reply else ""]
    return Document(
        key=f"{KIND}:{sounding.id}",
        kind=KIND,
        title=sounding.title,
        body="\n".join(filter(None, texts)),
        summary=shorten(sounding.note or sounding.specification.summary, SUMMARY),
        keywords=("意見募集", "サウンディング"),
        organisation=sounding.organisation.name,
        date=sounding.published_at or sounding.opened_at,
        url=f"/soundings/{sounding.id}",
        tokens=_readers(sounding),
    )


def _readers(sounding: Sounding) -> frozenset[str]:
    """Everybody; or verified companies and those who draft, until what was published belongs to a fixed text."""
    fixed = sounding.status is Status.PUBLISHED and sounding.specification.status in FIXED
    if sounding.audience is Audience.PUBLIC or fixed:
        return frozenset({PUBLIC})
    drafting_too = {row.id for row in drafting.parties(sounding.specification)} | {sounding.organisation_id}
    return frozenset({SUPPLIERS, COORDINATOR, *map(organisation_token, drafting_too)})


def visible(actor: Actor, ids: Iterable[str]) -> set[str]:
    """Which of these the actor may see now."""
    found = session.scalars(sa.select(Sounding.id).where(Sounding.id.in_(list(ids)), visible_to(actor)))
    return set(found)


def of_specifications(ids: Collection[str]) -> Iterable[str]:
    """Those that belong to changed specifications: fixing the text opens the published remarks to everybody."""
    return session.scalars(sa.select(Sounding.id).where(Sounding.specification_id.in_(list(ids))))


SEARCHABLE = Searchable(
    kind=KIND,
    label=lazy("意見募集"),
    model=Sounding,
    to_document=to_document,
    visible=visible,
    follows={Specification.__tablename__: of_specifications},
)
