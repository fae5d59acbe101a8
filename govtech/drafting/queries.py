"""Reading joint specifications: the list, one text now or at any revision, who takes part, what is open."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from typing import TypeVar

import sqlalchemy as sa

from govtech.core.clock import now
from govtech.core.db import Base, Rows, session
from govtech.core.errors import NotFound
from govtech.core.policy import Actor, OrganisationKind
from govtech.drafting.content import ITEM_FIELDS, PARAMETER_FIELDS, Plain, changed, found_in
from govtech.drafting.models import (
    Item,
    LocalValue,
    OpenClash,
    Parameter,
    Party,
    Presence,
    Revision,
    Section,
    Specification,
    Thing,
)
from govtech.drafting.policy import visible_to
from govtech.organisations.models import Organisation

HERE = timedelta(minutes=1)


def get(actor: Actor, specification_id: str) -> Specification:
    """The specification, or NotFound when it is absent or not this actor's to see."""
    found = session.scalar(
        sa.select(Specification).where(Specification.id == specification_id, visible_to(actor))
    )
    if found is None:
        raise NotFound
    return found


def content(specification: Specification) -> Plain:
    """The text as it is now, in three queries."""
    items: defaultdict[str, list[Plain]] = defaultdict(list)
    for row in session.scalars(
        sa.select(Item)
        .where(Item.specification_id == specification.id, ~Item.removed)
        .order_by(Item.place, Item.key)
    ):
        items[row.section_id].append(item_plain(row))
    sections = sections_of(specification)
    keys = {section.id: section.key for section in sections}
    return {
        "sections": [
            {
                "key": section.key,
                "parent": keys.get(section.parent_id or ""),
                "title": section.title,
                "body": section.body,
                "items": items[section.id],
            }
            for section in sections
        ],
        "parameters": [parameter_plain(row) for row in parameters_of(specification)],
    }


def item_plain(item: Item) -> Plain:
    """An item's values."""
    plain = {"key": item.key} | {name: getattr(item, name) for name in ITEM_FIELDS}
    return plain | {"kind": item.kind.value, "level": item.level.value, "layers": list(item.layers)}


def parameter_plain(parameter: Parameter) -> Plain:
    """A parameter's values."""
    plain = {"name": parameter.name} | {name: getattr(parameter, name) for name in PARAMETER_FIELDS}
    return plain | {"type": parameter.type.value, "choices": list(parameter.choices)}


def sections_of(specification: Specification) -> Sequence[Section]:
    """Chapters and sections in reading order."""
    return session.scalars(
        sa.select(Section)
        .where(Section.specification_id == specification.id, ~Section.removed)
        .order_by(Section.place, Section.key)
    ).all()


def parameters_of(specification: Specification) -> Sequence[Parameter]:
    """Parameters in order."""
    return session.scalars(
        sa.select(Parameter)
        .where(Parameter.specification_id == specification.id, ~Parameter.removed)
        .order_by(Parameter.place, Parameter.name)
    ).all()


def section(specification: Specification, key: str, *, gone: bool = False) -> Section:
    """A section by its key, or NotFound; with `gone` one that was taken out, too."""
    mine = Section.specification_id == specification.id
    return _one(Section, mine, Section.key == key, sa.true() if gone else ~Section.removed)


def item(specification: Specification, key: str, *, gone: bool = False) -> Item:
    """An item by its key, or NotFound; with `gone` one that was taken out, too."""
    mine = Item.specification_id == specification.id
    return _one(Item, mine, Item.key == key, sa.true() if gone else ~Item.removed)


def items_of(row: Section) -> Sequence[Item]:
    """The items of a section in order."""
    return session.scalars(
        sa.select(Item).where(Item.section_id == row.id, ~Item.removed).order_by(Item.place, Item.key)
    ).all()


def parameter(specification: Specification, name: str, *, gone: bool = False) -> Parameter:
    """A parameter by its name, or NotFound; with `gone` one that was taken out or called otherwise, too."""
    mine = Parameter.specification_id == specification.id
    return _one(Parameter, mine, Parameter.name == name, sa.true() if gone else ~Parameter.removed)


def clash(specification: Specification, clash_id: str) -> OpenClash:
    """A clash of the specification, settled or not, or NotFound."""
    return _one(OpenClash, OpenClash.specification_id == specification.id, OpenClash.id == clash_id)


