"""The workbook in which companies answer: protected but for the answers, counting what is missing, ready to print."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

import xlsxwriter

from govtech.compliance.content import Answer, Field, Requirement, gaps
from govtech.compliance.models import MARK_SIGNS, WAY_WORDS, Mark, Named
from govtech.compliance.sheets import (
    ANSWERS,
    CHECK,
    COLUMNS,
    FORMAT,
    GUIDE,
    GUIDE_LINES,
    HEAD,
    IDENTITY,
    ITEMS_FROM,
    LEVEL,
    LIST,
    UNANSWERED,
    UNEXPLAINED,
    WHO,
    WHO_LABELS,
    WHO_ROWS,
    Filled,
    Source,
    column_letter,
)
from govtech.documents.sheets import BOX, LINE, PLAIN, TITLE, height, lines, page
from govtech.documents.sheets import HEAD as HEADING

_WIDTHS: Final = tuple(column.width for column in COLUMNS)
MADE: Final = datetime(2026, 1, 1, tzinfo=UTC)
"""What the file says about when it was made: the same answers give the same file."""
_TONES: Final[Mapping[str, tuple[str, str]]] = {
    Mark.MET: ("#E6F5EC", "#115A36"),
    Mark.OTHERWISE: ("#FFF4D6", "#6B4A00"),
    Mark.UNMET: ("#FDE8E8", "#A30000"),
}


def write(source: Source, filled: Filled | None = None) -> bytes:
    """The workbook, empty or with what was answered so far; the same content gives the same file."""
    target = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(target, options)
    book.set_properties({"title": f"{source.title} 要件適合回答書", "created": MADE.replace(tzinfo=None)})
    _Pages(book, source, filled or Filled(Named(), {})).write()
    book.close()
    return target.getvalue()


class _Pages:
    """The sheets of one workbook."""

    def __init__(self, book: Any, source: Source, filled: Filled) -> None:
        self.book, self.source, self.filled = book, source, filled
        self.last = HEAD + max(len(source.asked), 1)
        self.looks = {
            "plain": book.add_format(PLAIN),
            "title": book.add_format(TITLE),
            "line": book.add_format({**PLAIN, "text_wrap": False}),
            "head": book.add_format(HEADING),
            "asked": book.add_format(BOX),
            "count": book.add_format({**BOX, "bold": True, "align": "center"}),
            "answer": book.add_format({**BOX, "bg_color": "#FFFDE7", "locked": False}),
            "mark": book.add_format(
                {**BOX, "bg_color": "#FFFDE7", "locked": False, "align": "center", "bold": True}
            ),
            "cost": book.add_format({**BOX, "bg_color": "#FFFDE7", "locked": False, "num_format": "#,##0"}),
            "check": book.add_format({**BOX, "font_color": "#A30000", "bold": True}),
        }

    def write(self) -> None:
        """All sheets; people see the list first."""
        listing = self.book.add_worksheet(LIST)
        self._guide(self.book.add_worksheet(GUIDE))
        self._who(self.book.add_worksheet(WHO))
        self._identity(self.book.add_worksheet(IDENTITY))
        self._top(listing)
        self._heads(listing)
        for place, one in enumerate(self.source.asked):
            self._row(listing, HEAD + place, one, self.filled.answers.get(one.key, Answer()))
        self._rules(listing)
        self._paper(listing)
        listing.activate()

    # -- the list

    def _top(self, sheet: Any) -> None:
        sheet.write_string(
            0, 0, f"{self.source.title}　要件適合回答書（{self.source.version}）", self.looks["title"]
        )
        guide = f"色の付いた列に回答してください。記号の意味は「{GUIDE}」のシートにあります。"
        sheet.write_string(1, 0, guide, self.looks["line"])
        marks = self._span(ANSWERS[Field.MARK])
        left = gaps(self.source.asked, self.filled.answers)
        given = [answer.mark for answer in self.filled.answers.values()]
        counts = [
            (sign, f'=COUNTIF({marks},"{sign}")', given.count(mark)) for mark, sign in MARK_SIGNS.items()
        ]
        unanswered = f'=COUNTIFS({self._span(LEVEL)},"必須",{marks},"")'
        counts.append(("未回答の必須", unanswered, len(left.unanswered)))
        for place, (label, formula, value) in enumerate(counts):
            sheet.write_string(2, ANSWERS[Field.MARK] + place, label, self.looks["head"])
            sheet.write_formula(3, ANSWERS[Field.MARK] + place, formula, self.looks["count"], value)
        sheet.set_row(0, 24)
        sheet.set_row(2, LINE * 2)

    def _heads(self, sheet: Any) -> None:
        for place, column in enumerate(COLUMNS):
            sheet.set_column(place, place, column.width)
            sheet.write_string(HEAD - 1, place, column.head, self.looks["head"])
        sheet.set_row(HEAD - 1, LINE * 2 + 4)

    def _row(self, sheet: Any, row: int, one: Requirement, answer: Answer) -> None:
        texts = (
            one.key,
            one.place,
            one.level_words,
            one.kind_words,
            one.text,
            one.condition,
            one.layers,
        )
        for place, text in enumerate(texts):
            sheet.write_string(row, place, text, self.looks["asked"])
        self._typed(sheet, row, Field.MARK, answer.sign, "mark")
        self._typed(sheet, row, Field.REMARK, answer.remark, "answer")
        self._typed(sheet, row, Field.WAY, WAY_WORDS.get(answer.way, ""), "answer")
        if answer.cost is None:
            sheet.write_blank(row, ANSWERS[Field.COST], None, self.looks["cost"])
        else:
            sheet.write_number(row, ANSWERS[Field.COST], answer.cost, self.looks["cost"])
        self._check(sheet, row, one, answer)
        sheet.set_row(row, height([*texts, answer.sign, answer.remark], _WIDTHS))

    def _typed(self, sheet: Any, row: int, field: Field, text: str, look: str) -> None:
        if text:
            sheet.write_string(row, ANSWERS[field], text, self.looks[look])
        else:
            sheet.write_blank(row, ANSWERS[field], None, self.looks[look])

    def _check(self, sheet: Any, row: int, one: Requirement, answer: Answer) -> None:
        mark, remark = (f"${column_letter(ANSWERS[field])}{row + 1}" for field in (Field.MARK, Field.REMARK))
        missing = UNANSWERED if one.mandatory else ""
        formula = (
            f'=IF({mark}="","{missing}",IF(AND(OR({mark}="△",{mark}="×"),{remark}=""),"{UNEXPLAINED}",""))'
        )
        value = missing if not answer.mark else UNEXPLAINED if answer.wants_remark else ""
        sheet.write_formula(row, CHECK, formula, self.looks["check"], value)

    def _span(self, place: int) -> str:
        letter = column_letter(place)
        return f"${letter}${HEAD + 1}:${letter}${self.last}"

    def _rules(self, sheet: Any) -> None:
        """What may be chosen, how it looks, and what may be typed into."""
        first, last = HEAD, self.last - 1
        sheet.data_validation(
            first,
            ANSWERS[Field.MARK],
            last,
            ANSWERS[Field.MARK],
            _choice(
                list(MARK_SIGNS.values()), "○ 標準で対応、△ 代替・一部・条件付き（備考が必要）、× 非対応"
            ),
        )
        ways = _choice(list(WAY_WORDS.values()), "標準機能、設定、開発、対象外から選びます。")
        sheet.data_validation(first, ANSWERS[Field.WAY], last, ANSWERS[Field.WAY], ways)
        cost = {
            "validate": "integer",
            "criteria": ">=",
            "value": 0,
            "error_title": "円の数字",
            "error_message": "円（税込）の数字だけを入力してください。",
        }
        sheet.data_validation(first, ANSWERS[Field.COST], last, ANSWERS[Field.COST], cost)
        colour_marks(sheet, tones(self.book), ANSWERS[Field.MARK], first, last)
        sheet.autofilter(HEAD - 1, 0, last, len(COLUMNS) - 1)
        sheet.freeze_panes(HEAD, 1)
        _protect(sheet)

    def _paper(self, sheet: Any) -> None:
        page(sheet, self.source.title)
        sheet.repeat_rows(HEAD - 1)
        sheet.print_area(0, 0, self.last - 1, len(COLUMNS) - 1)

    # -- the others

    def _guide(self, sheet: Any) -> None:
        bold = self.book.add_format({**PLAIN, "bold": True, "text_wrap": False})
        sheet.set_column(0, 0, 12)
        sheet.set_column(1, 1, 90)
        sheet.write_string(0, 0, f"{self.source.title}　{GUIDE}", self.looks["title"])
        for row, (label, text) in enumerate(GUIDE_LINES, 2):
            sheet.write_string(row, 0, label, bold)
            sheet.write_string(row, 1, text, self.looks["plain"])
            sheet.set_row(row, LINE * lines(text, 90) + 4)
        page(sheet, self.source.title)
        _protect(sheet)

    def _who(self, sheet: Any) -> None:
        for place, width in enumerate((24, 50, 40)):
            sheet.set_column(place, place, width)
        sheet.write_string(0, 0, f"{self.source.title}　{WHO}", self.looks["title"])
        sheet.write_string(1, 0, "色の付いた欄に書いてください。", self.looks["line"])
        text = self.book.add_format({**BOX, "bg_color": "#FFFDE7", "locked": False, "num_format": "@"})
        for name, row in WHO_ROWS.items():
            label, example = WHO_LABELS[name]
            sheet.write_string(row - 1, 0, label, self.looks["head"])
            sheet.write_string(row - 1, 1, getattr(self.filled.named, name), text)
            sheet.write_string(row - 1, 2, example, self.looks["plain"])
            sheet.set_row(row - 1, LINE + 8)
        page(sheet, self.source.title)
        _protect(sheet)

    def _identity(self, sheet: Any) -> None:
        source = self.source
        rows = [
            ("形式", FORMAT),
            ("仕様書", source.id),
            ("変更", str(source.revision)),
            ("版", source.version),
            ("内容の照合値", source.content_hash),
        ]
        for row, texts in enumerate(rows):
            for place, text in enumerate(texts):
                sheet.write_string(row, place, text)
        for row, one in enumerate(source.asked, ITEMS_FROM - 1):
            sheet.write_string(row, 0, one.key)
            sheet.write_string(row, 1, one.fingerprint)
        sheet.very_hidden()
        _protect(sheet)


def _choice(offered: Sequence[str], help_text: str) -> dict[str, Any]:
    return {
        "validate": "list",
        "source": list(offered),
        "input_title": "選ぶ",
        "input_message": help_text,
        "error_title": "一覧から選んでください",
        "error_message": "、".join(offered) + "のどれかを選んでください。",
    }


def tones(book: Any) -> dict[str, Any]:
    """The colours of the marks, as formats of a workbook."""
    return {
        mark: book.add_format({"bg_color": ground, "font_color": letters, "bold": True})
        for mark, (ground, letters) in _TONES.items()
    }


def colour_marks(sheet: Any, looks: Mapping[str, Any], column: int, first: int, last: int) -> None:
    """Give each mark in the rows of a column its colour, also where somebody writes it later."""
    for mark, sign in MARK_SIGNS.items():
        rule = {"type": "cell", "criteria": "==", "value": f'"{sign}"', "format": looks[mark]}
        sheet.conditional_format(first, column, last, column, rule)


def _protect(sheet: Any) -> None:
    """Against slips, not against anybody: without a password."""
    sheet.protect("", {"autofilter": True, "format_columns": True, "format_rows": True})
