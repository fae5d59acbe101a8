"""Searching inside one template: which items and sections hold all the words, and where to mark them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from govtech.core.markup import plain_text
from govtech.core.text import nfkc
from govtech.specifications.template_format import Item, Kind, Level
from govtech.specifications.template_text import Part

MOST_WORDS = 8
AROUND = 60
_VOICED = {"\u3099", "\u309a", "\uff9e", "\uff9f"}


class Piece(NamedTuple):
    """A run of text, and whether it is what was looked for."""

    text: str
    hit: bool


@dataclass(frozen=True)
class Found:
    """A section that holds what was looked for: its items that do, and an excerpt of its text when that does."""

    part: Part
    items: tuple[Item, ...]
    excerpt: tuple[Piece, ...]


def words_of(q: str) -> tuple[str, ...]:
    """What to look for, in the form of comparison."""
    return tuple(dict.fromkeys(nfkc(q).split()))[:MOST_WORDS]


def find(
    read: Iterable[Part], words: Sequence[str], kind: Kind | None = None, level: Level | None = None
) -> list[Found]:
    """Sections with items of the kind and level that hold all words; texts count when only words are given."""
    found = []
    for part in read:
        items = tuple(
            item
            for item in part.items
            if (kind is None or item.kind == kind)
            and (level is None or item.level == level)
            and holds((item.id, *item.texts), words)
        )
        excerpt = _excerpt(part, words) if words and kind is None and level is None else ()
        if items or excerpt:
            found.append(Found(part, items, excerpt))
    return found


def holds(texts: Iterable[str], words: Sequence[str]) -> bool:
    """Whether the texts together hold every word."""
    whole = nfkc(" ".join(texts))
    return all(word in whole for word in words)


def marked(text: str, words: Sequence[str]) -> tuple[Piece, ...]:
    """The text cut where the words stand in it, compared after NFKC without regard to case."""
    spots = sorted(_spots(text, words))
    pieces, at = [], 0
    for start, end in spots:
        if end <= at:
            continue
        if start > at:
            pieces.append(Piece(text[at:start], hit=False))
        pieces.append(Piece(text[max(start, at) : end], hit=True))
        at = end
    if at < len(text):
        pieces.append(Piece(text[at:], hit=False))
    return tuple(pieces)


def _spots(text: str, words: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Where the words stand: start and end in the text as it was written."""
    form, starts = [], []
    for start, cluster in _clusters(text):
        for character in unicodedata.normalize("NFKC", cluster).casefold():
            form.append(character)
            starts.append(start)
    whole = "".join(form)
    starts.append(len(text))
    for word in words:
        at = whole.find(word)
        while at >= 0:
            last = starts[at + len(word) - 1]
            end = next((start for start in starts[at + len(word) :] if start > last), len(text))
            yield starts[at], end
            at = whole.find(word, at + len(word))


def _clusters(text: str) -> Iterator[tuple[int, str]]:
    """Characters with the voicing marks that belong to them (ｶﾞ is one)."""
    start = 0
    for at in range(1, len(text) + 1):
        if at == len(text) or text[at] not in _VOICED:
            yield start, text[start:at]
            start = at


def _excerpt(part: Part, words: Sequence[str]) -> tuple[Piece, ...]:
    """The part's text around the first word, when title and text together hold them all."""
    text = " ".join(plain_text(part.text).split())
    if not holds((part.heading, text), words):
        return ()
    spots = sorted(_spots(text, words))
    start = max(0, spots[0][0] - AROUND) if spots else 0
    end = min(len(text), start + 3 * AROUND)
    shown = f"{'…' if start else ''}{text[start:end]}{'…' if end < len(text) else ''}"
    return marked(shown or part.heading, words)
