"""What is stated of a plan and of one municipality's part in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from govtech.core.words import Text
from govtech.core.words import lazy as _l
from govtech.procurements.demand import Demand
from govtech.procurements.models import Participation


@dataclass(frozen=True)
class PlanData:
    """What a coordinator states of a plan."""

    title: str
    purpose: str = ""
    fiscal_year: int | None = None


@dataclass(frozen=True)
class ParticipationData:
    """What a municipality states of its part; `quantity` counts in `unit`, the start is the first of a month."""

    population: int | None = None
    quantity: int | None = None
    unit: str = ""
    budget_min: int | None = None
    budget_max: int | None = None
    fiscal_year: int | None = None
    start_month: date | None = None


PLAN_LABELS: Mapping[str, Text] = {
    "title": _l("計画の名前"),
    "purpose": _l("目的"),
    "fiscal_year": _l("調達する年度"),
}
PARTICIPATION_LABELS: Mapping[str, Text] = {
    "population": _l("対象となる人口"),
    "quantity": _l("件数・量"),
    "unit": _l("件数・量の単位"),
    "budget_min": _l("予算の下限"),
    "budget_max": _l("予算の上限"),
    "fiscal_year": _l("予算の年度"),
    "start_month": _l("使い始めたい月"),
}


def demand_of(part: Participation) -> Demand:
    """The part as what is added up."""
    volumes = {unit: amount for unit, amount in part.quantities.items() if isinstance(amount, int)}
    return Demand(
        part.organisation_id,
        part.organisation.name,
        part.population,
        volumes,
        part.budget_min,
        part.budget_max,
        part.fiscal_year,
    )
