"""Titles and snippets as stretches of text, marked where they answer the question."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import Final

from search import analysis
from search.analysis import Token
from search.folding import fold
from search.planning import Plan
from search.query import Parsed
from search.results import Segment

SNIPPET: Final = 120
_BEFORE: Final = 30
_ENDING: Final = re.compile(r"[ぁ-ん]+$")
_SPACES: Final = re.compile(r"\s+")


class Marker:
    """Marks what one query looked for in any number of texts."""

    def __init__(self, parsed: Parsed, plan: Plan) -> None:
        runs = [alternative.run for wanted in plan.wanted for alternative in wanted.alternatives]
        self._terms = frozenset(term for run in runs for term in run)
        self._needles = _needles(parsed.text, self._terms)

    def mark(self, text: str) -> tuple[Segment, ...]:
        """The text with every word marked that was looked for."""
        if not self._terms:
            return plain(text)
        found = [token for token in analysis.query_tokens(text) if self._is_wanted(token)]
        return _cut(text, ((token.start, token.end) for token in found))

    def _is_wanted(self, token: Token) -> bool:
        return token.term in self._terms or not self._terms.isdisjoint(token.others)

    def snippet(self, summary: str, body: str) -> tuple[Segment, ...]:
        """About SNIPPET characters of the summary or body around the words looked for.

        The beginnings of words find the place; the analysis of that stretch alone decides what is marked.
        """
        for text in (summary, body):
            place = _original_place(text, self._needles)
            if place >= 0:
                return self.mark(_window(text, place))
        return self.mark(_window(summary or body, 0))


def plain(text: str) -> tuple[Segment, ...]:
    """A text without marks."""
    return (Segment(text, marked=False),) if text else ()


def _cut(text: str, spans: Iterable[tuple[int, int]]) -> tuple[Segment, ...]:
    parts: list[Segment] = []
    place = 0
    for start, end in spans:
        if start < place:
            continue
        if parts and parts[-1].marked and start == place:
            parts[-1] = Segment(parts[-1].text + text[start:end], marked=True)
        else:
            parts += [Segment(text[place:start], marked=False)] if start > place else []
            parts.append(Segment(text[start:end], marked=True))
        place = end
    if place < len(text):
        parts.append(Segment(text[place:], marked=False))
    return tuple(parts)


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


def _needles(text: str, terms: Iterable[str]) -> frozenset[str]:
    """What to look for in a text to find a place for the snippet: words as typed and as normalised."""
    typed = {fold(text[token.start : token.end]).text.lower() for token in analysis.query_tokens(text)}
    known = {term for term in terms if not term.startswith((analysis.READING, analysis.PART))}
    return frozenset(stem for word in typed | known if (stem := _stem(word)))


def _stem(word: str) -> str:
    """A word without its kana ending, so that an inflected form is found too."""
    return _ENDING.sub("", word) or word
