"""Talking to a responder before choosing: days the owner proposes, the one that is agreed."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from govtech.core.clock import now
from govtech.core.db import Base, Id
from govtech.core.states import Stateful, Step, step
from govtech.core.words import Text, lazy
from govtech.needs.response_models import Response


class InterviewStatus(enum.StrEnum):
    """Whose turn it is."""

    PROPOSED = "proposed"
    ASKED = "asked"
    AGREED = "agreed"
    CANCELLED = "cancelled"


STATUS_LABELS: Mapping[enum.StrEnum, Text] = {
    InterviewStatus.PROPOSED: lazy("日時の返事待ち"),
    InterviewStatus.ASKED: lazy("別の日時を希望"),
    InterviewStatus.AGREED: lazy("日時が決定"),
    InterviewStatus.CANCELLED: lazy("取りやめ"),
}
_RUNNING = (InterviewStatus.PROPOSED, InterviewStatus.ASKED, InterviewStatus.AGREED)


class Interview(Stateful, Base):
    """The talk about one response; a new proposal replaces the earlier days, the journal keeps them."""

    __tablename__ = "interview"
    __table_args__ = (sa.UniqueConstraint("response_id"),)

    STEPS: ClassVar[Mapping[str, Step]] = {
        "propose": step(*InterviewStatus, to=InterviewStatus.PROPOSED),
        "pick": step(InterviewStatus.PROPOSED, to=InterviewStatus.AGREED),
        "ask": step(InterviewStatus.PROPOSED, InterviewStatus.AGREED, to=InterviewStatus.ASKED),
        "cancel": step(*_RUNNING, to=InterviewStatus.CANCELLED),
    }
    STATUS_LABELS: ClassVar[Mapping[enum.StrEnum, Text]] = STATUS_LABELS

    id: Mapped[Id]
    response_id: Mapped[str] = mapped_column(sa.ForeignKey(Response.id))
    place: Mapped[str] = mapped_column(sa.String(200), default="")
    message: Mapped[str] = mapped_column(sa.String(1000), default="")
    reply: Mapped[str] = mapped_column(sa.String(1000), default="")
    agreed_at: Mapped[datetime | None]
    status: Mapped[InterviewStatus] = mapped_column(default=InterviewStatus.PROPOSED)
    created_at: Mapped[datetime] = mapped_column(default=now)
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}

    response: Mapped[Response] = relationship(lazy="joined", innerjoin=True)
    slots: Mapped[list[InterviewSlot]] = relationship(
        cascade="all, delete-orphan", lazy="selectin", order_by="InterviewSlot.starts_at"
    )


class InterviewSlot(Base):
    """One moment the owner offers."""

    __tablename__ = "interview_slot"

    interview_id: Mapped[str] = mapped_column(sa.ForeignKey(Interview.id), primary_key=True)
    starts_at: Mapped[datetime] = mapped_column(primary_key=True)
