"""What a supplier answers to a need."""

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
from govtech.organisations.models import Organisation
from govtech.solutions.models import Solution


class ResponseStatus(enum.StrEnum):
    """The life of a response."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    SHORTLISTED = "shortlisted"
    SELECTED = "selected"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


RESPONSE_STATUS_LABELS: Mapping[enum.StrEnum, Text] = {
    ResponseStatus.DRAFT: lazy("下書き"),
    ResponseStatus.SUBMITTED: lazy("提出済み"),
    ResponseStatus.SHORTLISTED: lazy("候補"),
    ResponseStatus.SELECTED: lazy("採用"),
    ResponseStatus.DECLINED: lazy("不採用"),
    ResponseStatus.WITHDRAWN: lazy("取り下げ"),
}
DECIDABLE = (ResponseStatus.SUBMITTED, ResponseStatus.SHORTLISTED)
HANDED_IN = (*DECIDABLE, ResponseStatus.SELECTED, ResponseStatus.DECLINED)
"""States of a response that its need's owners read after closing."""


class Response(Stateful, Base):
    """What one supplier answers to a need; only that supplier reads it until the need has closed."""

    __tablename__ = "response"
    __table_args__ = (sa.UniqueConstraint("need_id", "organisation_id"),)

    STEPS: ClassVar[Mapping[str, Step]] = {
        "submit": step(ResponseStatus.DRAFT, to=ResponseStatus.SUBMITTED),
        "withdraw": step(ResponseStatus.DRAFT, ResponseStatus.SUBMITTED, to=ResponseStatus.WITHDRAWN),
        "reopen": step(ResponseStatus.WITHDRAWN, to=ResponseStatus.DRAFT),
        "shortlist": step(ResponseStatus.SUBMITTED, to=ResponseStatus.SHORTLISTED),
        "select": step(*DECIDABLE, to=ResponseStatus.SELECTED),
        "decline": step(*DECIDABLE, to=ResponseStatus.DECLINED),
    }
    STATUS_LABELS: ClassVar[Mapping[enum.StrEnum, Text]] = RESPONSE_STATUS_LABELS

    id: Mapped[Id]
    need_id: Mapped[str] = mapped_column(sa.ForeignKey(Need.id))
    organisation_id: Mapped[str] = mapped_column(sa.ForeignKey(Organisation.id), index=True)
    solution_id: Mapped[str | None] = mapped_column(sa.ForeignKey(Solution.id), index=True)
    approach: Mapped[str] = mapped_column(sa.Text, default="")
    plan: Mapped[str] = mapped_column(sa.Text, default="")
    price: Mapped[str] = mapped_column(sa.Text, default="")
    references: Mapped[str] = mapped_column("reference_text", sa.Text, default="")
    contact: Mapped[str] = mapped_column(sa.String(200), default="")
    status: Mapped[ResponseStatus] = mapped_column(default=ResponseStatus.DRAFT)
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    sample: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(default=now)
    edited_at: Mapped[datetime] = mapped_column(default=now)
    submitted_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}

    need: Mapped[Need] = relationship(lazy="joined", innerjoin=True)
    organisation: Mapped[Organisation] = relationship(lazy="joined", innerjoin=True)
    solution: Mapped[Solution | None] = relationship()
    attachments: Mapped[list[ResponseAttachment]] = relationship(
        cascade="all, delete-orphan", lazy="selectin", order_by="ResponseAttachment.name"
    )


class ResponseAttachment(Base):
    """A file handed in with a response."""

    __tablename__ = "response_attachment"

    id: Mapped[Id]
    response_id: Mapped[str] = mapped_column(sa.ForeignKey(Response.id), index=True)
    sha256: Mapped[str] = mapped_column(sa.String(64))
    name: Mapped[str] = mapped_column(sa.String(200))
    size: Mapped[int]
    media_type: Mapped[str] = mapped_column(sa.String(100))


_ONE_RESPONSE = lazy(
    "このニーズには、すでに自団体の提案があります。ページを読み込み直して、続きを入力してください。"
)
CONSTRAINTS.update({"uq_response_need_id_organisation_id": _ONE_RESPONSE, "response.need_id": _ONE_RESPONSE})
