"""A trial of a solution: what both sides agreed, what is measured, how it went and what was decided."""

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
from govtech.knowledge.models import CaseStudy
from govtech.needs.models import Need
from govtech.needs.response_models import Response
from govtech.organisations.models import Organisation
from govtech.solutions.models import Solution


class Status(enum.StrEnum):
    """The life of a trial."""

    PLANNED = "planned"
    RUNNING = "running"
    EVALUATED = "evaluated"
    ADOPTED = "adopted"
    NOT_ADOPTED = "not_adopted"
    CANCELLED = "cancelled"


class PersonalData(enum.StrEnum):
    """Whether a trial handles data about persons."""

    NONE = "none"
    ANONYMOUS = "anonymous"
    PERSONAL = "personal"


class Direction(enum.StrEnum):
    """Which way a measure should go."""

    LOWER = "lower"
    HIGHER = "higher"


class NoteReaders(enum.StrEnum):
    """Who reads a progress note."""

    PARTNERS = "partners"
    ALL = "all"


STATUS_LABELS: Mapping[enum.StrEnum, Text] = {
    Status.PLANNED: lazy("計画中"),
    Status.RUNNING: lazy("実施中"),
    Status.EVALUATED: lazy("評価済み・判断待ち"),
    Status.ADOPTED: lazy("本格導入"),
    Status.NOT_ADOPTED: lazy("導入見送り"),
    Status.CANCELLED: lazy("中止"),
}
PERSONAL_DATA_LABELS: Mapping[str, Text] = {
    PersonalData.NONE: lazy("個人情報は扱わない"),
    PersonalData.ANONYMOUS: lazy("個人が分からないように加工して扱う"),
    PersonalData.PERSONAL: lazy("個人情報を扱う"),
}
DIRECTION_LABELS: Mapping[str, Text] = {
    Direction.LOWER: lazy("小さいほどよい"),
    Direction.HIGHER: lazy("大きいほどよい"),
}
NOTE_READER_LABELS: Mapping[str, Text] = {
    NoteReaders.PARTNERS: lazy("双方の団体だけ"),
    NoteReaders.ALL: lazy("この実証実験を読める人"),
}
OPEN = (Status.PLANNED, Status.RUNNING)
"""States in which the agreement can still change."""
MOST_MEASURES = 6


