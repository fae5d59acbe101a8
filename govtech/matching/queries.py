"""Rows of what is suggested, and of what organisations said of suggestions; nobody reads another one's feedback."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from govtech.core.clock import now
from govtech.core.db import session
from govtech.core.errors import NotFound
from govtech.core.policy import Actor, OrganisationKind
from govtech.knowledge.models import CaseStudy
from govtech.matching.models import HiddenNeed, HideReason, MatchAnnouncement, MatchOpinion, MatchTold
from govtech.matching.policy import hidden_by, opinions_of
from govtech.needs.models import Need
from govtech.needs.models import Status as NeedStatus
from govtech.needs.policy import ADMITTED
from govtech.needs.response_models import Response
from govtech.organisations.models import Organisation
from govtech.organisations.models import Status as OrganisationStatus
from govtech.solutions.models import Solution, SolutionInitiative
from govtech.solutions.models import Status as SolutionStatus
from govtech.specifications.models import SpecTemplate
from govtech.subsidies.models import Status as SubsidyStatus
from govtech.subsidies.models import Subsidy

NEWEST = 12
"""So many of an organisation's solutions are compared, the newest."""
REST = timedelta(days=30)
"""How long an organisation without capacity is not told of needs."""


def solution_rows(ids: Iterable[str]) -> dict[str, Any]:
    """By id: id, name, summary, sample, organisation, organisation_id, kind, organisation_status."""
    statement = (
        sa.select(
            Solution.id,
            Solution.name,
            Solution.summary,
            Solution.sample,
            Solution.organisation_id,
            Organisation.name.label("organisation"),
            Organisation.kind,
            Organisation.status.label("organisation_status"),
        )
        .join(Organisation, Organisation.id == Solution.organisation_id)
        .where(Solution.id.in_(list(ids)))
    )
    return {row.id: row for row in session.execute(statement)}


def need_rows(ids: Iterable[str]) -> dict[str, Any]:
    """By id: id, title, status, response_deadline, sample, organisation, organisation_id, wanted."""
    statement = (
        sa.select(
            Need.id,
            Need.title,
            Need.status,
            Need.response_deadline,
            Need.sample,
            Need.organisation_id,
            Need.wanted,
            Organisation.name.label("organisation"),
        )
        .join(Organisation, Organisation.id == Need.organisation_id)
        .where(Need.id.in_(list(ids)))
    )
    return {row.id: row for row in session.execute(statement)}


def case_rows(ids: Iterable[str]) -> dict[str, Any]:
    """By id: id, title, summary, sample, organisation."""
    statement = (
        sa.select(
            CaseStudy.id,
            CaseStudy.title,
            CaseStudy.summary,
            CaseStudy.sample,
            Organisation.name.label("organisation"),
        )
        .join(Organisation, Organisation.id == CaseStudy.organisation_id)
        .where(CaseStudy.id.in_(list(ids)))
    )
    return {row.id: row for row in session.execute(statement)}


def open_subsidies(ids: Iterable[str]) -> dict[str, Subsidy]:
    """Those that still take applications, now or later, by id."""
    found = session.scalars(sa.select(Subsidy).where(Subsidy.id.in_(list(ids))))
    return {one.id: one for one in found if one.status is not SubsidyStatus.CLOSED}


def template_rows(ids: Iterable[str]) -> dict[str, Any]:
    """By id: id, slug, title, version, summary."""
    statement = sa.select(
        SpecTemplate.id, SpecTemplate.slug, SpecTemplate.title, SpecTemplate.version, SpecTemplate.summary
    ).where(SpecTemplate.id.in_(list(ids)))
    return {row.id: row for row in session.execute(statement)}


def own_solutions(organisation_id: str | None) -> dict[str, str]:
    """Names of an organisation's published solutions by id, the newest first."""
    statement = (
        sa.select(Solution.id, Solution.name)
        .where(Solution.organisation_id == organisation_id, Solution.status == SolutionStatus.PUBLISHED)
        .order_by(Solution.published_at.desc(), Solution.id)
        .limit(NEWEST)
    )
    return {row.id: row.name for row in session.execute(statement)}


def own_initiatives(solution_ids: Iterable[str]) -> frozenset[int]:
    """Initiatives that any of the solutions serves."""
    ids = list(solution_ids)
    return frozenset(
        session.scalars(
            sa.select(SolutionInitiative.number).where(SolutionInitiative.solution_id.in_(ids)).distinct()
        )
    )


