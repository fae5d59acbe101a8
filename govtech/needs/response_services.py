"""Everything that can be done to a response. Callers own the transaction.

All entries are confidential: the journal shows the responder's acts to the responder and the owner's to the owner.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import sqlalchemy as sa

from govtech.core.clock import now, to_jst
from govtech.core.db import session
from govtech.core.errors import Conflict, Invalid
from govtech.core.files import StoredFile
from govtech.core.journal import compared, record
from govtech.core.policy import Actor, authorise
from govtech.core.words import gettext as _
from govtech.needs import letters
from govtech.needs.content import ResponseData, answered, as_words
from govtech.needs.locking import lock
from govtech.needs.models import Need, Status
from govtech.needs.response_models import Response, ResponseAttachment, ResponseStatus
from govtech.solutions.models import Solution

ATTACHMENTS = 10


def start(actor: Actor, need: Need, data: ResponseData) -> Response:
    """Begin the organisation's response; the database keeps it the only one to this need."""
    authorise(actor, "need:respond", need)
    _must_accept(need)
    response = Response(need=need, organisation_id=actor.organisation_id)
    _state(actor, response, data)
    session.add(response)
    record(actor, "response.created", response, confidential=True)
    return response


def edit(actor: Actor, response: Response, data: ResponseData, expected_version: int) -> None:
    """Change a draft, or what was submitted, until the deadline; Conflict on a stale version."""
    authorise(actor, "response:edit", response)
    _must_accept(response.need)
    if response.version != expected_version:
        raise Conflict
    if response.status not in {ResponseStatus.DRAFT, ResponseStatus.SUBMITTED}:
        raise Conflict(_("現在の状態は「%(now)s」のため、内容を変更できません。", now=response.status_label))
    if response.status is ResponseStatus.SUBMITTED:
        _complete(data.approach)
    before = as_words(answered(response))
    _state(actor, response, data)
    changes = compared(before, as_words(answered(response)))
    if changes:
        response.edited_at = now()
        record(actor, "response.edited", response, changes, confidential=True)


def submit(actor: Actor, response: Response) -> None:
    """Hand it in; whether it is in time is judged here, inside the transaction, by the server's clock."""
    authorise(actor, "response:edit", response)
    _must_accept(response.need)
    before = response.status
    if response.can_take("submit"):
        _complete(response.approach)
    response.take("submit")
    response.submitted_at = now()
    record(actor, "response.submitted", response, _step(before, response), confidential=True)


def withdraw(actor: Actor, response: Response) -> None:
    """Take it back before the deadline; it can be taken up again until then."""
    authorise(actor, "response:edit", response)
    _must_accept(response.need)
    before = response.status
    response.take("withdraw")
    response.submitted_at = None
    record(actor, "response.withdrawn", response, _step(before, response), confidential=True)


def reopen(actor: Actor, response: Response) -> None:
    """Take a withdrawn response up again as a draft."""
    authorise(actor, "response:edit", response)
    _must_accept(response.need)
    before = response.status
    response.take("reopen")
    record(actor, "response.reopened", response, _step(before, response), confidential=True)


def attach(actor: Actor, response: Response, stored: StoredFile) -> None:
    """Add a checked file to one's own response."""
    authorise(actor, "response:edit", response)
    _must_accept(response.need)
    _must_be_open(response)
    if len(response.attachments) >= ATTACHMENTS:
        raise Invalid(_("添付できるのは%(n)s件までです。", n=ATTACHMENTS), field="file")
    if all(item.sha256 != stored.sha256 for item in response.attachments):
        response.attachments.append(ResponseAttachment(**asdict(stored)))
        response.edited_at = now()
        record(actor, "response.attached", response, {"file": [None, stored.name]}, confidential=True)


def detach(actor: Actor, response: Response, attachment: ResponseAttachment) -> None:
    """Take a file away again."""
    authorise(actor, "response:edit", response)
    _must_accept(response.need)
    _must_be_open(response)
    response.attachments.remove(attachment)
    response.edited_at = now()
    record(actor, "response.detached", response, {"file": [attachment.name, None]}, confidential=True)


def shortlist(actor: Actor, response: Response) -> None:
    """Keep it among the candidates; the responder is not told yet."""
    authorise(actor, "response:shortlist", response)
    _must_be_choosing(response.need)
    before = response.status
    response.take("shortlist")
    record(actor, "response.shortlisted", response, _step(before, response), confidential=True)


def select(actor: Actor, response: Response, reason: str) -> None:
    """Choose it; the responder reads the result and the reason at once."""
    authorise(actor, "response:decide", response)
    _decide(actor, response, "select", "response.selected", reason)


def decline(actor: Actor, response: Response, reason: str) -> None:
    """Do not choose it; the responder reads the result and the reason at once."""
    authorise(actor, "response:decide", response)
    _decide(actor, response, "decline", "response.declined", reason)


def _decide(actor: Actor, response: Response, step: str, verb: str, reason: str) -> None:
    _must_be_choosing(response.need)
    if not reason.strip():
        raise Invalid(_("理由を入力してください。"), field="reason")
    before = response.status
    response.take(step)
    response.reason = reason
    response.decided_at = now()
    changes = {**_step(before, response), "reason": ["", reason]}
    record(actor, verb, response, changes, confidential=True, notices=letters.decided(response))


def _must_accept(need: Need) -> None:
    """Go on only before the deadline, holding the need so that it cannot close meanwhile."""
    lock(need, shared=True)
    if need.accepting:
        return
    if need.status is Status.WITHDRAWN:
        raise Conflict(_("このニーズは取り下げられたため、受け付けできません。"))
    if need.response_deadline is None or need.published_at is None:
        raise Conflict(_("このニーズは、まだ募集を始めていません。"))
    deadline = to_jst(need.response_deadline).strftime("%Y-%m-%d %H:%M")
    raise Conflict(_("提案の締切（%(deadline)s）を過ぎたため、受け付けできません。", deadline=deadline))


def _must_be_open(response: Response) -> None:
    if response.status not in {ResponseStatus.DRAFT, ResponseStatus.SUBMITTED}:
        raise Conflict(_("現在の状態は「%(now)s」のため、内容を変更できません。", now=response.status_label))


def _must_be_choosing(need: Need) -> None:
    lock(need, shared=True)
    if need.status is not Status.CLOSED:
        raise Conflict(_("ニーズの現在の状態は「%(now)s」のため、選定できません。", now=need.status_label))


def _complete(approach: str) -> None:
    if not approach:
        raise Invalid(_("「望む姿をどう実現するか」を入力してから提出してください。"), field="approach")


def _step(before: ResponseStatus, response: Response) -> dict[str, Any]:
    return {"status": [before.value, response.status.value]}


def _state(actor: Actor, response: Response, data: ResponseData) -> None:
    if data.solution_id and not session.scalar(
        sa.select(Solution.id).where(
            Solution.id == data.solution_id, Solution.organisation_id == actor.organisation_id
        )
    ):
        raise Invalid(_("自団体のソリューションから選んでください。"), field="solution_id")
    for name, value in asdict(data).items():
        setattr(response, name, value)
