"""Nothing good is thrown away: every word of a Word file is in the document, in order, or told of in the report."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from itertools import count

import docx
from hypothesis import given, settings
from hypothesis import strategies as st

from govtech.documents import docx_reader
from govtech.documents.blocks import Block, Heading, ListBlock, Paragraph, Quote, Table, plain
from tests.documents.word_files import cell, p, r, table, word

WRAPPERS = (
    "{}",
    "<w:ins>{}</w:ins>",
    "<w:moveTo>{}</w:moveTo>",
    "<w:smartTag>{}</w:smartTag>",
    "<w:hyperlink>{}</w:hyperlink>",
    "<w:sdt><w:sdtPr/><w:sdtContent>{}</w:sdtContent></w:sdt>",
    '<w:fldSimple w:instr="SEQ 表">{}</w:fldSimple>',
    "<w:bdo>{}</w:bdo>",
    "<x:new xmlns:x='urn:x'>{}</x:new>",
    "<mc:AlternateContent><mc:Choice>{}</mc:Choice><mc:Fallback/></mc:AlternateContent>",
)
LOSING = (
    "<w:del>{}</w:del>",
    "<w:r><w:pict><v:textbox><w:txbxContent><w:p>{}</w:p></w:txbxContent></v:textbox></w:pict></w:r>",
)
HIDDEN = "<w:vanish/>"
HOLDERS = (
    "{}",
    "<w:sdt><w:sdtContent>{}</w:sdtContent></w:sdt>",
    "<w:customXml>{}</w:customXml>",
    "<w:ins>{}</w:ins>",
    "<x:new xmlns:x='urn:x'>{}</x:new>",
    "<mc:AlternateContent><mc:Fallback>{}</mc:Fallback></mc:AlternateContent>",
)


def words(blocks: tuple[Block, ...]) -> Iterator[str]:
    """The text of blocks in order."""
    for block in blocks:
        match block:
            case Heading(_, runs) | Paragraph(runs):
                yield plain(runs)
            case Table(rows):
                yield from (plain(one.runs) for row in rows for one in row)
            case Quote(inner):
                yield from words(inner)
            case ListBlock(_, entries):
                for entry in entries:
                    yield from words(entry)


@st.composite
def bodies(draw: st.DrawFn) -> str:
    """A body whose every run has a word of its own, within whatever may lie around it."""
    numbers = count(1)

    def run() -> str:
        looks = HIDDEN if draw(st.integers(0, 9)) == 0 else ""
        wrapper = draw(st.sampled_from(WRAPPERS * 2 + LOSING))
        return wrapper.format(r(f"語{next(numbers):04d}終", looks))

    def paragraph() -> str:
        return f"<w:p>{''.join(run() for _ in range(draw(st.integers(0, 3))))}</w:p>"

    def grid(depth: int) -> str:
        rows = []
        for _ in range(draw(st.integers(1, 3))):
            inner = paragraph() + (grid(depth + 1) + p() if depth < 2 and draw(st.booleans()) else "")
            merged = draw(
                st.sampled_from(["", "<w:vMerge/>", '<w:vMerge w:val="restart"/>', '<w:gridSpan w:val="2"/>'])
            )
            rows.append(f"<w:tc><w:tcPr>{merged}</w:tcPr>{inner}</w:tc>{cell(f'語{next(numbers):04d}終')}")
        return table(*rows)

    parts = [
        draw(st.sampled_from(HOLDERS)).format(grid(0) if draw(st.integers(0, 3)) == 0 else paragraph())
        for _ in range(draw(st.integers(1, 5)))
    ]
    return "".join(parts)


@settings(max_examples=100, deadline=None)
@given(bodies())
def test_every_word_is_in_the_document_or_in_the_report(body: str) -> None:
    imported = docx_reader.read(word(body))
    put_in = re.findall(r"語\d+終", body)
    document = imported.document
    taken = re.findall(r"語\d+終", "\n".join(words(document.blocks)))
    told = re.findall(r"語\d+終", "\n".join(note.what for note in imported.report))
    assert set(put_in) <= {*taken, *told, *re.findall(r"語\d+終", document.title)}
    assert len(taken) == len(set(taken)), "nothing is said twice"


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["Normal", "Heading 1", "Heading 3", "List Bullet", "List Number 2", "Quote", "Caption", "table"]),
            st.text("申請は、（同）ＡＢ１①㈱髙〜ー％abc", min_size=1, max_size=12),
        ),
        max_size=12,
    )
)  # fmt: skip
def test_files_of_python_docx_keep_their_text_in_order(lines: list[tuple[str, str]]) -> None:
    file = docx.Document()
    for style, text in lines:
        if style == "table":
            made = file.add_table(2, 3)
            made.cell(0, 0).merge(made.cell(0, 1)).text = text
            made.cell(1, 2).text = text
        else:
            file.add_paragraph(text, style)
    stream = io.BytesIO()
    file.save(stream)
    document = docx_reader.read(stream.getvalue()).document
    expected = "".join(text * 2 if style == "table" else text for style, text in lines)
    assert "".join("".join(words(document.blocks)).split()) == expected
