"""What a person may type: fields that put right what can be put right, and say plainly what cannot."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, time
from typing import Any, TypeVar

from flask_wtf import FlaskForm
from flask_wtf.file import FileField, MultipleFileField
from wtforms import (
    BooleanField,
    Field,
    HiddenField,
    PasswordField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    validators,
    widgets,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from govtech.core.clock import end_of_day_jst, from_jst, to_jst
from govtech.core.errors import DomainError, Invalid
from govtech.core.markup import MAX_MARKDOWN, check_markdown
from govtech.core.text import clean, digits
from govtech.core.words import Text as Words
from govtech.core.words import gettext as _
from govtech.core.words import lazy as _l

Data = TypeVar("Data")
Pair = tuple[Any, Words]
Validator = Callable[[Any, Any], None]
LARGEST_NUMBER = 10**15


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
        """Refuse what is longer."""
        if field.data and len(field.data) > self.limit:
            raise validators.ValidationError(
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


def _cleaned(text: Any) -> Any:
    return clean(text).strip() if isinstance(text, str) else text


class _Described:
    """Takes `help` beside the label."""

    data: Any

    def __init__(self, label: Words, checks: Sequence[Any] = (), *, help: Words = "", **options: Any) -> None:  # noqa: A002
        self.help = help
        super().__init__(label, checks, **options)  # type: ignore[call-arg]


class Text(_Described, StringField):
    """One line."""

    def __init__(self, label: Words, checks: Sequence[Any] = (), **options: Any) -> None:
        super().__init__(label, checks, filters=[_cleaned], **options)

    def post_validate(self, form: Any, validation_stopped: bool) -> None:  # noqa: FBT001
        """A line has no breaks: pasted ones become spaces."""
        if isinstance(self.data, str):
            self.data = " ".join(self.data.split("\n"))


class Secret(_Described, PasswordField):
    """A password: kept exactly as typed, never shown again."""


class Area(_Described, TextAreaField):
    """Several lines of plain text."""

    def __init__(self, label: Words, checks: Sequence[Any] = (), **options: Any) -> None:
        super().__init__(label, checks, filters=[_cleaned], **options)


class Markdown(Area):
    """Markdown with preview."""

    markdown = True

    def __init__(self, label: Words, checks: Sequence[Any] = (), **options: Any) -> None:
        super().__init__(label, (*checks, longest(MAX_MARKDOWN), _markdown), **options)


def _markdown(form: Any, field: Any) -> None:
    if field.data:
        try:
            check_markdown(field.data)
        except Invalid as error:
            raise validators.ValidationError(error.message) from None


class _Offering(_Described):
    """Offers `choices` as (value, words), and accepts nothing else."""

    def __init__(
        self, label: Words, checks: Sequence[Any] = (), *, choices: Iterable[Pair] = (), **options: Any
    ) -> None:
        options.setdefault("validate_choice", False)
        super().__init__(label, checks, choices=[_offered(pair) for pair in choices], **options)

    @property
    def choices(self) -> list[Any]:
        """What is offered."""
        return list(self._choices or ())

    @choices.setter
    def choices(self, pairs: Iterable[Pair]) -> None:
        self._choices: list[Any] | None = [_offered(pair) for pair in pairs]

    def pre_validate(self, form: Any) -> None:
        """Only what is offered."""
        chosen = self.data if isinstance(self.data, list) else [self.data]
        offered = {str(choice.value) for choice in self.choices}
        if any(value is not None and str(value) not in offered for value in chosen):
            raise validators.ValidationError(_("一覧にある項目から選んでください。"))


def _offered(pair: Pair) -> Any:
    return SelectChoice(value=str(pair[0]), label=pair[1])


class Choice(_Offering, SelectField):  # type: ignore[misc]
    """One of several: a list, or radio buttons with `radio=True`. Choices are (value, words)."""

    def __init__(
        self,
        label: Words,
        checks: Sequence[Any] = (),
        *,
        radio: bool = False,
        optional: bool = False,
        **options: Any,
    ) -> None:
        self.radio = radio
        self.optional = optional
        options.setdefault("coerce", lambda value: None if value in {None, ""} else str(value))
        super().__init__(label, checks, **options)


class Choices(_Offering, SelectMultipleField):  # type: ignore[misc]
    """Any number of several, as checkboxes."""

    widget = widgets.ListWidget(prefix_label=False)
    option_widget = widgets.CheckboxInput()


class Number(_Described, Field):
    """A whole number; full-width digits and commas are accepted."""

    widget = widgets.TextInput()
    numeric = True
    unit: Words = ""

    def __init__(
        self,
        label: Words,
        checks: Sequence[Any] = (),
        *,
        lowest: int = 0,
        highest: int = LARGEST_NUMBER,
        unit: Words | None = None,
        **options: Any,
    ) -> None:
        self.lowest, self.highest = lowest, highest
        self.typed: str | None = None
        super().__init__(label, checks, **options)
        if unit is not None:
            self.unit = unit

    def _value(self) -> str:
        if self.typed is not None:
            return self.typed
        return "" if self.data is None else f"{self.data:,}" if abs(self.data) >= 10_000 else str(self.data)  # noqa: PLR2004

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Read what was typed; keep it as typed when it is no number."""
        if not valuelist:
            return
        self.typed = clean(valuelist[0]).strip()
        self.data = None
        if not self.typed:
            return
        plain = digits(self.typed)
        body = plain.removeprefix("-")
        if not (body.isascii() and body.isdigit()) or len(body) > len(str(LARGEST_NUMBER)):
            raise ValueError(_("数字で入力してください。例：1,200"))
        number = int(plain)
        if not self.lowest <= number <= self.highest:
            raise ValueError(
                _(
                    "%(low)sから%(high)sまでの数で入力してください。",
                    low=f"{self.lowest:,}",
                    high=f"{self.highest:,}",
                )
            )
        self.data = number


