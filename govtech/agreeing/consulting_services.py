"""Asking the municipalities: the call, its deadline and extension, reminders, the end, and who joins meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from govtech.agreeing import consulting_letters, consulting_queries, position_queries
from govtech.agreeing.consulting_models import Consultation, Reminder
from govtech.agreeing.ending import end
from govtech.agreeing.position_queries import Progress
from govtech.core.clock import is_business_day, now, to_jst, today
from govtech.core.db import session
from govtech.core.deadlines import check_moved, check_new
from govtech.core.errors import Conflict
from govtech.core.journal import record
from govtech.core.policy import Actor, authorise
from govtech.core.words import gettext as _
from govtech.drafting.models import Party, Specification, Status
from govtech.drafting.revising import hold

MORNING = 8
"""The clock reminds on business days, from this hour in Japan on."""


def consult(actor: Actor, specification: Specification, until: datetime, message: str = "") -> Consultation:
    """Ask those who take part until a moment; Invalid when it has passed, Conflict when they are being asked."""
    authorise(actor, "specification:lead", specification)
    hold(specification)
    check_new(until)
    before = specification.status
    specification.take("consult")
    specification.consult_until = until
    asked = Consultation(
        specification_id=specification.id,
        message=message,
        began_at=now(),
        until=until,
        first_until=until,
        until_set_at=now(),
    )
    session.add(asked)
    changes = {"status": [before, specification.status], "until": [None, until.isoformat()]}
    told = consulting_letters.began(specification, until, message)
    record(actor, "specification.consulted", specification, changes, confidential=True, notices=told)
    return asked


def extend(actor: Actor, specification: Specification, until: datetime, reason: str = "") -> None:
    """Move the deadline, also after it has passed; all are told the old and the new one. Invalid when it is too near."""
    authorise(actor, "specification:lead", specification)
    hold(specification)
    asked = _under_way(specification)
    before = asked.until
    check_moved(before, until)
    asked.until, asked.until_set_at, asked.ended_at = until, now(), None
    specification.consult_until = until
    changes = {"until": [before.isoformat(), until.isoformat()]}
    told = consulting_letters.extended(specification, before, until, reason)
    record(actor, "specification.extended", specification, changes, confidential=True, notices=told)


def resume(actor: Actor, specification: Specification) -> None:
    """Back from consultation to drafting; positions stay, and those who take part are told."""
    authorise(actor, "specification:lead", specification)
    hold(specification)
    specification.take("resume")
    end(specification)
    changes = {"status": [Status.CONSULTATION, Status.DRAFTING]}
    told = consulting_letters.resumed(specification)
    record(actor, "specification.resumed", specification, changes, confidential=True, notices=told)


def _under_way(specification: Specification) -> Consultation:
    asked = consulting_queries.current(specification)
    if specification.status is not Status.CONSULTATION or asked is None:
        raise Conflict(_("意見照会中ではありません。"))
    return asked


# -- reminders


def remind(actor: Actor, specification: Specification, codes: Sequence[str] | None = None) -> int:
    """Remind those who still owe their word, or those of them that are named; each once a day by hand. How many."""
    authorise(actor, "specification:lead", specification)
    hold(specification)
    asked = _under_way(specification)
    if asked.until <= now():
        raise Conflict(_("期限を過ぎているため、催促できません。先に期限を延ばしてください。"))
    key = consulting_queries.by_hand()
    told = set(
        session.scalars(
            sa.select(Reminder.organisation_id).where(
                Reminder.consultation_id == asked.id, Reminder.key == key
            )
        )
    )
    waiting = [
        row
        for row in consulting_queries.pending(specification)
        if row.id not in told and (codes is None or row.id in codes)
    ]
    _remind(actor, specification, asked, key, waiting)
    return len(waiting)


def _remind(
    actor: Actor, specification: Specification, asked: Consultation, key: str, waiting: Sequence[Progress]
) -> None:
    if not waiting:
        return
    by = actor.name if actor.signed_in or actor.organisation_id else ""
    session.add_all(
        Reminder(consultation_id=asked.id, organisation_id=row.id, key=key, reminded_by=by) for row in waiting
    )
    told = [
        notice for row in waiting for notice in consulting_letters.reminder(specification, asked.until, row)
    ]
    changes = {"municipalities": [None, [row.name for row in waiting]]}
    record(actor, "specification.reminded", specification, changes, confidential=True, notices=told)


def _due(asked: Consultation) -> str:
    """The key of the reminder that the clock owes now; "" for none.

    A step that had come already when the deadline was set is not told: everybody has just heard of it.
    """
    if now() >= asked.until or not is_business_day(today()) or to_jst(now()).hour < MORNING:
        return ""
    last = to_jst(asked.until).date()
    name = consulting_queries.step(today(), last)
    key = f"{name}:{last.isoformat()}"
    known = key == asked.reminded or name == consulting_queries.step(to_jst(asked.until_set_at).date(), last)
    return "" if not name or known else key


def remind_due(actor: Actor) -> int:
    """The clock's act: remind municipalities at each step of each deadline once; how many were.

    Safe to repeat and to run twice at once: whoever notes the step first tells.
    """
    authorise(actor, "specification:clock")
    count = 0
    for asked in consulting_queries.open_now():
        if key := _due(asked):
            noted: Any = session.execute(
                sa.update(Consultation)
                .where(
                    Consultation.id == asked.id,
                    Consultation.reminded == asked.reminded,
                    Consultation.until == asked.until,
                )
                .values(reminded=key)
                .execution_options(synchronize_session=False)
            )
            if noted.rowcount == 1:
                specification = session.get_one(Specification, asked.specification_id)
                waiting = consulting_queries.pending(specification)
                _remind(actor, specification, asked, key, waiting)
                count += len(waiting)
    return count


def end_due(actor: Actor) -> int:
    """The clock's act: tell the lead once of each consultation whose deadline has passed; how many there were.

    The text stays in consultation: the lead answers what is open, fixes it, gives more time or goes back to drafting.
    """
    authorise(actor, "specification:clock")
    count = 0
    for asked in consulting_queries.open_now():
        if now() < asked.until:
            break
        noted: Any = session.execute(
            sa.update(Consultation)
            .where(
                Consultation.id == asked.id,
                Consultation.ended_at.is_(None),
                Consultation.until == asked.until,
            )
            .values(ended_at=now())
            .execution_options(synchronize_session=False)
        )
        if noted.rowcount == 1:
            count += 1
            specification = session.get_one(Specification, asked.specification_id)
            total = len(position_queries.progress(specification))
            waiting = consulting_queries.pending(specification)
            told = consulting_letters.ended(specification, waiting, total)
            changes = {"unanswered": [None, [row.name for row in waiting]]}
            record(
                actor,
                "specification.consultation_ended",
                specification,
                changes,
                confidential=True,
                notices=told,
            )
    return count


# -- joining


def join(actor: Actor, specification: Specification) -> None:
    """Take part with the own municipality from now on; the lead is told."""
    authorise(actor, "specification:join", specification)
    hold(specification)
    if specification.status is not Status.CONSULTATION:
        raise Conflict(_("意見照会中ではありません。"))
    if consulting_queries.is_party(specification, actor.organisation_id):
        raise Conflict(_("すでに参加しています。"))
    session.add(Party(specification_id=specification.id, organisation_id=actor.organisation_id))
    told = consulting_letters.joined(specification, actor.organisation_name)
    changes = {"parties": [[], [actor.organisation_id]]}
    record(actor, "specification.joined", specification, changes, confidential=True, notices=told)
