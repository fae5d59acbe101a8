"""The holidays of Japan by 国民の祝日に関する法律, computed, and the days on which public offices are closed.

Right for 2007 to 2099, the years in which the law reads as it does here (with 山の日 since 2016, the new emperor's
birthday since 2020 and the moved days of 2019, 2020 and 2021). The equinoxes follow the formula of the National
Astronomical Observatory; the government announces them in February of the year before.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import lru_cache
from itertools import chain

FIRST, LAST = 2007, 2099
MONDAY, SATURDAY, SUNDAY = 0, 5, 6
MOUNTAIN_SINCE = 2016
REIWA_BIRTHDAY_SINCE = 2020
REIWA = 2019
DAY = timedelta(days=1)

Rule = Callable[[int], tuple[int, int]]
"""The month and day of a holiday in a year."""


def _fixed(month: int, day: int) -> Rule:
    return lambda _year: (month, day)


def _monday(month: int, number: int) -> Rule:
    def rule(year: int) -> tuple[int, int]:
        first = date(year, month, 1)
        return month, 1 + (MONDAY - first.weekday()) % 7 + 7 * (number - 1)

    return rule


def _equinox(month: int, base: float) -> Rule:
    def rule(year: int) -> tuple[int, int]:
        passed = year - 1980
        return month, int(base + 0.242194 * passed - passed // 4)

    return rule


_YEARLY: tuple[tuple[str, Rule], ...] = (
    ("元日", _fixed(1, 1)),
    ("成人の日", _monday(1, 2)),
    ("建国記念の日", _fixed(2, 11)),
    ("春分の日", _equinox(3, 20.8431)),
    ("昭和の日", _fixed(4, 29)),
    ("憲法記念日", _fixed(5, 3)),
    ("みどりの日", _fixed(5, 4)),
    ("こどもの日", _fixed(5, 5)),
    ("海の日", _monday(7, 3)),
    ("敬老の日", _monday(9, 3)),
    ("秋分の日", _equinox(9, 23.2488)),
    ("スポーツの日", _monday(10, 2)),
    ("文化の日", _fixed(11, 3)),
    ("勤労感謝の日", _fixed(11, 23)),
)
_MOVED = {
    (2020, "海の日"): (7, 23),
    (2020, "スポーツの日"): (7, 24),
    (2020, "山の日"): (8, 10),
    (2021, "海の日"): (7, 22),
    (2021, "スポーツの日"): (7, 23),
    (2021, "山の日"): (8, 8),
}
"""Days moved for the games of Tokyo."""
_ONCE = {2019: (("即位の日", (5, 1)), ("即位礼正殿の儀の行われる日", (10, 22)))}


@lru_cache(maxsize=200)
def holidays(year: int) -> dict[date, str]:
    """The holidays of a year by day, substitutes (振替休日) and days between two holidays (国民の休日) included."""
    if not FIRST <= year <= LAST:
        return {}
    found = {date(year, *_place(year, name, rule)): name for name, rule in _of_year(year)}
    found.update({date(year, *place): name for name, place in _ONCE.get(year, ())})
    named = dict(found)
    for day in sorted(named):
        if day.weekday() == SUNDAY:
            found[_free_after(day, named)] = "振替休日"
        between = day + DAY
        if between + DAY in named and between not in found and between.weekday() != SUNDAY:
            found[between] = "国民の休日"
    return found


def _of_year(year: int) -> list[tuple[str, Rule]]:
    rules = list(_YEARLY)
    if year >= MOUNTAIN_SINCE:
        rules.append(("山の日", _fixed(8, 11)))
    if year >= REIWA_BIRTHDAY_SINCE:
        rules.append(("天皇誕生日", _fixed(2, 23)))
    elif year < REIWA:
        rules.append(("天皇誕生日", _fixed(12, 23)))
    return rules


def _place(year: int, name: str, rule: Rule) -> tuple[int, int]:
    return _MOVED.get((year, name)) or rule(year)


def _free_after(day: date, named: dict[date, str]) -> date:
    """The first day after a holiday on a Sunday that is no holiday itself."""
    while day in named:
        day += DAY
    return day


_NEW_YEAR = ((1, 2), (1, 3), (12, 29), (12, 30), (12, 31))


@lru_cache(maxsize=1)
def closed_weekdays() -> tuple[int, ...]:
    """Every day from Monday to Friday, of all years there are, on which public offices are closed; as ordinals, sorted."""
    days = (
        day
        for year in range(date.min.year, date.max.year + 1)
        for day in chain(holidays(year) if FIRST <= year <= LAST else (), _new_year(year))
    )
    return tuple(sorted({day.toordinal() for day in days if day.weekday() < SATURDAY}))


def _new_year(year: int) -> list[date]:
    return [date(year, month, day) for month, day in _NEW_YEAR]


def closed_because(day: date) -> str | None:
    """Why public offices are closed on a day, in Japanese; None on a business day.

    By 行政機関の休日に関する法律, which the municipalities' ordinances follow: Saturdays and Sundays, holidays, and
    29 December to 3 January.
    """
    if (day.month, day.day) in _NEW_YEAR:
        return "年末年始の閉庁日"
    if name := holidays(day.year).get(day):
        return name
    return {SATURDAY: "土曜日", SUNDAY: "日曜日"}.get(day.weekday())
