"""Stating positions on items, one or many at once, and the approver's word. Callers own the transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from govtech.agreeing import position_letters, position_queries
from govtech.agreeing.position_models import Confirmation, Position, Stance
from govtech.agreeing.position_statements import (
    PositionData,
    Seen,
    Stated,
    Statement,
    check,
    differs,
    problem,
    quicker,
)
from govtech.agreeing.unconfirming import unconfirm
from govtech.core.clock import now
from govtech.core.db import session
from govtech.core.errors import Conflict, NotFound
from govtech.core.journal import record
from govtech.core.policy import Actor, authorise
from govtech.core.words import gettext as _
from govtech.drafting.models import Item, Section, Specification
from govtech.drafting.revising import hold


def state(
    actor: Actor, specification: Specification, item: Item, data: PositionData, seen: Seen | None = None
) -> Position:
    """State or restate the own municipality's position on an item as it was when they looked at it.

    Invalid when a change is wanted without saying which, or a variation without its text; Conflict when a colleague
    said something else meanwhile. What an approver confirmed before asks for a new confirmation.
    """
    authorise(actor, "specification:position", specification)
    hold(specification)
    check(data)
    kept = _own(actor, [item.id]).get(item.id)
    if seen is not None and differs(kept, data) and (kept.version if kept else 0) != seen.version:
        raise Conflict(quicker(kept))
    owed = _owed(actor, specification)
    changes = _changes(item, kept, data)
    position = _put(actor, item, data, kept, seen.revision if seen else None)
    _recorded(actor, specification, changes, owed)
    return position


def _put(
    actor: Actor, item: Item, data: PositionData, kept: Position | None, revision: int | None = None
) -> Position:
    """The position as stated now; what was answered before is about another wish.

    Where the item changed after the `revision` that was looked at, the position is one on the older text.
    """
    position = kept or Position(
        specification_id=item.specification_id, item_id=item.id, organisation_id=actor.organisation_id
    )
    position.stance, position.wording, position.reason = data.stance, data.wording, data.reason
    position.seen_in = item.changed_in if revision is None else min(item.changed_in, revision)
    position.stated_by, position.stated_at = actor.name, now()
    position.answer, position.answered_at, position.accepted_at = "", None, None
    session.add(position)
    return position


def state_many(
    actor: Actor,
    specification: Specification,
    statements: Sequence[Statement],
    revision: int | None = None,
) -> Stated:
    """State positions on many items at once, as they were in the `revision` that the writer looked at.

    What cannot be saved is told and leaves the rest as it is.

    Refused are changes without wording, items that are gone, and those where a colleague has said something
    else since the writer looked.
    """
    authorise(actor, "specification:position", specification)
    hold(specification)
    items = _items(specification, [statement.key for statement in statements])
    own = _own(actor, [item.id for item in items.values()])
    owed = _owed(actor, specification)
    changes: dict[str, Any] = {}
    refused: dict[str, str] = {}
    saved = 0
    for one in statements:
        item = items.get(one.key)
        kept = own.get(item.id) if item else None
        if item is None:
            refused[one.key] = _("この要件は、いまの本文にありません。")
        elif trouble := problem(one, kept):
            refused[one.key] = trouble
        else:
            changes |= _changes(item, kept, one.data)
            _put(actor, item, one.data, kept, revision)
            saved += 1
    if saved:
        _recorded(actor, specification, changes, owed)
    return Stated(saved, refused)


def _items(specification: Specification, keys: Sequence[str]) -> dict[str, Item]:
    statement = sa.select(Item).where(
        Item.specification_id == specification.id, ~Item.removed, Item.key.in_(keys)
    )
    return {item.key: item for item in session.scalars(statement)}


def _owed(actor: Actor, specification: Specification) -> bool:
    """Whether the own municipality still owes positions."""
    own = _progress(actor, specification)
    return own is not None and bool(own.undecided or own.stale)


def _progress(actor: Actor, specification: Specification) -> position_queries.Progress | None:
    rows = position_queries.progress(specification)
    return next((row for row in rows if row.id == actor.organisation_id), None)


def _changes(item: Item, kept: Position | None, data: PositionData) -> dict[str, Any]:
    """What the journal keeps of a statement: the stance, and the words where there are or were some."""
    found: dict[str, Any] = {item.key: [kept and kept.stance, data.stance]}
    for name in ("wording", "reason"):
        before, after = getattr(kept, name) if kept else "", getattr(data, name)
        if before != after:
            found[f"{item.key} {name}"] = [before, after]
    return found


def _recorded(actor: Actor, specification: Specification, changes: Mapping[str, Any], owed: bool) -> None:  # noqa: FBT001
    """The journal's entry; whoever confirmed is asked anew, and approvers are told once nothing is owed any more."""
    session.flush()
    unconfirm(specification, actor.organisation_id)
    done = owed and not _owed(actor, specification)
    told = position_letters.ready(actor, specification) if done else ()
    record(actor, "specification.position_stated", specification, changes, confidential=True, notices=told)


