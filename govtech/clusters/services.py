"""What a coordinator does with a cluster, and what an invited municipality answers. Callers own the transaction."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa

from govtech.clusters import support_services, telling
from govtech.clusters.computing import LEAST_MUNICIPALITIES
from govtech.clusters.content import ClusterData, SupportData
from govtech.clusters.covering import demands
from govtech.clusters.models import (
    Cluster,
    ClusterMember,
    ClusterStatus,
    Invitation,
    InvitationStatus,
    Standing,
)
from govtech.clusters.support_models import Support
from govtech.core.clock import now
from govtech.core.db import lock, session
from govtech.core.errors import Conflict, Invalid
from govtech.core.journal import record
from govtech.core.policy import Actor, OrganisationKind, authorise
from govtech.core.words import SOURCE, use_locale
from govtech.core.words import gettext as _
from govtech.needs.models import Need, Status
from govtech.organisations.models import Organisation
from govtech.procurements import services as procurements
from govtech.procurements.content import PlanData
from govtech.procurements.demand import added_up
from govtech.procurements.models import Procurement

OPEN = (ClusterStatus.PROPOSED, ClusterStatus.CONFIRMED)


def edit(actor: Actor, cluster: Cluster, data: ClusterData, expected_version: int) -> None:
    """Name it and choose its needs; from now on the clock leaves it alone.

    Conflict when it was changed since `expected_version` was read, or when its state allows no change.
    """
    authorise(actor, "cluster:manage", cluster)
    lock(cluster, as_of=expected_version)
    _open(cluster)
    wanted = _published(data.needs)
    if not wanted:
        raise Invalid(_("ニーズを1件以上選んでください。"), field="needs")
    before = (cluster.title, cluster.need_ids())
    _choose(actor, cluster, wanted)
    cluster.title, cluster.held, cluster.listed_at = data.title, True, now()
    cluster.municipalities = _covered(cluster)
    changes = {"title": [before[0], cluster.title], "needs": [len(before[1]), len(wanted)]}
    record(actor, "cluster.edited", cluster, changes)


def _choose(actor: Actor, cluster: Cluster, wanted: Collection[str]) -> None:
    for member in list(cluster.members):
        if member.need_id in wanted:
            member.standing = Standing.MEMBER
        elif member.standing is Standing.MEMBER:
            cluster.members.remove(member)
    held = {member.need_id for member in cluster.members}
    cluster.members.extend(
        ClusterMember(need_id=need_id, added_by=actor.name) for need_id in sorted(set(wanted) - held)
    )


def _published(need_ids: Collection[str]) -> set[str]:
    known = sa.select(Need.id).where(
        Need.id.in_(need_ids), Need.published_at.is_not(None), Need.status != Status.WITHDRAWN
    )
    return set(session.scalars(known))


def _open(cluster: Cluster) -> None:
    if cluster.status not in OPEN:
        raise Conflict(_("現在の状態は「%(now)s」のため、内容を変更できません。", now=cluster.status_label))


def _covered(cluster: Cluster) -> list[str]:
    return sorted(demand.municipality for demand in demands(cluster.need_ids()))


def confirm(actor: Actor, cluster: Cluster) -> None:
    """Say that these belong together: it is public from now on, and those it covers are told."""
    authorise(actor, "cluster:manage", cluster)
    lock(cluster)
    codes = _covered(cluster)
    if cluster.can_take("confirm") and len(codes) < LEAST_MUNICIPALITIES:
        raise Conflict(_("2つ以上の市町村がそろうと、確認できます。"))
    before = cluster.status
    cluster.take("confirm")
    cluster.held, cluster.municipalities = True, codes
    cluster.confirmed_at = cluster.listed_at = now()
    notices = telling.confirmed(cluster, codes)
    record(actor, "cluster.confirmed", cluster, {"status": [before, cluster.status]}, notices=notices)


def dismiss(actor: Actor, cluster: Cluster, reason: str) -> None:
    """Let it go, with a reason; it comes back only as something larger. Those who knew of it are told."""
    authorise(actor, "cluster:manage", cluster)
    lock(cluster)
    before, codes = cluster.status, _covered(cluster)
    cluster.take("dismiss")
    cluster.reason, cluster.municipalities, cluster.listed_at = reason, codes, now()
    told = [*codes, *_invited(cluster)] if before is ClusterStatus.CONFIRMED else []
    changes = {"status": [before, cluster.status], "reason": ["", reason]}
    record(
        actor, "cluster.dismissed", cluster, changes, notices=telling.dismissed(cluster, told) if told else ()
    )


def reopen(actor: Actor, cluster: Cluster) -> None:
    """Take a dismissal back."""
    authorise(actor, "cluster:manage", cluster)
    lock(cluster)
    before = cluster.status
    cluster.take("reopen")
    cluster.held, cluster.reason, cluster.listed_at = True, "", now()
    record(actor, "cluster.reopened", cluster, {"status": [before, cluster.status]})


def _invited(cluster: Cluster) -> list[str]:
    return list(
        session.scalars(
            sa.select(Invitation.organisation_id).where(
                Invitation.cluster_id == cluster.id, Invitation.status != InvitationStatus.DECLINED
            )
        )
    )


def invite(actor: Actor, cluster: Cluster, codes: Collection[str], message: str = "") -> int:
    """Ask municipalities whether they join; how many were asked now. Who was asked before is not asked twice.

    Whoever declined is asked again. What is no municipality, or is covered already, is passed over.
    """
    authorise(actor, "cluster:manage", cluster)
    lock(cluster)
    if cluster.status is not ClusterStatus.CONFIRMED:
        raise Conflict(_("現在の状態は「%(now)s」のため、招待できません。", now=cluster.status_label))
    asked = [code for code in _towns(codes) if code not in _covered(cluster) and _ask(cluster, code, message)]
    if asked:
        record(
            actor,
            "cluster.invited",
            cluster,
            {"organisations": [None, "、".join(_names(asked))]},
            confidential=True,
            notices=telling.invited(cluster, asked, message),
        )
    return len(asked)


def _ask(cluster: Cluster, code: str, message: str) -> bool:
    found = session.scalar(
        sa.select(Invitation).where(Invitation.cluster_id == cluster.id, Invitation.organisation_id == code)
    )
    if found is None:
        session.add(Invitation(cluster_id=cluster.id, organisation_id=code, message=message))
        return True
    if not found.can_take("ask_again"):
        return False
    found.take("ask_again")
    found.message, found.invited_at, found.answered_at = message, now(), None
    return True


def _towns(codes: Collection[str]) -> list[str]:
    known = sa.select(Organisation.id).where(
        Organisation.id.in_(codes), Organisation.kind == OrganisationKind.MUNICIPALITY
    )
    return sorted(session.scalars(known))


def _names(codes: Collection[str]) -> list[str]:
    named = sa.select(Organisation.name).where(Organisation.id.in_(codes)).order_by(Organisation.kana)
    return list(session.scalars(named))


def accept(actor: Actor, invitation: Invitation, need_id: str, data: SupportData) -> Support:
    """Join the invitation's cluster by joining one of its needs."""
    authorise(actor, "cluster:answer", invitation)
    lock(invitation)
    cluster = invitation.cluster
    lock(cluster)
    if cluster.status is not ClusterStatus.CONFIRMED or not invitation.can_take("join"):
        raise Conflict(_("この誘いには、もう答えられません。ページを読み込み直してください。"))
    if need_id not in cluster.need_ids():
        raise Invalid(_("一覧にあるニーズから選んでください。"), field="need_id")
    return support_services.join(actor, session.get_one(Need, need_id), data)


