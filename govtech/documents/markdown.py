"""Markdown to blocks, and blocks to Markdown that gives the same blocks again."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from govtech.core.markup import render_markdown
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
    Runs,
    Table,
)
from govtech.documents.html import Read, read

_MARKS = re.compile(r"([\\`*_\[\]>|#])")
_LEADING = re.compile(r"^[ \t]*(\d*)([-+.):=])", re.MULTILINE)
_Marks = tuple[tuple[str, str], tuple[str, str]]
_STARS: _Marks = (("*", "*"), ("**", "**"))
_TAGS: _Marks = (("<em>", "</em>"), ("<strong>", "</strong>"))
"""For stars that would touch those of the run before."""
_APART = "<!-- -->"
"""What keeps two lists or quotations apart; it leaves nothing behind."""
_ALIGN = {"": "---", "left": ":---", "center": ":---:", "right": "---:"}


def to_blocks(text: str) -> Read:
    """The blocks of a Markdown text; Invalid when it is too long or nested (`core.markup`)."""
    return read(render_markdown(text))


def from_blocks(blocks: tuple[Block, ...], notes: Mapping[str, Runs] | None = None) -> str:
    """Markdown for blocks; tables whose cells span several columns or rows repeat the text in each."""
    parts = list(_parts(blocks))
    parts += [f"[^{number}]: {_line(runs)}" for number, runs in (notes or {}).items()]
    return "\n\n".join(parts) + "\n" if parts else ""


def from_document(document: Document) -> str:
    """A document as one Markdown text: its title and facts, then its blocks with headings one level lower."""
    head = [Heading(1, (Run(f"{document.title} {document.subtitle}".strip()),))]
    facts = [Paragraph((Run(f"{label}　{value}"),)) for label, value in document.facts]
    return from_blocks((*head, *facts, *map(_lower, document.blocks)), document.notes)


def _lower(block: Block) -> Block:
    match block:
        case Heading(level, runs):
            return Heading(level + 1, runs)
        case Paragraph(runs, caption=True):
            return Paragraph(tuple(replace(run, bold=True) for run in runs))
    return block


def _parts(blocks: tuple[Block, ...], *, nested: bool = False) -> Iterator[str]:
    """The text of each block, with a mark between two that would become one."""
    last: Block | None = None
    for block in blocks:
        text = _block(block, nested=nested)
        if text and last is not None and _become_one(last, block):
            yield _APART
        if text:
            yield text
            last = block


def _become_one(last: Block, block: Block) -> bool:
    if isinstance(last, ListBlock):
        return isinstance(block, Code) or (isinstance(block, ListBlock) and block.ordered == last.ordered)
    return isinstance(last, Quote) and isinstance(block, Quote)


def _block(block: Block, *, nested: bool) -> str:
    match block:
        case Heading(level, runs):
            text = f"{'#' * min(max(level, 1), 6)} {_line(runs)}"
        case Paragraph(runs):
            text = _LEADING.sub(_harmless, _text(runs))
        case ListBlock(ordered, entries, start):
            apart = "\n" if _is_tight(block) else "\n\n"
            marks = (f"{number}. " if ordered else "- " for number in range(start, start + len(entries)))
            rows = (_entry(mark, entry, apart) for mark, entry in zip(marks, entries, strict=True))
            text = apart.join(rows)
        case Table():
            text = _table(block)
        case Quote(blocks):
            inner = "\n\n".join(_parts(blocks, nested=True)).split("\n")
            text = "\n".join(f"> {line}".rstrip() for line in inner)
        case Code(code):
            text = _indented(code) if nested else _fenced(code)
        case Rule():
            text = "---"
    return text


def _line(runs: Runs) -> str:
    return _text(runs).replace("\n", " ")


def _indented(code: str) -> str:
    """Code inside a list or a quotation, where fences are not read."""
    return "\n".join(f"    {line}".rstrip() for line in code.split("\n"))


def _fenced(code: str) -> str:
    longest = max((len(found) for found in re.findall("`+", code)), default=0)
    fence = "`" * max(longest + 1, 3)
    return f"{fence}\n{code}\n{fence}"


def _harmless(match: re.Match[str]) -> str:
    """The beginning of a line that would start a list or underline a heading, as mere characters."""
    return (
        f"{match[1]}&#61;" if match[2] == "=" else f"{match[1]}\\{match[2]}" if match[2] != ":" else match[0]
    )


def _is_tight(block: ListBlock) -> bool:
    """Whether a list can do without empty lines: a line in each entry, and lists of the same sort below it."""
    return all(
        isinstance(inner, ListBlock) and _is_tight(inner)
        if place
        else isinstance(inner, Paragraph | ListBlock)
        for entry in block.entries
        for place, inner in enumerate(entry)
    ) and not any(isinstance(entry[0], ListBlock) for entry in block.entries if entry)


def _entry(mark: str, entry: tuple[Block, ...], apart: str) -> str:
    lines = apart.join(_parts(entry, nested=True)).split("\n")
    if entry and not isinstance(entry[0], Paragraph | Heading):
        lines = ["", "", *lines]
    return "\n".join([mark + lines[0], *(f"    {line}".rstrip() for line in lines[1:])])


def _table(table: Table) -> str:
    rows = spread(table)
    if not rows:
        return ""
    head = rows[0] if table.heads else [Cell(())] * table.columns
    body = rows[1:] if table.heads else rows
    lines = [_row(head), "| " + " | ".join(_ALIGN.get(cell.align, "---") for cell in rows[0]) + " |"]
    return "\n".join(lines + [_row(row) for row in body])


def spread(table: Table) -> list[list[Cell]]:
    """The rows with every cell in its column, those that span repeated, all rows of one length."""
    width = table.columns
    rows: list[list[Cell]] = []
    hanging: dict[int, tuple[int, Cell]] = {}
    for row in table.rows:
        cells: list[Cell] = []
        waiting = list(row)
        while len(cells) < width:
            place = len(cells)
            if place in hanging:
                left, cell = hanging.pop(place)
                if left > 1:
                    hanging[place] = (left - 1, cell)
                cells.append(cell)
                continue
            cell = waiting.pop(0) if waiting else Cell(())
            for column in range(place, min(place + cell.columns, width)):
                cells.append(cell)
                if cell.rows > 1:
                    hanging[column] = (cell.rows - 1, cell)
        rows.append(cells)
    return rows


def _row(cells: list[Cell]) -> str:
    return "| " + " | ".join(_text(cell.runs).replace("\n", "<br>") for cell in cells) + " |"


def _text(runs: Runs) -> str:
    text = ""
    for run in runs:
        plain_marks = _run(run, _STARS)
        text += _run(run, _TAGS) if text.endswith("*") and plain_marks.startswith("*") else plain_marks
    return text


def _run(run: Run, marks: _Marks) -> str:
    if run.note:
        return f"[^{run.note}]"
    if run.code:
        return _coded(run.text)
    return "\n".join(_looking(line, run, marks) for line in run.text.split("\n"))


def _coded(text: str) -> str:
    longest = max((len(found) for found in re.findall("`+", text)), default=0)
    fence = "`" * (longest + 1)
    space = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{space}{text.replace(chr(10), ' ')}{space}{fence}"


def _looking(text: str, run: Run, marks: _Marks) -> str:
    """One line of a run with the marks of its look."""
    text = _MARKS.sub(r"\\\1", text).replace("&", "&amp;").replace("<", "&lt;")
    inner = text.strip()
    if not inner:
        return text
    lead, trail = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    for wanted, (begin, end) in zip((run.italic, run.bold), marks, strict=True):
        inner = f"{begin}{inner}{end}" if wanted else inner
    inner = f"[{inner}](<{run.href}>)" if run.href else inner
    return lead + inner + trail
