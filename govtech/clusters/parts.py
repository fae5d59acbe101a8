"""What joinings and clusters show on the pages of needs and of plans."""

from __future__ import annotations

from govtech.clusters import presenting, queries, support_queries
from govtech.clusters.covering import demands
from govtech.clusters.models import CLUSTER_STATUS_LABELS, CLUSTER_TONES
from govtech.clusters.policy import may_join
from govtech.core.parts import Part
from govtech.core.policy import Actor, can
from govtech.needs.models import Need
from govtech.procurements.demand import added_up
from govtech.procurements.models import Procurement


def of_need(actor: Actor, need: Need) -> Part | None:
    """うちの町も: who joined, what it adds up to, and the clusters the need belongs to."""
    if need.published_at is None:
        return None
    supports = support_queries.of_need(need)
    mine = support_queries.own(actor, need)
    joining = may_join(need)
    if not (supports or joining):
        return None
    parts = demands([need.id])
    owners = [need.organisation_id]
    return Part(
        "clusters/need_part.html",
        {
            "need": need,
            "supports": supports,
            "mine": mine,
            "may_join": joining and can(actor, "support:join", need),
            "contacts": can(actor, "support:contacts"),
            "rows": presenting.rows(parts, owners),
            "total": added_up(parts),
            "tiles": presenting.picture(parts, owners),
            "legend": presenting.legend(),
            "clusters": queries.of_need(actor, need.id),
            "labels": CLUSTER_STATUS_LABELS,
            "tones": CLUSTER_TONES,
        },
    )


def of_procurement(actor: Actor, procurement: Procurement) -> Part | None:
    """The cluster that a plan came from."""
    cluster = queries.of_procurement(actor, procurement.id)
    return None if cluster is None else Part("clusters/procurement_part.html", {"cluster": cluster})
