"""Requirements that stand twice, and numbers that contradict each other: only where it is hardly ever wrong."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from govtech.quality.findings import Finding, FindingKind, Thing, found
from govtech.quality.measuring import pairs
from govtech.quality.wording import folded
from govtech.specifications.template_format import Item

ALIKE = 0.86
"""Share of letter pairs that two texts must have in common to count as one requirement."""
SHORTEST = 8
LONGEST_START = 60
_NOISE = re.compile(r"[\s、。，．,・「」（）()]+|(?:する|できる|である)?こと$|ものとする$")
_VALUE = re.compile(r"(\d[\d,]*(?:\.\d+)?)\s*([^\d\s、。（）()～~-]{1,3})")
_BOUND = re.compile(
    r"([^、。（）()\n]*?)(\d[\d,]*(?:\.\d+)?)\s*(秒|分|時間|日|営業日|か月|年|%|件|世代|km|MB|GB)(以内|以上|以下|未満)"
)
_MEASURE = re.compile(
    r"(時間|期間|率|件数|人数|間隔|世代|距離|容量|時点|頻度|上限|下限|速度|精度)[^\d]{0,8}$"
)


class Stated(NamedTuple):
    """An item as it is compared: folded, filled, its letter pairs as bits."""

    item: Item
    text: str
    condition: str
    bits: int


def stated(items: Sequence[tuple[Item, str, str]]) -> list[Stated]:
    """Items with their filled text and condition, ready to be compared."""
    places: dict[str, int] = {}
    rows = []
    for item, text, condition in items:
        bare = _NOISE.sub("", folded(text))
        bits = 0
        for pair in pairs(re.sub(r"\d+", "0", bare)) if len(bare) >= SHORTEST else ():
            bits |= 1 << places.setdefault(pair, len(places))
        rows.append(Stated(item, bare, folded(condition), bits))
    return rows


def contradictions(rows: Sequence[Stated]) -> Iterator[Finding]:
    """Items that say the same, with the same level or another, and numbers for one measure that differ."""
    told: set[frozenset[str]] = set()
    for place, one in enumerate(rows):
        for other in rows[place + 1 :]:
            if _alike(one, other):
                told.add(frozenset({one.item.id, other.item.id}))
                yield _twice(one, other)
    yield from _bounds(rows, told)


def _alike(one: Stated, other: Stated) -> bool:
    if not (one.bits and other.bits) or one.item.layers != other.item.layers:
        return False
    common, every = (one.bits & other.bits).bit_count(), (one.bits | other.bits).bit_count()
    return common >= ALIKE * every


def _twice(one: Stated, other: Stated) -> Finding:
    if one.item.level is not other.item.level:
        return _pair(FindingKind.LEVEL, one, other, "text")
    left, right = _values(one), _values(other)
    for unit, number in left.items():
        if right.get(unit, number) != number:
            return _pair(FindingKind.NUMBERS, one, other, "condition", f"{number}{unit}・{right[unit]}{unit}")
    return _pair(FindingKind.DUPLICATE, one, other, "text")


def _pair(kind: FindingKind, one: Stated, other: Stated, field: str, word: str = "") -> Finding:
    return found(
        kind,
        Thing.ITEM,
        other.item.id,
        field=field,
        word=word,
        excerpt=one.text,
        other=one.item.id,
        text=f"{one.text}\n{one.condition}\n{other.text}\n{other.condition}",
    )


def _values(row: Stated) -> dict[str, str]:
    """Numbers by unit, where a unit stands only once in text and condition."""
    seen: defaultdict[str, set[str]] = defaultdict(set)
    for number, unit in _VALUE.findall(f"{row.text}\n{row.condition}"):
        seen[unit].add(number.replace(",", ""))
    return {unit: next(iter(numbers)) for unit, numbers in seen.items() if len(numbers) == 1}


def _bounds(rows: Sequence[Stated], told: set[frozenset[str]]) -> Iterator[Finding]:
    """The same words before a bound of the same unit, with another number: 画面の応答時間は3秒以内 and 5秒以内."""
    first: dict[tuple[str, str, str], tuple[str, Stated]] = {}
    for row in rows:
        for start, number, unit, bound in _BOUND.findall(f"{row.text}\n{row.condition}"):
            words = start.strip(" 　は、がを")
            if not SHORTEST <= len(words) <= LONGEST_START or not _MEASURE.search(words):
                continue
            held, earlier = first.setdefault((words, unit, bound), (number, row))
            both = frozenset({earlier.item.id, row.item.id})
            if held != number and both not in told and earlier.item.layers == row.item.layers:
                told.add(both)
                word = f"{held}{unit}・{number}{unit}"
                yield _pair(FindingKind.NUMBERS, earlier, row, "condition", word)
