"""Blocks as the body of a Word file: the text between the first page and the end."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import count, zip_longest
from typing import Final

from govtech.documents.blocks import (
    Block,
    Code,
    Document,
    Heading,
    ListBlock,
    Paragraph,
    Quote,
    Rule,
    Runs,
    Table,
    in_pages,
    plain,
    stays,
)
from govtech.documents.docx_counting import DEEPEST, STEP, Counting
from govtech.documents.docx_grid import grid
from govtech.documents.docx_marks import CONTENTS, ENTRY, FRONT, QUOTE
from govtech.documents.docx_paging import pages_of_headings
from govtech.documents.docx_xml import (
    FIELD_END,
    bookmarked,
    control,
    field,
    field_begin,
    indent,
    paragraph,
    parted,
    run,
    runs,
)

ROOM: Final = 9411
"""The width of the text, in twentieths of a point: 166 mm."""
TURNED_ROOM: Final = 14343
"""The same on a page turned sideways: 253 mm."""
LOWEST_HEADING: Final = 6
_CONTINUED: Final = 9
_LONG_FACT: Final = 40
_AFTER_TABLE: Final = paragraph("TableEnd", "")
_NEW_PAGE: Final = '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'
_ON_TOP: Final = {
    "Title": '<w:spacing w:before="0" w:after="60" w:line="480" w:lineRule="atLeast"/>',
    "Subtitle": '<w:spacing w:after="120"/>',
    FRONT: '<w:spacing w:after="0"/><w:ind w:left="1701" w:right="0" w:hanging="1701"/>',
}
"""How the lines of the title look that stand over a text without a page of their own."""
_SMALLER: Final = '<w:sz w:val="30"/><w:szCs w:val="30"/>'

_SEPARATORS: Final = "".join(
    f'<w:footnote w:type="{kind}" w:id="{number}"><w:p><w:pPr><w:spacing w:after="0" w:line="240" w:lineRule="auto"/>'
    f"</w:pPr><w:r><w:{kind}/></w:r></w:p></w:footnote>"
    for number, kind in ((-1, "separator"), (0, "continuationSeparator"))
)


class Body:
    """The body of one file being written; it gathers notes, links and numberings as it goes."""

    def __init__(self, source: Document, link: Callable[[str], str], page: Callable[[bool], str]) -> None:
        self.source = source
        self.counting = Counting()
        self.notes: list[Runs] = []
        self._link = link
        self._page = page
        self._room = ROOM
        self.ends_turned = False
        self._places = count(1)
        self._marks = {id(heading): f"_Toc{place:08d}" for place, heading in enumerate(source.headings(), 1)}

    def xml(self) -> str:
        """Everything but the properties of the page."""
        begun = self._front() + self._contents()
        first = self.source.blocks[0] if self.source.blocks else None
        goes_on = self.source.begins_with_text or (isinstance(first, Heading) and first.level == 1)
        return begun + ("" if goes_on else _NEW_PAGE) + "".join(self._pages())

    def _pages(self) -> Iterator[str]:
        """The text; before and after what stands on pages turned sideways, the properties of the pages before."""
        turned = False
        if self.source.turned:
            self._room = TURNED_ROOM
            yield self._blocks(self.source.blocks, 0)
            return
        for wide, blocks in in_pages(self.source.blocks):
            if wide != turned:
                yield paragraph("", "", self._page(turned))
            turned, self._room = wide, TURNED_ROOM if wide else ROOM
            yield self._blocks(blocks, 0)
        self.ends_turned = turned

    def runs(self, parts: Runs) -> str:
        """Runs with links and notes."""
        return runs(parts, self._link, self._note)

    # -- front page and contents

    def _front(self) -> str:
        source, top = self.source, _ON_TOP if self.source.begins_with_text else {}
        lines = [paragraph("Title", run(source.title, _SMALLER if top else ""), top.get("Title", ""))]
        if source.subtitle:
            lines.append(paragraph("Subtitle", run(source.subtitle), top.get("Subtitle", "")))
        lines += [
            paragraph(FRONT, run(f"{label}\t") + run(value, _fitting(value)), top.get(FRONT, ""))
            for label, value in source.facts
        ]
        return "".join(lines)

    def _contents(self) -> str:
        """The contents as a field that Word brings up to date, filled with the headings as they are."""
        headings = list(self.source.headings())
        if not headings:
            return ""
        title = "目次" if self.source.language == "ja" else "Contents"
        lines = [paragraph("TOCHeading", run(title))]
        pages = pages_of_headings(self.source)
        for place, heading in enumerate(headings):
            mark = self._marks[id(heading)]
            begin = "" if place else field_begin('TOC \\o "1-2" \\h \\z \\u')
            entry = run(f"{plain(heading.runs)}\t") + field(f"PAGEREF {mark} \\h", str(pages[place]))
            end = FIELD_END if heading is headings[-1] else ""
            line = f'{begin}<w:hyperlink w:anchor="{mark}" w:history="1">{entry}</w:hyperlink>{end}'
            lines.append(paragraph(f"TOC{max(heading.level, 1)}", line))
        return control("", "".join(lines), gallery=CONTENTS)

    # -- blocks

    def _blocks(self, blocks: Sequence[Block], left: int) -> str:
        made, title = [], ""
        for block, following in zip_longest(blocks, blocks[1:]):
            kept = "<w:keepNext/>" if stays(block, following) else ""
            made.append(self._block(block, left, kept, title))
            title = plain(block.runs) if isinstance(block, Paragraph) and block.caption else ""
        return "".join(made)

    def _block(self, block: Block, left: int, kept: str = "", title: str = "") -> str:
        match block:
            case Heading(level, parts):
                content = self.runs(parts)
                if mark := self._marks.get(id(block)):
                    content = bookmarked(content, mark, next(self._places))
                made = paragraph(f"Heading{min(max(level, 1), LOWEST_HEADING)}", content)
            case Paragraph(parts, caption):
                made = paragraph(
                    "Caption" if caption else "", self.runs(parts), kept + parted(parts) + indent(left)
                )
            case ListBlock():
                made = self._list(block, 0, left, self.counting.tree())
            case Table():
                made = grid(block, self._room - left, left, self.runs, title)
                made += _AFTER_TABLE if made else ""
            case Quote(inner):
                made = control(QUOTE, self._quoted(inner, left + STEP))
            case Code(text):
                made = paragraph("Code", run(text), indent(left))
            case Rule():
                made = paragraph("HorizontalLine", "")
        return made

    def _quoted(self, blocks: Sequence[Block], left: int) -> str:
        return "".join(
            paragraph("Quote", self.runs(block.runs), indent(left))
            if isinstance(block, Paragraph) and not block.caption
            else self._block(block, left)
            for block in blocks
        )

    def _list(self, block: ListBlock, depth: int, left: int, tree: int) -> str:
        number = self.counting.number(tree, depth, ordered=block.ordered, start=block.start)
        made = []
        for entry in block.entries:
            first = entry[0] if entry and isinstance(entry[0], Paragraph) else Paragraph(())
            made.append(self._item(first, block, depth, left, number))
            rest = entry[1:] if entry and isinstance(entry[0], Paragraph) else entry
            made += [self._more(one, depth, left, tree) for one in rest]
        return "".join(made)

    def _item(self, first: Paragraph, block: ListBlock, depth: int, left: int, number: int) -> str:
        numbered = f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>'
        moved = indent(left + STEP * (depth + 1), STEP) if left else ""
        style = "ListNumber" if block.ordered else "ListBullet"
        return paragraph(style, self.runs(first.runs), numbered + parted(first.runs) + moved)

    def _more(self, block: Block, depth: int, left: int, tree: int) -> str:
        """What follows in an entry: lists within it, further paragraphs, and whatever else under a mark."""
        inner = left + STEP * (depth + 1)
        if isinstance(block, ListBlock) and depth < DEEPEST:
            return self._list(block, depth + 1, left, tree)
        if isinstance(block, Paragraph) and not block.caption and depth < _CONTINUED:
            style = f"ListContinue{depth + 1}" if depth else "ListContinue"
            return paragraph(style, self.runs(block.runs), indent(inner) if left else "")
        return control(f"{ENTRY}{depth}", self._block(block, inner))

    def _note(self, number: str) -> int:
        """The id of a new footnote with the words of a note; 0 when the document does not hold it."""
        words = self.source.notes.get(number)
        if words is None:
            return 0
        self.notes.append(words)
        return len(self.notes)


def _fitting(value: str) -> str:
    """A hash in letters small enough to stay on one line."""
    is_long = len(value) > _LONG_FACT and " " not in value and value.isascii()
    return '<w:sz w:val="15"/><w:szCs w:val="15"/>' if is_long else ""


def footnotes(notes: Sequence[Runs], link: Callable[[str], str]) -> str:
    """The notes themselves, numbered from 1, after the lines that part them from the text."""
    return _SEPARATORS + "".join(
        f'<w:footnote w:id="{number}">{_footnote(words, link)}</w:footnote>'
        for number, words in enumerate(notes, 1)
    )


def _footnote(words: Runs, link: Callable[[str], str]) -> str:
    mark = '<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr><w:footnoteRef/></w:r>'
    return paragraph("FootnoteText", mark + run(" ") + runs(words, link, _no_note))


def _no_note(_number: str) -> int:
    return 0
