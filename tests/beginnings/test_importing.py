"""Documents become specifications: nothing that stands in the file is lost without being told."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from typing import Any

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govtech.beginnings import import_markdown
from govtech.beginnings.import_outline import bare
from govtech.beginnings.import_restoring import restored
from govtech.beginnings.import_text import LARGEST, bodies
from govtech.beginnings.import_values import day_of
from govtech.beginnings.importing import Brought, Known, from_document
from govtech.config import ROOT
from govtech.core.errors import Invalid
from govtech.core.words import use_locale
from govtech.documents import docx_reader, docx_writer, markdown
from govtech.documents.blocks import (
    Block,
    Cell,
    Code,
    Document,
    Heading,
    ListBlock,
    Paragraph,
    Quote,
    Run,
    Table,
    plain,
)
from govtech.documents.markdown import to_blocks
from govtech.drafting.content import plain_of, to_template, values_of
from govtech.reading import publishing
from govtech.specifications.template_format import Template
from govtech.specifications.template_reading import folders, load
from govtech.specifications.template_text import to_markdown, values_for

DAY = date(2026, 12, 1)
TEMPLATES = [path.name for path in folders(ROOT / "spec_templates")]


@pytest.fixture(autouse=True)
def _in_japanese() -> Any:
    with use_locale("ja"):
        yield


def runs(text: str) -> tuple[Run, ...]:
    return (Run(text),)


def table(*rows: tuple[str, ...]) -> Table:
    return Table(tuple(tuple(Cell(runs(text)) for text in row) for row in rows))


def imported(*blocks: Block, title: str = "施設予約システム", **more: Any) -> Brought:
    return from_document(Document(title, DAY, blocks=blocks, **more))


def through_word(template: Template, values: dict[str, str]) -> Document:
    facts = [("参加団体", "豊中市、高槻市"), ("版", "作成中（変更3）")]
    made = publishing.document(template, values, subtitle="共同調達仕様書（案）", facts=facts)
    return docx_reader.read(docx_writer.write(made)).document


def through_markdown(template: Template, values: dict[str, str]) -> Document:
    return import_markdown.read(to_markdown(replace(template, sources=()), values).encode())


def through_document(template: Template, values: dict[str, str]) -> Document:
    facts = [("参加団体", "豊中市、高槻市"), ("版", "作成中（変更3）")]
    made = publishing.document(template, values, subtitle="共同調達仕様書（案）", facts=facts)
    return import_markdown.read(markdown.from_document(made).encode())


@pytest.mark.parametrize("way", [through_word, through_markdown, through_document])
@pytest.mark.parametrize("slug", TEMPLATES)
def test_a_template_that_went_out_comes_back_the_same(slug: str, way: Any) -> None:
    """Chapters, texts, tables and items are what they were; so are values, and placeholders where nothing changed."""
    template = load(ROOT / "spec_templates" / slug)
    values = values_for(template, {})
    known = Known({one.label: one for one in template.parameters}, {i.id: i.kind for i in template.items})
    beginning, report = from_document(way(template, values), known=known)
    back = to_template(beginning.content, title=beginning.title, updated=DAY)
    went_out = publishing.document(template, values)
    came_back = publishing.document(back, values_of(beginning.content))
    assert (came_back.title, came_back.blocks) == (went_out.title, went_out.blocks)
    assert report.counts["items"] == len(template.items)
    assert report.notes == []

    content, _count = restored(beginning.content, template)
    before = plain_of(template, values)
    assert content["parameters"] == before["parameters"]
    assert [item for one in content["sections"] for item in one["items"]] == [
        item for one in before["sections"] for item in one["items"]
    ]
    assert {one["key"] for one in before["sections"]} <= {one["key"] for one in content["sections"]}
    again = publishing.document(to_template(content, title=beginning.title, updated=DAY), values)
    assert again.blocks == went_out.blocks


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("第1章　調達の目的", "調達の目的"),
        ("第一章　総則", "総則"),
        ("第１条（目的）", "目的"),
        ("1.1　背景", "背景"),
        ("１．１　背景", "背景"),
        ("1.1背景", "背景"),
        ("１　業務名", "業務名"),
        ("(1)　手続", "手続"),
        ("（ア）手続", "手続"),
        ("ア　手続", "手続"),
        ("① 手続", "手続"),
        ("アクセシビリティ", "アクセシビリティ"),
        ("24時間の受付", "24時間の受付"),
        ("2.0版への変更", "2.0版への変更"),
        ("二次元コード", "二次元コード"),
        ("第三者への提供", "第三者への提供"),
        ("第1章", "第1章"),
    ],
)
def test_typed_numbers_are_taken_off_headings(typed: str, title: str) -> None:
    assert bare(typed) == title


def test_levels_of_headings_become_chapters_sections_and_headings_inside() -> None:
    brought = imported(
        Paragraph(runs("令和8年12月")),
        Heading(1, runs("第1章　総則")),
        Paragraph(runs("この調達は共同で行う。")),
        Heading(2, runs("1.1　目的")),
        Heading(3, runs("(1)　背景")),
        Paragraph(runs("窓口が混む。")),
        Heading(4, runs("ア　待ち時間")),
        Heading(1, runs("第2章　要件")),
    )
    sections = brought.beginning.content["sections"]
    assert [(one["title"], one["parent"]) for one in sections] == [
        ("表紙と前文", None),
        ("総則", None),
        ("目的", "c2"),
        ("要件", None),
    ]
    assert sections[2]["body"] == "## 背景\n\n窓口が混む。\n\n### 待ち時間"
    assert brought.report.counts == {
        "chapters": 3,
        "sections": 1,
        "paragraphs": 3,
        "footnotes": 0,
        "items": 0,
    }
    assert "表紙と前文" in brought.report.notes[0]


def test_a_lone_heading_above_all_others_is_the_title() -> None:
    brought = imported(
        Heading(1, runs("文書管理システム調達仕様書")),
        Heading(2, runs("1 目的")),
        Paragraph(runs("記録を残す。")),
        Heading(2, runs("2 範囲")),
        title="",
    )
    assert brought.beginning.title == "文書管理システム調達仕様書"
    assert [one["title"] for one in brought.beginning.content["sections"]] == ["目的", "範囲"]


def test_requirement_tables_become_items_with_numbers_that_hold() -> None:
    brought = imported(
        Heading(1, runs("セキュリティ")),
        table(
            ("No.", "区分", "要件", "確認方法", "担当"),
            ("EA-1", "必須", "通信を暗号化すること", "設定を見る", "甲"),
            ("EA-1", "推奨", "記録を1年残すこと", "", ""),
            ("", "任意", "通知を選べること", "", ""),
            ("3.2", "任意", "画面の色を選べること|配色", "", ""),
            ("", "", "", "", ""),
        ),
        Paragraph(runs("表の後の文。")),
    )
    (section,) = brought.beginning.content["sections"]
    assert section["body"] == "表の後の文。"
    items = section["items"]
    assert [(item["key"], item["level"], item["kind"]) for item in items] == [
        ("EA-1", "mandatory", "security"),
        ("EA-1-2", "recommended", "security"),
        ("RQ-003", "optional", "security"),
        ("RQ-3-2", "optional", "security"),
    ]
    assert (items[0]["condition"], items[0]["note"]) == ("設定を見る", "担当：甲")
    assert items[3]["text"] == "画面の色を選べること｜配色"
    told = "\n".join(brought.report.notes)
    assert all(word in told for word in ("EA-1→EA-1-2", "RQ-003", "3.2→RQ-3-2", "表の後の文"))


def test_rows_that_head_others_and_heads_that_are_repeated_are_no_requirements() -> None:
    head = tuple(Cell(runs(text)) for text in ("No.", "要件", "必須区分"))
    whole = [(Cell(runs(text), columns=3),) for text in ("機能要件一覧", "予約の機能", "支払の機能", "以上")]
    rows = [
        tuple(Cell(runs(text)) for text in texts)
        for texts in (
            ("1", "検索できること", "◎"),
            ("2", "申し込めること", "○"),
            ("3", "納付できること", "◎"),
        )
    ]
    grid = Table((whole[0], head, whole[1], rows[0], rows[1], head, whole[2], rows[2], whole[3]))
    brought = imported(Heading(1, runs("機能")), grid)
    (section,) = brought.beginning.content["sections"]
    assert [(item["key"], item["level"], item["note"]) for item in section["items"]] == [
        ("RQ-1", "mandatory", "区分：予約の機能"),
        ("RQ-2", "recommended", "区分：予約の機能"),
        ("RQ-3", "mandatory", "区分：支払の機能\n以上"),
    ]
    assert section["body"] == ""


@pytest.mark.parametrize(
    ("marks", "levels"),
    [
        (("◎", "○", "△"), ["mandatory", "recommended", "optional"]),
        (("○", "○", "△"), ["mandatory", "mandatory", "recommended"]),
        (("必須", "推奨", "望ましい"), ["mandatory", "recommended", "recommended"]),
    ],
)
def test_marks_of_levels_are_read_and_told(marks: tuple[str, ...], levels: list[str]) -> None:
    rows = [("番号", "重要度", "要件"), *((f"A-{n}", mark, "できること") for n, mark in enumerate(marks))]
    brought = imported(Heading(1, runs("機能")), table(*rows))
    assert [item["level"] for item in brought.beginning.content["sections"][0]["items"]] == levels
    assert [note for note in brought.report.notes if "○" in note] == brought.report.notes


def test_a_document_without_a_title_is_called_by_its_cover_or_its_only_chapter() -> None:
    cover = (Paragraph(runs("令和8年12月")), Paragraph(runs("○○市文書管理システム調達仕様書")))
    chapters = (Heading(1, runs("1 目的")), Heading(1, runs("2 範囲")))
    assert (
        imported(*cover, *chapters, title="Word Document").beginning.title == "○○市文書管理システム調達仕様書"
    )
    assert imported(Heading(1, runs("用語集")), Paragraph(runs("文")), title="").beginning.title == "用語集"


def test_headings_without_a_style_among_those_that_have_one_are_told() -> None:
    lines = (
        "第２章　機能要件",
        "第１章　総則",
        "2.2 太字でない行",
        "第3章で述べたとおり、次のとおりとする。",
    )
    brought = imported(
        Heading(1, runs("第1章　総則")),
        *(Paragraph(runs(line)) for line in lines),
        Paragraph((Run("２．１　申請の受付", bold=True),)),
    )
    (told,) = brought.report.notes
    assert told.endswith("：第２章　機能要件、２．１　申請の受付")
    many = [Paragraph(runs(f"第{n}章　見出し{n}")) for n in range(2, 30)]
    (told,) = imported(Heading(1, runs("第1章　総則")), *many).report.notes
    assert ("見出し21" in told, "見出し22" in told) == (True, False)


def test_a_row_without_a_requirement_is_told_and_heads_nothing() -> None:
    rows = (("番号", "水準", "要件"), ("A-1", "必須", ""), ("A-2", "必須", "できること"))
    brought = imported(Heading(1, runs("機能")), table(*rows))
    (item,) = brought.beginning.content["sections"][0]["items"]
    assert (item["key"], item["note"]) == ("A-2", "")
    assert any("A-1　必須" in note for note in brought.report.notes)


def test_the_text_of_a_merged_cell_is_taken_once() -> None:
    head = tuple(Cell(runs(text)) for text in ("番号", "水準", "要件", "確認の条件", "担当", "期限"))
    row = (
        Cell(runs("A-1")),
        Cell(runs("必須")),
        Cell(runs("できること"), columns=2),
        Cell(runs("両市"), columns=2),
    )
    brought = imported(Heading(1, runs("機能")), Table((head, row)))
    (item,) = brought.beginning.content["sections"][0]["items"]
    assert (item["text"], item["condition"], item["note"]) == ("できること", "", "担当：両市")


def test_what_markdown_drops_is_told_and_a_table_without_levels_gets_a_hint() -> None:
    text = "# <script>x</script>\n\n## 章\n\n文![図1](a.png)<img src='b.png' alt='地図'>\n\n```\n![例](c.png)\n```\n"
    told = import_markdown.dropped(text.encode())
    assert [any(word in line for line in told) for word in ("script", "図1", "b.png", "例")] == [
        True,
        True,
        True,
        False,
    ]
    brought = imported(Heading(1, runs("機能")), table(("番号", "要件"), ("A-1", "できること")))
    assert any("「水準」の列を加えると" in note for note in brought.report.notes)
    assert brought.report.counts["items"] == 0


def test_items_without_a_level_are_told() -> None:
    brought = imported(
        Heading(1, runs("機能")), table(("番号", "項目", "目標値"), ("A-1", "稼働率", "99.5%以上"))
    )
    (item,) = brought.beginning.content["sections"][0]["items"]
    assert (item["level"], item["condition"]) == ("mandatory", "99.5%以上")
    assert any("A-1" in note and "必須" in note for note in brought.report.notes)


@pytest.mark.parametrize(
    "rows",
    [
        (("項目", "内容"), ("納品の場所", "豊中市役所")),
        (("区分", "仕様"), ("窓口", "2台")),
        (("番号", "要件"),),
        (("用語", "定義", "備考"), ("LGWAN", "総合行政ネットワーク", "")),
    ],
)
def test_other_tables_stay_tables(rows: tuple[tuple[str, ...], ...]) -> None:
    caption = Paragraph(runs("表1-1　納品"), caption=True)
    brought = imported(Heading(1, runs("納品")), caption, table(*rows))
    (section,) = brought.beginning.content["sections"]
    assert section["items"] == []
    assert section["body"].startswith("表：納品\n\n| " + " | ".join(rows[0]) + " |")
    assert brought.report.counts["tables"] == 1


def test_footnotes_stay_with_their_text_and_in_items() -> None:
    pointed = (Run("LGWAN"), Run("", note="7"), Run("で使う。"))
    brought = imported(
        Heading(1, runs("総則")),
        ListBlock(
            ordered=False,
            entries=(
                (Paragraph(pointed),),
                (
                    Quote(
                        (
                            Paragraph(
                                runs("引用"),
                            ),
                        )
                    ),
                ),
            ),
        ),
        Heading(1, runs("要件")),
        Table(
            (
                tuple(Cell(runs(text)) for text in ("番号", "水準", "要件")),
                (Cell(runs("A-1")), Cell(runs("必須")), Cell(pointed)),
            )
        ),
        notes={"7": runs("総合行政ネットワーク")},
    )
    text, function = brought.beginning.content["sections"]
    read = to_blocks(text["body"])
    assert {name: plain(note) for name, note in read.notes.items()} == {"1": "総合行政ネットワーク"}
    assert function["items"][0]["text"] == "LGWAN（注：総合行政ネットワーク）で使う。"
    assert brought.report.counts["footnotes"] == 1


def test_values_come_back_with_their_types() -> None:
    brought = imported(
        Heading(1, runs("総則")),
        Paragraph(runs("{{users}}で使う。")),
        Heading(1, runs("付録　この仕様書で定めた値")),
        table(
            ("項目", "値"),
            ("利用者の数", "12,000人"),
            ("稼働率", "99.5%"),
            ("開始の日", "令和9年4月1日"),
            ("代表する団体", "豊中市"),
            ("担当", "【担当】"),
        ),
    )
    parameters = brought.beginning.content["parameters"]
    assert [(one["label"], one["type"], one["value"], one["unit"]) for one in parameters] == [
        ("利用者の数", "integer", "12000", "人"),
        ("稼働率", "decimal", "99.5", "%"),
        ("開始の日", "date", "2027-04-01", ""),
        ("代表する団体", "text", "豊中市", ""),
        ("担当", "text", "", ""),
    ]
    sections = brought.beginning.content["sections"]
    assert [(one["title"], one["body"]) for one in sections] == [("総則", "{{users}}で使う。")]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("令和元年5月1日", "2019-05-01"),
        ("平成31年4月30日", "2019-04-30"),
        ("令和9年2月30日", None),
        ("来年", None),
    ],
)
def test_days_of_eras_are_read(text: str, day: str | None) -> None:
    assert day_of(text) == day


def test_what_is_too_long_for_one_body_is_divided_and_told() -> None:
    rows = [("用語", "定義"), *((f"用語{n}", "説明" * 60) for n in range(500))]
    brought = imported(Heading(1, runs("用語集")), Paragraph(runs("前文")), table(*rows))
    sections = brought.beginning.content["sections"]
    assert len(sections) > 1
    assert all(len(one["body"]) <= LARGEST for one in sections)
    assert sum(one["body"].count("| 用語") for one in sections) == 500 + sum(
        one["body"].count("| 用語 |") for one in sections
    )
    assert any("長いため" in note for note in brought.report.notes)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.text("あいう。漢字 ABC#>*|-\n", max_size=300), max_size=12))
def test_pieces_hold_every_sentence(texts: list[str]) -> None:
    """However long the paragraphs, no character that can be seen is lost and no piece is too much to show."""
    blocks = [Paragraph(runs(text * 60)) for text in texts if text.strip()]
    seen = "".join(
        plain(block.runs)
        for body in bodies(blocks, {}).texts
        for block in to_blocks(body).blocks
        if isinstance(block, Paragraph)
    )
    squeezed = "".join("".join(plain(block.runs).split()) for block in blocks)
    assert "".join(seen.split()) == squeezed


def test_what_cannot_be_shown_is_told() -> None:
    long = ListBlock(ordered=True, entries=tuple((Paragraph(runs("項目" * 300)),) for _n in range(200)))
    brought = imported(Heading(1, runs("章")), Paragraph(runs("[" * 3000)), long, Code("行\n" * 30_000))
    bodies_ = "".join(one["body"] for one in brought.beginning.content["sections"])
    assert bodies_.count("項目") == 60_000
    assert bodies_.count("行") == 30_000
    assert any("「章」の1か所は" in note for note in brought.report.notes)


def test_an_empty_document_is_refused() -> None:
    with pytest.raises(Invalid):
        imported(Paragraph(()))
    with pytest.raises(Invalid):
        import_markdown.read(b"\x81\x00")


def test_markdown_of_any_make_is_read_with_its_footnotes() -> None:
    text = (
        "# 総則\n\n本文[^1]。\n\n[^1]: 一つ目\n\n```\n# 見出しではない\n```\n\n"
        "# 要件\n\n別の本文[^1]と[^2]。\n\n| 番号 | 水準 | 要件 |\n|---|---|---|\n| A-1 | 必須 | 一行目<br>二行目 |\n\n"
        "[^1]: 二つ目\n\n# おわりに\n\n- 項目\n\n[^2]: 三つ目\n"
    )
    brought = from_document(import_markdown.read(text.encode()), name="手元の仕様書")
    assert brought.beginning.title == "手元の仕様書"
    first, second, third = brought.beginning.content["sections"]
    assert (first["title"], second["title"], third["title"]) == ("総則", "要件", "おわりに")
    assert "一つ目" in first["body"]
    assert "# 見出しではない" in first["body"]
    assert "二つ目" in second["body"]
    assert "三つ目" in second["body"]
    assert second["items"][0]["text"] == "一行目\n二行目"


def test_a_word_file_made_by_hand() -> None:
    file = docx.Document()
    file.add_heading("文書管理システム", 0)
    file.add_heading("第1章　総則", 1)
    file.add_paragraph("この調達は共同で行う。")
    file.add_paragraph("一つ目", style="List Bullet")
    file.add_heading("第2章　機能", 1)
    grid = file.add_table(2, 3)
    for cell, text in zip(
        [cell for row in grid.rows for cell in row.cells],
        ["番号", "水準", "要件", "DM-1", "必須", "起案できること"],
        strict=True,
    ):
        cell.text = text
    data = io.BytesIO()
    file.save(data)
    brought = from_document(docx_reader.read(data.getvalue()).document)
    sections = brought.beginning.content["sections"]
    assert [one["title"] for one in sections] == ["総則", "機能"]
    assert sections[0]["body"] == "この調達は共同で行う。\n\n- 一つ目"
    assert [(item["key"], item["text"]) for item in sections[1]["items"]] == [("DM-1", "起案できること")]


class _Written:
    """Blocks in which every place that holds text has a word of its own."""

    def __init__(self) -> None:
        self.words: list[str] = []

    def word(self) -> tuple[Run, ...]:
        self.words.append(f"言葉{len(self.words)}番")
        return runs(self.words[-1])

    def block(self, kind: str, level: int) -> Block:
        match kind:
            case "heading":
                return Heading(level, self.word())
            case "list":
                return ListBlock(level > 3, tuple((Paragraph(self.word()),) for _entry in range(level)))
            case "quote":
                return Quote((Paragraph(self.word()),))
            case "items" | "grouped":
                whole = (replace(self._cell("" if kind == "grouped" else "見出し"), columns=4),)
                rows = [tuple(map(self._cell, ("", "必須", "", ""))) for _row in range(level - 1)]
                head = tuple(map(self._cell, ("番号", "水準", "要件", "係")))
                return Table((head, *([whole] if kind == "grouped" else []), *rows))
            case "table":
                rows = [tuple(map(self._cell, ("", ""))) for _row in range(level)]
                return Table((tuple(map(self._cell, ("項目", "値"))), *rows))
        return Paragraph(self.word(), caption=kind == "caption")

    def _cell(self, text: str) -> Cell:
        return Cell(runs(text) if text else self.word())


KINDS = ("heading", "heading", "paragraph", "caption", "list", "quote", "items", "grouped", "table")


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(KINDS), st.integers(1, 5)), min_size=1, max_size=14))
def test_no_word_is_lost_wherever_it_stands(shape: list[tuple[str, int]]) -> None:
    """In whatever order headings, lists, tables and requirements come, every word comes out, and can be kept."""
    written = _Written()
    blocks = [written.block(kind, level) for kind, level in shape]
    with use_locale("ja"):
        beginning = imported(*blocks).beginning
    content, sections = beginning.content, beginning.content["sections"]
    texts = [beginning.title, *(one["title"] + one["body"] for one in sections)]
    items = [item for one in sections for item in one["items"]]
    texts += ["".join(map(str, item.values())) for item in items]
    texts += [one["label"] + one["value"] for one in content["parameters"]]
    # a word that stands for a number becomes one: 言葉7番 is RQ-7
    numbers = [f"RQ-{word[2:-1]}" for word in written.words]
    out = "\n".join(texts)
    lost = [
        word for word, key in zip(written.words, numbers, strict=True) if word not in out and key not in out
    ]
    assert lost == []
    keys = [one["key"] for one in sections] + [item["key"] for item in items]
    assert len(set(keys)) == len(keys)
    assert {one["parent"] for one in sections} <= {None, *(one["key"] for one in sections)}
