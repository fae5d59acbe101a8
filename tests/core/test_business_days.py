"""Business days are those on which public offices in Japan are open."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govtech.core.clock import (
    business_days_after,
    business_days_between,
    is_business_day,
    next_business_day,
)
from govtech.core.holidays import FIRST, LAST, closed_because, holidays

DAYS = st.dates(date(2024, 1, 1), date(2090, 1, 1))
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("day", "why"),
    [
        (date(2026, 5, 6), "振替休日"),  # 憲法記念日 fell on the Sunday before two more holidays
        (date(2026, 9, 22), "国民の休日"),  # between 敬老の日 and 秋分の日
        (date(2026, 9, 23), "秋分の日"),
        (date(2024, 2, 12), "振替休日"),
        (date(2019, 4, 30), "国民の休日"),
        (date(2019, 5, 1), "即位の日"),
        (date(2021, 8, 9), "振替休日"),
        (date(2026, 12, 29), "年末年始の閉庁日"),
        (date(2027, 1, 1), "元日"),
        (date(2027, 1, 3), "年末年始の閉庁日"),
        (date(2026, 11, 28), "土曜日"),
        (date(2026, 11, 29), "日曜日"),
        (date(2026, 12, 23), None),
        (date(2027, 1, 4), None),
    ],
)
def test_why_offices_are_closed(day, why):
    assert closed_because(day) == why


def test_the_days_of_a_year():
    assert [f"{day:%m-%d}" for day in sorted(holidays(2027))] == [
        *("01-01", "01-11", "02-11", "02-23", "03-21", "03-22", "04-29", "05-03", "05-04", "05-05"),
        *("07-19", "08-11", "09-20", "09-23", "10-11", "11-03", "11-23"),
    ]


def test_over_the_turn_of_the_year():
    assert business_days_after(date(2026, 12, 28), 1) == date(2027, 1, 4)
    assert next_business_day(date(2026, 12, 29)) == date(2027, 1, 4)
    assert next_business_day(date(2026, 12, 28)) == date(2026, 12, 28)


@given(DAYS, st.integers(0, 60))
def test_counting_forwards_is_counting_between(day, count):
    reached = business_days_after(day, count)
    assert business_days_between(day, reached) == count
    assert count == 0 or is_business_day(reached)


@given(DAYS)
def test_the_next_business_day_is_the_first_open_one(day):
    reached = next_business_day(day)
    assert is_business_day(reached)
    assert all(not is_business_day(day + DAY * step) for step in range((reached - day).days))
    assert (reached - day).days <= 10


@given(st.integers(FIRST, LAST))
def test_what_the_law_says_of_every_year(year):
    days = holidays(year)
    assert 15 <= len(days) <= 22
    for day, name in days.items():
        if name == "振替休日":
            before = [day - DAY * step for step in range(1, 8) if (day - DAY * step).weekday() == 6]
            assert days[before[0]]
        if name == "国民の休日":
            assert day - DAY in days
            assert day + DAY in days
        if day.weekday() == 6:
            assert "振替休日" in {days.get(day + DAY * step) for step in range(1, 7)}


def test_outside_the_years_of_the_law_only_weekends_count():
    assert holidays(LAST + 1) == {}
    assert is_business_day(date(LAST + 1, 5, 3)) is (date(LAST + 1, 5, 3).weekday() < 5)


@given(DAYS, st.integers(-30, 3 * 366))
def test_counting_by_weeks_is_counting_day_by_day(day, span):
    days = [day + DAY * step for step in range(1, span + 1)]
    assert business_days_between(day, day + DAY * span) == sum(map(is_business_day, days))


def test_a_mistyped_year_is_counted_as_fast_as_any(monkeypatch):
    """The clock counts business days while it keeps others from writing."""
    monkeypatch.setattr("govtech.core.clock.is_business_day", lambda day: pytest.fail("walked day by day"))
    assert business_days_between(date(2026, 11, 25), date.max) == 2_050_572
