"""All requirement items of a section edited as one table: texts merged row by row, order and rows brought together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from govtech.core.db import session
from govtech.core.errors import Conflict, Invalid
from govtech.core.policy import Actor, authorise
from govtech.core.words import gettext as _
from govtech.drafting import queries, shaping, writing
from govtech.drafting.content import Plain, found_in, inserted
from govtech.drafting.models import OpenClash, Specification, Thing
from govtech.drafting.revising import hold
from govtech.drafting.shaping import ItemData
from govtech.drafting.writing import Edit

FIELDS = ("level", "text", "condition", "kind", "method", "remedy")
"""What a table has columns for; the rest of an item has its own page."""


@dataclass(frozen=True)
class Row:
    """A row as it was typed: an item by its key, or a new one with the number wanted (`number`, may be empty)."""

    name: str
    values: Mapping[str, str]
    new: bool = False
    number: str = ""
    removed: bool = False


@dataclass(frozen=True)
class Sheet:
    """A whole table as it was typed by somebody who began with revision `began_in`; rows in their order."""

    section: str
    rows: Sequence[Row]
    began_in: int
    why: str = ""


@dataclass(frozen=True)
class Kept:
    """What became of a table: revisions made, what others changed, what is to settle, rows left in though removed."""

    changes: int = 0
    merged: bool = False
    clashes: tuple[OpenClash, ...] = ()
    spared: tuple[str, ...] = ()


def save(actor: Actor, specification: Specification, sheet: Sheet) -> Kept:
    """Save every row of a table in one act; texts are merged with what others wrote, rows they added are kept.

    Invalid names each field that cannot be saved ("text-EA-101"); then nothing is saved.
    """
    authorise(actor, "specification:edit", specification)
    hold(specification)
    saved = queries.content(specification)
    began = specification.revision == sheet.began_in
    base = saved if began else queries.content_at(specification, sheet.began_in)
    work = _Work(sheet, base, saved)
    if work.section is None:
        raise Conflict(writing.GONE)
    added = work.added(shaping.used_keys(specification) if work.new else set())
    if work.errors:
        raise Invalid(_("入力した表を確認してください。"), errors=work.errors)
    written = writing.write_all(actor, specification, list(work.edits()))
    changes = written.changes
    if work.rearranged(added):
        session.flush()
        shaping.reshape(
            actor, specification, work.arranged(queries.content(specification), added), _why(work)
        )
        changes += 1
    return Kept(changes, written.merged, written.clashes, work.spared)


def _why(work: _Work) -> str:
    title = work.section["title"] if work.section else ""
    return work.sheet.why or _("「%(title)s」の表を直す", title=title)


class _Work:
    """A typed table beside the text that it was begun with and the text that is saved now."""

    def __init__(self, sheet: Sheet, base: Plain, saved: Plain) -> None:
        self.sheet, self.base, self.saved = sheet, base, saved
        self.section = found_in(saved, Thing.SECTION, sheet.section)
        self.errors: dict[str, list[str]] = {}
        self.new = [row for row in sheet.rows if row.new and not row.removed]
        known = {row.name: found_in(base, Thing.ITEM, row.name) for row in sheet.rows if not row.new}
        self._known = {name: item for name, item in known.items() if item is not None}
        self._now = {name: found_in(saved, Thing.ITEM, name) for name in self._known}
        self.spared = tuple(row.name for row in self._removals() if self._altered(row.name))
        self._check_gone()

    def _removals(self) -> Iterator[Row]:
        for row in self.sheet.rows:
            if row.removed and self._now.get(row.name) is not None:
                yield row

    def _altered(self, name: str) -> bool:
        """Whether somebody else changed an item meanwhile."""
        return self._now[name] != self._known[name]

    def _typed(self, row: Row) -> dict[str, str]:
        """What a row states otherwise than the item did when the table was opened."""
        known = self._known[row.name]
        return {name: text for name, text in row.values.items() if text != str(known[name]).strip()}

    def _check_gone(self) -> None:
        for row in self.sheet.rows:
            gone = row.name in self._known and self._now[row.name] is None
            if gone and not row.removed and self._typed(row):
                message = _("ほかの人がこの要件を消しました。文を残すときは、新しい行に写してください。")
                self.errors[f"text-{row.name}"] = [message]

    def edits(self) -> Iterator[Edit]:
        """The changes of texts, row by row."""
        for row in self.sheet.rows:
            if row.name in self._known and not row.removed and self._now[row.name] is not None:
                typed = self._typed(row)
                if typed:
                    yield Edit(Thing.ITEM, row.name, typed, self.sheet.began_in, self.sheet.why)

    def added(self, used: set[str]) -> dict[str, Plain]:
        """The items that new rows make, by the name of the row; numbers are given in their order."""
        made: dict[str, Plain] = {}
        items = list(self.section["items"]) if self.section else []
        for row in self.new:
            try:
                data = ItemData(key=row.number, **row.values)
                item = shaping.new_item({"items": items}, data, used)
            except Invalid as error:
                self.errors[f"number-{row.name}"] = [error.message]
                continue
            used.add(item["key"])
            items.append(item)
            made[row.name] = item
        return made

    def rearranged(self, added: Mapping[str, Plain]) -> bool:
        """Whether rows come, go or change places."""
        going = [row for row in self._removals() if row.name not in self.spared]
        return bool(added or going) or self._order([]) != self._keys(self.section)

    def arranged(self, plain: Plain, added: Mapping[str, Plain]) -> Plain:
        """The text with the section's rows as they were typed, together with what others did."""
        section = found_in(plain, Thing.SECTION, self.sheet.section) or {"items": []}
        items = {item["key"]: item for item in section["items"]} | {
            item["key"]: item for item in added.values()
        }
        going = {row.name for row in self._removals()} - set(self.spared)
        rows = [items[key] for key in self._order(list(added.items())) if key not in going]
        elsewhere = going - set(items)
        sections = [
            one
            | {
                "items": rows
                if one["key"] == self.sheet.section
                else [item for item in one["items"] if item["key"] not in elsewhere]
            }
            for one in plain["sections"]
        ]
        return plain | {"sections": sections}

    def _order(self, added: Sequence[tuple[str, Plain]]) -> list[str]:
        """Keys in the order to save: the typed one where it was changed, else the saved one.

        What only one of them has comes after the row that it stood behind.
        """
        before, now = (
            self._keys(found_in(self.base, Thing.SECTION, self.sheet.section)),
            self._keys(self.section),
        )
        made = {name: item["key"] for name, item in added}
        typed = [made.get(row.name, row.name) for row in self.sheet.rows]
        mine = [key for key in typed if key in now or key in made.values()]
        moved = [key for key in mine if key in before] != [key for key in before if key in mine]
        first, second = (mine, now) if moved else (now, mine)
        return inserted(first, second)

    @staticmethod
    def _keys(section: Plain | None) -> list[str]:
        return [item["key"] for item in section["items"]] if section else []
