"""What a deadline that somebody sets may be: ahead, and no slip of the year; moved only so that nobody is caught out."""

from __future__ import annotations

from datetime import datetime

from govtech.core.clock import can_become, days_left, now
from govtech.core.errors import Invalid
from govtech.core.words import gettext as _

FARTHEST = 731
"""Days: two years. A deadline beyond is a slip of the year."""


def too_far(moment: datetime) -> bool:
    """Whether a deadline is so far ahead that its year must be a slip."""
    return days_left(moment) > FARTHEST


def far_words() -> str:
    """What is said beside a deadline that is too far ahead."""
    return _("期限は2年以内の日時にしてください。年を確かめてください。")


def check_new(until: datetime, field: str = "until") -> None:
    """Invalid beside the field when a first deadline has passed or is too far ahead."""
    if until <= now():
        raise Invalid(_("期限は、これからの日時にしてください。"), field=field)
    if too_far(until):
        raise Invalid(far_words(), field=field)


def check_moved(old: datetime, new: datetime, field: str = "until") -> None:
    """Invalid beside the field when a deadline that people know cannot become this one."""
    if not can_become(old, new):
        raise Invalid(
            _(
                "新しい期限は、今の期限と違う、これからの日時にしてください。早めるときは、3開庁日以上先にしてください。"
            ),
            field=field,
        )
    if too_far(new):
        raise Invalid(far_words(), field=field)
