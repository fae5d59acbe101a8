"""What a newer template version has otherwise than the one a draft began from, and how it comes into the draft."""

from __future__ import annotations

import copy
import enum
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from govtech.core.errors import Invalid
from govtech.drafting.content import ITEM_FIELDS, PARAMETER_FIELDS, SECTION_FIELDS, Plain, parameter_of
from govtech.drafting.models import Thing
from govtech.drafting.writing import brought_together
from govtech.specifications.template_text import parse_value, placeholders

Place = tuple[Thing, str]
Flat = dict[Place, Plain]
_TYPED = ("type", "unit", "choices", "value")
"""Fields of a parameter that only make sense together."""


class What(enum.StrEnum):
    """What the template did to a thing."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


class Standing(enum.StrEnum):
    """How the draft stands to it: as the template had it, edited, or taken out of the draft."""

    AS_BEFORE = "as_before"
    EDITED = "edited"
    GONE = "gone"


@dataclass(frozen=True)
class Offered:
    """One thing that the template changed: before and after in the template, and as the draft has it ({}: not)."""

    thing: Thing
    key: str
    what: What
    base: Plain
    theirs: Plain
    ours: Plain
    standing: Standing

    @property
    def place(self) -> Place:
        """Which thing it is."""
        return self.thing, self.key

    @property
    def safe(self) -> bool:
        """Whether it can come in without undoing what the draft did: then nobody needs to look."""
        if self.what is What.REMOVED:
            return self.standing is Standing.AS_BEFORE
        return self.standing is not Standing.GONE


@dataclass(frozen=True)
class Clashing:
    """A field that the template and the draft both changed in a way that a person has to settle."""

    thing: Thing
    key: str
    field: str
    base: Any
    theirs: Any
    ours: Any


def flat(plain: Plain) -> Flat:
    """Every section, item and parameter by itself; a section states its `parent`, an item its `section`."""
    found: Flat = {}
    for section in plain["sections"]:
        values = {name: section[name] for name in SECTION_FIELDS}
        found[Thing.SECTION, section["key"]] = values | {"parent": section["parent"]}
        for item in section["items"]:
            stated = {name: item[name] for name in ITEM_FIELDS}
            found[Thing.ITEM, item["key"]] = stated | {"section": section["key"]}
    for parameter in plain["parameters"]:
        found[Thing.PARAMETER, parameter["name"]] = {name: parameter[name] for name in PARAMETER_FIELDS}
    return found


def offered(base: Flat, theirs: Flat, ours: Flat) -> list[Offered]:
    """What the template changed and the draft does not have yet, in the order of the newer template."""
    return list(_offered(base, theirs, ours))


def _offered(base: Flat, theirs: Flat, ours: Flat) -> Iterator[Offered]:
    for place in [*theirs, *(place for place in base if place not in theirs)]:
        before, after, here = base.get(place, {}), theirs.get(place, {}), ours.get(place, {})
        if before == after or _same(place[0], after, here):
            continue
        what = What.ADDED if not before else What.CHANGED if after else What.REMOVED
        if here:
            standing = Standing.AS_BEFORE if _same(place[0], before, here) else Standing.EDITED
        else:
            standing = Standing.GONE if before else Standing.AS_BEFORE
        yield Offered(*place, what, before, after, here, standing)


def _same(thing: Thing, one: Plain, other: Plain) -> bool:
    """Whether two are alike; a value that was filled in is the draft's own affair."""
    if thing is Thing.PARAMETER and one and other:
        return one | {"value": ""} == other | {"value": ""}
    return one == other


def applied(ours: Plain, theirs: Plain, taken: Iterable[Offered]) -> tuple[Plain, list[Clashing]]:
    """The draft with these changes in it, and what a person has to settle: there the draft's words stay."""
    coming = _Coming(copy.deepcopy(ours), theirs)
    changes = list(taken)
    for change in sorted(changes, key=lambda one: one.thing is Thing.SECTION):
        if change.what is What.REMOVED:
            coming.remove(change)
    for thing in (Thing.SECTION, Thing.ITEM, Thing.PARAMETER):
        for change in changes:
            if change.thing is thing and change.what is not What.REMOVED:
                coming.take(change)
    coming.complete(changes)
    return coming.plain, coming.clashes