class Yen(Number):
    """Whole yen."""

    unit = _l("円")


class Day(_Described, Field):
    """A day, in Japan."""

    widget = widgets.DateInput()

    def __init__(self, label: Words, checks: Sequence[Any] = (), **options: Any) -> None:
        self.typed: str | None = None
        super().__init__(label, checks, **options)

    def _value(self) -> str:
        if self.typed is not None:
            return self.typed
        return self.data.isoformat() if self.data else ""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """2026-12-01, 2026/12/1, 2026年12月1日, full width too."""
        if not valuelist:
            return
        self.typed = clean(valuelist[0]).strip()
        self.data = _day(self.typed) if self.typed else None


class Moment(_Described, Field):
    """A day and a time in Japan, typed in two inputs (name, name-time); without a time the end of the day."""

    moment = True

    def __init__(self, label: Words, checks: Sequence[Any] = (), **options: Any) -> None:
        self.typed: tuple[str, str] | None = None
        super().__init__(label, checks, **options)

    @property
    def parts(self) -> tuple[str, str]:
        """What the two inputs show: day and time."""
        if self.typed is not None:
            return self.typed
        if self.data is None:
            return "", ""
        local = to_jst(self.data)
        return local.date().isoformat(), local.strftime("%H:%M")

    def _value(self) -> str:
        return self.parts[0]

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """Read both inputs."""
        self._clock = formdata.get(f"{self.name}-time", "") if formdata else ""
        super().process(formdata) if data is None else super().process(formdata, data)

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """The moment in UTC."""
        if not valuelist:
            return
        day, clock = clean(valuelist[0]).strip(), clean(self._clock).strip()
        self.typed, self.data = (day, clock), None
        if not day:
            if clock:
                raise ValueError(_("日付を入力してください。例：2026-12-01"))
            return
        self.data = from_jst(_day(day), _time(clock)) if clock else end_of_day_jst(_day(day))


def _day(text: str) -> date:
    plain = digits(
        text.replace("年", "-").replace("月", "-").replace("日", "").replace("/", "-").replace("／", "-")
    )
    try:
        year, month, day = (int(part) for part in plain.split("-"))
        return date(year, month, day)
    except (ValueError, OverflowError):
        raise ValueError(_("日付として読めません。例：2026-12-01")) from None


def _time(text: str) -> time:
    plain = digits(text.replace("：", ":").replace("時", ":").replace("分", ""))
    try:
        hour, minute, *_seconds = (
            int(part) for part in (plain + ("00" if plain.endswith(":") else "")).split(":")
        )
        return time(hour, minute)
    except ValueError:
        raise ValueError(_("時刻として読めません。例：17:00")) from None


class Check(_Described, BooleanField):
    """Yes or no."""


class Upload(_Described, FileField):  # type: ignore[misc]
    """A file."""


class Uploads(_Described, MultipleFileField):  # type: ignore[misc]
    """Several files."""


class Version(_Described, HiddenField):
    """The version of the thing that the person was looking at when they began to type."""

    def __init__(self, **options: Any) -> None:
        super().__init__("", **options)

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """A whole number; anything else counts as a version that never was."""
        if valuelist:
            text = str(valuelist[0])
            self.data = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1  # noqa: PLR2004


class Form(FlaskForm):  # type: ignore[misc]
    """A form that hands over a frozen dataclass, and takes what the services refuse beside its fields."""

    form_errors: list[str]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.form_errors = list(self.form_errors or ())

    def hand_over(self, kind: type[Data], **more: Any) -> Data:
        """An instance of the dataclass from the fields of the same names; lists become tuples."""
        values = dict(more)
        for item in dataclasses.fields(kind):  # type: ignore[arg-type]
            if item.name not in values and item.name in self._fields:
                data = self._fields[item.name].data
                values[item.name] = tuple(data) if isinstance(data, list) else data
        return kind(**values)

    def refuse(self, error: DomainError) -> None:
        """Put what a service refused beside the fields it names, the rest above the form."""
        named = error.errors if isinstance(error, Invalid) else {}
        for name, messages in named.items():
            if name in self._fields:
                self._fields[name].errors = [*self._fields[name].errors, *messages]
            else:
                self.form_errors.extend(messages)
        if not named:
            self.form_errors.append(error.message)

    @contextmanager
    def catching(self) -> Iterator[None]:
        """Take an Invalid raised inside the block as this form's errors; the view then shows the form again."""
        try:
            yield
        except Invalid as error:
            self.refuse(error)

    @property
    def all_errors(self) -> list[tuple[str | None, str]]:
        """(field id or None, message) for the summary at the top."""
        rows: list[tuple[str | None, str]] = [(None, str(message)) for message in self.form_errors]
        for field in self._fields.values():
            target = (
                f"{field.id}-0" if isinstance(field, Choices) or getattr(field, "radio", False) else field.id
            )
            rows.extend((target, str(message)) for message in field.errors if message)
        return rows


def options(labels: Iterable[tuple[Any, Words]], *, empty: Words | None = None) -> list[tuple[str, Words]]:
    """Choices from (value, words) pairs, with an empty one first when it may be left open."""
    rows = [(str(value), words) for value, words in labels]
    return [("", empty), *rows] if empty is not None else rows


__all__ = [
    "Area",
    "Check",
    "Choice",
    "Choices",
    "Day",
    "Form",
    "Markdown",
    "Moment",
    "Number",
    "Secret",
    "Text",
    "Upload",
    "Uploads",
    "Version",
    "Yen",
    "longest",
    "options",
    "required",
    "valid",
]
