"""The files that go out hold what the document holds, in the shape that Word and PDF readers expect."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from pypdf import PdfReader

from govtech.core.text import clean
from govtech.documents import docx_reader, docx_writer, typst_text, typst_writer
from govtech.documents.blocks import Cell, Code, Document, Heading, ListBlock, Paragraph, Run, Table, plain
from govtech.documents.docx_paging import pages_of_headings
from govtech.documents.markdown import to_blocks

TEXT = """受付の**条件**を定める。[^1] &lt;script&gt; #let x = 1 $y$ @z [総務省](https://www.soumu.go.jp/)

1. 申請
2. 審査
    - 形式
    - 内容

次に、

1. 別の一

| 区分 | 金額 |
| --- | ---: |
| 初期 | 1,000 |
| 年額 \\| 税込 | 2,000 |

> 引用の文

```
そのまま \\ "残す"
```

[^1]: 脚注の文
"""


@pytest.fixture(scope="module")
def document() -> Document:
    read = to_blocks(TEXT)
    blocks = (Heading(1, (Run("第1章　目的"),)), *read.blocks, Heading(2, (Run("1.1　範囲"),)))
    return Document(
        '電子申請 "仕様" #書', date(2026, 11, 24), "案", (("団体", "豊中市"),), blocks, read.notes
    )


def test_word_finds_styles_lists_tables_notes_and_contents(document: Document) -> None:
    made = docx.Document(io.BytesIO(docx_writer.write(document)))
    styled = [(line.style.name, line.text) for line in made.paragraphs if line.text]
    assert ("Title", document.title) in styled
    assert ("Heading 1", "第1章　目的") in styled
    contents = made.element.body.find(f".//{qn('w:docPartGallery')}/../../..")
    assert [text.text for text in contents.iter(qn("w:t"))] == [
        "目次",
        *("第1章　目的", "3", "1.1　範囲", "3"),
    ], "readers that bring nothing up to date show pages too"
    assert [text for style, text in styled if style == "List Number"] == ["申請", "審査", "別の一"]
    numbers = [line._p.pPr.numPr.numId.val for line in made.paragraphs if line.style.name == "List Number"]
    assert numbers[0] == numbers[1] != numbers[2], "the second list begins anew"
    (table,) = made.tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["区分", "金額"],
        ["初期", "1,000"],
        ["年額 | 税込", "2,000"],
    ]
    assert all(cell.width for row in table.rows for cell in row.cells)
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    notes = [part for part in made.part.package.iter_parts() if part.partname == "/word/footnotes.xml"]
    assert "脚注の文" in notes[0].blob.decode()
    fonts = made.styles["Normal"].element.rPr.rFonts
    assert fonts.get(qn("w:eastAsia")) == docx_writer.SERIF


def test_pdf_is_tagged_archival_and_has_the_words(document: Document) -> None:
    made = typst_writer.write(document)
    reader = PdfReader(io.BytesIO(made))
    assert reader.metadata is not None
    assert reader.metadata.title == document.title
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "ja-JP"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    metadata = bytes(root["/Metadata"].get_data())
    assert b"<pdfuaid:part>1</pdfuaid:part>" in metadata
    assert b"<pdfaid:part>2</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>" in metadata
    assert {
        "/H1",
        "/H2",
        "/P",
        "/L",
        "/LI",
        "/Table",
        "/TH",
        "/TD",
        "/Note",
        "/Link",
        "/TOC",
        "/BlockQuote",
    } <= set(roles(root["/StructTreeRoot"]))
    assert [one.title for one in reader.outline if not isinstance(one, list)] == ["第1章　目的"]
    assert all(
        embedded(font) for page in reader.pages for font in page["/Resources"].get("/Font", {}).values()
    )
    text = "".join("".join(page.extract_text() for page in reader.pages).split())
    for words in ("第1章", "脚注の文", "<script>", "#letx=1$y$@z", "年額|税込", "そのまま", "目次"):
        assert words in text, words
    assert typst_writer.write(document) == made


def test_contents_name_the_pages_and_no_page_is_empty() -> None:
    """Also where wide tables turn pages: at the start of a chapter, within one, and at the end."""
    wide = Table((tuple(Cell((Run(f"列{place}"),)) for place in range(12)),) * 9)
    words = Paragraph((Run("長い文が続く。" * 150),))
    made = Document(
        "題名" * 30,
        date(2026, 11, 24),
        blocks=(
            *(Heading(1, (Run("第1章　文"),)), words, Heading(2, (Run("1.1　節"),)), words, words),
            *(Heading(1, (Run("第2章　表"),)), Paragraph((Run("次による。"),)), wide),
            *(Heading(2, (Run("2.1　跡"),)), words, Heading(1, (Run("付録"),)), wide),
        ),
        edition="第1版",
    )
    reader = PdfReader(io.BytesIO(typst_writer.write(made)))
    pages = ["".join(page.extract_text().split()) for page in reader.pages]
    contents = ["".join(line.split()) for line in reader.pages[1].extract_text().splitlines()]
    for heading in made.headings():
        name = "".join(plain(heading.runs).split())
        (stated,) = (line.rpartition(".")[2] for line in contents if line.startswith(name))
        assert name in pages[int(stated) - 1], name
    assert all("表" in page or "文" in page or "列" in page for page in pages[2:])
    assert [float(page.mediabox.width) > 800 for page in reader.pages].count(True) == 2
    assert all("題…" in page and "第1版" in page for page in pages[1:])
    assert pages_of_headings(made) == [3, 3, 5, 6, 7], "Word's own come near"


def test_a_word_longer_than_its_line_may_be_parted_and_others_are_left() -> None:
    assert typst_text.torn("EA-N-02 https://www.example.jp/", 20) == "EA-N-02 https://www.example.jp/"
    parted = typst_text.torn("語" + "A" * 60 + "語", 20)
    assert parted.replace("\u200b", "") == "語" + "A" * 60 + "語"
    assert all(len(piece) <= 6 for piece in parted.split("\u200b"))


def roles(node: Any) -> Iterator[str]:
    """What the parts of a tagged PDF are."""
    node = node.get_object()
    if isinstance(node, list):
        for one in node:
            yield from roles(one)
    elif isinstance(node, dict):
        yield node.get("/S", "")
        yield from roles(node["/K"]) if "/K" in node else ()


def embedded(font: Any) -> bool:
    """Whether a font lies in the file and its letters can be copied."""
    font = font.get_object()
    descriptor = font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
    return "/ToUnicode" in font and bool({"/FontFile2", "/FontFile3"} & set(descriptor))


ODD = (
    "1. 番号で始まる", "- 点で始まる", "/ 語: 説明", "= 見出し", "a // b /* c */", "#let x = 1", "$x^2$", "<a> @b",
    "[開いたまま", "]]", "\\", "`` ` ``", "~~ '引用' \"q\"", "絵文字😀", "タイ語ไทย", "外字\ue000", "辻\U000e0100",
    "改\u2028行", "https://www.example.jp/a_b*c", "%(name)s {x} {{y}}", "...", "--- --", "1.5", "é﷽",
)  # fmt: skip


def test_a_pdf_is_made_of_any_text() -> None:
    """Characters that no font holds become 〓: an archival PDF that holds one is no file at all."""
    runs = tuple(
        Run(text, bold=place % 2 == 0, href='https://e.example/"#') for place, text in enumerate(ODD)
    )
    blocks = (
        *(Paragraph((Run(text),)) for text in ODD),
        *(Heading(2, (Run(text, code=True),)) for text in ODD),
        Code("\n".join(ODD)),
        Table((tuple(Cell((run,)) for run in runs[:8]),)),
        ListBlock(True, tuple((Paragraph((run,)),) for run in runs)),
    )
    made = typst_writer.write(Document("題\x0c名", date(2026, 11, 24), "", (), blocks, {}))
    text = "".join("".join(page.extract_text() for page in PdfReader(io.BytesIO(made)).pages).split())
    for words in (
        "1.番号で始まる",
        "-点で始まる",
        "/語:説明",
        "#letx=1",
        "[開いたまま",
        "絵文字〓",
        "タイ語〓",
        "%(name)s{x}{{y}}",
    ):
        assert words in text, words


def test_a_word_file_takes_any_text() -> None:
    paragraphs = tuple(Paragraph((Run(f"文{text}"),)) for text in (*ODD, "\x0c\x00"))
    title = "長い題名" * 100 + "\x0c"
    again = docx_reader.read(
        docx_writer.write(Document(title, date(2026, 11, 24), title, ((title, ""),), paragraphs))
    )
    kept = [plain(block.runs) for block in again.document.blocks if isinstance(block, Paragraph)]
    assert kept == [f"文{clean(text)}" for text in (*ODD, "")]


def test_tables_of_any_spans_are_set() -> None:
    """Cells that reach over the head, the end or the side of their table, rows that are short, no rows at all."""
    a, b = Cell((Run("あ"),)), Cell((Run("い"),))
    tables = (
        Table(((replace(a, rows=2), b), (a,))),
        Table(((replace(a, rows=9), b), (a,)), 0),
        Table(((a,), (a, b, a))),
        Table(((replace(a, columns=5),), (a, b))),
        Table(((a, replace(b, rows=2)), (replace(a, columns=2),))),
        Table(((a,),), 3),
        Table(((),), 0),
        Table(((a, b), (a, Cell((Run("とても長い要件の文です。" * 700),))))),
    )
    made = Document("題", date(2026, 11, 24), blocks=tables)
    assert len(PdfReader(io.BytesIO(typst_writer.write(made))).pages) > 3, (
        "what is longer than a page goes over it"
    )
    assert len(docx_reader.read(docx_writer.write(made)).document.blocks) == 7
