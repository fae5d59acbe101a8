"""Prices for a population: whole yen with tax over five years, and no population with two prices."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from govtech.solutions.content import PriceData
from govtech.solutions.pricing import YEARS, band_for, cost, holds, overlapping, with_tax

yen = st.integers(0, 10**12)
population = st.integers(0, 20_000_000)
bands = st.builds(
    lambda low, width, initial, yearly, included: PriceData(
        low, None if width is None else low + width, initial, yearly, included
    ),
    population,
    st.none() | population,
    yen,
    yen,
    st.booleans(),
)


@given(bands)
def test_five_years_are_the_initial_price_and_five_yearly_ones(band):
    amount = cost(band)
    assert amount.five_years == amount.initial + YEARS * amount.yearly
    assert all(isinstance(part, int) and part >= 0 for part in amount)
    assert amount.initial >= band.initial_yen
    assert amount.yearly >= band.yearly_yen
    if band.tax_included:
        assert amount.five_years == band.initial_yen + 5 * band.yearly_yen


@given(yen)
def test_tax_is_ten_percent_with_fractions_dropped(amount):
    assert with_tax(amount, included=True) == amount
    taxed = with_tax(amount, included=False)
    assert taxed * 10 <= amount * 11 < taxed * 10 + 10


@given(bands, yen, yen)
def test_who_asks_more_costs_more(band, more, also):
    dearer = replace(band, initial_yen=band.initial_yen + more, yearly_yen=band.yearly_yen + also)
    assert cost(dearer).five_years >= cost(band).five_years


@given(st.lists(bands, max_size=6), population)
def test_bands_that_do_not_overlap_give_each_population_one_price_at_most(rows, asked):
    holding = [band for band in rows if holds(band, asked)]
    if not overlapping(rows):
        assert len(holding) <= 1
        assert band_for(rows, asked) == (holding[0] if holding else None)
    if len(holding) > 1:
        assert overlapping(rows)


@given(st.lists(population, min_size=1, max_size=8, unique=True), population)
def test_bands_cut_at_any_places_cover_everything_once(cuts, asked):
    starts = [0, *sorted(cut for cut in cuts if cut)]
    ends = [start - 1 for start in starts[1:]] + [None]
    rows = [
        PriceData(low, high, 0, place) for place, (low, high) in enumerate(zip(starts, ends, strict=True))
    ]
    assert not overlapping(rows)
    assert not overlapping(rows[::-1])
    found = band_for(rows, asked)
    assert found is not None
    assert found.population_from <= asked


def test_both_ends_belong_to_a_band_and_an_open_population_to_none():
    band = PriceData(10, 20, 0, 1)
    assert [number for number in (9, 10, 20, 21) if holds(band, number)] == [10, 20]
    assert band_for([band], None) is None
