"""What stands in a section of an imported document, as Markdown that can be kept: captions, footnotes, no piece too long."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final, NamedTuple

from govtech.core.errors import Invalid
from govtech.core.markup import check_markdown
from govtech.documents.blocks import (
    Block,
    Code,
    Heading,
    ListBlock,
    Paragraph,
    Quote,
    Run,
    Runs,
    Table,
    plain,
    with_runs,
)
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


class Bodies(NamedTuple):
    """Texts that can be kept and shown, and how many pieces could not be made such in any way."""

    texts: list[str]
    lost: int


def bodies(blocks: Sequence[Block], notes: Mapping[str, Runs]) -> Bodies:
    """The blocks as Markdown, in as many pieces as it takes for each to be kept and shown."""
    written = [_written(block) for block in blocks]
    sizes = [len(from_blocks((block,))) + 1 for block in written]
    found: list[str] = []
    start = lost = 0
    while start < len(written):
        end = _fitting(written[start : _reach(sizes, start)], notes) + start
        if end == start:  # a single block that is too much
            pieces = [_markdown([piece], notes) for piece in _broken(written[start])]
            found += [text for text in pieces if _fits(text)]
            lost += sum(not _fits(text) for text in pieces)
            start += 1
            continue
        if text := _markdown(written[start:end], notes):
            found.append(text)
        start = end
    return Bodies(found, lost)


def _reach(sizes: Sequence[int], start: int) -> int:
    """Where blocks from `start` on are more than one piece can hold by their length alone."""
    total, end = 0, start
    while end < len(sizes) and (total := total + sizes[end]) <= LARGEST:
        end += 1
    return max(end, start + 1)


def _fitting(blocks: Sequence[Block], notes: Mapping[str, Runs]) -> int:
    """How many of the blocks the longest piece that can be kept holds; 0 when not even one can be."""
    low, high = 0, len(blocks)
    if _fits(_markdown(blocks, notes)):
        return high
    while low + 1 < high:
        middle = (low + high) // 2
        low, high = (middle, high) if _fits(_markdown(blocks[:middle], notes)) else (low, middle)
    return low


def _fits(text: str) -> bool:
    try:
        check_markdown(text)
    except Invalid:
        return False
    return len(text) <= LARGEST


def _broken(block: Block) -> Iterator[Block]:
    """A block that is too much alone, in pieces: rows of a table under its head, entries of a list, sentences."""
    match block:
        case Table(rows, heads) if len(rows) > heads + 1:
            middle = (heads + len(rows)) // 2
            for some in (rows[heads:middle], rows[middle:]):
                yield from _in_time(replace(block, rows=(*rows[:heads], *some)))
        case Table(rows):  # one row with more than a line can hold
            for cell in (cell for row in rows for cell in row):
                yield from _in_time(Paragraph(cell.runs))
        case ListBlock(ordered, entries, start) if len(entries) > 1:
            middle = len(entries) // 2
            yield from _in_time(ListBlock(ordered, entries[:middle], start))
            yield from _in_time(ListBlock(ordered, entries[middle:], start + middle))
        case ListBlock(_, entries):
            yield from (piece for entry in entries for one in entry for piece in _in_time(one))
        case Quote(blocks):
            yield from (piece for one in blocks for piece in _in_time(one))
        case Code(text):
            yield from _sentences(text.replace("\n", "。"))
        case Paragraph(runs) | Heading(_, runs):
            yield from _sentences(plain(runs))


def _sentences(text: str) -> Iterator[Paragraph]:
    """A text in paragraphs that a line can hold, divided between sentences where that is possible."""
    line = ""
    for sentence in _SENTENCE.findall(text):
        for at in range(0, len(sentence), _LINE):
            piece = sentence[at : at + _LINE]
            if line and len(line) + len(piece) > _LINE:
                yield Paragraph((Run(line),))
                line = ""
            line += piece
    if line:
        yield Paragraph((Run(line),))


def _in_time(block: Block) -> Iterator[Block]:
    """A block as it is when it can be kept, in pieces otherwise."""
    yield from [block] if _fits(from_blocks((block,))) else _broken(block)


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
