"""Word files of every making come over: headings, lists, tables, notes, links; and what does not is told."""

from __future__ import annotations

from govtech.documents.blocks import (
    Block,
    Code,
    Heading,
    ListBlock,
    Paragraph,
    Quote,
    Rule,
    Run,
    Table,
    plain,
)
from govtech.documents.docx_reader import Imported, read
from tests.documents.word_files import W, cell, numbered, numbering, p, r, relations, style, table, word

OFF = '<w:b w:val="0"/>'
RAISED = '<w:vertAlign w:val="superscript"/>'
HIDDEN = "<w:vanish/>"
OUTSIDE = "外字\ue000"
FIELD = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
STYLES = (
    style("1", "heading 1")
    + style("a3", "見出し ２")
    + style("Mine", "章の見出し", based="1")
    + style("Deep", "条文見出し", '<w:pPr><w:outlineLvl w:val="3"/></w:pPr>')
    + style("Loop", "環", based="Loop2")
    + style("Loop2", "環2", based="Loop")
    + style("Body", "本文 太字", "<w:rPr><w:b/></w:rPr>")
    + style("Cap", "caption")
    + style("T", "Title")
    + style("Toc", "toc 1")
)


def blocks(body: str, **more: object) -> tuple[Block, ...]:
    return read(word(body, **more)).document.blocks  # type: ignore[arg-type]


def told(imported: Imported) -> str:
    return "\n".join(f"{note.where}:{note.what}" for note in imported.report)


def styled(key: str) -> str:
    return f'<w:pStyle w:val="{key}"/>'


def texts(found: tuple[Block, ...]) -> list[str]:
    return [plain(block.runs) for block in found if isinstance(block, Heading | Paragraph)]


def test_headings_by_name_inheritance_and_outline() -> None:
    body = (
        p("標準仕様書", styled("T"))
        + p("一章", styled("1"))
        + p("二節", styled("a3"))
        + p("自作", styled("Mine"))
        + p("条", styled("Deep"))
        + p("段落の水準", '<w:outlineLvl w:val="1"/>')
        + p("本文に戻す", styled("1") + '<w:outlineLvl w:val="9"/>')
        + p("環", styled("Loop"))
        + p("ない様式", styled("Nowhere"))
        + p("太い見出し", styled("1"), "<w:b/>")
    )
    imported = read(word(body, styles=STYLES))
    assert imported.document.title == "標準仕様書"
    found = [(one.level, plain(one.runs)) for one in imported.document.blocks if isinstance(one, Heading)]
    assert found == [
        (1, "一章"), (2, "二節"), (1, "自作"), (4, "条"), (2, "段落の水準"), (1, "太い見出し"),
    ]  # fmt: skip
    assert texts(imported.document.blocks)[5:8] == ["本文に戻す", "環", "ない様式"]
    assert not any(run.bold for block in imported.document.blocks for run in block.runs)  # type: ignore[union-attr]
    assert imported.report == ()


def test_headings_are_guessed_where_no_style_says_so() -> None:
    body = (
        p("電子申請システム調達仕様書", looks="<w:b/>")
        + p("第１章　総則")
        + p("この章は、目的を定める。")
        + p("１．目的")
        + p("手続をいつでも行えること。")
        + p("1.1 範囲")
        + p("次のとおりとする。")
        + p("(1)受付")
        + p("第２章　要件")
        + p("2027.4.1から始める。")
        + p("別紙１　様式")
    )
    imported = read(word(body))
    found = [(one.level, plain(one.runs)) for one in imported.document.blocks if isinstance(one, Heading)]
    assert found == [
        (1, "第１章　総則"), (2, "１．目的"), (3, "1.1 範囲"), (1, "第２章　要件"),
        (1, "別紙１　様式"),
    ]  # fmt: skip
    assert imported.document.title == "電子申請システム調達仕様書"
    assert "見出しとしました" in told(imported)
    assert "第１章 総則" in told(imported)


