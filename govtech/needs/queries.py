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
    cells = _cells(actor, filters)
    return {
        "state": _sum(cells, "state", filters),
        "initiative": _by_initiative(actor, replace(filters, initiative=None)),
        "network": _sum(cells, "network", filters),
        "municipality": _sum(cells, "municipality", filters),
    }


def _cells(actor: Actor, filters: Filters) -> Sequence[Any]:
    """Rows of state, network, municipality, many: the board counted once, from which three filters follow."""
    state = _state_column().label("state")
    columns = (state, Need.network.label("network"), Need.organisation_id.label("municipality"))
    about = replace(filters, state=None, network=None, municipality=None)
    statement = sa.select(*columns, sa.func.count().label("many")).where(*narrowed(actor, about))
    return session.execute(statement.group_by(*columns)).all()


def _sum(cells: Sequence[Any], side: str, filters: Filters) -> dict[Any, int]:
    """The cells by one of their sides, where the filters of the other sides let them pass."""
    asked = {name: getattr(filters, name) for name in ("state", "network", "municipality") if name != side}
    counts: dict[Any, int] = {}
    for cell in cells:
        if all(not value or getattr(cell, name) == value for name, value in asked.items()):
            counts[getattr(cell, side)] = counts.get(getattr(cell, side), 0) + cell.many
    return counts


def _by_initiative(actor: Actor, filters: Filters) -> dict[Any, int]:
    shown = sa.select(Need.id).where(*narrowed(actor, filters))
    statement = (
        sa.select(NeedInitiative.number, sa.func.count())
        .where(NeedInitiative.need_id.in_(shown))  # four times as fast as a join, on SQLite with 10,000 needs
        .group_by(NeedInitiative.number)
    )
    return {row[0]: row[1] for row in session.execute(statement)}


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


def _in_state(state: str) -> sa.ColumnElement[bool]:
    """The same as a condition; for what is open, one that an index answers."""
    if state == "open":
        return sa.and_(Need.status == Status.PUBLISHED, Need.response_deadline > now())
    return _state_column() == state


def narrowed(actor: Actor, filters: Filters) -> list[sa.ColumnElement[bool]]:
    """Conditions of needs that the actor may see and the filters leave."""
    conditions = [visible_to(actor)]
    if filters.state:
        conditions.append(_in_state(filters.state))
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
