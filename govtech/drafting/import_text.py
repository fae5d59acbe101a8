"""What stands in a section of an imported document, as Markdown that can be kept: captions, footnotes, no piece too long."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from govtech.core.errors import Invalid
from govtech.core.markup import check_markdown
from govtech.documents.blocks import Block, Paragraph, Run, Runs, Table, plain, with_runs
from govtech.documents.markdown import from_blocks

LARGEST: Final = 40_000
"""Characters of one body: what is longer is divided, so that there is room left to write (core.markup.MAX_MARKDOWN)."""
_CAPTION = re.compile(r"表\s*(?:[0-9０-９]+(?:[-－.．‐][0-9０-９]+)*)?\s*[\u3000:：.．]?\s*")
_PLACEHOLDER = re.compile(r"\{\{[a-z0-9_\\:-]{1,90}\}\}")
_LINE = 9_000
_SENTENCE = re.compile(r"[^。]*。?")


def caption_of(block: Block) -> str | None:
    """The words of a table's caption without its number; None for anything else."""
    if not isinstance(block, Paragraph) or not (text := plain(block.runs).strip()).startswith("表"):
        return None
    bold = len(block.runs) == 1 and block.runs[0].bold
    return _CAPTION.sub("", text, count=1).strip() if block.caption or bold else None


def bodies(blocks: Sequence[Block], notes: Mapping[str, Runs]) -> list[str]:
    """The blocks as Markdown, in as many pieces as it takes for each to be kept and shown; [] for nothing."""
    written = [_written(block) for block in blocks]
    found: list[str] = []
    start = 0
    while start < len(written):
        end = _fitting(written, start, notes)
        if end == start:  # a single block that is too much
            found += [text for piece in _broken(written[start]) if _fits(text := _markdown([piece], notes))]
            start += 1
            continue
        if text := _markdown(written[start:end], notes):
            found.append(text)
        start = end
    return found


def _fitting(blocks: Sequence[Block], start: int, notes: Mapping[str, Runs]) -> int:
    """Where the longest piece that can be kept ends; `start` when not even one block can."""
    if _fits(_markdown(blocks[start:], notes)):
        return len(blocks)
    low, high = start, len(blocks) - 1
    while low < high:
        middle = (low + high + 1) // 2
        if _fits(_markdown(blocks[start:middle], notes)):
            low = middle
        else:
            high = middle - 1
    return low


def _fits(text: str) -> bool:
    try:
        check_markdown(text)
    except Invalid:
        return False
    return len(text) <= LARGEST


def _broken(block: Block) -> Iterator[Block]:
    """A block that is too much alone, in pieces: rows of a table under its head, sentences of a paragraph."""
    match block:
        case Table(rows, heads) if len(rows) > heads + 1:
            middle = (heads + len(rows)) // 2
            for part in (rows[heads:middle], rows[middle:]):
                piece = replace(block, rows=(*rows[:heads], *part))
                yield from [piece] if _fits(from_blocks((piece,))) else _broken(piece)
        case Table(rows):  # one row with more than a line can hold
            for cell in (cell for row in rows for cell in row):
                yield from _broken(Paragraph(cell.runs))
        case Paragraph(runs):
            text, line = plain(runs), ""
            for sentence in _SENTENCE.findall(text):
                for at in range(0, len(sentence), _LINE):
                    if len(line) + len(sentence) > _LINE and line:
                        yield Paragraph((Run(line),))
                        line = ""
                    line += sentence[at : at + _LINE]
            if line:
                yield Paragraph((Run(line),))


def _written(block: Block) -> Block:
    """Captions as they are written here (表：), so that tables are numbered anew."""
    caption = caption_of(block)
    return Paragraph((Run(f"表：{caption}"),)) if caption else block


def _markdown(blocks: Sequence[Block], notes: Mapping[str, Runs]) -> str:
    """The Markdown of blocks with the footnotes that they point to, counted from 1."""
    names: dict[str, str] = {}

    def renamed(runs: Runs) -> Runs:
        kept = []
        for run in runs:
            if run.note and run.note not in notes:
                continue
            number = names.setdefault(run.note, str(len(names) + 1)) if run.note else ""
            kept.append(replace(run, note=number))
        return tuple(kept)

    made = tuple(with_runs(block, renamed) for block in blocks)
    used = {number: notes[name] for name, number in names.items()}
    text = from_blocks(made, used).strip()
    return _PLACEHOLDER.sub(lambda match: match[0].replace("\\", ""), text)
