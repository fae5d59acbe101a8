"""Who has which page of a specification open for writing now: two people on one page are told of each other."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from typing import NamedTuple

import sqlalchemy as sa

from govtech.core.clock import now
from govtech.core.db import Rows, session
from govtech.core.policy import Actor, authorise
from govtech.core.text import shorten
from govtech.drafting import queries
from govtech.drafting.models import Item, Presence, Section, Specification
from govtech.drafting.unsaved import Sheet, Spot

LONGEST_PLACE = 80


class Others(NamedTuple):
    """name, organisation_name and place of those who write in the very same place, and of those elsewhere."""

    same: Rows
    elsewhere: Rows


def be_here(actor: Actor, specification: Specification, spot: Spot, place: str) -> None:
    """Note that the actor has a page open for writing, called `place`; others see it for a minute."""
    authorise(actor, "specification:edit", specification)
    session.merge(
        Presence(
            specification_id=specification.id,
            user_id=actor.user_id,
            name=actor.name,
            organisation_name=actor.organisation_name,
            place=shorten(place, LONGEST_PLACE),
            spot=spot.name,
            at=now(),
        )
    )


def leave(actor: Actor, specification: Specification) -> None:
    """The actor has saved and is no longer writing."""
    authorise(actor, "specification:edit", specification)
    here = Presence.specification_id == specification.id, Presence.user_id == actor.user_id
    session.execute(sa.delete(Presence).where(*here))


def others(actor: Actor, specification: Specification, spot: Spot) -> Others:
    """Who else is here, seen from a page."""
    rows = queries.present(specification, actor)
    near = _near(specification, spot) if rows else frozenset()
    return Others([row for row in rows if row.spot in near], [row for row in rows if row.spot not in near])


def _near(specification: Specification, spot: Spot) -> AbstractSet[str]:
    """Pages on which the same words can be changed: a table and the items in it are one place."""
    items = (
        sa.select(Item.key, Section.key.label("section"))
        .join(Section, Section.id == Item.section_id)
        .where(Item.specification_id == specification.id, ~Item.removed)
    )
    if spot.sheet is Sheet.TABLE:
        rows = session.execute(items.where(Section.key == spot.key)).all()
        return {spot.name, *(Spot(Sheet.ITEM, row.key).name for row in rows)}
    if spot.sheet is Sheet.ITEM:
        rows = session.execute(items.where(Item.key == spot.key)).all()
        return {spot.name, *(Spot(Sheet.TABLE, row.section).name for row in rows)}
    return {spot.name}
