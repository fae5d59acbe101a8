"""The one clock: UTC inside, Japan time for people, 和暦, fiscal years and business days as officials count them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from govtech.core.holidays import SATURDAY, closed_because, closed_weekdays

JST = ZoneInfo("Asia/Tokyo")
WEEKDAYS = "月火水木金土日"
ERAS = (
    (date(2019, 5, 1), "令和"),
    (date(1989, 1, 8), "平成"),
    (date(1926, 12, 25), "昭和"),
    (date(1912, 7, 30), "大正"),
    (date(1868, 1, 25), "明治"),
)
FISCAL_YEAR_STARTS = 4
SHORTEST_WARNING = 3
"""Business days that are left at least when a deadline is moved to an earlier moment."""
_fixed: list[datetime] = []


def now() -> datetime:
    """This moment, aware, in UTC."""
    return _fixed[-1] if _fixed else datetime.now(UTC)


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Stop the clock at a moment inside the block (tests and rehearsals)."""
    _fixed.append(moment.astimezone(UTC))
    try:
        yield
    finally:
        _fixed.pop()


def to_jst(moment: datetime) -> datetime:
    """The same moment as people in Japan read it."""
    return moment.astimezone(JST)


def from_jst(day: date, clock: time) -> datetime:
    """The UTC moment of a Japanese day and time."""
    return datetime.combine(day, clock, JST).astimezone(UTC)


def end_of_day_jst(day: date) -> datetime:
    """23:59 in Japan, the default of a deadline given as a day."""
    return from_jst(day, time(23, 59))


def today() -> date:
    """Today in Japan."""
    return to_jst(now()).date()


def era_year(day: date) -> str:
    """The Japanese year, 令和8年 or 令和元年; before 1868 the Western year."""
    for start, name in ERAS:
        if day >= start:
            year = day.year - start.year + 1
            return f"{name}{'元' if year == 1 else year}年"
    return f"{day.year}年"


def wareki(day: date) -> str:
    """令和8年12月1日."""
    return f"{era_year(day)}{day.month}月{day.day}日"


def fiscal_year(day: date) -> int:
    """The fiscal year a day falls in; it starts on 1 April."""
    return day.year if day.month >= FISCAL_YEAR_STARTS else day.year - 1


def fiscal_year_text(year: int) -> str:
    """令和8年度 for 2026; a year of two eras takes the later one, as 令和元年度 does."""
    return era_year(date(year, 12, 31)) + "度"


def days_left(deadline: datetime) -> int:
    """Whole Japanese days until the day of the deadline: 0 today, negative when past."""
    return (to_jst(deadline).date() - today()).days


def soon(deadline: datetime, days: int = 14) -> bool:
    """Whether a deadline is still ahead and at most that many days away."""
    return now() <= deadline <= now() + timedelta(days=days)


def is_business_day(day: date) -> bool:
    """Whether public offices in Japan are open: no weekend, no holiday, not 29 December to 3 January."""
    return closed_because(day) is None


def next_business_day(day: date) -> date:
    """The day itself when offices are open then, otherwise the first day after it on which they are."""
    while not is_business_day(day):
        day += timedelta(days=1)
    return day


def business_days_after(day: date, count: int) -> date:
    """The business day that is `count` business days after a day, which does not count itself."""
    for _step in range(count):
        day = next_business_day(day + timedelta(days=1))
    return day


def business_days_between(start: date, end: date) -> int:
    """How many business days lie after `start` up to `end`, that day included; however far away, in no time."""
    if end <= start:
        return 0
    weeks, rest = divmod((end - start).days, 7)
    weekdays = weeks * SATURDAY + sum((start.weekday() + step) % 7 < SATURDAY for step in range(1, rest + 1))
    closed = closed_weekdays()
    return weekdays - (bisect_right(closed, end.toordinal()) - bisect_right(closed, start.toordinal()))


def can_become(old: datetime, new: datetime) -> bool:
    """Whether a deadline that people know can be moved: to any later moment ahead, or far enough ahead to an earlier.

    An earlier one leaves three business days, so that nobody who is still writing is caught out.
    """
    if new <= now() or new == old:
        return False
    return new > old or business_days_between(today(), to_jst(new).date()) >= SHORTEST_WARNING


def past_quiet(moment: datetime, start: int, end: int) -> datetime:
    """The moment itself, or the end of the quiet hours it falls into: from `start` until `end` o'clock in Japan.

    The same hour twice means that there are no quiet hours.
    """
    here = to_jst(moment)
    quiet = start <= here.hour < end if start <= end else here.hour >= start or here.hour < end
    if not quiet:
        return moment
    return from_jst(here.date() + timedelta(days=0 if here.hour < end else 1), time(end))


def next_at(moment: datetime, hour: int, weekday: int | None = None) -> datetime:
    """The next time after a moment that it is `hour` o'clock in Japan, on that weekday (0: Monday) when named."""
    day = to_jst(moment).date()
    while (found := from_jst(day, time(hour))) <= moment or weekday not in {None, day.weekday()}:
        day += timedelta(days=1)
    return found
