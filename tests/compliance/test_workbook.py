"""The workbook out and in: what was answered comes back as it was, and what cannot be taken is named with its cell."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from datetime import datetime
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.comments import Comment

from govtech.compliance import presenting, reading, sheets, workbook
from govtech.compliance.content import Answer, Field, Requirement
from govtech.compliance.models import WAY_WORDS, Mark, Named, Way
from govtech.compliance.reading import Asked, Read
from govtech.compliance.sheets import Filled, Source
from govtech.compliance.troubles import Code
from govtech.compliance.understanding import Understood, read_answer
from govtech.core.errors import Invalid
from govtech.core.text import clean
from govtech.core.words import use_locale
from govtech.documents import sheets as looks
from govtech.specifications.template_format import Kind, Level

LEVELS = (Level.MANDATORY, Level.RECOMMENDED, Level.OPTIONAL)


def requirement(key: str, level: Level = Level.MANDATORY, text: str = "申請を受け付けること") -> Requirement:
    return Requirement(
        key, "第1章　機能", "1.1　申請", level, Kind.FUNCTIONAL, text, "3秒以内\n95％", "LGWAN接続系"
    )


ASKED = [requirement(f"X-{n}", LEVELS[n % 3], f"要件{n}、A & B <c> を満たすこと") for n in range(1, 7)]
SOURCE = Source("spec1", "電子申請 & 共同", "第1版", 12, "f" * 64, ASKED)
EXPECTED = Asked(["spec1"], ASKED)
NAMED = Named("見本電算株式会社", "8999999999901", "営業部", "=1+1")


def back(content: bytes, expected: Asked = EXPECTED) -> Read:
    return reading.read(content, "回答.xlsx", expected)


def edited(change: Callable[[Any], None], filled: Filled | None = None) -> bytes:
    """The workbook after somebody did something to it."""
    book = openpyxl.load_workbook(io.BytesIO(workbook.write(SOURCE, filled)))
    change(book)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def row_of(key: str) -> int:
    return sheets.HEAD + 1 + [one.key for one in ASKED].index(key)


TYPED = st.text(max_size=60).map(lambda text: clean(text).strip().replace("_x", "").replace("x005F_", ""))
ANSWER = st.builds(
    Answer,
    st.sampled_from(["", *Mark]),
    st.one_of(TYPED, st.sampled_from(["=1+1", "+SUM(A1)", "@x", "-1", "' 引用", "1,000", "http://例.jp"])),
    st.sampled_from(["", *Way]),
    st.one_of(st.none(), st.integers(0, 10**12)),
)


@given(st.dictionaries(st.sampled_from([one.key for one in ASKED]), ANSWER))
@settings(max_examples=25, deadline=None)
def test_what_was_answered_comes_back_as_it_was(answers: dict[str, Answer]) -> None:
    read = back(workbook.write(SOURCE, Filled(NAMED, answers)))
    plain = {key: (one.mark, one.remark, one.way, one.cost) for key, one in read.answers.items()}
    wanted = {one.key: answers.get(one.key, Answer()) for one in ASKED}
    assert plain == {key: (one.mark, one.remark, one.way, one.cost) for key, one in wanted.items()}
    assert read.named.company == NAMED.company
    assert read.named.solution == "=1+1"
    assert {trouble.code for trouble in read.troubles} <= {Code.UNEXPLAINED}
    assert {trouble.item for trouble in read.troubles} == {
        k for k, one in answers.items() if one.wants_remark
    }


SIGNS = {
    "": ("", None),
    Mark.MET: ("○", "〇", "◯", "o", "Ｏ"),
    Mark.OTHERWISE: ("△", "▲"),
    Mark.UNMET: ("×", "✕", "x", "Ｘ"),
}


@given(
    st.dictionaries(st.sampled_from([one.key for one in ASKED]), st.tuples(ANSWER, st.integers(0, 9))),
    st.randoms(use_true_random=False),
)
@settings(max_examples=12, deadline=None)
def test_what_people_type_into_it_comes_back(typed: dict[str, tuple[Answer, int]], chance: Any) -> None:
    def fill(book: Any) -> None:
        for key, (answer, turn) in typed.items():
            row, signs = row_of(key), SIGNS[answer.mark]
            book[sheets.LIST][f"H{row}"] = signs[turn % len(signs)]
            book[sheets.LIST][f"I{row}"] = " " + answer.remark + "\n"
            book[sheets.LIST][f"J{row}"] = WAY_WORDS.get(answer.way)
            costs = (answer.cost, f"{answer.cost:,}円") if answer.cost is not None else (None,)
            book[sheets.LIST][f"K{row}"] = chance.choice(costs)

    read = back(edited(fill))
    wanted = {one.key: typed.get(one.key, (Answer(), 0))[0] for one in ASKED}
    assert {key: one.said for key, one in read.answers.items()} == {k: one.said for k, one in wanted.items()}


def typed_answer(mark: str = "", remark: str = "", way: str = "", cost: str = "") -> Understood:
    return read_answer(dict(zip(Field, (mark, remark, way, cost), strict=True)), "")


@pytest.mark.parametrize(
    ("typed", "mark"),
    [(sign, Mark.MET) for sign in ("○", "〇", "◯", "o", "O", "ｏ", "Ｏ", " ○ ", "⭕\ufe0f")]
    + [(sign, Mark.OTHERWISE) for sign in ("△", "▲", "Δ", "△　")]
    + [(sign, Mark.UNMET) for sign in ("×", "✕", "✗", "✘", "❌", "x", "X", "ｘ", "Ｘ")],
)
def test_marks_as_people_type_them(typed: str, mark: Mark) -> None:
    answer, wrong, otherwise = typed_answer(typed)
    assert (answer.mark, answer.remark, wrong, otherwise) == (mark, "", [], [])


@pytest.mark.parametrize(
    ("typed", "mark", "remark"),
    [
        ("◎", Mark.MET, ""),
        ("対応 可", Mark.MET, ""),
        ("はい", Mark.MET, ""),
        ("ＹＥＳ", Mark.MET, ""),
        ("一部対応", Mark.OTHERWISE, ""),
        ("△（条件付き）", Mark.OTHERWISE, "条件付き"),
        ("△：来年4月から\n（予定）", Mark.OTHERWISE, "来年4月から\n(予定)"),
        ("○※1", Mark.MET, "1"),
        ("非対応", Mark.UNMET, ""),
    ],
)
def test_words_for_marks_are_taken_and_told(typed: str, mark: Mark, remark: str) -> None:
    answer, wrong, otherwise = typed_answer(typed)
    assert (answer.mark, answer.remark, wrong, otherwise) == (mark, remark, [], [Field.MARK])


@pytest.mark.parametrize("typed", ["0", "ox", "1", "－", "-", "○／△", "たぶん", "要相談", "N/A"])
def test_what_can_be_meant_in_two_ways_is_no_mark(typed: str) -> None:
    answer, wrong, _otherwise = typed_answer(typed)
    assert (answer.mark, wrong) == ("", [Field.MARK])


@pytest.mark.parametrize(
    ("typed", "yen"),
    [
        ("1,000円（税込）", 1000),
        ("￥１，０００", 1000),
        ("10万円", 100_000),
        ("1.5百万円", 1_500_000),
        ("無償", 0),
        ("－", None),
    ],
)
def test_costs_as_people_type_them(typed: str, yen: int | None) -> None:
    answer, wrong, _otherwise = typed_answer(cost=typed)
    assert (answer.cost, wrong) == (yen, [])


@pytest.mark.parametrize(
    "typed", ["約100万円", "100～200円", "-5", "1000.5", "1,000円（税抜）", "別途", "2兆"]
)
def test_a_cost_that_is_no_sum_in_yen_is_not_taken(typed: str) -> None:
    answer, wrong, _otherwise = typed_answer(cost=typed)
    assert (answer.cost, wrong) == (None, [Field.COST])


def test_what_cannot_be_taken_is_named_with_its_cell_and_the_rest_is_kept() -> None:
    def change(book: Any) -> None:
        sheet = book[sheets.LIST]
        sheet["H6"], sheet["I6"] = "－", "別の方式で対応"
        sheet["H7"], sheet["K7"] = "○", "約三万円"
        sheet["H8"], sheet["J8"] = "=IF(1,1,0)", "たぶん"
        sheet["H9"] = "✕"
        sheet["H10"], sheet["I10"] = "△", "あ" * 1001
        sheet["E11"] = "要件を、やさしく直した"
        sheet["A12"], sheet["E12"] = "X-99", "加えた要件"
        sheet["A13"], sheet["H13"] = "X-1", "○"
        book.create_sheet("価格表")
        book.create_sheet("裏").sheet_state = "hidden"
        book[sheets.WHO]["B5"] = "123"

    read = back(edited(change))
    found = {(trouble.code, trouble.place, trouble.item) for trouble in read.troubles}
    assert found == {
        (Code.SHEET, "価格表", ""),
        (Code.HIDDEN, "裏", ""),
        (Code.WHO, "回答者!B5", ""),
        (Code.MARK, "要件一覧!H6", "X-1"),
        (Code.COST, "要件一覧!K7", "X-2"),
        (Code.FORMULA, "要件一覧!H8", "X-3"),
        (Code.WAY, "要件一覧!J8", "X-3"),
        (Code.UNEXPLAINED, "要件一覧!I9", "X-4"),
        (Code.REMARK, "要件一覧!I10", "X-5"),
        (Code.REWORDED, "要件一覧!E11", "X-6"),
        (Code.UNKNOWN, "要件一覧!A12", ""),
        (Code.TWICE, "要件一覧!A13", "X-1"),
    }
    assert (read.answers["X-1"].mark, read.answers["X-1"].remark) == ("", "別の方式で対応")
    assert read.answers["X-2"].mark == Mark.MET
    assert all(trouble.words for trouble in read.troubles)


def _answered(sheet: Any) -> None:
    for place, sign in enumerate("○△×○△×", sheets.HEAD + 1):
        sheet[f"H{place}"], sheet[f"I{place}"] = sign, f"備考{place}"


def _sorted(sheet: Any) -> None:
    rows = [[one.value for one in row] for row in sheet.iter_rows(min_row=6, max_row=11)]
    for place, row in enumerate(sorted(rows, key=lambda row: str(row[7])), 6):
        for column, value in enumerate(row, 1):
            sheet.cell(place, column).value = value


def _widths(sheet: Any) -> None:
    sheet["A6"], sheet["A7"] = "Ｘ－１", " x-2"


MOVED: dict[str, tuple[Callable[[Any], None], str]] = {
    "rows sorted": (_sorted, ""),
    "a column before the answers": (lambda sheet: sheet.insert_cols(8), ""),
    "a column taken out": (lambda sheet: sheet.delete_cols(2), ""),
    "rows above": (lambda sheet: sheet.insert_rows(1, 3), ""),
    "the title taken out": (lambda sheet: sheet.delete_rows(1), ""),
    "the heads taken out": (lambda sheet: sheet.delete_rows(1, 5), Code.HEADLESS),
    "a head renamed": (lambda sheet: sheet.__setitem__("I5", "コメント"), ""),
    "numbers in other letters": (_widths, ""),
    "the sheet renamed": (lambda sheet: setattr(sheet, "title", "A社"), Code.RENAMED),
    "rows hidden": (lambda sheet: setattr(sheet.row_dimensions[8], "hidden", True), ""),
}


@pytest.mark.parametrize(("change", "code"), MOVED.values(), ids=MOVED)
def test_answers_are_found_wherever_people_moved_them(change: Callable[[Any], None], code: str) -> None:
    def move(book: Any) -> None:
        sheet = book[sheets.LIST]
        _answered(sheet)
        change(sheet)

    read = back(edited(move))
    assert {key: (one.sign, one.remark) for key, one in read.answers.items()} == {
        one.key: (sign, f"備考{place}")
        for place, (one, sign) in enumerate(zip(ASKED, "○△×○△×", strict=True), 6)
    }
    assert [trouble.code for trouble in read.troubles] == ([code] if code else [])


def test_what_lies_beside_the_answers_is_named_and_a_merged_one_holds_for_all_its_rows() -> None:
    def change(book: Any) -> None:
        sheet = book[sheets.LIST]
        _answered(sheet)
        sheet["H7"], sheet["H8"] = None, None
        sheet.merge_cells("H6:H8")
        sheet["H9"].comment = Comment("来年から", "営業")
        sheet["H10"], sheet["I10"] = None, "○"
        sheet["L11"], sheet["M11"] = "済", "別紙1"
        sheet["I9"], sheet["I11"] = datetime(2027, 4, 1), 0.95  # noqa: DTZ001  as a spreadsheet has it
        sheet["I11"].number_format = "0%"

    read = back(edited(change))
    assert [(one.code, one.place) for one in read.troubles] == [
        (Code.STRAY, "要件一覧!M11"),
        (Code.MERGED, "要件一覧!H6:H8"),
        (Code.MISPLACED, "要件一覧!I10"),
        (Code.STRAY, "要件一覧!L11"),
        (Code.COMMENT, "要件一覧!H9"),
    ]
    assert [read.answers[f"X-{n}"].sign for n in range(1, 7)] == ["○", "○", "○", "○", "", "×"]
    assert [read.answers[key].remark for key in ("X-4", "X-5", "X-6")] == ["2027年4月1日", "", "95%"]


def test_what_was_written_alike_in_many_cells_is_told_once_with_all_of_them() -> None:
    def change(book: Any) -> None:
        for row in range(6, 12):
            book[sheets.LIST][f"H{row}"] = ("可", "－")[row % 2]

    with use_locale("ja"):
        found = [(one.value, one.places) for one in presenting.told(back(edited(change)).troubles)]
    assert found == [
        ("可 → ○", ["要件一覧!H6（X-1）", "H8（X-3）", "H10（X-5）"]),
        ("－", ["要件一覧!H7（X-2）", "H9（X-4）", "H11（X-6）"]),
    ]


def test_so_many_troubles_are_told_and_that_there_are_more() -> None:
    def change(book: Any) -> None:
        for row in range(20, 400):
            book[sheets.LIST][f"A{row}"] = f"Z-{row}"

    troubles = back(edited(change)).troubles
    assert (len(troubles), troubles[-1].code, troubles[-1].value) == (reading.MOST + 1, Code.MORE, "80")


def test_answers_to_an_older_text_say_which_items_changed() -> None:
    filled = workbook.write(SOURCE, Filled(NAMED, {"X-1": Answer("met"), "X-2": Answer("met")}))
    now = [requirement("X-1", Level.RECOMMENDED, "改めた要件"), *ASKED[1:5], requirement("X-9")]
    read = back(filled, Asked(["spec2", "spec1"], now))
    found = [(trouble.code, trouble.item or trouble.value) for trouble in read.troubles]
    assert found == [(Code.OUTDATED, "X-1"), (Code.UNKNOWN, "X-6"), (Code.NEW, "X-9")]
    assert read.answers["X-1"].seen == ASKED[0].fingerprint != now[0].fingerprint
    assert read.answers["X-2"].seen == now[1].fingerprint


def test_another_specification_is_refused_and_a_lost_identity_is_not() -> None:
    with pytest.raises(Invalid, match="別の仕様書"):
        back(workbook.write(SOURCE), Asked(["spec7"], ASKED))
    lost = edited(lambda book: book.remove(book[sheets.IDENTITY]), Filled(NAMED, {"X-1": Answer("met")}))
    read = back(lost, Asked(["spec7"], ASKED))
    assert [trouble.code for trouble in read.troubles] == [Code.NAMELESS]
    assert read.answers["X-1"].mark == Mark.MET


def packed(parts: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return target.getvalue()


def parts_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _with(name: str, change: Callable[[bytes], bytes]) -> bytes:
    parts = parts_of(workbook.write(SOURCE))
    parts[name] = change(parts.get(name, b""))
    return packed(parts)


LAUGHS = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
HOSTILE = {
    "no archive": lambda: b"PK\x03\x04 nothing",
    "empty": lambda: b"",
    "macro": lambda: _with("xl/vbaProject.bin", lambda _: b"x"),
    "bomb": lambda: _with("xl/sharedStrings.xml", lambda _: b" " * 60_000_000),
    "entities": lambda: _with("xl/sharedStrings.xml", lambda old: LAUGHS + old.partition(b"?>")[2]),
    "entities in UTF-16": lambda: _with("xl/sharedStrings.xml", lambda _: LAUGHS.decode().encode("utf-16")),
    "cut off": lambda: _with("xl/worksheets/sheet1.xml", lambda old: old[: len(old) // 2]),
    "no sheets": lambda: _with("xl/workbook.xml", lambda _: b"<workbook/>"),
    "no list": lambda: edited(lambda book: book.remove(book[sheets.LIST])),
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE)
def test_hostile_and_broken_files_are_refused_with_a_reason(content: Callable[[], bytes]) -> None:
    with pytest.raises(Invalid) as refusal:
        back(content())
    assert "回答.xlsx" in refusal.value.message


DAMAGED = parts_of(workbook.write(SOURCE, Filled(NAMED, {"X-1": Answer("met", "備考")})))


@given(st.sampled_from(sorted(DAMAGED)), st.integers(0, 10**6), st.binary(min_size=1, max_size=30))
@settings(max_examples=40, deadline=None)
def test_a_damaged_file_is_read_or_refused_and_never_stops_the_program(
    part: str, place: int, bytes_: bytes
) -> None:
    old = DAMAGED[part]
    place %= len(old)
    spoilt = packed({**DAMAGED, part: old[:place] + bytes_ + old[place + len(bytes_) :]})
    refusal, taken = None, {}
    try:
        taken = back(spoilt).answers
    except Invalid as error:
        refusal = error.message
    assert refusal is None or "回答.xlsx" in refusal
    assert set(taken) <= {one.key for one in SOURCE.asked}


def test_a_sheet_that_claims_to_be_endless_is_read_as_far_as_it_makes_sense() -> None:
    def far(old: bytes) -> bytes:
        row = b'<row r="1048576"><c r="A1048576" t="inlineStr"><is><t>X-1</t></is></c></row></sheetData>'
        wide = re.sub(rb'<dimension ref="[^"]+"', b'<dimension ref="A1:XFD1048576"', old)
        return wide.replace(b"</sheetData>", row)

    troubles = back(_with("xl/worksheets/sheet1.xml", far)).troubles
    assert [(one.code, one.place) for one in troubles] == [(Code.BELOW, "要件一覧!A1048576")]


def test_the_workbook_is_as_made_in_excel() -> None:
    filled = Filled(NAMED, {"X-1": Answer("otherwise", "=HYPERLINK(1)"), "X-3": Answer("met")})
    content = workbook.write(SOURCE, filled)
    assert content == workbook.write(SOURCE, filled)
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book[sheets.LIST]
    assert book.sheetnames == [sheets.LIST, sheets.GUIDE, sheets.WHO, sheets.IDENTITY]
    assert book[sheets.IDENTITY].sheet_state == "veryHidden"
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("B6", "A5:L11")
    assert (sheet.page_setup.orientation, str(sheet.page_setup.paperSize)) == ("landscape", "9")
    assert (sheet.print_title_rows, sheet.page_setup.fitToHeight) == ("$5:$5", 0)
    assert sheet.protection.sheet
    unlocked = {one.coordinate for row in sheet["A1:L11"] for one in row if not one.protection.locked}
    assert unlocked == {f"{letter}{row}" for letter in "HIJK" for row in range(6, 12)}
    assert sheet["I6"].data_type == "s"
    assert sheet["E6"].value == ASKED[0].text
    formulas = [one.coordinate for row in sheet.iter_rows() for one in row if one.data_type == "f"]
    assert formulas == ["H4", "I4", "J4", "K4", *(f"L{row}" for row in range(6, 12))]
    shown = openpyxl.load_workbook(io.BytesIO(content), data_only=True)[sheets.LIST]
    assert [shown[f"{letter}4"].value for letter in "HIJK"] == [1, 1, 0, 1]
    lists = [one.formula1 for one in sheet.data_validations.dataValidation if one.type == "list"]
    assert lists == ['"○,△,×"', '"標準機能,設定,開発,対象外"']


def test_rows_are_high_enough_for_their_text() -> None:
    assert looks.lines("あ" * 40, 38) == 3
    assert looks.lines("one\ntwo", 38) == 2
    assert looks.height(["X-1", "", "必須", "", "長い" * 5000], (9, 15, 6, 10, 38)) == looks.TALLEST


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("回答.csv", "「Excelブック（.xlsx）」の形式で"),
        ("回答.ods", "「Excelブック（.xlsx）」の形式で"),
        ("回答.xls", "Excelで開き、「.xlsx」で"),
        ("回答.xlsm", "マクロを含む"),
    ],
)
def test_a_file_of_another_kind_is_told_what_is_taken(name: str, told: str) -> None:
    with pytest.raises(Invalid, match=re.escape(told)):
        reading.read(b"x", name, EXPECTED)
