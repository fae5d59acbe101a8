"""Reference data as tables: initiatives, technologies, the one-stop ladder, free services, barriers."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from govtech.core.db import Base, Id
from govtech.core.errors import CONSTRAINTS
from govtech.core.words import Text, lazy

GENERATION_LABELS: Mapping[int, Text] = {1: lazy("第1世代"), 2: lazy("第2世代"), 3: lazy("第3世代")}
FOUNDING_DOCUMENT: Text = lazy("大阪スマートシティ戦略タスクフォース資料")
"""Where the seed's tables come from; pages that show them name it."""


class Initiative(Base):
    """One of the 24 steps of municipal computing (RPA, チャットボット …), by its number in the founding document."""

    __tablename__ = "initiative"
    __table_args__ = (sa.CheckConstraint("generation in (1, 2, 3)", name="generation"),)

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(sa.String(60), unique=True)
    year_from: Mapped[int]
    generation: Mapped[int]
    description: Mapped[str] = mapped_column(sa.Text, default="")
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}

    @property
    def id(self) -> int:
        """The number, as the journal asks for it."""
        return self.number


class Technology(Base):
    """A technology that cases use, with the year and generation of the founding document."""

    __tablename__ = "technology"
    __table_args__ = (sa.CheckConstraint("generation in (1, 2, 3)", name="generation"),)

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(sa.String(60), unique=True)
    year_from: Mapped[int]
    generation: Mapped[int]
    position: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}


class Level(enum.StrEnum):
    """A rung of the one-stop ladder."""

    COMPLETE = "complete"
    PARTIAL = "partial"
    INFORMATION = "information"
    NONE = "none"


LEVEL_MARKS: Mapping[Level, str] = {
    Level.COMPLETE: "◎",
    Level.PARTIAL: "○",
    Level.INFORMATION: "△",
    Level.NONE: "×",
}
LEVEL_LABELS: Mapping[Level, Text] = {
    Level.COMPLETE: lazy("予約と支払いまで完結"),
    Level.PARTIAL: lazy("予約または支払いのみ"),
    Level.INFORMATION: lazy("情報閲覧のみ"),
    Level.NONE: lazy("非対応"),
}


class Sector(enum.StrEnum):
    """Who offers a service of everyday life."""

    PRIVATE = "private"
    GOVERNMENT = "government"


SECTOR_LABELS: Mapping[Sector, Text] = {
    Sector.PRIVATE: lazy("民間サービス"),
    Sector.GOVERNMENT: lazy("行政サービス"),
}


class OneStopService(Base):
    """A service of everyday life and how far it can be done online."""

    __tablename__ = "one_stop_service"

    id: Mapped[Id]
    sector: Mapped[Sector]
    category: Mapped[str] = mapped_column(sa.String(40))
    name: Mapped[str] = mapped_column(sa.String(60), unique=True)
    level: Mapped[Level]
    note: Mapped[str] = mapped_column(sa.String(300), default="")
    position: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}

    @property
    def mark(self) -> str:
        """◎ ○ △ ×."""
        return LEVEL_MARKS[self.level]


class Barrier(Base):
    """What keeps municipalities from going on, and how many of the 43 said so."""

    __tablename__ = "barrier"

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(sa.String(60), unique=True)
    municipalities: Mapped[int]
    position: Mapped[int] = mapped_column(default=0)


free_service_initiative = sa.Table(
    "free_service_initiative",
    Base.metadata,
    sa.Column("free_service_id", sa.ForeignKey("free_service.id"), primary_key=True),
    sa.Column("initiative_number", sa.ForeignKey("initiative.number"), primary_key=True, index=True),
)


class FreeService(Base):
    """Something a municipality can start with at no cost."""

    __tablename__ = "free_service"
    __table_args__ = (sa.Index(None, "kana", "id"),)

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(sa.String(80), unique=True)
    kana: Mapped[str] = mapped_column(sa.String(120))
    provider: Mapped[str] = mapped_column(sa.String(80))
    summary: Mapped[str] = mapped_column(sa.String(300))
    free_of_charge: Mapped[str] = mapped_column(sa.String(300), default="")
    conditions: Mapped[str] = mapped_column(sa.String(500), default="")
    first_step: Mapped[str] = mapped_column(sa.String(500), default="")
    url: Mapped[str] = mapped_column(sa.String(300), default="")
    source: Mapped[str] = mapped_column(sa.String(200), default="")
    checked_on: Mapped[date | None]
    offered: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}

    initiatives: Mapped[list[Initiative]] = relationship(
        secondary=free_service_initiative, order_by=Initiative.number
    )


CONSTRAINTS.update(
    {
        "uq_initiative_name": lazy("同じ名前の取組が、すでにあります。"),
        "initiative.name": lazy("同じ名前の取組が、すでにあります。"),
        "uq_technology_name": lazy("同じ名前の技術が、すでにあります。"),
        "technology.name": lazy("同じ名前の技術が、すでにあります。"),
        "uq_free_service_name": lazy("同じ名前の無償サービスが、すでに載っています。"),
        "free_service.name": lazy("同じ名前の無償サービスが、すでに載っています。"),
    }
)
