"""Cases that municipalities share, the revisions behind them, and who followed."""

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
from govtech.knowledge.reference_models import (
    FOUNDING_DOCUMENT,
    LEVEL_LABELS,
    LEVEL_MARKS,
    SECTOR_LABELS,
    Barrier,
    FreeService,
    Initiative,
    Level,
    OneStopService,
    Sector,
    Technology,
)
from govtech.organisations.models import LocalGovernment, Organisation


class Status(enum.StrEnum):
    """The life of a case."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    PUBLISHED = "published"
    ARCHIVED = "archived"


STATUS_LABELS: Mapping[enum.StrEnum, Text] = {
    Status.DRAFT: lazy("下書き"),
    Status.IN_REVIEW: lazy("確認待ち"),
    Status.PUBLISHED: lazy("公開中"),
    Status.ARCHIVED: lazy("掲載終了"),
}
STATUS_TONES: Mapping[enum.StrEnum, str] = {
    Status.DRAFT: "closed",
    Status.IN_REVIEW: "wait",
    Status.PUBLISHED: "open",
    Status.ARCHIVED: "done",
}


class Visibility(enum.StrEnum):
    """Who may read a published case."""

    ALL = "all"
    MUNICIPALITIES = "municipalities"
    ORGANISATION = "organisation"


VISIBILITY_LABELS: Mapping[Visibility, Text] = {
    Visibility.ALL: lazy("だれでも読める"),
    Visibility.MUNICIPALITIES: lazy("市町村と事務局だけが読める"),
    Visibility.ORGANISATION: lazy("自分の団体だけが読める"),
}

case_initiative = sa.Table(
    "case_initiative",
    Base.metadata,
    sa.Column("case_id", sa.ForeignKey("case_study.id"), primary_key=True),
    sa.Column("initiative_number", sa.ForeignKey("initiative.number"), primary_key=True, index=True),
)
case_technology = sa.Table(
    "case_technology",
    Base.metadata,
    sa.Column("case_id", sa.ForeignKey("case_study.id"), primary_key=True),
    sa.Column("technology_id", sa.ForeignKey("technology.id"), primary_key=True, index=True),
)


class CaseStudy(Stateful, Base):
    """事例: what a municipality did, what it cost and what came of it.

    Fields follow the 事例 model of the Government Interoperability Framework (451-3).
    `year` is a fiscal year, money is whole yen, `match` the text compared by the list's search box.
    """

    __tablename__ = "case_study"
    __table_args__ = (
        sa.Index(None, "status", "published_at", "id"),
        sa.Index(None, "organisation_id", "status"),
        sa.CheckConstraint("cost_first is null or cost_first >= 0", name="cost_first"),
        sa.CheckConstraint("cost_yearly is null or cost_yearly >= 0", name="cost_yearly"),
    )
    STEPS: ClassVar[Mapping[str, Step]] = {
        "submit": step(Status.DRAFT, to=Status.IN_REVIEW),
        "recall": step(Status.IN_REVIEW, to=Status.DRAFT),
        "send_back": step(Status.IN_REVIEW, to=Status.DRAFT),
        "publish": step(Status.IN_REVIEW, to=Status.PUBLISHED),
        "archive": step(Status.PUBLISHED, to=Status.ARCHIVED),
        "restore": step(Status.ARCHIVED, to=Status.PUBLISHED),
    }
    STATUS_LABELS: ClassVar[Mapping[enum.StrEnum, Text]] = STATUS_LABELS

    id: Mapped[Id]
    organisation_id: Mapped[str] = mapped_column(sa.ForeignKey(Organisation.id))
    status: Mapped[Status] = mapped_column(default=Status.DRAFT)
    visibility: Mapped[Visibility] = mapped_column(default=Visibility.ALL)
    sample: Mapped[bool] = mapped_column(default=False)
    title: Mapped[str] = mapped_column(sa.String(120))
    summary: Mapped[str] = mapped_column(sa.String(300), default="")
    year: Mapped[int | None]
    place_code: Mapped[str | None] = mapped_column(sa.ForeignKey(LocalGovernment.code), index=True)
    place: Mapped[str] = mapped_column(sa.String(80), default="")
    target: Mapped[str] = mapped_column(sa.String(120), default="")
    theme: Mapped[str] = mapped_column(sa.String(120), default="")
    service_area: Mapped[str] = mapped_column(sa.String(80), default="")
    keywords: Mapped[str] = mapped_column(sa.String(200), default="")
    problem: Mapped[str] = mapped_column(sa.Text, default="")
    approach: Mapped[str] = mapped_column(sa.Text, default="")
    body: Mapped[str] = mapped_column(sa.Text, default="")
    cost_first: Mapped[int | None] = mapped_column(sa.BigInteger)
    cost_yearly: Mapped[int | None] = mapped_column(sa.BigInteger)
    effort_hours: Mapped[int | None]
    ingenuity: Mapped[str] = mapped_column(sa.Text, default="")
    constraints: Mapped[str] = mapped_column(sa.Text, default="")
    lessons: Mapped[str] = mapped_column(sa.Text, default="")
    vendors: Mapped[str] = mapped_column(sa.String(200), default="")
    scheme: Mapped[str] = mapped_column(sa.String(200), default="")
    licence: Mapped[str] = mapped_column(sa.String(80), default="")
    contact: Mapped[str] = mapped_column(sa.String(200), default="")
    related_url: Mapped[str] = mapped_column(sa.String(300), default="")
    source: Mapped[str] = mapped_column(sa.String(500), default="")
    match: Mapped[str] = mapped_column(sa.Text, default="")
    source_need_id: Mapped[str | None] = mapped_column(sa.String(16))
    source_specification_id: Mapped[str | None] = mapped_column(sa.String(16))
    source_procurement_id: Mapped[str | None] = mapped_column(sa.String(16))
    source_trial_id: Mapped[str | None] = mapped_column(sa.String(16))
    created_at: Mapped[datetime] = mapped_column(default=now)
    updated_at: Mapped[datetime] = mapped_column(default=now)
    published_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}

    organisation: Mapped[Organisation] = relationship()
    government: Mapped[LocalGovernment | None] = relationship()
    initiatives: Mapped[list[Initiative]] = relationship(
        secondary=case_initiative, order_by=Initiative.number
    )
    technologies: Mapped[list[Technology]] = relationship(
        secondary=case_technology, order_by=Technology.position
    )
    outcomes: Mapped[list[CaseOutcome]] = relationship(
        cascade="all, delete-orphan", order_by="CaseOutcome.position", back_populates="case"
    )
    attachments: Mapped[list[CaseAttachment]] = relationship(
        order_by="CaseAttachment.added_at", back_populates="case"
    )

    @property
    def place_name(self) -> str:
        """Where it was done: the local government's name, or what was typed."""
        if self.government is not None:
            return self.government.name
        return self.place


