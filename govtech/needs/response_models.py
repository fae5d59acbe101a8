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
from govtech.needs.prices import Tax
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


class Verdict(enum.StrEnum):
    """How far an offer goes towards one wish of the need."""

    MET = "met"
    PARTLY = "partly"
    NOT = "not"


class Ground(enum.StrEnum):
    """Why an offer is not taken."""

    OUTCOME = "outcome"
    PRICE = "price"
    CONDITIONS = "conditions"
    SCHEDULE = "schedule"
    EXPERIENCE = "experience"
    BETTER = "better"
    CANCELLED = "cancelled"
    OTHER = "other"


VERDICT_LABELS: Mapping[str, Text] = {
    Verdict.MET: lazy("満たす"),
    Verdict.PARTLY: lazy("一部満たす"),
    Verdict.NOT: lazy("満たさない"),
}
GROUND_LABELS: Mapping[str, Text] = {
    Ground.OUTCOME: lazy("望む姿に届かない"),
    Ground.PRICE: lazy("予算に合わない"),
    Ground.CONDITIONS: lazy("ネットワークや安全管理の条件に合わない"),
    Ground.SCHEDULE: lazy("時期や体制が合わない"),
    Ground.EXPERIENCE: lazy("実績を確かめられない"),
    Ground.BETTER: lazy("ほかの提案のほうが合っていた"),
    Ground.CANCELLED: lazy("導入そのものを見送った"),
    Ground.OTHER: lazy("その他"),
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
        "unlist": step(ResponseStatus.SHORTLISTED, to=ResponseStatus.SUBMITTED),
        "select": step(*DECIDABLE, to=ResponseStatus.SELECTED),
        "decline": step(*DECIDABLE, to=ResponseStatus.DECLINED),
    }
    STATUS_LABELS: ClassVar[Mapping[enum.StrEnum, Text]] = RESPONSE_STATUS_LABELS

    id: Mapped[Id]
    need_id: Mapped[str] = mapped_column(sa.ForeignKey(Need.id))
    organisation_id: Mapped[str] = mapped_column(sa.ForeignKey(Organisation.id), index=True)
    solution_id: Mapped[str | None] = mapped_column(sa.ForeignKey(Solution.id), index=True)
    approach: Mapped[str] = mapped_column(sa.Text, default="")
    networks: Mapped[list[str]] = mapped_column(default=list, server_default="[]")
    plan: Mapped[str] = mapped_column(sa.Text, default="")
    price: Mapped[str] = mapped_column(sa.Text, default="")
    price_tax: Mapped[Tax] = mapped_column(default=Tax.INCLUDED, server_default=Tax.INCLUDED.value)
    references: Mapped[str] = mapped_column("reference_text", sa.Text, default="")
    contact: Mapped[str] = mapped_column(sa.String(200), default="")
    status: Mapped[ResponseStatus] = mapped_column(default=ResponseStatus.DRAFT)
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    grounds: Mapped[list[str]] = mapped_column(default=list, server_default="[]")
    owner_note: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    saved_from: Mapped[str] = mapped_column(sa.String(32), default="", server_default="")
    confirmed_revision: Mapped[int] = mapped_column(default=0, server_default="0")
    sample: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(default=now)
    edited_at: Mapped[datetime] = mapped_column(default=now)
    submitted_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}

    @property
    def unconfirmed(self) -> bool:
        """Whether a material change of the need came after this was handed in, and it was neither confirmed nor revised.

        It stays valid; whoever reads it after closing sees it marked.
        """
        return self.status in HANDED_IN and self.confirmed_revision < self.need.material_revision

    need: Mapped[Need] = relationship(lazy="joined", innerjoin=True)
    organisation: Mapped[Organisation] = relationship(lazy="joined", innerjoin=True)
    solution: Mapped[Solution | None] = relationship()
    answers: Mapped[list[ResponseAnswer]] = relationship(
        cascade="all, delete-orphan", lazy="selectin", order_by="ResponseAnswer.position"
    )
    prices: Mapped[list[ResponsePrice]] = relationship(
        cascade="all, delete-orphan", lazy="selectin", order_by="ResponsePrice.position"
    )
    chosen: Mapped[list[ResponseReference]] = relationship(
        cascade="all, delete-orphan", lazy="selectin", order_by="ResponseReference.position"
    )
    marks: Mapped[list[ResponseMark]] = relationship(cascade="all, delete-orphan")
    attachments: Mapped[list[ResponseAttachment]] = relationship(
        cascade="all, delete-orphan", lazy="selectin", order_by="ResponseAttachment.name"
    )

    def changed_since(self, version: int, page: str) -> bool:
        """Whether somebody else changed it since this page read that version; the page is never its own rival."""
        return self.version != version and not (page and self.saved_from == page)


class ResponseAnswer(Base):
    """What an offer says to one wish of the need: the wish as it was worded then, how far it is met, and how."""

    __tablename__ = "response_answer"

    response_id: Mapped[str] = mapped_column(sa.ForeignKey(Response.id), primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(16), primary_key=True)
    position: Mapped[int] = mapped_column(default=0)
    wish: Mapped[str] = mapped_column(sa.Text, default="")
    verdict: Mapped[Verdict | None]
    text: Mapped[str] = mapped_column(sa.Text, default="")


class ResponsePrice(Base):
    """One line of money in whole yen, with or without tax as the response says."""

    __tablename__ = "response_price"
    __table_args__ = (
        sa.CheckConstraint(
            "initial_yen >= 0 AND yearly_yen >= 0 AND unit_yen >= 0 AND quantity >= 0", name="not_negative"
        ),
        sa.CheckConstraint(
            "population_from IS NULL OR population_to IS NULL OR population_from <= population_to",
            name="population_order",
        ),
    )

    id: Mapped[Id]
    response_id: Mapped[str] = mapped_column(sa.ForeignKey(Response.id), index=True)
    position: Mapped[int] = mapped_column(default=0)
    name: Mapped[str] = mapped_column(sa.String(120), default="")
    initial_yen: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    yearly_yen: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    unit_yen: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    unit: Mapped[str] = mapped_column(sa.String(20), default="")
    quantity: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    population_from: Mapped[int | None]
    population_to: Mapped[int | None]


class ResponseReference(Base):
    """A user of one's own offering that a response names, as it was worded when it was chosen."""

    __tablename__ = "response_reference"

    id: Mapped[Id]
    response_id: Mapped[str] = mapped_column(sa.ForeignKey(Response.id), index=True)
    position: Mapped[int] = mapped_column(default=0)
    solution_name: Mapped[str] = mapped_column(sa.String(120), default="")
    place: Mapped[str] = mapped_column(sa.String(120), default="")
    case_id: Mapped[str | None] = mapped_column(sa.String(16))
    note: Mapped[str] = mapped_column(sa.String(200), default="")


class ResponseMark(Base):
    """What the owner found about one wish; the responder reads it with the result."""

    __tablename__ = "response_mark"

    response_id: Mapped[str] = mapped_column(sa.ForeignKey(Response.id), primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(16), primary_key=True)
    mark: Mapped[Verdict | None]
    comment: Mapped[str] = mapped_column(sa.String(1000), default="")


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
