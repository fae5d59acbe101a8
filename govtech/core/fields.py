"""Fields that put right what can be put right, and keep what was typed when it cannot be read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

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

from govtech.core.checks import longest, markdown, read_day, read_time
from govtech.core.clock import end_of_day_jst, from_jst, to_jst
from govtech.core.files import MAX_SIZE
from govtech.core.markup import MAX_MARKDOWN
from govtech.core.text import clean, digits
from govtech.core.words import Text as Words
from govtech.core.words import gettext as _
from govtech.core.words import lazy as _l

Pair = tuple[Any, Words]
LARGEST_NUMBER = 10**15


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

    is_markdown = True

    def __init__(self, label: Words, checks: Sequence[Any] = (), **options: Any) -> None:
        super().__init__(label, (*checks, longest(MAX_MARKDOWN), markdown), **options)


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
        self.data = read_day(self.typed) if self.typed else None


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
        try:
            self.data = from_jst(read_day(day), read_time(clock)) if clock else end_of_day_jst(read_day(day))
        except OverflowError:  # the first hours of year 1 in Japan are before the first year in UTC
            raise ValueError(_("日付として読めません。例：2026-12-01")) from None


class Check(_Described, BooleanField):
    """Yes or no."""


class Upload(_Described, FileField):  # type: ignore[misc]
    """A file; of at most `largest` bytes, which the page says before it is sent."""

    def __init__(
        self, label: Words, checks: Sequence[Any] = (), *, largest: int = MAX_SIZE, **options: Any
    ) -> None:
        self.largest = largest
        super().__init__(label, checks, **options)


class Uploads(_Described, MultipleFileField):  # type: ignore[misc]
    """Several files, each of at most `largest` bytes."""

    largest = MAX_SIZE


class Version(_Described, HiddenField):
    """The version of the thing that the person was looking at when they began to type."""

    def __init__(self, **options: Any) -> None:
        super().__init__("", **options)

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """A whole number; anything else counts as a version that never was."""
        if valuelist:
            text = str(valuelist[0])
            self.data = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1  # noqa: PLR2004
