"""Who takes part in the discussions of a joint specification: its municipalities and the coordinators, nobody else."""

from __future__ import annotations

import sqlalchemy as sa

from govtech.core.errors import NotFound
from govtech.core.policy import Actor, Role, can, rule
from govtech.core.words import lazy
from govtech.discussions.models import Comment
from govtech.discussions.suggestion_models import Suggestion
from govtech.drafting.models import Specification
from govtech.drafting.policy import leads, takes_part, taking_part


@rule("discussion:join", lazy("参加する共同仕様書の議論を読み書きし、文案を提案する"))
def _join(actor: Actor, specification: Specification) -> bool:
    return actor.is_coordinator or (
        actor.is_municipal and actor.at_least(Role.EDITOR) and takes_part(actor, specification)
    )


@rule("discussion:edit", lazy("共同仕様書の議論に自分が書いたものを直す"))
def _edit(actor: Actor, comment: Comment) -> bool:
    mine = actor.user_id is not None and comment.user_id == actor.user_id
    return mine and _join(actor, comment.discussion.specification)


@rule("suggestion:decide", lazy("共同仕様書への文案の提案を採り入れる・採り入れない"))
def _decide(actor: Actor, suggestion: Suggestion) -> bool:
    return leads(actor, suggestion.specification)


@rule("suggestion:withdraw", lazy("自団体が出した文案の提案を取り下げる"))
def _withdraw(actor: Actor, suggestion: Suggestion) -> bool:
    return actor.acts_for(suggestion.organisation_id) and _join(actor, suggestion.specification)


def inside(actor: Actor, specification: Specification) -> None:
    """NotFound for those who do not take part: nobody else learns that there is a discussion."""
    if not can(actor, "discussion:join", specification):
        raise NotFound


def readable_by(actor: Actor) -> sa.ColumnElement[bool]:
    """Specifications whose discussions the actor reads, as a condition on Specification."""
    if actor.is_coordinator:
        return sa.true()
    return taking_part(actor) if actor.is_municipal and actor.organisation_id else sa.false()
