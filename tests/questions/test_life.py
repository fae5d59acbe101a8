"""The life of a question: who takes which step, from where, until when."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from govtech.core import clock
from govtech.core.db import session, unit_of_work
from govtech.core.errors import Conflict, DomainError, Forbidden, Invalid
from govtech.needs.models import Need
from govtech.questions import queries, services
from govtech.questions.content import AnswerData
from govtech.questions.models import Question, Status
from tests.needs import board
from tests.questions import desk

VERBS = {
    "draft": lambda actors, key: desk.act(services.draft, actors("editor"), key, desk.ANSWER),
    "publish": lambda actors, key: desk.act(services.publish, actors("approver"), key),
    "answer": lambda actors, key: desk.act(services.answer_privately, actors("approver"), key),
    "separate": lambda actors, key: desk.act(services.separate, actors("editor"), key),
    "withdraw": lambda actors, key: desk.act(services.withdraw, actors("company"), key),
}


def test_a_whole_life(actor_for):
    need_id = desk.need(actor_for)
    question_id = desk.published(actor_for, need_id)
    question = desk.loaded(question_id)
    assert (question.status, question.text, question.wording) == (
        Status.PUBLISHED,
        desk.SECRET,
        desk.ANSWER.wording,
    )
    with unit_of_work(writes=False):
        visitor = queries.published(actor_for("other_company"), session.get_one(Need, need_id))
    assert [(row.wording, row.answer) for row in visitor] == [(desk.ANSWER.wording, desk.ANSWER.answer)]


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.differing_executors],
)
@given(
    steps=st.lists(
        st.sampled_from(["draft", "publish", "answer", "merge", "separate", "withdraw"]), max_size=7
    )
)
def test_any_walk_follows_the_table(actor_for, steps):
    need_id = desk.need(actor_for)
    target = desk.asked(actor_for, need_id, "group", "別の団体の質問")
    question_id = desk.asked(actor_for, need_id)
    status = Status.ASKED
    for step in steps:
        allowed = status in Question.STEPS[step].sources
        try:
            if step == "merge":
                desk.merge(actor_for("editor"), question_id, target)
            else:
                VERBS[step](actor_for, question_id)
        except DomainError:
            assert not allowed
        else:
            assert allowed
            status = Question.STEPS[step].target
        question = desk.loaded(question_id)
        assert question.status == status
        assert (question.merged_into_id is not None) == (status is Status.MERGED)


@pytest.mark.parametrize("seconds", [-1, 0, 1])
def test_questions_are_taken_until_their_deadline_and_not_in_its_second(actor_for, frozen, seconds):
    need_id = desk.need(actor_for)
    deadline = board.loaded(need_id).question_deadline
    actor_for("company")
    frozen.to(deadline + timedelta(seconds=seconds))
    if seconds < 0:
        assert desk.loaded(desk.asked(actor_for, need_id)).asked_at < deadline
        return
    with pytest.raises(Conflict, match=r"質問の締切（2026年12月6日（日）12:00）を過ぎた"):
        desk.asked(actor_for, need_id)


def test_without_a_deadline_of_their_own_questions_are_taken_as_long_as_responses(actor_for, frozen):
    need_id = board.published(actor_for)
    actor_for("company")
    frozen.to(board.loaded(need_id).response_deadline - timedelta(seconds=1))
    desk.asked(actor_for, need_id)
    frozen.move(seconds=1)
    with pytest.raises(Conflict):
        desk.asked(actor_for, need_id, text="もう一つ")


def test_a_need_that_is_no_longer_open_takes_no_question_and_shows_no_new_answer(actor_for):
    need_id = desk.need(actor_for)
    question_id = desk.drafted(actor_for, need_id)
    desk.close(need_id)
    with pytest.raises(Conflict):
        desk.asked(actor_for, need_id, text="もう一つ")
    with pytest.raises(Conflict, match="募集が終わった"):
        desk.act(services.publish, actor_for("approver"), question_id)
    desk.act(services.answer_privately, actor_for("approver"), question_id)
    assert desk.loaded(question_id).status is Status.ANSWERED


def test_after_the_last_moment_no_answer_is_published_even_before_the_clock_has_closed(actor_for, frozen):
    need_id = desk.need(actor_for)
    question_id = desk.drafted(actor_for, need_id)
    actor_for("approver")
    frozen.to(board.loaded(need_id).response_deadline)
    with pytest.raises(Conflict, match="募集が終わった"):
        desk.act(services.publish, actor_for("approver"), question_id)


@pytest.mark.parametrize("who", ["editor", "coordinator", "auditor", "operator", "new_company", "visitor"])
def test_who_may_not_ask(actor_for, who):
    need_id = desk.need(actor_for)
    with pytest.raises(Forbidden):
        desk.asked(actor_for, need_id, who)


@pytest.mark.parametrize("who", ["company", "group", "other_editor"])
def test_suppliers_and_other_towns_ask(actor_for, who):
    assert desk.loaded(desk.asked(actor_for, desk.need(actor_for), who)).status is Status.ASKED


@pytest.mark.parametrize("who", ["editor", "other_admin", "company", "coordinator", "auditor", "operator"])
def test_an_approver_confirms_what_is_said_about_a_need(actor_for, who):
    question_id = desk.drafted(actor_for, desk.need(actor_for))
    for verb in (services.publish, services.answer_privately):
        with pytest.raises(Forbidden):
            desk.act(verb, actor_for(who), question_id)


def test_about_a_case_an_editor_suffices_and_there_is_no_deadline(actor_for, frozen):
    case_id = desk.case(actor_for)
    frozen.move(days=400)
    question_id = desk.drafted(actor_for, case_id, "other_editor")
    desk.act(services.publish, actor_for("editor"), question_id)
    assert desk.loaded(question_id).status is Status.PUBLISHED


@pytest.mark.parametrize(
    ("wording", "answer"),
    [
        ("試験団体 company1の製品は使えますか。", "使えます。"),
        ("使えますか。", "試験団体ＣＯＭＰＡＮＹ１の製品なら使えます。"),
        ("試験 companyさんの質問です。", "はい。"),
    ],
)
def test_an_answer_that_names_who_asked_is_not_published(actor_for, wording, answer):
    question_id = desk.drafted(actor_for, desk.need(actor_for), data=AnswerData(wording, answer))
    with pytest.raises(Invalid, match="名前"):
        desk.act(services.publish, actor_for("approver"), question_id)
    assert desk.loaded(question_id).status is Status.DRAFTED
    desk.act(services.draft, actor_for("editor"), question_id, desk.ANSWER)
    desk.act(services.publish, actor_for("approver"), question_id)
    with pytest.raises(Invalid, match="名前"):
        desk.act(services.correct, actor_for("approver"), question_id, AnswerData(wording, answer))


def test_one_answer_closes_the_questions_that_are_the_same(actor_for):
    need_id, editor = desk.need(actor_for), actor_for("editor")
    first = desk.drafted(actor_for, need_id)
    second, third = (desk.asked(actor_for, need_id, who, f"{who}より") for who in ("group", "other_company"))
    desk.merge(editor, third, second)
    desk.merge(editor, second, first)
    assert {desk.loaded(key).merged_into_id for key in (second, third)} == {first}
    with pytest.raises(Conflict, match="まとめている"):
        desk.act(services.answer_privately, actor_for("approver"), first)
    desk.act(services.publish, actor_for("approver"), first)
    answers = {desk.loaded(key).answered_at for key in (first, second, third)}
    assert len(answers) == 1
    assert None not in answers
    late = desk.asked(actor_for, need_id, "other_editor", "高槻より")
    desk.merge(editor, late, first)
    assert desk.loaded(late).answered_at in answers
    with pytest.raises(Conflict, match="すでに回答"):
        desk.act(services.withdraw, actor_for("other_editor"), late)


def test_withdrawing_sets_free_what_was_to_be_answered_with_it(actor_for):
    need_id = desk.need(actor_for)
    first, second = desk.asked(actor_for, need_id), desk.asked(actor_for, need_id, "group", "同じこと")
    desk.merge(actor_for("editor"), second, first)
    desk.act(services.withdraw, actor_for("company"), first)
    assert desk.loaded(first).status is Status.WITHDRAWN
    assert (desk.loaded(second).status, desk.loaded(second).merged_into_id) == (Status.ASKED, None)


def test_only_questions_about_the_same_thing_are_merged(actor_for):
    one, other = desk.need(actor_for), desk.need(actor_for)
    first, second = desk.asked(actor_for, one), desk.asked(actor_for, other)
    for target in (second, first):
        with pytest.raises(Conflict, match="まとめられません"):
            desk.merge(actor_for("editor"), first, target)


def test_an_organisation_asks_so_many_and_none_twice(actor_for):
    need_id = desk.need(actor_for)
    desk.asked(actor_for, need_id)
    with pytest.raises(Invalid, match="すでに届いています"):
        desk.asked(actor_for, need_id, "company_admin")
    for number in range(1, services.MOST_ASKED):
        desk.asked(actor_for, need_id, text=f"質問{number}")
    with pytest.raises(Invalid, match="20件まで"):
        desk.asked(actor_for, need_id, text="さらに")
    desk.asked(actor_for, need_id, "group", "別の団体は聞ける")


def test_a_correction_is_dated_and_an_outdated_one_refused(actor_for, frozen):
    question_id = desk.published(actor_for, desk.need(actor_for))
    version = desk.loaded(question_id).version
    frozen.move(hours=1)
    desk.act(services.correct, actor_for("approver"), question_id, AnswerData("使えますか。", "使えません。"))
    question = desk.loaded(question_id)
    assert (question.answer, question.corrected_at) == ("使えません。", clock.now())
    approver = actor_for("approver")
    with unit_of_work(), pytest.raises(Conflict):
        services.correct(approver, session.get_one(Question, question_id), desk.ANSWER, version)
