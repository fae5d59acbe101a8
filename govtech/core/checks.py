"""Checks that forms share, and days and times as people type them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, time
from typing import Any

from wtforms import validators

from govtech.core.deadlines import far_words, too_far
from govtech.core.errors import DomainError, Invalid
from govtech.core.markup import check_markdown
from govtech.core.text import digits
from govtech.core.words import Text as Words
from govtech.core.words import gettext as _

Validator = Callable[[Any, Any], None]


class required:  # noqa: N801  (reads as a word where forms are declared)
    """The field must hold something; the macro marks it 「※必須」."""

    field_flags: dict[str, Any] = {"required": True}  # noqa: RUF012  (WTForms' own protocol)

    def __init__(self, message: Words) -> None:
        self.message = message

    def __call__(self, form: Any, field: Any) -> None:
        """Refuse an empty field, unless it already says that what was typed cannot be read."""
        value = field.data
        if value is None or value is False or (isinstance(value, str | Sequence) and not value):
            raise validators.StopValidation("" if field.process_errors else str(self.message))


class longest:  # noqa: N801
    """At most `limit` characters; the macro shows a counter."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.field_flags = {"limit": limit}

    def __call__(self, form: Any, field: Any) -> None:
        """Refuse what is longer; what other checks would say of it says nothing new."""
        if field.data and len(field.data) > self.limit:
            raise validators.StopValidation(
                _(
                    "%(limit)s文字以内で入力してください（現在%(n)s文字）。",
                    limit=self.limit,
                    n=len(field.data),
                )
            )


def valid(check: Callable[[str], object]) -> Validator:
    """Ask a function of core.identifiers (or alike): its Invalid becomes the field's message, its answer the value."""

    def validate(form: Any, field: Any) -> None:
        if field.data:
            try:
                field.data = check(field.data)
            except DomainError as error:
                raise validators.ValidationError(error.message) from None

    return validate


def markdown(form: Any, field: Any) -> None:
    """Refuse Markdown that would take too long to render."""
    if field.data:
        try:
            check_markdown(field.data)
        except Invalid as error:
            raise validators.ValidationError(error.message) from None


def within_two_years(form: Any, field: Any) -> None:
    """Refuse a deadline so far ahead that its year must be a slip; one that stands already is left alone."""
    if field.data and field.data != field.object_data and too_far(field.data):
        raise validators.ValidationError(far_words())


def read_day(text: str) -> date:
    """2026-12-01, 2026/12/1, 2026年12月1日, full width too; ValueError with a message."""
    plain = digits(
        text.replace("年", "-").replace("月", "-").replace("日", "").replace("/", "-").replace("／", "-")
    )
    try:
        year, month, day = (int(part) for part in plain.split("-"))
        return date(year, month, day)
    except (ValueError, OverflowError):
        raise ValueError(_("日付として読めません。例：2026-12-01")) from None


def read_time(text: str) -> time:
    """17:00, 17時30分, full width too; ValueError with a message."""
    plain = digits(text.replace("：", ":").replace("時", ":").replace("分", ""))
    try:
        hour, minute, *_seconds = (
            int(part) for part in (plain + ("00" if plain.endswith(":") else "")).split(":")
        )
        return time(hour, minute)
    except ValueError:
        raise ValueError(_("時刻として読めません。例：17:00")) from None
