"""Subsidies as tables, and the one rule by which the clock says whether they are open."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, time, timedelta
from typing import Any
from urllib.parse import quote

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from govtech.core.clock import now, to_jst
from govtech.core.db import Base, Id
from govtech.core.errors import CONSTRAINTS
from govtech.core.text import nfkc
from govtech.core.words import Text, lazy

SOON = timedelta(days=14)
EARLIEST = datetime(1900, 1, 1, tzinfo=UTC)
LATEST = datetime(9998, 1, 1, tzinfo=UTC)
"""What an opening or closing that is not stated counts as; moments outside are refused."""
PORTAL = "https://www.jgrants-portal.go.jp/subsidy/"
NO_LIMIT = 10**12 - 1
"""Ceilings from here on are nines typed for "no limit" (999,999,999,999,999 in jGrants)."""
WINDOWS = "windows"
"""The name under which `Subsidy.corrected` notes that the windows were corrected by hand."""


class Source(enum.StrEnum):
    """Where a subsidy comes from."""

    JGRANTS = "jgrants"
    HAND = "hand"


SOURCE_LABELS: Mapping[enum.StrEnum, Text] = {
    Source.JGRANTS: lazy("Jグランツ（jGrants）からの出典"),
    Source.HAND: lazy("事務局が登録した情報"),
}


class Status(enum.StrEnum):
    """Where a reception window stands; never stored."""

    CLOSING_SOON = "closing_soon"
    OPEN = "open"
    UPCOMING = "upcoming"
    CLOSED = "closed"


STATUS_LABELS: Mapping[enum.StrEnum, Text] = {
    Status.CLOSING_SOON: lazy("締切間近"),
    Status.OPEN: lazy("受付中"),
    Status.UPCOMING: lazy("受付前"),
    Status.CLOSED: lazy("受付終了"),
}
RECEIVING = (Status.CLOSING_SOON, Status.OPEN)
RANK = {Status.CLOSING_SOON: 0, Status.OPEN: 0, Status.UPCOMING: 1, Status.CLOSED: 2}
"""Which of several windows speaks for the subsidy: an open one, else one to come, else a past one."""


def _rules(opens: Any, closes: Any, moment: datetime) -> tuple[tuple[Status, Any], ...]:
    """The first rule that holds decides; the same for Python moments and for columns. Otherwise OPEN."""
    return (
        (Status.CLOSED, closes < moment),
        (Status.UPCOMING, opens > moment),
        (Status.CLOSING_SOON, closes <= moment + SOON),
    )


def status_at(opens: datetime | None, closes: datetime | None, moment: datetime) -> Status:
    """Where a window stands at a moment."""
    rules = _rules(opens or EARLIEST, closes or LATEST, moment)
    return next((status for status, holds in rules if holds), Status.OPEN)


def status_column(moment: datetime) -> sa.ColumnElement[str]:
    """The same as a SQL expression over `subsidy_window`."""
    return sa.case(
        *(
            (holds, sa.literal(status.value))
            for status, holds in _rules(opens_column(), closes_column(), moment)
        ),
        else_=sa.literal(Status.OPEN.value),
    )


class Subsidy(Base):
    """A subsidy: fields after the government's 制度 model and jGrants. Texts are kept as they came."""

    __tablename__ = "subsidy"
    __table_args__ = (
        sa.UniqueConstraint("source", "source_id"),
        sa.CheckConstraint("ceiling > 0", name="ceiling_positive"),
        sa.Index(None, "updated_at"),
    )

    id: Mapped[Id]
    source: Mapped[Source] = mapped_column(default=Source.HAND)
    source_id: Mapped[str | None] = mapped_column(sa.String(40))
    number: Mapped[str] = mapped_column(sa.String(40), default="")
    title: Mapped[str] = mapped_column(sa.String(255))
    catch_phrase: Mapped[str] = mapped_column(sa.String(500), default="")
    scheme: Mapped[str] = mapped_column(sa.String(255), default="")
    provider: Mapped[str] = mapped_column(sa.String(255), default="")
    body: Mapped[str] = mapped_column(sa.Text, default="")
    eligible: Mapped[str] = mapped_column(sa.Text, default="")
    rate: Mapped[str] = mapped_column(sa.String(255), default="")
    ceiling: Mapped[int | None] = mapped_column(sa.BigInteger)
    employees: Mapped[str] = mapped_column(sa.String(100), default="")
    industries: Mapped[list[str]] = mapped_column(default=list)
    purposes: Mapped[list[str]] = mapped_column(default=list)
    grant_type: Mapped[str] = mapped_column(sa.String(100), default="")
    online: Mapped[bool | None]
    repeatable: Mapped[bool | None]
    url: Mapped[str] = mapped_column(sa.String(500), default="")
    documents: Mapped[list[str]] = mapped_column(default=list)
    contact: Mapped[str] = mapped_column(sa.Text, default="")
    municipal: Mapped[bool] = mapped_column(default=False)
    sample: Mapped[bool] = mapped_column(default=False)
    corrected: Mapped[list[str]] = mapped_column(default=list)
    search_text: Mapped[str] = mapped_column(sa.Text, default="")
    created_at: Mapped[datetime] = mapped_column(default=now)
    updated_at: Mapped[datetime] = mapped_column(default=now)
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}

    windows: Mapped[list[Window]] = relationship(
        back_populates="subsidy",
        cascade="all, delete-orphan",
        order_by="Window.closes_at, Window.id",
        lazy="selectin",
    )
    initiatives: Mapped[list[SubsidyInitiative]] = relationship(
        cascade="all, delete-orphan", order_by="SubsidyInitiative.number", lazy="selectin"
    )

    @property
    def window(self) -> Window | None:
        """The window that speaks for the subsidy now: see `RANK`."""
        return min(self.windows, key=_precedence, default=None)

    @property
    def status(self) -> Status:
        """Where the subsidy stands now."""
        return self.window.status if self.window else Status.OPEN

    @property
    def portal_url(self) -> str:
        """The page of an imported subsidy at its source."""
        return PORTAL + quote(self.source_id or "", safe="") if self.source is Source.JGRANTS else ""


