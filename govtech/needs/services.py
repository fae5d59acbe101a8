"""Everything that can be done to a need. Callers own the transaction."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from govtech.core.clock import now
from govtech.core.db import lock, session
from govtech.core.errors import Conflict, Invalid
from govtech.core.journal import compared, record
from govtech.core.policy import Actor, authorise
from govtech.core.words import gettext as _
from govtech.needs import letters, quality, response_queries
from govtech.needs.content import MATERIAL, NeedData
from govtech.needs.models import Need, NeedRevision, Status
from govtech.needs.response_models import DECIDABLE, Response, ResponseStatus
from govtech.needs.stating import check, check_published, in_source, put

EDITABLE = frozenset({Status.DRAFT, Status.PUBLISHED})


def create(actor: Actor, data: NeedData, origin: str = "") -> Need:
    """Begin a draft that only the actor's municipality sees; `origin` is what it was begun from."""
    authorise(actor, "need:create")
    check(data)
    need = Need(organisation_id=actor.organisation_id, origin=origin)
    put(need, data)
    session.add(need)
    record(actor, "need.created", need, confidential=True)
    return need


def edit(actor: Actor, need: Need, data: NeedData, expected_version: int, reason: str = "") -> None:
    """Change a draft, or a published need with a recorded revision that everybody can read.

    Conflict when it was changed since `expected_version` was read, or when its state allows no change.
    """
    authorise(actor, "need:edit", need)
    lock(need)
    if need.status not in EDITABLE or (need.status is Status.PUBLISHED and not need.accepting):
        raise Conflict(_("現在の状態は「%(now)s」のため、内容を変更できません。", now=need.status_label))
    if need.version != expected_version:
        raise Conflict
    check(data)
    before = in_source(need)
    if need.status is Status.PUBLISHED:
        check_published(need, data, reason)
    put(need, data)
    changes = compared(before, in_source(need))
    if not changes:
        return
    need.edited_at = now()
    if need.status is Status.PUBLISHED:
        _revise(actor, need, changes, reason)
    else:
        record(actor, "need.edited", need, changes, confidential=True)


def _revise(actor: Actor, need: Need, changes: dict[str, Any], reason: str) -> None:
    """Keep the change for everybody to read; a material one asks those who have responded to confirm or revise."""
    last = sa.select(sa.func.coalesce(sa.func.max(NeedRevision.number), 0))
    number = (session.scalar(last.where(NeedRevision.need_id == need.id)) or 0) + 1
    session.add(
        NeedRevision(need_id=need.id, number=number, actor_name=actor.name, reason=reason, changes=changes)
    )
    if material := bool(MATERIAL & set(changes)):
        need.material_revision = number
    told = letters.changed(need, response_queries.answering(need), reason, number, material=material)
    told = letters.public_step(actor, need, told, reason)
    record(actor, "need.revised", need, {"reason": ["", reason], **changes}, notices=told)


def submit(actor: Actor, need: Need) -> None:
    """Ask the approver to publish; Invalid names what is missing for that."""
    authorise(actor, "need:submit", need)
    _take_complete(need, "submit")
    need.sent_back_reason = ""
    record(
        actor,
        "need.submitted",
        need,
        _step(Status.DRAFT, need),
        confidential=True,
        notices=letters.review_requested(need),
    )


def send_back(actor: Actor, need: Need, reason: str) -> None:
    """Give it back to the editors with a reason."""
    authorise(actor, "need:send_back", need)
    need.take("send_back")
    need.sent_back_reason = reason
    changes = {**_step(Status.IN_REVIEW, need), "reason": ["", reason]}
    record(actor, "need.sent_back", need, changes, confidential=True, notices=letters.sent_back(need))


def publish(actor: Actor, need: Need) -> None:
    """Put it on the board for everybody; from now on it closes by the clock."""
    authorise(actor, "need:publish", need)
    _take_complete(need, "publish")
    need.published_at = need.listed_at = now()
    record(actor, "need.published", need, _step(Status.IN_REVIEW, need))