Table = TypeVar("Table", bound=Base)


def _one(table: type[Table], *conditions: sa.ColumnElement[bool]) -> Table:
    found = session.scalar(sa.select(table).where(*conditions))
    if found is None:
        raise NotFound
    return found


def clashes(specification: Specification) -> Sequence[OpenClash]:
    """Clashes that wait for a person, the oldest first."""
    return session.scalars(
        sa.select(OpenClash)
        .where(OpenClash.specification_id == specification.id, OpenClash.settled_at.is_(None))
        .order_by(OpenClash.created_at, OpenClash.id)
    ).all()


def parties(specification: Specification) -> Rows:
    """Organisation id, name, kana and joined_at of those who take part, by reading."""
    return session.execute(
        sa.select(Organisation.id, Organisation.name, Organisation.kana, Party.joined_at)
        .join(Party, Party.organisation_id == Organisation.id)
        .where(Party.specification_id == specification.id)
        .order_by(Organisation.kana)
    ).all()


def revisions(
    specification: Specification,
    limit: int = 100,
    before: int | None = None,
    after: int = 0,
    place: tuple[Thing, str] | None = None,
) -> Rows:
    """number, at, actor_name, organisation_name, thing, thing_key, why and merged, the newest first; all or of a place."""
    statement = sa.select(
        Revision.number,
        Revision.at,
        Revision.actor_name,
        Revision.organisation_name,
        Revision.thing,
        Revision.thing_key,
        Revision.why,
        Revision.merged,
    ).where(Revision.specification_id == specification.id, Revision.number > after)
    if before is not None:
        statement = statement.where(Revision.number < before)
    if place is not None:
        statement = statement.where(Revision.thing == place[0], Revision.thing_key == place[1])
    return session.execute(statement.order_by(Revision.number.desc()).limit(limit)).all()


def content_at(specification: Specification, number: int) -> Plain:
    """The text as it was after revision `number`; NotFound when there is no such revision."""
    kept = Revision.specification_id == specification.id
    whole = session.scalar(
        sa.select(Revision)
        .where(kept, Revision.thing == Thing.WHOLE, Revision.number <= number)
        .order_by(Revision.number.desc())
        .limit(1)
    )
    if whole is None or number > specification.revision:
        raise NotFound
    plain: Plain = whole.after
    changes = session.execute(
        sa.select(Revision.thing, Revision.thing_key, Revision.after)
        .where(kept, Revision.number > whole.number, Revision.number <= number)
        .order_by(Revision.number)
    )
    for thing, key, after in changes:
        plain = changed(plain, thing, key, after)
    return plain


def value_at(specification: Specification, thing: Thing, key: str, number: int) -> Plain:
    """One section or item as it was after revision `number`; NotFound when it was not there."""
    found = found_in(content_at(specification, number), thing, key)
    if found is None:
        raise NotFound
    return found


def present(specification: Specification, actor: Actor) -> Rows:
    """name, organisation_name, place and spot of the others who have it open for writing now."""
    return session.execute(
        sa.select(Presence.name, Presence.organisation_name, Presence.place, Presence.spot)
        .where(
            Presence.specification_id == specification.id,
            Presence.at > now() - HERE,
            Presence.user_id != actor.user_id,
        )
        .order_by(Presence.name)
    ).all()


def municipalities() -> Rows:
    """Id and name of the member municipalities, by reading."""
    return session.execute(
        sa.select(Organisation.id, Organisation.name)
        .where(Organisation.kind == OrganisationKind.MUNICIPALITY)
        .order_by(Organisation.kana)
    ).all()


def later(specification: Specification) -> Rows:
    """id, title, number and status of the drafts and texts that came of this one."""
    return session.execute(
        sa.select(Specification.id, Specification.title, Specification.number, Specification.status)
        .where(Specification.previous_id == specification.id)
        .order_by(Specification.created_at)
    ).all()


def local_values(parameter: Parameter) -> Rows:
    """Organisation and value of the municipalities that differ from the common value, by reading."""
    return session.execute(
        sa.select(Organisation.id, Organisation.name.label("organisation"), LocalValue.value)
        .join(Organisation, Organisation.id == LocalValue.organisation_id)
        .where(LocalValue.parameter_id == parameter.id)
        .order_by(Organisation.kana)
    ).all()
