"""Suggesting other wording, taking it in or not. Callers own the transaction; all entries are confidential."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from govtech.agreeing import answering, position_queries
from govtech.agreeing.position_models import Position, Stance
from govtech.core.clock import now
from govtech.core.db import lock, session
from govtech.core.errors import Conflict, Invalid
from govtech.core.journal import record
from govtech.core.markup import check_markdown
from govtech.core.policy import Actor, authorise
from govtech.core.words import gettext as _
from govtech.discussions import letters, presenting
from govtech.discussions.content import FIELDS, SuggestionData
from govtech.discussions.people import circle
from govtech.discussions.suggestion_models import Suggestion
from govtech.drafting import presenting as drafted
from govtech.drafting import queries, writing
from govtech.drafting.models import Specification, Thing
from govtech.drafting.places import Place
from govtech.drafting.revising import hold
from govtech.drafting.writing import Edit, Saved

LONGEST_WHY = 400
TAKEN = "ご希望の文案を採り入れました。"
"""An answer to an objection, in the language of the specification whoever gives it."""


def suggest(actor: Actor, place: Place, data: SuggestionData) -> Suggestion:
    """Suggest other wording for a section or an item; the lead is told.

    Invalid when it says what is there already, or nothing where something must stand.
    """
    authorise(actor, "discussion:join", place.specification)
    specification = place.specification
    hold(specification)
    _check_present(place)
    before = _began_from(place, data.began_in)
    wording = {
        name: data.wording[name]
        for name in FIELDS[place.thing]
        if name in data.wording and data.wording[name].strip() != before[name].strip()
    }
    _check(wording)
    suggestion = Suggestion(
        specification=specification,
        thing=place.thing,
        key=place.key,
        wording=wording,
        before={name: before[name] for name in wording},
        began_in=data.began_in,
        reason=data.reason,
        user_id=actor.user_id,
        author_name=actor.name,
        organisation_id=actor.organisation_id,
        organisation_name=actor.organisation_name,
    )
    session.add(suggestion)
    session.flush()
    told = letters.suggested(actor, suggestion, circle(specification))
    record(actor, "suggestion.made", suggestion, confidential=True, notices=told)
    return suggestion


def _check_present(place: Place) -> None:
    if not presenting.exists(*place):
        raise Conflict(_("対象の章や要件が消されています。変更の履歴から元に戻せます。"))


def _began_from(place: Place, began_in: int) -> Mapping[str, str]:
    row = drafted.texts_now(place.specification, place.thing, place.key)
    if began_in != place.specification.revision:
        row = queries.value_at(place.specification, place.thing, place.key, began_in)
    return {name: str(row[name]) for name in FIELDS[place.thing]}


def _check(wording: Mapping[str, str]) -> None:
    for name in ("title", "text"):
        if name in wording and not wording[name].strip():
            raise Invalid(_("空にはできません。"), field=name)
    if "body" in wording:
        check_markdown(wording["body"])
    if not wording:
        raise Invalid(_("今の文と同じです。直したい文を書き換えてください。"))


def accept(actor: Actor, suggestion: Suggestion) -> Saved:
    """Take it in as the text, merged with what changed since; a clash is kept for a person to settle."""
    authorise(actor, "suggestion:decide", suggestion)
    specification = suggestion.specification
    hold(specification)
    lock(suggestion)
    _check_present(Place(specification, suggestion.thing, suggestion.key))
    suggestion.take("accept")
    why = f"{_author(suggestion)}の提案を採用：{suggestion.reason}"
    edit = Edit(suggestion.thing, suggestion.key, suggestion.wording, suggestion.began_in, why[:LONGEST_WHY])
    before = specification.revision
    saved = writing.write(actor, specification, edit)
    suggestion.revision = specification.revision if specification.revision > before else None
    _decide(actor, suggestion, "")
    told = letters.decided(actor, suggestion, circle(specification))
    changes = {"revision": [None, suggestion.revision]}
    record(actor, "suggestion.accepted", suggestion, changes, confidential=True, notices=told)
    return saved


def reject(actor: Actor, suggestion: Suggestion, reason: str) -> None:
    """Leave the text as it is, and say why."""
    authorise(actor, "suggestion:decide", suggestion)
    hold(suggestion.specification)
    lock(suggestion)
    suggestion.take("reject")
    _decide(actor, suggestion, reason)
    told = letters.decided(actor, suggestion, circle(suggestion.specification))
    record(actor, "suggestion.rejected", suggestion, confidential=True, notices=told)


def withdraw(actor: Actor, suggestion: Suggestion) -> None:
    """Take one's own suggestion back before it is decided."""
    authorise(actor, "suggestion:withdraw", suggestion)
    hold(suggestion.specification)
    lock(suggestion)
    suggestion.take("withdraw")
    _decide(actor, suggestion, "")
    record(actor, "suggestion.withdrawn", suggestion, confidential=True)


def _decide(actor: Actor, suggestion: Suggestion, decision: str) -> None:
    suggestion.decision, suggestion.decided_at = decision, now()
    suggestion.decided_by = f"{actor.organisation_name} {actor.name}".strip()


def _author(suggestion: Suggestion) -> str:
    return f"{suggestion.organisation_name} {suggestion.author_name}".strip()


def take_over(actor: Actor, specification: Specification, position: Position) -> Saved:
    """Make the wording that a municipality wants the text of the item, and answer its objection with that.

    When it clashes with what was written since, both texts wait to be settled and the objection for its answer.
    """
    authorise(actor, "specification:lead", specification)
    hold(specification)
    lock(position)
    if position.stance is not Stance.CHANGE or not position.wording or position.accepted_at is not None:
        raise Conflict(_("この立場には、採り入れる文案がありません。"))
    item = position_queries.item_of(position)
    if item.removed:
        raise Conflict(_("この要件は、すでに消されています。"))
    why = f"{_town(specification, position)}の希望する文案を採用：{position.reason}".rstrip("：")
    values: dict[str, Any] = {"text": position.wording}
    edit = Edit(Thing.ITEM, item.key, values, position.seen_in, why[:LONGEST_WHY])
    saved = writing.write(actor, specification, edit)
    if not saved.clashes:
        answering.answer(actor, specification, position, TAKEN, telling=False)
    told = letters.taken_over(actor, specification, circle(specification), position.organisation_id, item.key)
    changes = {item.key: [None, position.organisation_id]}
    record(
        actor,
        "specification.objection_taken_over",
        specification,
        changes,
        confidential=True,
        notices=told if not saved.clashes else (),
    )
    return saved


def _town(specification: Specification, position: Position) -> str:
    names = {row.id: row.name for row in queries.parties(specification)}
    return str(names.get(position.organisation_id, ""))