class Trial(Stateful, Base):
    """実証実験: a municipality and a partner try something for a time.

    Money is whole yen including tax. `terms` numbers the agreement's present version: each side confirms a version.
    `started_at` shows it to all municipalities, `published_at` to everybody; both are set once.
    """

    __tablename__ = "trial"
    __table_args__ = (
        sa.UniqueConstraint("response_id"),
        sa.CheckConstraint("starts_on IS NULL OR ends_on IS NULL OR starts_on <= ends_on", name="period"),
        sa.CheckConstraint("organisation_id <> partner_id", name="two_sides"),
        sa.Index(None, "listed_at", "id"),
    )
    STEPS: ClassVar[Mapping[str, Step]] = {
        "start": step(Status.PLANNED, to=Status.RUNNING),
        "evaluate": step(Status.RUNNING, to=Status.EVALUATED),
        "adopt": step(Status.EVALUATED, to=Status.ADOPTED),
        "decline": step(Status.EVALUATED, to=Status.NOT_ADOPTED),
        "cancel": step(*OPEN, to=Status.CANCELLED),
    }
    STATUS_LABELS: ClassVar[Mapping[enum.StrEnum, Text]] = STATUS_LABELS

    id: Mapped[Id]
    organisation_id: Mapped[str] = mapped_column(sa.ForeignKey(Organisation.id), index=True)
    partner_id: Mapped[str] = mapped_column(sa.ForeignKey(Organisation.id), index=True)
    need_id: Mapped[str | None] = mapped_column(sa.ForeignKey(Need.id), index=True)
    response_id: Mapped[str | None] = mapped_column(sa.ForeignKey(Response.id))
    solution_id: Mapped[str | None] = mapped_column(sa.ForeignKey(Solution.id), index=True)
    case_id: Mapped[str | None] = mapped_column(sa.ForeignKey(CaseStudy.id), unique=True)
    status: Mapped[Status] = mapped_column(default=Status.PLANNED)
    title: Mapped[str] = mapped_column(sa.String(120))
    problem: Mapped[str] = mapped_column(sa.Text, default="")
    plan: Mapped[str] = mapped_column(sa.Text, default="")
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    place: Mapped[str] = mapped_column(sa.String(80), default="")
    participants: Mapped[str] = mapped_column(sa.String(120), default="")
    municipality_yen: Mapped[int | None] = mapped_column(sa.BigInteger)
    partner_yen: Mapped[int | None] = mapped_column(sa.BigInteger)
    cost_note: Mapped[str] = mapped_column(sa.Text, default="")
    personal_data: Mapped[PersonalData | None]
    data_handled: Mapped[str] = mapped_column(sa.Text, default="")
    municipality_duties: Mapped[str] = mapped_column(sa.Text, default="")
    partner_duties: Mapped[str] = mapped_column(sa.Text, default="")
    publication: Mapped[str] = mapped_column(sa.Text, default="")
    municipality_contact: Mapped[str] = mapped_column(sa.String(200), default="")
    partner_contact: Mapped[str] = mapped_column(sa.String(200), default="")
    terms: Mapped[int] = mapped_column(default=1)
    worked: Mapped[str] = mapped_column(sa.Text, default="")
    not_worked: Mapped[str] = mapped_column(sa.Text, default="")
    devices: Mapped[str] = mapped_column(sa.Text, default="")
    lessons: Mapped[str] = mapped_column(sa.Text, default="")
    actual_municipality_yen: Mapped[int | None] = mapped_column(sa.BigInteger)
    actual_partner_yen: Mapped[int | None] = mapped_column(sa.BigInteger)
    yearly_yen: Mapped[int | None] = mapped_column(sa.BigInteger)
    effort_hours: Mapped[int | None]
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    sample: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(default=now)
    edited_at: Mapped[datetime] = mapped_column(default=now)
    listed_at: Mapped[datetime] = mapped_column(default=now)
    started_at: Mapped[datetime | None]
    evaluated_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}

    organisation: Mapped[Organisation] = relationship(
        foreign_keys=organisation_id, lazy="joined", innerjoin=True
    )
    partner: Mapped[Organisation] = relationship(foreign_keys=partner_id, lazy="joined", innerjoin=True)
    need: Mapped[Need | None] = relationship()
    solution: Mapped[Solution | None] = relationship()
    initiatives: Mapped[list[TrialInitiative]] = relationship(
        cascade="all, delete-orphan", lazy="selectin", order_by="TrialInitiative.number"
    )
    measures: Mapped[list[Measure]] = relationship(
        cascade="all, delete-orphan", lazy="selectin", order_by="Measure.position"
    )
    agreements: Mapped[list[Agreement]] = relationship(
        cascade="all, delete-orphan", lazy="selectin", order_by="Agreement.at"
    )

    def agreed_by(self, organisation_id: str) -> bool:
        """Whether that side has confirmed the present version."""
        return any(
            one.number == self.terms and one.organisation_id == organisation_id for one in self.agreements
        )

    @property
    def agreed(self) -> bool:
        """Whether both sides have confirmed the present version."""
        return self.agreed_by(self.organisation_id) and self.agreed_by(self.partner_id)


class TrialInitiative(Base):
    """One of the 24 initiatives a trial is about, by its number."""

    __tablename__ = "trial_initiative"

    trial_id: Mapped[str] = mapped_column(sa.ForeignKey(Trial.id), primary_key=True)
    number: Mapped[int] = mapped_column(
        sa.ForeignKey("initiative.number"), primary_key=True, autoincrement=False, index=True
    )


