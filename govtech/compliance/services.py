"""Everything that can be done to a call and to answers. Callers own the transaction.

What a company does with its answers is confidential in the journal: nobody else learns that it answers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from govtech.compliance import content, letters, queries, sheets
from govtech.compliance.content import Answers, Gaps, gaps
from govtech.compliance.models import Call, Named, Reply
from govtech.compliance.reading import QUOTED, Read
from govtech.compliance.troubles import Code, Trouble
from govtech.core.clock import now
from govtech.core.db import lock, session
from govtech.core.deadlines import far_words, too_far
from govtech.core.errors import Conflict, Invalid
from govtech.core.journal import record
from govtech.core.policy import Actor, authorise
from govtech.core.show import show_datetime
from govtech.core.text import nfkc, shorten
from govtech.core.words import gettext as _
from govtech.drafting.models import Specification, Status
from govtech.organisations.models import Organisation


@dataclass(frozen=True)
class CallData:
    """Until when companies are asked, and what to know beforehand."""

    closes_at: datetime | None
    note: str = ""


def ask(actor: Actor, specification: Specification, data: CallData) -> Call:
    """Ask companies for answers until a moment, or move it; those who are answering are told of a new one."""
    authorise(actor, "compliance:call", specification)
    lock(specification)
    if specification.status in {Status.SUPERSEDED, Status.ABANDONED}:
        raise Conflict(_("この仕様書では、もう回答を募れません。新しい版で募ってください。"))
    if data.closes_at is None or data.closes_at <= now():
        raise Invalid(_("締切には、これからの日時を入力してください。"), field="closes_at")
    if too_far(data.closes_at):
        raise Invalid(far_words(), field="closes_at")
    call = queries.call_of(specification)
    if call is None:
        call = Call(specification=specification, closes_at=data.closes_at, note=data.note)
        session.add(call)
        changes = {"closes_at": [None, _moment(data.closes_at)]}
        record(actor, "compliance_call.opened", call, changes, notices=letters.opened(call))
        return call
    lock(call)
    before = call.closes_at
    call.closes_at, call.note = data.closes_at, data.note
    changes = {"closes_at": [_moment(before), _moment(call.closes_at)]}
    told = letters.moved(call) if before != call.closes_at else []
    record(actor, "compliance_call.moved", call, changes, notices=told)
    return call


def close(actor: Actor, specification: Specification) -> None:
    """Take no more answers from now on."""
    authorise(actor, "compliance:call", specification)
    call = _call(specification)
    lock(call)
    if not call.is_open:
        raise Conflict(_("回答の受付は、すでに終わっています。"))
    before, call.closes_at = call.closes_at, now()
    changes = {"closes_at": [_moment(before), _moment(call.closes_at)]}
    record(actor, "compliance_call.closed", call, changes, notices=letters.closed(call))


def begin(actor: Actor, specification: Specification, named: Named) -> Reply:
    """Begin the answers of the actor's organisation; the ones there already are given back."""
    authorise(actor, "compliance:answer", specification)
    _hold_open(_call(specification))
    session.execute(  # two members who begin at once
        sa.select(Organisation.id).where(Organisation.id == actor.organisation_id).with_for_update()
    )
    known = queries.own(actor, specification)
    if known is not None:
        return known
    own = session.get_one(Organisation, actor.organisation_id)
    reply = Reply(specification=specification, organisation_id=own.id, answers={}, **_who(named, own))
    session.add(reply)
    record(actor, "compliance_reply.begun", reply, confidential=True)
    return reply


def record_for(actor: Actor, specification: Specification, named: Named) -> Reply:
    """Begin to record what a company sent by other ways; it reads and may take it over when it is known here."""
    authorise(actor, "compliance:record", specification)
    lock(_call(specification))
    number = named.corporate_number
    if number and queries.with_number(specification, number):
        raise Invalid(
            _("この企業の回答は、すでにあります。回答の一覧を確かめてください。"), field="corporate_number"
        )
    company = queries.organisation_of(number) if number else None
    reply = Reply(
        specification=specification,
        organisation_id=company.id if company else None,
        recorded_by_id=actor.organisation_id,
        answers={},
        **_who(named, company),
    )
    session.add(reply)
    record(actor, "compliance_reply.recorded", reply, confidential=True)
    return reply


