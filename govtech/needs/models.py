"""A need a municipality posts on the board, its changes after publication, and what suppliers answer."""

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
from govtech.organisations.models import Organisation
from govtech.solutions.models import Network, Solution


class Status(enum.StrEnum):
    """The life of a need."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    PUBLISHED = "published"
    CLOSED = "closed"
    MATCHED = "matched"
    UNMATCHED = "unmatched"
    CONCLUDED = "concluded"
    WITHDRAWN = "withdrawn"


class Wanted(enum.StrEnum):
    """What a municipality asks for."""

    INFORMATION = "information"
    PROPOSAL = "proposal"
    TRIAL = "trial"
    VOLUNTEERS = "volunteers"


class Respondents(enum.StrEnum):
    """Who may respond."""

    BOTH = "both"
    COMPANIES = "companies"
    CIVIC_GROUPS = "civic_groups"


class ResponseStatus(enum.StrEnum):
    """The life of a response."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    SHORTLISTED = "shortlisted"
    SELECTED = "selected"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


STATUS_LABELS: Mapping[enum.StrEnum, Text] = {
    Status.DRAFT: lazy("下書き"),
    Status.IN_REVIEW: lazy("承認待ち"),
    Status.PUBLISHED: lazy("募集中"),
    Status.CLOSED: lazy("募集終了・選定中"),
    Status.MATCHED: lazy("相手が決定"),
    Status.UNMATCHED: lazy("該当なし"),
    Status.CONCLUDED: lazy("完了"),
    Status.WITHDRAWN: lazy("取り下げ"),
}
WANTED_LABELS: Mapping[str, Text] = {
    Wanted.INFORMATION: lazy("情報がほしい"),
    Wanted.PROPOSAL: lazy("提案がほしい"),
    Wanted.TRIAL: lazy("試してみたい"),
    Wanted.VOLUNTEERS: lazy("手伝ってほしい"),
}
RESPONDENTS_LABELS: Mapping[str, Text] = {
    Respondents.BOTH: lazy("企業と市民団体"),
    Respondents.COMPANIES: lazy("企業"),
    Respondents.CIVIC_GROUPS: lazy("市民団体"),
}
RESPONSE_STATUS_LABELS: Mapping[enum.StrEnum, Text] = {
    ResponseStatus.DRAFT: lazy("下書き"),
    ResponseStatus.SUBMITTED: lazy("提出済み"),
    ResponseStatus.SHORTLISTED: lazy("候補"),
    ResponseStatus.SELECTED: lazy("採用"),
    ResponseStatus.DECLINED: lazy("不採用"),
    ResponseStatus.WITHDRAWN: lazy("取り下げ"),
}
ALIVE = tuple(status for status in Status if status not in {Status.CONCLUDED, Status.WITHDRAWN})
DECIDABLE = (ResponseStatus.SUBMITTED, ResponseStatus.SHORTLISTED)
HANDED_IN = (*DECIDABLE, ResponseStatus.SELECTED, ResponseStatus.DECLINED)
"""States of a response that its need's owners read after closing."""


