"""Who plans joint procurements, and who speaks for a municipality in them. A plan is public."""

from __future__ import annotations

import sqlalchemy as sa

from govtech.core.policy import Actor, Role, rule
from govtech.core.words import lazy
from govtech.procurements.models import Participation, Procurement


@rule("procurement:plan", lazy("共同調達の計画を作り、直す"))
def _plan(actor: Actor, procurement: Procurement | None) -> bool:
    return actor.is_coordinator and (procurement is None or actor.acts_for(procurement.lead_id))


@rule("procurement:cancel", lazy("共同調達の計画を取りやめる"))
def _cancel(actor: Actor, procurement: Procurement) -> bool:
    return _plan(actor, procurement)


@rule("participation:join", lazy("共同調達の計画に、関心ありとして加わる"))
def _join(actor: Actor, _procurement: Procurement) -> bool:
    return actor.is_municipal and actor.at_least(Role.EDITOR)


@rule("participation:state", lazy("自団体の参加の見込みを直す・取り下げる"))
def _state(actor: Actor, participation: Participation) -> bool:
    return (
        actor.is_municipal and actor.acts_for(participation.organisation_id) and actor.at_least(Role.EDITOR)
    )


def visible_to(_actor: Actor) -> sa.ColumnElement[bool]:
    """Plans are public from the first day: who sells can prepare, who buys can join."""
    return sa.true()
