"""Markdown to blocks, and blocks to Markdown that gives the same blocks again."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from govtech.core.markup import render_markdown
from govtech.documents.blocks import (
    Block,
    Cell,
    Code,
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
_ALIGN = {"": "---", "left": ":---", "center": ":---:", "right": "---:"}


def to_blocks(text: str) -> Read:
    """The blocks of a Markdown text; Invalid when it is too long or nested (`core.markup`)."""
    return read(render_markdown(text))


def from_blocks(blocks: tuple[Block, ...], notes: Mapping[str, Runs] | None = None) -> str:
    """Markdown for blocks; tables whose cells span several columns or rows repeat the text in each."""
    parts = [_block(block) for block in blocks]
    parts += [f"[^{number}]: {_text(runs).replace(chr(10), ' ')}" for number, runs in (notes or {}).items()]
    return "\n\n".join(part for part in parts if part) + "\n" if parts else ""


def _block(block: Block) -> str:
    match block:
        case Heading(level, runs):
            text = f"{'#' * min(max(level, 1), 6)} {_text(runs).replace(chr(10), ' ')}"
        case Paragraph(runs):
            text = _LEADING.sub(_harmless, _text(runs))
        case ListBlock(ordered, entries, start):
            text = "\n".join(_entries(ordered, entries, start))
        case Table():
            text = _table(block)
        case Quote(blocks):
            inner = from_blocks(blocks).rstrip("\n").split("\n")
            text = "\n".join(f"> {line}".rstrip() for line in inner)
        case Code(code):
            text = f"```\n{code}\n```"
        case Rule():
            text = "---"
    return text


def _harmless(match: re.Match[str]) -> str:
    """The beginning of a line that would start a list or underline a heading, as mere characters."""
    return (
        f"{match[1]}&#61;" if match[2] == "=" else f"{match[1]}\\{match[2]}" if match[2] != ":" else match[0]
    )


def _entries(ordered: bool, entries: tuple[tuple[Block, ...], ...], start: int) -> Iterator[str]:  # noqa: FBT001
    for number, entry in enumerate(entries, start):
        mark = f"{number}. " if ordered else "- "
        text = from_blocks(entry).rstrip("\n") or ""
        if not any(isinstance(block, Paragraph) for block in entry[1:]):
            text = text.replace("\n\n", "\n")
        lines = text.split("\n")
        yield mark + lines[0]
        yield from (f"    {line}".rstrip() for line in lines[1:])


def _table(table: Table) -> str:
    rows = spread(table)
    if not rows:
        return ""
    head = rows[0] if table.heads else [Cell(())] * table.columns
    body = rows[1:] if table.heads else rows
    lines = [_row(head), "| " + " | ".join(_ALIGN.get(cell.align, "---") for cell in head) + " |"]
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
    return "".join(map(_run, runs))


def _run(run: Run) -> str:
    if run.note:
        return f"[^{run.note}]"
    if run.code:
        return f"`{run.text}`"
    text = _MARKS.sub(r"\\\1", run.text).replace("&", "&amp;").replace("<", "&lt;")
    inner = text.strip()
    if not inner or "\n" in inner:
        return text
    lead, trail = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    for wanted, mark in ((run.italic, "*"), (run.bold, "**")):
        inner = f"{mark}{inner}{mark}" if wanted else inner
    inner = f"[{inner}](<{run.href}>)" if run.href else inner
    return lead + inner + trail