def test_the_ways_japanese_offices_number_chapters() -> None:
    body = (
        p("第１　目的")
        + p("この業務は、…行う。")
        + p("１　範囲")
        + p("次のとおり。")
        + p("第２　期間")
        + p("１年とする。")
    )
    found = [(one.level, plain(one.runs)) for one in blocks(body) if isinstance(one, Heading)]
    assert found == [(1, "第１　目的"), (2, "１　範囲"), (1, "第２　期間")]
    roman = p("Ⅰ　総則") + p("文。") + p("１－１　目的") + p("文。") + p("Ⅱ　細則") + p("文。")
    assert [one.level for one in blocks(roman) if isinstance(one, Heading)] == [1, 2, 1]


def test_rows_of_labels_are_heads_and_names_with_values_are_not() -> None:
    def heads(*rows: str) -> int:
        (found,) = blocks(table(*rows))
        assert isinstance(found, Table)
        return found.heads

    assert heads(cell("項　目") + cell("内容（例）"), cell("期間") + cell("一年")) == 1
    assert heads(cell("件名") + cell("電子申請システムの調達"), cell("期間") + cell("一年")) == 0
    over = cell("表1　費用", '<w:gridSpan w:val="3"/>')
    row = cell("番号") + cell("区分") + cell("金額")
    assert heads(over, row, cell("1") + cell("初期") + cell("1,000円")) == 2
    grey = '<w:shd w:val="clear" w:fill="D9D9D9"/>'
    assert heads(cell("甲", grey) + cell("乙", grey), cell("丙") + cell("丁")) == 1


def test_a_list_typed_by_hand_is_not_made_headings() -> None:
    typed = p("次の書類を出すこと。") + p("１．申請書") + p("２．委任状") + p("３．図面")
    assert not any(isinstance(one, Heading) for one in blocks(typed))


def test_lists_nest_restart_and_go_on() -> None:
    numbers = numbering(1, ("decimal", "%1."), ("bullet", "●")) + numbering(
        2, ("aiueoFullWidth", "%1"), start=3
    )
    body = (
        p("一", numbered(1)) + p("点", numbered(1, 1)) + p("二", numbered(1))
        + p("間の文") + p("三", numbered(1)) + p("ウ", numbered(2)) + p("いない番号", numbered(99))
    )  # fmt: skip
    first, between, second, third, fourth = blocks(body, numbering=numbers)
    assert first == ListBlock(
        True,
        (
            (Paragraph((Run("一"),)), ListBlock(False, ((Paragraph((Run("点"),)),),))),
            (Paragraph((Run("二"),)),),
        ),
    )
    assert between == Paragraph((Run("間の文"),))
    assert isinstance(second, ListBlock)
    assert second.start == 3
    assert isinstance(third, ListBlock)
    assert third.start == 3
    assert isinstance(fourth, ListBlock)


def test_numbers_that_are_words_stay_in_the_text_and_those_of_headings_do_not() -> None:
    numbers = numbering(1, ("decimal", "第%1章"), ("japaneseCounting", "第%2条"))
    body = (
        p("総則", styled("1") + numbered(1))
        + p("この要領は、…", numbered(1, 1))
        + p("用語は、…", numbered(1, 1))
        + p("運用", styled("1") + numbered(1))
        + p("毎日、…", numbered(1, 1))
    )
    imported = read(word(body, styles=STYLES, numbering=numbers))
    assert texts(imported.document.blocks) == [
        "総則", "第一条　この要領は、…", "第二条　用語は、…", "運用", "第一条　毎日、…",
    ]  # fmt: skip
    assert "自動の番号" in told(imported)


def test_tables_keep_spans_heads_widths_and_alignment() -> None:
    right = '<w:tc><w:p><w:pPr><w:jc w:val="right"/></w:pPr><w:r><w:t>1,000</w:t></w:r></w:p></w:tc>'
    rows = (
        "<w:trPr><w:tblHeader/></w:trPr>"
        + cell("区分", '<w:vMerge w:val="restart"/>')
        + cell("費用", '<w:gridSpan w:val="2"/>'),
        "<w:trPr><w:tblHeader/></w:trPr>" + cell("", "<w:vMerge/>") + cell("初期") + cell("年額"),
        cell("税抜") + right + cell("2,000"),
    )
    (found,) = blocks(table(*rows, grid=(2000, 4000, 4000)))
    assert isinstance(found, Table)
    assert found.heads == 2
    assert found.widths == (0.2, 0.4, 0.4)
    assert [[(plain(one.runs), one.columns, one.rows) for one in row] for row in found.rows] == [
        [("区分", 1, 2), ("費用", 2, 1)],
        [("初期", 1, 1), ("年額", 1, 1)],
        [("税抜", 1, 1), ("1,000", 1, 1), ("2,000", 1, 1)],
    ]
    assert found.rows[2][1].align == "right"


