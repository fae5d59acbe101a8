"""Needs alike of the demonstration, who joined them, and the clusters and the plan that came of them."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from govtech.clusters import proposing, services
from govtech.clusters.models import Cluster, ClusterMember, Invitation, InvitationStatus
from govtech.clusters.support_models import Support
from govtech.core.clock import now
from govtech.core.db import session
from govtech.core.journal import record
from govtech.core.policy import SYSTEM, Actor, OrganisationKind, Role
from govtech.demo import needs
from govtech.needs.models import Need
from govtech.organisations.models import Organisation
from govtech.organisations.reference import SECRETARIAT_ID, SECRETARIAT_NAME

FILE = Path(__file__).parent / "clusters.toml"
COORDINATOR = Actor(
    name="コーディネーター（見本）",
    organisation_id=SECRETARIAT_ID,
    organisation_name=SECRETARIAT_NAME,
    organisation_kind=OrganisationKind.SECRETARIAT,
    role=Role.COORDINATOR,
    verified=True,
)


def load() -> None:
    """Put in the needs that are not there yet and take the clusters on from there; what is there stays as it is."""
    stated = _stated()
    known = set(session.scalars(sa.select(Need.id)))
    if all(item["id"] in known for item in stated["need"]):
        return
    for item in stated["need"]:
        if item["id"] not in known:
            needs.add(item)
    for item in stated["support"]:
        _support(item)
    session.flush()
    proposing.write(SYSTEM, proposing.think(proposing.read()))
    session.flush()
    session.execute(sa.update(Cluster).values(sample=True, version=Cluster.version))
    session.expire_all()
    for item in stated["cluster"]:
        _cluster(item)


@cache
def _stated() -> dict[str, list[dict[str, Any]]]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def _support(item: dict[str, Any]) -> None:
    need = session.get_one(Need, item["need"])
    values = {name: value for name, value in item.items() if name not in {"need", "organisation"}}
    unit = need.volume_unit if "volume" in item else ""
    session.add(Support(need_id=need.id, organisation_id=item["organisation"], volume_unit=unit, **values))
    name = session.scalars(sa.select(Organisation.name).where(Organisation.id == item["organisation"])).one()
    town = Actor(name="担当者（見本）", organisation_id=item["organisation"], organisation_name=name)
    record(town, "need.supported", need, {"organisation": [None, name]})


def _cluster(item: dict[str, Any]) -> None:
    cluster = session.scalars(
        sa.select(Cluster)
        .join(ClusterMember, ClusterMember.cluster_id == Cluster.id)
        .where(ClusterMember.need_id == item["of"])
    ).one()
    cluster.title = item["title"]
    for verb in item["steps"]:
        getattr(services, verb)(COORDINATOR, cluster)
        session.flush()
    for code, status, reason in item.get("invited", ()):
        answered = now() if status != InvitationStatus.INVITED else None
        session.add(
            Invitation(
                cluster_id=cluster.id,
                organisation_id=code,
                status=InvitationStatus(status),
                message=item["message"],
                reason=reason,
                answered_at=answered,
            )
        )
