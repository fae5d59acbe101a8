"""Putting chapters, sections and items in another order or elsewhere: each move is a revision of the whole text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from govtech.core.errors import Conflict, Invalid, NotFound
from govtech.core.policy import Actor, authorise
from govtech.core.words import gettext as _
from govtech.drafting import queries
from govtech.drafting.content import Plain
from govtech.drafting.models import Specification
from govtech.drafting.revising import hold
from govtech.drafting.shaping import reshape

Outline = dict[str | None, list[Plain]]
"""Sections by the key of their chapter, chapters by None, each in order."""


def move_item(actor: Actor, specification: Specification, key: str, *, up: bool) -> None:
    """Swap an item with its neighbour in the section; at the end of the section nothing happens."""
    plain = _held(actor, specification)
    rows, place = _place_of(plain, key)
    if _swapped(rows, place, up=up):
        reshape(actor, specification, plain, _("要件%(key)sを移動", key=key))


def place_item(actor: Actor, specification: Specification, key: str, section_key: str) -> None:
    """Put an item at the end of another section; Invalid when there is no such section."""
    plain = _held(actor, specification)
    rows, place = _place_of(plain, key)
    section = next((one for one in plain["sections"] if one["key"] == section_key), None)
    if section is None:
        raise Invalid(_("移す先の章・節が見つかりません。"), field="to")
    if section["items"] is rows:
        return
    section["items"].append(rows.pop(place))
    why = _("要件%(key)sを「%(title)s」へ移動", key=key, title=section["title"])
    reshape(actor, specification, plain, why)


def move_section(actor: Actor, specification: Specification, key: str, *, up: bool) -> None:
    """Swap a chapter or section with its neighbour; what a chapter holds goes with it."""
    plain = _held(actor, specification)
    outline = _outline(plain)
    section = _section(plain, key)
    siblings = outline[section["parent"]]
    if _swapped(siblings, siblings.index(section), up=up):
        plain["sections"] = _in_order(outline)
        reshape(actor, specification, plain, _("「%(title)s」を移動", title=section["title"]))


def place_section(actor: Actor, specification: Specification, key: str, parent: str | None) -> None:
    """Put a section into another chapter, or make it a chapter after the one it stood in.

    Invalid when there is no such chapter; Conflict for a chapter that holds sections: there is no third level.
    """
    plain = _held(actor, specification)
    outline = _outline(plain)
    section = _section(plain, key)
    before = section["parent"]
    if parent in {before, key}:
        return
    if parent is not None and parent not in {chapter["key"] for chapter in outline[None]}:
        raise Invalid(_("移す先の章・節が見つかりません。"), field="to")
    if parent is not None and outline.get(key):
        raise Conflict(_("節のある章は、ほかの章の中に移せません。先に、中の節を移してください。"))
    outline[before].remove(section)
    section["parent"] = parent
    if parent is None:
        chapters = [chapter["key"] for chapter in outline[None]]
        outline[None].insert(chapters.index(before) + 1, section)
    else:
        outline[parent].append(section)
    plain["sections"] = _in_order(outline)
    reshape(actor, specification, plain, _("「%(title)s」を移動", title=section["title"]))


def places_for_item(plain: Plain, key: str) -> list[tuple[str, str]]:
    """Sections that an item can go to: key and title."""
    return [
        (section["key"], section["title"])
        for section in plain["sections"]
        if all(item["key"] != key for item in section["items"])
    ]


def places_for_section(plain: Plain, key: str) -> list[tuple[str, str]]:
    """Chapters that a section can go into, and the empty key where it can become a chapter: key and title."""
    outline = _outline(plain)
    section = next((one for one in plain["sections"] if one["key"] == key), None)
    if section is None:
        return []
    into = (
        []
        if outline.get(key)
        else [one for one in outline[None] if one["key"] not in {key, section["parent"]}]
    )
    alone = [("", _("一つの章にする"))] if section["parent"] is not None else []
    return alone + [(one["key"], _("「%(title)s」の中へ", title=one["title"])) for one in into]


def _held(actor: Actor, specification: Specification) -> Plain:
    authorise(actor, "specification:edit", specification)
    hold(specification)
    return queries.content(specification)


def _section(plain: Plain, key: str) -> Plain:
    found: Plain | None = next((one for one in plain["sections"] if one["key"] == key), None)
    if found is None:
        raise NotFound
    return found


def _place_of(plain: Plain, key: str) -> tuple[list[Plain], int]:
    """The rows among which an item stands, and its place."""
    for section in plain["sections"]:
        for place, item in enumerate(section["items"]):
            if item["key"] == key:
                return section["items"], place
    raise NotFound


def _swapped(rows: list[Plain], place: int, *, up: bool) -> bool:
    other = place - 1 if up else place + 1
    if not 0 <= other < len(rows):
        return False
    rows[place], rows[other] = rows[other], rows[place]
    return True


def _outline(plain: Plain) -> Outline:
    outline: Outline = defaultdict(list)
    for section in plain["sections"]:
        outline[section["parent"]].append(section)
    return outline


def _in_order(outline: Mapping[str | None, Sequence[Plain]]) -> list[Plain]:
    """Chapters, each followed by its sections."""
    return [one for chapter in outline[None] for one in (chapter, *outline.get(chapter["key"], ()))]
