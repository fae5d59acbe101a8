"""What a company or civic group offers, for which networks, at which price for which size of municipality."""

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
from govtech.organisations.models import LocalGovernment, Organisation


class Status(enum.StrEnum):
    """Where an offering stands."""

    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class Delivery(enum.StrEnum):
    """How an offering reaches the municipality."""

    SAAS = "saas"
    LGWAN_ASP = "lgwan_asp"
    ON_PREMISES = "on_premises"


class Network(enum.StrEnum):
    """The three networks of a municipality (総務省「三層の対策」)."""

    INTERNET = "internet"
    LGWAN = "lgwan"
    MYNUMBER = "mynumber"


class Language(enum.StrEnum):
    """Languages in which residents can use an offering (ISO 639-1)."""

    JAPANESE = "ja"
    EASY_JAPANESE = "ja-easy"
    ENGLISH = "en"
    CHINESE = "zh"
    KOREAN = "ko"
    VIETNAMESE = "vi"
    PORTUGUESE = "pt"
    NEPALI = "ne"


STATUS_LABELS: Mapping[enum.StrEnum, Text] = {
    Status.DRAFT: lazy("下書き"),
    Status.PUBLISHED: lazy("公開中"),
    Status.WITHDRAWN: lazy("掲載終了"),
}
DELIVERY_LABELS: Mapping[str, Text] = {
    Delivery.SAAS: lazy("SaaS（クラウド）"),
    Delivery.LGWAN_ASP: lazy("LGWAN-ASP"),
    Delivery.ON_PREMISES: lazy("庁内設置"),
}
NETWORK_LABELS: Mapping[str, Text] = {
    Network.INTERNET: lazy("インターネット接続系"),
    Network.LGWAN: lazy("LGWAN接続系"),
    Network.MYNUMBER: lazy("マイナンバー利用事務系"),
}
LANGUAGE_LABELS: Mapping[str, Text] = {
    Language.JAPANESE: lazy("日本語"),
    Language.EASY_JAPANESE: lazy("やさしい日本語"),
    Language.ENGLISH: lazy("英語"),
    Language.CHINESE: lazy("中国語"),
    Language.KOREAN: lazy("韓国語"),
    Language.VIETNAMESE: lazy("ベトナム語"),
    Language.PORTUGUESE: lazy("ポルトガル語"),
    Language.NEPALI: lazy("ネパール語"),
}


class Solution(Stateful, Base):
    """An offering of one supplier."""

    __tablename__ = "solution"
    __table_args__ = (sa.Index(None, "status", "kana", "id"),)

    STEPS: ClassVar[Mapping[str, Step]] = {
        "publish": step(Status.DRAFT, Status.WITHDRAWN, to=Status.PUBLISHED),
        "withdraw": step(Status.PUBLISHED, to=Status.WITHDRAWN),
    }
    STATUS_LABELS: ClassVar[Mapping[enum.StrEnum, Text]] = STATUS_LABELS

    id: Mapped[Id]
    organisation_id: Mapped[str] = mapped_column(sa.ForeignKey(Organisation.id), index=True)
    name: Mapped[str] = mapped_column(sa.String(120))
    kana: Mapped[str] = mapped_column(sa.String(160))
    summary: Mapped[str] = mapped_column(sa.String(200))
    description: Mapped[str] = mapped_column(sa.Text, default="")
    languages: Mapped[list[str]] = mapped_column(default=list)
    contact: Mapped[str] = mapped_column(sa.String(200), default="")
    status: Mapped[Status] = mapped_column(default=Status.DRAFT)
    reason: Mapped[str] = mapped_column(sa.String(400), default="")
    sample: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(default=now)
    edited_at: Mapped[datetime] = mapped_column(default=now)
    published_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}

    organisation: Mapped[Organisation] = relationship(lazy="joined", innerjoin=True)
    deliveries: Mapped[list[SolutionDelivery]] = relationship(
        cascade="all, delete-orphan", lazy="selectin", order_by="SolutionDelivery.delivery"
    )
    networks: Mapped[list[SolutionNetwork]] = relationship(
        cascade="all, delete-orphan", lazy="selectin", order_by="SolutionNetwork.network"
    )
    initiatives: Mapped[list[SolutionInitiative]] = relationship(
        cascade="all, delete-orphan", lazy="selectin", order_by="SolutionInitiative.number"
    )
    prices: Mapped[list[PriceBand]] = relationship(
        cascade="all, delete-orphan", lazy="selectin", order_by="PriceBand.population_from, PriceBand.id"
    )
    references: Mapped[list[SolutionReference]] = relationship(
        cascade="all, delete-orphan", lazy="selectin", order_by="SolutionReference.position"
    )


class SolutionDelivery(Base):
    """One way in which an offering is delivered."""

    __tablename__ = "solution_delivery"

    solution_id: Mapped[str] = mapped_column(sa.ForeignKey(Solution.id), primary_key=True)
    delivery: Mapped[Delivery] = mapped_column(primary_key=True)


class SolutionNetwork(Base):
    """One network an offering can be used on."""

    __tablename__ = "solution_network"

    solution_id: Mapped[str] = mapped_column(sa.ForeignKey(Solution.id), primary_key=True)
    network: Mapped[Network] = mapped_column(primary_key=True)


class SolutionInitiative(Base):
    """One of the 24 initiatives an offering serves, by its number."""

    __tablename__ = "solution_initiative"

    solution_id: Mapped[str] = mapped_column(sa.ForeignKey(Solution.id), primary_key=True)
    number: Mapped[int] = mapped_column(
        sa.ForeignKey("initiative.number"), primary_key=True, autoincrement=False, index=True
    )


class PriceBand(Base):
    """Prices in yen for municipalities of a size; without an upper end it goes on."""

    __tablename__ = "solution_price"
    __table_args__ = (
        sa.CheckConstraint(
            "population_to IS NULL OR population_to >= population_from", name="population_order"
        ),
        sa.CheckConstraint("initial_yen >= 0 AND yearly_yen >= 0", name="prices_not_negative"),
    )

    id: Mapped[Id]
    solution_id: Mapped[str] = mapped_column(sa.ForeignKey(Solution.id), index=True)
    population_from: Mapped[int] = mapped_column(default=0)
    population_to: Mapped[int | None]
    initial_yen: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    yearly_yen: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    tax_included: Mapped[bool] = mapped_column(default=True, server_default=sa.true())
    note: Mapped[str] = mapped_column(sa.String(200), default="", server_default="")


class SolutionReference(Base):
    """Where an offering is used: a local government by its code, since which year, a case here, and a note."""

    __tablename__ = "solution_reference"
    __table_args__ = (sa.Index(None, "case_id"), sa.Index(None, "government_code"))

    id: Mapped[Id]
    solution_id: Mapped[str] = mapped_column(sa.ForeignKey(Solution.id), index=True)
    position: Mapped[int] = mapped_column(default=0)
    government_code: Mapped[str | None] = mapped_column(sa.ForeignKey(LocalGovernment.code))
    case_id: Mapped[str | None] = mapped_column(sa.String(16))
    year: Mapped[int | None]
    note: Mapped[str] = mapped_column(sa.String(200), default="")

    government: Mapped[LocalGovernment | None] = relationship(lazy="joined")
