"""Reading plans of joint procurements."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from govtech.core.db import Rows, session
from govtech.core.errors import NotFound
from govtech.core.paging import Order, Page, page
from govtech.core.policy import Actor
from govtech.needs import policy as needs
from govtech.needs.models import Need
from govtech.organisations.models import Organisation
from govtech.procurements.models import (
    Participation,
    ParticipationStatus,
    Procurement,
    ProcurementNeed,
    ProcurementStatus,
)
from govtech.procurements.policy import visible_to


def get(actor: Actor, procurement_id: str) -> Procurement:
    """The plan, or NotFound."""
    found = session.scalar(sa.select(Procurement).where(Procurement.id == procurement_id, visible_to(actor)))
    if found is None:
        raise NotFound
    return found


def listed(actor: Actor, status: str | None = None, cursor: str | None = None) -> Page[Any]:
    """Rows of id, title, status, fiscal_year, lead, participants, population, sample; the newest first."""
    interested = Participation.status == ParticipationStatus.INTERESTED
    statement = (
        sa.select(
            Procurement.id,
            Procurement.title,
            Procurement.status,
            Procurement.fiscal_year,
            Procurement.sample,
            Procurement.created_at,
            Organisation.name.label("lead"),
            _of_parts(sa.func.count(), interested).label("participants"),
            _of_parts(sa.func.sum(Participation.population), interested).label("population"),
        )
        .join(Organisation, Organisation.id == Procurement.lead_id)
        .where(visible_to(actor))
    )
    if status:
        statement = statement.where(Procurement.status == ProcurementStatus(status))
    order = [Order(Procurement.listed_at, descending=True), Order(Procurement.id, descending=True)]
    return page(statement, order, cursor, count=True)


def _of_parts(value: Any, condition: sa.ColumnElement[bool]) -> Any:
    inner = sa.select(value).where(Participation.procurement_id == Procurement.id, condition)
    return inner.select_from(Participation).correlate(Procurement).scalar_subquery()


def counts(actor: Actor) -> dict[str, int]:
    """How many plans there are in each state."""
    statement = sa.select(Procurement.status, sa.func.count()).where(visible_to(actor))
    return {row[0].value: row[1] for row in session.execute(statement.group_by(Procurement.status))}


def participations(procurement: Procurement) -> list[Participation]:
    """Every municipality's part, by reading of its name."""
    statement = (
        sa.select(Participation)
        .join(Participation.organisation)
        .options(sa.orm.contains_eager(Participation.organisation))
        .where(Participation.procurement_id == procurement.id)
        .order_by(Organisation.kana, Organisation.id)
    )
    return list(session.scalars(statement))


def own(actor: Actor, procurement: Procurement) -> Participation | None:
    """The part of the actor's municipality."""
    if not actor.is_municipal:
        return None
    return session.scalar(
        sa.select(Participation).where(
            Participation.procurement_id == procurement.id,
            Participation.organisation_id == actor.organisation_id,
        )
    )


def needs_of(actor: Actor, procurement: Procurement) -> Rows:
    """Id, title, status and municipality of the needs that the plan is to meet."""
    return session.execute(
        sa.select(Need.id, Need.title, Need.status, Organisation.name.label("organisation"))
        .join(ProcurementNeed, ProcurementNeed.need_id == Need.id)
        .join(Organisation, Organisation.id == Need.organisation_id)
        .where(ProcurementNeed.procurement_id == procurement.id, needs.visible_to(actor))
        .order_by(Need.listed_at, Need.id)
    ).all()


def need_ids(procurement_id: str) -> list[str]:
    """The needs that a plan comes from."""
    rows = session.scalars(
        sa.select(ProcurementNeed.need_id)
        .where(ProcurementNeed.procurement_id == procurement_id)
        .order_by(ProcurementNeed.need_id)
    )
    return list(rows)


def of_need(actor: Actor, need_id: str) -> Rows:
    """Id, title and status of the plans that are to meet a need."""
    return session.execute(
        sa.select(Procurement.id, Procurement.title, Procurement.status)
        .join(ProcurementNeed, ProcurementNeed.procurement_id == Procurement.id)
        .where(ProcurementNeed.need_id == need_id, visible_to(actor))
        .order_by(Procurement.created_at, Procurement.id)
    ).all()
