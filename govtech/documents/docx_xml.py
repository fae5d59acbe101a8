"""Pieces of WordprocessingML as text, their parts in the order that the standard demands."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from govtech.core.text import clean
from govtech.documents.blocks import Run

NAMESPACES: Final = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
_BREAKS: Final = re.compile(r"([\n\t])")
_LONG_WORD: Final = re.compile(r"[!-~]{40}")
_SIGNS: Final = {"\n": "<w:br/>", "\t": "<w:tab/>"}


def text(words: str) -> str:
    """Characters of a run, line ends and tabs as Word's own."""
    return "".join(
        _SIGNS.get(part) or f'<w:t xml:space="preserve">{escape(part)}</w:t>'
        for part in _BREAKS.split(clean(words))
        if part
    )


def run(words: str, properties: str = "") -> str:
    """A run; `properties` are the elements of its rPr in order."""
    looks = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f"<w:r>{looks}{text(words)}</w:r>" if words else ""


def looks(one: Run) -> str:
    """How a run looks, as the elements of its rPr."""
    style = "Hyperlink" if one.href else "CodeCharacters" if one.code else ""
    return "".join(
        (
            f'<w:rStyle w:val="{style}"/>' if style else "",
            "<w:b/><w:bCs/>" if one.bold else "",
            "<w:i/><w:iCs/>" if one.italic else "",
            "<w:strike/>" if one.strike else "",
            '<w:u w:val="single"/>' if one.underline else "",
        )
    )


def runs(parts: Sequence[Run], link: Callable[[str], str], note: Callable[[str], int]) -> str:
    """Runs with their links and notes; `link` gives the relation of an address, `note` the id of a note or 0."""
    made = []
    for one in parts:
        words = run(one.text, looks(one))
        if one.href and words:
            made.append(f'<w:hyperlink r:id={quoteattr(link(one.href))} w:history="1">{words}</w:hyperlink>')
        else:
            made.append(words)
        if one.note and (number := note(one.note)):
            made.append(note_mark(number))
    return "".join(made)


def note_mark(number: int) -> str:
    """The mark of a footnote in the text."""
    return (
        '<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr>'
        f'<w:footnoteReference w:id="{number}"/></w:r>'
    )


def paragraph(style: str, content: str, properties: str = "") -> str:
    """A paragraph; `properties` are the elements of its pPr after the style, in order."""
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    inner = f"<w:pPr>{named}{properties}</w:pPr>" if named or properties else ""
    return f"<w:p>{inner}{content}</w:p>"


def indent(left: int, hanging: int = 0) -> str:
    """Indentation in twentieths of a point; nothing for none."""
    if not left:
        return ""
    return f'<w:ind w:left="{left}" w:hanging="{hanging}"/>' if hanging else f'<w:ind w:left="{left}"/>'


def parted(parts: Sequence[Run]) -> str:
    """Leave to part Latin words anywhere, where one is as long as a line: kept whole it would tear the line before it."""
    return '<w:wordWrap w:val="0"/>' if any(_LONG_WORD.search(one.text) for one in parts) else ""


def field(code: str, shown: str) -> str:
    """A field with what it shows until it is brought up to date."""
    return f"{field_begin(code)}{run(shown)}{FIELD_END}"


def field_begin(code: str) -> str:
    """A field up to where what it shows begins."""
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> {escape(code)} </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    )


FIELD_END: Final = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'


def bookmarked(content: str, name: str, number: int) -> str:
    """Content that links and the contents find."""
    return f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>{content}<w:bookmarkEnd w:id="{number}"/>'


def control(tag: str, content: str, *, gallery: str = "") -> str:
    """A content control, by whose tag or gallery the file is read again; it shows no frame."""
    kind = (
        f'<w:docPartObj><w:docPartGallery w:val="{gallery}"/><w:docPartUnique/></w:docPartObj>'
        if gallery
        else f'<w:tag w:val="{tag}"/>'
    )
    shown = "" if gallery else '<w15:appearance w15:val="hidden"/>'
    return f"<w:sdt><w:sdtPr>{kind}{shown}</w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>"
