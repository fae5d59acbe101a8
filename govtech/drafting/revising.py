"""How the text of a joint specification changes: always as a numbered revision, under a lock, nothing ever lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from govtech.core.clock import now
from govtech.core.db import lock, session
from govtech.core.errors import Conflict
from govtech.core.journal import record
from govtech.core.policy import Actor
from govtech.core.words import gettext as _
from govtech.drafting import queries
from govtech.drafting.content import ITEM_FIELDS, PARAMETER_FIELDS, Plain
from govtech.drafting.models import Item, Parameter, Revision, Section, Specification, Thing
from govtech.specifications.template_format import Kind, Level, ParameterType


def hold(specification: Specification) -> None:
    """Keep everybody else's changes waiting until the transaction ends; Conflict once the text is fixed.

    What was read of the text before the lock is read again: somebody may have changed it while we waited.
    """
    lock(specification)
    for row in list(session):
        if isinstance(row, Section | Item | Parameter):
            session.expire(row)
    if not specification.changeable:
        raise Conflict(
            _("現在の状態は「%(now)s」のため、内容を変更できません。", now=specification.status_label)
        )


@dataclass(frozen=True)
class Change:
    """What a revision keeps: the thing as it became and as it was, and why."""

    thing: Thing
    key: str
    after: Mapping[str, Any]
    before: Mapping[str, Any] = field(default_factory=dict)
    why: str = ""
    merged: bool = False


def revise(actor: Actor, specification: Specification, change: Change) -> Revision:
    """Number and keep a change that the caller has made; the caller holds the specification."""
    (revision,) = revise_all(actor, specification, [change])
    return revision


def revise_all(actor: Actor, specification: Specification, changes: Sequence[Change]) -> Sequence[Revision]:
    """Number and keep each of several changes that were made in one act."""
    if not changes:
        return ()
    before = specification.revision
    revisions = [
        Revision(
            specification_id=specification.id,
            number=number,
            user_id=actor.user_id,
            actor_name=actor.name,
            organisation_name=actor.organisation_name,
            thing=change.thing,
            thing_key=change.key,
            before=dict(change.before),
            after=dict(change.after),
            why=change.why,
            merged=change.merged,
        )
        for number, change in enumerate(changes, before + 1)
    ]
    session.add_all(revisions)
    specification.revision, specification.edited_at = before + len(changes), now()
    numbers = {"revision": [before, specification.revision]}
    record(actor, "specification.revised", specification, numbers, confidential=True)
    return revisions


def revise_whole(actor: Actor, specification: Specification, why: str) -> None:
    """Keep everything as it is now as a revision, after things were added, removed or moved."""
    session.flush()
    revise(actor, specification, Change(Thing.WHOLE, "", queries.content(specification), why=why))


def put(specification: Specification, plain: Plain) -> None:
    """Make the tables state this content: what it lacks is removed, what is new is added, the order is its own.

    The caller holds the specification and records the revision.
    """
    number = specification.revision + 1
    kept = {
        row.key: row
        for row in session.scalars(sa.select(Section).where(Section.specification_id == specification.id))
    }
    sections = _put_sections(specification, plain, kept, number)
    _put_items(specification, plain, sections, number)
    _put_parameters(specification, plain, number)
    session.flush()


def _put_sections(
    specification: Specification, plain: Plain, kept: dict[str, Section], number: int
) -> dict[str, Section]:
    wanted: dict[str, Section] = {}
    for place, values in enumerate(plain["sections"]):
        section = kept.get(values["key"]) or Section(
            specification_id=specification.id, key=values["key"], title="", body=""
        )
        if (section.title, section.body, section.removed) != (values["title"], values["body"], False):
            section.changed_in = number
        section.title, section.body, section.removed = values["title"], values["body"], False
        section.place = place
        session.add(section)
        wanted[values["key"]] = section
    session.flush()
    for values in plain["sections"]:
        parent = wanted.get(values["parent"] or "")
        wanted[values["key"]].parent_id = parent.id if parent else None
    for key, section in kept.items():
        section.removed = key not in wanted
    return wanted


def _put_items(
    specification: Specification, plain: Plain, sections: Mapping[str, Section], number: int
) -> None:
    kept = {
        row.key: row
        for row in session.scalars(sa.select(Item).where(Item.specification_id == specification.id))
    }
    wanted: set[str] = set()
    for values, section in ((item, one) for one in plain["sections"] for item in one["items"]):
        item = kept.get(values["key"])
        if item is None:
            item = Item(specification_id=specification.id, key=values["key"], changed_in=number)
        elif queries.item_plain(item) != values:
            item.changed_in = number
        state(item, values)
        item.section_id, item.removed, item.place = sections[section["key"]].id, False, len(wanted)
        session.add(item)
        wanted.add(values["key"])
    for key, item in kept.items():
        item.removed = key not in wanted


def state(item: Item, values: Mapping[str, Any]) -> None:
    """Give an item its values."""
    for name in ITEM_FIELDS:
        setattr(item, name, values[name])
    item.kind, item.level = Kind(values["kind"]), Level(values["level"])
    item.layers = list(values["layers"])


def _put_parameters(specification: Specification, plain: Plain, number: int) -> None:
    kept = {
        row.name: row
        for row in session.scalars(sa.select(Parameter).where(Parameter.specification_id == specification.id))
    }
    for place, values in enumerate(plain["parameters"]):
        row = kept.get(values["name"])
        if row is None:
            row = Parameter(specification_id=specification.id, name=values["name"], changed_in=number)
        elif queries.parameter_plain(row) != values:
            row.changed_in = number
        for name in PARAMETER_FIELDS:
            setattr(row, name, values[name])
        row.type, row.removed, row.place = ParameterType(values["type"]), False, place
        session.add(row)
    names = {values["name"] for values in plain["parameters"]}
    for name, row in kept.items():
        row.removed = name not in names
