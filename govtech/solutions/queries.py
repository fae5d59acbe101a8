"""Reading offerings; what the actor may not see is not found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from govtech.core.db import session
from govtech.core.errors import NotFound
from govtech.core.paging import Order, Page, page
from govtech.core.policy import Actor, OrganisationKind
from govtech.organisations.models import LocalGovernment, Organisation
from govtech.solutions.models import (
    Delivery,
    Network,
    PriceBand,
    Solution,
    SolutionDelivery,
    SolutionInitiative,
    SolutionNetwork,
    Status,
)
from govtech.solutions.policy import visible_to

_initiative = sa.table("initiative", sa.column("number", sa.Integer), sa.column("name", sa.String))
"""The 24 initiatives by number; their table belongs to a room above this one."""


@dataclass(frozen=True)
class Wanted:
    """What a reader filters by; None: anything."""

    initiative: int | None = None
    delivery: str | None = None
    network: str | None = None
    kind: str | None = None
    own: bool = False

    def without(self, name: str) -> Wanted:
        """The same with one filter open, to count what choosing it would give."""
        return Wanted(**{**vars(self), name: False if name == "own" else None})


def get(actor: Actor, solution_id: str) -> Solution:
    """The offering, or NotFound when it is absent or not this actor's to see."""
    solution = session.scalar(sa.select(Solution).where(Solution.id == solution_id, visible_to(actor)))
    if solution is None:
        raise NotFound
    return solution


def listed(actor: Actor, wanted: Wanted, cursor: str | None = None) -> Page[Any]:
    """Rows of the list by reading: id, name, summary, status, organisation, kind, sample, and the lowest yearly price."""
    lowest = (
        sa.select(sa.func.min(PriceBand.yearly_yen))
        .where(PriceBand.solution_id == Solution.id)
        .correlate(Solution)
        .scalar_subquery()
    )
    statement = (
        sa.select(
            Solution.id,
            Solution.name,
            Solution.summary,
            Solution.status,
            Solution.sample,
            Organisation.id.label("organisation_id"),
            Organisation.name.label("organisation"),
            Organisation.kind,
            lowest.label("lowest_yearly"),
        )
        .join(Organisation, Organisation.id == Solution.organisation_id)
        .where(*_conditions(actor, wanted))
    )
    return page(statement, [Order(Solution.kana), Order(Solution.id)], cursor, count=True)


def traits(solution_ids: Sequence[str]) -> dict[str, dict[str, list[Any]]]:
    """Deliveries, networks and initiative numbers of several offerings, three queries whatever their number."""
    found: dict[str, dict[str, list[Any]]] = {
        key: {"deliveries": [], "networks": [], "initiatives": []} for key in solution_ids
    }
    for name, key, value in (
        ("deliveries", SolutionDelivery.solution_id, SolutionDelivery.delivery),
        ("networks", SolutionNetwork.solution_id, SolutionNetwork.network),
        ("initiatives", SolutionInitiative.solution_id, SolutionInitiative.number),
    ):
        for solution_id, item in session.execute(
            sa.select(key, value).where(key.in_(solution_ids)).order_by(value)
        ):
            found[solution_id][name].append(item)
    return found


def facets(actor: Actor, wanted: Wanted) -> dict[str, dict[Any, int]]:
    """For each filter, how many offerings each value would show together with the other filters."""
    return {
        "initiative": _count(
            actor, wanted.without("initiative"), SolutionInitiative.number, SolutionInitiative.solution_id
        ),
        "delivery": _count(
            actor, wanted.without("delivery"), SolutionDelivery.delivery, SolutionDelivery.solution_id
        ),
        "network": _count(
            actor, wanted.without("network"), SolutionNetwork.network, SolutionNetwork.solution_id
        ),
        "kind": _count(actor, wanted.without("kind"), Organisation.kind, None),
        "own": {"all": _own(actor)},
    }


def _own(actor: Actor) -> int:
    if not actor.is_supplier:
        return 0
    own = Solution.organisation_id == actor.organisation_id
    return session.scalar(sa.select(sa.func.count()).select_from(Solution).where(own)) or 0


def _count(actor: Actor, wanted: Wanted, value: Any, solution_id: Any) -> dict[Any, int]:
    statement = (
        sa.select(value, sa.func.count())
        .select_from(Solution)
        .join(Organisation, Organisation.id == Solution.organisation_id)
        .where(*_conditions(actor, wanted))
        .group_by(value)
        .order_by(value)
    )
    if solution_id is not None:
        statement = statement.join(value.class_, solution_id == Solution.id)
    return {row[0]: row[1] for row in session.execute(statement)}


def _conditions(actor: Actor, wanted: Wanted) -> list[sa.ColumnElement[bool]]:
    conditions = [visible_to(actor)]
    if wanted.own:
        conditions.append(Solution.organisation_id == actor.organisation_id)
    else:
        conditions.append(Solution.status == Status.PUBLISHED)
    for key, column, value in (
        (SolutionInitiative.solution_id, SolutionInitiative.number, wanted.initiative),
        (
            SolutionDelivery.solution_id,
            SolutionDelivery.delivery,
            wanted.delivery and Delivery(wanted.delivery),
        ),
        (SolutionNetwork.solution_id, SolutionNetwork.network, wanted.network and Network(wanted.network)),
    ):
        if value is not None:
            conditions.append(Solution.id.in_(sa.select(key).where(column == value)))
    if wanted.kind:
        conditions.append(Organisation.kind == OrganisationKind(wanted.kind))
    return conditions


def of_organisation(actor: Actor, organisation_id: str) -> Sequence[Any]:
    """Rows of id, name, summary, status of an organisation's offerings that this actor may see, for its page."""
    return session.execute(
        sa.select(Solution.id, Solution.name, Solution.summary, Solution.status, Solution.sample)
        .where(Solution.organisation_id == organisation_id, visible_to(actor))
        .order_by(Solution.kana, Solution.id)
    ).all()


def published_choices(organisation_id: str) -> list[tuple[str, str]]:
    """(id, name) of an organisation's published offerings, to link from a response."""
    rows = session.execute(
        sa.select(Solution.id, Solution.name)
        .where(Solution.organisation_id == organisation_id, Solution.status == Status.PUBLISHED)
        .order_by(Solution.kana, Solution.id)
    )
    return [(row.id, row.name) for row in rows]


def initiative_names() -> dict[int, str]:
    """The name of each initiative by its number."""
    rows = session.execute(sa.select(_initiative.c.number, _initiative.c.name).order_by(_initiative.c.number))
    return {row.number: row.name for row in rows}


def government_choices() -> list[tuple[str, str]]:
    """(code, name) of the local governments of Osaka prefecture, by reading."""
    rows = session.execute(
        sa.select(LocalGovernment.code, LocalGovernment.name)
        .where(LocalGovernment.prefecture_code == "27")
        .order_by(LocalGovernment.kana, LocalGovernment.code)
    )
    return [(row.code, row.name) for row in rows]
