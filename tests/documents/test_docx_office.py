"""Word files as offices make them: their own numbers, contents, comments and forms come over or are told."""

from __future__ import annotations

import pytest

from govtech.documents import markdown
from govtech.documents.blocks import Heading, plain
from govtech.documents.docx_counters import written
from govtech.documents.docx_reader import Imported, read
from tests.documents.word_files import SPACES, cell, numbered, numbering, p, r, style, table, word

CHAPTER = '<w:pStyle w:val="1"/>'
STYLES = style("1", "heading 1") + style("10", "toc 1")
END = "<w:sectPr/>"


def text(imported: Imported) -> str:
    return markdown.from_blocks(imported.document.blocks)


def told(imported: Imported) -> str:
    return "\n".join(f"{note.where}:{note.what}" for note in imported.report)


def levels(imported: Imported) -> list[tuple[int, str]]:
    return [(one.level, plain(one.runs)) for one in imported.document.blocks if isinstance(one, Heading)]


@pytest.mark.parametrize(
    ("shape", "numbers"),
    [
        ("decimalFullWidth", "１ ２ １０"),
        ("aiueoFullWidth", "ア イ コ"),
        ("iroha", "イ ロ ヌ"),
        ("decimalEnclosedCircle", "① ② ⑩"),
        ("decimalEnclosedCircleChinese", "① ② ⑩"),
        ("ideographDigital", "一 二 一〇"),
        ("japaneseCounting", "一 二 十"),
        ("japaneseLegal", "壱 弐 壱拾"),
        ("ideographTraditional", "甲 乙 癸"),
        ("upperRoman", "I II X"),
        ("lowerLetter", "a b j"),
        ("decimalZero", "01 02 10"),
        ("unheardOf", "1 2 10"),
    ],
)
def test_numbers_are_written_as_word_writes_them(shape: str, numbers: str) -> None:
    assert [written(number, shape) for number in (1, 2, 10)] == numbers.split()


def test_numbers_beyond_a_row_of_signs_are_digits() -> None:
    shapes = ("decimalEnclosedCircle", "japaneseCounting", "japaneseLegal", "upperRoman")
    assert [written(5000, shape) for shape in shapes] == ["5000"] * 4
    assert (written(28, "lowerLetter"), written(21, "japaneseCounting")) == ("bb", "二十一")


def test_numbers_that_lists_do_not_have_here_stay_in_cells_and_are_told() -> None:
    numbers = numbering(1, ("decimal", "%1.")) + numbering(
        2, ("decimalEnclosedCircle", "%1"), ("aiueo", "%2")
    )
    body = (
        p("一つ", numbered(1))
        + p("丸一", numbered(2))
        + p("ア", numbered(2, 1))
        + table(cell("条件"), f"<w:tc><w:tcPr/>{p('丸二', numbered(2))}{p('更に', numbered(2, 1))}</w:tc>")
    )
    imported = read(word(body, numbering=numbers))
    assert "| ② 丸二<br>ア 更に |" in text(imported)
    (note,) = imported.report
    assert "①" in note.what
    assert "ア" in note.what
    assert "1." not in note.what.partition("：")[2]


def test_numbers_of_annexes_and_articles_stay_with_their_headings() -> None:
    numbers = (
        numbering(1, ("decimalFullWidth", "第%1章"))
        + numbering(2, ("decimalFullWidth", "別紙%1"))
        + numbering(3, ("decimal", "第%1条"))
    )
    body = (
        p("総則", CHAPTER + numbered(1))
        + p("様式", CHAPTER + numbered(2))
        + p("（期間）", CHAPTER + numbered(3))
    )
    imported = read(word(body, styles=STYLES, numbering=numbers))
    assert levels(imported) == [(1, "総則"), (1, "別紙１　様式"), (1, "第1条　（期間）")]
    assert "「別紙１ 様式」の段落「様式」:" in told(imported)


def test_articles_go_on_below_the_next_chapter() -> None:
    level = '<w:lvl w:ilvl="{}"><w:start w:val="1"/><w:numFmt w:val="{}"/>{}<w:lvlText w:val="{}"/></w:lvl>'
    numbers = (
        '<w:abstractNum w:abstractNumId="1">'
        + level.format(0, "japaneseCounting", "", "第%1章")
        + level.format(1, "decimal", '<w:lvlRestart w:val="0"/>', "第%2条")
        + level.format(2, "decimal", "<w:isLgl/>", "%1の%3")
        + '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>'
    )
    depths = (0, 1, 1, 0, 1, 2)
    body = "".join(p("文", numbered(1, depth)) for depth in depths)
    found = [
        line.removeprefix("# ").split("　")[0]
        for line in text(read(word(body, numbering=numbers))).split("\n\n")
    ]
    assert found == ["第一章", "第1条", "第2条", "第二章", "第3条", "2の1"]


