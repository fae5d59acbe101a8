"""Every part that we write keeps the order of the standard, without which Word calls a file damaged; names and ids agree."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date
from typing import Any

import docx
import pytest
from lxml import etree

from govtech.documents import docx_writer
from govtech.documents.blocks import Cell, Document, Heading, ListBlock, Paragraph, Run, Table
from govtech.documents.docx_package import R, W
from govtech.documents.markdown import to_blocks

ORDER = {
    "pPr": """pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs
        suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd
        snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment
        textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange""",
    "rPr": """rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid
        vanish webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em
        lang eastAsianLayout specVanish oMath""",
    "tblPr": """tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc tblCellSpacing
        tblInd tblBorders shd tblLayout tblCellMar tblLook tblCaption tblDescription""",
    "tcPr": """cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign hideMark""",
    "tbl": "tblPr tblGrid tr",
    "tr": "tblPrEx trPr tc",
    "sdt": "sdtPr sdtEndPr sdtContent",
    "sdtPr": "rPr alias tag id lock placeholder temporary showingPlcHdr dataBinding docPartObj appearance",
    "sectPr": """headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders lnNumType
        pgNumType cols formProt vAlign noEndnote titlePg textDirection bidi rtlGutter docGrid printerSettings""",
    "numbering": "numPicBullet abstractNum num numIdMacAtCleanup",
    "abstractNum": "nsid multiLevelType tmpl name styleLink numStyleLink lvl",
    "lvl": "start numFmt lvlRestart pStyle isLgl suff lvlText lvlPicBulletId legacy lvlJc pPr rPr",
    "num": "abstractNumId lvlOverride",
    "numPr": "ilvl numId",
    "style": """name aliases basedOn next link autoRedefine hidden uiPriority semiHidden unhideWhenUsed qFormat locked
        personal personalCompose personalReply rsid pPr rPr tblPr trPr tcPr tblStylePr""",
    "styles": "docDefaults latentStyles style",
    "docDefaults": "rPrDefault pPrDefault",
    "tblBorders": "top left start bottom right end insideH insideV",
    "tblCellMar": "top left start bottom right end",
    "pBdr": "top left bottom right between bar",
    "settings": """writeProtection view zoom removePersonalInformation mirrorMargins defaultTabStop evenAndOddHeaders
        characterSpacingControl updateFields hdrShapeDefaults footnotePr endnotePr compat docVars rsids mathPr
        themeFontLang clrSchemeMapping shapeDefaults decimalSymbol listSeparator""",
    "compat": """spaceForUL balanceSingleByteDoubleByteWidth doNotLeaveBackslashAlone ulTrailSpace
        doNotExpandShiftReturn adjustLineHeightInTable useFELayout compatSetting""",
}
TEXT = """本文の**太字**と*斜体*、`code`。[^1] [総務省](https://www.soumu.go.jp/)

1. 申請

    次の段落

    | 表 | の中 |
    | --- | --- |
    | a | b |

2. 審査
    - 形式
        1. 深い

> 引用
>
> 1. 引用の項

```
code
```

---

| 区分 | 金額 |
| :---: | ---: |
| 初期<br>一式 | 1,000 |

[^1]: 脚注の**文**、[先](https://e.example/)
"""


@pytest.fixture(scope="module")
def parts() -> dict[str, bytes]:
    read = to_blocks(TEXT)
    spans = Table(
        (
            (Cell((Run("区分"),), rows=2), Cell((Run("費用"),), columns=2)),
            (Cell((Run("初期"),)), Cell((Run("年額"),))),
            (Cell((Run("長い文。" * 200),)), Cell(()), Cell((Run("1"),), "right")),
        ),
        2,
        (1.0, 2.0, 1.0),
    )
    wide = Table((tuple(Cell((Run(f"列{place}"),)) for place in range(12)),) * 2)
    blocks = (
        Heading(1, (Run("第1章　目的"),)),
        *read.blocks,
        Heading(2, (Run("1.1　範囲"),)),
        Paragraph((Run("表1-1　費用"),), caption=True),
        spans,
        Paragraph((Run("表1-2　一覧"),), caption=True),
        wide,
        ListBlock(True, ((Paragraph((Run("始め"),)),),), 5),
    )
    made = docx_writer.write(
        Document(
            "仕様書 <案> & \x0c'題'", date(2026, 11, 24), "案", (("団体", "豊中市"),), blocks, read.notes
        )
    )
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        return {"": made, **{name: archive.read(name) for name in archive.namelist()}}


def trees(parts: dict[str, bytes]) -> dict[str, Any]:
    return {name: etree.fromstring(data) for name, data in parts.items() if name.endswith(".xml")}


def test_children_stand_in_the_order_of_the_standard(parts: dict[str, bytes]) -> None:
    seen = set()
    for name, tree in trees(parts).items():
        for element in tree.iter(f"{W}*"):
            rule = ORDER.get(etree.QName(element).localname, "").split()
            places = [rule.index(etree.QName(child).localname) for child in element] if rule else []
            assert places == sorted(places), (name, etree.tostring(element)[:300])
            seen.add(etree.QName(element).localname)
    assert {"tblPr", "sdtPr", "sectPr", "numbering", "settings", "styles"} <= seen


def test_cells_end_with_a_paragraph_and_rows_fill_the_grid(parts: dict[str, bytes]) -> None:
    document = trees(parts)["word/document.xml"]
    for table in document.iter(f"{W}tbl"):
        widths = [int(one.get(f"{W}w")) for one in table.iterfind(f"{W}tblGrid/{W}gridCol")]
        assert sum(widths) in (9411, 9411 - 420, 14343)
        for row in table.iterfind(f"{W}tr"):
            spans = [cell.find(f"{W}tcPr/{W}gridSpan") for cell in row.iterfind(f"{W}tc")]
            assert sum(int(one.get(f"{W}val")) if one is not None else 1 for one in spans) == len(widths)
            assert all(cell[-1].tag == f"{W}p" for cell in row.iterfind(f"{W}tc"))
        following = table.getnext()
        assert following is not None
        assert following.tag == f"{W}p", "two tables side by side would become one"


def test_styles_numbers_notes_marks_and_relations_exist(parts: dict[str, bytes]) -> None:
    read = trees(parts)
    document, notes = read["word/document.xml"], read["word/footnotes.xml"]
    styles = {one.get(f"{W}styleId") for one in read["word/styles.xml"].iter(f"{W}style")}
    for tag in ("pStyle", "rStyle", "tblStyle", "basedOn", "next"):
        used = {one.get(f"{W}val") for tree in read.values() for one in tree.iter(f"{W}{tag}")}
        assert used <= styles, tag
    numbers = {one.get(f"{W}numId") for one in read["word/numbering.xml"].iter(f"{W}num")}
    assert {one.get(f"{W}val") for one in document.iter(f"{W}numId")} <= numbers
    known = {one.get(f"{W}id") for one in notes.iter(f"{W}footnote")}
    assert {one.get(f"{W}id") for one in document.iter(f"{W}footnoteReference")} == known - {"-1", "0"}
    marks = {one.get(f"{W}name") for one in document.iter(f"{W}bookmarkStart")}
    assert {one.get(f"{W}anchor") for one in document.iter(f"{W}hyperlink")} - {None} == marks
    for name in ("document", "footnotes"):
        relations = etree.fromstring(parts[f"word/_rels/{name}.xml.rels"])
        used = {
            value
            for one in read[f"word/{name}.xml"].iter()
            for key, value in one.attrib.items()
            if key == f"{R}id"
        }
        assert used <= {one.get("Id") for one in relations}


def test_word_reads_japanese_headings_contents_and_edges(parts: dict[str, bytes]) -> None:
    made = docx.Document(io.BytesIO(parts[""]))
    assert made.styles["Heading 1"].element.pPr.find(f"{W}outlineLvl").get(f"{W}val") == "0"
    fonts = {one.get(f"{W}eastAsia") for one in made.styles.element.iter(f"{W}rFonts")}
    assert fonts <= {"游明朝", "游ゴシック", "ＭＳ ゴシック"}
    assert made.styles.element.find(f".//{W}lang").get(f"{W}eastAsia") == "ja-JP"
    assert made.core_properties.title == "仕様書 <案> & '題'"
    assert made.core_properties.language == "ja-JP"
    assert made.core_properties.created.date() == date(2026, 11, 24)
    first, turned, last = made.sections
    assert first.header.paragraphs[0].text == "仕様書 <案> & '題'"
    assert first.different_first_page_header_footer
    assert turned.page_width > turned.page_height
    assert last.page_width < last.page_height
    assert last.header.is_linked_to_previous
    assert {one.get(f"{W}linePitch") for one in made.element.iter(f"{W}docGrid")} == {"360"}
    titles = [one.get(f"{W}val") for one in made.element.iter(f"{W}tblCaption")]
    assert titles == ["表1-1　費用", "表1-2　一覧"]
    text = parts["word/document.xml"].decode()
    assert re.search(r'TOC \\o "1-2".*PAGEREF _Toc00000001', text)
    assert b"updateFields" in parts["word/settings.xml"]
    heads = [row.find(f"{W}trPr/{W}tblHeader") is not None for row in made.tables[1]._tbl.iter(f"{W}tr")]
    assert heads == [True, True, False]
    tall = list(made.tables[1]._tbl.iter(f"{W}tr"))[2]
    assert tall.find(f"{W}trPr") is None, "a row longer than a third of a page may break"