class _Coming:
    """A draft into which changes of its template come."""

    def __init__(self, plain: Plain, theirs: Plain) -> None:
        self.plain = plain
        self.theirs = theirs
        self.clashes: list[Clashing] = []

    def remove(self, change: Offered) -> None:
        """Out of the draft; a section stays while it holds something."""
        if change.thing is Thing.PARAMETER:
            if change.key not in self._used():
                self._keep("parameters", "name", change.key)
        elif change.thing is Thing.ITEM:
            for section in self.plain["sections"]:
                section["items"] = [item for item in section["items"] if item["key"] != change.key]
        elif not any(
            one["parent"] == change.key or (one["key"] == change.key and one["items"])
            for one in self.plain["sections"]
        ):
            self._keep("sections", "key", change.key)

    def _keep(self, rows: str, name: str, key: str) -> None:
        self.plain[rows] = [row for row in self.plain[rows] if row[name] != key]

    def _used(self) -> set[str]:
        """Parameters that the texts of the draft use."""
        texts = [section["body"] for section in self.plain["sections"]]
        for section in self.plain["sections"]:
            for item in section["items"]:
                texts += [item[name] for name in ("text", "condition", "note", "method", "remedy")]
        return set().union(*map(placeholders, texts)) if texts else set()

    def take(self, change: Offered) -> None:
        """Into the draft: merged where it has it, in its place where it does not."""
        if change.thing is Thing.SECTION:
            self._take_section(change)
        elif change.thing is Thing.ITEM:
            self._take_item(change)
        else:
            self._take_parameter(change)

    def _take_section(self, change: Offered) -> None:
        section = self._section(change.key)
        if section is None:
            self._need_section(change.key)
            return
        self._merge(change, section, SECTION_FIELDS)
        moved_to = change.theirs["parent"]
        if section["parent"] == change.base.get("parent") != moved_to:
            self._move_section(section, moved_to)

    def _move_section(self, section: Plain, parent: str | None) -> None:
        """To another chapter; one that is a chapter with sections of its own in the draft stays where it is."""
        inner = [one for one in self.plain["sections"] if one["parent"] == section["key"]]
        if parent is not None and inner:
            return
        section["parent"] = parent = self._chapter(parent)
        moving = {section["key"]} | {one["key"] for one in inner}
        left = [one for one in self.plain["sections"] if one["key"] not in moving]
        self.plain["sections"] = left
        at = self._place_of_section(section["key"], parent)
        left[at:at] = [section, *inner]

    def _need_section(self, key: str) -> Plain:
        """The section of the draft; when it is not there, the template's comes in, with its chapter."""
        known = self._section(key)
        if known is not None:
            return known
        section = next(one for one in self.theirs["sections"] if one["key"] == key)
        parent = self._chapter(section["parent"])
        made: Plain = {**section, "parent": parent, "items": []}
        self.plain["sections"].insert(self._place_of_section(key, parent), made)
        return made

    def _chapter(self, key: str | None) -> str | None:
        """The chapter of the draft that the template's section stands in: there are chapters and sections, no more."""
        if key is None:
            return None
        section = self._need_section(key)
        return str(section["parent"] or section["key"])

    def _section(self, key: str) -> Plain | None:
        return next((one for one in self.plain["sections"] if one["key"] == key), None)

    def _place_of_section(self, key: str, parent: str | None) -> int:
        """After the nearest one before it in the template that the draft has beside it, else right below its chapter."""
        order = [one["key"] for one in self.theirs["sections"]]
        rows = self.plain["sections"]
        for before in reversed(order[: order.index(key)]):
            places = [at for at, one in enumerate(rows) if before in (one["key"], one["parent"])]
            own = self._section(before)
            if places and own is not None and own["parent"] == parent:
                return places[-1] + 1
        return 0 if parent is None else next(at for at, one in enumerate(rows) if one["key"] == parent) + 1

    def _take_item(self, change: Offered) -> None:
        home = next(
            (one for one in self.plain["sections"] if any(row["key"] == change.key for row in one["items"])),
            None,
        )
        target = change.theirs["section"]
        if home is None:
            stated = {name: change.theirs[name] for name in ITEM_FIELDS}
            self._insert(self._need_section(target), {"key": change.key} | copy.deepcopy(stated))
            return
        item = next(row for row in home["items"] if row["key"] == change.key)
        self._merge(change, item, ITEM_FIELDS)
        if home["key"] == change.base.get("section") != target:
            home["items"].remove(item)
            self._insert(self._need_section(target), item)

    def _insert(self, section: Plain, item: Plain) -> None:
        """Beside the neighbours that it has in the template."""
        theirs = next(one for one in self.theirs["sections"] if one["key"] == section["key"])
        order = [row["key"] for row in theirs["items"]]
        here = [row["key"] for row in section["items"]]
        before = [key for key in order[: order.index(item["key"])] if key in here]
        after = [key for key in order[order.index(item["key"]) :] if key in here]
        if before:
            section["items"].insert(here.index(before[-1]) + 1, item)
        else:
            section["items"].insert(here.index(after[0]) if after else len(here), item)

    def _merge(self, change: Offered, row: Plain, names: Sequence[str]) -> None:
        """Field by field, sentence by sentence; what clashes stays as the draft has it."""
        base = {name: change.base.get(name, _nothing(row[name])) for name in names}
        theirs = {name: change.theirs[name] for name in names}
        ours = {name: row[name] for name in names}
        result, clashing = brought_together(base, theirs, ours)
        row.update(result)
        self.clashes += [
            Clashing(change.thing, change.key, name, base[name], theirs[name], ours[name])
            for name in clashing
        ]

    def _take_parameter(self, change: Offered) -> None:
        row = next((one for one in self.plain["parameters"] if one["name"] == change.key), None)
        if row is None:
            self.plain["parameters"].append({"name": change.key} | copy.deepcopy(change.theirs))
            return
        if not change.base:  # two of one name: the draft's own stays
            return
        merged = {
            name: value if row[name] == change.base.get(name, row[name]) else row[name]
            for name, value in change.theirs.items()
        }
        if not _fits(change.key, merged):
            merged |= {name: row[name] for name in _TYPED}
        row.update(merged)

    def complete(self, changes: Iterable[Offered]) -> None:
        """Parameters that the new texts use come along with them."""
        known = {row["name"] for row in self.plain["parameters"]}
        missing = self._used() - known if any(one.what is not What.REMOVED for one in changes) else set()
        self.plain["parameters"] += [
            copy.deepcopy(row) for row in self.theirs["parameters"] if row["name"] in missing
        ]


def _nothing(value: Any) -> Any:
    return [] if isinstance(value, list) else ""


def _fits(name: str, parameter: Mapping[str, Any]) -> bool:
    """Whether the value is one that its type allows."""
    try:
        parse_value(parameter_of({"name": name} | dict(parameter)), parameter["value"])
    except Invalid:
        return False
    return True
