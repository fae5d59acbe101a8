"""The numbers that Word counts by itself: which list a paragraph belongs to, and what its number would be."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

from govtech.core.text import nfkc
from govtech.documents.docx_counters import written
from govtech.documents.docx_package import W
from govtech.documents.docx_styles import Style, Styles, is_on, whole

_PLACE: Final = re.compile(r"%(\d)")
_WORDS: Final = re.compile(r"[ぁ-ゟァ-ヺ㐀-鿿※§]|[A-Za-z]{2}")
_USUAL: Final = (
    {("decimal", "#"), ("decimal", "#)")},
    {("decimal", "(#)")},
    {("aiueo", "#")},
    {("aiueo", "(#)")},
)
_LONGEST_TEXT: Final = 100
"""Word itself takes 31 characters around a number."""
_BULLETS: Final = frozenset({"bullet", "none"})


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a numbering: its format, the text around its number, where it starts."""

    shape: str
    text: str
    start: int = 1
    legal: bool = False
    """Whether the numbers of the levels above are shown as digits, whatever their format."""
    goes_on: bool = False
    """Whether it is not begun anew below the next entry of a higher level, as articles below chapters."""

    @property
    def ordered(self) -> bool:
        """Whether its entries are counted."""
        return self.shape not in _BULLETS

    @property
    def literal(self) -> bool:
        """Whether the number says more than its value (第1条, 別紙1, ※), so that it belongs to the text."""
        return bool(_WORDS.search(_PLACE.sub("", self.text)))

    def looks_usual(self, depth: int) -> bool:
        """Whether its numbers look as those of lists do here at this level: 1., (1), ア, (ア)."""
        form = (self.shape.removesuffix("FullWidth"), nfkc(_PLACE.sub("#", self.text)).rstrip(".、 "))
        return form in _USUAL[min(depth, len(_USUAL) - 1)]


class Numbering:
    """The numberings of a file, and how far each has counted."""

    def __init__(self, tree: Any, styles: Styles) -> None:
        found = tree if tree is not None else ()
        self._abstract = {
            one.get(f"{W}abstractNumId", ""): one for one in found if one.tag == f"{W}abstractNum"
        }
        self._numbers = {one.get(f"{W}numId", ""): one for one in found if one.tag == f"{W}num"}
        self._styles = styles
        self._levels: dict[tuple[str, int], Level | None] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._begun: set[tuple[str, int]] = set()
        self._keys: dict[str, str] = {}
        self._overrides: dict[tuple[str, int], int | None] = {}
        self._depths: dict[tuple[str, tuple[str, ...]], int] = {}

    def level(self, number: str, depth: int) -> Level | None:
        """A level of a numbering; None when the file does not hold it."""
        key = (number, depth)
        if key not in self._levels:
            self._levels[key] = self._read(number, depth)
        return self._levels[key]

    def depth_of(self, number: str, style: Style) -> int:
        """The level that a style belongs to in a numbering that names its styles."""
        key = (number, style.chain)
        if key not in self._depths:
            self._depths[key] = self._named(number, style)
        return self._depths[key]

    def _named(self, number: str, style: Style) -> int:
        abstract = self._abstract_of(number)
        for level in abstract.iterfind(f"{W}lvl") if abstract is not None else ():
            named = level.find(f"{W}pStyle")
            if named is not None and named.get(f"{W}val") in style.chain:
                return min(max(whole(level.get(f"{W}ilvl"), 0), 0), 8)
        return 0

    def counted(self, number: str, depth: int) -> int:
        """The next number at a level; those below begin anew."""
        level = self.level(number, depth) or Level("decimal", "%1.")
        counts = self._counts.setdefault(self._key(number), {})
        place = (number, depth)
        if place not in self._overrides:
            self._overrides[place] = self._override(number, depth)
        override = self._overrides[place]
        if override is not None and place not in self._begun:
            counts[depth] = override
        else:
            counts[depth] = counts[depth] + 1 if depth in counts else level.start
        self._begun.add(place)
        for deeper in [one for one in counts if one > depth]:
            other = self.level(number, deeper)
            if other is None or not other.goes_on:
                del counts[deeper]
        return counts[depth]

    def label(self, number: str, depth: int) -> str:
        """The number as it is shown, after it was counted."""
        level = self.level(number, depth)
        counts = self._counts.get(self._key(number), {})

        def shown(found: re.Match[str]) -> str:
            at = int(found[1]) - 1
            other = self.level(number, at)
            shape = "decimal" if other is None or (level and level.legal and at != depth) else other.shape
            return written(counts.get(at, other.start if other else 1), shape)

        return _PLACE.sub(shown, level.text) if level else ""

    def _read(self, number: str, depth: int) -> Level | None:
        override = (
            self._numbers[number].find(f"{W}lvlOverride[@{W}ilvl='{depth}']/{W}lvl")
            if self._known(number)
            else None
        )
        abstract = self._abstract_of(number)
        found = override
        if found is None and abstract is not None:
            found = abstract.find(f"{W}lvl[@{W}ilvl='{depth}']")
        if found is None:
            return None
        return _level(found)

    def _known(self, number: str) -> bool:
        return number in self._numbers

    def _key(self, number: str) -> str:
        """What counts together: all numberings of one definition."""
        if number not in self._keys:
            found = self._numbers[number].find(f"{W}abstractNumId") if self._known(number) else None
            self._keys[number] = found.get(f"{W}val", number) if found is not None else f"?{number}"
        return self._keys[number]

    def _abstract_of(self, number: str) -> Any:
        abstract = self._abstract.get(self._key(number))
        link = abstract.find(f"{W}numStyleLink") if abstract is not None else None
        if link is not None:
            return self._abstract.get(self._key(self._styles.number_of(link.get(f"{W}val", ""))))
        return abstract

    def _override(self, number: str, depth: int) -> int | None:
        if not self._known(number):
            return None
        found = self._numbers[number].find(f"{W}lvlOverride[@{W}ilvl='{depth}']/{W}startOverride")
        return max(whole(found.get(f"{W}val"), 1), 0) if found is not None else None


def _level(element: Any) -> Level:
    shape = element.find(f".//{W}numFmt")
    text, start = element.find(f"{W}lvlText"), element.find(f"{W}start")
    legal, restart = element.find(f"{W}isLgl"), element.find(f"{W}lvlRestart")
    return Level(
        shape.get(f"{W}val", "decimal") if shape is not None else "decimal",
        text.get(f"{W}val", "")[:_LONGEST_TEXT] if text is not None else "",
        max(whole(start.get(f"{W}val"), 1), 0) if start is not None else 0,
        legal is not None and is_on(legal.get(f"{W}val", "1")),
        restart is not None and whole(restart.get(f"{W}val"), 1) == 0,
    )
