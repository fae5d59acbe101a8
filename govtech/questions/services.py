"""Everything that can be done to a question. Callers own the transaction.

All entries are confidential but those of publishing, and those hold nothing that was not published.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from govtech.core.anonymity import recognised
from govtech.core.clock import now
from govtech.core.db import lock as lock_need
from govtech.core.db import session
from govtech.core.errors import Conflict, Invalid
from govtech.core.journal import record
from govtech.core.policy import SYSTEM, Actor, authorise
from govtech.core.words import gettext as _
from govtech.knowledge.models import CaseStudy
from govtech.needs.models import Need
from govtech.notices.services import watch
from govtech.organisations.models import Organisation
from govtech.questions import letters, queries
from govtech.questions.accepting import takes_answers, takes_questions, why_not, why_unanswerable
from govtech.questions.content import AnswerData
from govtech.questions.models import OPEN, Question, Status, Subject

MOST_ASKED = 20
"""So many questions an organisation may ask about one need or case."""


def ask(actor: Actor, subject: Subject, text: str) -> Question:
    """Ask; whether it is in time is judged here, inside the transaction, by the server's clock."""
    authorise(actor, "question:ask", subject)
    _hold(subject)
    moment = now()
    if not takes_questions(subject, moment):
        raise Conflict(why_not(subject))
    _check_flood(actor, subject, text)
    question = Question(
        need=subject if isinstance(subject, Need) else None,
        case=None if isinstance(subject, Need) else subject,
        owner_id=subject.organisation_id,
        organisation_id=actor.organisation_id,
        user_id=actor.user_id,
        text=text,
        asked_at=moment,
    )
    session.add(question)
    watch(actor, subject.__tablename__, subject.id)
    session.flush()
    record(actor, "question.asked", question, confidential=True, notices=letters.asked(question))
    return question


def withdraw(actor: Actor, question: Question) -> None:
    """Take it back before it is answered; questions that were to be answered with it wait for themselves again."""
    authorise(actor, "question:withdraw", question)
    _lock(question)
    before = question.status
    if question.merged_into is not None and question.merged_into.status is Status.PUBLISHED:
        raise Conflict(_("すでに回答が公開されているため、取り下げられません。"))
    question.take("withdraw")
    question.merged_into_id = None
    for other in queries.merged_into(question):
        _separate(other)
        record(SYSTEM, "question.separated", other, confidential=True)
    record(actor, "question.withdrawn", question, _step(before, question), confidential=True)


def draft(actor: Actor, question: Question, data: AnswerData, expected_version: int) -> None:
    """Write the answer, and the question as everybody will read it; the asker sees neither yet."""
    authorise(actor, "question:answer", question)
    _lock(question, expected_version)
    before = question.status
    question.take("draft")
    question.wording, question.answer = data.wording, data.answer
    told = letters.drafted(question) if before is Status.ASKED else []
    record(actor, "question.drafted", question, _step(before, question), confidential=True, notices=told)


def publish(actor: Actor, question: Question, expected_version: int) -> None:
    """Show question and answer to everybody, without whoever asked; all who asked the same are answered with it."""
    authorise(actor, "question:publish", question)
    _hold(question.subject)
    _lock(question, expected_version)
    before, moment = question.status, now()
    if not takes_answers(question.subject, moment):
        raise Conflict(why_unanswerable(question.subject))
    merged = queries.merged_into(question)
    if question.can_take("publish"):
        _check_answer(question.wording, question.answer)
        _check_anonymous(question, [question, *merged])
    question.take("publish")
    for item in (question, *merged):
        item.answered_at = moment
    told = letters.published(question, merged)
    record(actor, "question.published", question, _step(before, question), notices=told)


def correct(actor: Actor, question: Question, data: AnswerData, expected_version: int) -> None:
    """Put a published answer right; earlier wordings are kept nowhere, since they may have said too much."""
    authorise(actor, "question:publish", question)
    _hold(question.subject)
    _lock(question, expected_version)
    if not takes_answers(question.subject):
        raise Conflict(why_unanswerable(question.subject))
    _check_answer(data.wording, data.answer)
    question.take("correct")
    if (question.wording, question.answer) == (data.wording, data.answer):
        return
    question.wording, question.answer = data.wording, data.answer
    _check_anonymous(question, [question, *queries.merged_into(question)])
    question.corrected_at = now()
    record(actor, "question.corrected", question, notices=letters.corrected(question))


