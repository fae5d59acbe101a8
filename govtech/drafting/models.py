"""A joint specification: its text in chapters and items, who takes part, and everything it has been before."""

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
from govtech.organisations.models import Organisation
from govtech.specifications.template_format import Kind, Level, ParameterType


class Status(enum.StrEnum):
    """The life of a joint specification."""

    DRAFTING = "drafting"
    CONSULTATION = "consultation"
    AGREED = "agreed"
    SUPERSEDED = "superseded"
    ABANDONED = "abandoned"


STATUS_LABELS: Mapping[enum.StrEnum, Text] = {
    Status.DRAFTING: lazy("作成中"),
    Status.CONSULTATION: lazy("意見照会中"),
    Status.AGREED: lazy("合意（確定）"),
    Status.SUPERSEDED: lazy("新しい版あり"),
    Status.ABANDONED: lazy("作成を取りやめ"),
}
OPEN = (Status.DRAFTING, Status.CONSULTATION)
"""States in which the text can change."""


class Thing(enum.StrEnum):
    """What a revision is about."""

    WHOLE = "whole"
    SECTION = "section"
    ITEM = "item"
    PARAMETER = "parameter"


class Specification(Stateful, Base):
    """A text that municipalities draft together; `number` and `content_hash` are set when it is frozen.

    `consult_until` ends the consultation of municipalities.
    `revision` counts every change of the text and is the number of the newest Revision.
    `origin` says what it began from: template:<slug>:<version>, specification:<id>, docx:<name> or nothing.
    """

    __tablename__ = "specification"
    __table_args__ = (sa.Index(None, "status", "listed_at", "id"),)

    STEPS: ClassVar[Mapping[str, Step]] = {
        "consult": step(Status.DRAFTING, to=Status.CONSULTATION),
        "resume": step(Status.CONSULTATION, to=Status.DRAFTING),
        "freeze": step(*OPEN, to=Status.AGREED),
        "supersede": step(Status.AGREED, to=Status.SUPERSEDED),
        "abandon": step(*OPEN, to=Status.ABANDONED),
    }
    STATUS_LABELS: ClassVar[Mapping[enum.StrEnum, Text]] = STATUS_LABELS

    id: Mapped[Id]
    organisation_id: Mapped[str] = mapped_column(sa.ForeignKey(Organisation.id), index=True)
    title: Mapped[str] = mapped_column(sa.String(80))
    summary: Mapped[str] = mapped_column(sa.String(400), default="")
    initiatives: Mapped[list[str]] = mapped_column(default=list)
    origin: Mapped[str] = mapped_column(sa.String(120), default="")
    need_id: Mapped[str | None] = mapped_column(sa.ForeignKey("need.id"), index=True)
    previous_id: Mapped[str | None] = mapped_column(sa.ForeignKey("specification.id"), index=True)
    status: Mapped[Status] = mapped_column(default=Status.DRAFTING)
    revision: Mapped[int] = mapped_column(default=0)
    consult_until: Mapped[datetime | None]
    number: Mapped[int | None]
    content_hash: Mapped[str] = mapped_column(sa.String(64), default="")
    frozen_at: Mapped[datetime | None]
    sample: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(default=now)
    edited_at: Mapped[datetime] = mapped_column(default=now)
    listed_at: Mapped[datetime] = mapped_column(default=now)
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}

    organisation: Mapped[Organisation] = relationship(lazy="joined", innerjoin=True)

    @property
    def changeable(self) -> bool:
        """Whether its text can change."""
        return self.status in OPEN


class Party(Base):
    """A municipality that takes part: it reads, edits and states its positions."""

    __tablename__ = "specification_party"
    __table_args__ = (sa.UniqueConstraint("specification_id", "organisation_id"),)

    id: Mapped[Id]
    specification_id: Mapped[str] = mapped_column(sa.ForeignKey(Specification.id))
    organisation_id: Mapped[str] = mapped_column(sa.ForeignKey(Organisation.id), index=True)
    joined_at: Mapped[datetime] = mapped_column(default=now)

    organisation: Mapped[Organisation] = relationship(lazy="joined", innerjoin=True)


class Section(Base):
    """A chapter, or a section of one (`parent_id`). `key` is stable; `removed` keeps it for the history.

    `changed_in` is the revision that last changed it: an edit states the one it began from.
    """

    __tablename__ = "specification_section"
    __table_args__ = (sa.UniqueConstraint("specification_id", "key"),)

    id: Mapped[Id]
    specification_id: Mapped[str] = mapped_column(sa.ForeignKey(Specification.id), index=True)
    parent_id: Mapped[str | None] = mapped_column(sa.ForeignKey("specification_section.id"))
    place: Mapped[int] = mapped_column(default=0)
    key: Mapped[str] = mapped_column(sa.String(60))
    title: Mapped[str] = mapped_column(sa.String(80))
    body: Mapped[str] = mapped_column(sa.Text, default="")
    removed: Mapped[bool] = mapped_column(default=False)
    changed_in: Mapped[int] = mapped_column(default=0)


