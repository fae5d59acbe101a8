"""Keep the proposals in step with the needs, and leave alone what a coordinator has decided."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa

from govtech.clusters import computing, covering
from govtech.clusters.computing import Neighbour, Proposal
from govtech.clusters.grouping import Group, largest_overlap
from govtech.clusters.models import Cluster, ClusterMember, ClusterStatus, Standing
from govtech.clusters.support_models import JOINABLE, Support
from govtech.core.clock import now
from govtech.core.db import session
from govtech.core.journal import record
from govtech.core.policy import Actor, authorise
from govtech.core.tasks import Considered
from govtech.needs.models import Need
from govtech.organisations.models import Organisation
from govtech.organisations.reference import SECRETARIAT_ID
from govtech.solutions.queries import initiative_names
from search.profiles import Profile

REST: Final = 5
"""Thinking takes at most one part of so many of the time."""
LONGEST_REST: Final = 60.0
State = tuple[Any, ...]


@dataclass(frozen=True)
class Board:
    """Everything that decides which clusters are proposed, as it was read."""

    state: State
    profiles: Sequence[Profile]
    municipalities: Mapping[str, frozenset[str]]
    initiatives: Mapping[int, str]
    standing: Mapping[str, Group]
    done: Sequence[Group]


@dataclass(frozen=True)
class Computed:
    """What came of thinking about a board."""

    state: State
    proposals: Sequence[Proposal]
    newcomers: Mapping[str, Mapping[str, Neighbour]]


def state() -> State:
    """What changes whenever something that decides has changed."""
    touched = sa.or_(Cluster.held, Cluster.status != ClusterStatus.PROPOSED)
    rows: list[Any] = []
    for table, condition in ((Need, Need.status.in_(JOINABLE)), (Support, sa.true()), (Cluster, touched)):
        columns = (sa.func.count(), sa.func.sum(table.version), sa.func.max(table.id), sa.func.min(table.id))
        rows += session.execute(sa.select(*columns).select_from(table).where(condition)).one()
    return tuple(rows)


def read() -> Board:
    """The board as it is now."""
    kept = session.scalars(sa.select(Cluster).where(Cluster.status != ClusterStatus.DISMISSED)).all()
    kept = [cluster for cluster in kept if cluster.touched]
    return Board(
        state(),
        computing.profiles(),
        covering.municipalities(),
        initiative_names(),
        {
            cluster.id: frozenset(cluster.need_ids())
            for cluster in kept
            if cluster.status is not ClusterStatus.HANDED_OVER
        },
        [frozenset(cluster.need_ids()) for cluster in kept if cluster.status is ClusterStatus.HANDED_OVER],
    )


def think(board: Board) -> Computed:
    """Which needs go to clusters that stand, and which groups there are among the rest."""
    closed = {f"\0{place}": group for place, group in enumerate(board.done)}
    newcomers = computing.newcomers(board.profiles, {**board.standing, **closed})
    newcomers = {key: found for key, found in newcomers.items() if key in board.standing}
    apart = [*board.standing.values(), *board.done, *map(frozenset, newcomers.values())]
    groups = computing.proposals(board.profiles, board.municipalities, board.initiatives, apart)
    return Computed(board.state, groups, newcomers)


def write(actor: Actor, computed: Computed) -> int:
    """Put the proposals down and say how many changed; nothing when the board has changed meanwhile."""
    authorise(actor, "cluster:propose")
    _lock()
    if state() != computed.state:
        return 0
    clusters = session.scalars(sa.select(Cluster).order_by(Cluster.id)).all()
    untouched = {cluster.id: cluster for cluster in clusters if not cluster.touched}
    dismissed = [cluster for cluster in clusters if cluster.status is ClusterStatus.DISMISSED]
    wanted = [group for group in computed.proposals if not _declined(group, dismissed)]
    changed = 0
    for group, cluster in _matched(wanted, untouched):
        changed += _renew(actor, cluster, group) if cluster else _propose(actor, group, dismissed)
    for cluster in untouched.values():
        _lapse(actor, cluster)
    for cluster in clusters:
        if cluster.touched and cluster.status in {ClusterStatus.PROPOSED, ClusterStatus.CONFIRMED}:
            changed += _suggest(actor, cluster, computed.newcomers.get(cluster.id, {}))
    return changed + len(untouched)


def _lock() -> None:
    """One of these at a time, over all processes: the row of those who look after the clusters stands for them."""
    secretariat = sa.select(Organisation.id).where(Organisation.id == SECRETARIAT_ID)
    session.execute(secretariat.with_for_update(key_share=True))


def _declined(group: Proposal, dismissed: Sequence[Cluster]) -> bool:
    """Whether a coordinator has dismissed all of it before: no need and no municipality is new."""
    return any(
        group.need_ids <= set(cluster.need_ids()) and group.municipalities <= set(cluster.municipalities)
        for cluster in dismissed
    )


def _matched(
    groups: Sequence[Proposal], untouched: dict[str, Cluster]
) -> list[tuple[Proposal, Cluster | None]]:
    """Each group with the proposal that it continues; takes those out of `untouched`."""
    found: list[tuple[Proposal, Cluster | None]] = []
    for group in sorted(groups, key=lambda group: (-len(group.need_ids), min(group.need_ids))):
        held = {key: frozenset(cluster.need_ids()) for key, cluster in untouched.items()}
        best = largest_overlap(group.need_ids, held)
        found.append((group, untouched.pop(best) if best else None))
    return found


def _propose(actor: Actor, group: Proposal, dismissed: Sequence[Cluster]) -> int:
    before = largest_overlap(group.need_ids, {one.id: frozenset(one.need_ids()) for one in dismissed})
    cluster = Cluster(
        title=group.title,
        words=list(group.words),
        municipalities=sorted(group.municipalities),
        grown_from=before,
        members=[_member(need_id, near) for need_id, near in sorted(group.neighbours.items())],
    )
    session.add(cluster)
    record(actor, "cluster.proposed", cluster, {"needs": [0, len(group.need_ids)]})
    return 1


def _member(need_id: str, near: Neighbour, standing: Standing = Standing.MEMBER) -> ClusterMember:
    return ClusterMember(
        need_id=need_id,
        standing=standing,
        nearest_id=near.nearest_id,
        likeness=near.likeness,
        reasons=dict(near.reasons),
    )


def _renew(actor: Actor, cluster: Cluster, group: Proposal) -> int:
    """Bring a proposal up to date; whether that changed anything worth telling."""
    before = (cluster.title, cluster.need_ids(), list(cluster.municipalities))
    after = (group.title, sorted(group.need_ids), sorted(group.municipalities))
    _place(cluster, group.neighbours, Standing.MEMBER)
    if cluster.words != list(group.words):
        cluster.words = list(group.words)
    if before == after:
        return 0
    cluster.title, cluster.municipalities, cluster.listed_at = group.title, after[2], now()
    record(actor, "cluster.renewed", cluster, {"needs": [len(before[1]), len(after[1])]})
    return 1


def _place(cluster: Cluster, wanted: Mapping[str, Neighbour], standing: Standing) -> bool:
    """Make these the cluster's needs of that standing; whether that put any in or took any out."""
    held = {member.need_id: member for member in cluster.members if member.standing is standing}
    for need_id, member in held.items():
        if near := wanted.get(need_id):
            member.nearest_id, member.likeness = near.nearest_id, near.likeness
            if member.reasons != dict(near.reasons):
                member.reasons = dict(near.reasons)
        else:
            cluster.members.remove(member)
    new = sorted(wanted.keys() - {member.need_id for member in cluster.members})
    cluster.members.extend(_member(need_id, wanted[need_id], standing) for need_id in new)
    return bool(new or held.keys() - wanted.keys())


