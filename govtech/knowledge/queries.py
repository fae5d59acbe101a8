"""Reading cases: one, lists with counts, and what other rooms ask for. Lists read columns, never one query a row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from govtech.core.db import Rows, session
from govtech.core.errors import NotFound
from govtech.core.paging import Order, Page, page
from govtech.core.policy import ANONYMOUS, Actor
from govtech.core.text import nfkc
from govtech.knowledge.adoption_models import Adoption, AdoptionStatus
from govtech.knowledge.models import (
    CaseStudy,
    Initiative,
    Status,
    case_initiative,
    case_technology,
)
from govtech.knowledge.policy import confirms, visible_to
from govtech.organisations.models import LocalGovernment, Organisation

WORDS_LIMIT = 8


@dataclass(frozen=True)
class Filters:
    """What the reader narrowed the list to; `mine` shows the own organisation's cases in every state."""

    q: str = ""
    initiative: int | None = None
    technology: str | None = None
    year: int | None = None
    place: str | None = None
    mine: bool = False
    status: Status | None = None


@dataclass(frozen=True)
class Facet:
    """One value a list can be narrowed to, and how many cases it leaves."""

    value: str
    label: str
    count: int


def get(actor: Actor, case_id: str) -> CaseStudy:
    """The case, or NotFound when it is absent or not this actor's to see."""
    case = session.scalar(
        sa.select(CaseStudy)
        .where(CaseStudy.id == case_id, visible_to(actor))
        .options(sa.orm.joinedload(CaseStudy.organisation), sa.orm.joinedload(CaseStudy.government))
    )
    if case is None:
        raise NotFound
    return case


def narrowed(actor: Actor, filters: Filters) -> list[sa.ColumnElement[bool]]:
    """Conditions of cases that the actor may see and the filters leave."""
    rows = [visible_to(actor)]
    if filters.mine and actor.organisation_id:
        rows.append(CaseStudy.organisation_id == actor.organisation_id)
        if filters.status:
            rows.append(CaseStudy.status == filters.status)
    else:
        rows.append(CaseStudy.status == Status.PUBLISHED)
    rows.extend(
        CaseStudy.match.contains(word, autoescape=True) for word in nfkc(filters.q).split()[:WORDS_LIMIT]
    )
    if filters.initiative is not None:
        rows.append(_linked(case_initiative.c.initiative_number == filters.initiative, case_initiative))
    if filters.technology is not None:
        rows.append(_linked(case_technology.c.technology_id == filters.technology, case_technology))
    if filters.year is not None:
        rows.append(CaseStudy.year == filters.year)
    if filters.place is not None:
        rows.append(CaseStudy.place_code == filters.place)
    return rows


def _linked(condition: sa.ColumnElement[bool], table: sa.Table) -> sa.ColumnElement[bool]:
    return CaseStudy.id.in_(sa.select(table.c.case_id).where(condition))


def listing(actor: Actor, filters: Filters, cursor: str | None = None, size: int = 20) -> Page[Any]:
    """Cases, the latest first: columns for a row, the place's name, how many municipalities followed."""
    followers = (
        sa.select(sa.func.count())
        .where(
            Adoption.case_id == CaseStudy.id,
            Adoption.status.in_((AdoptionStatus.TRIAL, AdoptionStatus.ADOPTED)),
        )
        .scalar_subquery()
    )
    statement = (
        sa.select(
            CaseStudy.id,
            CaseStudy.title,
            CaseStudy.summary,
            CaseStudy.status,
            CaseStudy.visibility,
            CaseStudy.year,
            CaseStudy.sample,
            CaseStudy.updated_at,
            CaseStudy.published_at,
            Organisation.name.label("organisation_name"),
            sa.func.coalesce(LocalGovernment.name, CaseStudy.place).label("place_name"),
            followers.label("followers"),
        )
        .join(Organisation, Organisation.id == CaseStudy.organisation_id)
        .outerjoin(LocalGovernment, LocalGovernment.code == CaseStudy.place_code)
        .where(*narrowed(actor, filters))
    )
    order = (Order(CaseStudy.updated_at, descending=True), Order(CaseStudy.id, descending=True))
    return page(statement, order, cursor, size=size, count=True)


def initiatives_of(case_ids: Sequence[str]) -> dict[str, list[str]]:
    """Names of the initiatives of many cases in one query."""
    found: dict[str, list[str]] = {}
    rows = session.execute(
        sa.select(case_initiative.c.case_id, Initiative.name)
        .join(Initiative, Initiative.number == case_initiative.c.initiative_number)
        .where(case_initiative.c.case_id.in_(case_ids))
        .order_by(Initiative.number)
    )
    for case_id, name in rows:
        found.setdefault(case_id, []).append(name)
    return found