def open_needs(actor: Actor, limit: int = 2_000) -> list[str]:
    """Needs that the actor's organisation could respond to now: neither hidden nor answered by it."""
    answered = sa.select(Response.need_id).where(Response.organisation_id == actor.organisation_id)
    hidden = sa.select(HiddenNeed.need_id).where(hidden_by(actor))
    kinds = [kind for kind, admitted in ADMITTED.items() if (actor.organisation_kind or "") in admitted]
    statement = (
        sa.select(Need.id)
        .where(
            Need.status == NeedStatus.PUBLISHED,
            Need.response_deadline > now(),
            Need.respondents.in_(kinds),
            Need.id.not_in(answered),
            Need.id.not_in(hidden),
        )
        .order_by(Need.response_deadline, Need.id)
        .limit(limit)
    )
    return list(session.scalars(statement))


def hidden(actor: Actor) -> list[tuple[HiddenNeed, Need]]:
    """What the actor's organisation has hidden, the newest first, with the needs."""
    statement = (
        sa.select(HiddenNeed, Need)
        .join(Need, Need.id == HiddenNeed.need_id)
        .where(hidden_by(actor), Need.published_at.is_not(None))
        .options(joinedload(Need.organisation).joinedload(Organisation.government))
        .order_by(HiddenNeed.hidden_at.desc(), HiddenNeed.id)
    )
    return [(one, need) for one, need in session.execute(statement)]


def get_hidden(actor: Actor, hidden_id: str) -> HiddenNeed:
    """One that the actor's organisation has hidden; NotFound otherwise."""
    found = session.scalar(sa.select(HiddenNeed).where(HiddenNeed.id == hidden_id, hidden_by(actor)))
    if found is None:
        raise NotFound
    return found


def opinions(actor: Actor) -> Mapping[tuple[str, str], bool]:
    """Whether the actor's municipality found a solution useful, by (need, solution)."""
    rows = session.execute(
        sa.select(MatchOpinion.need_id, MatchOpinion.solution_id, MatchOpinion.useful).where(
            opinions_of(actor)
        )
    )
    return {(row.need_id, row.solution_id): row.useful for row in rows}


def opinion(need_id: str, solution_id: str) -> MatchOpinion | None:
    """What the need's municipality thinks of a solution for it."""
    return session.scalar(
        sa.select(MatchOpinion).where(
            MatchOpinion.need_id == need_id, MatchOpinion.solution_id == solution_id
        )
    )


def unannounced(since: datetime, limit: int) -> list[Need]:
    """Open needs published since a moment for which nobody has been looked for yet, the oldest first."""
    made = sa.select(MatchAnnouncement.need_id)
    statement = (
        sa.select(Need)
        .where(
            Need.status == NeedStatus.PUBLISHED,
            Need.response_deadline > now(),
            Need.published_at > since,
            Need.id.not_in(made),
        )
        .options(joinedload(Need.organisation).joinedload(Organisation.government))
        .order_by(Need.published_at, Need.id)
        .limit(limit)
    )
    return list(session.scalars(statement))


def may_be_told(need: Need, organisation_ids: Iterable[str], since: datetime, most: int) -> set[str]:
    """Those of the organisations that may respond, have not hidden the need, rest, or been told enough since."""
    ids = list(organisation_ids)
    kinds: list[OrganisationKind] = list(ADMITTED[need.respondents])
    hides = sa.select(HiddenNeed.organisation_id).where(
        sa.or_(
            HiddenNeed.need_id == need.id,
            sa.and_(HiddenNeed.reason == HideReason.NO_CAPACITY, HiddenNeed.hidden_at > now() - REST),
        )
    )
    told = (
        sa.select(MatchTold.organisation_id)
        .where(MatchTold.told_at > since)
        .group_by(MatchTold.organisation_id)
        .having(sa.func.count() >= most)
    )
    statement = sa.select(Organisation.id).where(
        Organisation.id.in_(ids),
        Organisation.kind.in_(kinds),
        Organisation.status == OrganisationStatus.VERIFIED,
        Organisation.id.not_in(hides),
        Organisation.id.not_in(told),
    )
    return set(session.scalars(statement))


def own_needs(actor: Actor, limit: int = 10) -> list[Need]:
    """The municipality's needs that look for somebody, the newest first."""
    looking = (NeedStatus.DRAFT, NeedStatus.IN_REVIEW, NeedStatus.PUBLISHED, NeedStatus.CLOSED)
    statement = (
        sa.select(Need)
        .where(Need.organisation_id == actor.organisation_id, Need.status.in_(looking))
        .options(joinedload(Need.organisation).joinedload(Organisation.government))
        .order_by(Need.listed_at.desc(), Need.id)
        .limit(limit)
    )
    return list(session.scalars(statement))
