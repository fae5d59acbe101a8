"""References in plain words that lead nowhere: to a chapter, an annex or a requirement that the text does not have."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from govtech.quality.wording import folded

_CHAPTER = re.compile(r"第(\d{1,3}|[一二三四五六七八九十]{1,3})章")
_ANNEX = re.compile(r"(別紙|別表|別添)(?:第|の)?(\d{1,3})(?!\d|号)")
_ANNEX_HERE = re.compile(
    r"^(?:#{1,6}\s*|表:)?[^。\n|]{0,12}?(別紙|別表|別添)(?:第|の)?(\d{1,3})(?:[\s　:(「]|$)", re.MULTILINE
)
_ITEM = re.compile(r"(?<![A-Za-z0-9-])([A-Z]{1,4}(?:-[A-Z])?)-(\d{1,4})(?![\d-])")
_ITEM_ID = re.compile(r"([A-Z]{1,4}(?:-[A-Z])?)-\d{1,4}")
_ELSEWHERE = re.compile(
    r"法律?|条例|規則|規程|規約|政令|省令|告示|指針|ガイドライン|基準|要綱|手引|契約書|標準仕様"
)
"""Before a chapter's number in the same clause: it is a chapter of something else."""
_LEFT_OUT = re.compile(r"[はを]適用しな")
_KANJI = "一二三四五六七八九"


@dataclass(frozen=True)
class Targets:
    """What a text has to point at: chapters by number, annexes by kind and number, requirements."""

    chapters: int
    items: frozenset[str]
    annexes: frozenset[str] = frozenset()
    _series: frozenset[str] = field(init=False, default=frozenset())
    _kinds: frozenset[str] = field(init=False, default=frozenset())

    def __post_init__(self) -> None:
        series = (_ITEM_ID.fullmatch(name) for name in self.items)
        object.__setattr__(self, "_series", frozenset(match[1] for match in series if match))
        object.__setattr__(self, "_kinds", frozenset(name[:2] for name in self.annexes))

    def lost(self, text: str) -> Iterator[tuple[str, int]]:
        """What a text names that is not there, and where it does.

        Annexes count only in a text that has some of the kind itself: others come as papers of their own.
        """
        plain = folded(text)
        for match in _CHAPTER.finditer(plain) if self.chapters else ():
            if _number(match[1]) > self.chapters and not _ELSEWHERE.search(_clause(plain, match.start())):
                yield match.group(), match.start()
        for match in _ANNEX.finditer(plain):
            if match[1] in self._kinds and f"{match[1]}{match[2]}" not in self.annexes:
                yield match.group(), match.start()
        for match in _ITEM.finditer(plain):
            if match[1] not in self._series or match.group() in self.items:
                continue
            if not _LEFT_OUT.match(plain, match.end()):
                yield match.group(), match.start()


def annexes(texts: Iterable[str]) -> frozenset[str]:
    """The annexes that headings, titles and captions of a text announce: 別紙1, 別表2."""
    return frozenset(
        f"{kind}{int(number)}" for text in texts for kind, number in _ANNEX_HERE.findall(folded(text))
    )


def _clause(text: str, at: int) -> str:
    start = max(text.rfind(mark, 0, at) for mark in "。\n|")
    return text[start + 1 : at]


def _number(digits: str) -> int:
    if digits.isdigit():
        return int(digits)
    tens, ten, ones = digits.partition("十")
    if not ten:
        return _KANJI.find(digits) + 1
    return (_KANJI.find(tens) + 1 or 1) * 10 + (_KANJI.find(ones) + 1 if ones else 0)
