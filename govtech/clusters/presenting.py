"""How joinings and clusters are shown: the picture, reasons in words, differences of networks, the journal's words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from govtech.clusters.models import Cluster, ClusterStatus
from govtech.clusters.queries import Invitable
from govtech.core.words import gettext as _
from govtech.knowledge.adoption_models import ADOPTION_LABELS
from govtech.organisations.tiles import toned
from govtech.procurements.demand import Demand
from govtech.solutions.models import NETWORK_LABELS

POSTED, JOINED, ASKED = 4, 2, 1
VERY_ALIKE, ALIKE = 0.5, 0.35


@dataclass(frozen=True)
class Row:
    """One municipality in the table beside the picture."""

    demand: Demand
    role: str


def rows(demands: Iterable[Demand], owners: Iterable[str]) -> list[Row]:
    """The municipalities with what they did: posted a need, or joined one."""
    posted = set(owners)
    return [
        Row(one, _("ニーズを出した") if one.municipality in posted else _("うちの町もと参加"))
        for one in demands
    ]


def picture(demands: Iterable[Demand], owners: Iterable[str]) -> list[tuple[str, int, int, int]]:
    """The tiles of Osaka: who posted and who joined."""
    tones = dict.fromkeys((one.municipality for one in demands), JOINED)
    return toned({**tones, **dict.fromkeys((code for code in owners if code in tones), POSTED)})


def legend() -> tuple[tuple[int, str], ...]:
    """What the tones mean."""
    return ((POSTED, _("ニーズを出した市町村")), (JOINED, _("うちの町もと参加した市町村")))


def closeness(likeness: float) -> str:
    """How alike, in words."""
    if likeness >= VERY_ALIKE:
        return _("とてもよく似ています")
    return _("よく似ています") if likeness >= ALIKE else _("似ています")


def reasons(row: Any, initiatives: Mapping[int, str]) -> list[tuple[str, str]]:
    """(what, which) that a need has in common with the one it resembles most."""
    held = row.reasons or {}
    numbers = [int(part) for part in str(held.get("initiative", "")).split("、") if part.isdigit()]
    networks = [part for part in str(held.get("network", "")).split("、") if part]
    found = [
        (_("共通することば"), str(held.get("words", ""))),
        (_("共通する分野"), str(held.get("ideas", ""))),
        (_("共通する取組"), "、".join(initiatives[number] for number in numbers if number in initiatives)),
        (
            _("同じネットワーク"),
            "、".join(str(NETWORK_LABELS[name]) for name in networks if name in NETWORK_LABELS),
        ),
    ]
    return [(what, which) for what, which in found if which]


def networks(members: Sequence[Any]) -> list[tuple[str, list[str]]]:
    """(network in words, municipalities) that the needs stand in; more than one row is a difference to settle."""
    found: dict[Any, list[str]] = {}
    for row in members:
        names = found.setdefault(row.network, [])
        if row.organisation not in names:
            names.append(row.organisation)
    order = sorted(found, key=lambda network: (network is None, str(network)))
    open_ = _("決まっていない・問わない")
    return [(str(NETWORK_LABELS[network]) if network else open_, found[network]) for network in order]


def hint(one: Invitable) -> str:
    """The municipality with its people, and why it may be asked or need not be."""
    parts = [_("%(town)s（人口%(n)s人）", town=one.name, n=f"{one.population or 0:,}")]
    if one.alike:
        parts.append(_("似たニーズを公開中"))
    if one.adoption is not None:
        parts.append(_("この取組：%(status)s", status=ADOPTION_LABELS[one.adoption]))
    return "　".join(parts)


def steps(cluster: Cluster) -> list[tuple[str, str]]:
    """(words, done | now | next) of a cluster's life."""
    labels = cluster.STATUS_LABELS
    line = [ClusterStatus.PROPOSED, ClusterStatus.CONFIRMED, ClusterStatus.HANDED_OVER]
    if cluster.status is ClusterStatus.DISMISSED:
        line = [*(line[:2] if cluster.confirmed_at else line[:1]), ClusterStatus.DISMISSED]
    at = line.index(cluster.status)
    return [
        (str(labels[status]), "done" if place < at else "now" if place == at else "next")
        for place, status in enumerate(line)
    ]


def acts() -> dict[str, str]:
    """Words for what the journal says of clusters."""
    return {
        "cluster.proposed": _("似たニーズから候補を作りました"),
        "cluster.renewed": _("ニーズの変化に合わせて候補を更新しました"),
        "cluster.suggested": _("新しく似たニーズを見つけました"),
        "cluster.edited": _("名前と入れるニーズを決めました"),
        "cluster.confirmed": _("共同化候補として確認しました"),
        "cluster.dismissed": _("候補を見送りました"),
        "cluster.reopened": _("見送りを取り消しました"),
        "cluster.invited": _("市町村を招待しました"),
        "cluster.invitation_accepted": _("招待を受けて参加しました"),
        "cluster.invitation_declined": _("招待を見送りました"),
        "cluster.handed_over": _("共同調達の計画に移しました"),
    }


def asked_now(count: int) -> str:
    """What to say after inviting."""
    return _("市町村を招待しました（%(n)s団体）。", n=count)