def facets(actor: Actor, filters: Filters) -> dict[str, list[Facet]]:
    """Counts by initiative, year, place and (for one's own) state; each ignores its own filter."""
    return {
        "initiative": _facet(
            sa.select(Initiative.number, Initiative.name, sa.func.count())
            .join(case_initiative, case_initiative.c.initiative_number == Initiative.number)
            .join(CaseStudy, CaseStudy.id == case_initiative.c.case_id)
            .where(*narrowed(actor, replace(filters, initiative=None)))
            .group_by(Initiative.number, Initiative.name)
            .order_by(Initiative.number)
        ),
        "year": _facet(
            sa.select(CaseStudy.year, CaseStudy.year, sa.func.count())
            .where(CaseStudy.year.is_not(None), *narrowed(actor, replace(filters, year=None)))
            .group_by(CaseStudy.year)
            .order_by(CaseStudy.year.desc())
        ),
        "place": _facet(
            sa.select(LocalGovernment.code, LocalGovernment.name, sa.func.count())
            .join(CaseStudy, CaseStudy.place_code == LocalGovernment.code)
            .where(*narrowed(actor, replace(filters, place=None)))
            .group_by(LocalGovernment.code, LocalGovernment.name)
            .order_by(LocalGovernment.code)
        ),
        "status": _facet(
            sa.select(CaseStudy.status, CaseStudy.status, sa.func.count())
            .where(*narrowed(actor, replace(filters, status=None)))
            .group_by(CaseStudy.status)
        )
        if filters.mine
        else [],
    }


def _facet(statement: sa.Select[*tuple[Any, ...]]) -> list[Facet]:
    return [Facet(str(value), str(label), count) for value, label, count in session.execute(statement)]


def count_by_state(actor: Actor) -> dict[Status, int]:
    """How many cases the actor's organisation has in each state."""
    rows = session.execute(
        sa.select(CaseStudy.status, sa.func.count())
        .where(CaseStudy.organisation_id == actor.organisation_id)
        .group_by(CaseStudy.status)
    )
    return {Status(status): count for status, count in rows}


def awaiting_review(actor: Actor) -> Rows:
    """id, title and updated_at of cases that this actor is asked to confirm, the oldest first."""
    if not confirms(actor, None):
        return []
    return session.execute(
        sa.select(CaseStudy.id, CaseStudy.title, CaseStudy.updated_at)
        .where(CaseStudy.organisation_id == actor.organisation_id, CaseStudy.status == Status.IN_REVIEW)
        .order_by(CaseStudy.updated_at)
    ).all()


def newest(actor: Actor, limit: int = 5) -> Rows:
    """id, title, summary, published_at and organisation_name of the latest published cases."""
    return session.execute(
        sa.select(
            CaseStudy.id,
            CaseStudy.title,
            CaseStudy.summary,
            CaseStudy.published_at,
            CaseStudy.sample,
            Organisation.name.label("organisation_name"),
        )
        .join(Organisation, Organisation.id == CaseStudy.organisation_id)
        .where(CaseStudy.status == Status.PUBLISHED, visible_to(actor))
        .order_by(CaseStudy.published_at.desc(), CaseStudy.id)
        .limit(limit)
    ).all()


def published_by_organisation(actor: Actor) -> dict[str, int]:
    """How many published cases of each organisation the actor may read."""
    rows = session.execute(
        sa.select(CaseStudy.organisation_id, sa.func.count(CaseStudy.id).label("cases"))
        .where(CaseStudy.status == Status.PUBLISHED, visible_to(actor))
        .group_by(CaseStudy.organisation_id)
    )
    return {row.organisation_id: row.cases for row in rows}


def by_initiative(actor: Actor, numbers: Iterable[int], limit: int = 5) -> Rows:
    """id, title and organisation_name of published cases of any of the initiatives: for other rooms."""
    return session.execute(
        sa.select(CaseStudy.id, CaseStudy.title, Organisation.name.label("organisation_name"))
        .join(Organisation, Organisation.id == CaseStudy.organisation_id)
        .where(
            CaseStudy.status == Status.PUBLISHED,
            visible_to(actor),
            _linked(case_initiative.c.initiative_number.in_(list(numbers)), case_initiative),
        )
        .order_by(CaseStudy.published_at.desc(), CaseStudy.id)
        .limit(limit)
    ).all()


def public_titles(case_ids: Iterable[str]) -> dict[str, str]:
    """The titles of those of the cases that everybody may read, by their ids."""
    rows = session.execute(
        sa.select(CaseStudy.id, CaseStudy.title).where(
            CaseStudy.id.in_(list(case_ids)), visible_to(ANONYMOUS)
        )
    )
    return {row.id: row.title for row in rows}


def of_organisation(actor: Actor, organisation_id: str, limit: int) -> Rows:
    """id, title, year and sample of an organisation's published cases that the actor may read."""
    return session.execute(
        sa.select(CaseStudy.id, CaseStudy.title, CaseStudy.year, CaseStudy.sample)
        .where(
            CaseStudy.organisation_id == organisation_id,
            CaseStudy.status == Status.PUBLISHED,
            visible_to(actor),
        )
        .order_by(CaseStudy.published_at.desc(), CaseStudy.id)
        .limit(limit)
    ).all()
