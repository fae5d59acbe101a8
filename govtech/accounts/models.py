"""People, their memberships, the links mailed to them, their sign-ins and failed attempts at them."""

from __future__ import annotations

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from govtech.core.clock import now
from govtech.core.db import Base, Id
from govtech.core.errors import CONSTRAINTS
from govtech.core.policy import Role
from govtech.core.words import lazy
from govtech.organisations.models import Organisation


class User(Base):
    """A person who can sign in."""

    __tablename__ = "user_account"

    id: Mapped[Id]
    email: Mapped[str] = mapped_column(sa.String(254), unique=True)
    name: Mapped[str] = mapped_column(sa.String(80))
    password_hash: Mapped[str] = mapped_column(sa.String(200))
    language: Mapped[str] = mapped_column(sa.String(2), default="ja")
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}

    memberships: Mapped[list[Membership]] = relationship(back_populates="user", cascade="all, delete-orphan")


class Membership(Base):
    """A person's role in one organisation."""

    __tablename__ = "membership"
    __table_args__ = (sa.UniqueConstraint("user_id", "organisation_id"),)

    id: Mapped[Id]
    user_id: Mapped[str] = mapped_column(sa.ForeignKey(User.id), index=True)
    organisation_id: Mapped[str] = mapped_column(sa.ForeignKey(Organisation.id), index=True)
    role: Mapped[Role]

    user: Mapped[User] = relationship(back_populates="memberships")
    organisation: Mapped[Organisation] = relationship()


class Purpose(enum.StrEnum):
    """What a link sent by mail is good for."""

    INVITATION = "invitation"
    REGISTRATION = "registration"
    RESET = "reset"


class Ticket(Base):
    """A link sent by mail that lets its holder do one thing, once, for a while; only its hash is kept."""

    __tablename__ = "ticket"

    id: Mapped[Id]
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    purpose: Mapped[Purpose]
    email: Mapped[str] = mapped_column(sa.String(254))
    organisation_id: Mapped[str | None] = mapped_column(sa.ForeignKey(Organisation.id), index=True)
    role: Mapped[Role | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}

    organisation: Mapped[Organisation | None] = relationship()


class SignIn(Base):
    """One browser signed in. Deleting the row ends it at once, wherever the cookie still lies."""

    __tablename__ = "sign_in"

    id: Mapped[Id]
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    user_id: Mapped[str] = mapped_column(sa.ForeignKey(User.id), index=True)
    organisation_id: Mapped[str | None] = mapped_column(sa.ForeignKey(Organisation.id))
    created_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime]


class SignInAttempt(Base):
    """A failed attempt, counted by address of mail and of network across all processes."""

    __tablename__ = "sign_in_attempt"
    __table_args__ = (sa.Index(None, "key", "at"),)

    id: Mapped[Id]
    key: Mapped[str] = mapped_column(sa.String(64))
    at: Mapped[datetime] = mapped_column(default=now)


CONSTRAINTS.update(
    {
        "uq_membership_user_id_organisation_id": lazy("この人は、すでにこの団体の一員です。"),
        "membership.user_id": lazy("この人は、すでにこの団体の一員です。"),
        "uq_user_account_email": lazy("このメールアドレスは、すでに登録されています。"),
        "user_account.email": lazy("このメールアドレスは、すでに登録されています。"),
    }
)
