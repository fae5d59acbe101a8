"""Requirements that stand twice, and numbers that contradict each other: only where it is hardly ever wrong."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from govtech.quality.findings import Finding, FindingKind, Thing, found
from govtech.quality.measuring import pairs
from govtech.quality.wording import folded
from govtech.specifications.template_format import Item, Level

ALIKE = 0.86
"""Share of letter pairs that two texts must have in common to count as one requirement."""
AKIN = 0.5
"""Share from which two conditions may speak about the same thing."""
SHORTEST = 8
SHORTEST_START = 5
LONGEST_START = 60
_NOISE = re.compile(r"[\s、。，．,・「」（）()]+|(?:する|できる|である)?こと$|ものとする$")
_VALUE = re.compile(r"(\d[\d,]*(?:\.\d+)?)\s*([^\d\s、。（）()～~-]{1,3})")
_BOUND = re.compile(
    r"(?:^|(?<=[。\n]))([^。\n\d]*?)(\d[\d,]*(?:\.\d+)?)\s*(秒|分|時間|日|営業日|か月|年|%|件|世代|km|MB|GB)(以内|以上|以下|未満)"
)
_MEASURE = re.compile(
    r"(時間|期間|率|件数|人数|間隔|世代|距離|容量|時点|頻度|上限|下限|速度|精度)[^\d]{0,8}$"
)

_WHOSE = re.compile(r"^(?:(?:本|この)?(?:システム|サービス)(?:全体)?の)?")
SINGLE = frozenset({"稼働率", "年間稼働率", "目標復旧時間", "目標復旧時点", "計画停止の時間"})
"""Measures of which a whole system has one value."""
SAME = {
    "月間稼働率": "稼働率",
    "月の稼働率": "稼働率",
    "システム稼働率": "稼働率",
    "サービス稼働率": "稼働率",
}


class Stated(NamedTuple):
    """An item as it is compared: folded, filled, its text also without what does not matter, as bits of letter pairs."""

    item: Item
    whole: str
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
        rows.append(Stated(item, folded(text), bare, folded(condition), bits))
    return rows


def contradictions(rows: Sequence[Stated], bodies: Iterable[tuple[str, str]] = ()) -> Iterator[Finding]:
    """Items that say the same, with the same level or another, and numbers for one measure that differ.

    `bodies` are the texts of sections by their id, which are read for measures of which a system has one value.
    A higher number at a lower level is none of these: 99.5％ is mandatory, 99.9％ recommended.
    An item is held against the first that it repeats: a hundred alike are a hundred findings, not five thousand.
    """
    told: set[frozenset[str]] = set()
    answered: set[str] = set()
    for place, one in enumerate(rows):
        for other in rows[place + 1 :]:
            if _alike(one, other):
                told.add(frozenset({one.item.id, other.item.id}))
                findings = [] if other.item.id in answered else list(_twice(one, other))
                answered |= {finding.place for finding in findings}
                yield from findings
    yield from _bounds(rows, told)
    yield from _against_bodies(rows, bodies)


def _against_bodies(rows: Sequence[Stated], bodies: Iterable[tuple[str, str]]) -> Iterator[Finding]:
    """Where a section says 99.9％ of what a mandatory item says 99.5％ of."""
    held: dict[tuple[str, str, str], tuple[_Bound, Stated]] = {}
    for row in rows:
        for one in _bounds_of(row) if row.item.level is Level.MANDATORY else ():
            held.setdefault((one.words, one.unit, one.bound), (one, row))
    for section, body in bodies if held else ():
        for one in _bounds_in("body", folded(body)):
            known = held.get((one.words, one.unit, one.bound))
            if known and one.words in SINGLE and known[0].number != one.number:
                bound, row = known
                word = f"{bound.number}{one.unit}・{one.number}{one.unit}"
                excerpt = f"{one.words}{one.number}{one.unit}{one.bound}"
                yield found(
                    FindingKind.NUMBERS,
                    Thing.SECTION,
                    section,
                    field="body",
                    word=word,
                    excerpt=excerpt,
                    other=row.item.id,
                    text=f"{row.text}\n{row.condition}\n{excerpt}",
                )


def _alike(one: Stated, other: Stated) -> bool:
    return bool(one.bits and other.bits) and _share(one, other) >= ALIKE


def _share(one: Stated, other: Stated) -> float:
    """How much of the letter pairs of two requirements is common; nothing for those of different networks."""
    every = (one.bits | other.bits).bit_count()
    if not every or one.item.layers != other.item.layers:
        return 0.0
    return (one.bits & other.bits).bit_count() / every


def _twice(one: Stated, other: Stated) -> Iterator[Finding]:
    left, right = _values(one), _values(other)
    apart = [unit for unit, number in left.items() if right.get(unit, number) != number]
    if one.item.level is not other.item.level:
        if not apart:
            yield _pair(FindingKind.LEVEL, one, other, "text")
    elif apart:
        unit = apart[0]
        yield _pair(FindingKind.NUMBERS, one, other, "condition", f"{left[unit]}{unit}・{right[unit]}{unit}")
    else:
        yield _pair(FindingKind.DUPLICATE, one, other, "text")


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


class _Bound(NamedTuple):
    """A number and its bound in an item; `alone`: the words before it say by themselves what is measured."""

    words: str
    unit: str
    bound: str
    number: str
    field: str
    alone: bool


def _bounds(rows: Sequence[Stated], told: set[frozenset[str]]) -> Iterator[Finding]:
    """The same words from the start of a sentence to a bound, with another number: 画面の応答時間は3秒以内 and 5秒以内.

    A condition speaks about its requirement: there the requirements have to be akin as well, but for measures
    of which a whole system has only one.
    """
    first: defaultdict[tuple[str, str, str], list[tuple[_Bound, Stated]]] = defaultdict(list)
    for row in rows:
        for one in _bounds_of(row):
            earlier = first[one.words, one.unit, one.bound]
            for held, other in earlier:
                both = frozenset({other.item.id, row.item.id})
                if held.number == one.number or other.item.level is not row.item.level:
                    continue
                if len(both) == 1 or both in told:
                    continue
                if (one.alone and held.alone) or _share(other, row) >= AKIN:
                    told.add(both)
                    word = f"{held.number}{one.unit}・{one.number}{one.unit}"
                    yield _pair(FindingKind.NUMBERS, other, row, one.field, word)
                    break
            earlier.append((one, row))


def _bounds_of(row: Stated) -> Iterator[_Bound]:
    """What an item bounds; a service level says what it measures in its text and the number in its condition."""
    yield from _bounds_in("text", row.whole)
    yield from _bounds_in("condition", row.condition, row.whole if row.item.method or row.item.remedy else "")


def _bounds_in(field: str, text: str, whole: str = "") -> Iterator[_Bound]:
    for start, number, unit, bound in _BOUND.findall(text):
        words = _WHOSE.sub("", start.strip(" 　はがを、") or whole)
        words = SAME.get(words, words)
        single = words in SINGLE
        if single or (SHORTEST_START <= len(words) <= LONGEST_START and _MEASURE.search(words)):
            yield _Bound(words, unit, bound, number, field, single or field == "text")
