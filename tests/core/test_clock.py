from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govtech.core import clock


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (date(2026, 12, 1), "令和8年12月1日"),
        (date(2019, 5, 1), "令和元年5月1日"),
        (date(2019, 4, 30), "平成31年4月30日"),
        (date(1989, 1, 7), "昭和64年1月7日"),
        (date(1926, 12, 25), "昭和元年12月25日"),
        (date(1912, 7, 29), "明治45年7月29日"),
        (date(1700, 1, 1), "1700年1月1日"),
    ],
)
def test_japanese_years(day, text):
    assert clock.wareki(day) == text


def test_fiscal_years_begin_in_april():
    assert clock.fiscal_year(date(2027, 3, 31)) == 2026
    assert clock.fiscal_year(date(2027, 4, 1)) == 2027
    assert clock.fiscal_year_text(2026) == "令和8年度"
    assert clock.fiscal_year_text(2019) == "令和元年度"


@given(st.dates(date(1900, 1, 1), date(2200, 1, 1)), st.times())
def test_a_japanese_moment_survives_the_way_through_utc(day, moment):
    plain = moment.replace(tzinfo=None)
    there = clock.from_jst(day, plain)
    assert there.tzinfo is UTC
    back = clock.to_jst(there)
    assert (back.date(), back.time()) == (day, plain)


def test_a_deadline_late_in_the_evening_is_today_in_japan():
    deadline = clock.end_of_day_jst(date(2026, 12, 1))
    assert deadline == datetime(2026, 12, 1, 14, 59, tzinfo=UTC)
    with clock.at(clock.from_jst(date(2026, 12, 1), time(0, 1))):
        assert clock.days_left(deadline) == 0
    with clock.at(clock.from_jst(date(2026, 11, 28), time(23, 59))):
        assert clock.days_left(deadline) == 3
        assert clock.soon(deadline)
        assert not clock.soon(deadline, days=1)
