"""Questions at each point of their lives, made through the services."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from govtech.core import clock
from govtech.core.db import session, unit_of_work
from govtech.core.policy import Actor
from govtech.knowledge import services as cases
from govtech.knowledge.content import CaseData
from govtech.knowledge.models import CaseStudy
from govtech.needs.models import Need
from govtech.questions import services
from govtech.questions.content import AnswerData
from govtech.questions.models import Question
from tests.needs import board

Actors = Callable[[str], Actor]
SECRET = "金糸雀電算の製品カナリア3号は使えますか。"
ANSWER = AnswerData("市販の製品は使えますか。", "使えます。LGWANで動くことが条件です。")


def need(actor_for: Actors, **changes: object) -> str:
    """An open need with a deadline for questions five days ahead, five before that of responses."""
    changes = {"question_deadline": clock.now() + timedelta(days=5), **changes}
    return board.published(actor_for, **changes)


def case(actor_for: Actors, visibility: str = "all") -> str:
    """A published case of the home town."""
    editor, approver = actor_for("editor"), actor_for("approver")
    with unit_of_work():
        made = cases.create(
            editor,
            CaseData(
                title="窓口の予約",
                summary="待ち時間を短くした。",
                year=2025,
                problem="混んでいた。",
                approach="予約を受けた。",
                initiatives=(1,),
                visibility=visibility,
            ),
        )
        session.flush()
        cases.submit(editor, made)
        cases.publish(approver, made)
        return made.id


def close(need_id: str) -> None:
    """Let the clock close the need, with a deadline for questions that was earlier still."""
    with unit_of_work():
        session.get_one(Need, need_id).question_deadline = clock.now() - timedelta(days=1)
    board.close(need_id)


def asked(actor_for: Actors, need_id: str, who: str = "company", text: str = SECRET) -> str:
    """A question about a need or a case."""
    actor = actor_for(who)
    with unit_of_work():
        subject = session.get(Need, need_id) or session.get_one(CaseStudy, need_id)
        return services.ask(actor, subject, text).id


def drafted(actor_for: Actors, need_id: str, who: str = "company", data: AnswerData = ANSWER) -> str:
    """A question with an answer that waits to be confirmed."""
    question_id, editor = asked(actor_for, need_id, who), actor_for("editor")
    with unit_of_work():
        question = session.get_one(Question, question_id)
        services.draft(editor, question, data, question.version)
    return question_id


def published(actor_for: Actors, need_id: str, who: str = "company", data: AnswerData = ANSWER) -> str:
    """A question with a published answer."""
    question_id, approver = drafted(actor_for, need_id, who, data), actor_for("approver")
    with unit_of_work():
        question = session.get_one(Question, question_id)
        services.publish(approver, question, question.version)
    return question_id


def loaded(question_id: str) -> Question:
    """The question as it is stored now."""
    with unit_of_work(writes=False):
        found = session.get_one(Question, question_id)
        session.expunge_all()
        return found


def act(verb: Callable[..., object], actor: Actor, question_id: str, *more: object) -> None:
    """A verb on the question as it is now, in a transaction of its own."""
    with unit_of_work():
        question = session.get_one(Question, question_id)
        versioned = verb in (services.publish, services.answer_privately, services.draft, services.correct)
        verb(actor, question, *more, *((question.version,) if versioned else ()))


def merge(actor: Actor, question_id: str, into: str) -> None:
    """Answer one together with another."""
    with unit_of_work():
        services.merge(actor, session.get_one(Question, question_id), session.get_one(Question, into))
