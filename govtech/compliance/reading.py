"""A filled workbook read back: everything good is taken, everything else is named with its cell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from govtech.compliance import heads
from govtech.compliance.content import Answer, Field, Requirement, fingerprint
from govtech.compliance.heads import Table, address, plain_key
from govtech.compliance.models import Named
from govtech.compliance.opened import Beside, Grid, Opened, at, column_of
from govtech.compliance.sheets import (
    ANSWERS,
    CHECK,
    CHECKED,
    CONDITION,
    FORMAT,
    IDENTITY,
    ITEMS_FROM,
    LEVEL,
    LIST,
    NUMBER,
    OWN,
    TEXT,
    WHO,
    WHO_LABELS,
    WHO_ROWS,
)
from govtech.compliance.troubles import OF_FIELD, Code, Trouble
from govtech.compliance.understanding import is_sign, read_answer
from govtech.core.errors import Invalid
from govtech.core.identifiers import corporate_number
from govtech.core.text import nfkc, shorten
from govtech.core.words import gettext as _

LONGEST_WHO: Final[Mapping[str, int]] = {
    "company": 120,
    "corporate_number": 20,
    "contact": 200,
    "solution": 120,
}
QUOTED = 60
MOST = 300
"""So many troubles are told; who has more begins again with a fresh workbook."""
_ASKED_COLUMNS = (LEVEL, TEXT, CONDITION)


@dataclass(frozen=True)
class Asked:
    """What the answers are to: the requirements now, and the specifications whose workbooks are accepted."""

    ids: Sequence[str]
    asked: Sequence[Requirement]


@dataclass(frozen=True)
class Read:
    """What was taken: who answers (empty where nothing stood), answers by item, and the troubles in the file's order."""

    named: Named
    answers: dict[str, Answer]
    troubles: tuple[Trouble, ...]


class _Page(NamedTuple):
    """The list as it lies in the file: the title of its sheet, its cells, where its columns stand."""

    title: str
    grid: Grid
    table: Table

    def place(self, cell: str) -> str:
        return f"{self.title}!{cell}"


def read(content: bytes, filename: str, expected: Asked) -> Read:
    """Read a workbook; Invalid with the reason when it is none, dangerous, or of another specification."""
    opened = Opened(content, filename)
    page, troubles = _list(opened)
    known = _identity(opened.grid(IDENTITY) if IDENTITY in opened.titles else [], expected)
    if known is None:
        troubles.append(Trouble(Code.NAMELESS, page.title))
    named, of_who = _who(opened.grid(WHO) if WHO in opened.titles else [])
    beside = opened.beside(page.title)
    troubles += [*of_who, *_of_columns(page), *_merged(page, beside)]
    answers, of_rows = _rows(page, expected.asked, known or {})
    troubles += [*of_rows, *_beside(page, beside)]
    if len(troubles) > MOST:
        troubles[MOST:] = [Trouble(Code.MORE, page.title, "", str(len(troubles) - MOST))]
    return Read(named, answers, tuple(troubles))


def _list(opened: Opened) -> tuple[_Page, list[Trouble]]:
    """The sheet of requirements, by its name or else by its heads, and what is to be said of the others."""
    strangers = [title for title in opened.titles if title not in OWN]
    title, troubles = LIST, []
    if LIST not in opened.titles:
        title = next((one for one in strangers if heads.find(opened.grid(one)).found), "")
        if not title:
            raise Invalid(
                _(
                    "「%(name)s」に「要件一覧」のシートがありません。この画面でダウンロードしたファイルに回答してください。",
                    name=opened.name,
                )
            )
        troubles.append(Trouble(Code.RENAMED, shorten(title, QUOTED)))
    troubles += [
        Trouble(Code.HIDDEN if opened.hidden(one) else Code.SHEET, shorten(one, QUOTED))
        for one in strangers
        if one != title
    ]
    grid = opened.grid(title)
    return _Page(title, grid, heads.find(grid)), troubles


def _identity(grid: Grid, expected: Asked) -> dict[str, str] | None:
    """Fingerprints by item when the workbook was made, or None when it has lost them; Invalid for another text's."""
    form, of = at(grid, 1, 1).text, at(grid, 2, 1).text
    if form != FORMAT or not of:
        return None
    if of not in expected.ids:
        raise Invalid(
            _(
                "このファイルは、別の仕様書の回答書です。この仕様書の画面でダウンロードしたファイルに回答してください。"
            )
        )
    rows = ((at(grid, row, 0).text, at(grid, row, 1).text) for row in range(ITEMS_FROM, len(grid) + 1))
    return {key: print_ for key, print_ in rows if key}


# -- the list as a whole


def _of_columns(page: _Page) -> Iterator[Trouble]:
    """Heads that are not there, and columns that are not ours: each is named once, by its first cell."""
    if not page.table.found:
        yield Trouble(Code.HEADLESS, page.title)
    for head in page.table.lost:
        yield Trouble(Code.COLUMN, page.title, "", head)
    for place in page.table.strangers(max((len(row) for row in page.grid), default=0)):
        rows = range(page.table.head + 1, len(page.grid) + 1)
        row = next((row for row in rows if at(page.grid, row, place).text), None)
        if row and page.table.found:
            text = shorten(at(page.grid, row, place).text, QUOTED)
            yield Trouble(Code.STRAY, page.place(f"{column_of(place)}{row}"), "", text)


def _merged(page: _Page, beside: Beside) -> Iterator[Trouble]:
    for cells in heads.spread(page.grid, beside, page.table):
        yield Trouble(Code.MERGED, page.place(cells))


