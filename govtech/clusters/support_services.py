"""Joining a need, putting the figures right, leaving. Callers own the transaction."""

from __future__ import annotations

import sqlalchemy as sa

from govtech.clusters import telling
from govtech.clusters.content import FIGURES, SupportData, stated
from govtech.clusters.models import ClusterMember, Invitation, Standing
from govtech.clusters.policy import may_join
from govtech.clusters.support_models import Support
from govtech.core.clock import now
from govtech.core.db import lock, session
from govtech.core.errors import Conflict, Invalid
from govtech.core.journal import compared, record
from govtech.core.policy import Actor, authorise
from govtech.core.words import gettext as _
from govtech.needs.models import Need
from govtech.notices.services import watch
from govtech.procurements.demand import unit_key

_STATED = (*FIGURES, "note", "contact")


def join(actor: Actor, need: Need, data: SupportData) -> Support:
    """うちの町も: stand beside the owner with one's own scale. Whoever stands there already states it anew.

    Binds to nothing. The owner and those who watch the need are told once; whoever joins watches it from now on,
    and has thereby answered the invitations to clusters that the need is in.
    """
    authorise(actor, "support:join", need)
    lock(need, shared=True)
    if not may_join(need):
        raise Conflict(_("現在の状態は「%(now)s」のため、参加できません。", now=need.status_label))
    support = _held(actor, need)
    if support and not support.can_take("return"):
        restate(actor, support, data)
        return support
    data = _checked(need, data)
    if support is None:
        support = Support(need_id=need.id, organisation_id=actor.organisation_id)
        session.add(support)
    else:
        support.take("return")
    support.joined_at = now()
    _state(support, data)
    watch(actor, "need", need.id)
    figures = {name: [None, value] for name, value in _figures(support).items()}
    changes = {"organisation": [None, actor.organisation_name], **figures}
    record(actor, "need.supported", need, changes, notices=telling.joined(actor, need))
    _answer_invitations(actor, support)
    return support


def restate(actor: Actor, support: Support, data: SupportData) -> None:
    """Put one's own figures right."""
    authorise(actor, "support:change", support)
    if not support.can_take("withdraw"):
        raise Conflict(_("参加をやめています。もう一度参加してください。"))
    data = _checked(support.need, data)
    if data == stated(support):
        return
    before = _figures(support)
    _state(support, data)
    changes = {"organisation": [None, actor.organisation_name], **compared(before, _figures(support))}
    record(actor, "need.support_restated", support.need, changes)


def leave(actor: Actor, support: Support) -> None:
    """Stand beside the owner no longer; may be taken back while the need can be joined."""
    authorise(actor, "support:change", support)
    support.take("withdraw")
    changes = {"organisation": [actor.organisation_name, None]}
    record(actor, "need.support_withdrawn", support.need, changes)


def _held(actor: Actor, need: Need) -> Support | None:
    return session.scalar(
        sa.select(Support)
        .where(Support.need_id == need.id, Support.organisation_id == actor.organisation_id)
        .with_for_update()
    )


def _state(support: Support, data: SupportData) -> None:
    for name in _STATED:
        setattr(support, name, getattr(data, name))
    support.stated_at = now()


def _figures(support: Support) -> dict[str, object]:
    return {name: getattr(support, name) for name in FIGURES}


def _checked(need: Need, data: SupportData) -> SupportData:
    """The data in the need's own unit, or Invalid."""
    errors: dict[str, list[str]] = {}
    if data.budget_min is not None and data.budget_max is not None and data.budget_min > data.budget_max:
        errors["budget_max"] = [_("予算の上限は、下限以上にしてください。")]
    unit = need.volume_unit or data.volume_unit
    if data.volume is not None and not unit_key(unit):
        errors["volume_unit"] = [_("件数・量の単位を入力してください。例：件／年")]
    if errors:
        raise Invalid(errors=errors)
    values = vars(data) | {"volume_unit": unit if data.volume is not None else ""}
    return SupportData(**values)


def _answer_invitations(actor: Actor, support: Support) -> None:
    asked = session.scalars(
        sa.select(Invitation)
        .join(ClusterMember, ClusterMember.cluster_id == Invitation.cluster_id)
        .where(
            ClusterMember.need_id == support.need_id,
            ClusterMember.standing == Standing.MEMBER,
            Invitation.organisation_id == support.organisation_id,
        )
    ).all()
    for invitation in asked:
        if invitation.can_take("join"):
            invitation.take("join")
            invitation.support_id, invitation.answered_at = support.id, now()
            record(
                actor,
                "cluster.invitation_accepted",
                invitation.cluster,
                {"organisation": [None, actor.organisation_name]},
                notices=telling.answered(invitation, actor.organisation_name),
            )
