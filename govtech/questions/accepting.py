"""Until when one can ask, and until when an answer can be shown to everybody: judged at a given moment."""

from __future__ import annotations

from datetime import datetime

from govtech.core.clock import now
from govtech.core.show import show_datetime
from govtech.core.words import gettext as _
from govtech.knowledge.models import Status as CaseStatus
from govtech.needs.models import Need
from govtech.needs.models import Status as NeedStatus
from govtech.questions.models import Subject


def asking_until(subject: Subject) -> datetime | None:
    """The deadline of questions: the need's own, else that of responses; none under a case."""
    if isinstance(subject, Need):
        return subject.question_deadline or subject.response_deadline
    return None


def takes_questions(subject: Subject, moment: datetime | None = None) -> bool:
    """Whether one can ask about it at that moment, now unless given."""
    if not takes_answers(subject, moment):
        return False
    until = asking_until(subject)
    return until is None or (moment or now()) < until


def takes_answers(subject: Subject, moment: datetime | None = None) -> bool:
    """Whether an answer can be published: while a need takes responses, and while a case is on show.

    What is said after the responses are in would favour nobody and could only raise doubts about the choice.
    """
    if isinstance(subject, Need):
        until = subject.response_deadline
        open_now = until is not None and (moment or now()) < until
        return subject.status is NeedStatus.PUBLISHED and open_now
    return subject.status is CaseStatus.PUBLISHED


def why_not(subject: Subject) -> str:
    """Why no question is taken now, with the deadline."""
    if isinstance(subject, Need):
        if subject.status is NeedStatus.WITHDRAWN:
            return _("このニーズは取り下げられたため、質問を受け付けていません。")
        until = asking_until(subject)
        if subject.published_at is None or until is None:
            return _("このニーズは、まだ募集を始めていません。")
        return _(
            "質問の締切（%(deadline)s）を過ぎたため、受け付けできません。", deadline=show_datetime(until)
        )
    return _("この事例は掲載中でないため、質問を受け付けていません。")


def why_unanswerable(subject: Subject) -> str:
    """Why no answer can be published any more."""
    if isinstance(subject, Need):
        return _("ニーズの募集が終わったため、回答は公開できません。質問者だけに回答してください。")
    return _("この事例は掲載中でないため、回答は公開できません。質問者だけに回答してください。")