class Measure(Base):
    """What is measured: before, wanted and reached, in one unit. `note` says why it could not be measured."""

    __tablename__ = "trial_measure"

    id: Mapped[Id]
    trial_id: Mapped[str] = mapped_column(sa.ForeignKey(Trial.id), index=True)
    position: Mapped[int]
    name: Mapped[str] = mapped_column(sa.String(80))
    unit: Mapped[str] = mapped_column(sa.String(20), default="")
    baseline: Mapped[float | None]
    target: Mapped[float | None]
    direction: Mapped[Direction] = mapped_column(default=Direction.LOWER)
    measured_when: Mapped[str] = mapped_column(sa.String(80), default="")
    actual: Mapped[float | None]
    note: Mapped[str] = mapped_column(sa.String(200), default="")

    @property
    def met(self) -> bool | None:
        """Whether the target was reached; None while one of the two values is missing."""
        if self.actual is None or self.target is None:
            return None
        return (
            self.actual >= self.target if self.direction is Direction.HIGHER else self.actual <= self.target
        )


class Terms(Base):
    """What the agreement said in one version: who wrote it, when and why. Never changed."""

    __tablename__ = "trial_terms"
    __table_args__ = (sa.UniqueConstraint("trial_id", "number"),)

    id: Mapped[Id]
    trial_id: Mapped[str] = mapped_column(sa.ForeignKey(Trial.id))
    number: Mapped[int]
    at: Mapped[datetime] = mapped_column(default=now)
    author_name: Mapped[str] = mapped_column(sa.String(120))
    organisation_name: Mapped[str] = mapped_column(sa.String(120))
    reason: Mapped[str] = mapped_column(sa.String(200), default="")
    content: Mapped[dict[str, object]] = mapped_column(sa.JSON)


class Agreement(Base):
    """One side's confirmation of one version."""

    __tablename__ = "trial_agreement"
    __table_args__ = (sa.UniqueConstraint("trial_id", "number", "organisation_id"),)

    id: Mapped[Id]
    trial_id: Mapped[str] = mapped_column(sa.ForeignKey(Trial.id))
    number: Mapped[int]
    organisation_id: Mapped[str] = mapped_column(sa.ForeignKey(Organisation.id))
    person_name: Mapped[str] = mapped_column(sa.String(120))
    at: Mapped[datetime] = mapped_column(default=now)


class Note(Base):
    """What happened on a day of the trial, told by one side. Markdown."""

    __tablename__ = "trial_note"

    id: Mapped[Id]
    trial_id: Mapped[str] = mapped_column(sa.ForeignKey(Trial.id), index=True)
    organisation_id: Mapped[str] = mapped_column(sa.ForeignKey(Organisation.id))
    author_name: Mapped[str] = mapped_column(sa.String(120))
    on: Mapped[date] = mapped_column("day")
    body: Mapped[str] = mapped_column(sa.Text)
    readers: Mapped[NoteReaders] = mapped_column(default=NoteReaders.PARTNERS)
    created_at: Mapped[datetime] = mapped_column(default=now)
    edited_at: Mapped[datetime] = mapped_column(default=now)
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}

    organisation: Mapped[Organisation] = relationship()
    attachments: Mapped[list[NoteAttachment]] = relationship(
        cascade="all, delete-orphan", lazy="selectin", order_by="NoteAttachment.name"
    )


class NoteAttachment(Base):
    """A file of a progress note."""

    __tablename__ = "trial_attachment"

    id: Mapped[Id]
    note_id: Mapped[str] = mapped_column(sa.ForeignKey(Note.id), index=True)
    sha256: Mapped[str] = mapped_column(sa.String(64))
    name: Mapped[str] = mapped_column(sa.String(200))
    size: Mapped[int]
    media_type: Mapped[str] = mapped_column(sa.String(100))


_ONE_TRIAL = lazy("この提案の実証実験は、すでに始めてあります。")
CONSTRAINTS.update(
    {
        "uq_trial_response_id": _ONE_TRIAL,
        "trial.response_id": _ONE_TRIAL,
        "ck_trial_period": lazy("終わる日は、始まる日より後にしてください。"),
        "ck_trial_two_sides": lazy("相手の団体を選んでください。"),
    }
)
