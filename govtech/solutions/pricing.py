"""What an offering costs a municipality of a given population, in a year and over five years, tax included."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import NamedTuple, Protocol, TypeVar

from govtech.core.words import Text, lazy

YEARS = 5
TAX_PERCENT = 10
"""Consumption tax on services to municipalities (消費税と地方消費税, the standard rate since 2019-10)."""
SIZES: Mapping[int, Text] = {
    5_000: lazy("1万人未満"),
    30_000: lazy("1万人から5万人"),
    75_000: lazy("5万人から10万人"),
    200_000: lazy("10万人から30万人"),
    400_000: lazy("30万人から50万人"),
    800_000: lazy("50万人以上"),
}
"""Sizes of municipalities to see prices for: a population in the middle of each, and its words."""
BUDGETS: Mapping[int, Text] = {
    500_000: lazy("年額50万円以下"),
    1_000_000: lazy("年額100万円以下"),
    3_000_000: lazy("年額300万円以下"),
    10_000_000: lazy("年額1,000万円以下"),
}
"""Ceilings of the yearly price, tax included."""


class Band(Protocol):
    """Prices for municipalities from one population to another, or without an upper end."""

    @property
    def population_from(self) -> int:
        """The smallest population."""
        ...

    @property
    def population_to(self) -> int | None:
        """The largest one, or None."""
        ...

    @property
    def initial_yen(self) -> int:
        """Whole yen, once."""
        ...

    @property
    def yearly_yen(self) -> int:
        """Whole yen, each year."""
        ...

    @property
    def tax_included(self) -> bool:
        """Whether the yen are with tax."""
        ...


class Cost(NamedTuple):
    """Whole yen with tax: once, each year, and over the first five years."""

    initial: int
    yearly: int
    five_years: int


Found = TypeVar("Found", bound=Band)


def with_tax(yen: int, *, included: bool) -> int:
    """The amount with tax, fractions of a yen dropped as invoices do."""
    return yen if included else yen * (100 + TAX_PERCENT) // 100


def cost(band: Band) -> Cost:
    """What a band's prices come to, tax included."""
    initial = with_tax(band.initial_yen, included=band.tax_included)
    yearly = with_tax(band.yearly_yen, included=band.tax_included)
    return Cost(initial, yearly, initial + YEARS * yearly)


def holds(band: Band, population: int) -> bool:
    """Whether a population lies in a band; both ends belong to it."""
    return band.population_from <= population and (
        band.population_to is None or population <= band.population_to
    )


def band_for(bands: Iterable[Found], population: int | None) -> Found | None:
    """The band of a population, or None where no price is stated for it."""
    if population is None:
        return None
    return next((band for band in bands if holds(band, population)), None)


def overlapping(bands: Iterable[Band]) -> bool:
    """Whether a population would have two prices."""
    ordered = sorted(bands, key=lambda band: band.population_from)
    return any(
        band.population_to is None or band.population_to >= after.population_from
        for band, after in pairwise(ordered)
    )