class Item(Base):
    """A requirement item of a section; `key` is the number that people quote, such as EA-101."""

    __tablename__ = "specification_item"
    __table_args__ = (sa.UniqueConstraint("specification_id", "key"),)

    id: Mapped[Id]
    specification_id: Mapped[str] = mapped_column(sa.ForeignKey(Specification.id), index=True)
    section_id: Mapped[str] = mapped_column(sa.ForeignKey(Section.id), index=True)
    place: Mapped[int] = mapped_column(default=0)
    key: Mapped[str] = mapped_column(sa.String(40))
    kind: Mapped[Kind] = mapped_column(default=Kind.FUNCTIONAL)
    level: Mapped[Level] = mapped_column(default=Level.MANDATORY)
    text: Mapped[str] = mapped_column(sa.Text, default="")
    condition: Mapped[str] = mapped_column(sa.Text, default="")
    note: Mapped[str] = mapped_column(sa.Text, default="")
    method: Mapped[str] = mapped_column(sa.Text, default="")
    remedy: Mapped[str] = mapped_column(sa.Text, default="")
    layers: Mapped[list[str]] = mapped_column(default=list)
    removed: Mapped[bool] = mapped_column(default=False)
    changed_in: Mapped[int] = mapped_column(default=0)


class Parameter(Base):
    """A value filled once and used everywhere as {{name}}; municipalities may differ (LocalValue)."""

    __tablename__ = "specification_parameter"
    __table_args__ = (sa.UniqueConstraint("specification_id", "name"),)

    id: Mapped[Id]
    specification_id: Mapped[str] = mapped_column(sa.ForeignKey(Specification.id))
    place: Mapped[int] = mapped_column(default=0)
    name: Mapped[str] = mapped_column(sa.String(40))
    label: Mapped[str] = mapped_column(sa.String(60))
    type: Mapped[ParameterType] = mapped_column(default=ParameterType.TEXT)
    unit: Mapped[str] = mapped_column(sa.String(20), default="")
    value: Mapped[str] = mapped_column(sa.String(200), default="")
    help: Mapped[str] = mapped_column(sa.String(300), default="")
    choices: Mapped[list[str]] = mapped_column(default=list)
    removed: Mapped[bool] = mapped_column(default=False)
    changed_in: Mapped[int] = mapped_column(default=0)


class LocalValue(Base):
    """What one municipality fills instead of the common value; it stands in that municipality's annex."""

    __tablename__ = "specification_local_value"
    __table_args__ = (sa.UniqueConstraint("parameter_id", "organisation_id"),)

    id: Mapped[Id]
    parameter_id: Mapped[str] = mapped_column(sa.ForeignKey(Parameter.id))
    organisation_id: Mapped[str] = mapped_column(sa.ForeignKey(Organisation.id), index=True)
    value: Mapped[str] = mapped_column(sa.String(200))
    stated_at: Mapped[datetime] = mapped_column(default=now)


class Revision(Base):
    """One change of the text: who, why, and the thing as it was and as it became.

    What adds, removes or moves things is a WHOLE revision and holds everything (`content.Plain`) in `after`; the
    text at any revision is the last WHOLE one up to it with the changes since.
    """

    __tablename__ = "specification_revision"
    __table_args__ = (sa.UniqueConstraint("specification_id", "number"),)

    id: Mapped[Id]
    specification_id: Mapped[str] = mapped_column(sa.ForeignKey(Specification.id))
    number: Mapped[int]
    at: Mapped[datetime] = mapped_column(default=now)
    user_id: Mapped[str | None] = mapped_column(sa.String(16))
    actor_name: Mapped[str] = mapped_column(sa.String(120))
    organisation_name: Mapped[str] = mapped_column(sa.String(120), default="")
    thing: Mapped[Thing]
    thing_key: Mapped[str] = mapped_column(sa.String(60), default="")
    before: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    after: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    why: Mapped[str] = mapped_column(sa.String(400), default="")
    merged: Mapped[bool] = mapped_column(default=False)


class OpenClash(Base):
    """Two changes of one text that a person has to settle: both are kept until then, and it blocks the freeze.

    `ours` is what `actor_name` wrote; of a template that `actor_name` took over, where `user_id` is empty.
    `settled_by` is empty when nobody settled it but the place was removed.
    """

    __tablename__ = "specification_clash"
    __table_args__ = (sa.Index(None, "specification_id", "settled_at"),)

    id: Mapped[Id]
    specification_id: Mapped[str] = mapped_column(sa.ForeignKey(Specification.id))
    thing: Mapped[Thing]
    thing_key: Mapped[str] = mapped_column(sa.String(60))
    field: Mapped[str] = mapped_column(sa.String(20))
    base: Mapped[str] = mapped_column(sa.Text)
    ours: Mapped[str] = mapped_column(sa.Text)
    theirs: Mapped[str] = mapped_column(sa.Text)
    user_id: Mapped[str | None] = mapped_column(sa.String(16))
    actor_name: Mapped[str] = mapped_column(sa.String(120))
    created_at: Mapped[datetime] = mapped_column(default=now)
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[str] = mapped_column(sa.String(120), default="")


class Presence(Base):
    """Who has which page open for writing now; a row older than a minute counts as gone."""

    __tablename__ = "specification_presence"

    specification_id: Mapped[str] = mapped_column(sa.ForeignKey(Specification.id), primary_key=True)
    user_id: Mapped[str] = mapped_column(sa.String(16), primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(120))
    organisation_name: Mapped[str] = mapped_column(sa.String(120), default="")
    place: Mapped[str] = mapped_column(sa.String(80), default="")
    spot: Mapped[str] = mapped_column(sa.String(80), default="", server_default="")
    at: Mapped[datetime] = mapped_column(default=now)
