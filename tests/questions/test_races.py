"""Several people, one moment: real commits on both databases."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import sqlalchemy as sa

from govtech.core import clock
from govtech.core.db import session, unit_of_work
from govtech.core.errors import Conflict
from govtech.core.policy import SYSTEM
from govtech.needs import services as needs
from govtech.needs.models import Need
from govtech.questions import services
from govtech.questions.models import Question, Status
from tests import people
from tests.needs import board
from tests.questions import desk
from tests.races import at_once

ASKERS = 6
EACH = 6


def keep_asking(actor, need_id: str, name: str, start) -> list[tuple[str, object]]:
    """Ask one question after another from `start` on; the id of each that was acknowledged, or why it was not."""
    while clock.now() < start:
        pass
    said: list[tuple[str, object]] = []
    for number in range(EACH):
        text = f"{name}の{number}"
        while True:
            try:
                with unit_of_work():
                    key = services.ask(actor, session.get_one(Need, need_id), text).id
                said.append((text, key))
                break
            except Conflict as refusal:
                said.append((text, refusal))
                break
            except sa.exc.OperationalError:  # the database is busy: ask again
                continue
    return said


def test_questions_around_the_deadline_second_are_in_or_refused_never_late_and_never_lost(live):
    deadline = clock.now() + timedelta(seconds=60)
    need_id = board.published(people.actor, question_deadline=deadline, response_deadline=deadline)
    who = ("company", "other_company", "group", "other_editor", "company_admin", "group_admin")
    actors = [people.actor(name) for name in who]
    with unit_of_work():
        deadline = clock.now() + timedelta(milliseconds=150)
        need = session.get_one(Need, need_id)
        need.question_deadline = need.response_deadline = deadline
    starts = [deadline - timedelta(milliseconds=12 * place) for place in range(ASKERS)]

    def keep_closing() -> None:
        closed = 0
        while not closed:
            with unit_of_work():
                closed = needs.close_due(SYSTEM)

    acts = [
        lambda place=place: keep_asking(actors[place], need_id, who[place], starts[place])
        for place in range(ASKERS)
    ]
    *results, _closed = at_once(*acts, keep_closing)
    with unit_of_work(writes=False):
        stored = {
            row.id: row for row in session.execute(sa.select(Question.id, Question.text, Question.asked_at))
        }
    said = [pair for result in results for pair in result]
    acknowledged = {key for _text, key in said if isinstance(key, str)}
    assert acknowledged == set(stored)
    assert all(row.asked_at < deadline for row in stored.values())
    assert len(said) == ASKERS * EACH
    assert any(isinstance(result, Conflict) for _text, result in said)
    assert board.loaded(need_id).closed_at >= deadline


def test_an_answer_is_published_or_the_need_has_closed(live):
    need_id = desk.need(people.actor)
    question_id, approver = desk.drafted(people.actor, need_id), people.actor("approver")
    with unit_of_work():
        need = session.get_one(Need, need_id)
        need.question_deadline = clock.now()
        need.response_deadline = deadline = clock.now() + timedelta(milliseconds=30)

    def publish() -> None:
        while True:
            try:
                with unit_of_work():
                    question = session.get_one(Question, question_id)
                    return services.publish(approver, question, question.version)
            except sa.exc.OperationalError:
                continue

    def close() -> None:
        closed = 0
        while not closed:
            with unit_of_work():
                closed = needs.close_due(SYSTEM)

    result, _closed = at_once(publish, close)
    question = desk.loaded(question_id)
    assert (question.status is Status.PUBLISHED) == (result is None)
    assert question.answered_at is None or question.answered_at < deadline


def test_who_is_merged_while_it_is_published_hears_the_answer(live):
    need_id = desk.need(people.actor)
    first = desk.drafted(people.actor, need_id)
    second = desk.asked(people.actor, need_id, "group", "同じこと")
    editor, approver = people.actor("editor"), people.actor("approver")

    def again(act: Callable[[], None]) -> None:
        while True:
            try:
                return act()
            except sa.exc.OperationalError:
                continue

    at_once(
        lambda: again(lambda: desk.act(services.publish, approver, first)),
        lambda: again(lambda: desk.merge(editor, second, first)),
    )
    one, other = desk.loaded(first), desk.loaded(second)
    assert (one.status, other.status) == (Status.PUBLISHED, Status.MERGED)
    assert other.answered_at == one.answered_at


def test_an_organisation_does_not_get_past_the_limit_by_asking_at_once(live):
    need_id = desk.need(people.actor)
    for number in range(services.MOST_ASKED - 1):
        desk.asked(people.actor, need_id, text=f"質問{number}")
    actors = [people.actor(who) for who in ("company", "company_admin") * 2]

    def ask(place: int) -> str | None:
        while True:
            try:
                with unit_of_work():
                    return services.ask(actors[place], session.get_one(Need, need_id), f"同時{place}").id
            except sa.exc.OperationalError:
                continue

    results = at_once(*(lambda place=place: ask(place) for place in range(4)))
    assert sum(isinstance(result, str) for result in results) == 1
