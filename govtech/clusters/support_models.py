"""うちの町も: another municipality joins a need with its own scale. It binds to nothing."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from govtech.core.clock import now
from govtech.core.db import Base, Id
from govtech.core.errors import CONSTRAINTS
from govtech.core.states import Stateful, Step, step
from govtech.core.words import Text, lazy
from govtech.needs.models import Need
from govtech.needs.models import Status as NeedStatus
from govtech.organisations.models import Organisation

JOINABLE = (NeedStatus.PUBLISHED, NeedStatus.CLOSED, NeedStatus.MATCHED)
"""States of a need that others can join; what is joined then still counts while the need is not withdrawn."""


class SupportStatus(enum.StrEnum):
    """Whether a municipality still stands by its joining."""

    JOINED = "joined"
    WITHDRAWN = "withdrawn"


SUPPORT_STATUS_LABELS: Mapping[enum.StrEnum, Text] = {
    SupportStatus.JOINED: lazy("参加中"),
    SupportStatus.WITHDRAWN: lazy("参加をやめた"),
}


class Support(Stateful, Base):
    """One municipality's joining of one need: its figures are public, note and contact are for municipal staff."""

    __tablename__ = "support"
    __table_args__ = (
        sa.UniqueConstraint("need_id", "organisation_id"),
        sa.CheckConstraint(
            "budget_min IS NULL OR budget_max IS NULL OR budget_min <= budget_max", name="budget_order"
        ),
    )

    STEPS: ClassVar[Mapping[str, Step]] = {
        "withdraw": step(SupportStatus.JOINED, to=SupportStatus.WITHDRAWN),
        "return": step(SupportStatus.WITHDRAWN, to=SupportStatus.JOINED),
    }
    STATUS_LABELS: ClassVar[Mapping[enum.StrEnum, Text]] = SUPPORT_STATUS_LABELS

    id: Mapped[Id]
    need_id: Mapped[str] = mapped_column(sa.ForeignKey(Need.id))
    organisation_id: Mapped[str] = mapped_column(sa.ForeignKey(Organisation.id), index=True)
    population: Mapped[int | None]
    volume: Mapped[int | None] = mapped_column(sa.BigInteger)
    volume_unit: Mapped[str] = mapped_column(sa.String(40), default="")
    budget_min: Mapped[int | None] = mapped_column(sa.BigInteger)
    budget_max: Mapped[int | None] = mapped_column(sa.BigInteger)
    fiscal_year: Mapped[int | None]
    note: Mapped[str] = mapped_column(sa.String(1000), default="")
    contact: Mapped[str] = mapped_column(sa.String(200), default="")
    status: Mapped[SupportStatus] = mapped_column(default=SupportStatus.JOINED)
    joined_at: Mapped[datetime] = mapped_column(default=now)
    stated_at: Mapped[datetime] = mapped_column(default=now)
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}

    need: Mapped[Need] = relationship()
    organisation: Mapped[Organisation] = relationship()


CONSTRAINTS.update(
    {
        "ck_support_budget_order": lazy("予算の上限は、下限以上にしてください。"),
        "uq_support_need_id_organisation_id": lazy("同じ団体の人が、いまこのニーズに参加しました。"),
        "support.need_id, support.organisation_id": lazy("同じ団体の人が、いまこのニーズに参加しました。"),
    }
)
