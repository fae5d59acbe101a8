"""Correcting what was published: the earlier answer stays on show with the day and the reason, a name that slipped in does not."""

from __future__ import annotations

from govtech.core.anonymity import recognised
from govtech.core.clock import now
from govtech.core.db import lock
from govtech.core.errors import Conflict, Invalid
from govtech.core.journal import record
from govtech.core.policy import Actor, authorise
from govtech.core.words import gettext as _
from govtech.soundings import letters, queries
from govtech.soundings.content import CorrectionData, WordingData
from govtech.soundings.models import Remark, Sounding, SoundingReply, Status


def correct(
    actor: Actor, sounding: Sounding, reply: SoundingReply, data: CorrectionData, expected_version: int
) -> None:
    """Answer otherwise after publishing, for all remarks that the answer is for; their authors are told.

    The journal keeps what stood there, which is where readers see it from. Conflict when it is not published or
    somebody corrected it meanwhile, Invalid when nothing changes or an author would be named.
    """
    authorise(actor, "sounding:decide", sounding)
    _hold(sounding)
    lock(reply)
    if reply.version != expected_version:
        raise Conflict(_("この回答は、ほかの人が先に変えました。"))
    if (reply.outcome, reply.answer.strip()) == (data.outcome, data.answer.strip()):
        raise Invalid(_("意見の扱いも回答も変わっていません。"), field="answer")
    _refuse_names(sounding, data.answer, data.why)
    changes = {
        "reply": reply.id,
        "outcome": [reply.outcome, data.outcome],
        "answer": [reply.answer, data.answer],
        "why": data.why,
    }
    reply.outcome, reply.answer = data.outcome, data.answer
    reply.answered_by, reply.answered_at = actor.name, now()
    told = letters.corrected(sounding, [row.organisation_id for row in queries.answered_with(reply)])
    record(actor, "sounding.corrected", sounding, changes, notices=told)


def reword(actor: Actor, sounding: Sounding, remark: Remark, data: WordingData) -> None:
    """Take out of a published remark what tells whose it is; what stood there is shown to nobody any more."""
    authorise(actor, "sounding:decide", sounding)
    _hold(sounding)
    _refuse_names(sounding, data.public_text, data.public_wanted)
    remark.public_text = data.public_text
    remark.public_wanted = data.public_wanted
    record(actor, "sounding.reworded", sounding, {"number": remark.number})


def _hold(sounding: Sounding) -> None:
    """Keep others waiting; Conflict unless it is published."""
    lock(sounding)
    if sounding.status is not Status.PUBLISHED:
        raise Conflict(
            _(
                "訂正できるのは、公開した意見と回答です。現在の状態は「%(now)s」です。",
                now=sounding.status_label,
            )
        )


def _refuse_names(sounding: Sounding, *texts: str) -> None:
    if found := recognised("\n".join(texts), queries.author_names(queries.remarks(sounding))):
        raise Invalid(
            _(
                "公開する文に、意見を出した団体や人の名前（%(names)s）が含まれています。公開する文を整えてください。",
                names=_("、").join(found),
            )
        )
