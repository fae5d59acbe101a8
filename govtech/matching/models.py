"""What organisations say of suggestions, and which needs were announced to whom."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from govtech.core.clock import now
from govtech.core.db import Base, Id
from govtech.core.words import Text, lazy
from govtech.needs.models import Need
from govtech.organisations.models import Organisation
from govtech.solutions.models import Solution


class HideReason(enum.StrEnum):
    """Why a supplier does not want to see a need among its suggestions."""

    OTHER_FIELD = "other_field"
    TOO_SMALL = "too_small"
    TOO_LARGE = "too_large"
    NETWORK = "network"
    NO_CAPACITY = "no_capacity"
    OTHER = "other"


HIDE_LABELS: Mapping[str, Text] = {
    HideReason.OTHER_FIELD: lazy("分野が違う"),
    HideReason.TOO_SMALL: lazy("規模が小さすぎる"),
    HideReason.TOO_LARGE: lazy("規模が大きすぎる"),
    HideReason.NETWORK: lazy("ネットワークが合わない"),
    HideReason.NO_CAPACITY: lazy("いまは手が空いていない"),
    HideReason.OTHER: lazy("そのほか"),
}
HIDE_EFFECTS: Mapping[str, Text] = {
    HideReason.OTHER_FIELD: lazy("自団体のソリューションにない取組のニーズの順位を下げます。"),
    HideReason.TOO_SMALL: lazy("人口が同じかそれより小さいニーズの順位を下げます。"),
    HideReason.TOO_LARGE: lazy("人口が同じかそれより大きいニーズの順位を下げます。"),
    HideReason.NETWORK: lazy("同じネットワークを使うニーズの順位を下げます。"),
    HideReason.NO_CAPACITY: lazy("順位は変えず、合いそうなニーズのお知らせを30日間休みます。"),
    HideReason.OTHER: lazy("このニーズだけを外し、ほかの順位は変えません。"),
}


class HiddenNeed(Base):
    """A need that a supplier does not want among its suggestions, and why; read by that organisation alone."""

    __tablename__ = "hidden_need"
    __table_args__ = (sa.UniqueConstraint("organisation_id", "need_id"),)

    id: Mapped[Id]
    organisation_id: Mapped[str] = mapped_column(sa.ForeignKey(Organisation.id))
    need_id: Mapped[str] = mapped_column(sa.ForeignKey(Need.id), index=True)
    reason: Mapped[HideReason]
    note: Mapped[str] = mapped_column(sa.String(200), default="")
    person_name: Mapped[str] = mapped_column(sa.String(120))
    hidden_at: Mapped[datetime] = mapped_column(default=now)


class MatchOpinion(Base):
    """What a municipality thinks of a solution suggested for its need; read by that organisation alone."""

    __tablename__ = "match_opinion"
    __table_args__ = (sa.UniqueConstraint("need_id", "solution_id"),)

    id: Mapped[Id]
    organisation_id: Mapped[str] = mapped_column(sa.ForeignKey(Organisation.id), index=True)
    need_id: Mapped[str] = mapped_column(sa.ForeignKey(Need.id))
    solution_id: Mapped[str] = mapped_column(sa.ForeignKey(Solution.id), index=True)
    useful: Mapped[bool]
    given_at: Mapped[datetime] = mapped_column(default=now)


class MatchAnnouncement(Base):
    """A need for which suppliers it fits have been looked for and told, once."""

    __tablename__ = "match_announcement"

    id: Mapped[Id]
    need_id: Mapped[str] = mapped_column(sa.ForeignKey(Need.id), unique=True)
    made_at: Mapped[datetime] = mapped_column(default=now)


class MatchTold(Base):
    """A supplier that was told of a need."""

    __tablename__ = "match_told"
    __table_args__ = (sa.Index(None, "organisation_id", "told_at"),)

    need_id: Mapped[str] = mapped_column(sa.ForeignKey(Need.id), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(sa.ForeignKey(Organisation.id), primary_key=True)
    told_at: Mapped[datetime] = mapped_column(default=now)
