"""Answering remarks once the deadline has passed: one by one, or many alike together."""

from __future__ import annotations

from collections.abc import Sequence

from govtech.core.clock import now
from govtech.core.db import lock, session
from govtech.core.errors import Conflict
from govtech.core.journal import record
from govtech.core.policy import Actor, authorise
from govtech.core.words import gettext as _
from govtech.soundings import queries
from govtech.soundings.content import ReplyData, WordingData
from govtech.soundings.models import Remark, Sounding, SoundingReply, Status


def answer(actor: Actor, sounding: Sounding, ids: Sequence[str], data: ReplyData) -> SoundingReply:
    """One answer to the remarks named; Conflict when somebody has answered one of them before."""
    authorise(actor, "sounding:answer", sounding)
    _hold(sounding)
    rows = queries.chosen(sounding, ids)
    if any(row.reply_id for row in rows):
        raise Conflict(_("選んだ意見の中に、ほかの人が先に回答したものがあります。"))
    reply = SoundingReply(
        sounding_id=sounding.id,
        outcome=data.outcome,
        answer=data.answer,
        answered_by=actor.name,
        answered_at=now(),
    )
    session.add(reply)
    session.flush()
    for row in rows:
        row.reply_id = reply.id
    changes = {"remarks": [None, len(rows)]}
    record(actor, "sounding.answered", sounding, changes, confidential=True)
    return reply


def change(
    actor: Actor, sounding: Sounding, reply: SoundingReply, data: ReplyData, expected_version: int
) -> None:
    """Answer otherwise, for all remarks that the answer is for, until it is published."""
    authorise(actor, "sounding:answer", sounding)
    _hold(sounding)
    lock(reply)
    if reply.version != expected_version:
        raise Conflict(_("この回答は、ほかの人が先に変えました。"))
    reply.outcome, reply.answer = data.outcome, data.answer
    reply.answered_by, reply.answered_at = actor.name, now()
    record(actor, "sounding.answered", sounding, {"remarks": [None, 0]}, confidential=True)


def separate(actor: Actor, sounding: Sounding, remark: Remark) -> None:
    """Take a remark out of its answer, to be answered by itself; an answer that is for none any more goes."""
    authorise(actor, "sounding:answer", sounding)
    _hold(sounding)
    reply = session.get(SoundingReply, remark.reply_id or "")
    if reply is None:
        return
    remark.reply_id = None
    session.flush()
    if not queries.answered_with(reply):
        session.delete(reply)
    record(actor, "sounding.answered", sounding, {"remarks": [1, 0]}, confidential=True)


def reword(actor: Actor, sounding: Sounding, remark: Remark, data: WordingData) -> None:
    """Say what everybody will read of a remark, where its own words would tell whose it is."""
    authorise(actor, "sounding:answer", sounding)
    _hold(sounding)
    same = data.public_text.strip() == remark.text.strip()
    remark.public_text = "" if same else data.public_text
    remark.public_wanted = "" if data.public_wanted.strip() == remark.wanted.strip() else data.public_wanted
    record(actor, "sounding.reworded", sounding, confidential=True)


def _hold(sounding: Sounding) -> None:
    """Keep others waiting; Conflict unless the remarks are in and not yet published."""
    lock(sounding)
    if sounding.status is not Status.CLOSED:
        raise Conflict(
            _(
                "意見への回答は、期限を過ぎてから公開するまでの間に書けます。現在の状態は「%(now)s」です。",
                now=sounding.status_label,
            )
        )
