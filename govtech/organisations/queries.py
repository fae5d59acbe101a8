"""Reading organisations; what the actor may not see is not found."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from govtech.core.clock import today
from govtech.core.db import session
from govtech.core.errors import NotFound
from govtech.core.paging import Order, Page, page
from govtech.core.policy import Actor, OrganisationKind
from govtech.core.text import nfkc
from govtech.organisations.models import Certification, LocalGovernment, Organisation, Status
from govtech.organisations.policy import visible_to
from govtech.organisations.reference import districts

EXPIRES_SOON = timedelta(days=60)


@dataclass(frozen=True)
class Wanted:
    """What a reader filters by; empty: anything."""

    kind: str = ""
    district: str = ""
    text: str = ""


def get(actor: Actor, organisation_id: str) -> Organisation:
    """The organisation, or NotFound when it is absent or not this actor's to see."""
    found = session.scalar(
        sa.select(Organisation)
        .options(sa.orm.selectinload(Organisation.certifications), sa.orm.joinedload(Organisation.government))
        .where(Organisation.id == organisation_id, visible_to(actor))
    )
    if found is None:
        raise NotFound
    return found


def listed(actor: Actor, wanted: Wanted, cursor: str | None = None) -> Page[Any]:
    """Verified organisations by reading: id, name, kind, address, capabilities, sample, population."""
    statement = (
        sa.select(
            Organisation.id,
            Organisation.name,
            Organisation.kind,
            Organisation.address,
            Organisation.capabilities,
            Organisation.sample,
            LocalGovernment.population,
        )
        .outerjoin(LocalGovernment, LocalGovernment.code == Organisation.government_code)
        .where(*_conditions(actor, wanted))
    )
    return page(statement, [Order(Organisation.kana), Order(Organisation.id)], cursor, count=True)


def counts_by_kind(actor: Actor, wanted: Wanted) -> dict[OrganisationKind, int]:
    """How many organisations each kind would show together with the other filters."""
    statement = sa.select(Organisation.kind, sa.func.count()).group_by(Organisation.kind)
    rows = session.execute(statement.where(*_conditions(actor, replace(wanted, kind=""))))
    return {kind: count for kind, count in rows}  # noqa: C416  (rows are not pairs to the type checker)


def counts_by_district(actor: Actor, wanted: Wanted) -> dict[str, int]:
    """How many organisations each district would show together with the other filters."""
    statement = sa.select(Organisation.id).where(*_conditions(actor, replace(wanted, district="")))
    shown = set(session.scalars(statement.where(Organisation.government_code.is_not(None))))
    return {name: len(shown.intersection(codes)) for name, codes in districts().items()}


def _conditions(actor: Actor, wanted: Wanted) -> list[sa.ColumnElement[bool]]:
    conditions = [Organisation.status == Status.VERIFIED, visible_to(actor)]
    if wanted.kind:
        conditions.append(Organisation.kind == OrganisationKind(wanted.kind))
    if wanted.district:
        conditions.append(Organisation.government_code.in_(districts()[wanted.district]))
    conditions.extend(
        Organisation.search_text.contains(word, autoescape=True) for word in nfkc(wanted.text).split()
    )
    return conditions


def waiting(actor: Actor, cursor: str | None = None) -> Page[Any]:
    """Organisations that wait for a coordinator, the oldest first: id, name, kind, status, number, address, since."""
    statement = sa.select(
        Organisation.id,
        Organisation.name,
        Organisation.kind,
        Organisation.status,
        Organisation.corporate_number,
        Organisation.address,
        Organisation.created_at,
    ).where(Organisation.status != Status.VERIFIED, visible_to(actor))
    return page(statement, [Order(Organisation.created_at), Order(Organisation.id)], cursor, count=True)


def certification(organisation: Organisation, certification_id: str) -> Certification:
    """A certificate of this organisation, or NotFound."""
    for found in organisation.certifications:
        if found.id == certification_id:
            return found
    raise NotFound


def expiry(expires_on: date | None) -> str:
    """Where a certificate stands: "open" valid, "wait" ending within 60 days, "stop" ended."""
    if expires_on is None or expires_on > today() + EXPIRES_SOON:
        return "open"
    return "wait" if expires_on >= today() else "stop"


def visible(actor: Actor, ids: Iterable[str]) -> set[str]:
    """Those of the ids that this actor may find."""
    wanted = list(ids)
    statement = sa.select(Organisation.id).where(
        Organisation.id.in_(wanted), Organisation.status == Status.VERIFIED, visible_to(actor)
    )
    return set(session.scalars(statement))
