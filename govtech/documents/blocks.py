"""What a document is made of: runs of characters in paragraphs, lists and tables, as frozen values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import groupby
from typing import Final

from govtech.core.text import shorten


@dataclass(frozen=True, slots=True)
class Run:
    """Characters that look alike; `note` is the number of the footnote that follows them."""

    text: str
    bold: bool = False
    italic: bool = False
    strike: bool = False
    code: bool = False
    href: str = ""
    note: str = ""
    underline: bool = False

    @property
    def look(self) -> tuple[bool, bool, bool, bool, bool, str]:
        """How the characters look."""
        return self.bold, self.italic, self.strike, self.code, self.underline, self.href


Runs = tuple[Run, ...]


def plain(runs: Sequence[Run]) -> str:
    """The characters alone."""
    return "".join(run.text for run in runs)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 is a chapter."""

    level: int
    runs: Runs


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; a caption belongs to the table after it."""

    runs: Runs
    caption: bool = False


@dataclass(frozen=True, slots=True)
class ListBlock:
    """A list: each entry is a row of blocks, so that lists hold lists."""

    ordered: bool
    entries: tuple[tuple[Block, ...], ...]
    start: int = 1


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table and how many columns and rows it takes."""

    runs: Runs
    align: str = ""
    columns: int = 1
    rows: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    """A table; the first `heads` rows are its head, `widths` the shares of its columns (equal when empty)."""

    rows: tuple[tuple[Cell, ...], ...]
    heads: int = 1
    widths: tuple[float, ...] = ()

    @property
    def columns(self) -> int:
        """The most columns that a row takes."""
        return max((sum(cell.columns for cell in row) for row in self.rows), default=0)


@dataclass(frozen=True, slots=True)
class Quote:
    """Blocks set off as somebody else's."""

    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Code:
    """Characters to keep exactly as they stand."""

    text: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across."""


_LONGEST_HEAD: Final = 32
"""Letters of the title that fit beside the edition at the head of a page."""

Block = Heading | Paragraph | ListBlock | Table | Quote | Code | Rule


@dataclass(frozen=True, slots=True)
class Document:
    """A document: title page facts, its blocks, and footnotes by number; `day` is the date that its files state.

    `edition` stands beside the title at the head of each page, `author` in the properties of its files. A document
    that `begins_with_text` has no title page and no contents, and one that is `turned` stands on pages turned sideways.
    """

    title: str
    day: date
    subtitle: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    blocks: tuple[Block, ...] = ()
    notes: dict[str, Runs] = field(default_factory=dict)
    language: str = "ja"
    edition: str = ""
    author: str = ""
    begins_with_text: bool = False
    turned: bool = False

    @property
    def head(self) -> str:
        """What stands at the head of each page: the title and which edition it is."""
        title = shorten(self.title, _LONGEST_HEAD)
        return f"{title}　{self.edition}" if self.edition else title

    def headings(self, deepest: int = 2) -> Iterator[Heading]:
        """The headings for the contents, in order."""
        if self.begins_with_text:
            return
        yield from (block for block in self.blocks if isinstance(block, Heading) and block.level <= deepest)


def with_runs(block: Block, change: Callable[[Runs], Runs]) -> Block:
    """The block with its characters changed, those inside lists, tables and quotes too."""
    match block:
        case Heading(_, runs) | Paragraph(runs):
            return replace(block, runs=change(runs))
        case ListBlock(_, entries):
            inner = tuple(tuple(with_runs(one, change) for one in entry) for entry in entries)
            return replace(block, entries=inner)
        case Table(rows):
            cells = tuple(tuple(replace(cell, runs=change(cell.runs)) for cell in row) for row in rows)
            return replace(block, rows=cells)
        case Quote(blocks):
            return replace(block, blocks=tuple(with_runs(one, change) for one in blocks))
    return block


def joined(runs: Iterable[Run]) -> Runs:
    """Runs with neighbours that look alike made one."""
    made: list[Run] = []
    texts: list[list[str]] = []
    for run in runs:
        if made and not made[-1].note and not run.note and run.look == made[-1].look:
            texts[-1].append(run.text)
        else:
            made.append(run)
            texts.append([run.text])
    pairs = zip(made, texts, strict=True)
    return tuple(run if len(parts) == 1 else replace(run, text="".join(parts)) for run, parts in pairs)


def trimmed(runs: Runs) -> Runs:
    """Runs without white space at the ends."""
    kept = [run for run in runs if run.text or run.note]
    while kept and not kept[0].note and not kept[0].text.lstrip():
        kept.pop(0)
    while kept and not kept[-1].note and not kept[-1].text.rstrip():
        kept.pop()
    for place, cut in ((0, str.lstrip), (-1, str.rstrip)) if kept else ():
        text = cut(kept[place].text)
        if text != kept[place].text:
            kept[place] = replace(kept[place], text=text)
    return tuple(kept)


def flat(block: Block) -> list[Run]:
    """A block as runs, for a cell; lists and tables become lines."""
    match block:
        case Heading(_, runs) | Paragraph(runs):
            return list(runs)
        case Code(text):
            return [Run(text, code=True)]
        case ListBlock(ordered, entries, start):
            marks = (f"{number}. " if ordered else "・" for number in range(start, start + len(entries)))
            return lines(
                [Run(mark), *lines(map(flat, entry))] for mark, entry in zip(marks, entries, strict=True)
            )
        case Quote(blocks):
            return lines(map(flat, blocks))
        case Table(rows):
            return lines(_row(row) for row in rows)
    return []


def _row(cells: Sequence[Cell]) -> list[Run]:
    """Cells of a row on one line, notes and looks kept."""
    made: list[Run] = []
    for place, cell in enumerate(cells):
        made += [Run("　"), *cell.runs] if place else cell.runs
    return made


def lines(parts: Iterable[list[Run]]) -> list[Run]:
    """Parts one below the other."""
    made: list[Run] = []
    for part in parts:
        made += [Run("\n"), *part] if made and part else part
    return made


_WIDE: Final = 9
"""So many columns of a table are set on a page turned sideways."""


_INTRODUCES: Final = 160
"""A paragraph of so few letters over a table is read with it."""


def stays(block: Block, following: Block | None) -> bool:
    """Whether a short paragraph introduces the table that follows, and so belongs on its page."""
    if not isinstance(block, Paragraph) or block.caption or len(plain(block.runs)) > _INTRODUCES:
        return False
    return isinstance(following, Table) or (isinstance(following, Paragraph) and following.caption)


def in_pages(blocks: Sequence[Block]) -> Iterator[tuple[bool, tuple[Block, ...]]]:
    """Blocks in groups: for pages turned sideways (wide tables with what stands over them), and the others."""
    wide: list[bool] = []
    for block, following in zip(reversed(blocks), (None, *reversed(blocks)), strict=False):
        over = isinstance(block, Heading) or (isinstance(block, Paragraph) and block.caption)
        over = over or stays(block, following)
        turned = isinstance(block, Table) and block.columns >= _WIDE
        wide.append(turned or (over and bool(wide) and wide[-1]))
    for turned, group in groupby(zip(reversed(wide), blocks, strict=True), lambda pair: pair[0]):
        yield turned, tuple(block for _turned, block in group)
