"""Bring two changes of one text together, sentence by sentence, and show where they cannot be."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from merge3 import Merge3

_SENTENCE = re.compile(r"[^。\n]+|。|\n")
"""A sentence, the full stop after it, or the end of a line: a stop of its own keeps neighbours from clashing."""


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
            yield Clash(*map(_text, parts))
        else:
            yield _text(parts[0])


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
    gap = "" if not clash.ours or clash.ours.endswith(("\n", "。")) else "\n"
    return f"{clash.ours}{gap}{clash.theirs}"
