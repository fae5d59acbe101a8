"""Items that several specifications have in common: candidates for the standard."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from govtech.comparing.aligning import ALIKE, SAME_KEY
from govtech.comparing.likeness import Mark, Marks, likeness
from govtech.comparing.sides import Side
from govtech.core.errors import Invalid
from govtech.core.words import gettext as _
from govtech.drafting.content import Plain
from govtech.drafting.naming import Names
from govtech.specifications.template_text import placeholders


class Found(NamedTuple):
    """An item of one of the texts: which text by its place, the section it stands in, itself, its words to read."""

    side: int
    section: Plain
    item: Plain
    text: str
    condition: str
    mark: Mark


@dataclass
class Group:
    """Items that are alike, at most one of each text; `standard` is the number of the template's item like them."""

    found: dict[int, Found] = field(default_factory=dict)
    standard: str = ""

    @property
    def first(self) -> Found:
        """The item that stands for the group."""
        return next(iter(self.found.values()))

    @property
    def address(self) -> str:
        """Which item stands for the group, for forms."""
        return f"{self.first.side}:{self.first.item['key']}"

    def alike(self, side: int) -> int:
        """How much of a text's item is that of the first one, in hundredths; 100 for the same words."""
        return int(100 * likeness(self.first.mark, self.found[side].mark))

    @property
    def differs(self) -> bool:
        """Whether level or condition are not the same everywhere."""
        stated = {(one.item["level"], one.condition) for one in self.found.values()}
        return len(stated) > 1


def groups(sides: Sequence[Side], template: Side | None = None) -> list[Group]:
    """Groups of alike items over all texts, those that most of them have first."""
    marks = Marks()
    made: list[Group] = []
    for place, side in enumerate(sides):
        _sort_in(made, list(_items(place, side, marks)))
    if template is not None:
        standard: list[Group] = made.copy()
        known = {id(group) for group in made}
        rows = list(_items(-1, template, marks))
        _sort_in(standard, rows)
        for group in standard:
            if id(group) in known and -1 in group.found:
                group.standard = group.found.pop(-1).item["key"]
    return sorted(made, key=lambda group: -len(group.found))


def _items(place: int, side: Side, marks: Marks) -> Iterator[Found]:
    names = Names(side.plain)
    for section in side.plain["sections"]:
        for item in section["items"]:
            mark = marks.of(f"{item['text']}\n{item['condition']}")
            yield Found(place, section, item, names.text(item["text"]), names.text(item["condition"]), mark)


def _sort_in(made: list[Group], rows: Sequence[Found]) -> None:
    """Each item of one text to the group that is most like it, or to one of its own."""
    by_words = {(group.first.text, group.first.condition): group for group in reversed(made)}
    by_key = {group.first.item["key"]: group for group in reversed(made)}
    left = []
    for row in rows:
        group = by_words.get((row.text, row.condition))
        if group is None or row.side in group.found:
            group = by_key.get(row.item["key"])
            if group and likeness(group.first.mark, row.mark) < SAME_KEY:
                group = None
        if group is None or row.side in group.found:
            left.append(row)
        else:
            group.found[row.side] = row
    free = [group for group in made if rows and rows[0].side not in group.found]
    scores = [
        (score, at, group)
        for at, row in enumerate(left)
        for group in free
        if (score := likeness(group.first.mark, row.mark)) >= ALIKE
    ]
    placed: set[int] = set()
    for _score, at, group in sorted(scores, key=lambda one: -one[0]):
        if at not in placed and left[at].side not in group.found:
            group.found[left[at].side] = left[at]
            placed.add(at)
    made += [Group({row.side: row}) for at, row in enumerate(left) if at not in placed]


def gathered(sides: Sequence[Side], addresses: Sequence[str]) -> Plain:
    """A content that holds the chosen items (`place:number`) in their sections, with the values that they use.

    Invalid when nothing was chosen. A number that is taken gets the next free ending.
    """
    chosen = set(addresses)
    sections: dict[str, Plain] = {}
    parameters: dict[str, Plain] = {}
    used: set[str] = set()
    for place, side in enumerate(sides):
        wanted: set[str] = set()
        for section in side.plain["sections"]:
            for item in section["items"]:
                if f"{place}:{item['key']}" not in chosen:
                    continue
                home = sections.setdefault(section["title"], _empty(section, len(sections)))
                home["items"].append(item | {"key": _free(item["key"], used)})
                wanted |= set().union(*(placeholders(item[name]) for name in ("text", "condition", "note")))
                wanted |= placeholders(item["method"]) | placeholders(item["remedy"])
        for row in side.plain["parameters"]:
            if row["name"] in wanted:
                parameters.setdefault(row["name"], row)
    if not sections:
        raise Invalid(_("下書きに入れる要件を選んでください。"), field="items")
    return {"sections": list(sections.values()), "parameters": list(parameters.values())}


def _empty(section: Plain, number: int) -> Plain:
    return {"key": f"common-{number + 1}", "parent": None, "title": section["title"], "body": "", "items": []}


def _free(key: str, used: set[str]) -> str:
    free, ending = key, 1
    while free in used:
        ending += 1
        free = f"{key}-{ending}"
    used.add(free)
    return free
