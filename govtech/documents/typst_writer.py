"""Documents as PDF by way of Typst: tagged, PDF/A, contents with page numbers, Japanese fonts embedded."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from http import HTTPStatus
from importlib.metadata import version
from itertools import zip_longest
from typing import Any, Final

import typst

from govtech.core.errors import DomainError
from govtech.core.words import lazy
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
    Table,
    in_pages,
    plain,
    stays,
)
from govtech.documents.fonts import folders, shown
from govtech.documents.placing import Spot, spots
from govtech.documents.typst_text import parted, run_of, string, torn, written
from govtech.documents.widths import widths_of

_logger: Final = logging.getLogger(__name__)
STANDARDS: Final = ("a-2a", "ua-1")
"""Archival and accessible."""
_ARCHIVAL: Final = STANDARDS[:1]
_LINE: Final = 55
"""Letters in a line of a table over the whole page."""
_INSET: Final = 1.2
"""Letters that the space at both sides of a cell takes."""
_MOST_LINES: Final = 14
_BOLD: Final = '("Noto Sans CJK JP", "Noto Sans JP")'
"""Fonts for what is bold; the serif one comes in one weight."""
_COUNTED: Final = ("1.", "(1)", "ア", "(ア)", "a.", "(a)")
"""Numbers of lists by level, the same as on the page and in Word."""
_STYLE: Final = """
#set document(title: {title}, author: {author}, date: datetime(year: {day.year}, month: {day.month}, day: {day.day}))
#set page(paper: "a4", margin: (top: 25mm, bottom: 22mm, x: 22mm), numbering: "1 / 1",
  flipped: {turned},
  header: context if counter(page).get().first() > {without} [#set text(8.5pt); #align(right, {head})],
  footer: context if counter(page).get().first() > {without} [#set text(8.5pt); #align(center, counter(page).display("1 / 1", both: true))])
#set text(font: ("Noto Serif JP", "Noto Sans CJK JP"), size: 10pt, lang: "{language}", region: "{region}")
#set par(leading: 0.85em, spacing: 1.1em, justify: true)
#set table.cell(breakable: false)
#set table(stroke: 0.4pt + rgb("#767676"), inset: (x: 5pt, y: 4.5pt))
#set list(marker: [・])
#show heading: set text(font: {bold}, weight: "bold")
#show strong: set text(font: {bold}, weight: "bold")
#show emph: set text(font: "Noto Sans JP")
#show raw: set text(font: ("DejaVu Sans Mono", "Noto Sans JP"), size: 9pt)
#show raw.where(block: true): block.with(fill: rgb("#f2f2f2"), inset: 7pt, width: 100%)
#show quote.where(block: true): it => block(inset: (left: 10pt), stroke: (left: 1.2pt + rgb("#767676")), it.body)
#show footnote.entry: set text(8pt)
#show heading.where(level: 1): it => block(above: 0pt, below: 14pt, sticky: true, text(15pt, it.body))
#show heading.where(level: 2): it => block(above: 18pt, below: 9pt, sticky: true, text(12.5pt, it.body))
#show heading.where(level: 3): it => block(above: 14pt, below: 8pt, sticky: true, text(11pt, it.body))
#show heading.where(level: 4): it => block(above: 12pt, below: 8pt, sticky: true, text(10pt, it.body))
#show table.cell: set text(8.5pt)
#show table.cell: set par(justify: false, leading: 0.65em)
#set underline(offset: 2pt, evade: false)
#show link: underline
#show outline.entry.where(level: 1): set text(font: {bold}, weight: "bold")
#show outline.entry.where(level: 1): set block(above: 1em)
#let chapter = {chapter}
#let caption(body) = block(above: 12pt, below: 6pt, sticky: true, text(font: {bold}, 9pt, weight: "bold", body))
"""
_FRONT: Final = """
#v(28%)
#align(center)[
  #par(text(font: {bold}, 24pt, weight: "bold", {title}))
  #v(6mm)
  #text(13pt, {subtitle})
  #v(22mm)
  #{facts}
]
#pagebreak()
"""
_TOP: Final = """
#align(center)[
  #par(text(font: {bold}, 15pt, weight: "bold", {title}))
  #text(11pt, {subtitle})
]
#text(9pt, {facts})
#v(2mm)
"""
"""What a document begins with that has no title page."""
_FACTS: Final = "grid(columns: 2, column-gutter: 1.4em, row-gutter: 1em, align: left, {cells})"
_FACT_LETTERS: Final = 38.5
"""Full-width letters in a fact of the title page: a hash of 64 is copied as it stands."""
_LETTERS: Final = 45.0
"""Full-width letters in a line of the text."""


class NotMade(DomainError):
    """A PDF could not be made of a document; what Typst said is in the log."""

    status = HTTPStatus.INTERNAL_SERVER_ERROR
    title = lazy("PDFを作れませんでした")
    default = lazy(
        "この文書からPDFを作れませんでした。Word（DOCX）でダウンロードできます。くり返すときは、運用担当者にご連絡ください。"
    )


def write(document: Document) -> bytes:
    """The document as a PDF file; the same document gives the same bytes."""
    return compiled(source(document))


def source(document: Document) -> str:
    """The document in Typst's language."""
    return shown("\n".join(_source(document)))


