"""Stating positions on items, answering objections, confirming by the approver."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from govtech.agreeing import position_queries
from govtech.agreeing.position_models import STANCE_LABELS, Confirmation, Position, Stance
from govtech.core.clock import now
from govtech.core.db import session
from govtech.core.errors import Conflict, Invalid, NotFound
from govtech.core.journal import record
from govtech.core.policy import Actor, authorise
from govtech.core.words import gettext as _
from govtech.drafting.models import Item, Section, Specification
from govtech.drafting.revising import hold


@dataclass(frozen=True)
class PositionData:
    """A stance, the wording wanted (for a change) or kept (for a local variation), and why."""

    stance: Stance
    wording: str = ""
    reason: str = ""


def state(actor: Actor, specification: Specification, item: Item, data: PositionData) -> Position:
    """State or restate the own municipality's position on an item as it is now.

    Invalid when a change is wanted without saying which, or a variation without its text. What an approver
    confirmed before asks for a new confirmation.
    """
    authorise(actor, "specification:position", specification)
    hold(specification)
    _check(data)
    kept = _own(actor, [item.id]).get(item.id)
    before = kept.stance if kept else None
    position = _put(actor, item, data, kept)
    _unconfirm(actor, specification)
    changes = {item.key: [before, data.stance]}
    record(actor, "specification.position_stated", specification, changes, confidential=True)
    return position


def _put(actor: Actor, item: Item, data: PositionData, kept: Position | None) -> Position:
    """The position as stated now, on the item as it is now; what was answered before is about another wish."""
    position = kept or Position(
        specification_id=item.specification_id, item_id=item.id, organisation_id=actor.organisation_id
    )
    position.stance, position.wording, position.reason = data.stance, data.wording, data.reason
    position.seen_in, position.stated_by, position.stated_at = item.changed_in, actor.name, now()
    position.answer, position.answered_at, position.accepted_at = "", None, None
    session.add(position)
    return position


@dataclass(frozen=True)
class Statement:
    """One row of many: what is said to an item, and what the writer saw there before (None: nothing)."""

    key: str
    data: PositionData
    was: Stance | None = None


@dataclass(frozen=True)
class Stated:
    """What became of many statements: how many were saved, and by item key why the others were not."""

    saved: int
    refused: Mapping[str, str]


def state_many(actor: Actor, specification: Specification, statements: Sequence[Statement]) -> Stated:
    """State positions on many items at once; what cannot be saved is told and leaves the rest as it is.

    Refused are changes without wording, items that are gone, and those where a colleague has said something
    else since the writer looked.
    """
    authorise(actor, "specification:position", specification)
    hold(specification)
    keys = [statement.key for statement in statements]
    items = {
        item.key: item
        for item in session.scalars(
            sa.select(Item).where(
                Item.specification_id == specification.id, ~Item.removed, Item.key.in_(keys)
            )
        )
    }
    own = _own(actor, [item.id for item in items.values()])
    changes: dict[str, Any] = {}
    refused: dict[str, str] = {}
    for key, data, was in ((one.key, one.data, one.was) for one in statements):
        item = items.get(key)
        kept = own.get(item.id) if item else None
        if item is None:
            refused[key] = _("この要件は、いまの本文にありません。")
        elif problem := _problem(data, kept, was):
            refused[key] = problem
        else:
            changes[key] = [kept and kept.stance, data.stance]
            _put(actor, item, data, kept)
    if changes:
        _unconfirm(actor, specification)
        record(actor, "specification.position_stated", specification, changes, confidential=True)
    return Stated(len(changes), refused)


def _problem(data: PositionData, kept: Position | None, was: Stance | None) -> str:
    """Why a row cannot be saved; empty when it can."""
    before = kept.stance if kept else None
    if before not in (was, data.stance):
        now_says = STANCE_LABELS[before] if before else _("未定")
        return _(
            "同じ団体の人が先に「%(stance)s」としました。確かめて、もう一度選んでください。", stance=now_says
        )
    try:
        _check(data)
    except Invalid as error:
        return "".join(error.errors.get("wording", [error.message]))
    return ""


def _check(data: PositionData) -> None:
    if data.stance is Stance.CHANGE and not data.wording.strip():
        raise Invalid(_("どう直してほしいのか、文案を書いてください。"), field="wording")
    if data.stance is Stance.LOCAL and not data.wording.strip():
        raise Invalid(_("自団体の別紙に載せる文を書いてください。"), field="wording")


def agree_all(actor: Actor, specification: Specification, section: Section | None = None) -> int:
    """Agree to every item of a section (or of the whole) that the own municipality has not spoken to; how many."""
    authorise(actor, "specification:position", specification)
    hold(specification)
    statement = sa.select(Item).where(Item.specification_id == specification.id, ~Item.removed)
    if section is not None:
        inside = sa.select(Section.id).where(
            sa.or_(Section.id == section.id, Section.parent_id == section.id)
        )
        statement = statement.where(Item.section_id.in_(inside))
    items = session.scalars(statement).all()
    stated = _own(actor, [item.id for item in items])
    left = [item for item in items if item.id not in stated]
    session.add_all(
        Position(
            specification_id=specification.id,
            item_id=item.id,
            organisation_id=actor.organisation_id,
            stance=Stance.AGREE,
            seen_in=item.changed_in,
            stated_by=actor.name,
        )
        for item in left
    )
    if left:
        _unconfirm(actor, specification)
        changes = {"agreed": [None, len(left)]}
        record(actor, "specification.position_stated", specification, changes, confidential=True)
    return len(left)


def _own(actor: Actor, items: Sequence[str]) -> dict[str, Position]:
    rows = session.scalars(
        sa.select(Position).where(
            Position.organisation_id == actor.organisation_id, Position.item_id.in_(items)
        )
    )
    return {row.item_id: row for row in rows}


def _unconfirm(actor: Actor, specification: Specification) -> None:
    session.execute(
        sa.delete(Confirmation).where(
            Confirmation.specification_id == specification.id,
            Confirmation.organisation_id == actor.organisation_id,
        )
    )


def confirm(actor: Actor, specification: Specification) -> None:
    """The approver's word that the positions stand; Conflict while items are undecided or changed since."""
    authorise(actor, "specification:confirm", specification)
    hold(specification)
    own = next(
        (row for row in position_queries.progress(specification) if row.id == actor.organisation_id), None
    )
    if own is None:
        raise NotFound
    if own.undecided or own.stale:
        raise Conflict(
            _(
                "まだ立場を決めていない要件が%(undecided)s件、決めた後に変わった要件が%(stale)s件あります。",
                undecided=own.undecided,
                stale=own.stale,
            )
        )
    session.merge(
        Confirmation(
            specification_id=specification.id,
            organisation_id=actor.organisation_id,
            revision=specification.revision,
            confirmed_by=actor.name,
            confirmed_at=now(),
        )
    )
    record(actor, "specification.confirmed", specification, confidential=True)


def answer(actor: Actor, specification: Specification, position: Position, text: str) -> None:
    """The lead's answer to an objection that it does not take over; the municipality may then accept it."""
    authorise(actor, "specification:lead", specification)
    hold(specification)
    if position.stance is not Stance.CHANGE:
        raise Conflict(_("この立場には、修正の希望がありません。"))
    position.answer, position.answered_at, position.accepted_at = text, now(), None
    record(actor, "specification.objection_answered", specification, confidential=True)


def accept(actor: Actor, specification: Specification, position: Position) -> None:
    """The municipality accepts the answer: its objection no longer blocks the freeze."""
    authorise(actor, "specification:position", specification)
    hold(specification)
    if not actor.acts_for(position.organisation_id):
        raise NotFound
    if not position.answer:
        raise Conflict(_("まだ回答がありません。"))
    position.accepted_at = now()
    record(actor, "specification.objection_settled", specification, confidential=True)