def test_cells_hold_lines_lists_and_tables_as_text_and_a_single_cell_is_a_frame() -> None:
    inner = table(cell("甲") + cell("乙"), cell("丙") + cell("丁"))
    many = f"<w:tc>{p('一行目')}{p('項', numbered(1))}{inner}{p()}</w:tc>"
    body = table(cell("番号") + cell("水準") + cell("要件"), cell("1") + cell("必須") + many)
    framed = table(f"<w:tc>{p('注意')}{p('枠の中', numbered(1))}</w:tc>")
    imported = read(word(body + p("間") + framed, numbering=numbering(1, ("bullet", "・"))))
    found, _between, frame = imported.document.blocks
    assert isinstance(found, Table)
    assert found.heads == 1
    assert plain(found.rows[1][2].runs) == "一行目\n・項\n甲　乙\n丙　丁"
    assert isinstance(frame, Quote)
    assert isinstance(frame.blocks[1], ListBlock)
    assert "表の中の表" in told(imported)
    assert "囲み" in told(imported)


def test_notes_links_and_looks() -> None:
    reference = '<w:r><w:footnoteReference w:id="{}"/></w:r>'
    notes = (
        '<w:footnote w:type="separator" w:id="0"><w:p/></w:footnote>'
        f'<w:footnote w:id="7">{p("あとの注")}</w:footnote><w:footnote w:id="2">{p("先の注")}{p("二段目")}</w:footnote>'
        f'<w:footnote w:id="9">{p("だれも見ない注")}</w:footnote>'
    )
    body = (
        f"<w:p>{r('前')}{reference.format(2)}{r('後')}{reference.format(7)}{reference.format(55)}</w:p>"
        f'<w:p><w:hyperlink r:id="h">{r("総務省")}</w:hyperlink><w:hyperlink r:id="j">{r("悪い先")}</w:hyperlink></w:p>'
        f"<w:p>{r('太', '<w:b/>')}{r('斜', '<w:i/>')}{r('消', '<w:strike/>')}{r('否', OFF)}</w:p>"
        f"<w:p>{FIELD.format('begin')}<w:r><w:instrText>HYPERLINK &quot;https://e.example/&quot;</w:instrText></w:r>"
        f"{FIELD.format('separate')}{r('欄')}{FIELD.format('end')}</w:p>"
    )
    links = (("h", "hyperlink", "https://www.soumu.go.jp/"), ("j", "hyperlink", "javascript:alert(1)"))
    imported = read(word(body, notes=notes, links=links))
    first, second, third, fourth = imported.document.blocks
    assert first == Paragraph((Run("前"), Run("", note="1"), Run("後"), Run("", note="2")))
    assert imported.document.notes == {"1": (Run("先の注\n二段目"),), "2": (Run("あとの注"),)}
    assert second == Paragraph((Run("総務省", href="https://www.soumu.go.jp/"), Run("悪い先")))
    assert third == Paragraph(
        (Run("太", bold=True), Run("斜", italic=True), Run("消", strike=True), Run("否"))
    )
    assert fourth == Paragraph((Run("欄", href="https://e.example/"),))
    assert "だれも見ない注" in told(imported)
    assert "開けないリンク先" in told(imported)


