"""Deadlines to choose from: business days ahead, at the hour at which offices close."""

from __future__ import annotations

from datetime import date, time
from typing import NamedTuple

from govtech.core.clock import business_days_after, today
from govtech.core.show import show_date
from govtech.core.words import gettext as _

CLOSING = time(17, 15)
QUESTIONS, RESPONSES = (5, 10), (10, 15, 20)


class Suggestion(NamedTuple):
    """A deadline in words, and as the day and the hour that go into the form."""

    words: str
    day: str
    clock: str


def deadlines() -> dict[str, list[Suggestion]]:
    """For each deadline of a need, some that leave enough time, counted from today."""
    return {
        "question_deadline": [_after(count) for count in QUESTIONS],
        "response_deadline": [_after(count) for count in RESPONSES],
    }


def _after(count: int) -> Suggestion:
    day: date = business_days_after(today(), count)
    clock = CLOSING.strftime("%H:%M")
    words = _("%(n)s営業日後：%(day)s %(clock)s", n=count, day=show_date(day), clock=clock)
    return Suggestion(words, day.isoformat(), clock)
