"""What a person is told, what a person watches, and how a person wishes to be told."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from govtech.accounts.models import User
from govtech.core.clock import now
from govtech.core.db import Base, Id
from govtech.core.journal import Entry
from govtech.core.words import Text, lazy


class Kind(enum.StrEnum):
    """What a notice is about; a person can stop the mail of each kind."""

    APPROVAL = "approval"
    CHANGE = "change"
    QUESTION = "question"
    RESPONSE = "response"
    INVITATION = "invitation"
    TRIAL = "trial"
    EXPIRY = "expiry"
    WATCH = "watch"
    SEARCH = "search"
    MATCH = "match"
    STANDING = "standing"


class Cadence(enum.StrEnum):
    """How often a person wishes to hear."""

    AT_ONCE = "at_once"
    DAILY = "daily"
    WEEKLY = "weekly"
    NEVER = "never"


class MailState(enum.StrEnum):
    """Whether a notification still goes out by mail; from `waiting` it leaves once, in the transaction of its mail."""

    NONE = "none"
    WAITING = "waiting"
    MAILED = "mailed"


KIND_LABELS: Mapping[str, Text] = {
    Kind.APPROVAL: lazy("承認のお願いと差し戻し"),
    Kind.CHANGE: lazy("提案中・応援中のニーズの変更"),
    Kind.QUESTION: lazy("質問と回答、仕様書の議論"),
    Kind.RESPONSE: lazy("募集の終了と結果"),
    Kind.INVITATION: lazy("共同化などのお誘い、意見照会"),
    Kind.TRIAL: lazy("実証実験の進み具合"),
    Kind.EXPIRY: lazy("認証などの期限"),
    Kind.WATCH: lazy("ウォッチしているもの"),
    Kind.SEARCH: lazy("保存した検索"),
    Kind.MATCH: lazy("自団体に合いそうなニーズ"),
    Kind.STANDING: lazy("団体の確認と利用の停止"),
}
CADENCE_LABELS: Mapping[str, Text] = {
    Cadence.AT_ONCE: lazy("すぐに"),
    Cadence.DAILY: lazy("1日1回まとめて"),
    Cadence.WEEKLY: lazy("週1回まとめて（月曜日）"),
    Cadence.NEVER: lazy("メールは受け取らない"),
}
WATCHABLE: Mapping[str, str] = {
    "need": "/needs/",
    "case_study": "/cases/",
    "solution": "/solutions/",
    "subsidy": "/subsidies/",
    "trial": "/trials/",
}
"""What can be watched and muted, by table, and the address under which such a thing is read."""
ADDRESSES: Mapping[str, str] = {**WATCHABLE, "response": "/responses/"}
"""Things that a notice can be about, by the beginning of the address it leads to."""
DIGEST_HOUR = 8
QUIET_FROM, QUIET_TO = 20, 8


class Watch(Base):
    """A thing whose events a person wishes to hear of."""

    __tablename__ = "watch"
    __table_args__ = (
        sa.UniqueConstraint("user_id", "subject_type", "subject_id"),
        sa.Index(None, "subject_type", "subject_id"),
    )

    id: Mapped[Id]
    user_id: Mapped[str] = mapped_column(sa.ForeignKey(User.id))
    subject_type: Mapped[str] = mapped_column(sa.String(40))
    subject_id: Mapped[str] = mapped_column(sa.String(40))
    created_at: Mapped[datetime] = mapped_column(default=now)


class ThingMute(Base):
    """A thing of which a person wishes to hear nothing any more."""

    __tablename__ = "thing_mute"
    __table_args__ = (sa.UniqueConstraint("user_id", "subject_type", "subject_id"),)

    id: Mapped[Id]
    user_id: Mapped[str] = mapped_column(sa.ForeignKey(User.id))
    subject_type: Mapped[str] = mapped_column(sa.String(40))
    subject_id: Mapped[str] = mapped_column(sa.String(40))
    created_at: Mapped[datetime] = mapped_column(default=now)


class KindMute(Base):
    """A kind of notice that a person does not want by mail; it still stands in the list of notifications."""

    __tablename__ = "kind_mute"

    user_id: Mapped[str] = mapped_column(sa.ForeignKey(User.id), primary_key=True)
    kind: Mapped[Kind] = mapped_column(primary_key=True)


class Wishes(Base):
    """When a person wishes mail; hours are Japan time. Without a row the defaults hold.

    From `quiet_from` until `quiet_to` no mail is sent; the same hour twice means that there is no such time.
    `token` is what the links in mails carry with which mail is stopped without signing in.
    """

    __tablename__ = "wishes"
    __table_args__ = (
        sa.CheckConstraint("digest_hour BETWEEN 0 AND 23", name="digest_hour"),
        sa.CheckConstraint("quiet_from BETWEEN 0 AND 23 AND quiet_to BETWEEN 0 AND 23", name="quiet_hours"),
    )

    user_id: Mapped[str] = mapped_column(sa.ForeignKey(User.id), primary_key=True)
    mail: Mapped[Cadence] = mapped_column(default=Cadence.AT_ONCE)
    digest_hour: Mapped[int] = mapped_column(default=DIGEST_HOUR)
    quiet_from: Mapped[int] = mapped_column(default=QUIET_FROM)
    quiet_to: Mapped[int] = mapped_column(default=QUIET_TO)
    token: Mapped[str] = mapped_column(sa.String(64), unique=True)


class Notification(Base):
    """One thing one person was told, in that person's language; `key` is that of what was owed, so it comes once.

    `subject_type` and `subject_id` name the thing it is about, `entry_id` the act that caused it.
    """

    __tablename__ = "notification"
    __table_args__ = (
        sa.Index(None, "user_id", "created_at", "id"),
        sa.Index(None, "mail", "mail_at"),
        sa.Index(
            "ix_notification_unread",
            "user_id",
            sqlite_where=sa.text("read_at IS NULL"),
            postgresql_where=sa.text("read_at IS NULL"),
        ),
    )

    id: Mapped[Id]
    key: Mapped[str] = mapped_column(sa.String(40), unique=True)
    entry_id: Mapped[int] = mapped_column(sa.ForeignKey(Entry.id))
    user_id: Mapped[str] = mapped_column(sa.ForeignKey(User.id))
    kind: Mapped[Kind]
    title: Mapped[str] = mapped_column(sa.String(400))
    text: Mapped[str] = mapped_column(sa.Text, default="")
    path: Mapped[str] = mapped_column(sa.Text)
    subject_type: Mapped[str] = mapped_column(sa.String(40))
    subject_id: Mapped[str] = mapped_column(sa.String(40))
    created_at: Mapped[datetime] = mapped_column(default=now)
    read_at: Mapped[datetime | None]
    mail: Mapped[MailState] = mapped_column(default=MailState.NONE)
    mail_at: Mapped[datetime | None]
    mail_key: Mapped[str | None] = mapped_column(sa.String(40))
