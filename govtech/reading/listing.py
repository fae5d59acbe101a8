"""The list of joint specifications: what a reader may filter by, the rows, and how many each choice would show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from govtech.core.db import session
from govtech.core.filters import number
from govtech.core.paging import Order, Page, page
from govtech.core.policy import Actor
from govtech.core.text import nfkc
from govtech.drafting.models import Party, Specification, Status
from govtech.drafting.policy import taking_part, visible_to
from govtech.organisations.models import Organisation

NEWEST = (Order(Specification.listed_at, descending=True), Order(Specification.id, descending=True))
MOST_WORDS = 8


@dataclass(frozen=True)
class Filters:
    """What a reader filters by; None and "": anything."""

    state: Status | None = None
    own: bool = False
    initiative: int | None = None
    template: str = ""
    q: str = ""

    @property
    def asked(self) -> dict[str, str]:
        """The filters in force as they stand in the address."""
        values = {
            "state": self.state or "",
            "own": "1" if self.own else "",
            "initiative": str(self.initiative or ""),
            "template": self.template,
            "q": self.q,
        }
        return {name: str(value) for name, value in values.items()}


def filters_of(asked: Mapping[str, str], actor: Actor) -> Filters:
    """The filters of an address; what it does not know counts as nothing."""
    state = asked.get("state")
    return Filters(
        state=Status(state) if state in tuple(Status) else None,
        own=asked.get("own") == "1" and actor.organisation_id is not None,
        initiative=number(asked.get("initiative")),
        template=asked.get("template", "")[:60],
        q=asked.get("q", "").strip()[:200],
    )


def narrowed(actor: Actor, filters: Filters) -> list[sa.ColumnElement[bool]]:
    """The conditions that the rows fulfil."""
    conditions = [visible_to(actor)]
    if filters.state:
        conditions.append(Specification.status == filters.state)
    if filters.own:
        conditions.append(taking_part(actor))
    if filters.initiative:
        conditions.append(
            sa.cast(Specification.initiatives, sa.String).contains(f'"{filters.initiative}"', autoescape=True)
        )
    if filters.template:
        conditions.append(Specification.origin.startswith(f"template:{filters.template}:", autoescape=True))
    texts = (Specification.title, Specification.summary, Organisation.name)
    wanted = nfkc(filters.q).split()[:MOST_WORDS]
    return conditions + [
        sa.or_(*(text.icontains(word, autoescape=True) for text in texts)) for word in wanted
    ]


def listed(actor: Actor, filters: Filters, cursor: str | None = None) -> Page[Any]:
    """Rows of the list, the newest first."""
    parties = sa.select(sa.func.count()).where(Party.specification_id == Specification.id).scalar_subquery()
    statement = _from(
        Specification.id,
        Specification.title,
        Specification.summary,
        Specification.status,
        Specification.number,
        Specification.edited_at,
        Specification.sample,
        Organisation.name.label("organisation"),
        parties.label("parties"),
    ).where(*narrowed(actor, filters))
    return page(statement, NEWEST, cursor, count=True)


def _from(*columns: Any) -> Any:
    return sa.select(*columns).join(Organisation, Organisation.id == Specification.organisation_id)


@dataclass(frozen=True)
class Counts:
    """How many rows each choice of a filter would show, the other filters staying as they are."""

    states: Mapping[str, int]
    own: int
    initiatives: Mapping[str, int]
    templates: Mapping[str, int]


def counts(actor: Actor, filters: Filters) -> Counts:
    """In one query for each filter."""
    states = _rows(actor, replace(filters, state=None), Specification.status)
    initiatives = _rows(actor, replace(filters, initiative=None), Specification.initiatives)
    origins = _rows(actor, replace(filters, template=""), Specification.origin)
    own = _rows(actor, replace(filters, own=True), Specification.id) if actor.organisation_id else ()
    return Counts(
        Counter(row.value for row in states),
        len(own),
        Counter(one for row in initiatives for one in row[0]),
        Counter(row[0].split(":")[1] for row in origins if row[0].startswith("template:")),
    )


def _rows(actor: Actor, filters: Filters, column: Any) -> Sequence[Any]:
    rows = session.execute(_from(column).where(*narrowed(actor, filters))).all()
    return [row[0] for row in rows] if column is Specification.status else rows


def born_of(actor: Actor, condition: sa.ColumnElement[bool], most: int = 10) -> Sequence[Any]:
    """id, title, status, number, sample and organisation of those that the actor may read, the newest first."""
    columns = (
        Specification.id,
        Specification.title,
        Specification.status,
        Specification.number,
        Specification.sample,
    )
    statement = _from(*columns, Organisation.name.label("organisation")).where(visible_to(actor), condition)
    return session.execute(statement.order_by(*(order.column.desc() for order in NEWEST)).limit(most)).all()
