"""共同化候補: needs that resemble each other, held together until a plan to buy jointly comes of them."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from govtech.clusters.support_models import Support
from govtech.core.clock import now
from govtech.core.db import Base, Id
from govtech.core.errors import CONSTRAINTS
from govtech.core.states import Stateful, Step, step
from govtech.core.words import Text, lazy
from govtech.needs.models import Need
from govtech.organisations.models import Organisation
from govtech.procurements.models import Procurement


class ClusterStatus(enum.StrEnum):
    """The life of a cluster."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    HANDED_OVER = "handed_over"
    DISMISSED = "dismissed"


class Standing(enum.StrEnum):
    """Whether a need belongs to a cluster, or is only offered to whoever looks after it."""

    MEMBER = "member"
    SUGGESTED = "suggested"


class InvitationStatus(enum.StrEnum):
    """What became of an invitation."""

    INVITED = "invited"
    JOINED = "joined"
    DECLINED = "declined"


CLUSTER_STATUS_LABELS: Mapping[enum.StrEnum, Text] = {
    ClusterStatus.PROPOSED: lazy("候補（自動）"),
    ClusterStatus.CONFIRMED: lazy("確認済みの候補"),
    ClusterStatus.HANDED_OVER: lazy("共同調達の計画へ"),
    ClusterStatus.DISMISSED: lazy("見送り"),
}
CLUSTER_TONES: Mapping[str, str] = {
    ClusterStatus.PROPOSED: "wait",
    ClusterStatus.CONFIRMED: "open",
    ClusterStatus.HANDED_OVER: "done",
    ClusterStatus.DISMISSED: "stop",
}
INVITATION_STATUS_LABELS: Mapping[enum.StrEnum, Text] = {
    InvitationStatus.INVITED: lazy("返事を待っています"),
    InvitationStatus.JOINED: lazy("参加"),
    InvitationStatus.DECLINED: lazy("今回は見送り"),
}
INVITATION_TONES: Mapping[str, str] = {
    InvitationStatus.INVITED: "wait",
    InvitationStatus.JOINED: "done",
    InvitationStatus.DECLINED: "stop",
}
IN_PUBLIC = (ClusterStatus.CONFIRMED, ClusterStatus.HANDED_OVER)


class Cluster(Stateful, Base):
    """Needs that resemble each other. While nobody has laid hands on it (`held`), the clock renews a proposal.

    `municipalities` are those it covered when it was last computed; a dismissed one keeps those of that day, so
    that only a group that has grown comes back (`grown_from`).
    """

    __tablename__ = "cluster"
    __table_args__ = (sa.Index(None, "listed_at", "id"),)

    STEPS: ClassVar[Mapping[str, Step]] = {
        "confirm": step(ClusterStatus.PROPOSED, to=ClusterStatus.CONFIRMED),
        "dismiss": step(ClusterStatus.PROPOSED, ClusterStatus.CONFIRMED, to=ClusterStatus.DISMISSED),
        "reopen": step(ClusterStatus.DISMISSED, to=ClusterStatus.PROPOSED),
        "hand_over": step(ClusterStatus.CONFIRMED, to=ClusterStatus.HANDED_OVER),
    }
    STATUS_LABELS: ClassVar[Mapping[enum.StrEnum, Text]] = CLUSTER_STATUS_LABELS

    id: Mapped[Id]
    title: Mapped[str] = mapped_column(sa.String(120))
    words: Mapped[list[str]] = mapped_column(default=list)
    municipalities: Mapped[list[str]] = mapped_column(default=list)
    status: Mapped[ClusterStatus] = mapped_column(default=ClusterStatus.PROPOSED, index=True)
    held: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    grown_from: Mapped[str | None] = mapped_column(sa.ForeignKey("cluster.id"))
    procurement_id: Mapped[str | None] = mapped_column(sa.ForeignKey(Procurement.id), unique=True)
    sample: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(default=now)
    listed_at: Mapped[datetime] = mapped_column(default=now)
    confirmed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}

    members: Mapped[list[ClusterMember]] = relationship(
        cascade="all, delete-orphan", lazy="selectin", order_by="ClusterMember.need_id"
    )

    def need_ids(self, standing: Standing = Standing.MEMBER) -> list[str]:
        """Its needs, in the order of their ids."""
        return [member.need_id for member in self.members if member.standing is standing]

    @property
    def touched(self) -> bool:
        """Whether a coordinator has decided something about it, so that the clock leaves it alone."""
        return self.held or self.status is not ClusterStatus.PROPOSED


class ClusterMember(Base):
    """A need in a cluster: the other one that it resembles most, how much, and by what; or who put it there."""

    __tablename__ = "cluster_member"

    cluster_id: Mapped[str] = mapped_column(sa.ForeignKey(Cluster.id), primary_key=True)
    need_id: Mapped[str] = mapped_column(sa.ForeignKey(Need.id), primary_key=True, index=True)
    standing: Mapped[Standing] = mapped_column(default=Standing.MEMBER)
    nearest_id: Mapped[str | None] = mapped_column(sa.ForeignKey(Need.id))
    likeness: Mapped[float] = mapped_column(default=0.0)
    reasons: Mapped[dict[str, object]] = mapped_column(default=dict)
    added_by: Mapped[str] = mapped_column(sa.String(120), default="")


class Invitation(Stateful, Base):
    """The question to a municipality whether it joins a confirmed cluster, and its answer."""

    __tablename__ = "cluster_invitation"
    __table_args__ = (
        sa.UniqueConstraint("cluster_id", "organisation_id"),
        sa.Index(None, "organisation_id", "status"),
    )

    STEPS: ClassVar[Mapping[str, Step]] = {
        "join": step(InvitationStatus.INVITED, InvitationStatus.DECLINED, to=InvitationStatus.JOINED),
        "decline": step(InvitationStatus.INVITED, to=InvitationStatus.DECLINED),
        "ask_again": step(InvitationStatus.DECLINED, to=InvitationStatus.INVITED),
    }
    STATUS_LABELS: ClassVar[Mapping[enum.StrEnum, Text]] = INVITATION_STATUS_LABELS

    id: Mapped[Id]
    cluster_id: Mapped[str] = mapped_column(sa.ForeignKey(Cluster.id))
    organisation_id: Mapped[str] = mapped_column(sa.ForeignKey(Organisation.id))
    status: Mapped[InvitationStatus] = mapped_column(default=InvitationStatus.INVITED)
    message: Mapped[str] = mapped_column(sa.String(1000), default="")
    reason: Mapped[str] = mapped_column(sa.String(1000), default="")
    support_id: Mapped[str | None] = mapped_column(sa.ForeignKey(Support.id))
    invited_at: Mapped[datetime] = mapped_column(default=now)
    answered_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}

    cluster: Mapped[Cluster] = relationship()
    organisation: Mapped[Organisation] = relationship()


CONSTRAINTS.update(
    {
        "uq_cluster_procurement_id": lazy("この共同調達の計画は、すでに別の候補から作られています。"),
        "uq_cluster_invitation_cluster_id_organisation_id": lazy("この市町村は、すでに招待されています。"),
        "cluster_invitation.cluster_id, cluster_invitation.organisation_id": lazy(
            "この市町村は、すでに招待されています。"
        ),
    }
)