class CaseOutcome(Base):
    """A measured result: before, after and their unit."""

    __tablename__ = "case_outcome"

    id: Mapped[Id]
    case_id: Mapped[str] = mapped_column(sa.ForeignKey(CaseStudy.id), index=True)
    position: Mapped[int]
    measure: Mapped[str] = mapped_column(sa.String(80))
    before: Mapped[float | None]
    after: Mapped[float | None]
    unit: Mapped[str] = mapped_column(sa.String(20), default="")

    case: Mapped[CaseStudy] = relationship(back_populates="outcomes")

    @property
    def change_percent(self) -> int | None:
        """How much it changed, in whole percent of the value before; None when that cannot be said."""
        if self.before is None or self.after is None or self.before == 0:
            return None
        return round((self.after - self.before) / abs(self.before) * 100)


class CaseAttachment(Base):
    """A file of a case; its content lies in the file store under its hash."""

    __tablename__ = "case_attachment"

    id: Mapped[Id]
    case_id: Mapped[str] = mapped_column(sa.ForeignKey(CaseStudy.id), index=True)
    sha256: Mapped[str] = mapped_column(sa.String(64))
    size: Mapped[int]
    media_type: Mapped[str] = mapped_column(sa.String(100))
    name: Mapped[str] = mapped_column(sa.String(160))
    added_at: Mapped[datetime] = mapped_column(default=now)
    added_by: Mapped[str] = mapped_column(sa.String(120), default="")

    case: Mapped[CaseStudy] = relationship(back_populates="attachments")


class CaseRevision(Base):
    """What a case said after one save: who saved it, when and why. Never changed."""

    __tablename__ = "case_revision"
    __table_args__ = (sa.UniqueConstraint("case_id", "number"),)

    id: Mapped[Id]
    case_id: Mapped[str] = mapped_column(sa.ForeignKey(CaseStudy.id))
    number: Mapped[int]
    case_version: Mapped[int]
    at: Mapped[datetime] = mapped_column(default=now)
    author_name: Mapped[str] = mapped_column(sa.String(120))
    organisation_name: Mapped[str] = mapped_column(sa.String(120), default="")
    reason: Mapped[str] = mapped_column(sa.String(200), default="")
    content: Mapped[dict[str, object]] = mapped_column(sa.JSON)


__all__ = [
    "FOUNDING_DOCUMENT",
    "LEVEL_LABELS",
    "LEVEL_MARKS",
    "SECTOR_LABELS",
    "STATUS_LABELS",
    "STATUS_TONES",
    "VISIBILITY_LABELS",
    "Barrier",
    "CaseAttachment",
    "CaseOutcome",
    "CaseRevision",
    "CaseStudy",
    "FreeService",
    "Initiative",
    "Level",
    "OneStopService",
    "Sector",
    "Status",
    "Technology",
    "Visibility",
]
