"""Adding and removing chapters, sections and items: each a revision that holds the whole text."""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import sqlalchemy as sa

from govtech.core.clock import now
from govtech.core.db import new_id, session
from govtech.core.errors import Conflict, Invalid
from govtech.core.policy import Actor, authorise
from govtech.core.words import gettext as _
from govtech.drafting import queries
from govtech.drafting.content import Plain, found_in
from govtech.drafting.models import Item, Specification, Thing
from govtech.drafting.revising import hold, put, revise_whole

_KEY = re.compile(r"[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)*")


@dataclass(frozen=True)
class ItemData:
    """A new requirement item; without a key it gets the next number of its section."""

    kind: str
    level: str
    text: str
    condition: str = ""
    key: str = ""
    method: str = ""
    remedy: str = ""


def reshape(actor: Actor, specification: Specification, plain: Plain, why: str) -> None:
    """Make the text this one and keep it as a revision; the caller has read it under `hold`."""
    put(specification, plain)
    _close_clashes(specification, plain)
    revise_whole(actor, specification, why)


def _close_clashes(specification: Specification, plain: Plain) -> None:
    """What is no longer in the text cannot clash: it would stand in the way of the freeze for ever.

    Nobody has settled it: `settled_by` stays empty.
    """
    left = {section["key"] for section in plain["sections"]}
    left |= {item["key"] for section in plain["sections"] for item in section["items"]}
    for clash in queries.clashes(specification):
        if clash.thing_key not in left:
            clash.settled_at = now()


def add_section(actor: Actor, specification: Specification, title: str, parent: str | None = None) -> str:
    """A new chapter at the end, or a section at the end of a chapter; its key."""
    authorise(actor, "specification:edit", specification)
    hold(specification)
    plain = queries.content(specification)
    keys = [section["key"] for section in plain["sections"]]
    if parent is not None and parent not in keys:
        raise Invalid(_("加える章が見つかりません。"), field="parent")
    key = f"s-{new_id()}"
    section: Plain = {"key": key, "parent": parent, "title": title, "body": "", "items": []}
    place = len(keys) if parent is None else _after(plain, parent)
    plain["sections"].insert(place, section)
    reshape(actor, specification, plain, _("「%(title)s」を追加", title=title))
    return key


def _after(plain: Plain, chapter: str) -> int:
    """Where the next chapter begins."""
    places = [
        place
        for place, section in enumerate(plain["sections"])
        if chapter in (section["key"], section["parent"])
    ]
    return places[-1] + 1


def add_item(actor: Actor, specification: Specification, section_key: str, data: ItemData) -> str:
    """A new item at the end of a section; its number. Invalid when the number is taken or has no usable form."""
    authorise(actor, "specification:edit", specification)
    hold(specification)
    plain = queries.content(specification)
    section = section_of(plain, section_key)
    item = new_item(section, data, used_keys(specification))
    section["items"].append(item)
    reshape(actor, specification, plain, _("要件%(key)sを追加", key=item["key"]))
    return str(item["key"])


def used_keys(specification: Specification) -> set[str]:
    """Every number that was ever given to an item: none is given twice."""
    return set(session.scalars(sa.select(Item.key).where(Item.specification_id == specification.id)))


def new_item(section: Plain, data: ItemData, used: AbstractSet[str]) -> Plain:
    """An item's values with its number, the next of the section when none is asked for; Invalid (field key)."""
    key = data.key or _next_key(section, used)
    if not _KEY.fullmatch(key):
        raise Invalid(_("番号は、英大文字と数字とハイフンで書いてください。例：EA-110"), field="key")
    if key in used:
        raise Invalid(_("番号%(key)sは、すでに使われています。", key=key), field="key")
    typed = {name: getattr(data, name) for name in ("kind", "level", "text", "condition", "method", "remedy")}
    return {"key": key, **typed, "note": "", "layers": []}


def _next_key(section: Plain, used: AbstractSet[str]) -> str:
    """The number after the section's last: EA-105 gives EA-106; RQ-101 in a section without items."""
    last = section["items"][-1]["key"] if section["items"] else ""
    last = last if _KEY.fullmatch(last) else "RQ-100"
    stem, number = re.fullmatch(r"(.*?)(\d*)", last).groups()  # type: ignore[union-attr]
    following = int(number or 0)
    while True:
        following += 1
        key = f"{stem}{following:0{len(number)}d}"
        if key not in used:
            return key


def remove_item(actor: Actor, specification: Specification, key: str) -> None:
    """Take an item out; its number is not given again, and the history keeps it. Nothing happens when it is gone."""
    authorise(actor, "specification:edit", specification)
    hold(specification)
    plain = queries.content(specification)
    if found_in(plain, Thing.ITEM, key) is None:
        return
    for section in plain["sections"]:
        section["items"] = [item for item in section["items"] if item["key"] != key]
    reshape(actor, specification, plain, _("要件%(key)sを削除", key=key))


def remove_section(actor: Actor, specification: Specification, key: str) -> None:
    """Take a section out; Conflict while it still holds items or sections. Nothing happens when it is gone."""
    authorise(actor, "specification:edit", specification)
    hold(specification)
    plain = queries.content(specification)
    section = found_in(plain, Thing.SECTION, key)
    if section is None:
        return
    if section["items"] or any(inner["parent"] == key for inner in plain["sections"]):
        raise Conflict(_("要件や節が残っている章は消せません。先に、中の要件と節を消してください。"))
    plain["sections"] = [one for one in plain["sections"] if one["key"] != key]
    reshape(actor, specification, plain, _("「%(title)s」を削除", title=section["title"]))


def section_of(plain: Plain, key: str) -> Plain:
    """A section's values in a content; Invalid when it is not there."""
    found = next((section for section in plain["sections"] if section["key"] == key), None)
    if found is None:
        raise Invalid(_("加える章が見つかりません。"))
    return found  # type: ignore[no-any-return]
