"""Discussions and suggestions in words and shapes for their pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple
from urllib.parse import quote

import sqlalchemy as sa

from govtech.agreeing.position_models import Position, Stance
from govtech.core.db import session
from govtech.core.diff import Change, redline
from govtech.core.words import gettext as _
from govtech.discussions.content import FIELDS
from govtech.discussions.models import Discussion, Status
from govtech.discussions.suggestion_models import Outcome, Suggestion
from govtech.drafting import presenting
from govtech.drafting.content import MERGED
from govtech.drafting.merging import merge
from govtech.drafting.models import Item, Section, Specification, Thing
from govtech.drafting.places import Place
from govtech.organisations.models import Organisation

TONES: Mapping[str, str] = {
    Status.OPEN: "open",
    Status.RESOLVED: "done",
    Outcome.ACCEPTED: "done",
    Outcome.REJECTED: "stop",
    Outcome.WITHDRAWN: "closed",
}
"""Both kinds are `open` by the same word."""


class Words(NamedTuple):
    """What a place is called, and its page; no page when it was taken out, or for the whole."""

    name: str
    url: str | None


def place_words(specification: Specification, thing: Thing, key: str) -> Words:
    """One place."""
    return places(specification)(thing, key)


def path_of(specification: Specification, kind: str, key: str) -> str:
    """The address of a section or an item, of a thread or a suggestion; programs without a request need it too."""
    return f"/specifications/{specification.id}/{kind}/{quote(key, safe='')}"


class _Known(NamedTuple):
    specification: Specification
    sections: Mapping[str, tuple[str, bool]]
    items: Mapping[str, bool]

    def __call__(self, thing: Thing, key: str) -> Words:
        if thing is Thing.WHOLE:
            return Words(_("仕様書全体"), None)
        if thing is Thing.SECTION:
            name, removed = self.sections.get(key, (key, True))
            page = path_of(self.specification, "sections", key)
        else:
            name, removed = _("要件%(key)s", key=key), self.items.get(key, True)
            page = path_of(self.specification, "items", key)
        return Words(_("%(name)s（消されました）", name=name), None) if removed else Words(name, page)


def places(specification: Specification) -> _Known:
    """Names all places, those taken out too, in two queries for any number of them."""
    sections = session.execute(
        sa.select(Section.key, Section.title, Section.removed).where(
            Section.specification_id == specification.id
        )
    )
    items = session.execute(
        sa.select(Item.key, Item.removed).where(Item.specification_id == specification.id)
    )
    return _Known(
        specification,
        {row.key: (row.title, row.removed) for row in sections},
        {row.key: row.removed for row in items},
    )


def exists(specification: Specification, thing: Thing, key: str) -> bool:
    """Whether the place is in the text now."""
    return thing is Thing.WHOLE or place_words(specification, thing, key).url is not None


def existed(specification: Specification, thing: Thing, key: str) -> bool:
    """Whether the place is or was in the text: what was taken out is still spoken about."""
    known = places(specification)
    return thing is Thing.WHOLE or key in (known.sections if thing is Thing.SECTION else known.items)


class Field(NamedTuple):
    """One field of a suggestion as a redline against what it says now (or said, once it was decided)."""

    label: str
    changes: list[Change]
    clashes: bool = False


def fields(suggestion: Suggestion, now: Mapping[str, str] | None) -> list[Field]:
    """What a suggestion would change in the text as it is `now`; with None, what it changed when it was made."""
    found = []
    for name in FIELDS[suggestion.thing]:
        if name in suggestion.wording:
            base, wanted = suggestion.before[name], suggestion.wording[name]
            saved = base if now is None else now[name]
            text, clashes = _result(name, base, wanted, saved)
            found.append(Field(str(presenting.FIELDS[name]), redline(saved, text), clashes))
    return found


def _result(name: str, base: str, wanted: str, saved: str) -> tuple[str, bool]:
    """What accepting would write, and whether a person would have to settle it."""
    if saved in (base, wanted):
        return wanted, False
    if name in MERGED and not (found := merge(base, wanted, saved)).clashes:
        return found.text, False
    return wanted, True


def put_to(suggestion: Suggestion, now: Mapping[str, str] | None) -> None:
    """Write a suggestion anew against a text, which it leaves alone where others wrote since; with None it stays."""
    if now is None:
        return
    for name in suggestion.wording:
        wanted, _clashes = _result(name, suggestion.before[name], suggestion.wording[name], now[name])
        suggestion.wording = suggestion.wording | {name: wanted}
        suggestion.before = suggestion.before | {name: now[name]}


def texts_now(specification: Specification, thing: Thing, key: str) -> dict[str, str] | None:
    """The wording of a place now, or None when it was taken out."""
    if not exists(specification, thing, key) or thing is Thing.WHOLE:
        return None
    row = presenting.texts_now(specification, thing, key)
    return {name: str(row[name]) for name in FIELDS[thing]}


class Shown(NamedTuple):
    """A suggestion with its redlines."""

    suggestion: Suggestion
    fields: list[Field]


def shown(suggestions: Sequence[Suggestion], now: Mapping[str, str] | None) -> list[Shown]:
    """Suggestions on one place, against its text now."""
    return [
        Shown(one, fields(one, now if one.status is Outcome.OPEN and one.specification.changeable else None))
        for one in suggestions
    ]


class Wish(NamedTuple):
    """Wording that a municipality wants for an item in its position."""

    position_id: str
    organisation: str
    reason: str
    answer: str
    changes: list[Change]


def wishes(place: Place, now: Mapping[str, str] | None) -> list[Wish]:
    """Open objections on an item whose wording is not its text yet."""
    if place.thing is not Thing.ITEM or now is None:
        return []
    rows = session.execute(
        sa.select(Position.id, Organisation.name, Position.wording, Position.reason, Position.answer)
        .join(Item, Item.id == Position.item_id)
        .join(Organisation, Organisation.id == Position.organisation_id)
        .where(
            Item.specification_id == place.specification.id,
            Item.key == place.key,
            ~Item.removed,
            Position.stance == Stance.CHANGE,
            Position.accepted_at.is_(None),
        )
        .order_by(Organisation.kana)
    )
    return [
        Wish(row.id, row.name, row.reason, row.answer, redline(now["text"], row.wording))
        for row in rows
        if row.wording and row.wording != now["text"]
    ]


def page_of(discussion: Discussion) -> str:
    """Where a reader goes on after writing: the place with its threads, or the thread's own page."""
    found = place_words(discussion.specification, discussion.thing, discussion.key)
    if found.url:
        return f"{found.url}#discussion-{discussion.id}"
    return path_of(discussion.specification, "discussions", discussion.id)
