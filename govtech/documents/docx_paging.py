"""On which page of a Word file each heading will stand, near enough for contents that no program has brought up to date."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Final, NamedTuple

from govtech.documents.blocks import (
    Block,
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
from govtech.documents.placing import spots
from govtech.documents.widths import drawn, widths_of

_PAGE: Final = 708.0
_TURNED_PAGE: Final = 461.0
"""Heights of the text on a page, in points."""
_WIDTH: Final = 470.5
_TURNED_WIDTH: Final = 717.0
_LINE, _LETTER, _AFTER = 18.0, 10.5, 4.0
_CELL_LINE, _CELL_LETTER, _CELL_PADDING = 15.0, 9.0, 10.8
_ROW: Final = 4.5
"""Space and rule around the text of a row."""
_TABLE_END: Final = 8.0
_STEP: Final = 21.0
_RULE: Final = 22.0
_CODE_LETTER: Final = 9.5
_HEADINGS: Final = (
    (0.0, 28.0, 12.0, 16.0),
    (18.0, 22.0, 8.0, 13.0),
    (14.0, 20.0, 6.0, 11.5),
    (11.0, 18.0, 4.0, 10.5),
)
"""Of headings by level: space before, line, space after, letter."""
_CAPTION: Final = (10.0, 16.5, 4.0, 9.5)
_CONTENTS_LINE: Final = 17.0
_CONTENTS_TOP: Final = 36.0
_FIRST_LINES: Final = 2
"""So many lines of a paragraph stay together at the end and the beginning of a page."""


class Piece(NamedTuple):
    """A stretch of so many points that is not parted; `kept` with what follows; a heading, or none."""

    height: float
    kept: bool = False
    heading: Heading | None = None
    breaks: bool = False
    head: float = 0.0


def pages_of_headings(document: Document) -> list[int]:
    """The page of each heading of the contents, the title page being the first."""
    headings = list(document.headings())
    page = 2 + _contents_pages(headings)
    found: dict[int, int] = {}
    for turned, blocks in in_pages(document.blocks):
        width, height = (_TURNED_WIDTH, _TURNED_PAGE) if turned else (_WIDTH, _PAGE)
        pieces = [
            piece
            for block, after in zip_longest(blocks, blocks[1:])
            for piece in _pieces(block, after, width)
        ]
        page = _filled(pieces, height, page, found) + 1
    return [found.get(id(heading), page - 1) for heading in headings]


def _contents_pages(headings: Sequence[Heading]) -> int:
    height = _CONTENTS_TOP + sum(_CONTENTS_LINE + (3.0 if one.level == 1 else 0.0) for one in headings)
    return max(math.ceil(height / _PAGE), 1)


def _filled(pieces: Sequence[Piece], height: float, page: int, found: dict[int, int]) -> int:
    """Set the pieces on pages from `page`; the last page. Where headings stand goes into `found`."""
    used = 0.0
    for place, piece in enumerate(pieces):
        together = piece.height
        for following, before in zip(pieces[place + 1 :], pieces[place:], strict=False):
            if not before.kept or together > height:
                break
            together += following.height
        if used and (piece.breaks or used + together > height):
            page += 1
            used = piece.head
        used += piece.height
        while used > height:
            page += 1
            used -= height
        if piece.heading is not None:
            found[id(piece.heading)] = page
    return page


def _pieces(block: Block, after: Block | None, width: float) -> Iterator[Piece]:
    match block:
        case Heading() | Rule() | Code():
            yield _whole(block, width)
        case Paragraph(runs, caption):
            yield from _caption(plain(runs), width) if caption else _paragraph(block, after, width)
        case Table():
            yield from _table(block, width)
        case ListBlock(_, entries):
            yield from (piece for entry in entries for piece in _within(entry, width))
        case Quote(blocks):
            yield from _within(blocks, width)


def _within(blocks: Sequence[Block], width: float) -> Iterator[Piece]:
    """Blocks that are set in."""
    return (
        piece
        for block, after in zip_longest(blocks, blocks[1:])
        for piece in _pieces(block, after, width - _STEP)
    )


def _whole(block: Heading | Rule | Code, width: float) -> Piece:
    if isinstance(block, Rule):
        return Piece(_RULE)
    if isinstance(block, Code):
        return Piece(_lines(block.text, width, _CODE_LETTER) * _CELL_LINE + _AFTER)
    before, line, space, letter = _HEADINGS[min(max(block.level, 1), len(_HEADINGS)) - 1]
    lines = _lines(plain(block.runs), width, letter)
    return Piece(before + lines * line + space, kept=True, heading=block, breaks=block.level <= 1)


def _caption(text: str, width: float) -> Iterator[Piece]:
    before, line, space, letter = _CAPTION
    yield Piece(before + _lines(text, width, letter) * line + space, kept=True)


def _paragraph(block: Paragraph, after: Block | None, width: float) -> Iterator[Piece]:
    """Lines of a paragraph; the first two and the last two stay together."""
    kept, lines = stays(block, after), _lines(plain(block.runs), width, _LETTER)
    if kept or lines < 2 * _FIRST_LINES:
        yield Piece(lines * _LINE + _AFTER, kept)
        return
    yield Piece(_FIRST_LINES * _LINE)
    yield from (Piece(_LINE) for _line in range(lines - 2 * _FIRST_LINES))
    yield Piece(_FIRST_LINES * _LINE + _AFTER)


def _table(table: Table, width: float) -> Iterator[Piece]:
    """Rows; the head stays with the first of them and is there again on each page."""
    if not table.columns:
        return
    shares = widths_of(table, letters=width / _CELL_LETTER)
    head = 0.0
    for place, row in enumerate(spots(table)):
        lines, column = 1, 0
        for cell, columns, down in row:
            room = sum(shares[column : column + columns]) * width - _CELL_PADDING
            column += columns
            if not down:
                lines = max(lines, _lines(plain(cell.runs), room, _CELL_LETTER))
        tall = lines * _CELL_LINE + _ROW
        yield Piece(tall, kept=place < table.heads, head=0.0 if place < table.heads else head)
        head += tall if place < table.heads else 0.0
    yield Piece(_TABLE_END)


def _lines(text: str, width: float, letter: float) -> int:
    """Lines that a text takes in so many points."""
    letters = max(width / letter, 1.0)
    return sum(max(math.ceil(drawn(line) / letters), 1) for line in text.split("\n"))
