"""What several municipalities need, added up: people, quantities by unit, budget, and the first year all can join."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from govtech.core.clock import fiscal_year, today
from govtech.core.text import nfkc


@dataclass(frozen=True)
class Demand:
    """What one municipality states; None is unknown, yen and whole numbers otherwise."""

    municipality: str
    name: str = ""
    population: int | None = None
    volumes: Mapping[str, int] = field(default_factory=dict)
    budget_min: int | None = None
    budget_max: int | None = None
    fiscal_year: int | None = None

    @property
    def budget(self) -> tuple[int, int] | None:
        """Both ends; where one alone is stated it counts as both, so that a sum never pretends to know more."""
        low = self.budget_min if self.budget_min is not None else self.budget_max
        high = self.budget_max if self.budget_max is not None else self.budget_min
        return None if low is None or high is None else (low, high)


@dataclass(frozen=True)
class Volume:
    """One unit's total and how many municipalities stated it."""

    unit: str
    total: int
    municipalities: int


@dataclass(frozen=True)
class Total:
    """The sums, and how many municipalities stated nothing."""

    municipalities: int
    population: int
    population_unknown: int
    volumes: tuple[Volume, ...]
    budget_min: int
    budget_max: int
    budget_unknown: int
    fiscal_years: tuple[tuple[int, int], ...]
    fiscal_year_unknown: int
    first_year: int | None

    @property
    def budget_known(self) -> int:
        """How many municipalities stated a budget."""
        return self.municipalities - self.budget_unknown

    @property
    def population_known(self) -> int:
        """How many municipalities stated their people."""
        return self.municipalities - self.population_unknown


def added_up(demands: Iterable[Demand]) -> Total:
    """The sums over municipalities, each of which may come once."""
    rows = list(demands)
    budgets = [row.budget for row in rows if row.budget]
    populations = [row.population for row in rows if row.population is not None]
    years = Counter(row.fiscal_year for row in rows if row.fiscal_year is not None)
    return Total(
        municipalities=len(rows),
        population=sum(populations),
        population_unknown=len(rows) - len(populations),
        volumes=_volumes(rows),
        budget_min=sum(low for low, _ in budgets),
        budget_max=sum(high for _, high in budgets),
        budget_unknown=len(rows) - len(budgets),
        fiscal_years=tuple(sorted(years.items())),
        fiscal_year_unknown=len(rows) - years.total(),
        first_year=first_common_year(years),
    )


def first_common_year(years: Iterable[int]) -> int | None:
    """The latest of the years stated, but not a year that is over; None when nobody stated one.

    A municipality can buy from the year in which it has the money; whoever has it earlier can wait, nobody can
    go ahead. So the last one's year is the first that all have in common.
    """
    latest = max(years, default=None)
    return None if latest is None else max(latest, fiscal_year(today()))


def unit_key(unit: str) -> str:
    """The form in which units are compared: 件／年 and 件/年 are one."""
    return nfkc(unit).replace(" ", "")


def _volumes(rows: list[Demand]) -> tuple[Volume, ...]:
    """By unit, the most widely stated first; a unit is shown as it is written most simply."""
    totals: Counter[str] = Counter()
    holders: Counter[str] = Counter()
    written: dict[str, str] = {}
    for row in rows:
        for key, amounts in _by_key(row.volumes).items():
            totals[key] += sum(amount for _, amount in amounts)
            holders[key] += 1
            written[key] = min([*(unit for unit, _ in amounts), written.get(key, amounts[0][0])])
    order = sorted(totals, key=lambda key: (-holders[key], key))
    return tuple(Volume(written[key], totals[key], holders[key]) for key in order)


def _by_key(volumes: Mapping[str, int]) -> dict[str, list[tuple[str, int]]]:
    found: dict[str, list[tuple[str, int]]] = {}
    for unit, amount in volumes.items():
        found.setdefault(unit_key(unit), []).append((unit, amount))
    return found
