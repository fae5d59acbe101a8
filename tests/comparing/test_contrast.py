"""The table of new and old holds every difference once, marks it on both sides, and is for those who read both."""

from __future__ import annotations

import copy
import io
from datetime import date
from typing import Any

from pypdf import PdfReader

from govtech.comparing import contrast
from govtech.comparing.sides import Side
from govtech.documents import docx_reader, docx_writer
from govtech.documents.blocks import Document, Runs, Table, plain
from tests.comparing.test_aligning import LEFT, RIGHT
from tests.comparing.test_pages import texts  # noqa: F401 - a fixture

DAY = date(2026, 11, 25)


def side(content: Any, label: str) -> Side:
    return Side("x", "受付の仕様書", label, "specifications.show", {}, content)


def made(old: Any, new: Any) -> Document:
    return contrast.document(side(old, "第1版"), side(new, "第2版"), DAY)


def table(document: Document) -> Table:
    return next(block for block in document.blocks if isinstance(block, Table))


def marked(runs: Runs) -> list[str]:
    return [run.text for run in runs if run.underline]


def test_what_changed_is_underlined_on_both_sides_and_said_beside() -> None:
    old = copy.deepcopy(LEFT)
    new = copy.deepcopy(LEFT)
    section = next(one for one in new["sections"] if one["items"])
    first, *_others = section["items"]
    first["text"] = first["text"] + "追記した文。"
    section["body"] = "新しい段落。\n\n| 区分 | 値 |\n| --- | --- |\n| あ | い |"
    last = new["sections"][-1]["items"].pop() if new["sections"][-1]["items"] else section["items"].pop()
    rows = {plain(row[0].runs): row for row in table(made(old, new)).rows}
    assert [plain(cell.runs) for cell in rows["箇所"]] == ["箇所", "新　第2版", "旧　第1版", "備考"]
    _place, right, left, _note = rows[first["key"]]
    assert marked(right.runs) == ["追記した文。"]
    assert marked(left.runs) == []
    assert "区分　値\nあ　い" in plain(rows["本文"][1].runs), "tables are read, not their signs"
    _place, right, left, note = rows[last["key"]]
    assert (plain(right.runs), plain(note.runs)) == ("（削除）", "削除")
    assert marked(left.runs)
    band = next(row for row in rows.values() if len(row) == 1)
    assert plain(band[0].runs).startswith("第"), "each section stands above its rows with its number"


def test_any_two_contents_differ_as_they_do_on_the_page_and_the_same_do_not() -> None:
    document = made(LEFT, RIGHT)
    again = docx_reader.read(docx_writer.write(document)).document
    said = [[plain(cell.runs) for cell in row] for row in table(document).rows]
    assert [[plain(cell.runs) for cell in row] for row in table(again).rows] == said
    assert not [block for block in made(LEFT, LEFT).blocks if isinstance(block, Table)]


def test_it_is_a_file_for_those_who_read_both_sides(texts: tuple[str, str], client_for: Any) -> None:  # noqa: F811
    draft, fixed = texts
    address = f"/specifications/compare/table.%s?left={draft}&right={fixed}"
    assert client_for("visitor").get(address % "pdf").status_code == 404
    assert client_for("other_editor").get(address % "docx").status_code == 404
    browser = client_for("editor")
    assert browser.get(address % "txt").status_code == 404
    half = browser.get(f"/specifications/compare/table.pdf?left={draft}&x=1")
    assert half.headers["Location"] == f"/specifications/compare?left={draft}", (
        "the other is still to be chosen"
    )
    word, pdf = browser.get(address % "docx"), browser.get(address % "pdf")
    assert word.mimetype == docx_writer.MEDIA_TYPE
    assert "filename*=UTF-8''%E6%96%B0%E6%97%A7" in word.headers["Content-Disposition"]
    assert docx_reader.read(word.data).document.title == "支払の仕様書　新旧対照表"
    page = PdfReader(io.BytesIO(pdf.data)).pages[0]
    assert float(page.mediabox.width) > float(page.mediabox.height)
    assert "平日に" in "".join(page.extract_text().split())
