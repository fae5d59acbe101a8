"""What an offer costs: lines of money, for the sizes they apply to, added up with the tax shown."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from govtech.core.words import Text, lazy

YEARS = 5
TAX_PERCENT = 10
"""消費税及び地方消費税 in per cent."""


class Tax(enum.StrEnum):
    """Whether the stated prices hold the tax."""

    INCLUDED = "included"
    EXCLUDED = "excluded"


TAX_LABELS: Mapping[str, Text] = {Tax.INCLUDED: lazy("税込"), Tax.EXCLUDED: lazy("税抜")}


@dataclass(frozen=True)
class PriceData:
    """One line of money in whole yen; `quantity` units a year; without a size it applies to every municipality."""

    name: str = ""
    initial_yen: int = 0
    yearly_yen: int = 0
    unit_yen: int = 0
    unit: str = ""
    quantity: int = 0
    population_from: int | None = None
    population_to: int | None = None

    @property
    def sized(self) -> bool:
        """Whether it applies to municipalities of one size alone."""
        return self.population_from is not None or self.population_to is not None

    def applies(self, population: int | None) -> bool:
        """Whether a municipality of this many people pays it; one of unknown size pays what everybody pays."""
        if not self.sized:
            return True
        if population is None:
            return False
        return (self.population_from or 0) <= population and (
            self.population_to is None or population <= self.population_to
        )

    @property
    def each_year(self) -> int:
        """Yen a year, use included."""
        return self.yearly_yen + self.unit_yen * self.quantity


@dataclass(frozen=True)
class Total:
    """Whole yen with the tax; `tax` is the part of `over_years` that is tax."""

    initial: int
    yearly: int
    tax: int

    @property
    def over_years(self) -> int:
        """The beginning and five years."""
        return self.initial + YEARS * self.yearly


def total(lines: Sequence[PriceData], tax: Tax, population: int | None) -> Total | None:
    """What a municipality of this many people pays; None when no line says so."""
    applying = [line for line in lines if line.applies(population)]
    if not applying:
        return None
    initial, initial_tax = _with_tax(sum(line.initial_yen for line in applying), tax)
    yearly, yearly_tax = _with_tax(sum(line.each_year for line in applying), tax)
    return Total(initial, yearly, initial_tax + YEARS * yearly_tax)


def by_size(lines: Sequence[PriceData], tax: Tax) -> list[tuple[int, int | None, Total]]:
    """(from, to, total) for each size the lines name, the smallest first; `to` None: and above."""
    sizes = sorted(
        {(line.population_from or 0, line.population_to) for line in lines if line.sized}, key=_size
    )
    return [(low, high, found) for low, high in sizes if (found := total(lines, tax, low))]


def overlapping(lines: Iterable[PriceData]) -> bool:
    """Whether two lines of the same name apply to one municipality: it would pay twice."""
    seen: dict[str, list[PriceData]] = {}
    for line in lines:
        if line.sized:
            seen.setdefault(line.name, []).append(line)
    return any(
        _meet(one, other) for same in seen.values() for one in same for other in same if one is not other
    )


def _meet(one: PriceData, other: PriceData) -> bool:
    return one.applies(other.population_from or 0) or other.applies(one.population_from or 0)


def _size(size: tuple[int, int | None]) -> tuple[int, float]:
    low, high = size
    return low, float("inf") if high is None else high


def _with_tax(yen: int, tax: Tax) -> tuple[int, int]:
    """The sum with the tax, and the tax in it; fractions of a yen are cut off."""
    if tax is Tax.EXCLUDED:
        added = yen * TAX_PERCENT // 100
        return yen + added, added
    return yen, yen * TAX_PERCENT // (100 + TAX_PERCENT)
