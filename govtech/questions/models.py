"""A question about a need or a case: asked in private, answered, and shown to everybody without whoever asked."""

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
from govtech.knowledge.models import CaseStudy
from govtech.needs.models import Need
from govtech.organisations.models import Organisation

Subject = Need | CaseStudy
"""What a question can be about."""


class Status(enum.StrEnum):
    """The life of a question."""

    ASKED = "asked"
    DRAFTED = "drafted"
    PUBLISHED = "published"
    ANSWERED = "answered"
    MERGED = "merged"
    WITHDRAWN = "withdrawn"


STATUS_LABELS: Mapping[enum.StrEnum, Text] = {
    Status.ASKED: lazy("回答待ち"),
    Status.DRAFTED: lazy("回答案あり"),
    Status.PUBLISHED: lazy("回答を公開"),
    Status.ANSWERED: lazy("質問者だけに回答"),
    Status.MERGED: lazy("同じ質問にまとめた"),
    Status.WITHDRAWN: lazy("取り下げ"),
}
OPEN = (Status.ASKED, Status.DRAFTED)
"""States in which somebody still waits for an answer of its own."""


class Question(Stateful, Base):
    """One question. `text` is what was asked, for the asker and the owners; `wording` is what everybody may read.

    `owner_id` is the organisation of the need or case, which answers. `answered_at` is when the asker could read it.
    """

    __tablename__ = "question"
    __table_args__ = (
        sa.CheckConstraint("(need_id IS NULL) <> (case_id IS NULL)", name="one_subject"),
        sa.CheckConstraint("(status = 'merged') = (merged_into_id IS NOT NULL)", name="merged_into"),
        sa.CheckConstraint("merged_into_id <> id", name="merged_elsewhere"),
        sa.Index(None, "need_id", "status"),
        sa.Index(None, "case_id", "status"),
        sa.Index(None, "owner_id", "status"),
        sa.Index(None, "organisation_id", "need_id"),
    )
    STEPS: ClassVar[Mapping[str, Step]] = {
        "draft": step(*OPEN, to=Status.DRAFTED),
        "publish": step(Status.DRAFTED, to=Status.PUBLISHED),
        "answer": step(Status.DRAFTED, to=Status.ANSWERED),
        "correct": step(Status.PUBLISHED, to=Status.PUBLISHED),
        "merge": step(*OPEN, to=Status.MERGED),
        "separate": step(Status.MERGED, to=Status.ASKED),
        "withdraw": step(*OPEN, Status.MERGED, to=Status.WITHDRAWN),
    }
    STATUS_LABELS: ClassVar[Mapping[enum.StrEnum, Text]] = STATUS_LABELS

    id: Mapped[Id]
    need_id: Mapped[str | None] = mapped_column(sa.ForeignKey(Need.id))
    case_id: Mapped[str | None] = mapped_column(sa.ForeignKey(CaseStudy.id))
    owner_id: Mapped[str] = mapped_column(sa.ForeignKey(Organisation.id))
    organisation_id: Mapped[str] = mapped_column(sa.ForeignKey(Organisation.id))
    user_id: Mapped[str | None] = mapped_column(sa.ForeignKey("user_account.id"), index=True)
    text: Mapped[str] = mapped_column(sa.Text)
    wording: Mapped[str] = mapped_column(sa.Text, default="")
    answer: Mapped[str] = mapped_column(sa.Text, default="")
    status: Mapped[Status] = mapped_column(default=Status.ASKED)
    merged_into_id: Mapped[str | None] = mapped_column(sa.ForeignKey("question.id"), index=True)
    sample: Mapped[bool] = mapped_column(default=False)
    asked_at: Mapped[datetime] = mapped_column(default=now)
    answered_at: Mapped[datetime | None]
    corrected_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}

    need: Mapped[Need | None] = relationship()
    case: Mapped[CaseStudy | None] = relationship()
    organisation: Mapped[Organisation] = relationship(foreign_keys=[organisation_id])
    owner: Mapped[Organisation] = relationship(foreign_keys=[owner_id])
    merged_into: Mapped[Question | None] = relationship(remote_side="Question.id")

    @property
    def subject(self) -> Subject:
        """The need or case it is about."""
        found = self.need or self.case
        assert found is not None  # noqa: S101  (the database keeps exactly one of the two)
        return found
