"""How a sounding appears in search: once everybody may read it."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import sqlalchemy as sa

from govtech.core.db import session
from govtech.core.policy import PUBLIC, Actor
from govtech.core.tables import Searchable
from govtech.core.text import shorten
from govtech.core.words import lazy
from govtech.drafting.models import Specification
from govtech.drafting.policy import PUBLIC as FIXED
from govtech.soundings import queries
from govtech.soundings.models import SHOWN, Audience, Sounding, Status
from govtech.soundings.policy import visible_to
from search.documents import Document

KIND = "sounding"
SUMMARY = 160


def to_document(sounding: Sounding) -> Document | None:
    """The document, or None for what is for companies alone."""
    published = sounding.status is Status.PUBLISHED
    public = sounding.audience is Audience.PUBLIC and sounding.status in SHOWN
    if not (public or (published and sounding.specification.status in FIXED)):
        return None
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
        tokens=frozenset({PUBLIC}),
    )


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
