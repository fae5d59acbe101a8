"""What the history says of each revision: the place as people call it, and what changed in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

import sqlalchemy as sa

from govtech.core.db import Rows, session
from govtech.core.words import gettext as _
from govtech.drafting import presenting, queries, redlining
from govtech.drafting.content import EMPTY, Plain
from govtech.drafting.models import Parameter, Revision, Section, Specification, Thing
from govtech.drafting.naming import Names
from govtech.drafting.presenting import FIELDS

SHORT: Final = frozenset({"title", "kind", "level", "layers", "label", "value", "unit"})
"""Fields short enough to be said as they were and as they became."""


class Told(NamedTuple):
    """A revision's row (`queries.revisions`), where it was made, and what it changed; "" for a whole text.

    `fields` are the redlines of the change of a single thing, where they were asked for.
    """

    row: Any
    place: str
    what: str
    fields: Sequence[redlining.Field] = ()


def told(specification: Specification, rows: Rows, *, redlined: bool = False) -> list[Told]:
    """The rows of a history in words, in four queries."""
    called, changes = _names(specification), _changes(specification, [row.number for row in rows])
    plain = queries.content(specification) if redlined else EMPTY
    names = Names(plain), Names(plain)
    return [
        Told(
            row,
            _place(row, called, change),
            _what(change),
            redlining.fields_between(*change, names) if redlined and change else (),
        )
        for row in rows
        for change in (changes.get(row.number),)
    ]


_Change = tuple[Plain, Plain]


def _names(specification: Specification) -> Mapping[tuple[Thing, str], str]:
    """Numbered headings and labels of values; what was taken out is called what it was called last."""
    gone = session.execute(
        sa.select(Section.key, Section.title).where(Section.specification_id == specification.id)
    )
    labels = session.execute(
        sa.select(Parameter.name, Parameter.label).where(Parameter.specification_id == specification.id)
    )
    names = {(Thing.SECTION, key): title for key, title in gone}
    here = presenting.headings(specification, queries.content(specification))
    names |= {(Thing.SECTION, key): heading for key, heading in here}
    return names | {(Thing.PARAMETER, name): label for name, label in labels}


def _changes(specification: Specification, numbers: list[int]) -> Mapping[int, _Change]:
    """Number: the thing before and after; of single things only, a whole text says in `why` what was done."""
    found = session.execute(
        sa.select(Revision.number, Revision.before, Revision.after).where(
            Revision.specification_id == specification.id,
            Revision.thing != Thing.WHOLE,
            Revision.number.in_(numbers),
        )
    )
    return {number: (before, after) for number, before, after in found}


def _place(row: Any, called: Mapping[tuple[Thing, str], str], change: _Change | None) -> str:
    if row.thing is Thing.WHOLE:
        return _("全体")
    if row.thing is Thing.ITEM:
        return str(row.thing_key)
    before, after = change or ({}, {})
    said = after.get("title") or after.get("label") or before.get("title") or before.get("label")
    return called.get((row.thing, row.thing_key)) or str(said or _("消された場所"))


def _what(change: _Change | None) -> str:
    return _("、").join(_said(*change)) if change else ""


def _said(before: Plain, after: Plain) -> Iterator[str]:
    """Field by field; short ones with both values."""
    for name, value in after.items():
        old, new = (redlining.words(name, one) for one in (before.get(name), value))
        if name not in FIELDS or old == new:
            continue
        field = str(FIELDS[name])
        if name in SHORT:
            empty = _("なし")
            yield _(
                "%(field)sを「%(old)s」から「%(new)s」に変更", field=field, old=old or empty, new=new or empty
            )
        else:
            yield _("%(field)sを変更", field=field)
