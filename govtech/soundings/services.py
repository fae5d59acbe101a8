"""Opening a draft to outsiders, the deadline, the end, publishing remarks with their answers. Callers own the transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from govtech.core.clock import now
from govtech.core.db import lock, session
from govtech.core.deadlines import check_moved, check_new
from govtech.core.errors import Conflict, Invalid
from govtech.core.journal import record
from govtech.core.policy import Actor, authorise
from govtech.core.words import gettext as _
from govtech.drafting import presenting as drafting_presenting
from govtech.drafting import queries as drafting
from govtech.drafting.models import Specification
from govtech.drafting.revising import hold
from govtech.soundings import letters, places, queries
from govtech.soundings.content import SoundingData
from govtech.soundings.models import Remark, Sounding, Status


def open_for(actor: Actor, specification: Specification, data: SoundingData) -> Sounding:
    """Show the text as it is now to an audience that may remark until a moment.

    Conflict while another sounding of it is open, Invalid for a deadline that has passed or a text without chapters.
    """
    authorise(actor, "sounding:open", specification)
    hold(specification)
    if queries.open_of(specification) is not None:
        raise Conflict(_("この仕様書案への意見募集は、すでに始まっています。"))
    check_new(data.until)
    if not drafting.sections_of(specification):
        raise Invalid(_("まだ章がありません。章を書いてから始めてください。"))
    sounding = Sounding(
        specification=specification,
        organisation_id=specification.organisation_id,
        audience=data.audience,
        revision=specification.revision,
        note=data.note,
        until=data.until,
        opened_at=now(),
    )
    session.add(sounding)
    session.flush()
    session.refresh(sounding)
    record(
        actor,
        "sounding.opened",
        sounding,
        {"revision": [None, sounding.revision]},
        notices=letters.opened(sounding),
    )
    return sounding


def extend(actor: Actor, sounding: Sounding, until: datetime) -> None:
    """Move the deadline while it is open; those who draft and who have remarked are told the old and the new one.

    Conflict when it is over, Invalid for a moment that is too near.
    """
    authorise(actor, "sounding:decide", sounding)
    lock(sounding)
    if sounding.status is not Status.OPEN or sounding.until <= now():
        raise Conflict(
            _("意見の募集は終わっています。もう一度募集するときは、新しい意見募集を始めてください。")
        )
    before = sounding.until
    check_moved(before, until)
    sounding.until = until
    changes = {"until": [before.isoformat(), until.isoformat()]}
    record(actor, "sounding.extended", sounding, changes, notices=letters.extended(sounding, before))


def withdraw(actor: Actor, sounding: Sounding, why: str) -> None:
    """Call it off: the text is no longer shown; those who have remarked are told why."""
    authorise(actor, "sounding:decide", sounding)
    lock(sounding)
    before = sounding.status
    sounding.take("withdraw")
    sounding.ended_why = why
    changes = {"status": [before, sounding.status]}
    record(actor, "sounding.withdrawn", sounding, changes, notices=letters.withdrawn(sounding))


def close_due(actor: Actor) -> int:
    """The clock's act: close those whose deadline has passed, and tell the lead; how many."""
    authorise(actor, "sounding:close")
    due = (Sounding.status == Status.OPEN, Sounding.until <= now())
    if session.scalar(sa.select(Sounding.id).where(*due).limit(1)) is None:
        return 0
    rows = session.scalars(
        sa.select(Sounding)
        .where(*due)
        .order_by(Sounding.id)
        .with_for_update(of=Sounding)
        .execution_options(populate_existing=True)
    ).all()
    for sounding in rows:
        sounding.take("close")
        sounding.closed_at = now()
        count = len(queries.remarks(sounding))
        changes = {"status": [Status.OPEN, Status.CLOSED]}
        record(actor, "sounding.closed", sounding, changes, notices=letters.closed(sounding, count))
    return len(rows)


def publish(actor: Actor, sounding: Sounding) -> None:
    """Show remarks and answers to the audience as a numbered table, without the authors.

    Conflict while a remark waits for an answer, Invalid while the name of an author stands in what would be shown.
    """
    authorise(actor, "sounding:decide", sounding)
    lock(sounding)
    before = sounding.status
    rows = queries.remarks(sounding)
    if sounding.can_take("publish"):
        _check(rows)
    sounding.take("publish")
    sounding.published_at = now()
    reading = drafting_presenting.reading(sounding.specification, queries.content(sounding))
    for number, row in enumerate(places.in_order(reading, rows), 1):
        row.number = number
    changes = {"status": [before, sounding.status]}
    record(actor, "sounding.published", sounding, changes, notices=letters.published(sounding))


def _check(rows: Sequence[Remark]) -> None:
    if left := sum(row.reply_id is None for row in rows):
        raise Conflict(_("回答していない意見が%(n)s件あります。", n=left))
    if found := queries.named(rows):
        names = _("、").join(dict.fromkeys(name for hits in found.values() for name in hits))
        raise Invalid(
            _(
                "公開する文に、意見を出した団体や人の名前（%(names)s）が含まれています。公開する文を整えてください。",
                names=names,
            )
        )