def decline(actor: Actor, invitation: Invitation, reason: str) -> None:
    """Say no for this time; the coordinators are told, and read the reason."""
    authorise(actor, "cluster:answer", invitation)
    lock(invitation)
    invitation.take("decline")
    invitation.reason, invitation.answered_at = reason, now()
    record(
        actor,
        "cluster.invitation_declined",
        invitation.cluster,
        confidential=True,
        notices=telling.answered(invitation, actor.organisation_name),
    )


def hand_over(actor: Actor, cluster: Cluster) -> Procurement:
    """One step from a confirmed cluster to a plan of a joint procurement; asked twice, the same plan is the answer."""
    authorise(actor, "cluster:manage", cluster)
    lock(cluster)
    if cluster.procurement_id:
        return session.get_one(Procurement, cluster.procurement_id)
    before, parts = cluster.status, demands(cluster.need_ids())
    cluster.take("hand_over")
    total, codes = added_up(parts), [part.municipality for part in parts]
    data = PlanData(cluster.title, _purpose(cluster), total.first_year)
    procurement = procurements.plan(actor, data, cluster.need_ids(), parts)
    procurement.sample = cluster.sample
    cluster.procurement_id, cluster.municipalities, cluster.listed_at = procurement.id, sorted(codes), now()
    notices = telling.handed_over(procurement, codes)
    record(actor, "cluster.handed_over", cluster, {"status": [before, cluster.status]}, notices=notices)
    return procurement


def _purpose(cluster: Cluster) -> str:
    """What the needs want, each in its own words, for the plan to begin with."""
    needs = session.scalars(
        sa.select(Need)
        .where(Need.id.in_(cluster.need_ids()), Need.status != Status.WITHDRAWN)
        .order_by(Need.listed_at, Need.id)
    ).all()
    with use_locale(SOURCE):
        lines = [
            f"・{' '.join((need.outcome or need.title).split())}（{need.organisation.name}）"
            for need in needs
        ]
        return "\n".join([_("次の望む姿を、共同で実現する。"), *lines])[:4000]
