"""Answers of several companies side by side: marks by item, totals by company, and where requirements narrow the field."""

from __future__ import annotations

import csv
import enum
import io
from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import xlsxwriter

from govtech.compliance.content import Answer, Answers, Requirement, answers_of
from govtech.compliance.models import MARK_SIGNS, WAY_WORDS, Mark, Reply
from govtech.compliance.workbook import colour_marks, tones
from govtech.core.open_data import BOM, cell
from govtech.core.words import gettext as _
from govtech.documents.sheets import BOX, HEAD, height, page
from govtech.specifications.template_format import Kind

FEW = 2
"""From so many companies on, a requirement that at most one meets is worth a second look."""


class Only(enum.StrEnum):
    """Which items to show."""

    UNMET = "unmet"
    DIFFERING = "differing"
    NARROW = "narrow"
    STALE = "stale"


class Total(NamedTuple):
    """How one company stands on the mandatory items, what all its extras cost, and the items beyond."""

    met: int
    otherwise: int
    unmet: int
    unanswered: int
    optional: int
    cost: int

    @property
    def mandatory(self) -> int:
        """How many mandatory items there are."""
        return self.met + self.otherwise + self.unmet + self.unanswered


class Answered(NamedTuple):
    """One company: who it is, what it says, and how it stands."""

    reply: Reply
    answers: Answers
    total: Total


class Row(NamedTuple):
    """An item and what each company says to it, in the order of the companies; `stale` marks older texts."""

    one: Requirement
    cells: list[Answer]
    stale: list[bool]

    @property
    def able(self) -> int:
        """How many companies meet it, by whatever way."""
        return sum(answer.mark in {Mark.MET, Mark.OTHERWISE} for answer in self.cells)


class Comparison(NamedTuple):
    """Companies and items."""

    companies: list[Answered]
    rows: list[Row]

    @property
    def narrow(self) -> list[Row]:
        """Items that at most one of several companies meets: such a requirement may keep others from competing."""
        return [row for row in self.rows if row.able <= 1] if len(self.companies) >= FEW else []


def compare(asked: Sequence[Requirement], replies: Sequence[Reply]) -> Comparison:
    """Everything handed in against the requirements as they are now."""
    companies = []
    for reply in replies:
        answers = answers_of(reply.handed_in)
        companies.append(Answered(reply, answers, total(asked, answers)))
    nothing = Answer()
    rows = []
    for one in asked:
        now = one.fingerprint
        cells = [company.answers.get(one.key, nothing) for company in companies]
        rows.append(Row(one, cells, [bool(cell.mark) and cell.seen != now for cell in cells]))
    return Comparison(companies, rows)


def total(asked: Sequence[Requirement], answers: Answers) -> Total:
    """Counts over the mandatory items; `optional` of the others are met by whatever way."""
    counts = dict.fromkeys(("", *Mark), 0)
    optional = 0
    nothing = Answer()
    for one in asked:
        mark = answers.get(one.key, nothing).mark
        if one.mandatory:
            counts[mark] += 1
        elif mark in {Mark.MET, Mark.OTHERWISE}:
            optional += 1
    cost = sum(answer.cost or 0 for answer in answers.values())
    return Total(counts[Mark.MET], counts[Mark.OTHERWISE], counts[Mark.UNMET], counts[""], optional, cost)


def narrowed(compared: Comparison, only: Only | None, kind: Kind | None) -> list[Row]:
    """The rows that the filters leave."""
    narrow = {row.one.key for row in compared.narrow} if only is Only.NARROW else set()
    return [
        row
        for row in compared.rows
        if (kind is None or row.one.kind is kind) and (only is None or _shown(row, only, narrow))
    ]


def _shown(row: Row, only: Only, narrow: set[str]) -> bool:
    match only:
        case Only.UNMET:
            return row.one.mandatory and any(answer.mark == Mark.UNMET for answer in row.cells)
        case Only.DIFFERING:
            return len({answer.mark for answer in row.cells}) > 1
        case Only.STALE:
            return any(row.stale)
    return row.one.key in narrow


