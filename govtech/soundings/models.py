"""A sounding: a draft specification, as it stood at one revision, shown to outsiders who may remark on it until a deadline."""

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
from govtech.drafting.models import Specification, Thing
from govtech.organisations.models import Organisation


class Audience(enum.StrEnum):
    """Who may read it and remark."""

    PUBLIC = "public"
    VENDORS = "vendors"


AUDIENCE_LABELS: Mapping[str, Text] = {
    Audience.PUBLIC: lazy("誰でも読める意見募集"),
    Audience.VENDORS: lazy("企業・市民団体への意見募集"),
}


class Status(enum.StrEnum):
    """The life of a sounding."""

    OPEN = "open"
    CLOSED = "closed"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


STATUS_LABELS: Mapping[enum.StrEnum, Text] = {
    Status.OPEN: lazy("意見を募集中"),
    Status.CLOSED: lazy("回答を準備中"),
    Status.PUBLISHED: lazy("意見と回答を公開"),
    Status.WITHDRAWN: lazy("取りやめ"),
}
SHOWN = (Status.OPEN, Status.CLOSED, Status.PUBLISHED)
"""States in which the audience reads it."""


class Kind(enum.StrEnum):
    """What a remark is."""

    QUESTION = "question"
    CORRECTION = "correction"
    IMPOSSIBLE = "impossible"
    COST = "cost"
    IDEA = "idea"


KIND_LABELS: Mapping[str, Text] = {
    Kind.QUESTION: lazy("質問"),
    Kind.CORRECTION: lazy("誤りの指摘"),
    Kind.IMPOSSIBLE: lazy("実現できない要件"),
    Kind.COST: lazy("費用を押し上げる要件"),
    Kind.IDEA: lazy("改善の提案"),
}


class Outcome(enum.StrEnum):
    """What became of a remark."""

    TAKEN = "taken"
    PARTLY = "partly"
    NOT_TAKEN = "not_taken"
    CLARIFIED = "clarified"


OUTCOME_LABELS: Mapping[str, Text] = {
    Outcome.TAKEN: lazy("反映する"),
    Outcome.PARTLY: lazy("一部を反映する"),
    Outcome.NOT_TAKEN: lazy("反映しない"),
    Outcome.CLARIFIED: lazy("説明する"),
}


class Sounding(Stateful, Base):
    """One sounding; `revision` is that of the text which readers see, whatever becomes of the draft meanwhile.

    `organisation_id` is the lead of the specification, which answers. `ended_why` says why it was withdrawn.
    """

    __tablename__ = "sounding"
    __table_args__ = (sa.Index(None, "status", "until"), sa.Index(None, "status", "opened_at", "id"))
    STEPS: ClassVar[Mapping[str, Step]] = {
        "close": step(Status.OPEN, to=Status.CLOSED),
        "publish": step(Status.CLOSED, to=Status.PUBLISHED),
        "withdraw": step(Status.OPEN, Status.CLOSED, to=Status.WITHDRAWN),
    }
    STATUS_LABELS: ClassVar[Mapping[enum.StrEnum, Text]] = STATUS_LABELS

    id: Mapped[Id]
    specification_id: Mapped[str] = mapped_column(sa.ForeignKey(Specification.id), index=True)
    organisation_id: Mapped[str] = mapped_column(sa.ForeignKey(Organisation.id), index=True)
    audience: Mapped[Audience]
    revision: Mapped[int]
    note: Mapped[str] = mapped_column(sa.Text, default="")
    until: Mapped[datetime]
    status: Mapped[Status] = mapped_column(default=Status.OPEN)
    ended_why: Mapped[str] = mapped_column(sa.String(400), default="")
    sample: Mapped[bool] = mapped_column(default=False)
    opened_at: Mapped[datetime] = mapped_column(default=now)
    closed_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}

    specification: Mapped[Specification] = relationship(lazy="joined", innerjoin=True)
    organisation: Mapped[Organisation] = relationship(lazy="joined", innerjoin=True)

    @property
    def title(self) -> str:
        """It is called as the specification is."""
        return self.specification.title


class SoundingReply(Base):
    """An answer of the lead to one remark, or to several alike."""

    __tablename__ = "sounding_reply"

    id: Mapped[Id]
    sounding_id: Mapped[str] = mapped_column(sa.ForeignKey(Sounding.id), index=True)
    outcome: Mapped[Outcome]
    answer: Mapped[str] = mapped_column(sa.Text)
    answered_by: Mapped[str] = mapped_column(sa.String(120))
    answered_at: Mapped[datetime] = mapped_column(default=now)
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}


class Remark(Base):
    """What an organisation remarks on a section, an item or the whole; `wanted` is the wording it would like.

    `public_text` and `public_wanted` are what everybody will read where the lead has changed the words, so that the
    author cannot be told; empty: as written. `number` is its place in the published table.
    """

    __tablename__ = "sounding_remark"
    __table_args__ = (sa.Index(None, "sounding_id", "organisation_id"),)

    id: Mapped[Id]
    sounding_id: Mapped[str] = mapped_column(sa.ForeignKey(Sounding.id))
    organisation_id: Mapped[str] = mapped_column(sa.ForeignKey(Organisation.id), index=True)
    user_id: Mapped[str | None] = mapped_column(sa.ForeignKey("user_account.id"), index=True)
    thing: Mapped[Thing]
    thing_key: Mapped[str] = mapped_column(sa.String(60), default="")
    kind: Mapped[Kind]
    text: Mapped[str] = mapped_column(sa.Text)
    wanted: Mapped[str] = mapped_column(sa.Text, default="")
    public_text: Mapped[str] = mapped_column(sa.Text, default="")
    public_wanted: Mapped[str] = mapped_column(sa.Text, default="")
    reply_id: Mapped[str | None] = mapped_column(sa.ForeignKey(SoundingReply.id), index=True)
    number: Mapped[int | None]
    submitted_at: Mapped[datetime] = mapped_column(default=now)
    edited_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}

    sounding: Mapped[Sounding] = relationship()
    organisation: Mapped[Organisation] = relationship()
    reply: Mapped[SoundingReply | None] = relationship()

    @property
    def shown_text(self) -> str:
        """What everybody reads of it."""
        return self.public_text or self.text

    @property
    def shown_wanted(self) -> str:
        """The wording wanted, as everybody reads it."""
        return self.public_wanted or self.wanted