def _suggest(actor: Actor, cluster: Cluster, wanted: Mapping[str, Neighbour]) -> int:
    """Offer newcomers to whoever looks after a cluster; its members stay as they are."""
    if not _place(cluster, wanted, Standing.SUGGESTED):
        return 0
    record(actor, "cluster.suggested", cluster, {"needs": len(wanted)}, confidential=True)
    return 1


def _lapse(actor: Actor, cluster: Cluster) -> None:
    """A proposal that no longer follows from the needs, and that nobody had looked at, goes."""
    record(actor, "cluster.lapsed", cluster, {"title": [cluster.title, None]})
    session.delete(cluster)


class Renewal:
    """Thinks when the board has changed, and rests in proportion to how long it thought."""

    def __init__(self) -> None:
        self._seen: State | None = None
        self._rest_until = 0.0
        self._began = 0.0

    def read(self) -> Board | None:
        """The board when it differs from the one thought about last."""
        if time.monotonic() < self._rest_until or state() == self._seen:
            return None
        self._began = time.monotonic()
        return read()

    def write(self, actor: Actor, computed: Computed) -> int:
        """Put it down and remember having thought about this board."""
        taken = time.monotonic() - self._began
        self._rest_until = time.monotonic() + min(REST * taken, LONGEST_REST)
        changed = write(actor, computed)
        self._seen = computed.state
        return changed


_renewal = Renewal()
propose_clusters = Considered(_renewal.read, think, _renewal.write)
