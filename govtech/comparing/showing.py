"""Two aligned texts as they are read: values named, differences marked on both sides, filtered and counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from govtech.comparing.aligning import ItemPair, SectionPair
from govtech.core.diff import Change, folded, redline
from govtech.drafting.content import Plain
from govtech.drafting.naming import Names
from govtech.drafting.redlining import words

TEXTS = ("text", "condition", "note", "method", "remedy")
FACTS = ("kind", "level", "layers")
ALIKE_ENOUGH = 0.25
"""Of texts with less in common a redline would be harder to read than the two beside each other."""


class Cell(NamedTuple):
    """A field on both sides, each as stretches to be shown."""

    name: str
    left: list[Change]
    right: list[Change]


@dataclass(frozen=True)
class Row:
    """Two sections' texts or two items beside each other."""

    status: str
    left_key: str
    right_key: str
    cells: list[Cell]
    left_facts: str = ""
    right_facts: str = ""
    moved_to: str = ""
    renumbered: bool = False


@dataclass(frozen=True)
class Chapter:
    """Two sections beside each other, with their items."""

    left: str
    right: str
    status: str
    body: Row | None
    rows: list[Row]


@dataclass(frozen=True)
class Wanted:
    """What a reader filters by; "" for everything."""

    everything: bool = False
    kind: str = ""
    level: str = ""

    def takes(self, pair: ItemPair) -> bool:
        """Whether the pair is of the kind and level asked for, on either side."""
        sides = [one for one in (pair.left, pair.right) if one]
        return (not self.kind or any(one["kind"] == self.kind for one in sides)) and (
            not self.level or any(one["level"] == self.level for one in sides)
        )


def chapters(pairs: list[SectionPair], left: Plain, right: Plain, wanted: Wanted) -> list[Chapter]:
    """What is to be shown: with a kind or level asked for, items alone."""
    names = Names(left), Names(right)
    shown = []
    for pair in pairs:
        rows = [
            _item(item, names)
            for item in pair.items
            if wanted.takes(item) and (wanted.everything or item.status != "same")
        ]
        narrowed = wanted.kind or wanted.level
        body = _body(pair, names) if not narrowed and (wanted.everything or pair.status != "same") else None
        if rows or body:
            titles = pair.left.get("title", ""), pair.right.get("title", "")
            shown.append(Chapter(*titles, pair.status, body, rows))
    return shown


def _body(pair: SectionPair, names: tuple[Names, Names]) -> Row | None:
    cells = [_cell("title", pair.left, pair.right, names), _cell("body", pair.left, pair.right, names)]
    cells = [cell for cell in cells if cell.name == "body" or _differs(cell)]
    cells = [cell for cell in cells if cell.left or cell.right]
    return Row(pair.status, "", "", cells) if cells else None


def _differs(cell: Cell) -> bool:
    return any(change.kind != "same" for change in (*cell.left, *cell.right))


def _item(pair: ItemPair, names: tuple[Names, Names]) -> Row:
    cells = [_cell(name, pair.left, pair.right, names) for name in TEXTS]
    facts = [_fact(name, pair.left, pair.right) for name in FACTS]
    both = [cell for cell in (*cells, *facts) if cell.left or cell.right]
    kept = [cell for cell in both if cell.name in {"text", "condition"} or _differs(cell)]
    return Row(
        pair.status,
        pair.left.get("key", ""),
        pair.right.get("key", ""),
        kept,
        _in_short(pair.left),
        _in_short(pair.right),
        pair.moved_to,
        pair.renumbered,
    )


def _in_short(item: Plain) -> str:
    """Level and kind of an item: 必須・機能."""
    return "・".join(words(name, item[name]) for name in ("level", "kind")) if item else ""


def _fact(name: str, left: Plain, right: Plain) -> Cell:
    """A field with words for its values: all of it, or nothing, is otherwise."""
    one, other = words(name, left.get(name)), words(name, right.get(name))
    kinds = ("same", "same") if one == other or not left or not right else ("removed", "added")
    return Cell(name, _stretch(kinds[0], one), _stretch(kinds[1], other))


def _stretch(kind: str, text: str) -> list[Change]:
    return [Change(kind, text)] if text else []


def _cell(name: str, left: Plain, right: Plain, names: tuple[Names, Names]) -> Cell:
    one, other = names[0].text(left.get(name, "")), names[1].text(right.get(name, ""))
    if one == other or not left or not right:
        return Cell(name, _stretch("same", one), _stretch("same", other))
    changes = redline(one, other)
    same = sum(len(change.text) for change in changes if change.kind == "same")
    if 2 * same < ALIKE_ENOUGH * (len(one) + len(other)):
        return Cell(name, _stretch("removed", one), _stretch("added", other))
    changes = folded(changes) if name == "body" else changes
    return Cell(
        name,
        [change for change in changes if change.kind != "added"],
        [change for change in changes if change.kind != "removed"],
    )


class Counts(NamedTuple):
    """How many items and sections are the same, changed, only on one side; by kind and level of what is shown."""

    items: Mapping[str, int]
    sections: Mapping[str, int]
    moved: int
    kinds: Mapping[str, int]
    levels: Mapping[str, int]


def counts(pairs: list[SectionPair], wanted: Wanted) -> Counts:
    """Counts of everything, and of what the filters would show."""
    items = [item for pair in pairs for item in pair.items]
    shown = [item for item in items if wanted.everything or item.status != "same"]
    kinds: Counter[str] = Counter()
    levels: Counter[str] = Counter()
    for item in shown:
        sides = [one for one in (item.left, item.right) if one]
        kinds.update({one["kind"] for one in sides if not wanted.level or one["level"] == wanted.level})
        levels.update({one["level"] for one in sides if not wanted.kind or one["kind"] == wanted.kind})
    return Counts(
        Counter(item.status for item in items),
        Counter(pair.status for pair in pairs),
        sum(1 for item in items if item.moved_to or item.renumbered),
        kinds,
        levels,
    )


class Value(NamedTuple):
    """A value that differs, or that only one side has ("": not there)."""

    label: str
    left: str
    right: str


def values(left: Plain, right: Plain) -> list[Value]:
    """Values that differ, by their names, in the order of the left text."""
    one = {row["name"]: row for row in left["parameters"]}
    other = {row["name"]: row for row in right["parameters"]}
    found = []
    for name in dict.fromkeys([*one, *other]):
        row = one.get(name) or other[name]
        pair = tuple(
            f"{side[name]['value']}{side[name]['unit']}" if name in side else "" for side in (one, other)
        )
        if pair[0] != pair[1]:
            found.append(Value(row["label"], *pair))
    return found
