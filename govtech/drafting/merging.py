"""Bring two changes of one text together, sentence by sentence, and show where they cannot be."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from merge3 import Merge3

_SENTENCE = re.compile(r"^ {0,3}\|[^\n]*|[^。\n]+|。|\n", re.MULTILINE)
"""A row of a table, a sentence, the full stop after it, or the end of a line.

A stop of its own keeps neighbours from clashing; a row stays whole, so that no table is torn.
"""
_BAR = re.compile(r"(?<!\\)\|")


class Clash(NamedTuple):
    """A place that both changed differently: how it was, what the one wrote and what the other wrote."""

    base: str
    ours: str
    theirs: str


class Merged(NamedTuple):
    """Pieces of the merged text in order: agreed text, or a Clash that a person has to settle."""

    pieces: tuple[str | Clash, ...]

    @property
    def clashes(self) -> tuple[Clash, ...]:
        """What a person has to settle."""
        return tuple(piece for piece in self.pieces if isinstance(piece, Clash))

    @property
    def text(self) -> str:
        """The merged text; of a clash both sides, ours first, so that no sentence of either is lost."""
        return "".join(_both(piece) if isinstance(piece, Clash) else piece for piece in self.pieces)


def sentences(text: str) -> list[str]:
    """The units in which texts are merged; joined they give the text back."""
    return _SENTENCE.findall(text)


def merge(base: str, ours: str, theirs: str) -> Merged:
    """Three-way merge: `base` is what both began from. What only one changed is taken from that one."""
    if theirs in (ours, base):
        return Merged((ours,))
    if ours == base:
        return Merged((theirs,))
    return Merged(tuple(_joined(_groups(sentences(base), sentences(ours), sentences(theirs)))))


def _groups(base: list[str], ours: list[str], theirs: list[str]) -> Iterator[str | Clash]:
    for kind, *parts in Merge3(base, ours, theirs).merge_groups():
        if kind == "conflict":
            rows = _rows(*parts)
            yield Clash(*map(_text, parts)) if rows is None else _text(rows)
        else:
            yield _text(parts[0])


def _rows(base: Sequence[str] | None, ours: Sequence[str], theirs: Sequence[str]) -> list[str] | None:
    """Rows that both changed, brought together cell by cell; None where they are no rows, or the same cell differs."""
    if base is None or not len(base) == len(ours) == len(theirs):
        return None
    rows = [_row(*three) for three in zip(base, ours, theirs, strict=True)]
    return None if None in rows else [row for row in rows if row is not None]


def _row(base: str, ours: str, theirs: str) -> str | None:
    if base == ours == theirs:
        return base
    three = [_BAR.split(text) for text in (base, ours, theirs)]
    if len({len(cells) for cells in three}) > 1 or not all(
        cells[0].isspace() or not cells[0] for cells in three
    ):
        return None
    merged = [merge(*cells) for cells in zip(*three, strict=True)]
    return None if any(cell.clashes for cell in merged) else "|".join(cell.text for cell in merged)


def _text(parts: Sequence[str] | None) -> str:
    return "".join(parts or ())


def _joined(pieces: Iterator[str | Clash]) -> Iterator[str | Clash]:
    """Neighbouring agreed pieces as one."""
    waiting = ""
    for piece in pieces:
        if isinstance(piece, Clash):
            if waiting:
                yield waiting
            waiting = ""
            yield piece
        else:
            waiting += piece
    if waiting:
        yield waiting


def _both(clash: Clash) -> str:
    """Both sides, ours first; ends that both begin with stand there once, and a row begins a line."""
    theirs = clash.theirs
    for left, right in zip(clash.ours, clash.theirs, strict=False):
        if left != right or left not in "。\n":
            break
        theirs = theirs[1:]
    ended = clash.ours.endswith("\n") or (clash.ours.endswith("。") and not theirs.startswith("|"))
    return f"{clash.ours}{'' if ended or not clash.ours else chr(10)}{theirs}"
