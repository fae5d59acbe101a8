"""What a file says and a specification has no place for stays in its text, in a note of an item or in the report."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import pytest
from hypothesis import given, settings

from govtech.beginnings.import_numbers import is_same
from govtech.beginnings.importing import Brought, from_document
from govtech.core.words import use_locale
from govtech.documents import docx_reader
from govtech.documents.blocks import Block, Cell, Document, Heading, Paragraph, Run, Runs, Table
from tests.documents.test_docx_complete import bodies
from tests.documents.word_files import p, word


@pytest.fixture(autouse=True)
def _in_japanese() -> Iterator[None]:
    with use_locale("ja"):
        yield


def runs(text: str) -> Runs:
    return (Run(text),)


def table(*rows: tuple[str, ...]) -> Table:
    return Table(tuple(tuple(Cell(runs(text)) for text in row) for row in rows))


def imported(*blocks: Block, title: str = "施設予約システム", **notes: Runs) -> Brought:
    return from_document(Document(title, date(2026, 12, 1), blocks=blocks, notes=notes))


def everything(brought: Brought) -> str:
    content = brought.beginning.content
    parts = [brought.beginning.title, *brought.report.notes]
    for section in content["sections"]:
        parts += [section["title"], section["body"], str(section["items"])]
    return "\n".join([*parts, str(content["parameters"])])


@settings(max_examples=60, deadline=None)
@given(bodies())
def test_every_word_of_a_word_file_is_in_the_specification_or_told(body: str) -> None:
    with use_locale("ja"):
        read = docx_reader.read(word(body + p("終わり。") * 2))
        brought = from_document(read.document, name="名")
    told = "\n".join(note.what for note in read.report)
    assert set(re.findall(r"語\d+終", body)) <= set(re.findall(r"語\d+終", everything(brought) + told))


def test_notes_of_headings_hang_on_a_mark_below_them() -> None:
    def noted(level: int, text: str, note: str) -> Heading:
        return Heading(level, (Run(text), Run("", note=note)))

    brought = imported(
        noted(1, "第1章　総則", "a"), noted(2, "1.1　目的", "b"), noted(3, "(1)　背景", "c"), Paragraph(runs("文。")),
        Heading(1, runs("第2章　要件")), Paragraph(runs("文。")),
        a=runs("甲の注"), b=runs("乙の注"), c=runs("丙の注"),
    )  # fmt: skip
    first, second, _third = brought.beginning.content["sections"]
    assert first["body"] == "※[^1]\n\n[^1]: 甲の注"
    assert second["body"].startswith("※[^1]\n\n## 背景\n\n※[^2]\n\n文。")
    assert brought.report.counts["footnotes"] == 3
    assert any("見出しに付いていた注3件" in note for note in brought.report.notes)


def test_titles_that_give_way_or_are_shortened_are_told() -> None:
    chapters = (Heading(2, runs("1 目的")), Paragraph(runs("文。")), Heading(2, runs("2 範囲")))
    brought = imported(Heading(1, runs("電子申請")), *chapters, title="古い題名")
    assert brought.beginning.title == "電子申請"
    assert any("古い題名" in note for note in brought.report.notes)
    long = "長い題名" * 30
    brought = imported(*chapters, title=long)
    assert len(brought.beginning.title) == 80
    assert any(long in note for note in brought.report.notes)


@pytest.mark.parametrize(
    ("typed", "chapter", "place", "same"),
    [
        ("第１章", 1, 0, True),
        ("第二十一章", 21, 0, True),
        ("第百二章", 102, 0, True),
        ("３．", 3, 0, True),
        ("2.3", 2, 3, True),
        ("２－３", 2, 3, True),
        ("(3)", 2, 3, True),
        ("第3節", 2, 3, True),
        ("第2条", 2, 0, False),
        ("第2章", 3, 0, False),
        ("ア", 1, 1, False),
        ("2.4", 2, 3, False),
    ],
)
def test_typed_numbers_are_compared_with_the_counted_ones(
    typed: str, chapter: int, place: int, *, same: bool
) -> None:
    assert is_same(typed, chapter, place) is same


def test_headings_whose_numbers_change_are_told() -> None:
    brought = imported(
        Heading(1, runs("第1条（目的）")), Paragraph(runs("第3条による。")),
        Heading(1, runs("第2章　範囲")), Heading(2, runs("2-5　期間")),
    )  # fmt: skip
    (note,) = brought.report.notes
    assert note.endswith("：第1条→第1章、2-5→2.1")


def test_words_of_ones_own_in_columns_of_fixed_words_stay_in_the_notes() -> None:
    grid = table(
        ("番号", "水準", "分類", "対象の網", "要件"),
        ("機能", "必須", "性能・拡張性", "LGWAN接続系", "できること"),
        ("A-2", "市により異なる", "窓口", "庁内", "見えること"),
    )
    brought = imported(Heading(1, runs("機能")), grid)
    first, second = brought.beginning.content["sections"][0]["items"]
    assert (first["note"], first["kind"], first["layers"]) == ("", "performance", ["lgwan"])
    assert second["note"] == "水準：市により異なる\n分類：窓口\n対象の網：庁内"
    assert any("機能→RQ-" in note for note in brought.report.notes)


def test_a_table_that_is_more_than_values_stays_a_table() -> None:
    rows = (("項目", "値"), ("利用者の数", "12,000人"), ("利用者の数", "うち市外3,000人"))
    brought = imported(Heading(1, runs("総則")), Heading(1, runs("付録")), table(*rows))
    assert brought.beginning.content["parameters"] == []
    assert "うち市外3,000人" in everything(brought)
