"""A joint procurement while it is planned: what it is to be, which needs it comes from, and who is interested."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from datetime import date, datetime
from typing import ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from govtech.core.clock import now
from govtech.core.db import Base, Id
from govtech.core.errors import CONSTRAINTS
from govtech.core.states import Stateful, Step, step
from govtech.core.words import Text, lazy
from govtech.needs.models import Need
from govtech.organisations.models import Organisation


class ProcurementStatus(enum.StrEnum):
    """The life of a joint procurement, as far as it goes here: the plan, and its end without one."""

    PLANNING = "planning"
    CANCELLED = "cancelled"


class ParticipationStatus(enum.StrEnum):
    """How far a municipality binds itself; interest binds to nothing."""

    INTERESTED = "interested"
    WITHDRAWN = "withdrawn"


PROCUREMENT_STATUS_LABELS: Mapping[enum.StrEnum, Text] = {
    ProcurementStatus.PLANNING: lazy("計画中"),
    ProcurementStatus.CANCELLED: lazy("取りやめ"),
}
PARTICIPATION_STATUS_LABELS: Mapping[enum.StrEnum, Text] = {
    ParticipationStatus.INTERESTED: lazy("関心あり"),
    ParticipationStatus.WITHDRAWN: lazy("参加しない"),
}
PROCUREMENT_TONES: Mapping[str, str] = {
    ProcurementStatus.PLANNING: "open",
    ProcurementStatus.CANCELLED: "stop",
}
PARTICIPATION_TONES: Mapping[str, str] = {
    ParticipationStatus.INTERESTED: "open",
    ParticipationStatus.WITHDRAWN: "stop",
}


class Procurement(Stateful, Base):
    """共同調達: what several municipalities plan to buy together; `lead` runs it."""

    __tablename__ = "procurement"
    __table_args__ = (sa.Index(None, "listed_at", "id"),)

    STEPS: ClassVar[Mapping[str, Step]] = {
        "cancel": step(ProcurementStatus.PLANNING, to=ProcurementStatus.CANCELLED),
    }
    STATUS_LABELS: ClassVar[Mapping[enum.StrEnum, Text]] = PROCUREMENT_STATUS_LABELS

    id: Mapped[Id]
    title: Mapped[str] = mapped_column(sa.String(120))
    lead_id: Mapped[str] = mapped_column(sa.ForeignKey(Organisation.id), index=True)
    purpose: Mapped[str] = mapped_column(sa.Text, default="")
    fiscal_year: Mapped[int | None]
    status: Mapped[ProcurementStatus] = mapped_column(default=ProcurementStatus.PLANNING)
    cancelled_reason: Mapped[str] = mapped_column(sa.Text, default="")
    sample: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(default=now)
    listed_at: Mapped[datetime] = mapped_column(default=now)
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}

    lead: Mapped[Organisation] = relationship(lazy="joined", innerjoin=True)
    needs: Mapped[list[ProcurementNeed]] = relationship(
        cascade="all, delete-orphan", order_by="ProcurementNeed.need_id"
    )
    participations: Mapped[list[Participation]] = relationship(
        back_populates="procurement", order_by="Participation.organisation_id"
    )


class ProcurementNeed(Base):
    """A need that a procurement is to meet."""

    __tablename__ = "procurement_need"

    procurement_id: Mapped[str] = mapped_column(sa.ForeignKey(Procurement.id), primary_key=True)
    need_id: Mapped[str] = mapped_column(sa.ForeignKey(Need.id), primary_key=True, index=True)


class Participation(Stateful, Base):
    """A municipality's part: what it would take, `quantities` by unit, and when it could begin."""

    __tablename__ = "participation"
    __table_args__ = (
        sa.UniqueConstraint("procurement_id", "organisation_id"),
        sa.CheckConstraint(
            "budget_min IS NULL OR budget_max IS NULL OR budget_min <= budget_max", name="budget_order"
        ),
    )

    STEPS: ClassVar[Mapping[str, Step]] = {
        "withdraw": step(ParticipationStatus.INTERESTED, to=ParticipationStatus.WITHDRAWN),
        "return": step(ParticipationStatus.WITHDRAWN, to=ParticipationStatus.INTERESTED),
    }
    STATUS_LABELS: ClassVar[Mapping[enum.StrEnum, Text]] = PARTICIPATION_STATUS_LABELS

    id: Mapped[Id]
    procurement_id: Mapped[str] = mapped_column(sa.ForeignKey(Procurement.id))
    organisation_id: Mapped[str] = mapped_column(sa.ForeignKey(Organisation.id), index=True)
    status: Mapped[ParticipationStatus] = mapped_column(default=ParticipationStatus.INTERESTED)
    population: Mapped[int | None]
    quantities: Mapped[dict[str, object]] = mapped_column(default=dict)
    budget_min: Mapped[int | None] = mapped_column(sa.BigInteger)
    budget_max: Mapped[int | None] = mapped_column(sa.BigInteger)
    fiscal_year: Mapped[int | None]
    start_month: Mapped[date | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}

    procurement: Mapped[Procurement] = relationship(back_populates="participations")
    organisation: Mapped[Organisation] = relationship()


CONSTRAINTS.update(
    {
        "ck_participation_budget_order": lazy("予算の上限は、下限以上にしてください。"),
        "uq_participation_procurement_id_organisation_id": lazy("この市町村は、すでに参加しています。"),
        "participation.procurement_id, participation.organisation_id": lazy(
            "この市町村は、すでに参加しています。"
        ),
    }
)
