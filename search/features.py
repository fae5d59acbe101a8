"""What a need and an offer can have in common beyond the same words: senses, characters, ideas of the field."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache, lru_cache
from pathlib import Path
from typing import Final, NamedTuple

from search import analysis
from search.folding import fold
from search.planning import Run


class Family(NamedTuple):
    """One way of comparing: what it weighs beside words, and how many features a usual text has of it."""

    name: str
    weight: float
    usual: float


WORDS: Final = Family("w", 1.0, 65.0)
SENSES: Final = Family("s", 0.2, 40.0)
"""Groups of synonyms of the Sudachi dictionary."""
KANJI: Final = Family("k", 0.17, 75.0)
"""Single kanji: 通訳 and 翻訳 share one."""
PAIRS: Final = Family("b", 0.22, 95.0)
"""Two characters side by side, over the borders of words."""
IDEAS: Final = Family("c", 0.12, 9.0)
"""Fields of municipal work, by the words that are used there (`concepts.txt`)."""
FAMILIES: Final = (WORDS, SENSES, KANJI, PAIRS, IDEAS)
CONCEPTS: Final = Path(__file__).with_name("concepts.txt")
TEXT_LIMIT: Final = 4_000
_KANJI: Final = re.compile("[\u3400-\u9fff々]")
_WRITTEN: Final = re.compile("[\u3400-\u9fff々ァ-ヺーa-zA-Z]+")
Features = dict[str, Counter[str]]
"""For each family by name, the features of a text with how often they occur."""


@lru_cache(maxsize=2_000)
def features(text: str) -> Features:
    """The features of a text; what stands after TEXT_LIMIT characters is not looked at."""
    text = text[:TEXT_LIMIT]
    found = analysis.senses(text)
    terms = tuple(term for term, _ in found)
    return {
        WORDS.name: Counter(terms),
        SENSES.name: Counter(str(group) for _, groups in found for group in groups),
        KANJI.name: Counter(char for term in terms for char in term if _KANJI.match(char)),
        PAIRS.name: Counter(
            run[place : place + 2]
            for run in _WRITTEN.findall(fold(text).text)
            for place in range(len(run) - 1)
        ),
        IDEAS.name: _ideas(terms),
    }


@cache
def _concepts() -> tuple[dict[Run, tuple[str, ...]], int]:
    """For each expression the ideas it belongs to, and how many terms the longest expression has."""
    ideas: dict[Run, dict[str, None]] = {}
    for line in CONCEPTS.read_text("utf-8").splitlines():
        name, colon, expressions = line.partition(":")
        if colon and not line.startswith("#"):
            for expression in expressions.split("、"):
                ideas.setdefault(tuple(analysis.terms(expression)), {}).setdefault(name)
    ideas.pop((), None)
    return {run: tuple(names) for run, names in ideas.items()}, max(map(len, ideas))


def _ideas(terms: Run) -> Counter[str]:
    """The ideas a text touches: each expression counts once, shared by the ideas it belongs to."""
    known, longest = _concepts()
    seen: set[Run] = set()
    found: Counter[str] = Counter()
    for start in range(len(terms)):
        for end in range(min(len(terms), start + longest), start, -1):
            run = terms[start:end]
            if run in known:
                if run not in seen:
                    seen.add(run)
                    found.update(dict.fromkeys(known[run], 1))
                break
    return found