def compiled(text: str) -> bytes:
    """A PDF file from Typst's language."""
    try:
        return _compiled(text, STANDARDS)
    except typst.TypstError as error:
        _logger.warning("no PDF that is accessible by the standard: %s", error)
    try:
        return _compiled(text, _ARCHIVAL)
    except typst.TypstError as error:
        _logger.error("no PDF could be made: %s", error)  # noqa: TRY400 - its trace says nothing
        raise NotMade from error


def _compiled(text: str, standards: Sequence[str]) -> bytes:
    options: dict[str, Any] = {"font_paths": folders(), "pdf_standards": list(standards)}
    return bytes(typst.compile(text.encode(), format="pdf", ignore_system_fonts=True, timestamp=0, **options))


@cache
def edition() -> str:
    """What the same source gives the same file with: Typst, the fonts, the kind of PDF."""
    packages = ("typst", "pylopdf-fonts-jp", "noto-cjk-sans-jp-bold")
    return " ".join([*(f"{name}={version(name)}" for name in packages), *STANDARDS])


def _source(document: Document) -> Iterator[str]:
    japanese = document.language == "ja"
    yield _STYLE.format(
        title=string(document.title),
        author=string(document.author) if document.author else "()",
        head=string(document.head),
        without=0 if document.begins_with_text else 1,
        turned="true" if document.turned else "false",
        chapter="none" if document.begins_with_text else "pagebreak(weak: true)",
        day=document.day,
        language=document.language,
        region="JP" if japanese else "US",
        bold=_BOLD,
    )
    yield _front(document)
    if any(True for _ in document.headings()):
        yield f"#outline(title: [{'目次' if japanese else 'Contents'}], depth: 2, indent: 1.5em)\n"
    notes = {number: "".join(map(run_of, runs)) for number, runs in document.notes.items()}
    stepped = _stepped(document.blocks)
    for wide, blocks in [(False, stepped)] if document.turned else in_pages(stepped):
        text = "".join(_top_blocks(blocks, notes, begun=wide))
        yield f"#page(flipped: true)[{text}]" if wide else text