def _beside(page: _Page, beside: Beside) -> Iterator[Trouble]:
    """Comments, pictures and rows out of reach."""
    for cell, text in sorted(beside.comments.items(), key=lambda one: int(re.sub(r"\D", "", one[0]) or 0)):
        yield Trouble(Code.COMMENT, page.place(cell), "", shorten(text, QUOTED))
    if beside.drawn:
        yield Trouble(Code.DRAWN, page.title)
    if beside.below:
        yield Trouble(Code.BELOW, page.place(f"A{beside.below}"))


# -- its rows


def _rows(
    page: _Page, asked: Sequence[Requirement], then: Mapping[str, str]
) -> tuple[dict[str, Answer], list[Trouble]]:
    """Answers and troubles row by row, then the items that have no row."""
    now = {plain_key(one.key): one for one in asked}
    answers: dict[str, Answer] = {}
    troubles: list[Trouble] = []
    for row in range(page.table.head + 1, len(page.grid) + 1):
        one = now.get(page.table.key_of(page.grid, row))
        if one is None:
            troubles += _unknown(page, row) if page.table.found or answers else ()
        elif one.key in answers:
            troubles.append(Trouble(Code.TWICE, page.place(f"{page.table.letter(NUMBER)}{row}"), one.key))
        else:
            answers[one.key], found = _row(page, row, one, then.get(one.key, one.fingerprint))
            troubles += found
    for one in asked:
        if one.key not in answers:
            new = bool(then) and one.key not in then
            troubles.append(Trouble(Code.NEW if new else Code.MISSING, page.title, one.key))
    return answers, troubles


def _unknown(page: _Page, row: int) -> Iterator[Trouble]:
    texts = [page.table.cell(page.grid, row, one).text for one in (NUMBER, TEXT, *ANSWERS.values())]
    if any(texts):
        place = page.place(f"{page.table.letter(NUMBER)}{row}")
        yield Trouble(Code.UNKNOWN, place, "", shorten(next(filter(None, texts)), QUOTED))


def _row(page: _Page, row: int, one: Requirement, seen: str) -> tuple[Answer, list[Trouble]]:
    """One item's answer; what is said about its text comes first."""
    troubles = [*_about_text(page, row, one, seen), *_misplaced(page, row, one)]
    typed: dict[Field, str] = {}

    def told(code: Code, field: Field) -> Trouble:
        return Trouble(
            code, page.place(address(page.table, field, row)), one.key, shorten(typed[field], QUOTED)
        )

    for field, column in ANSWERS.items():
        cell = page.table.cell(page.grid, row, column)
        typed[field] = cell.text
        if cell.formula:
            troubles.append(told(Code.FORMULA, field))
            typed[field] = ""
    if is_sign(typed[Field.REMARK]) and not typed[Field.MARK]:
        troubles.append(told(Code.MISPLACED, Field.REMARK))
        typed[Field.REMARK] = ""
    answer, wrong, otherwise = read_answer(typed, seen)
    troubles += [told(OF_FIELD[field], field) for field in wrong]
    troubles += [
        told(Code.WORDED, field)._replace(value=f"{typed[field]} → {answer.sign}") for field in otherwise
    ]
    if answer.wants_remark and Field.REMARK not in wrong:
        troubles.append(told(Code.UNEXPLAINED, Field.REMARK))
    return answer, troubles


def _about_text(page: _Page, row: int, one: Requirement, seen: str) -> Iterator[Trouble]:
    table = page.table
    stands = fingerprint(*(table.cell(page.grid, row, column).text for column in _ASKED_COLUMNS))
    if stands not in {seen, one.fingerprint} and all(column in table.columns for column in _ASKED_COLUMNS):
        quoted = shorten(table.cell(page.grid, row, TEXT).text, QUOTED)
        yield Trouble(Code.REWORDED, page.place(f"{table.letter(TEXT)}{row}"), one.key, quoted)
    if seen != one.fingerprint:
        yield Trouble(Code.OUTDATED, page.place(f"{table.letter(NUMBER)}{row}"), one.key)


def _misplaced(page: _Page, row: int, one: Requirement) -> Iterator[Trouble]:
    """Marks beside the column for them, and words over the column that checks."""
    for column in page.table.columns:
        cell = page.table.cell(page.grid, row, column)
        place = page.place(f"{page.table.letter(column)}{row}")
        if column == CHECK and not cell.formula and cell.text not in CHECKED:
            code = Code.MISPLACED if is_sign(cell.text) else Code.STRAY
            yield Trouble(code, place, one.key, shorten(cell.text, QUOTED))
        elif column not in {CHECK, *ANSWERS.values()} and is_sign(cell.text):
            yield Trouble(Code.MISPLACED, place, one.key, cell.text)


# -- who answers


def _who(grid: Grid) -> tuple[Named, list[Trouble]]:
    """Who answers; what cannot be read stays empty."""
    values: dict[str, str] = {}
    troubles = []
    labels = {nfkc(at(grid, row, 0).text): row for row in range(len(grid), 0, -1)}
    for name, usual in WHO_ROWS.items():
        row = labels.get(nfkc(WHO_LABELS[name][0]), usual)
        cell = at(grid, row, 1)
        text = " ".join(cell.text.split())
        if cell.formula or len(text) > LONGEST_WHO[name] or (name == "corporate_number" and not _fits(text)):
            troubles.append(Trouble(Code.WHO, f"{WHO}!B{row}", "", shorten(text, QUOTED)))
            text = ""
        values[name] = corporate_number(text) if name == "corporate_number" and text else text
    return Named(**values), troubles


def _fits(number: str) -> bool:
    try:
        return not number or bool(corporate_number(number))
    except Invalid:
        return False
