"""Everything an owner can do with the responses to a closed need. Callers own the transaction.

All entries are confidential: what an owner notes and weighs stays with the owner until the result is told.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from govtech.core.clock import now, today
from govtech.core.db import lock, session
from govtech.core.errors import Conflict, Invalid
from govtech.core.journal import record
from govtech.core.policy import Actor, authorise
from govtech.core.words import gettext as _
from govtech.needs import response_letters as letters
from govtech.needs.models import Need, Status
from govtech.needs.response_models import (
    DECIDABLE,
    Ground,
    Response,
    ResponseMark,
    ResponseStatus,
    Verdict,
)

PROMISING = frozenset({Status.PUBLISHED, Status.CLOSED})


@dataclass(frozen=True)
class MarkData:
    """What the owner found about one wish; `mark` a value of Verdict or None."""

    key: str
    mark: str | None = None
    comment: str = ""


def promise(actor: Actor, need: Need, day: date) -> None:
    """Say by which day responders hear. After closing those who handed in are told; before it nobody can be named."""
    authorise(actor, "need:promise", need)
    lock(need)
    if need.status not in PROMISING:
        raise Conflict(
            _("現在の状態は「%(now)s」のため、結果の予定日を変更できません。", now=need.status_label)
        )
    if day < today():
        raise Invalid(_("今日以降の日付を入力してください。"), field="day")
    if day == need.result_due:
        return
    before, need.result_due = need.result_due, day
    told = letters.result_promised(need, _waiting(need)) if need.status is Status.CLOSED else []
    changes = {"result_due": [before and before.isoformat(), day.isoformat()]}
    record(actor, "need.result_promised", need, changes, notices=told)


def shortlist(actor: Actor, response: Response, note: str = "") -> None:
    """Keep it among the candidates, with a note for colleagues; the responder is not told."""
    authorise(actor, "response:shortlist", response)
    _must_be_choosing(response)
    before = response.status
    response.take("shortlist")
    if note:
        response.owner_note = note
    record(actor, "response.shortlisted", response, _step(before, response), confidential=True)


def unlist(actor: Actor, response: Response) -> None:
    """Take it from the candidates again; it is still to be decided."""
    authorise(actor, "response:shortlist", response)
    _must_be_choosing(response)
    before = response.status
    response.take("unlist")
    record(actor, "response.unlisted", response, _step(before, response), confidential=True)


def assess(actor: Actor, response: Response, note: str, marks: Sequence[MarkData]) -> None:
    """Write down what was found: a note for colleagues alone, and marks that the responder reads with the result."""
    authorise(actor, "response:shortlist", response)
    _must_be_choosing(response)
    if response.status not in DECIDABLE:
        raise Conflict(_("結果を伝えた後は、評価を変更できません。"))
    response.owner_note = note
    held = {row.key: row for row in response.marks}
    for item in marks:
        row = held.get(item.key)
        if row is None:
            row = ResponseMark(key=item.key)
            response.marks.append(row)
        row.mark, row.comment = Verdict(item.mark) if item.mark else None, item.comment
    record(actor, "response.assessed", response, confidential=True)


def select(actor: Actor, response: Response, reason: str) -> None:
    """Choose it; the responder reads the result and the reason at once."""
    authorise(actor, "response:decide", response)
    _decide(actor, response, "select", reason, ())


def decline(actor: Actor, response: Response, reason: str, grounds: Sequence[str] = (Ground.OTHER,)) -> None:
    """Do not choose it; the responder reads the result, on what grounds and why at once."""
    authorise(actor, "response:decide", response)
    if not grounds:
        raise Invalid(_("不採用の理由を1つ以上選んでください。"), field="grounds")
    _decide(actor, response, "decline", reason, [Ground(ground) for ground in grounds])


def _decide(actor: Actor, response: Response, step: str, reason: str, grounds: Sequence[Ground]) -> None:
    _must_be_choosing(response)
    if not reason.strip():
        raise Invalid(_("理由を入力してください。"), field="reason")
    before = response.status
    response.take(step)
    response.reason, response.grounds = reason, [ground.value for ground in grounds]
    response.decided_at = now()
    changes = {**_step(before, response), "reason": ["", reason]}
    told = letters.decided(response)
    record(actor, f"response.{response.status}", response, changes, confidential=True, notices=told)


def _must_be_choosing(response: Response) -> None:
    need = response.need
    lock(need, shared=True)
    lock(response)
    if need.status is not Status.CLOSED:
        raise Conflict(_("ニーズの現在の状態は「%(now)s」のため、選定できません。", now=need.status_label))


def _step(before: ResponseStatus, response: Response) -> dict[str, Any]:
    return {"status": [before.value, response.status.value]}


def _waiting(need: Need) -> list[str]:
    return list(
        session.scalars(
            sa.select(Response.organisation_id).where(
                Response.need_id == need.id, Response.status.in_(DECIDABLE)
            )
        )
    )
