"""Who may say what of suggestions. Feedback belongs to the organisation that gave it, and to nobody else."""

from __future__ import annotations

import sqlalchemy as sa

from govtech.core.policy import Actor, Role, rule
from govtech.core.words import lazy
from govtech.matching.models import HiddenNeed, MatchOpinion
from govtech.needs.models import Need


@rule("match:hide", lazy("自団体への提案候補からニーズを外す・戻す"))
def _hide(actor: Actor, _subject: object) -> bool:
    return actor.is_supplier and actor.at_least(Role.EDITOR)


@rule("match:judge", lazy("自団体のニーズに示されたソリューションを評価する"))
def _judge(actor: Actor, need: Need) -> bool:
    return actor.is_municipal and actor.acts_for(need.organisation_id) and actor.at_least(Role.EDITOR)


@rule("match:tell", lazy("合いそうなニーズを企業と市民団体に知らせる（時計）"))
def _tell(_actor: Actor, _subject: object) -> bool:
    return False  # the clock alone


def hidden_by(actor: Actor) -> sa.ColumnElement[bool]:
    """What the actor's own organisation has hidden."""
    return HiddenNeed.organisation_id == actor.organisation_id if actor.is_supplier else sa.false()


def opinions_of(actor: Actor) -> sa.ColumnElement[bool]:
    """What the actor's own municipality thinks of suggestions."""
    return MatchOpinion.organisation_id == actor.organisation_id if actor.is_municipal else sa.false()
