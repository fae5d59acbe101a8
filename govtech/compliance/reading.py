"""A filled workbook read back: everything good is taken, everything else is named with its cell."""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import openpyxl

from govtech.compliance.content import Answer, Field, Requirement, fingerprint, read_answer
from govtech.compliance.models import Named
from govtech.compliance.sheets import (
    ANSWERS,
    CONDITION,
    FORMAT,
    GUIDE,
    HEAD,
    IDENTITY,
    ITEMS_FROM,
    LEVEL,
    LIST,
    NUMBER,
    TEXT,
    WHO,
    WHO_ROWS,
    cell,
)
from govtech.compliance.troubles import OF_FIELD, Code, Trouble
from govtech.core.errors import Invalid
from govtech.core.files import check, check_kind, safe_name
from govtech.core.identifiers import corporate_number
from govtech.core.text import clean, shorten
from govtech.core.words import gettext as _

KINDS: Final = (".xlsx",)
LARGEST: Final = 5 * 1024 * 1024
UNPACKED: Final = 30 * 1024 * 1024
ROWS: Final = 3000
"""So many rows are looked at below the heads."""
LONGEST_WHO: Final[Mapping[str, int]] = {
    "company": 120,
    "corporate_number": 20,
    "contact": 200,
    "solution": 120,
}
QUOTED = 60
_OWN = {LIST, GUIDE, WHO, IDENTITY}
_FORMULA = "f"
_XML = (".xml", ".rels")


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


Grid = list[list[tuple[str, bool]]]
"""Rows of cells: the text in each, and whether it is a formula."""


def read(content: bytes, filename: str, expected: Asked) -> Read:
    """Read a workbook; Invalid with the reason when it is none, dangerous, or of another specification."""
    name = safe_name(filename)
    _check(content, name)
    sheets, others = _open(content, name)
    if LIST not in sheets:
        raise Invalid(
            _(
                "「%(name)s」に「要件一覧」のシートがありません。この画面でダウンロードしたファイルに回答してください。",
                name=name,
            )
        )
    known = _identity(sheets.get(IDENTITY, []), expected)
    troubles = list(others)
    if known is None:
        troubles.append(Trouble(Code.NAMELESS, LIST))
    answers, of_rows = _rows(sheets[LIST], expected.asked, known or {})
    named, of_who = _who(sheets.get(WHO, []))
    return Read(named, answers, (*troubles, *of_who, *of_rows))


def _check(content: bytes, name: str) -> None:
    """The file as such: an Excel workbook of sensible size, without macros, bombs, entities or links elsewhere."""
    check_kind(name, KINDS)
    if len(content) > LARGEST:
        raise Invalid(_("「%(name)s」が大きすぎます。回答のほかの内容を取り除いてください。", name=name))
    check(content, name)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            large = sum(entry.file_size for entry in archive.infolist()) > UNPACKED
            parts = [] if large else archive.infolist()
            declares = any(_declares(archive.read(one), one.filename) for one in parts)
    except Exception:  # noqa: BLE001  damaged, encrypted or packed in ways nobody knows
        raise _broken(name) from None
    if large:
        raise Invalid(_("「%(name)s」が大きすぎます。回答のほかの内容を取り除いてください。", name=name))
    if declares:
        raise Invalid(
            _("「%(name)s」には、読み込めない宣言が含まれています。Excelで保存し直してください。", name=name)
        )


def _broken(name: str) -> Invalid:
    return Invalid(
        _("「%(name)s」は壊れているか、パスワードで保護されています。保存し直してください。", name=name)
    )


def _declares(part: bytes, name: str) -> bool:
    """Whether a part declares a document type or entities, or hides it by its encoding; pictures have no say."""
    hidden = name.lower().endswith(_XML) and b"\0" in part[:200]
    return hidden or b"<!DOCTYPE" in part or b"<!ENTITY" in part


