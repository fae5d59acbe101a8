"""What each municipality says to each requirement item, and what an approver confirmed."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from govtech.core.clock import now
from govtech.core.db import Base, Id
from govtech.core.words import Text, lazy
from govtech.drafting.models import Item, Specification
from govtech.organisations.models import Organisation


class Stance(enum.StrEnum):
    """What a municipality says to an item."""

    AGREE = "agree"
    CHANGE = "change"
    UNNEEDED = "unneeded"
    LOCAL = "local"


STANCE_LABELS: Mapping[str, Text] = {
    Stance.AGREE: lazy("同意"),
    Stance.CHANGE: lazy("修正希望"),
    Stance.UNNEEDED: lazy("不要"),
    Stance.LOCAL: lazy("団体固有"),
}
STANCE_MARKS: Mapping[str, str] = {
    Stance.AGREE: "○",
    Stance.CHANGE: "△",
    Stance.UNNEEDED: "－",
    Stance.LOCAL: "□",
}
"""One character each for the matrix; a table beside it says what they mean."""


class Position(Base):
    """One municipality's stance on one item; `wording` is what it wants instead, or its own variation.

    `seen_in` is the revision of the item that it was stated on: an item changed since asks for a new look.
    A wanted change is an open objection until the municipality says otherwise or accepts the `answer`.
    """

    __tablename__ = "specification_position"
    __table_args__ = (
        sa.UniqueConstraint("item_id", "organisation_id"),
        sa.Index(None, "specification_id", "organisation_id"),
    )

    id: Mapped[Id]
    specification_id: Mapped[str] = mapped_column(sa.ForeignKey(Specification.id))
    item_id: Mapped[str] = mapped_column(sa.ForeignKey(Item.id))
    organisation_id: Mapped[str] = mapped_column(sa.ForeignKey(Organisation.id), index=True)
    stance: Mapped[Stance]
    wording: Mapped[str] = mapped_column(sa.Text, default="")
    reason: Mapped[str] = mapped_column(sa.String(1000), default="")
    seen_in: Mapped[int]
    stated_by: Mapped[str] = mapped_column(sa.String(120))
    stated_at: Mapped[datetime] = mapped_column(default=now)
    answer: Mapped[str] = mapped_column(sa.String(1000), default="")
    answered_at: Mapped[datetime | None]
    accepted_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}


class Confirmation(Base):
    """An approver's word that the positions of the municipality stand, as of one revision of the text."""

    __tablename__ = "specification_confirmation"

    specification_id: Mapped[str] = mapped_column(sa.ForeignKey(Specification.id), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(sa.ForeignKey(Organisation.id), primary_key=True)
    revision: Mapped[int]
    confirmed_by: Mapped[str] = mapped_column(sa.String(120))
    confirmed_at: Mapped[datetime] = mapped_column(default=now)
