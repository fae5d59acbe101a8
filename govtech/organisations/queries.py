"""Reading organisations; what the actor may not see is not found."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from govtech.core.clock import today
from govtech.core.db import Rows, session
from govtech.core.errors import NotFound
from govtech.core.paging import Order, Page, page
from govtech.core.policy import Actor, OrganisationKind
from govtech.core.text import nfkc
from govtech.organisations.models import Certification, LocalGovernment, Organisation, Status
from govtech.organisations.policy import visible_to
from govtech.organisations.reference import districts

EXPIRES_SOON = timedelta(days=90)
SCHEMES: dict[str, tuple[str, ...]] = {
    "ISMAP": ("ISMAP",),
    "ISO/IEC 27001": ("27001",),
    "プライバシーマーク": ("プライバシーマーク", "Pマーク"),
}
"""Certificates that buyers ask for, and what the names under which they are registered contain."""


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


def own_organisation(actor: Actor) -> Organisation:
    """The organisation that the actor acts for."""
    return get(actor, actor.organisation_id or "")


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
        .where(*narrowed(actor, wanted))
    )
    return page(statement, [Order(Organisation.kana), Order(Organisation.id)], cursor, count=True)


def counts_by_kind(actor: Actor, wanted: Wanted) -> dict[OrganisationKind, int]:
    """How many organisations each kind would show together with the other filters."""
    statement = sa.select(Organisation.kind, sa.func.count()).group_by(Organisation.kind)
    rows = session.execute(statement.where(*narrowed(actor, replace(wanted, kind=""))))
    return {kind: count for kind, count in rows}  # noqa: C416  (rows are not pairs to the type checker)


def counts_by_district(actor: Actor, wanted: Wanted) -> dict[str, int]:
    """How many organisations each district would show together with the other filters."""
    statement = sa.select(Organisation.id).where(*narrowed(actor, replace(wanted, district="")))
    shown = set(session.scalars(statement.where(Organisation.government_code.is_not(None))))
    return {name: len(shown.intersection(codes)) for name, codes in districts().items()}


def narrowed(actor: Actor, wanted: Wanted) -> list[sa.ColumnElement[bool]]:
    """Conditions of verified organisations that the actor may see and the filters leave."""
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
    """Where a certificate stands: "open" valid, "wait" ending within 90 days, "stop" ended."""
    if expires_on is None or expires_on > today() + EXPIRES_SOON:
        return "open"
    return "wait" if expires_on >= today() else "stop"


def expiring(organisation_ids: Iterable[str]) -> Rows:
    """Certificates that end within 90 days or have ended, the first to end first.

    Rows of id, organisation_id, name, expires_on, expired.
    """
    return session.execute(
        sa.select(
            Certification.id,
            Certification.organisation_id,
            Certification.name,
            Certification.expires_on,
            (Certification.expires_on < today()).label("expired"),
        )
        .where(
            Certification.organisation_id.in_(list(organisation_ids)),
            Certification.expires_on <= today() + EXPIRES_SOON,
        )
        .order_by(Certification.expires_on, Certification.id)
    ).all()


def certificates_of(organisation_ids: Iterable[str]) -> dict[str, Rows]:
    """The certificates of several organisations by their ids: organisation_id, name, number, expires_on."""
    found: dict[str, list[Any]] = {key: [] for key in organisation_ids}
    for row in session.execute(
        sa.select(
            Certification.organisation_id,
            Certification.name,
            Certification.number,
            Certification.expires_on,
        )
        .where(Certification.organisation_id.in_(list(found)))
        .order_by(Certification.name)
    ):
        found[row.organisation_id].append(row)
    return dict(found)


def holding(scheme: str) -> sa.ColumnElement[bool]:
    """Organisations whose certificate of a scheme of SCHEMES has not ended."""
    held = sa.select(Certification.organisation_id).where(
        sa.or_(*(Certification.name.icontains(word, autoescape=True) for word in SCHEMES[scheme])),
        sa.or_(Certification.expires_on.is_(None), Certification.expires_on >= today()),
    )
    return Organisation.id.in_(held)


def population_of(organisation_id: str | None) -> Any | None:
    """Name and population of a municipality by its organisation's id; None for others."""
    return session.execute(
        sa.select(LocalGovernment.name, LocalGovernment.population)
        .join(Organisation, Organisation.government_code == LocalGovernment.code)
        .where(Organisation.id == organisation_id, LocalGovernment.population.is_not(None))
    ).one_or_none()


def visible(actor: Actor, ids: Iterable[str]) -> set[str]:
    """Those of the ids that this actor may find."""
    wanted = list(ids)
    statement = sa.select(Organisation.id).where(
        Organisation.id.in_(wanted), Organisation.status == Status.VERIFIED, visible_to(actor)
    )
    return set(session.scalars(statement))