def _open(content: bytes, name: str) -> tuple[dict[str, Grid], list[Trouble]]:
    """The texts of our own sheets, and what is to be said of others."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what openpyxl leaves out, it may leave out
            book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
            sheets = {title: _grid(book[title]) for title in book.sheetnames if title in _OWN}
            others = [
                Trouble(
                    Code.SHEET if book[title].sheet_state == "visible" else Code.HIDDEN,
                    shorten(title, QUOTED),
                )
                for title in book.sheetnames
                if title not in _OWN
            ]
            book.close()
    except Exception:  # noqa: BLE001  a reader of foreign files fails in every way there is
        raise _broken(name) from None
    return sheets, others


def _grid(sheet: Any) -> Grid:
    sheet.reset_dimensions()  # they may claim anything
    rows = sheet.iter_rows(max_row=HEAD + ROWS, max_col=max(ANSWERS.values()) + 1)
    return [[(_text(one.value), one.data_type == _FORMULA) for one in row] for row in rows]


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return clean(str(value).replace("_x000D_", "")).strip()


def _at(grid: Grid, row: int, place: int) -> tuple[str, bool]:
    """A cell by its row from 1 and its column from 0; nothing beyond the edges."""
    return grid[row - 1][place] if row <= len(grid) and place < len(grid[row - 1]) else ("", False)


def _identity(grid: Grid, expected: Asked) -> dict[str, str] | None:
    """Fingerprints by item when the workbook was made, or None when it has lost them; Invalid for another text's."""
    form, of = _at(grid, 1, 1)[0], _at(grid, 2, 1)[0]
    if form != FORMAT or not of:
        return None
    if of not in expected.ids:
        raise Invalid(
            _(
                "このファイルは、別の仕様書の回答書です。この仕様書の画面でダウンロードしたファイルに回答してください。"
            )
        )
    rows = ((_at(grid, row, 0)[0], _at(grid, row, 1)[0]) for row in range(ITEMS_FROM, len(grid) + 1))
    return {key: print_ for key, print_ in rows if key}


def _rows(
    grid: Grid, asked: Sequence[Requirement], then: Mapping[str, str]
) -> tuple[dict[str, Answer], list[Trouble]]:
    """Answers and troubles row by row, then the items that have no row."""
    now = {one.key: one for one in asked}
    answers: dict[str, Answer] = {}
    troubles: list[Trouble] = []
    for row in range(HEAD + 1, len(grid) + 1):
        key = _at(grid, row, NUMBER)[0]
        if key in now and key not in answers:
            answers[key], found = _row(grid, row, now[key], then.get(key, now[key].fingerprint))
            troubles += found
        elif key in now:
            troubles.append(Trouble(Code.TWICE, _place(f"A{row}"), key))
        elif any(_at(grid, row, place)[0] for place in (NUMBER, TEXT, *ANSWERS.values())):
            quoted = shorten(key or _at(grid, row, TEXT)[0], QUOTED)
            troubles.append(Trouble(Code.UNKNOWN, _place(f"A{row}"), "", quoted))
    for key in now:
        if key not in answers:
            troubles.append(Trouble(Code.NEW if then and key not in then else Code.MISSING, LIST, key))
    return answers, troubles


def _row(grid: Grid, row: int, one: Requirement, seen: str) -> tuple[Answer, list[Trouble]]:
    """One item's answer; what is said about its text comes first."""
    troubles = list(_about_text(grid, row, one, seen))
    typed: dict[Field, str] = {}
    for field, place in ANSWERS.items():
        typed[field], formula = _at(grid, row, place)
        if formula:
            troubles.append(_trouble(Code.FORMULA, field, row, one.key, typed[field]))
            typed[field] = ""
    answer, wrong = read_answer(typed, seen)
    troubles += [_trouble(OF_FIELD[field], field, row, one.key, typed[field]) for field in wrong]
    if answer.wants_remark and Field.REMARK not in wrong:
        troubles.append(_trouble(Code.UNEXPLAINED, Field.REMARK, row, one.key, ""))
    return answer, troubles


def _about_text(grid: Grid, row: int, one: Requirement, seen: str) -> Iterator[Trouble]:
    stands = fingerprint(*(_at(grid, row, place)[0] for place in (LEVEL, TEXT, CONDITION)))
    if stands not in {seen, one.fingerprint}:
        yield Trouble(Code.REWORDED, _place(f"E{row}"), one.key, shorten(_at(grid, row, TEXT)[0], QUOTED))
    if seen != one.fingerprint:
        yield Trouble(Code.OUTDATED, _place(f"A{row}"), one.key)


def _trouble(code: Code, field: Field, row: int, key: str, value: str) -> Trouble:
    return Trouble(code, _place(cell(field, row)), key, shorten(value, QUOTED))


def _place(address: str) -> str:
    return f"{LIST}!{address}"


def _who(grid: Grid) -> tuple[Named, list[Trouble]]:
    """Who answers; what cannot be read stays empty."""
    values: dict[str, str] = {}
    troubles = []
    for name, row in WHO_ROWS.items():
        text, formula = _at(grid, row, 1)
        text = " ".join(text.split())
        if formula or len(text) > LONGEST_WHO[name]:
            troubles.append(Trouble(Code.WHO, f"{WHO}!B{row}", "", shorten(text, QUOTED)))
            text = ""
        if name == "corporate_number" and text:
            try:
                text = corporate_number(text)
            except Invalid:
                troubles.append(Trouble(Code.WHO, f"{WHO}!B{row}", "", shorten(text, QUOTED)))
                text = ""
        values[name] = text
    return Named(**values), troubles
