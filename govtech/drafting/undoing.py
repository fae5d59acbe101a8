"""Going back: one change taken out of the text while what came after it stays, or the whole text as it was."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple

from govtech.core.errors import Conflict
from govtech.core.policy import Actor, authorise
from govtech.core.words import gettext as _
from govtech.drafting import queries, writing
from govtech.drafting.content import SECTION_FIELDS, Plain, inserted
from govtech.drafting.models import Specification, Thing
from govtech.drafting.revising import hold
from govtech.drafting.shaping import reshape
from govtech.drafting.using import uses
from govtech.drafting.writing import Edit, Saved, brought_together

Place = tuple[Thing, str]
Home = str | None
"""The key of the section or chapter something stands in; None for chapters, PARAMETERS for values."""
PARAMETERS: Final = "{{}}"


class Undone(NamedTuple):
    """The text without a change, fields that somebody rewrote since (both texts are kept), places left as they are."""

    content: Plain
    clashes: tuple[Edit, ...]
    left: tuple[str, ...]


def undo(actor: Actor, specification: Specification, number: int, began_in: int, why: str) -> Saved:
    """Take the change of revision `number` back; NotFound for the first one, with which the text began.

    Conflict when there is nothing left of it, or when the text changed since revision `began_in`, which the actor
    has seen. What somebody wrote into the same words since stays, and both texts wait for a person to settle.
    """
    authorise(actor, "specification:edit", specification)
    hold(specification)
    _check_seen(specification, began_in)
    found, now = preview(specification, number), queries.content(specification)
    if found.content == now and not found.clashes:
        raise Conflict(_("この変更は、もう本文に残っていません。"))
    said = _("版%(n)sの変更を取り消す", n=number)
    if found.content != now:
        reshape(actor, specification, found.content, _because(said, why))
    base = queries.content_at(specification, number)
    clashes = [clash for edit in found.clashes for clash in writing.keep(actor, specification, edit, base)]
    return Saved(clashes=tuple(clashes), changes=int(found.content != now))


def restore(actor: Actor, specification: Specification, number: int, began_in: int, why: str = "") -> None:
    """Make the text what it was after a revision; what came since stays in the history.

    Conflict when the text changed since revision `began_in`: nobody throws away what they have not seen.
    """
    authorise(actor, "specification:edit", specification)
    hold(specification)
    _check_seen(specification, began_in)
    plain = queries.content_at(specification, number)
    reshape(actor, specification, plain, _because(_("版%(n)sの内容に戻す", n=number), why))


def preview(specification: Specification, number: int) -> Undone:
    """What `undo` would make of the text as it is now."""
    before, after = (queries.content_at(specification, at) for at in (number - 1, number))
    return without(before, after, queries.content(specification), number)


def _because(said: str, why: str) -> str:
    return (_("%(what)s（%(name)s）", what=said, name=why) if why else said)[:400]


def _check_seen(specification: Specification, began_in: int) -> None:
    if specification.revision != began_in:
        raise Conflict(
            _("見ている間に、ほかの人が本文を変えました。今の内容との違いを、もう一度確かめてください。")
        )


# -- contents alone


def without(before: Plain, after: Plain, now: Plain, number: int = 0) -> Undone:
    """The text as it is now, less what turned `before` into `after`; of `after` itself that leaves `before`."""
    work = _Work(before, after, now, number)
    work.merge()
    work.settle_removals()
    work.find_homes()
    return Undone(work.content(), tuple(work.clashes), tuple(dict.fromkeys(work.left)))


class _Work:
    """The three contents by place, and what becomes of each place."""

    def __init__(self, before: Plain, after: Plain, now: Plain, number: int) -> None:
        self.number = number
        self.was, self.became, self.saved = map(_flat, (before, after, now))
        self.home_was, self.home_became, self.home_now = map(_homes, (before, after, now))
        self.result = dict(self.saved)
        self.homes: dict[Place, Home] = {}
        self.clashes: list[Edit] = []
        self.left: list[str] = []
        self._added: list[Place] = []

    def merge(self) -> None:
        """Values place by place; what the change added is only noted."""
        for place in {**self.was, **self.became}:
            old, new, here = self.was.get(place), self.became.get(place), self.saved.get(place)
            if old == new:
                continue
            if old is None:
                self._added += [place] if here is not None else []
            elif new is None:
                self.result.setdefault(place, old)
            elif here is not None:
                self._merge_fields(place, old, new, here)

    def _merge_fields(self, place: Place, old: Plain, new: Plain, here: Plain) -> None:
        mine = {name: value for name, value in old.items() if value != new.get(name)}
        self.result[place], clashing = brought_together(new, mine, here)
        if clashing and place[0] is Thing.PARAMETER:
            self._leave(place)
        elif clashing:
            self.clashes.append(Edit(*place, {name: mine[name] for name in clashing}, self.number))

    def _leave(self, place: Place) -> None:
        values = self.result.get(place) or self.was.get(place) or self.became[place]
        self.left.append(values.get("title") or values.get("label") or place[1])

    def settle_removals(self) -> None:
        """What was added goes, unless somebody wrote in it, put something into it, or uses it since."""
        going = {place for place in self._added if self.saved[place] == self.became[place]}
        for place in sorted(
            going, key=lambda one: one[0] is not Thing.ITEM
        ):  # items first, then what held them
            if place[0] is Thing.SECTION and any(
                home == place[1] and inner in self.result for inner, home in self.home_now.items()
            ):
                continue
            del self.result[place]
        used = uses(_built(self.result, self._now_homes()))
        for place in going:
            if place[0] is Thing.PARAMETER and place[1] in used:
                self.result[place] = self.saved[place]
        for place in self._added:
            if place in self.result:
                self._leave(place)

    def _now_homes(self) -> dict[Place, Home]:
        return {place: self.home_now.get(place, self.home_was.get(place)) for place in self.result}

    def find_homes(self) -> None:
        """Where each place stands: what the change moved goes back, unless it was moved again."""
        self.homes = self._now_homes()
        for place in list(self.result):
            was, became = self.home_was.get(place), self.home_became.get(place)
            put_back = place not in self.saved
            moved = place in self.home_was and place in self.home_became and was != became
            if put_back or (moved and self.home_now[place] == became):
                self._move(place, was, put_back=put_back)

    def _move(self, place: Place, home: Home, *, put_back: bool) -> None:
        if self._can_stand(place, home):
            self.homes[place] = home
        elif not put_back:
            self._leave(place)
        elif place[0] is Thing.SECTION:
            self.homes[place] = None
        else:
            self._leave(place)
            del self.result[place]

    def _can_stand(self, place: Place, home: Home) -> bool:
        if home in (None, PARAMETERS):
            return True
        above = (Thing.SECTION, home or "")
        if place[0] is Thing.ITEM:
            return above in self.result
        holds = any(one[0] is Thing.SECTION and to == place[1] for one, to in self.homes.items())
        return above in self.result and self.homes.get(above) is None and not holds

    def content(self) -> Plain:
        """The text in its order."""
        placed = {place: self.homes[place] for place in self.result}
        ordered = {
            place: home
            for home in dict.fromkeys(placed.values())
            for place in self._in_order(home, {one for one, to in placed.items() if to == home})
        }
        return _built(self.result, ordered)

    def _in_order(self, home: Home, here: set[Place]) -> list[Place]:
        """The places of one section: as before where the change put them in order and nobody did since."""
        was, became, now = (
            [place for place, to in homes.items() if to == home and place in here]
            for homes in (self.home_was, self.home_became, self.home_now)
        )
        common = set(was) & set(became) & set(now)
        first, second, third = ([one for one in rows if one in common] for rows in (was, became, now))
        rows = inserted(was, now) if first != second and second == third else inserted(now, was)
        return rows + [place for place in self.result if place in here and place not in rows]


def _flat(plain: Plain) -> dict[Place, Plain]:
    """Every section, item and value by its place."""
    found: dict[Place, Plain] = {}
    for section in plain["sections"]:
        found[Thing.SECTION, section["key"]] = {name: section[name] for name in SECTION_FIELDS}
        for item in section["items"]:
            found[Thing.ITEM, item["key"]] = {name: value for name, value in item.items() if name != "key"}
    for one in plain["parameters"]:
        found[Thing.PARAMETER, one["name"]] = {name: value for name, value in one.items() if name != "name"}
    return found


def _homes(plain: Plain) -> dict[Place, Home]:
    """Where everything stands, in reading order."""
    homes: dict[Place, Home] = {}
    for section in plain["sections"]:
        homes[Thing.SECTION, section["key"]] = section["parent"]
        homes.update({(Thing.ITEM, item["key"]): section["key"] for item in section["items"]})
    return homes | {(Thing.PARAMETER, one["name"]): PARAMETERS for one in plain["parameters"]}


def _built(values: Mapping[Place, Plain], homes: Mapping[Place, Home]) -> Plain:
    """The content of these places, each home's in the order in which they come."""

    def of(thing: Thing, home: Home) -> Iterable[tuple[str, Plain]]:
        return ((key, values[kind, key]) for (kind, key), to in homes.items() if kind is thing and to == home)

    sections: list[dict[str, Any]] = []

    def take(parent: str | None) -> None:
        for key, section in of(Thing.SECTION, parent):
            items = [{"key": name, **item} for name, item in of(Thing.ITEM, key)]
            sections.append({"key": key, "parent": parent, **section, "items": items})
            take(key)

    take(None)
    parameters = [{"name": name, **one} for name, one in of(Thing.PARAMETER, PARAMETERS)]
    return {"sections": sections, "parameters": parameters}
