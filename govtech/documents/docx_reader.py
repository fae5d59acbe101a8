"""Word files as documents: headings, lists, tables and notes kept, and a report of what did not come over."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from govtech.core.clock import now, to_jst
from govtech.core.errors import Invalid
from govtech.core.text import nfkc
from govtech.core.words import gettext as _
from govtech.documents.blocks import (
    Block,
    Code,
    Document,
    Heading,
    Paragraph,
    Quote,
    Runs,
    flat,
    joined,
    lines,
    plain,
    trimmed,
)
from govtech.documents.docx_contents import TITLES, Contents
from govtech.documents.docx_fields import refuse_reaching_out
from govtech.documents.docx_headings import guessed, promoted, titled
from govtech.documents.docx_inline import Inline, Source, alternative
from govtech.documents.docx_lists import More, Piece, assembled
from govtech.documents.docx_marks import CONTENTS, ENTRY, FRONT, QUOTE
from govtech.documents.docx_notes import Notes
from govtech.documents.docx_numbering import Numbering
from govtech.documents.docx_package import MC, Package, W
from govtech.documents.docx_paragraphs import Paragraphs
from govtech.documents.docx_report import Loss, Note, Report
from govtech.documents.docx_styles import Styles
from govtech.documents.docx_tables import TableReader

MOST_NESTED: Final = 12
_PARAGRAPH, _TABLE, _CONTROL = f"{W}p", f"{W}tbl", f"{W}sdt"
_TEXTS: Final = tuple(f"{W}{name}" for name in ("t", "drawing", "pict"))


@dataclass(frozen=True, slots=True)
class Imported:
    """A document as far as it could be read, and what could not."""

    document: Document
    report: tuple[Note, ...]


def read(data: bytes, name: str = "") -> Imported:
    """The document of a .docx file; Invalid with the reason when the file is broken or does more than hold text."""
    package = Package(data, name)
    try:
        return _Reader(package).imported()
    except RecursionError:
        raise _too_deep() from None


def _too_deep() -> Invalid:
    return Invalid(_("文書の入れ子が深すぎます。表や囲みの入れ子を減らして保存し直してください。"))


class _Reader:
    """One file being read."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.report = Report()
        styles = Styles(package.part("styles"))
        self.own = styles.knows(FRONT)
        self.notes = Notes(package, styles, self.report)
        self.inline = Inline(
            Source(
                styles,
                self.report,
                package.links(),
                self.notes.number,
                self.notes.comment,
                self._diagram,
            )
        )
        numbering = Numbering(package.part("numbering"), styles)
        self.contents = Contents(self.report, own=self.own)
        self.paragraphs = Paragraphs(styles, numbering, self.inline, self.contents, own=self.own)
        self.tables = TableReader(self._cell, own=self.own)
        self.depth = 0
        self.in_cell = False

    def imported(self) -> Imported:
        """The whole document."""
        blocks = self.blocks(self.package.body())
        if lost := self.inline.fields.close():
            self.report.add(Loss.FIELD, lost, whole=True)
        if not self.own:
            blocks = guessed(blocks, self._guessed)
            self._tell_of_edges()
            for target in self.package.left_aside:
                self.report.add(Loss.TEMPLATE, target, whole=True)
        front = self.paragraphs
        title, blocks = (front.title, blocks) if front.title or self.own else titled(blocks)
        self.contents.tell([title, *map(_words, blocks)])
        document = Document(
            title or self.package.title(),
            self.package.day() or to_jst(now()).date(),
            front.subtitle,
            tuple(front.facts),
            blocks,
            self.notes.read(),
        )
        return Imported(document, self.report.notes())

    def blocks(self, container: Any) -> tuple[Block, ...]:
        """The blocks in the body, a cell, a text box or a content control."""
        self.depth += 1
        if self.depth > MOST_NESTED:
            raise _too_deep()
        pieces = [*self._pieces(container), *self.paragraphs.rest()]
        if self.depth == 1 and not self.own:
            pieces = promoted(pieces, self._guessed)
        self.depth -= 1
        return _gathered(assembled(pieces), own=self.own)

    def _pieces(self, container: Any) -> Iterator[Piece]:
        for child in container:
            tag = child.tag
            if tag == _PARAGRAPH:
                self._begin(child)
                yield from self.paragraphs.read(child)
                yield from self._boxes()
            elif tag == _TABLE:
                self._begin(child)
                yield from self._table(child)
            elif tag == _CONTROL:
                yield from self._control(child)
            elif tag == f"{W}altChunk":
                self.report.add(Loss.CHUNK)
            elif tag == f"{W}del":
                self.report.add(Loss.DELETED, "".join(child.itertext()))
            elif tag == f"{MC}AlternateContent":
                chosen = alternative(child)
                yield from self._pieces(chosen) if chosen is not None else ()
            elif (len(child) or tag in _TEXTS) and not tag.endswith("Pr") and tag != f"{W}moveFrom":
                yield from self._other(child)

    def _other(self, element: Any) -> Iterator[Piece]:
        """Wrappers, whose blocks are taken; text that stands where only paragraphs should becomes one."""
        if next(element.iter(f"{W}p", f"{W}tbl"), None) is not None and element.tag != f"{W}r":
            yield from self._pieces(element)
        elif next(element.iter(*_TEXTS), None) is not None:
            if runs := trimmed(self.inline.runs([element])):
                yield Paragraph(runs)
            yield from self._boxes()

    def _begin(self, element: Any) -> None:
        if self.depth == 1:
            self.report.begin(element)

    def _boxes(self) -> Iterator[Piece]:
        for box in self.inline.drawings.take_boxes():
            if blocks := self.blocks(box):
                self.report.add(Loss.BOX)
                yield from blocks

    # -- tables and content controls

    def _table(self, element: Any) -> Iterator[Piece]:
        if self.in_cell:
            self.report.add(Loss.NESTED)
        elif not self.own and (frame := _only_cell(element)) is not None:
            if blocks := self.blocks(frame):
                self.report.add(Loss.FRAME)
                yield Quote(blocks)
            return
        for mark in element.iterfind(f"{W}tr/{W}trPr/{W}del"):
            row = mark.getparent().getparent()
            self.report.add(
                Loss.DELETED, "　".join(one.text or "" for one in row.iter(f"{W}t", f"{W}delText"))
            )
        table = self.tables.read(element)
        if self.own or any(cell.runs for row in table.rows for cell in row):
            yield table
        elif table.columns and not self.in_cell:
            self.report.add(Loss.EMPTY)

    def _cell(self, element: Any) -> Runs:
        inside, self.in_cell = self.in_cell, True
        self.paragraphs.flat = True
        blocks = self.blocks(element)
        self.in_cell = self.paragraphs.flat = inside
        if len(blocks) == 1 and isinstance(blocks[0], Paragraph):
            return blocks[0].runs  # as nearly all are
        return trimmed(joined(lines(map(flat, blocks))))

    def _control(self, element: Any) -> Iterator[Piece]:
        """A content control: ours say what they hold, a table of contents is left out, others are as if not there."""
        content = element.find(f"{W}sdtContent")
        gallery = element.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery")
        if content is None:
            return
        if gallery is not None and gallery.get(f"{W}val") == CONTENTS:
            for line in content.iter(_PARAGRAPH):
                self.contents.take("".join(text.text or "" for text in line.iter(f"{W}t", f"{W}tab")))
            return
        tag = element.find(f"{W}sdtPr/{W}tag")
        name = tag.get(f"{W}val", "") if tag is not None else ""
        if name == QUOTE:
            yield Quote(self._quoted(content))
        elif name.startswith(ENTRY) and name.removeprefix(ENTRY).isdecimal():
            yield More(int(name.removeprefix(ENTRY)[:2]), self.blocks(content))
        else:
            yield from self._pieces(content)

    def _quoted(self, content: Any) -> tuple[Block, ...]:
        quoting, self.paragraphs.quoting = self.paragraphs.quoting, True
        blocks = self.blocks(content)
        self.paragraphs.quoting = quoting
        return blocks

    # -- what is only told of

    def _guessed(self, text: str) -> None:
        self.report.add(Loss.GUESSED, text, whole=True)

    def _diagram(self, relation: str) -> str:
        tree = self.package.related(relation)
        return " ".join("　".join(tree.itertext()).split()) if tree is not None else ""

    def _tell_of_edges(self) -> None:
        for kind in ("header", "footer"):
            for tree in self.package.parts(kind):
                refuse_reaching_out(tree)
                text = " ".join("".join(one.text or "" for one in tree.iter(f"{W}t")).split())
                if re.sub(r"[\d０-９\s/／\-－‐ー]|ページ|頁", "", text):
                    self.report.add(Loss.HEADER, text, whole=True)


def _only_cell(table: Any) -> Any:
    """The cell of a table that has only one, which is how a frame is drawn around text."""
    cells = table.iter(f"{W}tc")
    first = next(cells, None)
    return first if next(cells, None) is None else None


def _gathered(blocks: Sequence[Block], *, own: bool) -> tuple[Block, ...]:
    """Quotations and code that stand side by side made one, and the word 目次 above what is not there gone."""
    made: list[Block] = []
    for kind, group in groupby(blocks, type):
        if kind is Quote:
            made.append(
                Quote(tuple(inner for one in group if isinstance(one, Quote) for inner in one.blocks))
            )
        elif kind is Code and not own:
            made.append(Code("\n".join(one.text for one in group if isinstance(one, Code))))
        else:
            made += group
    return tuple(block for block in made if own or not _is_contents_title(block))


def _words(block: Block) -> str:
    return plain(flat(block))


def _is_contents_title(block: Block) -> bool:
    return isinstance(block, Heading | Paragraph) and nfkc(plain(block.runs)).replace(" ", "") in TITLES
