"""Who joins needs, who looks after clusters, and who reads them.

A proposal is a calculation nobody has looked at: municipal staff and coordinators read it. A confirmed cluster is
put together from public needs and public figures, so everybody does, and who sells can prepare. What was dismissed
goes back to those who could read the proposal.
"""

from __future__ import annotations

import sqlalchemy as sa

from govtech.clusters.models import IN_PUBLIC, Cluster, Invitation
from govtech.clusters.support_models import JOINABLE, Support
from govtech.core.policy import Actor, Role, rule
from govtech.core.words import lazy
from govtech.needs.models import Need


@rule("support:join", lazy("他団体のニーズに「うちの町も」と参加する"))
def _join(actor: Actor, need: Need) -> bool:
    return (
        need.published_at is not None
        and actor.is_municipal
        and actor.at_least(Role.EDITOR)
        and not actor.acts_for(need.organisation_id)
    )


@rule("support:change", lazy("自団体の「うちの町も」を直す・やめる"))
def _change(actor: Actor, support: Support) -> bool:
    return actor.is_municipal and actor.acts_for(support.organisation_id) and actor.at_least(Role.EDITOR)


@rule("support:contacts", lazy("参加した市町村の連絡先とひとことを読む"))
def _contacts(actor: Actor, _need: object) -> bool:
    return _inside(actor)


@rule("cluster:propose", lazy("似たニーズから共同化候補を計算する（時計）"))
def _propose(_actor: Actor, _subject: object) -> bool:
    return False  # the clock alone


@rule("cluster:manage", lazy("共同化候補を確認し、招待し、共同調達の計画に移す"))
def _manage(actor: Actor, _cluster: Cluster | None) -> bool:
    return actor.is_coordinator


@rule("cluster:answer", lazy("共同化の誘いに答える"))
def _answer(actor: Actor, invitation: Invitation) -> bool:
    return actor.is_municipal and actor.acts_for(invitation.organisation_id) and actor.at_least(Role.EDITOR)


def _inside(actor: Actor) -> bool:
    return actor.is_municipal or actor.is_coordinator


def visible_to(actor: Actor) -> sa.ColumnElement[bool]:
    """Confirmed clusters and those with a plan are public; proposals and dismissed ones are for staff."""
    return sa.true() if _inside(actor) else Cluster.status.in_(IN_PUBLIC)


def may_join(need: Need) -> bool:
    """Whether the need is in a state that others can join."""
    return need.status in JOINABLE