def test_signs_breaks_ruby_symbols_and_formulas() -> None:
    body = (
        "<w:p><w:r><w:t>前</w:t><w:tab/><w:t>後</w:t><w:br/><w:t>次</w:t><w:br w:type='page'/><w:noBreakHyphen/>"
        "<w:softHyphen/><w:t>ＡＢ①　㈱</w:t></w:r></w:p>"
        "<w:p><w:r><w:ruby><w:rt><w:r><w:t>おおさか</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>大阪</w:t></w:r>"
        "</w:rubyBase></w:ruby></w:r></w:p>"
        '<w:p><w:r><w:sym w:font="Wingdings" w:char="F0FC"/><w:sym w:font="Odd" w:char="F0FF"/></w:r></w:p>'
        f"<w:p>{r('m')}{r('2', RAISED)}{r(OUTSIDE)}</w:p>"
        "<w:p><m:oMath><m:f><m:num><m:r><m:t>a+b</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f>"
        "</m:oMath></w:p>"
    )
    imported = read(word(body))
    assert texts(imported.document.blocks) == [
        "前　後\n次‑ＡＢ①　㈱", "大阪（おおさか）", "✓〓", "m²外字〓", "(a+b)/2",
    ]  # fmt: skip
    assert all(word in told(imported) for word in ("ふりがな", "外字", "数式"))


def test_boxes_ticked_and_entries_chosen_in_forms_are_text() -> None:
    def form(data: str) -> str:
        return (
            f'<w:r><w:fldChar w:fldCharType="begin"><w:ffData>{data}</w:ffData></w:fldChar></w:r>'
            + FIELD.format("end")
        )

    body = "<w:p>" + form('<w:checkBox><w:default w:val="0"/><w:checked/></w:checkBox>') + r("あり")
    body += form('<w:checkBox><w:default w:val="0"/></w:checkBox>') + r("なし")
    body += (
        form('<w:ddList><w:result w:val="1"/><w:listEntry w:val="甲"/><w:listEntry w:val="乙"/></w:ddList>')
        + "</w:p>"
    )
    assert texts(blocks(body)) == ["☑あり☐なし乙"]


def test_what_is_lost_at_many_places_is_told_once() -> None:
    many = "".join(f"<w:p>{r('文')}<w:ins>{r(f'足{n}')}</w:ins></w:p>" for n in range(50))
    (note,) = read(word(many)).report
    assert note.where == ""
    assert "（50か所）" in note.what
    assert "「足49」" in note.what


def test_changes_are_accepted_and_told() -> None:
    body = (
        f"<w:p>{r('残る')}<w:ins w:id='1'>{r('足した')}</w:ins><w:del w:id='2'><w:r><w:delText>消した</w:delText></w:r>"
        f"</w:del><w:moveFrom w:id='3'>{r('移る')}</w:moveFrom></w:p>"
        f"<w:p><w:moveTo w:id='4'>{r('移る')}</w:moveTo></w:p>"
        f"<w:p><w:pPr><w:rPr><w:del w:id='5'/></w:rPr></w:pPr>{r('つな')}</w:p>{p('がる')}"
        + table("<w:trPr><w:del w:id='6'/></w:trPr>" + cell("消えた行") + cell("x"), cell("甲") + cell("乙"))
    )
    imported = read(word(body))
    assert texts(imported.document.blocks) == ["残る足した", "移る", "つながる"]
    (rows,) = [one.rows for one in imported.document.blocks if isinstance(one, Table)]
    assert len(rows) == 1
    assert all(word in told(imported) for word in ("足した", "消した", "消えた行"))


def test_boxes_are_taken_once_and_pictures_told_with_their_place() -> None:
    box = f"<w:txbxContent>{p('箱の中')}</w:txbxContent>"
    body = (
        p("概要", styled("1"))
        + f"<w:p>{r('本文')}<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx>{box}</wps:txbx>"
        f"</w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r></w:p>"
        '<w:p><w:r><w:drawing><wp:docPr id="1" name="図" descr="画面の流れ"/><a:blip r:embed="i"/></w:drawing></w:r></w:p>'
        '<w:p><w:r><w:pict><v:rect o:hr="t"/></w:pict></w:r></w:p>'
        '<w:p><w:pPr><w:pBdr><w:bottom w:val="single"/></w:pBdr></w:pPr></w:p>'
    )
    imported = read(word(body, styles=STYLES))
    assert texts(imported.document.blocks) == ["概要", "本文", "箱の中"]
    assert imported.document.blocks[-2:] == (Rule(), Rule())
    assert "「概要」の段落「本文箱の中箱の中」の後:画像は取り込んでいません：「画面の流れ」" in told(imported)
    assert "テキストボックス" in told(imported)


