"""The values of a specification as a table to fill in, and what one of them is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Any

from flask import request

from govtech.core import forms
from govtech.core.errors import DomainError, Invalid
from govtech.core.text import clean
from govtech.core.words import Text
from govtech.core.words import gettext as _
from govtech.core.words import lazy as _l
from govtech.drafting.models import Parameter
from govtech.drafting.text_forms import KeptForm
from govtech.drafting.values import MOST_CHOICES, Filled, ParameterData
from govtech.specifications.forms import KEYBOARDS
from govtech.specifications.template_format import ParameterType
from govtech.specifications.template_text import LONGEST_VALUE

TYPE_LABELS: Mapping[ParameterType, Text] = {
    ParameterType.TEXT: _l("文字"),
    ParameterType.INTEGER: _l("整数"),
    ParameterType.DECIMAL: _l("数値（小数）"),
    ParameterType.DATE: _l("日付"),
    ParameterType.CHOICE: _l("選択肢から一つ"),
}


@dataclass
class Cell:
    """A value to fill in: as it was when the page was opened, as it is typed, what is wrong with it."""

    id: str
    was: str
    value: str
    errors: list[str] = field(default_factory=list)


@dataclass
class Line:
    """A value with its cells: the common one, and the own municipality's where the reader may fill one."""

    parameter: Parameter
    common: Cell
    own: Cell | None

    @property
    def cells(self) -> list[Cell]:
        """All cells of the line."""
        return [self.common, *([self.own] if self.own else [])]

    @property
    def keyboard(self) -> Mapping[str, str]:
        """What a phone offers."""
        return KEYBOARDS.get(self.parameter.type, {})


class ValuesForm(KeptForm):
    """Every value in one table. `own` are the municipality's values by name, None for readers who have none."""

    def __init__(
        self,
        parameters: Sequence[Parameter],
        own: Mapping[str, str] | None,
        formdata: Any = None,
        **more: Any,
    ) -> None:
        super().__init__(**({"formdata": formdata} if formdata is not None else {}), **more)
        self._given = request.form if self.is_submitted() else formdata or {}
        self.lines = [
            Line(
                row,
                self._cell("value", row.name, row.value),
                None if own is None else self._cell("own", row.name, own.get(row.name, "")),
            )
            for row in parameters
        ]
        self.gone = self._without_a_line({row.name for row in parameters})

    def _without_a_line(self, known: AbstractSet[str]) -> list[tuple[str, str]]:
        """What was typed for values that somebody took out or renamed meanwhile, by name: it is shown, not saved."""
        found = []
        for kind in ("value", "own"):
            for given in self._given:
                name = str(given).removeprefix(f"{kind}-")
                if name in known or name == given:
                    continue
                cell = self._cell(kind, name, "")
                if cell.value and cell.value != cell.was:
                    found.append((name, cell.value))
        return found

    def validate(self, **more: Any) -> bool:
        """Whether everything that was typed has a line to be saved in."""
        fine: bool = super().validate(**more)
        return fine and not self.gone

    def _cell(self, kind: str, name: str, saved: str) -> Cell:
        was = clean(self._given.get(f"{kind}was-{name}", saved)).strip()
        typed = " ".join(clean(self._given.get(f"{kind}-{name}", was)).split())[: LONGEST_VALUE + 1]
        return Cell(f"{kind}-{name}", was, typed)

    def catch_up(self, saved: Mapping[str, str]) -> None:
        """After a refusal: what was not touched shows what is saved now; what was begins from there."""
        for line in self.lines:
            for cell in line.cells:
                if cell.value == cell.was:
                    cell.value = saved.get(cell.id, "")
                cell.was = saved.get(cell.id, "")

    def filled(self, kind: str) -> list[Filled]:
        """The cells of one column as they were typed: value, own."""
        cells = [(line.parameter.name, line.common if kind == "value" else line.own) for line in self.lines]
        return [Filled(name, cell.was, cell.value) for name, cell in cells if cell]

    def refuse(self, error: DomainError) -> None:
        """What a service refused, beside its cell."""
        named = error.errors if isinstance(error, Invalid) else {}
        for line in self.lines:
            for cell in line.cells:
                cell.errors += named.get(cell.id, [])
        if not named:
            super().refuse(error)

    @property
    def all_errors(self) -> list[tuple[str | None, str]]:
        """The form's own and those of its cells, each with the id of its field."""
        gone = [
            (
                None,
                _(
                    "{{%(name)s}}に入力した「%(value)s」は、まだ保存していません。ほかの人がこの項目を消したか、文の中での名前を変えました。残す値は、今の項目に入力してください。",
                    name=name,
                    value=value,
                ),
            )
            for name, value in self.gone
        ]
        return (
            super().all_errors
            + gone
            + [
                (cell.id, f"{line.parameter.label}：{message}")
                for line in self.lines
                for cell in line.cells
                for message in cell.errors
            ]
        )


def _lines(text: str | None) -> str:
    return "\n".join(filter(None, (line.strip() for line in (text or "").split("\n"))))


class ParameterForm(forms.Form):
    """What a value is called, and what may be filled in."""

    label = forms.Text(
        _l("項目の名前"),
        [forms.required(_l("項目の名前を入力してください。")), forms.longest(60)],
        help=_l("表に出る名前です。例：利用者数"),
    )
    name = forms.Text(
        _l("文の中での名前"),
        [forms.required(_l("文の中での名前を入力してください。")), forms.longest(40)],
        help=_l(
            "文に {{users}} のように書くと、値に置き換わります。英小文字と数字と _ で書きます。例：users"
        ),
    )
    type = forms.Choice(_l("型"), choices=forms.options(TYPE_LABELS.items()))
    unit = forms.Text(_l("単位"), [forms.longest(20)], help=_l("例：人"))
    help = forms.Text(_l("決め方"), [forms.longest(300)], help=_l("例：直近の年度末の人数"))
    choices = forms.Area(
        _l("選択肢"),
        [forms.longest(2_000)],
        help=_l("型が「選択肢から一つ」のとき、1行に一つずつ書きます。"),
        render_kw={"rows": 4},
    )
    began_in = forms.Version()

    def data_of(self) -> ParameterData:
        """The value as it was described."""
        choices = _lines(self.choices.data).split("\n") if self.choices.data else []
        return ParameterData(
            self.name.data or "",
            self.label.data or "",
            self.type.data or ParameterType.TEXT,
            self.unit.data or "",
            self.help.data or "",
            tuple(dict.fromkeys(choices[:MOST_CHOICES])),
        )
