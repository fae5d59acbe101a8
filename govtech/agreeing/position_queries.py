"""Reading positions: how far each municipality has come, what is open and with whom, what holds for single ones."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy import orm

from govtech.agreeing.position_models import Confirmation, Position, Stance
from govtech.core.db import Rows, session
from govtech.core.errors import NotFound
from govtech.core.journal import Entry
from govtech.drafting import queries
from govtech.drafting.models import Item, LocalValue, Parameter, Party, Specification
from govtech.organisations.models import Organisation


@dataclass(frozen=True)
class Progress:
    """How far one municipality has come; `confirmed_in` is the revision that its approver confirmed, None: none yet.

    `refilled`: its own values were changed after the approver's word.
    """

    id: str
    name: str
    stated: int
    items: int
    open: int
    stale: int
    confirmed_in: int | None
    revision: int
    refilled: bool = False

    @property
    def undecided(self) -> int:
        """Items without a position."""
        return self.items - self.stated

    @property
    def confirmed(self) -> bool:
        """Whether the approver's word holds for the text as it is now."""
        said = self.confirmed_in == self.revision and not self.undecided and not self.stale
        return said and not self.refilled

    @property
    def outdated(self) -> bool:
        """Whether the text or the own values changed after the approver's word."""
        return self.confirmed_in is not None and not self.confirmed


_LIVE = ~Item.removed
_OPEN = sa.and_(Position.stance == Stance.CHANGE, Position.accepted_at.is_(None))
"""A wanted change that nobody has met or talked out of."""
_STALE = Position.seen_in < Item.changed_in
"""Stated on an older text of the item."""


def takes_part(specification_id: Any, organisation_id: Any) -> sa.ColumnElement[bool]:
    """Whether the municipality of a row still takes part; what one said that has left is kept, and does not count."""
    mine = sa.and_(Party.specification_id == specification_id, Party.organisation_id == organisation_id)
    return sa.exists().where(mine)


_SPEAKS = takes_part(Position.specification_id, Position.organisation_id)


def refilled(specification_id: Any, organisation_id: Any) -> sa.ColumnElement[bool]:
    """Whether a municipality changed its own values after its approver's last word, by the journal."""
    filled, word = orm.aliased(Entry), orm.aliased(Entry)
    later = sa.exists().where(
        word.subject_type == Specification.__tablename__,
        word.subject_id == filled.subject_id,
        word.organisation_id == filled.organisation_id,
        word.verb == "specification.confirmed",
        word.id > filled.id,
    )
    return sa.exists().where(
        filled.subject_type == Specification.__tablename__,
        filled.subject_id == specification_id,
        filled.organisation_id == organisation_id,
        filled.verb == "specification.filled",
        ~later,
    )


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
                sa.func.sum(sa.case((_STALE, 1), else_=0)).label("stale"),
            )
            .join(Item, Item.id == Position.item_id)
            .where(Position.specification_id == specification.id, _LIVE)
            .group_by(Position.organisation_id)
        )
    }
    words = session.execute(
        sa.select(
            Confirmation.organisation_id,
            Confirmation.revision,
            refilled(Confirmation.specification_id, Confirmation.organisation_id).label("refilled"),
        ).where(Confirmation.specification_id == specification.id)
    )
    confirmed = {row.organisation_id: row for row in words}
    found = []
    for party in queries.parties(specification):
        row = counted.get(party.id)
        stated, still_open, stale = (row.stated, int(row.open), int(row.stale)) if row else (0, 0, 0)
        word, text = confirmed.get(party.id), specification.revision
        spoken = (word.revision, text, word.refilled) if word else (None, text, False)
        found.append(Progress(party.id, party.name, stated, total or 0, still_open, stale, *spoken))
    return found


def objections(specification: Specification) -> Rows:
    """Open objections: id, organisation_id, organisation, key, text, wording, reason, answer, stated_at, stale, by item.

    A stale one was stated on an older text of the item: its municipality looks at it again.
    """
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
            _STALE.label("stale"),
        )
        .join(Item, Item.id == Position.item_id)
        .join(Organisation, Organisation.id == Position.organisation_id)
        .where(Position.specification_id == specification.id, _LIVE, _OPEN, _SPEAKS)
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
        .where(
            Parameter.specification_id == specification.id,
            ~Parameter.removed,
            takes_part(Parameter.specification_id, LocalValue.organisation_id),
        )
    )
    wording = sa.case((Position.stance == Stance.UNNEEDED, NOT_NEEDED), else_=Position.wording)
    positions = (
        sa.select(Organisation.name, Organisation.kana, Item.key, wording.label("text"))
        .join(Position, Position.organisation_id == Organisation.id)
        .join(Item, Item.id == Position.item_id)
        .where(
            Position.specification_id == specification.id,
            _LIVE,
            _SPEAKS,
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
        .where(Position.item_id == item.id, _SPEAKS)
        .order_by(Organisation.kana)
    ).all()


def counts(specification: Specification, organisation_id: str | None) -> Mapping[Stance, int]:
    """How often a municipality says what."""
    rows = session.execute(
        sa.select(Position.stance, sa.func.count())
        .join(Item, Item.id == Position.item_id)
        .where(
            Position.specification_id == specification.id,
            Position.organisation_id == organisation_id,
            _LIVE,
        )
        .group_by(Position.stance)
    )
    found = {row[0]: row[1] for row in rows}
    return {stance: found[stance] for stance in Stance if stance in found}


def fingerprint(specification: Specification, organisation_id: str | None) -> str:
    """What an approver looks at, in short: the text, the municipality's positions and its own values as they are now."""
    said = sa.select(Position.item_id, Position.version).where(
        Position.specification_id == specification.id, Position.organisation_id == organisation_id
    )
    own = (
        sa.select(LocalValue.parameter_id, LocalValue.value)
        .join(Parameter, Parameter.id == LocalValue.parameter_id)
        .where(Parameter.specification_id == specification.id, LocalValue.organisation_id == organisation_id)
    )
    rows = sorted((str(row[0]), str(row[1])) for row in [*session.execute(said), *session.execute(own)])
    return hashlib.sha256(repr((specification.revision, rows)).encode()).hexdigest()[:16]


def get(specification: Specification, position_id: str) -> Position:
    """A position on the specification, or NotFound."""
    found = session.scalar(
        sa.select(Position).where(Position.specification_id == specification.id, Position.id == position_id)
    )
    if found is None:
        raise NotFound
    return found


def own(item: Item, organisation_id: str | None) -> Position | None:
    """What one municipality says to an item."""
    return session.scalar(
        sa.select(Position).where(Position.item_id == item.id, Position.organisation_id == organisation_id)
    )


def town_of(position: Position) -> str:
    """The name of the municipality that states a position."""
    return session.get_one(Organisation, position.organisation_id).name


def item_of(position: Position) -> Item:
    """The item that a position is about."""
    return session.get_one(Item, position.item_id)
