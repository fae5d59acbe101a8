"""What else finds the same: synonyms, readings for what was typed in kana, parts and wholes of compounds."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from search import analysis
from search.analysis import PART, READING
from search.folding import fold, hiragana_to_katakana
from search.planning import Alternative, Run, Wanted
from search.query import Clause, Parsed
from search.synonyms import Known

SYNONYM: Final = 0.8
OTHER_SCRIPT: Final = 0.9
PART_OF_WORD: Final = 0.7
_KANA: Final = re.compile("[ぁ-ゖァ-ヺー]{2,24}")
_LONGEST_READING: Final = 10
_PARTICLES: Final = frozenset("ノヲニガハデトモヘ")
Frequency = Callable[[str], int]


class Widener:
    """Turns the words of a query into what an index is asked for."""

    def __init__(self, synonyms: Known, frequency: Frequency) -> None:
        self._synonyms = synonyms
        self._frequency = frequency

    def __call__(self, parsed: Parsed) -> tuple[Wanted, ...]:
        """What to look for, each thing once, in the order typed."""
        wanted: dict[tuple[Alternative, ...], None] = {}
        for clause in parsed.clauses:
            for alternatives in self._of_clause(clause):
                wanted.setdefault(alternatives)
        return tuple(Wanted(alternatives) for alternatives in wanted)

    def _of_clause(self, clause: Clause) -> list[tuple[Alternative, ...]]:
        if clause.exact:
            return [(Alternative((term,)),) for term in clause.terms]
        if read := self._as_reading(clause):
            return [read]
        found: list[tuple[Alternative, ...]] = []
        place = 0
        while place < len(clause.terms):
            length = self._synonyms.longest(clause.terms, place)
            run = clause.terms[place : place + max(length, 1)]
            others = [Alternative(other, SYNONYM) for other in self._synonyms.of(run)]
            if others and all(self._absent(other.run) for other in others):
                others, length = [], 0
            if length > 1 and not others:
                run = run[:1]
            found.append((Alternative(run), *others, *(self._of_word(run[0]) if len(run) == 1 else ())))
            place += len(run)
        return found

    def _of_word(self, term: str) -> list[Alternative]:
        """The word as a part of longer words, and its own parts."""
        found = [Alternative((PART + term,), PART_OF_WORD)] if self._frequency(PART + term) else []
        parts = analysis.parts(term)
        if parts and not self._absent(parts):
            found.append(Alternative(parts, PART_OF_WORD))
        if _KANA.fullmatch(term):
            reading = READING + hiragana_to_katakana(term)
            found += [Alternative((reading,), OTHER_SCRIPT)] if self._frequency(reading) else []
        return found

    def _absent(self, run: Run) -> bool:
        return not all(map(self._frequency, run))

    def _as_reading(self, clause: Clause) -> tuple[Alternative, ...] | None:
        """What was typed in kana alone, as the readings of words that the index knows."""
        text = fold(clause.text).text
        if not _KANA.fullmatch(text) or (len(clause.terms) == 1 and self._frequency(clause.terms[0])):
            return None
        run = self.read(hiragana_to_katakana(text))
        if not run:
            return None
        return (Alternative(run, OTHER_SCRIPT), Alternative(clause.terms, OTHER_SCRIPT))

    def read(self, kana: str) -> Run:
        """The fewest known readings that make up a text, particles between them left out."""
        best: list[Run | None] = [()] + [None] * len(kana)
        for start in range(len(kana)):
            before = best[start]
            if before is None:
                continue
            if before and kana[start] in _PARTICLES and best[start + 1] is None:
                best[start + 1] = before
            for end in range(start + 2, min(len(kana), start + _LONGEST_READING) + 1):
                here = best[end]
                shorter = here is None or len(before) + 1 < len(here)
                if shorter and self._frequency(READING + kana[start:end]):
                    best[end] = (*before, READING + kana[start:end])
        return best[len(kana)] or ()