def name(actor: Actor, reply: Reply, named: Named) -> None:
    """Say who answers, and with what."""
    authorise(actor, "compliance:write", reply)
    _hold(actor, reply)
    _put(reply, named)
    _saved(actor, reply)


def write(actor: Actor, reply: Reply, answers: Answers, began: str | None = None) -> list[str]:
    """Save some answers as typed. `began` is their digest when the form was opened, if there was one.

    When somebody else changed them since, nothing is saved and the items that differ are named.
    """
    authorise(actor, "compliance:write", reply)
    _hold(actor, reply)
    saved = content.answers_of(reply.answers)
    changed = began is not None and began != content.digest(saved, answers)
    if changed and (differing := content.differing(saved, answers)):
        return differing
    reply.answers = content.kept({**saved, **answers})
    settled = {key for key, answer in answers.items() if answer.mark and not answer.wants_remark}
    reply.troubles = [trouble for trouble in reply.troubles if trouble[2] not in settled]
    _saved(actor, reply)
    return []


def take_in(actor: Actor, reply: Reply, read: Read, *, of_others: bool = False) -> None:
    """Take what was read from a workbook: what its rows say replaces the answers to the same items, and is told.

    An empty row leaves the answer that was there: whoever answers half in the browser and half in a file loses nothing.
    Invalid when there is nothing in it, and when it names another company, unless that is meant (`of_others`).
    """
    authorise(actor, "compliance:write", reply)
    _hold(actor, reply)
    named, troubles = read.named, list(read.troubles)
    strange = _is_of_another(named, reply)
    if not any(answer.given for answer in read.answers.values()):
        raise Invalid(_nothing(troubles), field="file")
    if strange and not of_others:
        raise Invalid(
            _(
                "ファイルの回答者は「%(company)s」です。その回答で「%(own)s」の回答を上書きするときは、ここにチェックを入れ、ファイルをもう一度選んでください。まだ何も取り込んでいません。",
                company=shorten(named.company or named.corporate_number, QUOTED),
                own=reply.company,
            ),
            field="of_others",
        )
    reply.answers, told = _mixed(content.answers_of(reply.answers), read)
    troubles += told
    if strange:
        troubles.insert(0, Trouble(Code.STRANGER, sheets.WHO, "", shorten(named.company, QUOTED)))
    _put(reply, Named(*(new or old for new, old in zip(named, reply.named, strict=True))))
    reply.troubles = [list(trouble) for trouble in troubles]
    _saved(actor, reply)


def _mixed(before: Answers, read: Read) -> tuple[dict[str, Any], list[Trouble]]:
    """The answers with those of a file, as they are kept, and which of the earlier ones were replaced or left."""
    unread = {trouble.item for trouble in read.troubles if trouble.refused}
    left = [key for key, answer in read.answers.items() if not answer.given and key in before.keys() - unread]
    taken = {key: answer for key, answer in read.answers.items() if key not in left}
    replaced = [key for key, answer in taken.items() if key in before and before[key].said != answer.said]
    told = [
        Trouble(code, sheets.LIST, "", _few(keys))
        for code, keys in ((Code.REPLACED, replaced), (Code.KEPT, left))
        if keys
    ]
    return content.kept({**before, **taken}), told


def _is_of_another(named: Named, reply: Reply) -> bool:
    """Whether a workbook names another company; the same corporate number is the same company, whatever its name."""
    if named.corporate_number and reply.corporate_number:
        return named.corporate_number != reply.corporate_number
    return bool(named.company) and nfkc(named.company) != nfkc(reply.company)


