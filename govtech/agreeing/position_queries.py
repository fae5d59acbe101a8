"""Reading positions: how far each municipality has come, what is open and with whom, what holds for single ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import sqlalchemy as sa

from govtech.agreeing.position_models import Confirmation, Position, Stance
from govtech.core.db import Rows, session
from govtech.core.errors import NotFound
from govtech.drafting import queries
from govtech.drafting.models import Item, LocalValue, Parameter, Specification
from govtech.organisations.models import Organisation


@dataclass(frozen=True)
class Progress:
    """How far one municipality has come; `confirmed_in` is the revision that its approver confirmed, None: none yet."""

    id: str
    name: str
    stated: int
    items: int
    open: int
    stale: int
    confirmed_in: int | None
    revision: int

    @property
    def undecided(self) -> int:
        """Items without a position."""
        return self.items - self.stated

    @property
    def confirmed(self) -> bool:
        """Whether the approver's word holds for the text as it is now."""
        return self.confirmed_in == self.revision and not self.undecided and not self.stale

    @property
    def outdated(self) -> bool:
        """Whether the text changed after the approver's word."""
        return self.confirmed_in is not None and not self.confirmed


_LIVE = ~Item.removed
_OPEN = sa.and_(Position.stance == Stance.CHANGE, Position.accepted_at.is_(None))
"""A wanted change that nobody has met or talked out of."""


def progress(specification: Specification) -> list[Progress]:
    """How far each municipality has come, by reading."""
    total = session.scalar(sa.select(sa.func.count()).where(Item.specification_id == specification.id, _LIVE))
    counted = {
        row.organisation_id: row
        for row in session.execute(
            sa.select(
                Position.organisation_id,
                sa.func.count().label("stated"),
                sa.func.sum(sa.case((_OPEN, 1), else_=0)).label("open"),
                sa.func.sum(sa.case((Position.seen_in < Item.changed_in, 1), else_=0)).label("stale"),
            )
            .join(Item, Item.id == Position.item_id)
            .where(Position.specification_id == specification.id, _LIVE)
            .group_by(Position.organisation_id)
        )
    }
    words = session.execute(
        sa.select(Confirmation.organisation_id, Confirmation.revision).where(
            Confirmation.specification_id == specification.id
        )
    )
    confirmed = {row.organisation_id: row.revision for row in words}
    found = []
    for party in queries.parties(specification):
        row = counted.get(party.id)
        stated, still_open, stale = (row.stated, int(row.open), int(row.stale)) if row else (0, 0, 0)
        word, text = confirmed.get(party.id), specification.revision
        found.append(Progress(party.id, party.name, stated, total or 0, still_open, stale, word, text))
    return found


def objections(specification: Specification) -> Rows:
    """Open objections: id, organisation_id, organisation, key, text, wording, reason, answer, stated_at, by item."""
    return session.execute(
        sa.select(
            Position.id,
            Position.organisation_id,
            Organisation.name.label("organisation"),
            Item.key,
            Item.text,
            Position.wording,
            Position.reason,
            Position.answer,
            Position.stated_at,
        )
        .join(Item, Item.id == Position.item_id)
        .join(Organisation, Organisation.id == Position.organisation_id)
        .where(Position.specification_id == specification.id, _LIVE, _OPEN)
        .order_by(Item.place, Organisation.kana)
    ).all()


class Difference(NamedTuple):
    """Where one municipality differs from the common text: the place, and what holds there instead."""

    organisation: str
    place: str
    text: str


NOT_NEEDED = "この団体には適用しない。"
"""In the text of a specification, which is Japanese whoever reads it."""


def annex(specification: Specification) -> list[Difference]:
    """What holds for single municipalities, by reading: own values, own wordings, items that do not apply."""
    values = (
        sa.select(
            Organisation.name,
            Organisation.kana,
            Parameter.label,
            (LocalValue.value + Parameter.unit).label("text"),
        )
        .join(LocalValue, LocalValue.organisation_id == Organisation.id)
        .join(Parameter, Parameter.id == LocalValue.parameter_id)
        .where(Parameter.specification_id == specification.id, ~Parameter.removed)
    )
    wording = sa.case((Position.stance == Stance.UNNEEDED, NOT_NEEDED), else_=Position.wording)
    positions = (
        sa.select(Organisation.name, Organisation.kana, Item.key, wording.label("text"))
        .join(Position, Position.organisation_id == Organisation.id)
        .join(Item, Item.id == Position.item_id)
        .where(
            Position.specification_id == specification.id,
            _LIVE,
            Position.stance.in_((Stance.LOCAL, Stance.UNNEEDED)),
        )
    )
    rows = [*session.execute(values), *session.execute(positions)]
    return [Difference(row[0], row[2], row[3]) for row in sorted(rows, key=lambda row: (row[1], row[2]))]


def of_item(item: Item) -> Rows:
    """What each municipality says to one item: organisation_id, organisation and the position, by reading."""
    return session.execute(
        sa.select(Organisation.id.label("organisation_id"), Organisation.name.label("organisation"), Position)
        .join(Organisation, Organisation.id == Position.organisation_id)
        .where(Position.item_id == item.id)
        .order_by(Organisation.kana)
    ).all()


def get(specification: Specification, position_id: str) -> Position:
    """A position on the specification, or NotFound."""
    found = session.scalar(
        sa.select(Position).where(Position.specification_id == specification.id, Position.id == position_id)
    )
    if found is None:
        raise NotFound
    return found


def item_of(position: Position) -> Item:
    """The item that a position is about."""
    return session.get_one(Item, position.item_id)
