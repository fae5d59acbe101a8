"""How a cluster appears in search: confirmed ones to everybody, proposals to municipal staff and coordinators."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import sqlalchemy as sa

from govtech.clusters.models import IN_PUBLIC, Cluster, ClusterMember, ClusterStatus
from govtech.clusters.policy import visible_to
from govtech.core.db import session
from govtech.core.policy import MUNICIPAL, PUBLIC, Actor
from govtech.core.tables import Searchable
from govtech.core.text import shorten
from govtech.core.words import lazy
from govtech.needs.models import Need, NeedInitiative
from govtech.organisations.models import Organisation
from search.documents import Document

KIND = "cluster"
SUMMARY = 160


def to_document(cluster: Cluster) -> Document | None:
    """The document, or None for one that was dismissed."""
    if cluster.status is ClusterStatus.DISMISSED:
        return None
    ids = cluster.need_ids()
    needs = session.scalars(sa.select(Need).where(Need.id.in_(ids)).order_by(Need.listed_at, Need.id)).all()
    numbers = session.scalars(sa.select(NeedInitiative.number).where(NeedInitiative.need_id.in_(ids)))
    towns = session.scalars(
        sa.select(Organisation.name)
        .where(Organisation.id.in_(cluster.municipalities))
        .order_by(Organisation.kana)
    )
    titles = "\n".join(need.title for need in needs)
    return Document(
        key=f"{KIND}:{cluster.id}",
        kind=KIND,
        title=cluster.title,
        body=titles,
        summary=shorten(titles, SUMMARY),
        keywords=("共同化", "共同調達", *cluster.words),
        initiatives=tuple(sorted(set(numbers))),
        municipalities=tuple(towns),
        date=cluster.listed_at,
        url=f"/clusters/{cluster.id}",
        tokens=frozenset({PUBLIC if cluster.status in IN_PUBLIC else MUNICIPAL}),
    )


def visible(actor: Actor, ids: Iterable[str]) -> set[str]:
    """Which of these clusters the actor may see now."""
    return set(session.scalars(sa.select(Cluster.id).where(Cluster.id.in_(list(ids)), visible_to(actor))))


def _of_needs(ids: Collection[str]) -> list[str]:
    return list(session.scalars(sa.select(ClusterMember.cluster_id).where(ClusterMember.need_id.in_(ids))))


SEARCHABLE = Searchable(
    kind=KIND,
    label=lazy("共同化候補"),
    model=Cluster,
    to_document=to_document,
    visible=visible,
    follows={"need": _of_needs},
)
