"""A table of requirements as a plain form: a line of fields per item, in the order of its hidden `row` fields."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from flask import request
from werkzeug.datastructures import MultiDict

from govtech.core import forms
from govtech.core.errors import DomainError, Invalid
from govtech.core.text import clean, digits
from govtech.core.words import Text
from govtech.core.words import gettext as _
from govtech.core.words import lazy as _l
from govtech.drafting.content import Plain
from govtech.drafting.forms import LONGEST_TEXT
from govtech.drafting.tables import FIELDS, Row, Sheet
from govtech.drafting.text_forms import LONGEST_KEY, WHY, WHY_HELP, KeptForm
from govtech.specifications.template_format import Kind, Level

EMPTY_LINES = 3
MOST_LINES = 500
NEW: Final = "new-"
CHOICES: Mapping[str, Sequence[str]] = {"level": tuple(Level), "kind": tuple(Kind)}
SERVICE: Final = ("method", "remedy")
"""Columns that only tables of service levels have."""
TEXTS: Mapping[str, Text] = {
    "text": _l("要件"),
    "condition": _l("確認の条件"),
    "method": _l("測定の方法"),
    "remedy": _l("達しなかったときの扱い"),
}


SERVICE_HEADS: Mapping[str, Text] = {"text": _l("項目"), "condition": _l("目標値")}
"""What their first columns are called."""


@dataclass
class Line:
    """One line: the item's number, or the name of a new line (new-1); what it states; what is wrong with it."""

    name: str
    values: dict[str, str]
    number: str = ""
    removed: bool = False
    errors: dict[str, list[str]] = field(default_factory=dict)

    @property
    def new(self) -> bool:
        """Whether no item is behind it yet."""
        return self.name.startswith(NEW)

    @property
    def empty(self) -> bool:
        """Whether nothing was written into a new line."""
        return self.new and not any((self.number, *(self.values.get(name) for name in TEXTS)))

    @property
    def title(self) -> str:
        """What the line is called aloud."""
        return _("新しい行%(n)s", n=self.name.removeprefix(NEW)) if self.new else self.name


class TableForm(KeptForm):
    """The table of one section; `lines` are its rows as typed, or as they are saved."""

    why = forms.Text(WHY, [forms.longest(400)], help=WHY_HELP)

    def __init__(self, section: Plain, formdata: Any = None, **more: Any) -> None:
        super().__init__(**({"formdata": formdata} if formdata is not None else {}), **more)
        typed = request.form if self.is_submitted() else formdata
        self.saved = {item["key"]: {name: str(item[name]) for name in FIELDS} for item in section["items"]}
        self.service = any(item["method"] or item["remedy"] for item in section["items"]) or any(
            name.startswith("method-") for name in typed or ()
        )
        self.columns = [name for name in FIELDS if self.service or name not in SERVICE]
        self.lines = list(self._typed(typed)) if typed else [self._of(item) for item in section["items"]]
        if not typed:
            self.more()

    @property
    def heads(self) -> Mapping[str, Text]:
        """What the columns of texts are called."""
        return {**TEXTS, **SERVICE_HEADS} if self.service else TEXTS

    def more(self) -> None:
        """Empty lines at the end."""
        used = [int(line.name.removeprefix(NEW)) for line in self.lines if line.new]
        first = max(used, default=0) + 1
        pattern: dict[str, str] = {"level": Level.MANDATORY, "kind": Kind.FUNCTIONAL}
        pattern |= self.lines[-1].values if self.lines else {}
        for number in range(first, first + EMPTY_LINES):
            values = dict.fromkeys(self.columns, "")
            values |= {name: str(pattern[name]) for name in CHOICES}
            self.lines.append(Line(f"{NEW}{number}", values))

    def move(self, name: str, *, up: bool) -> None:
        """Put a line one place up or down."""
        place = next((at for at, line in enumerate(self.lines) if line.name == name), None)
        other = -1 if place is None else place - 1 if up else place + 1
        if place is not None and 0 <= other < len(self.lines):
            self.lines[place], self.lines[other] = self.lines[other], self.lines[place]

    def _of(self, item: Plain) -> Line:
        return Line(item["key"], {name: str(item[name]) for name in self.columns})

    def _typed(self, typed: MultiDict[str, str]) -> Iterator[Line]:
        for name in list(dict.fromkeys(typed.getlist("row")))[:MOST_LINES]:
            if name.startswith(NEW) and not name.removeprefix(NEW).isdecimal():
                continue
            values = {
                column: clean(typed[f"{column}-{name}"]).strip()
                for column in self.columns
                if f"{column}-{name}" in typed
            }
            number = digits(clean(typed.get(f"number-{name}", ""))).upper()
            yield Line(name, values, number, f"remove-{name}" in typed)

    def validate(self, **more: Any) -> bool:
        """Whether every line that counts can be saved."""
        fine: bool = super().validate(**more)
        for line in self.lines:
            if not line.removed and not line.empty and not self._untouched(line):
                line.errors = dict(_wrong(line))
        return fine and not any(line.errors for line in self.lines)

    def _untouched(self, line: Line) -> bool:
        """What was saved before is not asked about again."""
        saved = self.saved.get(line.name, {})
        return bool(saved) and all(saved[name] == text for name, text in line.values.items())

    def refuse(self, error: DomainError) -> None:
        """What a service refused, beside the field of the line it is about."""
        named = dict(error.errors) if isinstance(error, Invalid) else {}
        for line in self.lines:
            for column in (*self.columns, "number"):
                if messages := named.pop(f"{column}-{line.name}", None):
                    line.errors[column] = [*line.errors.get(column, []), *messages]
        if named or not isinstance(error, Invalid) or not error.errors:
            super().refuse(Invalid(error.message, errors=named) if named else error)

    @property
    def all_errors(self) -> list[tuple[str | None, str]]:
        """The form's own and those of its lines, each with the id of its field."""
        return super().all_errors + [
            (f"{column}-{line.name}", f"{line.title}：{message}")
            for line in self.lines
            for column, messages in line.errors.items()
            for message in messages
        ]

    def sheet(self, section: str) -> Sheet:
        """The table as it is to be saved; lines in which nothing was written do not count."""
        rows = [
            Row(line.name, line.values, line.new, line.number, line.removed)
            for line in self.lines
            if not line.empty
        ]
        return Sheet(section, rows, self.began_in.data or 0, self.why.data or "")


def _wrong(line: Line) -> Iterator[tuple[str, list[str]]]:
    if not line.values.get("text"):
        yield "text", [_("要件を入力してください。消すときは「消す」に印を付けてください。")]
    for name in TEXTS:
        if len(line.values.get(name, "")) > LONGEST_TEXT:
            yield name, [_("%(n)s文字までで入力してください。", n=LONGEST_TEXT)]
    for name, offered in CHOICES.items():
        if line.values.get(name) not in offered:
            yield name, [_("一覧にある項目から選んでください。")]
    if len(line.number) > LONGEST_KEY:
        yield "number", [_("%(n)s文字までで入力してください。", n=LONGEST_KEY)]
