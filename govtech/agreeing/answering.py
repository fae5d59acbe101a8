"""Answering the change that a municipality wants, and the municipality accepting the answer. Callers own the transaction."""

from __future__ import annotations

from govtech.agreeing import position_letters, position_queries
from govtech.agreeing.position_models import Position, Stance
from govtech.agreeing.unconfirming import unconfirm
from govtech.core.clock import now
from govtech.core.db import lock, session
from govtech.core.errors import Conflict, NotFound
from govtech.core.journal import record
from govtech.core.policy import Actor, Role, authorise
from govtech.core.words import gettext as _
from govtech.drafting.models import Specification
from govtech.drafting.revising import hold


def answer(
    actor: Actor,
    specification: Specification,
    position: Position,
    text: str,
    seen: int | None = None,
    *,
    telling: bool = True,
) -> None:
    """The lead's answer to a wish, taken over or not; the municipality is told (unless the caller does) and may accept.

    `seen` is the version of the position that the lead read: Conflict when the municipality wants something else now.
    """
    authorise(actor, "specification:lead", specification)
    hold(specification)
    lock(position)
    if position.stance is not Stance.CHANGE:
        raise Conflict(_("この立場には、修正の希望がありません。"))
    if seen is not None and position.version != seen:
        raise Conflict(
            _(
                "回答を書いている間に、市町村の希望か回答が変わりました。今の希望を読んで、もう一度回答してください。"
            )
        )
    before = position.answer
    position.answer, position.answered_at, position.accepted_at = text, now(), None
    item = position_queries.item_of(position)
    changes = {item.key: [before, text], "municipality": [None, position.organisation_id]}
    town = position.organisation_id
    told = position_letters.answered(actor, specification, town, item.key, text) if telling else ()
    record(actor, "specification.objection_answered", specification, changes, confidential=True, notices=told)


def accept(actor: Actor, specification: Specification, position: Position, seen: int | None = None) -> None:
    """The municipality accepts the answer, having read the item as it is now: its wish no longer blocks the freeze.

    Conflict while there is no answer, or when it is another one than the version `seen`.
    """
    authorise(actor, "specification:position", specification)
    hold(specification)
    if not actor.acts_for(position.organisation_id):
        raise NotFound
    lock(position)
    if not position.answer:
        raise Conflict(_("まだ回答がありません。"))
    if seen is not None and position.version != seen:
        raise Conflict(_("画面を開いた後に、回答が変わりました。今の回答を読んで、もう一度決めてください。"))
    item = position_queries.item_of(position)
    position.accepted_at, position.seen_in = now(), item.changed_in
    session.flush()
    if not actor.at_least(Role.APPROVER):
        unconfirm(specification, actor.organisation_id)
    changes = {item.key: [None, position.answer]}
    record(actor, "specification.objection_settled", specification, changes, confidential=True)
