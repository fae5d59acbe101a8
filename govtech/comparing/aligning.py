"""Which section and item of one text is which of another: by key, by words, by likeness, wherever they stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, TypeVar

from govtech.comparing.likeness import Mark, Marks, likeness
from govtech.core.text import nfkc
from govtech.drafting.content import ITEM_FIELDS, Plain

SAME_KEY = 0.3
"""From here on two texts of one key are taken for one: many drafts number from RQ-101."""
ALIKE = 0.55
"""From here on texts of different keys are taken for one."""
Row = TypeVar("Row")
Pairs = dict[str, str]
"""Keys of the right text by keys of the left one."""


@dataclass(frozen=True)
class ItemPair:
    """An item on both sides, or on one ({}: not there); where the other stands when it moved."""

    left: Plain
    right: Plain
    moved_to: str = ""

    @property
    def status(self) -> str:
        """same, changed, left (only there) or right."""
        if not self.right:
            return "left"
        if not self.left:
            return "right"
        alike = all(self.left[name] == self.right[name] for name in ITEM_FIELDS)
        return "same" if alike and not self.moved_to and not self.renumbered else "changed"

    @property
    def renumbered(self) -> bool:
        """Whether it has another number on the other side."""
        return bool(self.left and self.right and self.left["key"] != self.right["key"])


@dataclass(frozen=True)
class SectionPair:
    """A section on both sides, or on one ({}: not there), with its items."""

    left: Plain
    right: Plain
    items: list[ItemPair] = field(default_factory=list)

    @property
    def status(self) -> str:
        """same, changed, left or right: of title and body alone."""
        if not self.right:
            return "left"
        if not self.left:
            return "right"
        same = (self.left["title"], self.left["body"]) == (self.right["title"], self.right["body"])
        return "same" if same else "changed"


class _Text(NamedTuple):
    """A thing to be matched: its key, its words, their mark."""

    key: str
    words: str
    mark: Mark


def aligned(left: Plain, right: Plain) -> list[SectionPair]:
    """Both texts side by side in the order of the left one; what only the right one has stands where it has it."""
    marks = Marks()
    sections = matched(_sections(left, marks), _sections(right, marks))
    items = matched(item_texts(left, marks), item_texts(right, marks))
    return list(_together(left, right, sections, items))


def _sections(plain: Plain, marks: Marks) -> list[_Text]:
    rows = []
    for section in plain["sections"]:
        words = "\n".join([section["title"], section["body"], *(item["text"] for item in section["items"])])
        rows.append(_Text(section["key"], nfkc(section["title"]), marks.of(words)))
    return rows


def item_texts(plain: Plain, marks: Marks) -> list[_Text]:
    """The items to be matched."""
    rows = []
    for section in plain["sections"]:
        for item in section["items"]:
            words = f"{item['text']}\n{item['condition']}"
            rows.append(_Text(item["key"], words, marks.of(words)))
    return rows


def matched(left: Sequence[_Text], right: Sequence[_Text]) -> Pairs:
    """Pairs of one key that are alike, then of the same words, then the most alike that are left."""
    pairs: Pairs = {}
    by_key = {one.key: one for one in right}
    for one in left:
        other = by_key.get(one.key)
        if other and (one.words == other.words or likeness(one.mark, other.mark) >= SAME_KEY):
            pairs[one.key] = other.key
    by_words = {one.words: one for one in reversed(_left(right, pairs.values())) if one.words}
    for one in _left(left, pairs):
        other = by_words.pop(one.words, None)
        if other:
            pairs[one.key] = other.key
    free = _left(right, pairs.values())
    found = [
        (score, one.key, other.key)
        for one in _left(left, pairs)
        for other in free
        if (score := likeness(one.mark, other.mark)) >= ALIKE
    ]
    taken = set(pairs.values())
    for _score, one_key, other_key in sorted(found, key=lambda row: -row[0]):
        if one_key not in pairs and other_key not in taken:
            pairs[one_key] = other_key
            taken.add(other_key)
    return pairs


def _left(rows: Sequence[_Text], taken: Iterable[str]) -> list[_Text]:
    known = set(taken)
    return [one for one in rows if one.key not in known]


def _together(left: Plain, right: Plain, sections: Pairs, items: Pairs) -> Iterator[SectionPair]:
    rights = {section["key"]: section for section in right["sections"]}
    placed = _Placed(right, items)
    pairs = [
        (sections.get(one["key"], ""), (one, rights.get(sections.get(one["key"], ""), {})))
        for one in left["sections"]
    ]
    known = set(sections.values())
    extra: list[tuple[str, tuple[Plain, Plain]]] = [
        (key, ({}, one)) for key, one in rights.items() if key not in known
    ]
    for _key, (one, other) in _woven(pairs, extra, list(rights)):
        yield SectionPair(one, other, placed.rows(one, other))


class _Placed:
    """The items of the right text and where they stand there."""

    def __init__(self, right: Plain, pairs: Pairs) -> None:
        self._pairs = pairs
        self._known = set(pairs.values())
        self._items = {item["key"]: item for section in right["sections"] for item in section["items"]}
        self._homes = {item["key"]: section for section in right["sections"] for item in section["items"]}

    def rows(self, one: Plain, other: Plain) -> list[ItemPair]:
        """The items of two sections side by side; the partner of one that moved stands beside it all the same."""
        here: list[tuple[str, ItemPair]] = []
        for item in one.get("items", ()):
            key = self._pairs.get(item["key"], "")
            home = self._homes.get(key, other)
            moved = home["title"] if home and home["key"] != other.get("key") else ""
            here.append((key, ItemPair(item, self._items.get(key, {}), moved)))
        theirs = other.get("items", [])
        only = [(item["key"], ItemPair({}, item)) for item in theirs if item["key"] not in self._known]
        return [pair for _key, pair in _woven(here, only, [item["key"] for item in theirs])]


def _woven(
    here: Sequence[tuple[str, Row]], extra: Sequence[tuple[str, Row]], order: Sequence[str]
) -> list[tuple[str, Row]]:
    """The rows with the extra ones in: each after the nearest of those that stand before it in the right text."""
    woven = list(here)
    for key, row in extra:
        places = {known: at for at, (known, _row) in enumerate(woven)}
        before = (places[one] for one in reversed(order[: order.index(key)]) if one in places)
        woven.insert(next(before, -1) + 1, (key, row))
    return woven
