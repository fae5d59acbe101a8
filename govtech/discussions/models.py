"""Threads of comments on a joint specification, for those who write it together."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from govtech.accounts.models import User
from govtech.core.clock import now
from govtech.core.db import Base, Id
from govtech.core.states import Stateful, Step, step
from govtech.core.words import Text, lazy
from govtech.drafting.models import Specification, Thing
from govtech.organisations.models import Organisation


class Status(enum.StrEnum):
    """Whether people still talk about it."""

    OPEN = "open"
    RESOLVED = "resolved"


STATUS_LABELS: Mapping[enum.StrEnum, Text] = {
    Status.OPEN: lazy("未解決"),
    Status.RESOLVED: lazy("解決済み"),
}


class Discussion(Stateful, Base):
    """A thread on a section or an item by its key, or on the whole specification; `comments` counts them."""

    __tablename__ = "discussion"
    __table_args__ = (sa.Index(None, "specification_id", "thing", "key"),)

    STEPS: ClassVar[Mapping[str, Step]] = {
        "resolve": step(Status.OPEN, to=Status.RESOLVED),
        "reopen": step(Status.RESOLVED, to=Status.OPEN),
    }
    STATUS_LABELS: ClassVar[Mapping[enum.StrEnum, Text]] = STATUS_LABELS

    id: Mapped[Id]
    specification_id: Mapped[str] = mapped_column(sa.ForeignKey(Specification.id))
    thing: Mapped[Thing]
    key: Mapped[str] = mapped_column(sa.String(60), default="")
    status: Mapped[Status] = mapped_column(default=Status.OPEN)
    comments: Mapped[int] = mapped_column(default=0)
    sample: Mapped[bool] = mapped_column(default=False)
    opened_at: Mapped[datetime] = mapped_column(default=now)
    last_at: Mapped[datetime] = mapped_column(default=now)
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}

    specification: Mapped[Specification] = relationship()


class Comment(Base):
    """What one person wrote in a thread, the `number`-th there; names are those of the moment of writing.

    An empty text was taken back by its writer, who alone still reads what it said (FormerText).
    """

    __tablename__ = "discussion_comment"
    __table_args__ = (sa.UniqueConstraint("discussion_id", "number"),)

    id: Mapped[Id]
    discussion_id: Mapped[str] = mapped_column(sa.ForeignKey(Discussion.id))
    number: Mapped[int]
    user_id: Mapped[str | None] = mapped_column(sa.ForeignKey(User.id), index=True)
    author_name: Mapped[str] = mapped_column(sa.String(120))
    organisation_id: Mapped[str | None] = mapped_column(sa.ForeignKey(Organisation.id), index=True)
    organisation_name: Mapped[str] = mapped_column(sa.String(120), default="")
    text: Mapped[str] = mapped_column(sa.Text)
    written_at: Mapped[datetime] = mapped_column(default=now)
    edited_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}

    discussion: Mapped[Discussion] = relationship()

    @property
    def taken_back(self) -> bool:
        """Whether its writer hid the words again; no comment is empty otherwise."""
        return not self.text


class FormerText(Base):
    """What a comment said before it was edited at `until`."""

    __tablename__ = "discussion_former_text"

    id: Mapped[Id]
    comment_id: Mapped[str] = mapped_column(sa.ForeignKey(Comment.id), index=True)
    text: Mapped[str] = mapped_column(sa.Text)
    until: Mapped[datetime] = mapped_column(default=now)


class Mention(Base):
    """A person or an organisation whom a comment speaks to; `name` as it was then."""

    __tablename__ = "discussion_mention"
    __table_args__ = (
        sa.CheckConstraint("(user_id IS NULL) <> (organisation_id IS NULL)", name="one_of_both"),
        sa.UniqueConstraint("comment_id", "user_id", "organisation_id"),
    )

    id: Mapped[Id]
    comment_id: Mapped[str] = mapped_column(sa.ForeignKey(Comment.id), index=True)
    user_id: Mapped[str | None] = mapped_column(sa.ForeignKey(User.id), index=True)
    organisation_id: Mapped[str | None] = mapped_column(sa.ForeignKey(Organisation.id), index=True)
    name: Mapped[str] = mapped_column(sa.String(160))


class Turn(Base):
    """A thread was resolved, or opened again: by whom and when."""

    __tablename__ = "discussion_turn"

    id: Mapped[Id]
    discussion_id: Mapped[str] = mapped_column(sa.ForeignKey(Discussion.id), index=True)
    status: Mapped[Status]
    user_id: Mapped[str | None] = mapped_column(sa.ForeignKey(User.id), index=True)
    actor_name: Mapped[str] = mapped_column(sa.String(120))
    organisation_name: Mapped[str] = mapped_column(sa.String(120), default="")
    at: Mapped[datetime] = mapped_column(default=now)
