"""The files that go out hold what the document holds, in the shape that Word and PDF readers expect."""

from __future__ import annotations

import io
from datetime import date

import docx
import pytest
from docx.oxml.ns import qn
from pypdf import PdfReader

from govtech.documents import docx_writer, typst_writer
from govtech.documents.blocks import Document, Heading, Run
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
    assert [text.text for text in contents.iter(qn("w:t"))] == ["目次", "第1章　目的", "1.1　範囲"]
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
    assert b"pdfaid:part" in bytes(root["/Metadata"].get_data())
    text = "".join("".join(page.extract_text() for page in reader.pages).split())
    for words in ("第1章", "脚注の文", "<script>", "#letx=1$y$@z", "年額|税込", "そのまま", "目次"):
        assert words in text, words
    assert typst_writer.write(document) == made
