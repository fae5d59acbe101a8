"""What people are told of questions. Whoever asked is named in none of it, and cannot be told from its words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from govtech.accounts.queries import emails_of
from govtech.core.journal import Notice
from govtech.core.policy import Role
from govtech.core.text import shorten
from govtech.core.words import gettext as _
from govtech.notices.models import Kind
from govtech.notices.queries import watchers_of
from govtech.notices.telling import tell
from govtech.questions import queries
from govtech.questions.models import Question, Subject

QUOTED = 200


def path_of(question: Question) -> str:
    """The address of its own page."""
    return f"/questions/{question.id}"


def _among_others(question: Question) -> str:
    """Where it stands among the answers to its need or case; who has muted that is not told."""
    lists = "needs" if question.need_id else "cases"
    return f"/{lists}/{question.subject.id}/questions#q-{question.id}"


def asked(question: Question) -> list[Notice]:
    """To the owners: a question has come."""
    title = question.subject.title
    return tell(
        emails_of([question.owner_id]),
        Kind.QUESTION,
        path_of(question),
        lambda: (
            _("【質問】%(title)s", title=title),
            _(
                "質問が届きました。内容を読み、回答案を書いてください。質問は、回答を公開するまで公開されません。"
            ),
        ),
    )


def drafted(question: Question) -> list[Notice]:
    """To the approvers of a need: an answer waits to be confirmed."""
    title = question.subject.title
    return tell(
        emails_of([question.owner_id], Role.APPROVER, Role.ADMIN) if question.need_id else (),
        Kind.APPROVAL,
        path_of(question),
        lambda: (
            _("【回答の確認のお願い】%(title)s", title=title),
            _("質問への回答案ができました。質問した団体が分からないことを確かめて、公開してください。"),
        ),
    )


def published(question: Question, merged: Sequence[Question]) -> list[Notice]:
    """To each asker, that theirs was answered; to everybody else concerned, that there is an answer."""
    notices = [notice for item in (question, *merged) for notice in answered(item, question)]
    return [*notices, *_everybody(question, {notice.user_id for notice in notices}, corrected=False)]


def corrected(question: Question) -> list[Notice]:
    """To everybody concerned, askers among them: the answer was put right."""
    return _everybody(question, set(), corrected=True)


def answered(question: Question, answer: Question) -> list[Notice]:
    """To the person who asked, or to the organisation when that person has left it: the answer is here."""
    title, text = question.subject.title, shorten(answer.answer, QUOTED)
    return tell(
        _askers(question),
        Kind.QUESTION,
        path_of(answer),
        lambda: (
            _("【回答】%(title)s", title=title),
            _("自団体の質問への回答が届きました。\n\n%(answer)s", answer=text),
        ),
    )


def _askers(question: Question) -> Sequence[Any]:
    members = emails_of([question.organisation_id])
    return [row for row in members if row.user_id == question.user_id] or members


def _everybody(question: Question, told: set[str], *, corrected: bool) -> list[Notice]:
    subject = question.subject
    wording, answer = shorten(question.wording, QUOTED), shorten(question.answer, QUOTED)

    def words() -> tuple[str, str]:
        title = subject.title
        head = (
            _("【回答の訂正】%(title)s", title=title)
            if corrected
            else _("【質問と回答】%(title)s", title=title)
        )
        return head, _("質問：%(question)s\n回答：%(answer)s", question=wording, answer=answer)

    readers = [row for row in _concerned(subject) if row.user_id not in told]
    return tell(readers, Kind.QUESTION, _among_others(question), words)


def _concerned(subject: Subject) -> list[Any]:
    """Who watches it, who asked about it, who is answering it: one list, so that nobody can tell which one is."""
    kind = subject.__tablename__
    readers = [*watchers_of(kind, subject.id), *emails_of(queries.at_work_on(subject))]
    if kind == "need":
        return readers
    may = queries.reading(subject, [row.user_id for row in readers])  # type: ignore[arg-type]
    return [row for row in readers if row.user_id in may]
