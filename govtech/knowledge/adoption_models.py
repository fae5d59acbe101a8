"""横展開: which municipality follows a case or takes up an initiative, since when, and who found a case useful."""

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
from govtech.knowledge.reference_models import Initiative
from govtech.organisations.models import LocalGovernment, Organisation


class AdoptionStatus(enum.StrEnum):
    """How far a municipality is with something others did before."""

    CONSIDERING = "considering"
    TRIAL = "trial"
    ADOPTED = "adopted"
    ENDED = "ended"


ADOPTION_LABELS: Mapping[enum.StrEnum, Text] = {
    AdoptionStatus.CONSIDERING: lazy("検討中"),
    AdoptionStatus.TRIAL: lazy("試行中"),
    AdoptionStatus.ADOPTED: lazy("導入済み"),
    AdoptionStatus.ENDED: lazy("終了"),
}
ADOPTION_TONES: Mapping[enum.StrEnum, str] = {
    AdoptionStatus.CONSIDERING: "wait",
    AdoptionStatus.TRIAL: "wait",
    AdoptionStatus.ADOPTED: "open",
    AdoptionStatus.ENDED: "done",
}
_LIVE = (AdoptionStatus.CONSIDERING, AdoptionStatus.TRIAL, AdoptionStatus.ADOPTED)


class Adoption(Stateful, Base):
    """横展開: a municipality follows a case, or takes up an initiative (then `programme` names what it is called)."""

    __tablename__ = "adoption"
    __table_args__ = (
        sa.CheckConstraint("(case_id is null) <> (initiative_number is null)", name="subject"),
        sa.UniqueConstraint("municipality_code", "case_id"),
        sa.UniqueConstraint("municipality_code", "initiative_number", "programme"),
    )
    STEPS: ClassVar[Mapping[str, Step]] = {
        "consider": step(AdoptionStatus.ENDED, to=AdoptionStatus.CONSIDERING),
        "try": step(AdoptionStatus.CONSIDERING, AdoptionStatus.ENDED, to=AdoptionStatus.TRIAL),
        "adopt": step(
            AdoptionStatus.CONSIDERING, AdoptionStatus.TRIAL, AdoptionStatus.ENDED, to=AdoptionStatus.ADOPTED
        ),
        "end": step(*_LIVE, to=AdoptionStatus.ENDED),
    }
    STATUS_LABELS: ClassVar[Mapping[enum.StrEnum, Text]] = ADOPTION_LABELS

    id: Mapped[Id]
    municipality_code: Mapped[str] = mapped_column(sa.ForeignKey(LocalGovernment.code))
    case_id: Mapped[str | None] = mapped_column(sa.ForeignKey(CaseStudy.id), index=True)
    initiative_number: Mapped[int | None] = mapped_column(sa.ForeignKey(Initiative.number), index=True)
    programme: Mapped[str] = mapped_column(sa.String(80), default="")
    status: Mapped[AdoptionStatus] = mapped_column(default=AdoptionStatus.CONSIDERING)
    considered_on: Mapped[date | None]
    tried_on: Mapped[date | None]
    adopted_on: Mapped[date | None]
    ended_on: Mapped[date | None]
    note: Mapped[str] = mapped_column(sa.String(300), default="")
    source: Mapped[str] = mapped_column(sa.String(200), default="")
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}

    municipality: Mapped[LocalGovernment] = relationship()


class CaseThanks(Base):
    """参考になりました: an organisation found a case useful; once each."""

    __tablename__ = "case_thanks"

    case_id: Mapped[str] = mapped_column(sa.ForeignKey(CaseStudy.id), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(sa.ForeignKey(Organisation.id), primary_key=True, index=True)
    at: Mapped[datetime] = mapped_column(default=now)


CONSTRAINTS.update(
    {
        "uq_adoption_municipality_code_case_id": lazy("この市町村の記録は、すでにあります。"),
        "adoption.municipality_code, adoption.case_id": lazy("この市町村の記録は、すでにあります。"),
    }
)