# -- files


def _table(compared: Comparison) -> list[list[str | int]]:
    """Heads and rows for a file: for each company the mark, the remark, the way and the cost."""
    heads: list[str | int] = [_("番号"), _("水準"), _("種類"), _("要件"), _("確認の条件")]
    for company in compared.companies:
        who = company.reply.company
        heads += [
            who,
            *(f"{who} {label}" for label in (_("備考・代替案"), _("実現方法"), _("追加費用（円・税込）"))),
        ]
    rows = [heads]
    for row in compared.rows:
        one = row.one
        cells: list[str | int] = [one.key, one.level_words, one.kind_words, one.text, one.condition]
        for answer in row.cells:
            cost = "" if answer.cost is None else answer.cost
            cells += [answer.sign, answer.remark, WAY_WORDS.get(answer.way, ""), cost]
        rows.append(cells)
    return rows


def csv_text(compared: Comparison) -> str:
    """The comparison as CSV that spreadsheets open as it is and run nothing of."""
    written = io.StringIO()
    rows = [[cell(value) for value in row] for row in _table(compared)]
    csv.writer(written, lineterminator="\r\n").writerows(rows)
    return BOM + written.getvalue()


_ITEM_WIDTHS: Final = (9, 6, 10, 38, 28)
_ANSWER_WIDTHS: Final = (7, 26, 10, 12)
"""Of the columns of an item, and of those of each company, in characters of half width."""
_TOTAL_WIDTHS: Final = (30, 30, 10, 10, 10, 10, 18)


def workbook(title: str, compared: Comparison) -> bytes:
    """The comparison as a workbook that is read and printed as it is: the items, and the totals by company."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False})
    looks = _looks(book)
    heads: list[str | int] = [
        _("企業"),
        _("製品・サービス"),
        *MARK_SIGNS.values(),
        _("未回答"),
        _("追加費用の合計（税込）"),
    ]
    totals: list[list[str | int]] = [
        [one.reply.company, one.reply.solution, *one.total[:4], one.total.cost] for one in compared.companies
    ]
    widths = [*_ITEM_WIDTHS, *_ANSWER_WIDTHS * len(compared.companies)]
    listing = _sheet(book.add_worksheet(_("比較")), _table(compared), widths, looks, title)
    colours = tones(book)
    for place in range(len(_ITEM_WIDTHS), len(widths), len(_ANSWER_WIDTHS)):
        colour_marks(listing, colours, place, 1, max(len(compared.rows), 1))
    _sheet(book.add_worksheet(_("必須の要件の集計")), [heads, *totals], _TOTAL_WIDTHS, looks, title)
    book.close()
    return target.getvalue()


def _looks(book: Any) -> dict[str, Any]:
    return {
        "head": book.add_format(HEAD),
        "text": book.add_format(BOX),
        "sign": book.add_format({**BOX, "align": "center"}),
        "number": book.add_format({**BOX, "num_format": "#,##0"}),
    }


def _sheet(
    sheet: Any,
    rows: Sequence[Sequence[str | int]],
    widths: Sequence[float],
    looks: dict[str, Any],
    title: str,
) -> Any:
    for number, row in enumerate(rows):
        for place, value in enumerate(row):
            write = sheet.write_number if isinstance(value, int) else sheet.write_string
            write(number, place, value, looks[_look(value, is_head=not number)])
        sheet.set_row(number, height([str(value) for value in row], widths))
    for place, width in enumerate(widths):
        sheet.set_column(place, place, width)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(len(rows) - 1, 1), len(rows[0]) - 1)
    page(sheet, title, sum(widths))
    sheet.repeat_rows(0)
    return sheet


def _look(value: str | int, *, is_head: bool) -> str:
    if is_head:
        return "head"
    if isinstance(value, int):
        return "number"
    return "sign" if value in MARK_SIGNS.values() else "text"
