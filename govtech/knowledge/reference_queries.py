"""Reading the reference data, with counts of what hangs on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

import sqlalchemy as sa

from govtech.core.db import Base, Rows, session
from govtech.core.errors import NotFound
from govtech.core.policy import Actor
from govtech.core.text import nfkc
from govtech.knowledge.adoption_models import Adoption, AdoptionStatus
from govtech.knowledge.models import (
    Barrier,
    CaseStudy,
    FreeService,
    Initiative,
    Level,
    OneStopService,
    Sector,
    Status,
    Technology,
    case_initiative,
)
from govtech.knowledge.policy import visible_to
from govtech.knowledge.reference_models import free_service_initiative

Thing = TypeVar("Thing", bound=Base)


def find(kind: type[Thing], key: object) -> Thing:
    """A row of the reference data, or NotFound."""
    found = session.get(kind, key)
    if found is None:
        raise NotFound
    return found


def initiatives(actor: Actor) -> Rows:
    """number, name, year_from, generation, description, cases (readable ones), municipalities (that adopted it)."""
    cases = (
        sa.select(sa.func.count())
        .select_from(case_initiative.join(CaseStudy, CaseStudy.id == case_initiative.c.case_id))
        .where(
            case_initiative.c.initiative_number == Initiative.number,
            CaseStudy.status == Status.PUBLISHED,
            visible_to(actor),
        )
        .scalar_subquery()
    )
    municipalities = (
        sa.select(sa.func.count(sa.distinct(Adoption.municipality_code)))
        .where(Adoption.initiative_number == Initiative.number, Adoption.status == AdoptionStatus.ADOPTED)
        .scalar_subquery()
    )
    return session.execute(
        sa.select(
            Initiative.number,
            Initiative.name,
            Initiative.year_from,
            Initiative.generation,
            Initiative.description,
            cases.label("cases"),
            municipalities.label("municipalities"),
        ).order_by(Initiative.number)
    ).all()


def initiative_names() -> dict[int, str]:
    """Names by number, for every room that sorts by initiative."""
    return dict(
        session.execute(sa.select(Initiative.number, Initiative.name).order_by(Initiative.number)).all()
    )


def technologies() -> Rows:
    """id, name, year_from and generation, in the order of the founding document."""
    return session.execute(
        sa.select(Technology.id, Technology.name, Technology.year_from, Technology.generation).order_by(
            Technology.position
        )
    ).all()


def one_stop() -> Sequence[OneStopService]:
    """The services of everyday life, private ones first."""
    return session.scalars(
        sa.select(OneStopService).order_by(OneStopService.sector.desc(), OneStopService.position)
    ).all()


def ladder(services: Sequence[OneStopService]) -> Mapping[Sector, Mapping[Level, int]]:
    """How many services stand on each rung, by sector."""
    return {
        sector: {
            level: sum(1 for service in services if service.sector == sector and service.level == level)
            for level in Level
        }
        for sector in Sector
    }


def barriers() -> Rows:
    """Name and municipalities, the most named first."""
    return session.execute(
        sa.select(Barrier.name, Barrier.municipalities).order_by(
            Barrier.municipalities.desc(), Barrier.position
        )
    ).all()


def free_services(q: str = "", initiative: int | None = None) -> Rows:
    """id, name, provider and summary of what is offered now, by reading."""
    statement = sa.select(
        FreeService.id,
        FreeService.name,
        FreeService.provider,
        FreeService.summary,
        FreeService.free_of_charge,
    ).where(FreeService.offered)
    for word in nfkc(q).split()[:8]:
        columns = (FreeService.name, FreeService.kana, FreeService.provider, FreeService.summary)
        statement = statement.where(sa.or_(*(column.icontains(word, autoescape=True) for column in columns)))
    if initiative is not None:
        statement = statement.where(
            FreeService.id.in_(
                sa.select(free_service_initiative.c.free_service_id).where(
                    free_service_initiative.c.initiative_number == initiative
                )
            )
        )
    return session.execute(statement.order_by(FreeService.kana, FreeService.id)).all()


def free_service_facets() -> Rows:
    """number, name and how many free `services` for initiatives that have any."""
    return session.execute(
        sa.select(Initiative.number, Initiative.name, sa.func.count().label("services"))
        .join(free_service_initiative, free_service_initiative.c.initiative_number == Initiative.number)
        .join(FreeService, FreeService.id == free_service_initiative.c.free_service_id)
        .where(FreeService.offered)
        .group_by(Initiative.number, Initiative.name)
        .order_by(Initiative.number)
    ).all()


def offered_ids(ids: Sequence[str]) -> set[str]:
    """Those of the free services that are still offered."""
    return set(session.scalars(sa.select(FreeService.id).where(FreeService.id.in_(ids), FreeService.offered)))
