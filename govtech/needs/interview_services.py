"""Agreeing on a day to talk before choosing: the owner offers days, the responder picks one or asks for others."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from govtech.core.clock import now, to_jst
from govtech.core.db import lock, session
from govtech.core.errors import Conflict, Invalid
from govtech.core.journal import record
from govtech.core.policy import Actor, authorise
from govtech.core.words import gettext as _
from govtech.needs import response_letters as letters
from govtech.needs.interview_models import Interview, InterviewSlot, InterviewStatus
from govtech.needs.models import Status
from govtech.needs.response_models import DECIDABLE, Response

MOST_SLOTS = 5


def propose(
    actor: Actor, response: Response, slots: Sequence[datetime], place: str, message: str
) -> Interview:
    """Offer days, or other days than before; the responder is told."""
    authorise(actor, "interview:propose", response)
    _must_be_choosing(response)
    moments = sorted(set(slots))
    if not moments or len(moments) > MOST_SLOTS or moments[0] <= now():
        raise Invalid(_("これからの日時を1件から%(n)s件まで入力してください。", n=MOST_SLOTS), field="slots")
    interview = session.scalar(sa.select(Interview).where(Interview.response_id == response.id))
    if interview is None:
        interview = Interview(response=response)
        session.add(interview)
    else:
        interview.take("propose")
    interview.place, interview.message, interview.reply, interview.agreed_at = place, message, "", None
    kept = {slot.starts_at: slot for slot in interview.slots}
    interview.slots = [kept.get(moment) or InterviewSlot(starts_at=moment) for moment in moments]
    _record(actor, "interview.proposed", interview, letters.interview_proposed(interview))
    return interview


def pick(actor: Actor, interview: Interview, moment: datetime) -> None:
    """Take one of the days; both are told."""
    authorise(actor, "interview:answer", interview.response)
    _hold(interview)
    if moment not in {slot.starts_at for slot in interview.slots} or moment <= now():
        raise Invalid(_("候補にある、これからの日時から選んでください。"), field="slot")
    interview.take("pick")
    interview.agreed_at, interview.reply = moment, ""
    _record(actor, "interview.agreed", interview, letters.interview_agreed(interview))


def ask(actor: Actor, interview: Interview, reply: str) -> None:
    """Ask for other days; the owners are told."""
    authorise(actor, "interview:answer", interview.response)
    _hold(interview)
    if not reply.strip():
        raise Invalid(_("都合のよい日時を入力してください。"), field="reply")
    interview.take("ask")
    interview.reply, interview.agreed_at = reply, None
    _record(actor, "interview.asked", interview, letters.interview_asked(interview))


def cancel(actor: Actor, interview: Interview) -> None:
    """Call it off; the responder is told."""
    authorise(actor, "interview:propose", interview.response)
    _hold(interview)
    interview.take("cancel")
    interview.agreed_at = None
    _record(actor, "interview.cancelled", interview, letters.interview_cancelled(interview))


def _hold(interview: Interview) -> None:
    _must_be_choosing(interview.response)
    session.refresh(interview)


def _must_be_choosing(response: Response) -> None:
    lock(response.need, shared=True)
    lock(response)
    if response.need.status is not Status.CLOSED or response.status not in DECIDABLE:
        raise Conflict(_("選定が終わっているため、面談の調整はできません。"))


def _record(actor: Actor, verb: str, interview: Interview, told: Any) -> None:
    days = [to_jst(slot.starts_at).strftime("%Y-%m-%d %H:%M") for slot in interview.slots]
    agreed = interview.status is InterviewStatus.AGREED and interview.agreed_at
    changes = {"at": [", ".join(days), to_jst(agreed).strftime("%Y-%m-%d %H:%M") if agreed else ""]}
    record(actor, verb, interview, changes, confidential=True, notices=told)
