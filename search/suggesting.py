"""What else to ask: completion while typing, 「もしかして」 for slips, related queries; only from what one may see."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from typing import Final

from search import analysis
from search.analysis import PART, READING
from search.backend import Backend
from search.folding import fold, hiragana_to_katakana
from search.planning import Run
from search.query import Parsed
from search.results import Hit
from search.widening import Widener

MOST: Final = 8
_LOOKED_AT: Final = 2_000
_SHORT: Final = 4
_ACRONYM: Final = 5


class Suggester:
    """Suggestions from the words of one index, for one reader."""

    def __init__(self, index: Backend, visible: Run, widener: Widener) -> None:
        self._index = index
        self._visible = visible
        self._widener = widener

    # -- while typing

    def completions(self, typed: str, titles: Iterable[str]) -> list[str]:
        """Ways to go on with what was typed: its last word completed, in kanji where it was begun in kana.

        `titles` are those of documents that the words typed so far find; compounds in them go on too.
        """
        text = fold(typed).text
        if not text.strip() or text[-1].isspace():
            return []
        tokens = analysis.query_tokens(text)
        starts = [token.start for token in tokens if token.end == len(text)] or [_last_word(text)]
        found: dict[str, None] = {}
        for start in dict.fromkeys((_last_word(text), *starts)):
            for word in self._beginning_with(text[start:]):
                found.setdefault(text[:start] + word)
        found.update((longer, None) for title in titles for longer in _going_on(title, text))
        return [text for text in found if text != typed][:MOST]

    def _beginning_with(self, prefix: str) -> list[str]:
        terms = self._index.vocabulary(prefix.casefold(), self._visible, _LOOKED_AT)[:MOST]
        words = [_shown(term) for term, _ in terms if not term.startswith((READING, PART))]
        kana = hiragana_to_katakana(prefix)
        if analysis.is_kana(kana):
            terms = self._index.vocabulary(kana, self._visible, _LOOKED_AT)[:MOST] if kana != prefix else []
            words += [term for term, _ in terms]
            readings = self._index.vocabulary(READING + kana, self._visible, _LOOKED_AT)[:MOST]
            words += [word for reading, _ in readings if (word := self._written(reading))]
        return words

    def _written(self, reading: str) -> str:
        """How a word with this reading is written in some document the reader may see."""
        stored = self._index.example(reading, self._visible)
        if stored is None:
            return ""
        wanted = reading.removeprefix(READING)
        for text in (
            stored["title"],
            *stored["keywords"],
            stored["organisation"],
            stored["summary"],
            stored["body"],
        ):
            for word in analysis.words(text):
                if word.reading == wanted and word.content:
                    return word.surface
        return ""

    # -- when nothing is found

    def corrections(self, parsed: Parsed, titles: Collection[str]) -> list[str]:
        """The query with words that no document has replaced by what may have been meant.

        `titles` are those of documents that have some of the words.
        """
        found: dict[str, None] = {}
        for clause in parsed.clauses:
            missing = [term for term in clause.terms if not self._index.frequency(term)]
            if not missing:
                continue
            better_ones = (self._by_sound(clause.text), *self._by_spelling(clause.text, missing))
            for better in (*better_ones, *_in_titles(clause.text, titles)):
                if better and better != clause.text:
                    found.setdefault(parsed.text.replace(clause.text, better))
        return list(found)[:MOST]

    def _by_sound(self, text: str) -> str:
        """Known words that sound like the text: slips in choosing the kanji."""
        kana = "".join(word.reading for word in analysis.words(text))
        written = (
            [self._written(reading) for reading in self._widener.read(kana)] if analysis.is_kana(kana) else []
        )
        return "".join(written) if all(written) else ""

    def _by_spelling(self, text: str, missing: Iterable[str]) -> list[str]:
        """The text with one missing word replaced by known words that differ by a letter or two."""
        found = []
        for token in analysis.query_tokens(text):
            if token.term in missing and token.end - token.start > 1:
                found += [text[: token.start] + word + text[token.end :] for word in self._near(token.term)]
        whole = text.casefold()
        found += [word for word in self._near(whole) if len(whole) > _SHORT]
        return found

    def _near(self, term: str) -> list[str]:
        if len(term) < 2:  # noqa: PLR2004 (nothing would be left of it)
            return []
        allowed = 1 if len(term) <= _SHORT else 2
        terms = self._index.vocabulary(term[:1], self._visible, _LOOKED_AT)
        near = [(distance(term, other, allowed), -count, other) for other, count in terms if other != term]
        return [_shown(other) for far, _, other in sorted(near) if far <= allowed < len(other)][:2]


def related(parsed: Parsed, hits: Iterable[Hit]) -> tuple[str, ...]:
    """Queries that narrow this one by words that several of the titles found have."""
    counted: Counter[str] = Counter()
    for hit in hits:
        title = hit.plain_title
        words = {title[token.start : token.end]: token.term for token in analysis.query_tokens(title)}
        counted.update(word for word, term in words.items() if term not in parsed.terms and len(word) > 1)
    shared = [word for word, count in counted.most_common() if count > 1]
    return tuple(f"{parsed.text} {word}" for word in shared[:5]) if parsed.text else ()


def _going_on(title: str, text: str) -> list[str]:
    """The text with the words that follow it in a title without a gap."""
    folded = fold(title).text
    at = folded.casefold().find(text.casefold())
    end = at + len(text)
    for token in analysis.query_tokens(folded) if at >= 0 else ():
        if token.start == end:
            end = token.end
    return [text + folded[at + len(text) : end]] if at >= 0 and end > at + len(text) else []


def _in_titles(text: str, titles: Iterable[str]) -> list[str]:
    """Runs of words in titles that differ from a text by one character."""
    found: dict[str, None] = {}
    for title in titles if len(text) >= _SHORT - 1 else ():
        tokens = analysis.query_tokens(title)
        for first in tokens:
            for last in tokens:
                run = title[first.start : last.end]
                if abs(len(run) - len(text)) <= 1 and distance(text, run, 1) == 1:
                    found.setdefault(run)
    return list(found)


def distance(one: str, other: str, most: int) -> int:
    """Letters to change, add, leave out or swap to get from one word to another; `most` + 1 when more."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for place, letter in enumerate(one, 1):
        last, before, row = before, row, [place]
        for at, against in enumerate(other, 1):
            value = min(before[at] + 1, row[at - 1] + 1, before[at - 1] + (letter != against))
            if place > 1 and at > 1 and letter == other[at - 2] and one[place - 2] == against:
                value = min(value, last[at - 2] + 1)
            row.append(value)
        if min(row) > most:
            return most + 1
    return row[-1]


def _last_word(text: str) -> int:
    """Where the last word of a text begins, going by spaces alone."""
    return max(text.rfind(" "), text.rfind("\n")) + 1


def _shown(term: str) -> str:
    """A term as a reader would write it: short Latin ones are acronyms."""
    return term.upper() if term.isascii() and term.isalpha() and len(term) < _ACRONYM else term
