"""A need a municipality posts on the board, and its changes after publication."""

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
from govtech.organisations.models import Organisation
from govtech.solutions.models import Network


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
ALIVE = tuple(status for status in Status if status not in {Status.CONCLUDED, Status.WITHDRAWN})


class Need(Stateful, Base):
    """What a municipality needs. `published_at` is set once and makes it public; `closed_at` opens the responses.

    Responders hear by `result_due`; `selected_named`: the result names whom it selected. `origin` is what the draft
    was begun from ("case:abc", "template:slug", "need:abc"), `writing_step` where its writers left it, `saved_from`
    the page that saved it last, `material_revision` the last change that responders are asked to confirm.
    """

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
        sa.Index(None, "origin"),
        sa.Index(  # what the board counts by, without a look at the texts
            "ix_need_board",
            *("organisation_id", "status", "network", "response_deadline", "published_at", "id"),
        ),
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
    result_due: Mapped[date | None]
    selected_named: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    origin: Mapped[str] = mapped_column(sa.String(80), default="", server_default="")
    writing_step: Mapped[str] = mapped_column(sa.String(16), default="", server_default="")
    saved_from: Mapped[str] = mapped_column(sa.String(32), default="", server_default="")
    material_revision: Mapped[int] = mapped_column(default=0, server_default="0")
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
        return self.accepts_at(now())

    def accepts_at(self, moment: datetime) -> bool:
        """Whether a response that arrives at this moment is in time."""
        return (
            self.status is Status.PUBLISHED
            and self.response_deadline is not None
            and moment < self.response_deadline
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


CONSTRAINTS.update(
    {
        "ck_need_budget_order": lazy("予算の上限は、下限以上にしてください。"),
        "ck_need_deadline_order": lazy("質問の締切は、提案の締切より前にしてください。"),
    }
)
