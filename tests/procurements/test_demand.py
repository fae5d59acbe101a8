"""Sums over municipalities: whatever they state, nothing is counted twice or made up."""

from __future__ import annotations

import random
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from govtech.core import clock
from govtech.procurements.demand import Demand, added_up, first_common_year

UNITS = ("件／年", "件/年", "件 / 年", "台", "施設")
MONEY = st.none() | st.integers(0, 10**10)


@st.composite
def demands(draw: st.DrawFn) -> list[Demand]:
    """Any number of municipalities with any figures."""
    found = []
    for number in range(draw(st.integers(0, 8))):
        low, high = draw(MONEY), draw(MONEY)
        if low is not None and high is not None and low > high:
            low, high = high, low
        found.append(
            Demand(
                municipality=f"{number:06d}",
                population=draw(st.none() | st.integers(0, 3_000_000)),
                volumes=draw(st.dictionaries(st.sampled_from(UNITS), st.integers(0, 10**9), max_size=3)),
                budget_min=low,
                budget_max=high,
                fiscal_year=draw(st.none() | st.integers(2020, 2035)),
            )
        )
    return found


@given(demands(), st.randoms(use_true_random=False))
def test_sums_are_those_of_the_parts(rows: list[Demand], chance: random.Random) -> None:
    total = added_up(rows)
    mixed = rows[:]
    chance.shuffle(mixed)
    assert added_up(mixed) == total
    assert total.population == sum(row.population or 0 for row in rows)
    assert total.population_known + total.population_unknown == len(rows)
    assert total.budget_min <= total.budget_max
    assert total.budget_max == sum(
        (row.budget_max if row.budget_max is not None else row.budget_min) or 0 for row in rows
    )
    assert sum(volume.total for volume in total.volumes) == sum(sum(row.volumes.values()) for row in rows)
    assert sum(count for _, count in total.fiscal_years) + total.fiscal_year_unknown == len(rows)


@given(demands(), demands())
def test_two_groups_of_towns_add_up_like_one(some: list[Demand], others: list[Demand]) -> None:
    both, one, other = added_up([*some, *others]), added_up(some), added_up(others)
    for name in ("municipalities", "population", "budget_min", "budget_max", "budget_unknown"):
        assert getattr(both, name) == getattr(one, name) + getattr(other, name)


def test_units_written_differently_are_one() -> None:
    rows = [
        Demand("1", volumes={"件／年": 10}),
        Demand("2", volumes={"件/年": 5}),
        Demand("3", volumes={"台": 1}),
    ]
    per_year, pieces = added_up(rows).volumes
    assert (per_year.total, per_year.municipalities) == (15, 2)
    assert (pieces.unit, pieces.total) == ("台", 1)


def test_the_first_common_year_is_the_latest_stated_and_never_over() -> None:
    with clock.at(datetime(2026, 12, 1, tzinfo=UTC)):
        assert first_common_year([]) is None
        assert first_common_year([2027, 2029, 2028]) == 2029
        assert first_common_year([2024]) == 2026