def _nothing(troubles: Sequence[Trouble]) -> str:
    """That a workbook gave no answers, with what was in the way and what to do."""
    told = _(
        "ファイルから取り込める回答がありませんでした。「要件一覧」のシートの「対応」などの列に書き、保存してから選んでください。"
    )
    refused = next((one for one in troubles if one.refused), None)
    return f"{told}（{refused.place}：{refused.words}）" if refused else told


def submit(actor: Actor, reply: Reply) -> None:
    """Hand it in, whole; whether it is in time is judged here, inside the transaction, by the server's clock."""
    authorise(actor, "compliance:write", reply)
    _hold(actor, reply)
    before = reply.status
    asked = queries.requirements(reply.specification)
    mine = actor.acts_for(reply.organisation_id)
    answers = content.answers_of(reply.answers)
    if not any(answer.mark for answer in answers.values()):
        raise Invalid(_("まだ回答がありません。"))
    if mine and any(left := gaps(asked, answers)):
        raise Invalid(_missing(left))
    reply.take("submit")
    reply.handed_in, reply.submitted_at = dict(reply.answers), now()
    if mine:
        reply.recorded_by_id = None  # the company stands for it itself now
    changes = {"status": [before, reply.status]}
    told = letters.submitted(reply) if mine else []
    record(actor, "compliance_reply.submitted", reply, changes, confidential=True, notices=told)


def withdraw(actor: Actor, reply: Reply) -> None:
    """Take it back: nobody but its writers sees it until it is handed in again."""
    authorise(actor, "compliance:write", reply)
    _hold(actor, reply)
    before = reply.status
    reply.take("withdraw")
    reply.handed_in, reply.submitted_at = {}, None
    record(actor, "compliance_reply.withdrawn", reply, {"status": [before, reply.status]}, confidential=True)


def _call(specification: Specification) -> Call:
    call = queries.call_of(specification)
    if call is None:
        raise Conflict(_("この仕様書では、まだ回答を募っていません。"))
    return call


def _hold_open(call: Call) -> None:
    lock(call, shared=True)
    if not call.is_open:
        raise Conflict(_("回答の締切（%(until)s）を過ぎました。", until=show_datetime(call.closes_at)))


def _hold(actor: Actor, reply: Reply) -> None:
    """The answers and, for a company, the call, which must be open; who records for others may come later."""
    call = _call(reply.specification)
    if actor.acts_for(reply.organisation_id):
        _hold_open(call)
    else:
        lock(call, shared=True)
    lock(reply)


def _saved(actor: Actor, reply: Reply) -> None:
    reply.saved_at = now()
    record(actor, "compliance_reply.saved", reply, confidential=True)


def _who(named: Named, known: Organisation | None = None) -> dict[str, Any]:
    """Who answers, as columns; an organisation that is known here goes by the name it is registered under."""
    if known is not None:
        named = named._replace(company=known.name, corporate_number=known.corporate_number or "")
    return named._asdict()


def _put(reply: Reply, named: Named) -> None:
    known = session.get(Organisation, reply.organisation_id) if reply.organisation_id else None
    for field, value in _who(named, known).items():
        setattr(reply, field, value)


def _moment(moment: datetime) -> str:
    return moment.isoformat(timespec="minutes")


def _missing(left: Gaps) -> str:
    """What keeps it from being handed in, in words."""
    told = []
    if left.unanswered:
        told.append(_("回答していない必須の要件：%(items)s", items=_few(left.unanswered)))
    if left.unexplained:
        told.append(_("備考のない△・×：%(items)s", items=_few(left.unexplained)))
    return " ".join(told)


def _few(keys: Sequence[str], most: int = 10) -> str:
    """Some numbers of items, and how many more there are."""
    words = _("、").join(keys[:most])
    return words if len(keys) <= most else _("%(items)sほか%(n)s件", items=words, n=len(keys) - most)
