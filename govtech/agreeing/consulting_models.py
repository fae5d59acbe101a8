"""A consultation of the municipalities that take part: what was asked, until when, and who was reminded when."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from govtech.core.clock import now
from govtech.core.db import Base, Id
from govtech.drafting.models import Specification
from govtech.organisations.models import Organisation


class Consultation(Base):
    """One round of asking. `until` is the deadline in force since `until_set_at`, `first_until` what was set at first.

    `reminded` is the step that the clock told last, `ended_at` when the deadline passed or the lead ended it.
    """

    __tablename__ = "specification_consultation"
    __table_args__ = (sa.Index(None, "ended_at", "until"),)

    id: Mapped[Id]
    specification_id: Mapped[str] = mapped_column(sa.ForeignKey(Specification.id), index=True)
    message: Mapped[str] = mapped_column(sa.Text, default="")
    began_at: Mapped[datetime] = mapped_column(default=now)
    until: Mapped[datetime]
    first_until: Mapped[datetime]
    until_set_at: Mapped[datetime] = mapped_column(default=now)
    reminded: Mapped[str] = mapped_column(sa.String(24), default="")
    ended_at: Mapped[datetime | None]


class Reminder(Base):
    """One municipality was reminded once: `key` is the clock's step with the deadline's day, or `hand` with the day.

    `reminded_by` is empty when the clock did it.
    """

    __tablename__ = "specification_reminder"
    __table_args__ = (sa.UniqueConstraint("consultation_id", "organisation_id", "key"),)

    id: Mapped[Id]
    consultation_id: Mapped[str] = mapped_column(sa.ForeignKey(Consultation.id))
    organisation_id: Mapped[str] = mapped_column(sa.ForeignKey(Organisation.id), index=True)
    key: Mapped[str] = mapped_column(sa.String(24))
    at: Mapped[datetime] = mapped_column(default=now)
    reminded_by: Mapped[str] = mapped_column(sa.String(120), default="")
