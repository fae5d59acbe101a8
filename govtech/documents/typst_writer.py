"""Documents as PDF by way of Typst: tagged, PDF/A, contents with page numbers, Japanese fonts embedded."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from importlib.metadata import version
from typing import Any, Final

import typst

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
    in_pages,
    plain,
)
from govtech.documents.fonts import folders, shown
from govtech.documents.placing import Spot, spots
from govtech.documents.widths import widths_of

STANDARDS: Final = ("a-2a",)
_SPECIAL: Final = re.compile(r"([\\#$*_`<>@=\-+/~\[\]\"'.])")
_LINE: Final = 54
"""Letters in a line of a table over the whole page."""
_HALVES: Final = 1.6
"""Latin letters in the room of a full-width one, capitals among them."""
_PART: Final = "\u200b"
_MOST_LINES: Final = 14
_BOLD: Final = '("Noto Sans CJK JP", "Noto Sans JP")'
"""Fonts for what is bold; the serif one comes in one weight."""
_COUNTED: Final = ("1.", "(1)", "ア", "(ア)", "a.", "(a)")
"""Numbers of lists by level, the same as on the page and in Word."""
_STYLE: Final = """
#set document(title: {title}, date: datetime(year: {day.year}, month: {day.month}, day: {day.day}))
#set page(paper: "a4", margin: (top: 25mm, bottom: 22mm, x: 22mm), numbering: "1 / 1",
  header: context if counter(page).get().first() > 1 [#set text(8.5pt); #align(right, {title})],
  footer: context if counter(page).get().first() > 1 [#set text(8.5pt); #align(center, counter(page).display("1 / 1", both: true))])
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
#show heading.where(level: 1): it => {{ pagebreak(weak: true); block(above: 0pt, below: 12pt, text(15pt, it.body)) }}
#show heading.where(level: 2): it => block(above: 18pt, below: 9pt, text(12.5pt, it.body))
#show heading.where(level: 3): it => block(above: 14pt, below: 8pt, text(11pt, it.body))
#show heading.where(level: 4): it => block(above: 12pt, below: 8pt, text(10pt, it.body))
#show table.cell: set text(8.5pt)
#show table.cell: set par(justify: false, leading: 0.65em)
#show link: underline.with(offset: 2.5pt, evade: false)
#let caption(body) = block(above: 12pt, below: 6pt, sticky: true, text(font: {bold}, 9pt, weight: "bold", body))
"""
_FRONT: Final = """
#v(28%)
#align(center)[
  #text(font: {bold}, 24pt, weight: "bold", {title})
  #v(8mm)
  #text(13pt, {subtitle})
  #v(18mm)
  {facts}
]
#pagebreak()
"""


def write(document: Document) -> bytes:
    """The document as a PDF file; the same document gives the same bytes."""
    return compiled(source(document))


def source(document: Document) -> str:
    """The document in Typst's language."""
    return shown("\n".join(_source(document)))


def compiled(text: str) -> bytes:
    """A PDF file from Typst's language."""
    options: dict[str, Any] = {"font_paths": folders(), "pdf_standards": list(STANDARDS)}
    return bytes(typst.compile(text.encode(), format="pdf", ignore_system_fonts=True, timestamp=0, **options))


@cache
def edition() -> str:
    """What the same source gives the same file with: Typst, the fonts, the kind of PDF."""
    packages = ("typst", "pylopdf-fonts-jp", "noto-cjk-sans-jp-bold")
    return " ".join([*(f"{name}={version(name)}" for name in packages), *STANDARDS])


def _source(document: Document) -> Iterator[str]:
    title = _string(document.title)
    japanese = document.language == "ja"
    yield _STYLE.format(
        title=title,
        day=document.day,
        language=document.language,
        region="JP" if japanese else "US",
        bold=_BOLD,
    )
    facts = " \\\n  ".join(f"#text({_string(f'{label}　{value}')})" for label, value in document.facts)
    yield _FRONT.format(title=title, subtitle=_string(document.subtitle), facts=facts, bold=_BOLD)
    if any(True for _ in document.headings()):
        yield f"#outline(title: [{'目次' if japanese else 'Contents'}], depth: 2, indent: 1.5em)\n"
    notes = {number: "".join(map(_run, runs)) for number, runs in document.notes.items()}
    for wide, blocks in in_pages(document.blocks):
        text = "".join(_block(block, notes) for block in blocks)
        yield f"#page(flipped: true)[{text}]" if wide else text


def _block(block: Block, notes: dict[str, str], depth: int = 0) -> str:
    match block:
        case Heading(level, runs):
            text = f"#heading(level: {min(max(level, 1), 4)})[{_runs(runs, notes)}]\n"
        case Paragraph(runs, caption):
            inner = _runs(runs, notes)
            text = f"#caption[{inner}]\n" if caption else f"#par[{inner}]\n"
        case ListBlock(ordered, entries, start):
            rows = ", ".join(f"[{_entry(entry, notes, depth + 1)}]" for entry in entries)
            shape = _string(_COUNTED[depth % len(_COUNTED)])
            text = f"#enum(start: {start}, numbering: {shape}, {rows})\n" if ordered else f"#list({rows})\n"
        case Table():
            text = _table(block, notes) if block.columns else ""
        case Quote(blocks):
            text = f"#quote(block: true)[{''.join(_block(one, notes) for one in blocks)}]\n"
        case Code(code):
            text = f"#raw(block: true, {_string(code)})\n"
        case Rule():
            text = '#line(length: 100%, stroke: 0.4pt + rgb("#767676"))\n'
    return text


def _entry(entry: tuple[Block, ...], notes: dict[str, str], depth: int) -> str:
    """An entry of a list: its first paragraph stays on the line of its mark."""
    return "".join(
        _runs(block.runs, notes)
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
    """The cells that begin in a row; a row too tall for that may go over the end of a page."""
    begun, column = [], 0
    for cell, columns, down in row:
        letters = max(int(sum(shares[column : column + columns]) * _LINE) - 2, 1)
        column += columns
        if down != "continue":
            begun.append((cell, letters))
    tall = any(len(plain(cell.runs)) > _MOST_LINES * letters for cell, letters in begun)
    return "".join(_cell(cell, notes, letters, head=head, tall=tall) for cell, letters in begun)


def _cell(cell: Cell, notes: dict[str, str], letters: int, *, head: bool, tall: bool) -> str:
    """A cell with room for so many full-width letters in a line."""
    options = [f"colspan: {cell.columns}"] if cell.columns > 1 else []
    options += [f"rowspan: {cell.rows}"] if cell.rows > 1 else []
    options += [f"align: {cell.align}"] if cell.align in ("center", "right") else []
    options += ['fill: rgb("#e8f1fe")'] if head else []
    options += ["breakable: true"] if tall else []
    inner = _runs([replace(run, text=_torn(run.text, letters)) for run in cell.runs], notes)
    inner = f'#text(font: {_BOLD}, weight: "bold")[{inner}]' if head else inner
    return f"table.cell({', '.join(options)})[{inner}]," if options else f"[{inner}],"


def _torn(text: str, letters: int) -> str:
    """Words longer than a line of their cell with places where they may be parted, which are not seen."""
    longest = max(int(letters * _HALVES), 2)
    return re.sub(rf"[!-~]{{{longest},}}", lambda found: _PART.join(_pieces(found[0], longest)), text)


def _pieces(word: str, longest: int) -> Iterator[str]:
    return (word[place : place + longest] for place in range(0, len(word), longest))


def _runs(runs: Sequence[Run], notes: dict[str, str]) -> str:
    return "".join(_run(run) + (f"#footnote[{notes[run.note]}]" if run.note in notes else "") for run in runs)


def _run(run: Run) -> str:
    if run.code:
        return f"#raw({_string(run.text)})"
    text = escaped(run.text)
    for wanted, name in ((run.bold, "strong"), (run.italic, "emph"), (run.strike, "strike")):
        text = f"#{name}[{text}]" if wanted and text else text
    return f"#link({_string(run.href)})[{text}]" if run.href and text else text


def escaped(text: str) -> str:
    """Characters that stay characters in Typst's markup, line ends as breaks."""
    return _SPECIAL.sub(r"\\\1", text).replace("\n", " \\\n")


def _string(text: str) -> str:
    """A text as a string of Typst's code."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
