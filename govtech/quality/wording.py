"""Finding listed words in a text: outside names, quotes, terms that are defined, and wordings in which they are fine."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from govtech.quality.models import ABBREVIATIONS, RuleKind

AROUND = 18
"""Characters shown on each side of a word."""
LONGEST_CLAUSE = 300
_SENTENCE = re.compile(r"[^。\n|]+")
_OPENERS = ("等", "など")
_QUOTED = re.compile(r"「[^」\n]{1,80}」")
_LAW = re.compile(
    r"等(?=(?:に関する|に係る|の[^。、\n「」]{1,24}に関する)[^。、\n「」]{0,40}(?:法律|規則|条例|規程|指針|要綱|政令|省令|告示|機構)"
    r"|[^。、\n「」]{0,60}(?:法律|政令|省令|府令|規則|条例|訓令|告示)\((?:明治|大正|昭和|平成|令和))"
)
"""Inside the name of a law or a body, not after it: 推進等に関する法律, but 法律等. A number proves a name."""
_CLAUSE = re.compile(r"[。\n|]|とし、|であり、")
_TERM = re.compile(r"「([^」\n]{1,30}(?:等|など))」")
_CELL = re.compile(r"^\|\s*([^|\n]{1,30}(?:等|など))\s*\|", re.MULTILINE)
_LATIN = re.compile(r"[A-Za-z0-9]")
_SHORT_NAME = 5
"""Names in Latin letters up to this length (LINE, Edge) are found as they are written, longer ones in any case."""


@dataclass(frozen=True, slots=True)
class Rule:
    """An entry of the list that is in force."""

    kind: RuleKind
    word: str
    phrases: tuple[str, ...] = ()
    why: str = ""
    instead: str = ""


@dataclass(frozen=True)
class Lists:
    """Everything the check works by; matchers are made once."""

    rules: tuple[Rule, ...]
    by_word: dict[tuple[RuleKind, str], Rule] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_word", {(rule.kind, rule.word): rule for rule in self.rules})

    def of(self, *kinds: RuleKind) -> list[Rule]:
        """The entries of some kinds."""
        return [rule for rule in self.rules if rule.kind in kinds]

    def words(self, kind: RuleKind) -> list[str]:
        """The words of a kind."""
        return [rule.word for rule in self.of(kind)]

    @cached_property
    def vague(self) -> Words:
        """Words that cannot be measured."""
        return Words([rule for rule in self.of(RuleKind.VAGUE) if rule.word != ABBREVIATIONS])

    @cached_property
    def products(self) -> Words:
        """Products and firms."""
        return Words(self.of(RuleKind.PRODUCT), self.words(RuleKind.EXCUSE))

    @cached_property
    def weak(self) -> Words:
        """What a mandatory item must not say."""
        return Words(self.of(RuleKind.WEAK))

    @cached_property
    def strong(self) -> Words:
        """What other items must not say."""
        return Words(self.of(RuleKind.STRONG))


@dataclass(frozen=True, slots=True)
class Hit:
    """A listed word in a text, once for each word, with the text around its first place."""

    word: str
    excerpt: str


class Words:
    """Listed words, found in one pass over a text."""

    def __init__(self, rules: Sequence[Rule], excuses: Sequence[str] = ()) -> None:
        self._folded = {folded(rule.word).casefold(): rule.word for rule in rules}
        self._pattern = _alternatives(rule.word for rule in rules)
        self._fine = _alternatives(phrase for rule in rules for phrase in rule.phrases)
        self._excuses = tuple(map(folded, excuses))
        self._opening = any(rule.word in _OPENERS for rule in rules)

    def find(self, text: str, terms: Iterable[str] = ()) -> Iterator[Hit]:
        """Each listed word that stands in the text; `terms` are defined ones, which may hold a listed word."""
        if self._pattern is None:
            return
        plain = folded(text)
        seen: set[str] = set()
        if not self._pattern.search(plain):
            return
        masked = self._masked(plain, terms)
        for match in self._pattern.finditer(masked):
            word = self._folded[match.group().casefold()]
            if word not in seen and not self._excused(plain, match.start()):
                seen.add(word)
                yield Hit(word, around(plain, match.start(), match.end()))

    def _masked(self, text: str, terms: Iterable[str]) -> str:
        text = _QUOTED.sub(_blank, text)
        for term in terms:
            text = text.replace(term, "\0" * len(term))
        if self._fine is not None:
            text = self._fine.sub(_blank, text)
        return _LAW.sub("\0", text) if self._opening else text

    def _excused(self, text: str, at: int) -> bool:
        if not self._excuses:
            return False
        first, last = max(0, at - LONGEST_CLAUSE), at + LONGEST_CLAUSE
        start = max((match.end() for match in _CLAUSE.finditer(text, first, at)), default=first)
        end = _CLAUSE.search(text, at, last)
        clause = text[start : end.start() if end else last]
        return any(excuse in clause for excuse in self._excuses)


def folded(text: str) -> str:
    """The form in which words are compared: full-width letters and half-width kana made alike."""
    return unicodedata.normalize("NFKC", text)


def sentences_with(text: str, word: str) -> str:
    """The sentences and cells of a text in which a word stands: what an explanation of it speaks about."""
    wanted = folded(word).casefold()
    return "\n".join(one for one in _SENTENCE.findall(folded(text)) if wanted in one.casefold())


def defined_terms(texts: Iterable[str], cells: Iterable[str] = ()) -> set[str]:
    """Terms ending in 等 or など that the text itself defines: quoted anywhere, or first in a row of the terms."""
    quoted = {term for text in texts for term in _TERM.findall(folded(text))}
    return quoted | {term.strip() for text in cells for term in _CELL.findall(folded(text))}


def around(text: str, start: int, end: int) -> str:
    """A piece of text with what stands around it, in one line."""
    left, right = max(0, start - AROUND), min(len(text), end + AROUND)
    piece = " ".join(text[left:right].split())
    return f"{'…' if left else ''}{piece}{'…' if right < len(text) else ''}"


def _blank(match: re.Match[str]) -> str:
    return "\0" * len(match.group())


def _alternatives(words: Iterable[str]) -> re.Pattern[str] | None:
    known = sorted({folded(word) for word in words if word}, key=len, reverse=True)
    return re.compile("|".join(map(_one, known))) if known else None


def _one(word: str) -> str:
    before = r"(?<![A-Za-z0-9])" if _LATIN.match(word[0]) else ""
    after = r"(?![A-Za-z])" if _LATIN.match(word[-1]) else ""
    body = re.escape(word)
    loose = len(word) > _SHORT_NAME and word.isascii()
    return f"{before}{f'(?i:{body})' if loose else body}{after}"