def _stepped(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Headings none of which skips a level, as those demand who are read to."""
    made: list[Block] = []
    above: list[int] = []
    for block in blocks:
        if isinstance(block, Heading):
            while above and above[-1] >= block.level:
                above.pop()
            above.append(block.level)
            made.append(replace(block, level=len(above)))
        else:
            made.append(block)
    return tuple(made)


def _front(document: Document) -> str:
    """The title page, or what stands over the text."""
    cells = ", ".join(
        f"text(font: {_BOLD}, {string(label)}), {string(torn(value, _FACT_LETTERS))}"
        for label, value in document.facts
    )
    facts = _FACTS.format(cells=cells) if cells else "[]"
    shape = _TOP if document.begins_with_text else _FRONT
    return shape.format(
        title=string(document.title), subtitle=string(document.subtitle), facts=facts, bold=_BOLD
    )


def _top_blocks(blocks: Sequence[Block], notes: dict[str, str], *, begun: bool) -> Iterator[str]:
    """Blocks outside of any other; each chapter on a new page, which the first of pages turned sideways has already."""
    for place, (block, following) in enumerate(zip_longest(blocks, blocks[1:])):
        if isinstance(block, Heading) and block.level <= 1 and (place or not begun):
            yield "#chapter\n"
        text = _block(block, notes)
        yield f"#block(sticky: true, spacing: 1.1em)[{text}]\n" if stays(block, following) else text


def _block(block: Block, notes: dict[str, str], depth: int = 0) -> str:
    match block:
        case Heading(level, runs):
            text = f"#heading(level: {min(max(level, 1), 4)})[{written(runs, notes)}]\n"
        case Paragraph(runs, caption):
            inner = written(parted(runs, _LETTERS - 2 * depth), notes)
            text = f"#caption[{inner}]\n" if caption else f"#par[{inner}]\n"
        case ListBlock(ordered, entries, start):
            rows = ", ".join(f"[{_entry(entry, notes, depth + 1)}]" for entry in entries)
            shape = string(_COUNTED[depth % len(_COUNTED)])
            text = f"#enum(start: {start}, numbering: {shape}, {rows})\n" if ordered else f"#list({rows})\n"
        case Table():
            text = _table(block, notes) if block.columns else ""
        case Quote(blocks):
            text = f"#quote(block: true)[{''.join(_block(one, notes) for one in blocks)}]\n"
        case Code(code):
            text = f"#raw(block: true, {string(torn(code, _LETTERS))})\n"
        case Rule():
            text = '#line(length: 100%, stroke: 0.4pt + rgb("#767676"))\n'
    return text


def _entry(entry: tuple[Block, ...], notes: dict[str, str], depth: int) -> str:
    """An entry of a list: its first paragraph stays on the line of its mark."""
    return "".join(
        written(parted(block.runs, _LETTERS - 2 * depth), notes)
        if place == 0 and isinstance(block, Paragraph)
        else _block(block, notes, depth)
        for place, block in enumerate(entry)
    )


def _table(table: Table, notes: dict[str, str]) -> str:
    shares = widths_of(table)
    rows = [_row(row, shares, notes, head=place < table.heads) for place, row in enumerate(spots(table))]
    widths = ", ".join(f"{share * 100:.2f}fr" for share in shares)
    head = f"table.header({''.join(rows[: table.heads])})," if table.heads else ""
    return f"#table(columns: ({widths},), {head}{''.join(rows[table.heads :])})\n"


def _row(row: Sequence[Spot], shares: Sequence[float], notes: dict[str, str], *, head: bool) -> str:
    """The cells that begin in a row; a row too tall for that may go over the end of a page.

    One cell over the whole row names the rows below, and is never left alone at the end of a page.
    """
    begun, column = [], 0
    for cell, columns, down in row:
        letters = max(sum(shares[column : column + columns]) * _LINE - _INSET, 1)
        column += columns
        if down != "continue":
            begun.append((cell, letters))
    tall = any(_lines(plain(cell.runs), letters) > _MOST_LINES for cell, letters in begun)
    cells = "".join(_cell(cell, notes, letters, head=head, tall=tall) for cell, letters in begun)
    is_band = len(row) == 1 and len(shares) > 1 and not head and not tall
    return f"table.header(level: 2, repeat: false, {cells})," if is_band else cells


def _lines(text: str, letters: float) -> int:
    """About how many lines a text takes."""
    return sum(int(len(line) / letters) + 1 for line in text.split("\n"))


def _cell(cell: Cell, notes: dict[str, str], letters: float, *, head: bool, tall: bool) -> str:
    """A cell with room for so many full-width letters in a line."""
    options = [f"colspan: {cell.columns}"] if cell.columns > 1 else []
    options += [f"rowspan: {cell.rows}"] if cell.rows > 1 else []
    options += [f"align: {cell.align}"] if cell.align in ("center", "right") else []
    options += ['fill: rgb("#e8f1fe")'] if head else []
    options += ["breakable: true"] if tall else []
    inner = written(parted(cell.runs, letters), notes)
    inner = f'#text(font: {_BOLD}, weight: "bold")[{inner}]' if head else inner
    return f"table.cell({', '.join(options)})[{inner}]," if options else f"[{inner}],"
