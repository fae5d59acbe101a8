"""Wording that somebody suggests instead of what a section or an item says now."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from govtech.accounts.models import User
from govtech.core.clock import now
from govtech.core.db import Base, Id
from govtech.core.states import Stateful, Step, step
from govtech.core.words import Text, lazy
from govtech.drafting.models import Specification, Thing
from govtech.organisations.models import Organisation


class Outcome(enum.StrEnum):
    """What became of a suggestion."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


OUTCOME_LABELS: Mapping[enum.StrEnum, Text] = {
    Outcome.OPEN: lazy("検討中"),
    Outcome.ACCEPTED: lazy("採り入れた"),
    Outcome.REJECTED: lazy("採り入れなかった"),
    Outcome.WITHDRAWN: lazy("取り下げ"),
}


class Suggestion(Stateful, Base):
    """Other wording of some fields of a section or an item.

    `before` is what the fields said at revision `began_in`, from which it was written; `wording` what they should
    say. `revision` is the one that took it in; `decision` the reason given with the decision.
    """

    __tablename__ = "suggestion"
    __table_args__ = (sa.Index(None, "specification_id", "thing", "key"),)

    STEPS: ClassVar[Mapping[str, Step]] = {
        "accept": step(Outcome.OPEN, to=Outcome.ACCEPTED),
        "reject": step(Outcome.OPEN, to=Outcome.REJECTED),
        "withdraw": step(Outcome.OPEN, to=Outcome.WITHDRAWN),
    }
    STATUS_LABELS: ClassVar[Mapping[enum.StrEnum, Text]] = OUTCOME_LABELS

    id: Mapped[Id]
    specification_id: Mapped[str] = mapped_column(sa.ForeignKey(Specification.id))
    thing: Mapped[Thing]
    key: Mapped[str] = mapped_column(sa.String(60))
    wording: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    before: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    began_in: Mapped[int]
    reason: Mapped[str] = mapped_column(sa.String(1000))
    status: Mapped[Outcome] = mapped_column(default=Outcome.OPEN)
    user_id: Mapped[str | None] = mapped_column(sa.ForeignKey(User.id), index=True)
    author_name: Mapped[str] = mapped_column(sa.String(120))
    organisation_id: Mapped[str | None] = mapped_column(sa.ForeignKey(Organisation.id), index=True)
    organisation_name: Mapped[str] = mapped_column(sa.String(120), default="")
    made_at: Mapped[datetime] = mapped_column(default=now)
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str] = mapped_column(sa.String(240), default="")
    decision: Mapped[str] = mapped_column(sa.String(1000), default="")
    revision: Mapped[int | None]
    sample: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}

    specification: Mapped[Specification] = relationship()
