"""The catalogue: what a reader filters by, what each choice would show, and the rows with their prices."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from govtech.core.db import session
from govtech.core.paging import Order, Page, page
from govtech.core.policy import Actor, OrganisationKind
from govtech.organisations.models import Organisation
from govtech.organisations.queries import SCHEMES, holding
from govtech.solutions.models import (
    Delivery,
    Network,
    PriceBand,
    Solution,
    SolutionDelivery,
    SolutionInitiative,
    SolutionNetwork,
    SolutionReference,
    Status,
)
from govtech.solutions.policy import visible_to
from govtech.solutions.pricing import BUDGETS, TAX_PERCENT

OSAKA = "27"


@dataclass(frozen=True)
class Wanted:
    """What a reader filters by; None: anything. Of the budget, `population` says whose price is meant."""

    initiative: int | None = None
    delivery: str | None = None
    network: str | None = None
    kind: str | None = None
    certificate: str | None = None
    osaka: bool = False
    budget: int | None = None
    own: bool = False
    population: int | None = None

    def without(self, name: str) -> Wanted:
        """The same with one filter open, to count what choosing it would give."""
        open_again: Any = getattr(Wanted(), name)
        return replace(self, **{name: open_again})

    @property
    def filtered(self) -> bool:
        """Whether anything is left out."""
        return replace(self, population=None) != Wanted()


def listed(actor: Actor, wanted: Wanted, cursor: str | None = None) -> Page[Any]:
    """Rows of the list by reading: id, name, summary, status, sample, organisation, its id and kind."""
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
        )
        .join(Organisation, Organisation.id == Solution.organisation_id)
        .where(*narrowed(actor, wanted))
    )
    return page(statement, [Order(Solution.kana), Order(Solution.id)], cursor, count=True)


def traits(solution_ids: Sequence[str]) -> dict[str, dict[str, list[Any]]]:
    """Deliveries, initiative numbers, prices and government codes of several offerings, one query for each."""
    found: dict[str, dict[str, list[Any]]] = {
        key: {"deliveries": [], "initiatives": [], "prices": [], "governments": []} for key in solution_ids
    }
    for name, key, value in (
        ("deliveries", SolutionDelivery.solution_id, SolutionDelivery.delivery),
        ("initiatives", SolutionInitiative.solution_id, SolutionInitiative.number),
        ("governments", SolutionReference.solution_id, SolutionReference.government_code),
    ):
        for solution_id, item in session.execute(
            sa.select(key, value).where(key.in_(solution_ids), value.is_not(None)).order_by(value).distinct()
        ):
            found[solution_id][name].append(item)
    bands = sa.select(*PriceBand.__table__.columns).where(PriceBand.solution_id.in_(solution_ids))
    for row in session.execute(bands.order_by(PriceBand.population_from)):
        found[row.solution_id]["prices"].append(row)
    return found


def facets(actor: Actor, wanted: Wanted) -> dict[str, dict[str, int]]:
    """For each filter, how many offerings each value would show together with the others: all in one statement.

    The keys are the values as they stand in the address.
    """
    found: dict[str, dict[str, int]] = {
        name: {} for name in ("initiative", "delivery", "network", "kind", "certificate", "osaka", "budget")
    }
    found["own"] = {}
    for name, value, count in session.execute(sa.union_all(*_counts(actor, wanted))):
        found[name][str(value)] = count
    return found


def _counts(actor: Actor, wanted: Wanted) -> Iterable[sa.Select[Any]]:
    """One SELECT of (filter, value, count) for each filter or value of a filter."""
    for name, value, key in (
        ("initiative", SolutionInitiative.number, SolutionInitiative.solution_id),
        ("delivery", SolutionDelivery.delivery, SolutionDelivery.solution_id),
        ("network", SolutionNetwork.network, SolutionNetwork.solution_id),
    ):
        text = sa.cast(value, sa.String)
        yield (
            _count(actor, wanted.without(name), name, text)
            .join(value.class_, key == Solution.id)
            .group_by(text)
        )
    kind = sa.cast(Organisation.kind, sa.String)
    yield _count(actor, wanted.without("kind"), "kind", kind).group_by(kind)
    choices: list[tuple[str, Any, str]] = [("certificate", scheme, scheme) for scheme in SCHEMES]
    choices += [("budget", limit, str(limit)) for limit in BUDGETS]
    choices += [("osaka", True, "1")]
    if actor.is_supplier:
        choices += [("own", True, "1")]
    for name, chosen, text_of in choices:
        yield _count(actor, replace(wanted, **{name: chosen}), name, sa.literal(text_of))


def _count(actor: Actor, wanted: Wanted, name: str, value: Any) -> sa.Select[Any]:
    return (
        sa.select(sa.literal(name), value, sa.func.count(sa.distinct(Solution.id)))
        .select_from(Solution)
        .join(Organisation, Organisation.id == Solution.organisation_id)
        .where(*narrowed(actor, wanted))
    )


def narrowed(actor: Actor, wanted: Wanted) -> list[sa.ColumnElement[bool]]:
    """Conditions of offerings that the actor may see and the filters leave."""
    conditions = [visible_to(actor)]
    if wanted.own:
        conditions.append(Solution.organisation_id == actor.organisation_id)
    else:
        conditions.append(Solution.status == Status.PUBLISHED)
    if wanted.initiative is not None:
        conditions.append(_in(SolutionInitiative, SolutionInitiative.number == wanted.initiative))
    if wanted.delivery:
        conditions.append(_in(SolutionDelivery, SolutionDelivery.delivery == Delivery(wanted.delivery)))
    if wanted.network:
        conditions.append(_in(SolutionNetwork, SolutionNetwork.network == Network(wanted.network)))
    if wanted.osaka:
        conditions.append(_in(SolutionReference, SolutionReference.government_code.startswith(OSAKA)))
    if wanted.budget is not None:
        conditions.append(_in(PriceBand, *_affordable(wanted.budget, wanted.population)))
    if wanted.kind:
        conditions.append(Organisation.kind == OrganisationKind(wanted.kind))
    if wanted.certificate:
        conditions.append(holding(wanted.certificate))
    return conditions


def _in(table: Any, *conditions: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    return Solution.id.in_(sa.select(table.solution_id).where(*conditions))


def _affordable(budget: int, population: int | None) -> Iterable[sa.ColumnElement[bool]]:
    """Bands of the population (any, when it is open) whose yearly price with tax is within the budget."""
    taxed = sa.case(
        (PriceBand.tax_included, PriceBand.yearly_yen),
        else_=PriceBand.yearly_yen * (100 + TAX_PERCENT) // 100,
    )
    yield taxed <= budget
    if population is not None:
        yield PriceBand.population_from <= population
        yield sa.or_(PriceBand.population_to.is_(None), PriceBand.population_to >= population)
