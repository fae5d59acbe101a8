"""Subsidies as search documents, for everybody."""

from __future__ import annotations

from govtech.core.markup import plain_text
from govtech.core.policy import PUBLIC
from govtech.core.tables import Searchable
from govtech.core.text import shorten
from govtech.core.words import lazy
from govtech.subsidies.areas import in_words
from govtech.subsidies.models import Subsidy
from govtech.subsidies.queries import visible
from search.documents import Document

KIND = "subsidy"


def to_document(subsidy: Subsidy) -> Document:
    """What can be found of a subsidy."""
    body = plain_text(subsidy.body) or subsidy.body
    areas = in_words(dict.fromkeys(area for window in subsidy.windows for area in window.areas))
    window = subsidy.window
    return Document(
        key=f"{KIND}:{subsidy.id}",
        kind=KIND,
        title=subsidy.title,
        body="\n".join(
            filter(None, [subsidy.catch_phrase, body, subsidy.eligible, subsidy.scheme, "、".join(areas)])
        ),
        summary=shorten(subsidy.catch_phrase or body or "、".join(areas), 160),
        keywords=(*subsidy.purposes, *subsidy.industries),
        initiatives=tuple(link.number for link in subsidy.initiatives),
        organisation=subsidy.provider,
        date=(window.opens_at if window else None) or subsidy.updated_at,
        url=f"/subsidies/{subsidy.id}",
        tokens=frozenset({PUBLIC}),
    )


SEARCHABLE = Searchable(
    kind=KIND, label=lazy("補助金"), model=Subsidy, to_document=to_document, visible=visible
)