def withdraw(actor: Actor, need: Need, reason: str) -> None:
    """Take it back for good; whoever is answering is told why. Responses not yet opened stay unread."""
    authorise(actor, "need:withdraw", need)
    lock(need)
    before = need.status
    need.take("withdraw")
    need.withdrawn_reason = reason
    told = letters.withdrawn(need, response_queries.answering(need)) if need.published_at else []
    told = letters.public_step(actor, need, told, reason) if need.published_at else []
    changes = {**_step(before, need), "reason": ["", reason]}
    record(actor, "need.withdrawn", need, changes, confidential=need.published_at is None, notices=told)


def close_due(actor: Actor) -> int:
    """The clock's act: close every published need whose deadline has come; how many.

    Safe to repeat and to run twice at once: rows in somebody's hand are left for the next second.
    """
    authorise(actor, "need:close")
    due = session.scalars(
        sa.select(Need)
        .where(Need.status == Status.PUBLISHED, Need.response_deadline <= now())
        .order_by(Need.id)
        .with_for_update(of=Need, skip_locked=True)
    ).all()
    for need in due:
        need.take("close")
        need.closed_at = now()
        told = letters.public_step(actor, need, letters.closed(need))
        record(actor, "need.closed", need, _step(Status.PUBLISHED, need), notices=told)
    return len(due)


def match(actor: Actor, need: Need, result: str, named: bool = False) -> None:  # noqa: FBT001, FBT002
    """Record publicly that somebody was selected, `named` or not; every responder must have heard."""
    authorise(actor, "need:conclude", need)
    lock(need)
    _all_told(need)
    if not _count(need, (ResponseStatus.SELECTED,)):
        raise Conflict(_("採用した提案がありません。提案を採用してから、相手の決定を記録してください。"))
    need.selected_named = named
    _end(actor, need, "match", "need.matched", result)


def unmatch(actor: Actor, need: Need, result: str) -> None:
    """Record publicly that nobody was selected; every responder must have heard."""
    authorise(actor, "need:conclude", need)
    lock(need)
    _all_told(need)
    if _count(need, (ResponseStatus.SELECTED,)):
        raise Conflict(_("採用した提案があります。相手の決定を記録してください。"))
    _end(actor, need, "unmatch", "need.unmatched", result)


def conclude(actor: Actor, need: Need, result: str) -> None:
    """Record publicly what became of it."""
    authorise(actor, "need:conclude", need)
    lock(need)
    _end(actor, need, "conclude", "need.concluded", result)


def _end(actor: Actor, need: Need, step: str, verb: str, result: str) -> None:
    before, old = need.status, need.result
    need.take(step)
    need.result = result
    told = letters.public_step(actor, need)
    record(actor, verb, need, {**_step(before, need), "result": [old, result]}, notices=told)


def _step(before: Status, need: Need) -> dict[str, Any]:
    return {"status": [before.value, need.status.value]}


def _count(need: Need, statuses: tuple[ResponseStatus, ...]) -> int:
    return (
        session.scalar(
            sa.select(sa.func.count())
            .select_from(Response)
            .where(Response.need_id == need.id, Response.status.in_(statuses))
        )
        or 0
    )


def _all_told(need: Need) -> None:
    if need.status is Status.CLOSED and (open_ones := _count(need, DECIDABLE)):
        raise Conflict(
            _(
                "結果を伝えていない提案が%(n)s件あります。すべての提案に結果と理由を伝えてください。",
                n=open_ones,
            )
        )


def _take_complete(need: Need, step: str) -> None:
    """Take the step when nothing is missing; a wrong state is said before a gap."""
    if need.can_take(step) and (gaps := quality.blocking(need)):
        raise Invalid(" ".join(str(gap.missing) for gap in gaps))
    need.take(step)
