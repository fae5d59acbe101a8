"""Reading clusters; what the actor may not see is not found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from govtech.clusters.covering import demands_of
from govtech.clusters.models import (
    Cluster,
    ClusterMember,
    ClusterStatus,
    Invitation,
    InvitationStatus,
    Standing,
)
from govtech.clusters.policy import visible_to
from govtech.clusters.support_models import JOINABLE
from govtech.core.db import Rows, session
from govtech.core.errors import NotFound
from govtech.core.paging import Order, Page, page
from govtech.core.policy import Actor, OrganisationKind, Role
from govtech.knowledge.adoption_models import Adoption, AdoptionStatus
from govtech.needs.models import Need, NeedInitiative, Status
from govtech.organisations.models import LocalGovernment, Organisation
from govtech.organisations.models import Status as OrganisationStatus
from govtech.procurements.demand import Total, added_up

MOST_OFFERED = 60
PREFECTURE_CODE = "27"


def get(actor: Actor, cluster_id: str) -> Cluster:
    """The cluster, or NotFound when it is absent or not this actor's to see."""
    found = session.scalar(sa.select(Cluster).where(Cluster.id == cluster_id, visible_to(actor)))
    if found is None:
        raise NotFound
    return found


def listed(actor: Actor, status: str | None = None, cursor: str | None = None) -> Page[Any]:
    """Rows of id, title, status, words, sample, created_at and how many needs; the latest changed first."""
    members = sa.select(sa.func.count()).where(
        ClusterMember.cluster_id == Cluster.id, ClusterMember.standing == Standing.MEMBER
    )
    statement = sa.select(
        Cluster.id,
        Cluster.title,
        Cluster.status,
        Cluster.words,
        Cluster.sample,
        Cluster.created_at,
        members.correlate(Cluster).scalar_subquery().label("needs"),
    ).where(visible_to(actor))
    if status:
        statement = statement.where(Cluster.status == ClusterStatus(status))
    order = [Order(Cluster.listed_at, descending=True), Order(Cluster.id, descending=True)]
    return page(statement, order, cursor, count=True)


def counts(actor: Actor) -> dict[str, int]:
    """How many clusters this reader finds in each state."""
    statement = sa.select(Cluster.status, sa.func.count()).where(visible_to(actor)).group_by(Cluster.status)
    return {row[0].value: row[1] for row in session.execute(statement)}


def totals(cluster_ids: Sequence[str]) -> dict[str, Total]:
    """What each of these clusters adds up to, in three statements."""
    rows = session.execute(
        sa.select(ClusterMember.cluster_id, ClusterMember.need_id).where(
            ClusterMember.cluster_id.in_(cluster_ids), ClusterMember.standing == Standing.MEMBER
        )
    )
    groups: dict[str, list[str]] = {cluster_id: [] for cluster_id in cluster_ids}
    for cluster_id, need_id in rows:
        groups[cluster_id].append(need_id)
    return {key: added_up(found) for key, found in demands_of(groups).items()}


def members(cluster: Cluster, standing: Standing = Standing.MEMBER) -> Rows:
    """Its needs: id, title, status, network, municipality and its figures, what it resembles and why, who added it."""
    near = sa.orm.aliased(Need)
    return session.execute(
        sa.select(
            Need.id,
            Need.title,
            Need.status,
            Need.network,
            Need.organisation_id,
            Need.response_deadline,
            Organisation.name.label("organisation"),
            ClusterMember.likeness,
            ClusterMember.reasons,
            ClusterMember.added_by,
            near.id.label("nearest_id"),
            near.title.label("nearest"),
        )
        .join(ClusterMember, ClusterMember.need_id == Need.id)
        .join(Organisation, Organisation.id == Need.organisation_id)
        .outerjoin(near, near.id == ClusterMember.nearest_id)
        .where(ClusterMember.cluster_id == cluster.id, ClusterMember.standing == standing)
        .order_by(Need.listed_at, Need.id)
    ).all()


def invitations(cluster: Cluster) -> Rows:
    """Id, municipality, status, message, reason, invited_at and answered_at of who was asked, by reading."""
    return session.execute(
        sa.select(
            Invitation.id,
            Invitation.status,
            Invitation.message,
            Invitation.reason,
            Invitation.invited_at,
            Invitation.answered_at,
            Organisation.name.label("organisation"),
        )
        .join(Organisation, Organisation.id == Invitation.organisation_id)
        .where(Invitation.cluster_id == cluster.id)
        .order_by(Organisation.kana, Invitation.id)
    ).all()


def own_invitation(actor: Actor, cluster: Cluster) -> Invitation | None:
    """The question to the actor's municipality."""
    if not actor.is_municipal:
        return None
    return session.scalar(
        sa.select(Invitation).where(
            Invitation.cluster_id == cluster.id, Invitation.organisation_id == actor.organisation_id
        )
    )


def waiting_for(actor: Actor) -> Rows:
    """Rows of task, id, title, count: `answer` an invitation; `confirm` proposals (a coordinator, one row, no id)."""
    if actor.is_municipal and actor.at_least(Role.EDITOR):
        return session.execute(
            sa.select(
                sa.literal("answer").label("task"), Cluster.id, Cluster.title, sa.literal(1).label("count")
            )
            .join(Invitation, Invitation.cluster_id == Cluster.id)
            .where(
                Invitation.organisation_id == actor.organisation_id,
                Invitation.status == InvitationStatus.INVITED,
                Cluster.status == ClusterStatus.CONFIRMED,
            )
            .order_by(Invitation.invited_at, Invitation.id)
        ).all()
    if not actor.is_coordinator:
        return []
    count = sa.func.count(Cluster.id)
    nothing = sa.literal("").label("id"), sa.literal("").label("title")
    return session.execute(
        sa.select(sa.literal("confirm").label("task"), *nothing, count.label("count"))
        .where(Cluster.status == ClusterStatus.PROPOSED)
        .having(count > 0)
    ).all()


