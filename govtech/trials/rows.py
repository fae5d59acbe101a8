"""Fields of several rows: the measures of an agreement, and what was measured in the end."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from wtforms import Field

from govtech.core.errors import Invalid
from govtech.core.text import clean
from govtech.core.words import gettext as _
from govtech.knowledge.forms import decimal
from govtech.trials.content import MeasureData, ResultData
from govtech.trials.models import MOST_MEASURES, Direction, Measure

Row = TypeVar("Row")
_TELLING = ("name", "unit", "baseline", "target")
_EMPTY = {
    **dict.fromkeys((*_TELLING, "direction", "measured_when"), ""),
    "direction": Direction.LOWER.value,
}
LIMITS = {"name": 80, "unit": 20, "measured_when": 80, "note": 200}


def plain(value: float | None) -> str:
    """The number as a person would type it."""
    if value is None:
        return ""
    return str(int(value)) if value == int(value) else repr(value)


def _within_limits(row: Mapping[str, str]) -> None:
    for part, limit in LIMITS.items():
        if len(row.get(part, "")) > limit:
            raise Invalid(
                _("%(limit)s文字以内で入力してください（現在%(n)s文字）。", limit=limit, n=len(row[part]))
            )


def _measure(row: Mapping[str, str]) -> MeasureData:
    """A measure; values may still be open."""
    if not row["name"]:
        raise Invalid(_("何を測るかを入力してください。例：1件あたりの処理時間"))
    baseline, target = (decimal(row[part]) if row[part] else None for part in ("baseline", "target"))
    chosen = row["direction"] if row["direction"] in tuple(Direction) else Direction.LOWER
    unit = unicodedata.normalize("NFC", row["unit"])
    return MeasureData(row["name"], unit, baseline, target, chosen, row["measured_when"])


def _result(row: Mapping[str, str]) -> ResultData:
    return ResultData(decimal(row["actual"]) if row["actual"] else None, row["note"])


class Rows(Field):
    """Rows of plain inputs `name-key-part`; typed ones are kept when they cannot be read."""

    parts: Sequence[str] = ()

    def __init__(self, label: Any, checks: Sequence[Any] = (), *, help: Any = "", **more: Any) -> None:  # noqa: A002
        self.help = help
        self.typed: dict[str, dict[str, str]] | None = None
        super().__init__(label, list(checks), **more)

    def keys(self, names: Iterable[str]) -> Sequence[str]:
        """What tells the rows apart, as the inputs are named."""
        pattern = re.compile(rf"{self.name}-(\w+)-(?:{'|'.join(self.parts)})")
        found = (pattern.fullmatch(name) for name in names)
        return list(dict.fromkeys(match[1] for match in found if match))[:MOST_MEASURES]

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """Read the inputs; without any the values so far."""
        super().process(None, data, extra_filters)
        if formdata and any(name.startswith(f"{self.name}-") for name in formdata):
            self.typed = {
                key: {
                    part: clean(formdata.get(f"{self.name}-{key}-{part}", "")).strip() for part in self.parts
                }
                for key in self.keys(formdata)
            }

    def read(
        self, rows: Mapping[str, Mapping[str, str]], one: Callable[[Mapping[str, str]], Row]
    ) -> dict[str, Row]:
        """What each row says; what cannot be read is said with the number of its row."""
        found: dict[str, Row] = {}
        for place, (key, row) in enumerate(rows.items(), 1):
            try:
                _within_limits(row)
                found[key] = one(row)
            except Invalid as error:
                told = _("%(n)s行目：%(message)s", n=place, message=error.message)
                self.errors = [*self.errors, told]
        return found


class Measures(Rows):
    """A few rows of name, unit, values before and wanted, direction and time; empty rows are left out."""

    parts = ("name", "unit", "baseline", "target", "direction", "measured_when")

    @property
    def rows(self) -> list[Mapping[str, str]]:
        """What the inputs show: as typed, or the values so far, with room for more."""
        if self.typed is not None:
            rows: list[Mapping[str, str]] = list(self.typed.values())
            return rows + [_EMPTY for _place in range(MOST_MEASURES - len(rows))]
        rows = [
            {**vars(row), "baseline": plain(row.baseline), "target": plain(row.target)}
            for row in self.data or ()
        ]
        return rows + [_EMPTY for _place in range(MOST_MEASURES - len(rows))]

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002  (WTForms hands it over)
        """Each row that holds something needs a name."""
        if self.typed is not None:
            filled = {key: row for key, row in self.typed.items() if any(row[part] for part in _TELLING)}
            self.data = tuple(self.read(filled, _measure).values())
            names = [(row.name, row.unit) for row in self.data]
            if len(set(names)) < len(names):
                self.errors = [*self.errors, _("同じ名前のものがあります。名前を分けてください。")]


class Results(Rows):
    """For each measure of a trial, by its id: what was measured, or why it could not be."""

    parts = ("actual", "note")

    def shown(self, measure: Measure) -> Mapping[str, str]:
        """What the inputs of a measure show."""
        if self.typed is not None and measure.id in self.typed:
            return self.typed[measure.id]
        return {"actual": plain(measure.actual), "note": measure.note}

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002
        """Every value must be a number."""
        self.data = self.read(self.typed or {}, _result)