def agree_all(
    actor: Actor,
    specification: Specification,
    section: Section | None = None,
    revision: int | None = None,
) -> int:
    """Agree to every item of a section (or of the whole) that the own municipality has not spoken to; how many.

    What came or changed after the `revision` that was looked at is left for a second look.
    """
    authorise(actor, "specification:position", specification)
    hold(specification)
    statement = sa.select(Item).where(Item.specification_id == specification.id, ~Item.removed)
    if section is not None:
        inside = sa.select(Section.id).where(
            sa.or_(Section.id == section.id, Section.parent_id == section.id)
        )
        statement = statement.where(Item.section_id.in_(inside))
    if revision is not None:
        statement = statement.where(Item.changed_in <= revision)
    items = session.scalars(statement).all()
    stated = _own(actor, [item.id for item in items])
    left = [item for item in items if item.id not in stated]
    agreed = PositionData(Stance.AGREE)
    owed = _owed(actor, specification)
    changes: dict[str, Any] = {}
    for item in left:
        changes |= _changes(item, None, agreed)
        _put(actor, item, agreed, None)
    if left:
        _recorded(actor, specification, changes, owed)
    return len(left)


def _own(actor: Actor, items: Sequence[str]) -> dict[str, Position]:
    rows = session.scalars(
        sa.select(Position).where(
            Position.organisation_id == actor.organisation_id, Position.item_id.in_(items)
        )
    )
    return {row.item_id: row for row in rows}


def confirm(actor: Actor, specification: Specification, seen: str | None = None) -> None:
    """The approver's word that the positions stand; Conflict while items are undecided or changed since.

    `seen` is the fingerprint of what the approver looked at: Conflict when it is otherwise now.
    """
    authorise(actor, "specification:confirm", specification)
    hold(specification)
    own = _progress(actor, specification)
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
    if seen is not None and seen != position_queries.fingerprint(specification, actor.organisation_id):
        raise Conflict(
            _(
                "画面を開いた後に、本文か自団体の立場・値が変わりました。もう一度確かめてから、確認してください。"
            )
        )
    rest = [row for row in position_queries.progress(specification) if row.id != own.id]
    last = not own.confirmed and all(row.confirmed for row in rest)
    session.merge(
        Confirmation(
            specification_id=specification.id,
            organisation_id=actor.organisation_id,
            revision=specification.revision,
            confirmed_by=actor.name,
            confirmed_at=now(),
        )
    )
    told = position_letters.complete(actor, specification) if last else ()
    changes = _confirmed(actor, specification)
    record(actor, "specification.confirmed", specification, changes, confidential=True, notices=told)


def _confirmed(actor: Actor, specification: Specification) -> dict[str, Any]:
    """What an approver's word is about: the text, and how often the municipality says what."""
    said = position_queries.counts(specification, actor.organisation_id)
    found: dict[str, Any] = {"revision": [None, specification.revision]}
    return found | {stance.value: [None, count] for stance, count in said.items()}
