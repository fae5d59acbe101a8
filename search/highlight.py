"""Titles and snippets as stretches of text, marked where they answer the question."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import Final

from search import analysis
from search.folding import fold
from search.results import Segment

SNIPPET: Final = 120
_BEFORE: Final = 30
_SPACES: Final = re.compile(r"\s+")


def mark(text: str, terms: Collection[str]) -> tuple[Segment, ...]:
    """The text with every word marked whose term is among those looked for."""
    if not terms:
        return (Segment(text, False),) if text else ()
    spans = [(token.start, token.end) for token in analysis.query_tokens(text) if token.term in terms]
    return _cut(text, spans)


def _cut(text: str, spans: Iterable[tuple[int, int]]) -> tuple[Segment, ...]:
    parts: list[Segment] = []
    place = 0
    for start, end in spans:
        if start < place:
            continue
        if parts and parts[-1].marked and start == place:
            parts[-1] = Segment(parts[-1].text + text[start:end], True)
        else:
            parts += [Segment(text[place:start], False)] if start > place else []
            parts.append(Segment(text[start:end], True))
        place = end
    if place < len(text):
        parts.append(Segment(text[place:], False))
    return tuple(parts)


def snippet(summary: str, body: str, terms: Collection[str], needles: Collection[str]) -> tuple[Segment, ...]:
    """About SNIPPET characters of the summary or body around the words looked for.

    `needles` are the beginnings of words as they may stand in the text; they find the place, the analysis
    of that stretch alone then decides what is marked.
    """
    for text in (summary, body):
        place = _original_place(text, needles)
        if place >= 0:
            return mark(_window(text, place), terms)
    text = summary or body
    return mark(_window(text, 0), terms) if text else ()


def _original_place(text: str, needles: Collection[str]) -> int:
    folded = fold(text)
    lower = folded.text.lower()
    place = _place(lower if len(lower) == len(folded.text) else folded.text, needles)
    return place if place < 0 else folded.original(place, place)[0]


def _place(text: str, needles: Collection[str]) -> int:
    """Where most of the needles stand close together; -1 where none does."""
    places = sorted(place for needle in needles for place in _finds(text, needle))
    if not places:
        return -1
    return max(places, key=lambda start: (sum(start <= other < start + SNIPPET for other in places), -start))


def _finds(text: str, needle: str, most: int = 8) -> list[int]:
    found: list[int] = []
    place = text.find(needle)
    while place >= 0 and len(found) < most:
        found.append(place)
        place = text.find(needle, place + 1)
    return found


def _window(text: str, place: int) -> str:
    """The stretch around a place, begun after a sentence where one ends shortly before."""
    start = max(0, place - _BEFORE)
    for mark_ in "。\n":
        stop = text.rfind(mark_, start, place)
        start = stop + 1 if stop >= 0 else start
    end = min(len(text), start + SNIPPET)
    shown = _SPACES.sub(" ", text[start:end].strip())
    return ("…" if start else "") + shown + ("…" if end < len(text) else "")


def needles(text: str, terms: Iterable[str]) -> frozenset[str]:
    """What to look for in a text to find a place for the snippet: words as typed and as normalised."""
    typed = {fold(text[token.start : token.end]).text.lower() for token in analysis.query_tokens(text)}
    stems = {_stem(word) for word in typed | set(terms)}
    return frozenset(stem for stem in stems if stem)


def _stem(word: str) -> str:
    """A word without its kana ending, so that an inflected form is found too."""
    bare = re.sub(r"[ぁ-ん]+$", "", word)
    return bare or word
