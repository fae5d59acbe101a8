"""A call for answers to the requirements of a specification, and what each company answers."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from govtech.core.clock import now
from govtech.core.db import Base, Id
from govtech.core.states import Stateful, Step, step
from govtech.core.words import Text, lazy
from govtech.drafting.models import Specification
from govtech.organisations.models import Organisation


class Mark(enum.StrEnum):
    """What a company says to a requirement."""

    MET = "met"
    OTHERWISE = "otherwise"
    UNMET = "unmet"


class Way(enum.StrEnum):
    """How a requirement is met."""

    STANDARD = "standard"
    SETTING = "setting"
    DEVELOPMENT = "development"
    OUTSIDE = "outside"


class Status(enum.StrEnum):
    """The life of a company's answers."""

    DRAFT = "draft"
    SUBMITTED = "submitted"


MARK_SIGNS: Mapping[str, str] = {Mark.MET: "○", Mark.OTHERWISE: "△", Mark.UNMET: "×"}
MARK_LABELS: Mapping[str, Text] = {
    Mark.MET: lazy("対応"),
    Mark.OTHERWISE: lazy("代替・一部・条件付き"),
    Mark.UNMET: lazy("非対応"),
}
WAY_WORDS: Mapping[str, str] = {
    Way.STANDARD: "標準機能",
    Way.SETTING: "設定",
    Way.DEVELOPMENT: "開発",
    Way.OUTSIDE: "対象外",
}
"""The words inside the workbook, which is Japanese whoever reads it."""
WAY_LABELS: Mapping[str, Text] = {
    Way.STANDARD: lazy("標準機能"),
    Way.SETTING: lazy("設定"),
    Way.DEVELOPMENT: lazy("開発"),
    Way.OUTSIDE: lazy("対象外"),
}
STATUS_LABELS: Mapping[enum.StrEnum, Text] = {
    Status.DRAFT: lazy("下書き"),
    Status.SUBMITTED: lazy("提出済み"),
}


class Call(Base):
    """The lead asks companies to answer until `closes_at`; closing early sets that moment to now.

    While it stands, companies may read the requirements of a text that is not fixed yet: the lead opened them.
    """

    __tablename__ = "compliance_call"

    id: Mapped[Id]
    specification_id: Mapped[str] = mapped_column(sa.ForeignKey(Specification.id), unique=True)
    closes_at: Mapped[datetime]
    note: Mapped[str] = mapped_column(sa.String(1000), default="")
    opened_at: Mapped[datetime] = mapped_column(default=now)
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}

    specification: Mapped[Specification] = relationship()

    @property
    def is_open(self) -> bool:
        """Whether companies can answer at this moment."""
        return now() < self.closes_at


class Named(NamedTuple):
    """Who answers: the company, and what it answers with."""

    company: str = ""
    corporate_number: str = ""
    contact: str = ""
    solution: str = ""


class Reply(Stateful, Base):
    """One company's answers to one specification.

    `answers` is what was typed so far and `handed_in` what was submitted last, each by the number of the item:
    {mark, remark, way, cost (yen), seen (the fingerprint of the item that was answered)}.
    `recorded_by_id` is the municipality that entered what a company sent by mail; the company may be unknown here.
    `troubles` is what could not be taken from the file read last: [code, place, item, value].
    """

    __tablename__ = "compliance_reply"
    __table_args__ = (sa.UniqueConstraint("specification_id", "organisation_id"),)

    STEPS: ClassVar[Mapping[str, Step]] = {
        "submit": step(Status.DRAFT, Status.SUBMITTED, to=Status.SUBMITTED),
        "withdraw": step(Status.SUBMITTED, to=Status.DRAFT),
    }
    STATUS_LABELS: ClassVar[Mapping[enum.StrEnum, Text]] = STATUS_LABELS

    id: Mapped[Id]
    specification_id: Mapped[str] = mapped_column(sa.ForeignKey(Specification.id), index=True)
    organisation_id: Mapped[str | None] = mapped_column(sa.ForeignKey(Organisation.id), index=True)
    recorded_by_id: Mapped[str | None] = mapped_column(sa.ForeignKey(Organisation.id))
    company: Mapped[str] = mapped_column(sa.String(120))
    corporate_number: Mapped[str] = mapped_column(sa.String(13), default="")
    contact: Mapped[str] = mapped_column(sa.String(200), default="")
    solution: Mapped[str] = mapped_column(sa.String(120), default="")
    status: Mapped[Status] = mapped_column(default=Status.DRAFT)
    answers: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    handed_in: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    troubles: Mapped[list[Any]] = mapped_column(sa.JSON, default=list)
    saved_at: Mapped[datetime] = mapped_column(default=now)
    submitted_at: Mapped[datetime | None]
    sample: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}

    specification: Mapped[Specification] = relationship()

    @property
    def named(self) -> Named:
        """Who answers."""
        return Named(self.company, self.corporate_number, self.contact, self.solution)

    @property
    def changed_since(self) -> bool:
        """Whether something was typed after the last submission."""
        return self.status is Status.SUBMITTED and self.answers != self.handed_in
