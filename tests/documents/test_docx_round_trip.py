"""What is written as a Word file is read back as it was: every heading, list, table, note, quotation and line of code."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from govtech.documents import docx_reader, docx_writer
from govtech.documents.blocks import (
    Block,
    Document,
    ListBlock,
    Paragraph,
    Run,
)
from govtech.documents.markdown import from_blocks, to_blocks
from govtech.reading.publishing import document
from govtech.specifications.template_reading import load
from govtech.specifications.template_text import values_for
from tests.documents.shapes import BLOCKS, apart, bare


def read_back(document: Document) -> Document:
    imported = docx_reader.read(docx_writer.write(document))
    assert all(note.what.startswith("取り消し線") for note in imported.report)
    return imported.document


@settings(max_examples=50, deadline=None)
@example(
    (ListBlock(True, ((Paragraph((Run("一"),)), ListBlock(True, ((Paragraph((Run("い"),)),),), 3)),), 2),)
)
@given(st.lists(BLOCKS, max_size=5).map(apart))
def test_blocks_come_back_from_a_word_file(blocks: tuple[Block, ...]) -> None:
    made = Document("仕様書", date(2026, 11, 24), "案", (("団体", "豊中市　ほか"),), blocks)
    again = read_back(made)
    assert bare(again.blocks) == bare(blocks)
    assert replace(again, blocks=()) == replace(made, blocks=())


TEXT = """## 業務の範囲

受付の**条件**と*例外*を`code`で定める。[^a] [総務省](https://www.soumu.go.jp/)・「かぎ」（注）

1. 申請
    続きの行

    次の段落
2. 審査
    - 形式
        1. 深い一
    - 内容[^b]

- 点

> 引用の文
>
> - 引用の中の点

| 区分 | 金額[^a] | 備考 |
| :--- | ---: | :---: |
| 初期 | 1,000 | 一行目<br>二行目 |
| 年額 \\| 税込 | 2,000 | |

```
そのまま \\ "残す"
  <w:p>
```

---

### 一つ下

[^a]: 脚注の**文**、[先](https://e.example/)
[^b]: 二つ目
"""


def test_markdown_comes_back_from_a_word_file() -> None:
    read = to_blocks(TEXT)
    again = read_back(Document("仕様書", date(2026, 11, 24), blocks=read.blocks, notes=read.notes))
    once, twice = from_blocks(read.blocks, read.notes), from_blocks(again.blocks, again.notes)
    assert _renumbered(twice) == _renumbered(once)
    assert bare(to_blocks(twice).blocks) == bare(again.blocks)
    assert [run.text for run in again.notes["1"]] == ["脚注の", "文", "、", "先"]


def _renumbered(markdown: str) -> str:
    """The text with its notes called by no name: a note that is referred to twice becomes two in Word."""
    body = markdown.partition("\n[^")[0]
    return re.sub(r"\[\^\w+\]", "[^]", body)


@pytest.mark.parametrize("slug", ["e-application", "minutes"])
def test_whole_specifications_come_back(slug: str) -> None:
    template = load(Path(__file__).parents[2] / "spec_templates" / slug)
    made = document(
        template, values_for(template, {}), subtitle="共同調達仕様書（案）", facts=[("版", "作成中")]
    )
    again = read_back(made)
    assert bare(again.blocks) == bare(made.blocks)
    assert replace(again, blocks=(), notes={}) == replace(made, blocks=(), notes={})
    assert list(again.notes.values()) == list(made.notes.values())