class Window(Base):
    """A time in which applications are taken, for some areas. jGrants v2 has several, v1 and we one ("")."""

    __tablename__ = "subsidy_window"
    __table_args__ = (
        sa.UniqueConstraint("subsidy_id", "source_id"),
        sa.CheckConstraint("closes_at >= opens_at", name="order"),
    )

    id: Mapped[Id]
    subsidy_id: Mapped[str] = mapped_column(sa.ForeignKey(Subsidy.id), index=True)
    source_id: Mapped[str] = mapped_column(sa.String(40), default="")
    round: Mapped[str] = mapped_column(sa.String(100), default="")
    area_note: Mapped[str] = mapped_column(sa.Text, default="")
    opens_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None] = mapped_column(index=True)
    project_deadline: Mapped[datetime | None]

    subsidy: Mapped[Subsidy] = relationship(back_populates="windows")
    area_rows: Mapped[list[WindowArea]] = relationship(
        cascade="all, delete-orphan", order_by="WindowArea.position", lazy="selectin"
    )

    @property
    def areas(self) -> tuple[str, ...]:
        """Names of the areas in the order of the source."""
        return tuple(row.area for row in self.area_rows)

    @property
    def status(self) -> Status:
        """Where the window stands now."""
        return status_at(self.opens_at, self.closes_at, now())


class WindowArea(Base):
    """An area in which a window takes applications."""

    __tablename__ = "subsidy_window_area"

    window_id: Mapped[str] = mapped_column(sa.ForeignKey(Window.id), primary_key=True)
    area: Mapped[str] = mapped_column(sa.String(20), primary_key=True, index=True)
    position: Mapped[int] = mapped_column(default=0)


class SubsidyInitiative(Base):
    """One of the initiatives a subsidy helps with, by its number in the reference data above this room."""

    __tablename__ = "subsidy_initiative"

    subsidy_id: Mapped[str] = mapped_column(sa.ForeignKey(Subsidy.id), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)


def last_moment(closes_at: datetime | None) -> datetime | None:
    """A closing as people read it: midnight in Japan is 23:59 of the day before, the last day that counts."""
    if closes_at is not None and to_jst(closes_at).time() == time(0):
        return closes_at - timedelta(minutes=1)
    return closes_at


def opens_column() -> sa.ColumnElement[datetime]:
    """When a window opens; a window without an opening has always been open."""
    return sa.func.coalesce(Window.opens_at, sa.literal(EARLIEST, Window.opens_at.type))


def closes_column() -> sa.ColumnElement[datetime]:
    """When a window closes; a window without a closing stays open."""
    return sa.func.coalesce(Window.closes_at, sa.literal(LATEST, Window.closes_at.type))


def _precedence(window: Window) -> tuple[int, float, str]:
    closes = (window.closes_at or LATEST).timestamp()
    return RANK[window.status], -closes if window.status is Status.CLOSED else closes, window.id


def precedence_columns(status: sa.ColumnElement[str]) -> tuple[Any, ...]:
    """The order of `Subsidy.window` as SQL, over `subsidy_window` with its status column."""
    closed = status == Status.CLOSED.value
    ranks = sa.case(*((status == key.value, rank) for key, rank in RANK.items()))
    return (
        ranks,
        sa.case((closed, None), else_=closes_column()).asc(),
        closes_column().desc(),
        Window.id,
    )


def search_text(values: Mapping[str, Any], areas: Iterable[str]) -> str:
    """The words of a subsidy in the form in which they are compared."""
    texts = [
        values[name] for name in ("title", "catch_phrase", "scheme", "provider", "number", "eligible", "body")
    ]
    return nfkc(" ".join([*texts, *values["purposes"], *values["industries"], *areas]))


CONSTRAINTS.update(
    {
        "uq_subsidy_source_source_id": lazy("この補助金は、すでに登録されています。"),
        "subsidy.source, subsidy.source_id": lazy("この補助金は、すでに登録されています。"),
        "ck_subsidy_window_order": lazy("受付締切は、受付開始より後にしてください。"),
    }
)
