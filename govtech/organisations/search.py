"""Organisations as search documents."""

from __future__ import annotations

from govtech.core.markup import plain_text
from govtech.core.policy import KIND_LABELS, PUBLIC
from govtech.core.tables import Searchable
from govtech.core.text import hiragana, shorten
from govtech.core.words import lazy
from govtech.organisations.models import Organisation, Status
from govtech.organisations.queries import visible
from search.documents import Document

KIND = "organisation"


def to_document(organisation: Organisation) -> Document | None:
    """A verified organisation; the others are not to be found."""
    if organisation.status is not Status.VERIFIED:
        return None
    description = plain_text(organisation.description)
    kind = str(KIND_LABELS[organisation.kind])
    certificates = [held.name for held in organisation.certifications]
    capabilities = organisation.capabilities
    return Document(
        key=f"{KIND}:{organisation.id}",
        kind=KIND,
        title=organisation.name,
        body="\n".join(filter(None, [description, *capabilities, *certificates, organisation.address])),
        summary=shorten(description or "、".join(capabilities) or organisation.address or kind, 160),
        keywords=(organisation.kana, hiragana(organisation.kana), kind, *capabilities),
        organisation=organisation.name,
        municipalities=(organisation.name,) if organisation.government_code else (),
        date=organisation.created_at,
        url=f"/organisations/{organisation.id}",
        tokens=frozenset({PUBLIC}),
    )


SEARCHABLE = Searchable(
    kind=KIND, label=lazy("団体"), model=Organisation, to_document=to_document, visible=visible
)
