"""How cases and free services appear in search."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa

from govtech.core.db import session
from govtech.core.markup import plain_text
from govtech.core.policy import MUNICIPAL, PUBLIC, Actor, organisation_token
from govtech.core.tables import Searchable
from govtech.core.words import lazy
from govtech.knowledge import reference_queries
from govtech.knowledge.content import content_of, outcome_text
from govtech.knowledge.models import CaseStudy, FreeService, Status, Visibility
from govtech.knowledge.policy import visible_to
from search.documents import Document


def case_document(case: CaseStudy) -> Document | None:
    """A published case, for those it is meant for; None in every other state."""
    if case.status != Status.PUBLISHED:
        return None
    content = content_of(case)
    text = [content.problem, content.approach, plain_text(content.body), *map(outcome_text, content.outcomes)]
    text += [content.ingenuity, content.constraints, content.lessons, content.target, content.theme]
    text += [content.service_area, content.vendors, content.scheme]
    names = [row.name for row in case.initiatives] + [row.name for row in case.technologies]
    return Document(
        key=f"case:{case.id}",
        kind="case",
        title=case.title,
        summary=case.summary,
        body="\n".join(part for part in text if part),
        keywords=(*names, *case.keywords.replace("、", " ").split()),
        initiatives=tuple(row.number for row in case.initiatives),
        organisation=case.organisation.name,
        municipalities=(case.place_name,) if case.place_name else (),
        date=case.published_at,
        url=f"/cases/{case.id}",
        tokens=_tokens(case),
    )


def _tokens(case: CaseStudy) -> frozenset[str]:
    own = organisation_token(case.organisation_id)
    match case.visibility:
        case Visibility.ALL:
            return frozenset({PUBLIC})
        case Visibility.MUNICIPALITIES:
            return frozenset({MUNICIPAL, own})
        case Visibility.ORGANISATION:
            return frozenset({own})


def visible_cases(actor: Actor, ids: Iterable[str]) -> set[str]:
    """Those of the cases that the actor may find now."""
    return set(
        session.scalars(
            sa.select(CaseStudy.id).where(
                CaseStudy.id.in_(list(ids)), CaseStudy.status == Status.PUBLISHED, visible_to(actor)
            )
        )
    )


def free_service_document(service: FreeService) -> Document | None:
    """A free service that is still offered."""
    if not service.offered:
        return None
    return Document(
        key=f"free_service:{service.id}",
        kind="free_service",
        title=service.name,
        summary=service.summary,
        body=f"{service.free_of_charge}\n{service.conditions}\n{service.first_step}",
        keywords=(service.kana, "無償サービス", *(row.name for row in service.initiatives)),
        initiatives=tuple(row.number for row in service.initiatives),
        organisation=service.provider,
        url=f"/services/{service.id}",
        tokens=frozenset({PUBLIC}),
    )


def visible_free_services(_actor: Actor, ids: Iterable[str]) -> set[str]:
    """Those of the free services that are still offered."""
    return reference_queries.offered_ids(list(ids))


SEARCHABLE = (
    Searchable(
        kind="case", label=lazy("事例"), model=CaseStudy, to_document=case_document, visible=visible_cases
    ),
    Searchable(
        kind="free_service",
        label=lazy("無償サービス"),
        model=FreeService,
        to_document=free_service_document,
        visible=visible_free_services,
    ),
)
