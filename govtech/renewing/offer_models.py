"""Fixed specifications offered back as a template version, and what became of the offers."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from govtech.core.clock import now
from govtech.core.db import Base, Id
from govtech.core.states import Stateful, Step, step
from govtech.core.words import Text, lazy
from govtech.drafting.models import Specification


class OfferStatus(enum.StrEnum):
    """The life of an offer."""

    OFFERED = "offered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


OFFER_STATUS_LABELS: Mapping[enum.StrEnum, Text] = {
    OfferStatus.OFFERED: lazy("確認待ち"),
    OfferStatus.ACCEPTED: lazy("ひな形になりました"),
    OfferStatus.DECLINED: lazy("見送り"),
    OfferStatus.WITHDRAWN: lazy("取下げ"),
}


class TemplateOffer(Stateful, Base):
    """A fixed text that its lead offers as the next version of template `slug`, or as a new template.

    `changes` is what is otherwise than in the template, `reason` why others should have it. `version` is the
    template version that came of it; `answer` the reason when it was declined.
    """

    __tablename__ = "template_offer"
    __table_args__ = (sa.Index(None, "status", "offered_at"),)

    STEPS: ClassVar[Mapping[str, Step]] = {
        "accept": step(OfferStatus.OFFERED, to=OfferStatus.ACCEPTED),
        "decline": step(OfferStatus.OFFERED, to=OfferStatus.DECLINED),
        "withdraw": step(OfferStatus.OFFERED, to=OfferStatus.WITHDRAWN),
    }
    STATUS_LABELS: ClassVar[Mapping[enum.StrEnum, Text]] = OFFER_STATUS_LABELS

    id: Mapped[Id]
    specification_id: Mapped[str] = mapped_column(sa.ForeignKey(Specification.id), index=True)
    slug: Mapped[str] = mapped_column(sa.String(60))
    title: Mapped[str] = mapped_column(sa.String(80))
    kana: Mapped[str] = mapped_column(sa.String(120))
    summary: Mapped[str] = mapped_column(sa.String(400), default="")
    initiatives: Mapped[list[Any]] = mapped_column(sa.JSON, default=list)
    changes: Mapped[str] = mapped_column(sa.Text)
    reason: Mapped[str] = mapped_column(sa.Text)
    status: Mapped[OfferStatus] = mapped_column(default=OfferStatus.OFFERED)
    offered_at: Mapped[datetime] = mapped_column(default=now)
    offered_by: Mapped[str | None] = mapped_column(sa.String(16))
    actor_name: Mapped[str] = mapped_column(sa.String(120))
    organisation_name: Mapped[str] = mapped_column(sa.String(120), default="")
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str] = mapped_column(sa.String(120), default="")
    answer: Mapped[str] = mapped_column(sa.Text, default="")
    version: Mapped[str] = mapped_column(sa.String(20), default="")
    lock: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": lock}

    specification: Mapped[Specification] = relationship(lazy="joined", innerjoin=True)