def test_empty_entries_count_but_those_of_section_breaks_do_not() -> None:
    numbers = numbering(1, ("decimal", "%1."))
    body = (
        p("甲", numbered(1))
        + p("", numbered(1))
        + p("乙", numbered(1))
        + p("", numbered(1) + END).replace('<w:r><w:rPr></w:rPr><w:t xml:space="preserve"></w:t></w:r>', "")
        + p("丙", numbered(1))
    )
    imported = read(word(body, numbering=numbers))
    assert text(imported) == "1. 甲\n\n<!-- -->\n\n3. 乙\n4. 丙\n"
    bare = numbering(1, ("decimal", "%1.")).replace('<w:start w:val="1"/>', "")
    assert text(read(word(p("零", numbered(1)), numbering=bare))) == "0. 零\n"


def test_counted_lines_over_text_are_headings_where_there_are_no_others() -> None:
    numbers = numbering(1, ("decimalFullWidth", "%1"), ("decimal", "(%2)"))
    chapters = ("業務名", "目的", "業務の内容")
    body = "".join(p(one, numbered(1)) + p("次のとおりとする。") for one in chapters)
    parts = "".join(p(one, numbered(1, 1)) + p("これを行う。") for one in ("設計", "構築", "研修"))
    imported = read(word(body + parts, numbering=numbers))
    assert levels(imported) == [(1, one) for one in chapters] + [(2, "設計"), (2, "構築"), (2, "研修")]
    assert "見出しとしました" in told(imported)
    listed = "".join(p(one, numbered(1)) for one in chapters) + p("以上を出すこと。")
    steps = "".join(p(f"{n}を確かめること", numbered(1)) + p("必ず行う。") for n in range(3))
    styled = p("総則", CHAPTER) + body
    for other, count in ((listed, 0), (steps, 0), (styled, 1)):
        assert len(levels(read(word(other, numbering=numbers, styles=STYLES)))) == count


def test_one_bold_line_is_no_outline_and_a_lonely_one_no_title() -> None:
    assert levels(read(word(p("文。") + p("大事な点", looks="<w:b/>") + p("文。")))) == []
    lonely = read(word(p("お知らせ", looks="<w:b/>"))).document
    assert (lonely.title, len(lonely.blocks)) == ("", 1)


def test_lines_of_contents_that_stand_nowhere_else_are_told() -> None:
    toc = "".join(p(line, '<w:pStyle w:val="10"/>') for line in ("第1章　総則\t3", "付図　配置図\t9", "目次"))
    gallery = (
        "<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val='Table of Contents'/></w:docPartObj></w:sdtPr>"
        f"<w:sdtContent>{p('改訂の記録')}{p('総則……3')}</w:sdtContent></w:sdt>"
    )
    imported = read(word(toc + gallery + p("総則", CHAPTER), styles=STYLES))
    (note,) = imported.report
    assert note.what.count("「") == 2
    assert "配置図" in note.what
    assert "改訂の記録" in note.what


def test_comments_that_stand_nowhere_and_several_bodies_are_read() -> None:
    made = "".join(f'<w:comment w:id="{n}">{p(one)}</w:comment>' for n, one in enumerate(("済", "要確認")))
    mark = '<w:p><w:r><w:t>文</w:t></w:r><w:r><w:commentReference w:id="0"/></w:r></w:p>'
    document = f"<w:document {SPACES}><w:body>{mark}</w:body><w:body>{p('続き')}</w:body></w:document>"
    imported = read(
        word(
            links=(("c", "comments", "comments.xml"),),
            parts={"word/comments.xml": f"<w:comments {SPACES}>{made}</w:comments>"},
            replaced={"word/document.xml": document},
        )
    )
    assert text(imported) == "文\n\n続き\n"
    assert [(bool(note.where), note.what.partition("：")[2]) for note in imported.report] == [
        (True, "「済」"),
        (False, "「要確認」"),
    ]


def test_tables_without_text_are_told_and_boxes_with_a_line_are_read() -> None:
    box = f'<w:r><w:pict><v:group><v:rect o:hr="t"/><v:textbox><w:txbxContent>{p("囲み")}</w:txbxContent></v:textbox></v:group></w:pict></w:r>'
    imported = read(word(f"<w:p>{r('文')}{box}</w:p>" + table(cell("") + cell(""), cell("") + cell(""))))
    assert text(imported) == "文\n\n囲み\n"
    assert "文字のない表" in told(imported)


def test_places_are_told_as_people_find_them() -> None:
    picture = "<w:p><w:r><w:drawing><a:blip r:embed='i'/></w:drawing></w:r></w:p>"
    held = table(cell("甲") + f"<w:tc>{picture}</w:tc>")
    body = (
        picture
        + p("前文")
        + picture
        + p("総則", CHAPTER)
        + picture
        + table(cell("表") * 2)
        + held
        + p("文")
        + picture
    )
    places = [note.where for note in read(word(body, styles=STYLES)).report]
    assert places == [
        "文書の初め",
        "最初の見出しより前の段落「前文」の後",
        "「総則」",
        "「総則」の表2",
        "「総則」の段落「文」の後",
    ]
    rows = [p(f"{n}章", CHAPTER) + "".join(p(f"文{k}") + picture for k in range(20)) for n in range(2)]
    assert [note.where for note in read(word("".join(rows), styles=STYLES)).report] == ["「0章」", "「1章」"]
