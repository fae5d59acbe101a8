"""Organisations that act here, and the local governments of Japan as facts."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from govtech.core.clock import now
from govtech.core.db import Base, Id
from govtech.core.errors import CONSTRAINTS
from govtech.core.policy import OrganisationKind
from govtech.core.states import Stateful, Step, step
from govtech.core.text import hiragana, nfkc
from govtech.core.words import Text, lazy

Code = Annotated[str, mapped_column(sa.String(6))]


class LocalGovernment(Base):
    """A prefecture or municipality of Japan: facts by its six-digit code (JIS X 0402 with check digit)."""

    __tablename__ = "local_government"
    __table_args__ = (
        sa.CheckConstraint("length(code) = 6", name="code_length"),
        sa.Index(None, "prefecture_code", "kana"),
    )

    code: Mapped[str] = mapped_column(sa.String(6), primary_key=True)
    prefecture_code: Mapped[str] = mapped_column(sa.String(2))
    prefecture: Mapped[str] = mapped_column(sa.String(10))
    name: Mapped[str] = mapped_column(sa.String(40))
    kind: Mapped[str] = mapped_column(sa.String(20))
    kana: Mapped[str] = mapped_column(sa.String(80))
    corporate_number: Mapped[str | None] = mapped_column(sa.String(13), unique=True)
    population: Mapped[int | None]
    households: Mapped[int | None]
    area_km2: Mapped[float | None]
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    website: Mapped[str | None] = mapped_column(sa.String(200))

    @property
    def full_name(self) -> str:
        """Prefecture and name, or the name alone for a prefecture."""
        return self.name if self.name == self.prefecture else self.prefecture + self.name


class Status(enum.StrEnum):
    """Whether the secretariat has verified an organisation."""

    REGISTERED = "registered"
    VERIFIED = "verified"
    SUSPENDED = "suspended"


STATUS_LABELS: Mapping[enum.StrEnum, Text] = {
    Status.REGISTERED: lazy("確認待ち"),
    Status.VERIFIED: lazy("確認済み"),
    Status.SUSPENDED: lazy("利用停止中"),
}


class Organisation(Stateful, Base):
    """An organisation whose members act here. A municipality's id is its local government code.

    `gbizinfo_on`: the day of the gBizINFO record that facts were last taken from.
    """

    __tablename__ = "organisation"
    __table_args__ = (sa.Index(None, "kind", "kana", "id"),)

    STEPS: ClassVar[Mapping[str, Step]] = {
        "verify": step(Status.REGISTERED, to=Status.VERIFIED),
        "suspend": step(Status.VERIFIED, to=Status.SUSPENDED),
        "resume": step(Status.SUSPENDED, to=Status.VERIFIED),
    }
    STATUS_LABELS: ClassVar[Mapping[enum.StrEnum, Text]] = STATUS_LABELS

    id: Mapped[Id]
    kind: Mapped[OrganisationKind]
    name: Mapped[str] = mapped_column(sa.String(120))
    kana: Mapped[str] = mapped_column(sa.String(160))
    status: Mapped[Status] = mapped_column(default=Status.REGISTERED)
    corporate_number: Mapped[str | None] = mapped_column(sa.String(13), unique=True)
    government_code: Mapped[str | None] = mapped_column(sa.ForeignKey(LocalGovernment.code), unique=True)
    address: Mapped[str] = mapped_column(sa.String(200), default="")
    website: Mapped[str] = mapped_column(sa.String(200), default="")
    employees: Mapped[int | None]
    postal_code: Mapped[str] = mapped_column(sa.String(8), default="", server_default="")
    representative: Mapped[str] = mapped_column(sa.String(120), default="", server_default="")
    capital_yen: Mapped[int | None] = mapped_column(sa.BigInteger)
    founded_on: Mapped[date | None]
    invoice_number: Mapped[str] = mapped_column(sa.String(14), default="", server_default="")
    contact: Mapped[str] = mapped_column(sa.String(200), default="", server_default="")
    gbizinfo_on: Mapped[date | None]
    description: Mapped[str] = mapped_column(sa.Text, default="")
    capabilities: Mapped[list[str]] = mapped_column(default=list)
    search_text: Mapped[str] = mapped_column(sa.Text, default="")
    sample: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(default=now)
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}

    government: Mapped[LocalGovernment | None] = relationship()
    certifications: Mapped[list[Certification]] = relationship(
        back_populates="organisation", cascade="all, delete-orphan", order_by="Certification.name"
    )


def search_text(*texts: str) -> str:
    """Name, reading and capabilities in the form in which they are compared; readings in both kana."""
    joined = nfkc(" ".join(filter(None, texts)))
    return f"{joined} {hiragana(joined)}"


@sa.event.listens_for(Organisation, "before_insert")
@sa.event.listens_for(Organisation, "before_update")
def _keep_search_text(_mapper: object, _connection: object, one: Organisation) -> None:
    one.search_text = search_text(one.name, one.kana, *(one.capabilities or ()), one.description or "")


class Certification(Base):
    """A certificate an organisation holds (ISMAP, ISO/IEC 27001, プライバシーマーク …) and until when.

    `reminded` is the last step of the expiry its organisation was told of.
    """

    __tablename__ = "certification"
    __table_args__ = (sa.UniqueConstraint("organisation_id", "name"),)

    id: Mapped[Id]
    organisation_id: Mapped[str] = mapped_column(sa.ForeignKey(Organisation.id), index=True)
    name: Mapped[str] = mapped_column(sa.String(80))
    number: Mapped[str] = mapped_column(sa.String(80), default="")
    expires_on: Mapped[date | None]
    reminded: Mapped[str] = mapped_column(sa.String(10), default="", server_default="")

    organisation: Mapped[Organisation] = relationship(back_populates="certifications")


CONSTRAINTS.update(
    {
        "uq_organisation_corporate_number": lazy("この法人番号の団体は、すでに登録されています。"),
        "organisation.corporate_number": lazy("この法人番号の団体は、すでに登録されています。"),
        "uq_certification_organisation_id_name": lazy("同じ名前の認証が、すでに登録されています。"),
    }
)
