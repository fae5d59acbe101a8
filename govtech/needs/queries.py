"""Reading needs; what the actor may not see is not found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from govtech.core.clock import now
from govtech.core.db import session
from govtech.core.errors import NotFound
from govtech.core.paging import Order, Page, page
from govtech.core.policy import Actor
from govtech.core.words import Text
from govtech.core.words import lazy as _l
from govtech.needs.models import Need, NeedInitiative, NeedRevision, Status
from govtech.needs.policy import visible_to
from govtech.organisations.models import Organisation
from govtech.solutions.models import Network

STATES: Mapping[str, Text] = {
    "open": _l("募集中"),
    "choosing": _l("募集終了・選定中"),
    "decided": _l("結果あり"),
    "withdrawn": _l("取り下げ"),
    "own": _l("自団体の下書き・承認待ち"),
}
"""What the list is filtered by: states as a reader asks for them."""
_DECIDED = (Status.MATCHED, Status.UNMATCHED, Status.CONCLUDED)


@dataclass(frozen=True)
class Filters:
    """What a reader filters by; None: anything."""

    state: str | None = None
    initiative: int | None = None
    network: str | None = None
    municipality: str | None = None


def get(actor: Actor, need_id: str) -> Need:
    """The need, or NotFound when it is absent or not this actor's to see."""
    need = session.scalar(sa.select(Need).where(Need.id == need_id, visible_to(actor)))
    if need is None:
        raise NotFound
    return need


def listed(actor: Actor, filters: Filters, cursor: str | None = None) -> Page[Any]:
    """Rows of the board; open needs by deadline when asked for, everything else the newest first."""
    statement = (
        sa.select(
            Need.id,
            Need.title,
            Need.outcome,
            Need.status,
            Need.response_deadline,
            Need.budget_min,
            Need.budget_max,
            Need.fiscal_year,
            Need.network,
            Need.wanted,
            Need.published_at,
            Need.sample,
            Organisation.id.label("organisation_id"),
            Organisation.name.label("organisation"),
        )
        .join(Organisation, Organisation.id == Need.organisation_id)
        .where(*narrowed(actor, filters))
    )
    if filters.state == "open":
        order = [Order(Need.response_deadline), Order(Need.id)]
    else:
        order = [Order(Need.listed_at, descending=True), Order(Need.id, descending=True)]
    return page(statement, order, cursor, count=True)


def facets(actor: Actor, filters: Filters) -> dict[str, dict[Any, int]]:
    """For each filter, how many needs each value would show together with the other filters."""
    return {
        "state": _count(actor, replace(filters, state=None), _state_column()),
        "initiative": _count(actor, replace(filters, initiative=None), NeedInitiative.number),
        "network": _count(actor, replace(filters, network=None), Need.network),
        "municipality": _count(actor, replace(filters, municipality=None), Need.organisation_id),
    }


def municipality_names(ids: Sequence[str]) -> dict[str, str]:
    """Names of municipalities by id, by reading."""
    rows = session.execute(
        sa.select(Organisation.id, Organisation.name)
        .where(Organisation.id.in_(ids))
        .order_by(Organisation.kana)
    )
    return {row.id: row.name for row in rows}


def _state_column() -> sa.ColumnElement[str]:
    """The state as a reader asks for it; a need past its deadline counts as closed before the clock has acted."""
    return sa.case(
        (sa.and_(Need.status == Status.PUBLISHED, Need.response_deadline > now()), "open"),
        (Need.status.in_((Status.PUBLISHED, Status.CLOSED)), "choosing"),
        (Need.status.in_(_DECIDED), "decided"),
        (sa.and_(Need.status == Status.WITHDRAWN, Need.published_at.is_not(None)), "withdrawn"),
        else_="own",
    )


def _count(actor: Actor, filters: Filters, value: Any) -> dict[Any, int]:
    statement = sa.select(value, sa.func.count()).select_from(Need).where(*narrowed(actor, filters))
    if value is NeedInitiative.number:
        statement = statement.join(NeedInitiative, NeedInitiative.need_id == Need.id)
    inner = statement.group_by(value)
    return {row[0]: row[1] for row in session.execute(inner)}


def narrowed(actor: Actor, filters: Filters) -> list[sa.ColumnElement[bool]]:
    """Conditions of needs that the actor may see and the filters leave."""
    conditions = [visible_to(actor)]
    if filters.state:
        conditions.append(_state_column() == filters.state)
    if filters.initiative is not None:
        numbered = sa.select(NeedInitiative.need_id).where(NeedInitiative.number == filters.initiative)
        conditions.append(Need.id.in_(numbered))
    if filters.network:
        conditions.append(Need.network == Network(filters.network))
    if filters.municipality:
        conditions.append(Need.organisation_id == filters.municipality)
    return conditions


def revisions(need: Need) -> Sequence[NeedRevision]:
    """Changes after publication, newest first."""
    return session.scalars(
        sa.select(NeedRevision).where(NeedRevision.need_id == need.id).order_by(NeedRevision.number.desc())
    ).all()


def of_organisation(actor: Actor, organisation_id: str, limit: int = 20) -> Sequence[Any]:
    """Rows of id, title, status, response_deadline, published_at: a municipality's needs for its page."""
    return session.execute(
        sa.select(Need.id, Need.title, Need.status, Need.response_deadline, Need.published_at, Need.sample)
        .where(Need.organisation_id == organisation_id, visible_to(actor))
        .order_by(Need.listed_at.desc(), Need.id.desc())
        .limit(limit)
    ).all()


def open_now(limit: int = 5) -> Sequence[Any]:
    """Rows of id, title, response_deadline, organisation: what takes responses now, the nearest deadline first."""
    return session.execute(
        sa.select(
            Need.id, Need.title, Need.response_deadline, Need.sample, Organisation.name.label("organisation")
        )
        .join(Organisation, Organisation.id == Need.organisation_id)
        .where(Need.status == Status.PUBLISHED, Need.response_deadline > now())
        .order_by(Need.response_deadline, Need.id)
        .limit(limit)
    ).all()


def in_short(actor: Actor, ids: Sequence[str]) -> Sequence[Any]:
    """Rows of id, title, status, response_deadline, sample, organisation: public needs that were not withdrawn."""
    return session.execute(
        _short().where(
            Need.id.in_(ids),
            Need.published_at.is_not(None),
            Need.status != Status.WITHDRAWN,
            visible_to(actor),
        )
    ).all()


def born_of(actor: Actor, origin: str, limit: int = 20) -> Sequence[Any]:
    """Rows as `in_short`: the needs that were begun from something ("case:abc"), as far as the actor may see them."""
    return session.execute(
        _short()
        .where(Need.origin == origin, Need.status != Status.WITHDRAWN, visible_to(actor))
        .order_by(Need.listed_at.desc(), Need.id.desc())
        .limit(limit)
    ).all()


def _short() -> Any:
    return sa.select(
        Need.id,
        Need.title,
        Need.status,
        Need.response_deadline,
        Need.sample,
        Organisation.name.label("organisation"),
    ).join(Organisation, Organisation.id == Need.organisation_id)
