"""Documents as Word files: styles with Japanese fonts, contents, head and foot lines, tables with right widths."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from itertools import count
from typing import Any, Final

import docx
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu, Mm, Pt, RGBColor

from govtech.documents.blocks import (
    Block,
    Cell,
    Code,
    Document,
    Heading,
    ListBlock,
    Paragraph,
    Quote,
    Rule,
    Run,
    Table,
    widths_of,
)
from govtech.documents.docx_parts import (
    add_numbering,
    bookmark,
    field,
    hyperlink,
    note_reference,
    repeat_as_head,
    shade,
    write_notes,
)

SERIF: Final = "游明朝"
SANS: Final = "游ゴシック"
PAGE: Final = (Mm(210), Mm(297))
MARGINS: Final = (Mm(25), Mm(20), Mm(22), Mm(22))
SIZES: Final = {1: 16, 2: 13, 3: 11.5, 4: 10.5}
_ALIGN: Final = {"center": WD_ALIGN_PARAGRAPH.CENTER, "right": WD_ALIGN_PARAGRAPH.RIGHT}


def write(document: Document) -> bytes:
    """The document as a .docx file."""
    return _Writer(document).written()


class _Writer:
    """One file being written."""

    def __init__(self, document: Document) -> None:
        self.source = document
        self.file = docx.Document()
        self.numbers = count(1)
        self.marks: dict[int, str] = {}
        self.notes: dict[str, int] = {number: place for place, number in enumerate(document.notes, 1)}

    def written(self) -> bytes:
        """The bytes of the file."""
        self._styles()
        self._page()
        self._front()
        self._contents()
        for block in self.source.blocks:
            self._block(block, self.file, 0)
        write_notes(self.file, [self.source.notes[number] for number in self.notes])
        properties = self.file.core_properties
        properties.title, properties.language = self.source.title, self.source.language
        properties.author, properties.comments = "", ""
        target = io.BytesIO()
        self.file.save(target)
        return target.getvalue()

    # -- looks

    def _styles(self) -> None:
        styles = self.file.styles
        _font(styles["Normal"], SERIF, 10.5)
        styles["Normal"].paragraph_format.line_spacing = 1.25
        styles["Normal"].paragraph_format.space_after = Pt(4)
        for level, size in SIZES.items():
            style = styles[f"Heading {level}"]
            _font(style, SANS, size, bold=True)
            style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(14), Pt(6)
            style.paragraph_format.keep_with_next = True
        styles["Heading 1"].paragraph_format.page_break_before = True
        _font(styles["Title"], SANS, 24, bold=True)
        _font(styles["Caption"], SANS, 9.5, bold=True)
        styles["Caption"].paragraph_format.keep_with_next = True
        for name, level in (("TOC 1", 0), ("TOC 2", 1)):
            style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
            style.base_style, style.paragraph_format.left_indent = styles["Normal"], Mm(7 * level)
            style.paragraph_format.space_after = Pt(2)
            style.paragraph_format.tab_stops.add_tab_stop(Mm(166), WD_TAB_ALIGNMENT.RIGHT)

    def _page(self) -> None:
        section = self.file.sections[0]
        section.orientation = WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = PAGE
        top, bottom, left, right = MARGINS
        section.top_margin, section.bottom_margin = top, bottom
        section.left_margin, section.right_margin = left, right
        section.different_first_page_header_footer = True
        head = section.header.paragraphs[0]
        head.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        head.add_run(self.source.title).font.size = Pt(9)
        foot = section.footer.paragraphs[0]
        foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
        field(foot, "PAGE", "1")
        foot.add_run(" / ")
        field(foot, "NUMPAGES", "1")

    def _front(self) -> None:
        for _ in range(5):
            self.file.add_paragraph()
        title = self.file.add_paragraph(self.source.title, style="Title")
        title.alignment = WD_ALIGN_PARAGRAPH.CENTER
        if self.source.subtitle:
            line = self.file.add_paragraph()
            line.alignment = WD_ALIGN_PARAGRAPH.CENTER
            line.add_run(self.source.subtitle).font.size = Pt(13)
        for label, value in self.source.facts:
            line = self.file.add_paragraph()
            line.alignment = WD_ALIGN_PARAGRAPH.CENTER
            line.add_run(f"{label}　{value}")

    def _contents(self) -> None:
        """The contents as a field that Word can bring up to date, filled with the headings as they are."""
        headings = list(self.source.headings())
        if not headings:
            return
        title = self.file.add_paragraph()
        title.paragraph_format.page_break_before = True
        run = title.add_run("目次" if self.source.language == "ja" else "Contents")
        run.bold, run.font.size = True, Pt(16)
        for place, heading in enumerate(headings):
            mark = self.marks[id(heading)] = f"_Toc{place + 1:06d}"
            line = self.file.add_paragraph(style=f"TOC {heading.level}")
            if place == 0:
                field(line, 'TOC \\o "1-2" \\h \\z \\u', None)
            hyperlink(line, _text(heading.runs), anchor=mark)
            line.add_run("\t")
            field(line, f"PAGEREF {mark} \\h", "")
        end = self.file.paragraphs[-1].add_run()
        part = OxmlElement("w:fldChar")
        part.set(qn("w:fldCharType"), "end")
        end._r.append(part)

    # -- blocks

    def _block(self, block: Block, holder: Any, depth: int) -> None:
        match block:
            case Heading(level, runs):
                line = holder.add_paragraph(style=f"Heading {min(max(level, 1), 4)}")
                self._runs(line, runs)
                if mark := self.marks.get(id(block)):
                    bookmark(line, mark, next(self.numbers))
            case Paragraph(runs, caption):
                line = holder.add_paragraph(style="Caption" if caption else None)
                line.paragraph_format.left_indent = Mm(7 * depth)
                self._runs(line, runs)
            case ListBlock():
                self._list(block, holder, depth)
            case Table():
                self._table(block, holder)
            case Quote(blocks):
                for inner in blocks:
                    self._block(inner, holder, depth + 1)
            case Code(text):
                line = holder.add_paragraph()
                line.paragraph_format.left_indent = Mm(7 * depth)
                self._runs(line, (Run(text, code=True),))
            case Rule():
                holder.add_paragraph("＊").alignment = WD_ALIGN_PARAGRAPH.CENTER

    def _list(self, block: ListBlock, holder: Any, depth: int) -> None:
        number = add_numbering(self.file, block.ordered, block.start, depth)
        for entry in block.entries:
            for place, inner in enumerate(entry):
                if place == 0 and isinstance(inner, Paragraph):
                    line = holder.add_paragraph(style="List Number" if block.ordered else "List Bullet")
                    line.paragraph_format.left_indent = Mm(7 * (depth + 1))
                    line.paragraph_format.first_line_indent = -Mm(7)
                    properties = line._p.get_or_add_pPr()
                    numbered = properties.get_or_add_numPr()
                    numbered.get_or_add_ilvl().val, numbered.get_or_add_numId().val = 0, number
                    self._runs(line, inner.runs)
                else:
                    self._block(inner, holder, depth + 1)

    def _table(self, block: Table, holder: Any) -> None:
        if not block.columns:
            return
        room = PAGE[0] - MARGINS[2] - MARGINS[3]
        widths = [Emu(int(share * room)) for share in widths_of(block)]
        table = holder.add_table(len(block.rows), block.columns)
        table.style, table.autofit = "Table Grid", False
        for column, width in zip(table.columns, widths, strict=True):
            column.width = width  # both: Word reads the cells, LibreOffice the columns
        grid = [list(row.cells) for row in table.rows]  # once: python-docx counts them anew each time
        for cells in grid:
            for cell, width in zip(cells, widths, strict=True):
                cell.width = width
        for row, column, cell in _placed(block):
            target = grid[row][column]
            if cell.rows > 1 or cell.columns > 1:
                bottom = min(row + cell.rows, len(grid)) - 1
                right = min(column + cell.columns, block.columns) - 1
                target = target.merge(grid[bottom][right])
            self._cell(target, cell, head=row < block.heads)
        for row in table.rows[: block.heads]:
            repeat_as_head(row)
        holder.add_paragraph().paragraph_format.space_after = Pt(2)

    def _cell(self, target: Any, cell: Cell, *, head: bool) -> None:
        line = target.paragraphs[0]
        line.paragraph_format.space_after = Pt(0)
        line.paragraph_format.line_spacing = 1.1
        line.alignment = _ALIGN.get(cell.align)
        self._runs(line, cell.runs, size=9, bold=head)
        if head:
            shade(target, "E8F1FE")

    def _runs(self, line: Any, runs: Sequence[Run], size: float | None = None, *, bold: bool = False) -> None:
        for run in runs:
            if run.href:
                hyperlink(line, run.text, href=run.href)
            elif run.text:
                made = line.add_run(run.text)
                made.bold, made.italic = run.bold or bold or None, run.italic or None
                made.font.strike = run.strike or None
                made.font.size = Pt(size) if size else None
                if run.code:
                    made.font.name = "Consolas"
            if run.note in self.notes:
                note_reference(line, self.notes[run.note])


def _text(runs: Sequence[Run]) -> str:
    return "".join(run.text for run in runs)


def _font(style: Any, name: str, size: float, *, bold: bool = False) -> None:
    style.font.name, style.font.size, style.font.bold = name, Pt(size), bold
    style.font.color.rgb = RGBColor(0x1A, 0x1A, 0x1C)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for attribute in list(fonts.attrib):
        if "Theme" in attribute:
            del fonts.attrib[attribute]
    for script in ("w:eastAsia", "w:ascii", "w:hAnsi"):
        fonts.set(qn(script), name)


def _placed(table: Table) -> Iterator[tuple[int, int, Cell]]:
    """Each cell with its row and the column it begins in."""
    taken: set[tuple[int, int]] = set()
    for row, cells in enumerate(table.rows):
        column = 0
        for cell in cells:
            while (row, column) in taken:
                column += 1
            if column >= table.columns:
                break
            yield row, column, cell
            taken |= {
                (row + down, column + across) for down in range(cell.rows) for across in range(cell.columns)
            }
            column += cell.columns
