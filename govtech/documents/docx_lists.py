"""Lists of a Word file, which are paragraphs with numbers there, as lists that hold lists."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from govtech.documents.blocks import Block, ListBlock, Paragraph, Runs


@dataclass(frozen=True, slots=True)
class Item:
    """An entry of a list as Word has it: a paragraph with a level, the key of its list and its number."""

    depth: int
    ordered: bool
    key: str
    number: int
    runs: Runs
    exact: bool = False
    """Whether only entries of the same list go together, as in files that we wrote."""


@dataclass(frozen=True, slots=True)
class More:
    """Blocks that belong to the entry before them at a level of its list."""

    depth: int
    blocks: tuple[Block, ...]


Piece = Block | Item | More


@dataclass(slots=True)
class _Open:
    """A list that entries are still added to."""

    depth: int
    ordered: bool
    key: str
    start: int
    entries: list[list[Block | _Open]] = field(default_factory=list)

    def closed(self) -> ListBlock:
        rows = (tuple(one.closed() if isinstance(one, _Open) else one for one in row) for row in self.entries)
        return ListBlock(self.ordered, tuple(rows), self.start if self.ordered else 1)


def assembled(pieces: Iterable[Piece]) -> tuple[Block, ...]:
    """Blocks in order, neighbouring entries gathered into lists by level."""
    made: list[Block | _Open] = []
    stack: list[_Open] = []
    for piece in pieces:
        if isinstance(piece, Item):
            _add(piece, stack, made)
        elif isinstance(piece, More):
            _continue(piece, stack, made)
        else:
            stack.clear()
            made.append(piece)
    return tuple(one.closed() if isinstance(one, _Open) else one for one in made)


def _add(item: Item, stack: list[_Open], made: list[Block | _Open]) -> None:
    while stack and stack[-1].depth > item.depth:
        stack.pop()
    if stack and stack[-1].depth == item.depth and not _same(stack[-1], item):
        stack.pop()
    if not stack or stack[-1].depth < item.depth:
        opened = _Open(item.depth, item.ordered, item.key, item.number)
        (stack[-1].entries[-1] if stack else made).append(opened)
        stack.append(opened)
    stack[-1].entries.append([Paragraph(item.runs)] if item.runs else [])


def _same(opened: _Open, item: Item) -> bool:
    """Whether an entry goes on with a list: one of numbers as long as they go on by one, whatever their numbering."""
    if opened.ordered != item.ordered:
        return False
    if item.exact or not item.ordered:
        return opened.key == item.key
    return opened.start + len(opened.entries) == item.number


def _continue(more: More, stack: list[_Open], made: list[Block | _Open]) -> None:
    while stack and stack[-1].depth > more.depth:
        stack.pop()
    (stack[-1].entries[-1] if stack else made).extend(more.blocks)