def of_need(actor: Actor, need_id: str) -> Rows:
    """Id, title and status of the clusters that a need belongs to, dismissed ones left out."""
    return session.execute(
        sa.select(Cluster.id, Cluster.title, Cluster.status)
        .join(ClusterMember, ClusterMember.cluster_id == Cluster.id)
        .where(
            ClusterMember.need_id == need_id,
            ClusterMember.standing == Standing.MEMBER,
            Cluster.status != ClusterStatus.DISMISSED,
            visible_to(actor),
        )
        .order_by(Cluster.created_at, Cluster.id)
    ).all()


def of_procurement(actor: Actor, procurement_id: str) -> Any:
    """Id and title of the cluster that a plan came from, or None."""
    return session.execute(
        sa.select(Cluster.id, Cluster.title).where(
            Cluster.procurement_id == procurement_id, visible_to(actor)
        )
    ).one_or_none()


def initiatives(cluster: Cluster) -> list[int]:
    """The initiatives that its needs are about, the commonest first."""
    count = sa.func.count()
    return list(
        session.scalars(
            sa.select(NeedInitiative.number)
            .where(NeedInitiative.need_id.in_(cluster.need_ids()))
            .group_by(NeedInitiative.number)
            .order_by(count.desc(), NeedInitiative.number)
        )
    )


def offered(cluster: Cluster) -> Rows:
    """Id, title, municipality of the needs that may be put in: its own, what is suggested, what shares an initiative."""
    numbers = sa.select(NeedInitiative.need_id).where(NeedInitiative.number.in_(initiatives(cluster)))
    own = sa.select(ClusterMember.need_id).where(ClusterMember.cluster_id == cluster.id)
    elsewhere = (
        sa.select(ClusterMember.need_id)
        .join(Cluster, Cluster.id == ClusterMember.cluster_id)
        .where(
            Cluster.id != cluster.id,
            Cluster.status.in_((ClusterStatus.CONFIRMED, ClusterStatus.HANDED_OVER)),
            ClusterMember.standing == Standing.MEMBER,
        )
    )
    first = sa.case((Need.id.in_(own), 0), else_=1)
    return session.execute(
        sa.select(Need.id, Need.title, Organisation.name.label("organisation"))
        .join(Organisation, Organisation.id == Need.organisation_id)
        .where(
            Need.published_at.is_not(None),
            Need.status != Status.WITHDRAWN,
            sa.or_(
                Need.id.in_(own),
                sa.and_(Need.status.in_(JOINABLE), Need.id.in_(numbers), Need.id.not_in(elsewhere)),
            ),
        )
        .order_by(first, Need.listed_at.desc(), Need.id)
        .limit(MOST_OFFERED)
    ).all()


@dataclass(frozen=True)
class Invitable:
    """A municipality that may be asked: whether it has a need alike, or how far it is with the initiative."""

    code: str
    name: str
    population: int | None
    alike: bool
    adoption: AdoptionStatus | None


_ADOPTION_ORDER: Mapping[AdoptionStatus | None, int] = {
    AdoptionStatus.CONSIDERING: 1,
    AdoptionStatus.TRIAL: 2,
    None: 3,
    AdoptionStatus.ENDED: 4,
    AdoptionStatus.ADOPTED: 5,
}


def invitable(cluster: Cluster, covered: Sequence[str]) -> list[Invitable]:
    """Osaka's municipalities that are not in it and not asked yet.

    Those with a need that resembles come first, then those that consider or try the initiative, then those without
    it, last those that have it.
    """
    numbers = initiatives(cluster)
    asked = sa.select(Invitation.organisation_id).where(
        Invitation.cluster_id == cluster.id, Invitation.status != InvitationStatus.DECLINED
    )
    towns = session.execute(
        sa.select(Organisation.id, Organisation.name, Organisation.kana, LocalGovernment.population)
        .join(LocalGovernment, LocalGovernment.code == Organisation.government_code)
        .where(
            Organisation.kind == OrganisationKind.MUNICIPALITY,
            Organisation.status == OrganisationStatus.VERIFIED,
            LocalGovernment.prefecture_code == PREFECTURE_CODE,
            Organisation.id.not_in(asked),
            Organisation.id.not_in(covered),
        )
    ).all()
    alike = set(
        session.scalars(
            sa.select(Need.organisation_id).where(Need.id.in_(cluster.need_ids(Standing.SUGGESTED)))
        )
    )
    followed = _adoptions(numbers)
    order = {row.id: (row.id not in alike, _ADOPTION_ORDER[followed.get(row.id)], row.kana) for row in towns}
    return [
        Invitable(row.id, row.name, row.population, row.id in alike, followed.get(row.id))
        for row in sorted(towns, key=lambda row: order[row.id])
    ]


def _adoptions(numbers: Sequence[int]) -> dict[str, AdoptionStatus]:
    """How far each municipality is with the first of the initiatives; of several records the furthest stands."""
    statement = sa.select(Adoption.municipality_code, Adoption.status).where(
        Adoption.initiative_number.in_(numbers[:1])
    )
    found: dict[str, AdoptionStatus] = {}
    for code, status in session.execute(statement):
        if code not in found or _ADOPTION_ORDER[status] > _ADOPTION_ORDER[found[code]]:
            found[code] = status
    return found
