"""How dates, money and numbers are written on a page."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from markupsafe import Markup, escape

from govtech.core import clock, markup
from govtech.core.errors import Invalid
from govtech.core.words import gettext as _
from govtech.core.words import locale

WEEKDAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS_EN = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def _day(value: date | datetime) -> date:
    return clock.to_jst(value).date() if isinstance(value, datetime) else value


def show_date(value: date | datetime | None) -> str:
    """2026年12月1日（火） or 1 Dec 2026 (Tue)."""
    if value is None:
        return ""
    day = _day(value)
    if locale() == "ja":
        return f"{day.year}年{day.month}月{day.day}日（{clock.WEEKDAYS[day.weekday()]}）"
    return f"{day.day} {MONTHS_EN[day.month - 1]} {day.year} ({WEEKDAYS_EN[day.weekday()]})"


def show_datetime(value: datetime | None) -> str:
    """The date with the time in Japan: 2026年12月1日（火）17:00 or 1 Dec 2026 (Tue) 17:00."""
    if value is None:
        return ""
    space = "" if locale() == "ja" else " "
    return f"{show_date(value)}{space}{clock.to_jst(value):%H:%M}"


def show_clock(value: datetime) -> str:
    """10:32, in Japan."""
    return f"{clock.to_jst(value):%H:%M}"


def show_wareki(value: date | datetime | None) -> str:
    """令和8年12月1日, in both languages as it is written on paper."""
    return "" if value is None else clock.wareki(_day(value))


def show_number(value: float | None) -> str:
    """1,234."""
    return "" if value is None else f"{value:,}"


def show_yen(value: int | None) -> str:
    """1,234,000円 or ¥1,234,000."""
    if value is None:
        return ""
    return f"{value:,}円" if locale() == "ja" else f"¥{value:,}"


def show_days_left(value: datetime) -> str:
    """あと3日, 今日まで, 終了."""
    if value < clock.now():
        return _("終了")
    left = clock.days_left(value)
    return _("今日まで") if left == 0 else _("あと%(n)s日", n=left)


def show_fiscal_year(value: int | None) -> str:
    """令和8年度, or FY2026 (令和8年度)."""
    if value is None:
        return ""
    text = clock.fiscal_year_text(value)
    return text if locale() == "ja" else f"FY{value} ({text})"


def nl2br(value: str | None) -> Markup:
    """Plain text with its line breaks."""
    return Markup("<br>").join(escape(line) for line in (value or "").split("\n"))


def show_markdown(value: str | None) -> Markup:
    """Safe HTML of a Markdown text."""
    try:
        return Markup(markup.render_markdown(value or ""))  # noqa: S704  (cleaned by nh3)
    except Invalid:
        return nl2br(value)


def iso(value: date | datetime | None) -> str:
    """The machine's form, for <time datetime>."""
    if isinstance(value, datetime):
        return clock.to_jst(value).isoformat(timespec="minutes")
    return value.isoformat() if value else ""


FILTERS: dict[str, Callable[..., Any]] = {
    "date": show_date,
    "datetime": show_datetime,
    "clock": show_clock,
    "wareki": show_wareki,
    "number": show_number,
    "yen": show_yen,
    "days_left": show_days_left,
    "fiscal_year": show_fiscal_year,
    "nl2br": nl2br,
    "markdown": show_markdown,
    "iso": iso,
}


def form_key() -> str:
    """A key for one form on one page, so that the form is carried out once (core.once)."""
    return secrets.token_urlsafe(16)


GLOBALS: dict[str, Callable[..., Any]] = {
    "now": clock.now,
    "soon": clock.soon,
    "days_left": clock.days_left,
    "form_key": form_key,
}
