"""Dates that cannot be: days that do not exist, weekdays and years of two calendars that differ, deadlines gone by."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from govtech.quality.wording import folded

_ERAS = {"明治": 1867, "大正": 1911, "昭和": 1925, "平成": 1988, "令和": 2018}
_YEAR = r"(?:(明治|大正|昭和|平成|令和)\s*(\d{1,2}|元)|(\d{4}))\s*年"
_DAY = re.compile(rf"{_YEAR}\s*(\d{{1,2}})\s*月\s*(\d{{1,2}})\s*日")
_SHORT = re.compile(r"(?<![年\d])(\d{1,2})月(\d{1,2})日")
_LEAP = 2028
_WEEKDAY = re.compile(r"\s*[(「]?([月火水木金土日])曜?日?[)」]")
_PAIR = re.compile(
    r"(?:(令和|平成|昭和)\s*(\d{1,2}|元)\s*年?度?\s*\(\s*(?:西暦)?(\d{4})\s*年?度?\s*\))"
    r"|(?:(\d{4})\s*年?度?\s*\(\s*(令和|平成|昭和)\s*(\d{1,2}|元)\s*年?度?\s*\))"
)
_DUE = re.compile(
    r"\s*(?:\([月火水木金土日]曜?日?\))?\s*までに[^。\n|]{0,40}?(?:すること|提出|完了|終え|納め|納品|行う|行い|渡す|稼働|開始)"
)
_ROW = re.compile(r"^\s*\|.*$", re.MULTILINE)


def wrong_dates(text: str, today: date) -> Iterator[tuple[str, int]]:
    """What cannot be, and where: a table may hold such a day on purpose, as input of a test."""
    plain = folded(text)
    rows = [match.span() for match in _ROW.finditer(plain)]
    for match in _DAY.finditer(plain):
        day = _day(match)
        in_table = any(start <= match.start() < end for start, end in rows)
        if day is None:
            if not in_table:
                yield match.group(), match.start()
            continue
        named = _WEEKDAY.match(plain, match.end())
        if named and "月火水木金土日"[day.weekday()] != named[1]:
            yield plain[match.start() : named.end()], match.start()
        elif day < today and _DUE.match(plain, match.end()):
            yield match.group(), match.start()
    yield from _impossible(plain, rows)
    for match in _PAIR.finditer(plain):
        era, year, western = (match[1], match[2], match[3]) if match[1] else (match[5], match[6], match[4])
        if _western(era, year) != int(western):
            yield match.group(), match.start()


def _impossible(plain: str, rows: Sequence[tuple[int, int]]) -> Iterator[tuple[str, int]]:
    """Days of no year at all, outside tables: 2月30日."""
    for match in _SHORT.finditer(plain):
        try:
            date(_LEAP, int(match[1]), int(match[2]))
        except ValueError:
            if not any(start <= match.start() < end for start, end in rows):
                yield match.group(), match.start()


def _day(match: re.Match[str]) -> date | None:
    year = int(match[3]) if match[3] else _western(match[1], match[2])
    try:
        return date(year, int(match[4]), int(match[5]))
    except ValueError:
        return None


def _western(era: str, year: str) -> int:
    return _ERAS[era] + (1 if year == "元" else int(year))