def test_contents_comments_hidden_text_and_edges_stay_out_and_are_told() -> None:
    begin = f"{FIELD.format('begin')}<w:r><w:instrText>TOC \\o</w:instrText></w:r>{FIELD.format('separate')}"
    body = (
        p("目　次")
        + f"<w:p>{begin}{r('第1章 … 3')}</w:p>{p('第2章 … 5')}<w:p>{FIELD.format('end')}</w:p>"
        + p("目次の様式", styled("Toc"))
        + f"<w:p>{r('本文')}{r('隠し', HIDDEN)}<w:r><w:commentReference w:id='4'/></w:r></w:p>"
        + f"<w:p><w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText>SEQ 表</w:instrText></w:r>"
        f"{FIELD.format('separate')}{r('3')}{FIELD.format('end')}{r('　一覧')}</w:p>"
    )
    comments = f'<w:comments xmlns:w="{W}"><w:comment w:id="4">{p("要確認")}</w:comment></w:comments>'
    header = f'<w:hdr xmlns:w="{W}">{p("案 第3版")}</w:hdr>'
    imported = read(
        word(
            body,
            styles=STYLES,
            links=(("c", "comments", "comments.xml"), ("e", "header", "header1.xml")),
            parts={"word/comments.xml": comments, "word/header1.xml": header},
        )
    )
    assert texts(imported.document.blocks) == ["本文", "3　一覧"]
    assert all(word in told(imported) for word in ("目次は", "要確認", "隠し", "案 第3版"))


def test_wrappers_strict_files_and_missing_parts() -> None:
    body = (
        f"<w:sdt><w:sdtPr/><w:sdtContent>{p('枠の中')}</w:sdtContent></w:sdt>"
        f"<w:customXml><w:smartTag>{p('札の中')}</w:smartTag></w:customXml>"
        f"<w:p><w:smartTag><w:smartTag>{r('札')}</w:smartTag></w:smartTag><w:sdt><w:sdtContent>{r('欄')}</w:sdtContent></w:sdt></w:p>"
        f"<w:altChunk r:id='x'/>{table('<w:sdt><w:sdtContent>' + cell('甲') + '</w:sdtContent></w:sdt>' + cell('乙'))}"
    )
    only = dict.fromkeys(("word/styles.xml", "word/numbering.xml", "word/footnotes.xml"))
    imported = read(word(body, replaced=only))
    assert texts(imported.document.blocks) == ["枠の中", "札の中", "札欄"]
    assert isinstance(imported.document.blocks[-1], Table)
    assert "別の文書" in told(imported)
    strict = f"<w:document xmlns:w='http://purl.oclc.org/ooxml/wordprocessingml/main'><w:body>{p('厳密')}</w:body></w:document>"
    assert texts(blocks("", replaced={"word/document.xml": strict})) == ["厳密"]
    utf16 = f"<?xml version='1.0' encoding='UTF-16'?>{strict}".encode("utf-16")
    assert texts(blocks("", replaced={"word/document.xml": utf16})) == ["厳密"]
    moved = {
        "_rels/.rels": relations(("d", "officeDocument", "/word/main.xml")),
        "word/main.xml": strict,
        "word/document.xml": None,
    }
    assert texts(blocks("", replaced=moved)) == ["厳密"]


def test_code_and_quotations_of_other_programs() -> None:
    styles = style("Q", "Quote") + style("S", "Source Code")
    body = p("引いた", styled("Q")) + p("続き", styled("Q")) + p("a = 1", styled("S")) + p("  b", styled("S"))
    assert blocks(body, styles=styles) == (
        Quote((Paragraph((Run("引いた"),)), Paragraph((Run("続き"),)))),
        Code("a = 1\n  b"),
    )