class Need(Stateful, Base):
    """What a municipality needs. `published_at` is set once and makes it public; `closed_at` opens the responses."""

    __tablename__ = "need"
    __table_args__ = (
        sa.CheckConstraint(
            "budget_min IS NULL OR budget_max IS NULL OR budget_min <= budget_max", name="budget_order"
        ),
        sa.CheckConstraint(
            "question_deadline IS NULL OR response_deadline IS NULL OR question_deadline <= response_deadline",
            name="deadline_order",
        ),
        sa.Index(None, "status", "response_deadline"),
        sa.Index(None, "listed_at", "id"),
    )

    STEPS: ClassVar[Mapping[str, Step]] = {
        "submit": step(Status.DRAFT, to=Status.IN_REVIEW),
        "send_back": step(Status.IN_REVIEW, to=Status.DRAFT),
        "publish": step(Status.IN_REVIEW, to=Status.PUBLISHED),
        "close": step(Status.PUBLISHED, to=Status.CLOSED),
        "match": step(Status.CLOSED, to=Status.MATCHED),
        "unmatch": step(Status.CLOSED, to=Status.UNMATCHED),
        "conclude": step(Status.MATCHED, Status.UNMATCHED, to=Status.CONCLUDED),
        "withdraw": step(*ALIVE, to=Status.WITHDRAWN),
    }
    STATUS_LABELS: ClassVar[Mapping[enum.StrEnum, Text]] = STATUS_LABELS

    id: Mapped[Id]
    organisation_id: Mapped[str] = mapped_column(sa.ForeignKey(Organisation.id), index=True)
    title: Mapped[str] = mapped_column(sa.String(120))
    persona: Mapped[str] = mapped_column(sa.Text, default="")
    scenario: Mapped[str] = mapped_column(sa.Text, default="")
    problem: Mapped[str] = mapped_column(sa.Text, default="")
    outcome: Mapped[str] = mapped_column(sa.Text, default="")
    measure: Mapped[str] = mapped_column(sa.String(400), default="")
    population: Mapped[int | None]
    volume: Mapped[int | None] = mapped_column(sa.BigInteger)
    volume_unit: Mapped[str] = mapped_column(sa.String(40), default="")
    network: Mapped[Network | None]
    security: Mapped[str] = mapped_column(sa.String(1000), default="")
    budget_min: Mapped[int | None] = mapped_column(sa.BigInteger)
    budget_max: Mapped[int | None] = mapped_column(sa.BigInteger)
    fiscal_year: Mapped[int | None]
    wanted: Mapped[list[str]] = mapped_column(default=list)
    respondents: Mapped[Respondents] = mapped_column(default=Respondents.BOTH)
    question_deadline: Mapped[datetime | None]
    response_deadline: Mapped[datetime | None]
    contact: Mapped[str] = mapped_column(sa.String(200), default="")
    status: Mapped[Status] = mapped_column(default=Status.DRAFT)
    sent_back_reason: Mapped[str] = mapped_column(sa.Text, default="")
    withdrawn_reason: Mapped[str] = mapped_column(sa.Text, default="")
    result: Mapped[str] = mapped_column(sa.Text, default="")
    sample: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(default=now)
    edited_at: Mapped[datetime] = mapped_column(default=now)
    listed_at: Mapped[datetime] = mapped_column(default=now)
    published_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}

    organisation: Mapped[Organisation] = relationship(lazy="joined", innerjoin=True)
    initiatives: Mapped[list[NeedInitiative]] = relationship(
        cascade="all, delete-orphan", lazy="selectin", order_by="NeedInitiative.number"
    )

    @property
    def accepting(self) -> bool:
        """Whether a response can still come in: published, and the deadline is ahead."""
        return (
            self.status is Status.PUBLISHED
            and self.response_deadline is not None
            and now() < self.response_deadline
        )


class NeedInitiative(Base):
    """One of the 24 initiatives a need is about, by its number."""

    __tablename__ = "need_initiative"

    need_id: Mapped[str] = mapped_column(sa.ForeignKey(Need.id), primary_key=True)
    number: Mapped[int] = mapped_column(
        sa.ForeignKey("initiative.number"), primary_key=True, autoincrement=False, index=True
    )


class NeedRevision(Base):
    """A change after publication: the texts before and after of every field that changed, and why."""

    __tablename__ = "need_revision"
    __table_args__ = (sa.UniqueConstraint("need_id", "number"),)

    id: Mapped[Id]
    need_id: Mapped[str] = mapped_column(sa.ForeignKey(Need.id))
    number: Mapped[int]
    at: Mapped[datetime] = mapped_column(default=now)
    actor_name: Mapped[str] = mapped_column(sa.String(120))
    reason: Mapped[str] = mapped_column(sa.String(400))
    changes: Mapped[dict[str, object]] = mapped_column(sa.JSON)


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
CONSTRAINTS.update(
    {
        "uq_response_need_id_organisation_id": _ONE_RESPONSE,
        "response.need_id": _ONE_RESPONSE,
        "ck_need_budget_order": lazy("予算の上限は、下限以上にしてください。"),
        "ck_need_deadline_order": lazy("質問の締切は、提案の締切より前にしてください。"),
    }
)