def answer_privately(actor: Actor, question: Question, expected_version: int) -> None:
    """Send the answer to the asker alone: for what must not be public, and after the need has closed."""
    authorise(actor, "question:publish", question)
    _lock(question, expected_version)
    before = question.status
    if queries.merged_into(question):
        raise Conflict(
            _(
                "ほかの質問をまとめているため、質問者だけへの回答はできません。先に、まとめた質問を分けてください。"
            )
        )
    if question.can_take("answer"):
        _check_answer(question.text, question.answer)
    question.take("answer")
    question.answered_at = now()
    told = letters.answered(question, question)
    record(actor, "question.answered", question, _step(before, question), confidential=True, notices=told)


def merge(actor: Actor, question: Question, target: Question) -> None:
    """Answer it together with another about the same thing; at once when that one is already published."""
    authorise(actor, "question:answer", question)
    _lock(question, other=target)
    same = (question.need_id, question.case_id) == (target.need_id, target.case_id)
    if not same or target.id == question.id or target.status not in {*OPEN, Status.PUBLISHED}:
        raise Conflict(
            _("この質問にはまとめられません。ページを読み込み直して、最新の状態をご確認ください。")
        )
    before = question.status
    moved = [question, *queries.merged_into(question)]
    question.take("merge")
    told = []
    for item in moved:
        item.merged_into_id = target.id
        if target.status is Status.PUBLISHED:
            item.answered_at = target.answered_at
            told += letters.answered(item, target)
    changes = {**_step(before, question), "merged_into": [None, target.id]}
    record(actor, "question.merged", question, changes, confidential=True, notices=told)


def separate(actor: Actor, question: Question) -> None:
    """Answer it by itself after all."""
    authorise(actor, "question:answer", question)
    _lock(question)
    before = question.status
    _separate(question)
    record(actor, "question.separated", question, _step(before, question), confidential=True)


def _separate(question: Question) -> None:
    question.take("separate")
    question.merged_into_id = question.answered_at = None


def _hold(subject: Subject) -> None:
    """Keep the need from closing and the case from going off show until the end of the transaction."""
    if isinstance(subject, Need):
        lock_need(subject, shared=True)
        return
    held = sa.select(CaseStudy).where(CaseStudy.id == subject.id).with_for_update(of=CaseStudy, read=True)
    session.flush()
    session.scalars(held.execution_options(populate_existing=True)).one()


def _lock(question: Question, expected_version: int | None = None, *, other: Question | None = None) -> None:
    """Read it again and hold it, in one order when there are two; Conflict when it is not the one that was read."""
    session.flush()
    ids = sorted({question.id, other.id if other else question.id})
    session.scalars(
        sa.select(Question)
        .where(Question.id.in_(ids))
        .order_by(Question.id)
        .with_for_update(of=Question)
        .execution_options(populate_existing=True)
    ).all()
    if expected_version is not None and question.version != expected_version:
        raise Conflict


def _check_flood(actor: Actor, subject: Subject, text: str) -> None:
    """At most so many by one organisation, counted while it cannot ask another one; and none twice."""
    holding = sa.select(Organisation.id).where(Organisation.id == actor.organisation_id)
    session.execute(holding.with_for_update())
    own = Question.organisation_id == actor.organisation_id
    waiting = sa.select(Question.id).where(
        queries.about(subject), own, Question.text == text, Question.status.in_((*OPEN, Status.MERGED))
    )
    if session.scalar(waiting.limit(1)):
        raise Invalid(_("同じ質問がすでに届いています。「自団体の質問」でご確認ください。"), field="text")
    if queries.count_asked(str(actor.organisation_id), subject) >= MOST_ASKED:
        raise Invalid(_("質問は、1つの団体から%(n)s件までです。", n=MOST_ASKED), field="text")


def _check_answer(wording: str, answer: str) -> None:
    if not wording.strip():
        raise Invalid(_("公開する質問文を入力してください。"), field="wording")
    if not answer.strip():
        raise Invalid(_("回答を入力してください。"), field="answer")


def _check_anonymous(question: Question, askers: list[Question]) -> None:
    """Refuse what names an asker; the owners know who that is, so the message may say it."""
    names = queries.names_of(askers)
    errors = {}
    for field, text in (("wording", question.wording), ("answer", question.answer)):
        if found := recognised(text, names):
            words = _("、").join(found)
            errors[field] = [
                _("質問した人の名前（%(names)s）が含まれています。言い換えてください。", names=words)
            ]
    if errors:
        raise Invalid(" ".join(message for row in errors.values() for message in row), errors=errors)


def _step(before: Status, question: Question) -> dict[str, Any]:
    return {"status": [before.value, question.status.value]}
