"""The life of a need: who takes which step, from where, and what the journal keeps of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from govtech.core import clock, journal
from govtech.core.db import session, unit_of_work
from govtech.core.errors import Conflict, Forbidden, Invalid
from govtech.core.policy import ANONYMOUS, SYSTEM
from govtech.needs import choosing_services, quality, queries, response_services, services, tasks
from govtech.needs.content import stated
from govtech.needs.models import Need, NeedRevision, Status
from tests import people
from tests.needs import board

VERBS = {
    "submit": services.submit,
    "send_back": lambda actor, need: services.send_back(actor, need, "直してください"),
    "publish": services.publish,
    "withdraw": lambda actor, need: services.withdraw(actor, need, "不要になった"),
    "match": lambda actor, need: services.match(actor, need, "決まった"),
    "unmatch": lambda actor, need: services.unmatch(actor, need, "なかった"),
    "conclude": lambda actor, need: services.conclude(actor, need, "終わった"),
}


def test_a_whole_life(actor_for):
    editor, approver = actor_for("editor"), actor_for("approver")
    need_id, (first, second) = board.closed(actor_for, "company", "group")
    with unit_of_work():
        choosing_services.select(approver, session.get(board.Response, first), "ものさしに沿った計画だった")
        choosing_services.decline(approver, session.get(board.Response, second), "予算に収まらない")
        services.match(approver, session.get(Need, need_id), "見本社を採用")
        services.conclude(approver, session.get(Need, need_id), "本格導入へ")
    need = board.loaded(need_id)
    assert need.status is Status.CONCLUDED
    assert need.result == "本格導入へ"
    with unit_of_work(writes=False):
        own = [entry.verb for entry in reversed(journal.history(editor, need))]
        public = [entry.verb for entry in reversed(journal.history(ANONYMOUS, need))]
    life = [
        "need.created",
        "need.submitted",
        "need.published",
        "need.closed",
        "need.matched",
        "need.concluded",
    ]
    assert own == life
    assert public == life[2:]


@pytest.mark.parametrize("status", list(Status))
@pytest.mark.parametrize("verb", list(VERBS))
def test_every_verb_from_every_status(actor_for, verb, status):
    need_id, approver = board.draft(actor_for), actor_for("approver")
    with unit_of_work():
        need = session.get(Need, need_id)
        need.status = status
        session.flush()
        if status in Need.STEPS[verb].sources and verb != "match":
            VERBS[verb](approver, need)
            assert need.status == Need.STEPS[verb].target
        else:
            with pytest.raises(Conflict):
                VERBS[verb](approver, need)
            assert need.status == status


@pytest.mark.parametrize(
    "who", ["editor", "other_admin", "company", "group", "coordinator", "auditor", "operator"]
)
@pytest.mark.parametrize("verb", ["send_back", "publish", "match", "unmatch", "conclude"])
def test_what_binds_the_municipality_is_the_approvers(actor_for, verb, who):
    need_id, actor = board.in_review(actor_for), actor_for(who)
    with unit_of_work(), pytest.raises(Forbidden):
        VERBS[verb](actor, session.get(Need, need_id))


def test_nobody_but_the_clock_closes(actor_for):
    for who in ("approver", "admin", "coordinator", "operator"):
        with unit_of_work(), pytest.raises(Forbidden):
            services.close_due(actor_for(who))


def test_closed_by_the_clock_once(actor_for, frozen):
    need_id = board.published(actor_for)
    deadline = board.loaded(need_id).response_deadline
    frozen.to(deadline - timedelta(seconds=1))
    with unit_of_work():
        assert services.close_due(SYSTEM) == 0
    frozen.to(deadline)
    assert not board.loaded(need_id).accepting
    with unit_of_work():
        assert services.close_due(SYSTEM) == 1
    with unit_of_work():
        assert services.close_due(SYSTEM) == 0
    need = board.loaded(need_id)
    assert (need.status, need.closed_at) == (Status.CLOSED, deadline)


def test_a_need_is_not_published_without_what_matters(actor_for):
    need_id, editor = (
        board.draft(actor_for, outcome="", wanted=(), response_deadline=None),
        actor_for("editor"),
    )
    with unit_of_work(), pytest.raises(Invalid) as refusal:
        services.submit(editor, session.get(Need, need_id))
    for words in ("どうなってほしいのか", "何を求めているのか", "提案の締切"):
        assert words in refusal.value.message
    assert board.loaded(need_id).status is Status.DRAFT


def test_a_deadline_may_pass_while_the_approver_sleeps(actor_for, frozen):
    need_id, approver = board.in_review(actor_for), actor_for("approver")
    frozen.move(days=11)
    with unit_of_work(), pytest.raises(Invalid, match="締切"):
        services.publish(approver, session.get(Need, need_id))


def test_the_check_names_every_gap_with_its_reason(actor_for, frozen):
    later = clock.now() + timedelta(days=21)
    need_id = board.draft(
        actor_for,
        response_deadline=later,
        persona="",
        scenario="",
        problem="困る",
        measure="",
        volume=None,
        population=None,
        network=None,
        budget_min=None,
        budget_max=None,
        contact="",
    )
    found = quality.findings(board.loaded(need_id))
    assert {gap.field for gap in found} == {
        "persona",
        "scenario",
        "problem",
        "measure",
        "volume",
        "network",
        "budget_max",
        "contact",
    }
    assert all(str(gap.why) and str(gap.example) for gap in found)
    assert not any(gap.blocking for gap in found)
    assert quality.findings(board.loaded(board.draft(actor_for, response_deadline=later))) == []


def test_changes_after_publication_are_recorded_and_only_go_forwards(actor_for):
    need_id, approver, editor = board.published(actor_for), actor_for("approver"), actor_for("editor")
    board.answered(actor_for, need_id)
    with unit_of_work():
        need = session.get(Need, need_id)
        later = need.response_deadline + timedelta(days=3)
        data = board.replace(board.STATED, budget_max=5_000_000, response_deadline=later)
        with pytest.raises(Forbidden):
            services.edit(editor, need, data, need.version, "議会で認められた")
        with pytest.raises(Invalid) as refusal:
            services.edit(approver, need, data, need.version)
        assert set(refusal.value.errors) == {"reason"}
        sooner = board.replace(data, response_deadline=need.response_deadline - timedelta(days=1))
        with pytest.raises(Invalid) as refusal:
            services.edit(approver, need, sooner, need.version, "急ぐ")
        assert set(refusal.value.errors) == {"response_deadline"}
        slip = board.replace(data, response_deadline=later + timedelta(days=800))
        with pytest.raises(Invalid) as refusal:
            services.edit(approver, need, slip, need.version, "準備の時間を取る")
        assert set(refusal.value.errors) == {"response_deadline"}
        others = board.replace(data, respondents="companies")
        with pytest.raises(Invalid) as refusal:
            services.edit(approver, need, others, need.version, "企業だけにする")
        assert set(refusal.value.errors) == {"respondents"}
        services.edit(approver, need, data, need.version, "議会で認められた")
    with unit_of_work(writes=False):
        (revision,) = session.scalars(sa.select(NeedRevision).where(NeedRevision.need_id == need_id)).all()
        session.expunge_all()
    assert set(revision.changes) == {"budget_max", "response_deadline"}
    assert revision.changes["budget_max"] == ["4,000,000", "5,000,000"]
    assert [to for to, _notice in people.told("need.revised")] == ["company@example.jp"]


def test_an_edit_without_a_change_leaves_no_trace(actor_for):
    need_id, approver = board.published(actor_for), actor_for("approver")
    with unit_of_work():
        need = session.get(Need, need_id)
        version = need.version
        services.edit(approver, need, stated(need), version, "念のため")
        assert need.version == version
        assert queries.revisions(need) == []


@pytest.mark.parametrize("status", sorted(set(Status) - services.EDITABLE))
def test_only_drafts_and_open_needs_are_edited(actor_for, status):
    need_id, approver = board.draft(actor_for), actor_for("approver")
    with unit_of_work():
        need = session.get(Need, need_id)
        need.status = status
        session.flush()
        with pytest.raises(Conflict):
            services.edit(approver, need, board.STATED, need.version, "理由")


def test_nothing_is_concluded_before_everybody_has_heard(actor_for):
    need_id, (first, second) = board.closed(actor_for, "company", "group")
    approver = actor_for("approver")
    with unit_of_work():
        need = session.get(Need, need_id)
        for verb in (services.match, services.unmatch):
            with pytest.raises(Conflict, match="2件"):
                verb(approver, need, "結果")
        choosing_services.decline(approver, session.get(board.Response, first), "予算")
        choosing_services.decline(approver, session.get(board.Response, second), "予算")
        with pytest.raises(Conflict, match="採用した提案がありません"):
            services.match(approver, need, "結果")
        services.unmatch(approver, need, "該当なし")
        assert need.status is Status.UNMATCHED


def test_withdrawn_before_closing_the_responses_stay_shut(actor_for):
    need_id, approver = board.published(actor_for), actor_for("approver")
    response_id = board.answered(actor_for, need_id)
    with unit_of_work():
        services.withdraw(approver, session.get(Need, need_id), "国の制度で足りる")
    with unit_of_work(writes=False):
        need = session.get(Need, need_id)
        assert need.closed_at is None
    assert [to for to, _notice in people.told("need.withdrawn")] == ["company@example.jp"]
    assert board.response(response_id).status == "submitted"


def test_who_is_asked_to_do_what(actor_for, frozen):
    review, open_one = board.in_review(actor_for), board.published(actor_for)
    company = actor_for("company")
    with unit_of_work():
        response_services.start(company, session.get(Need, open_one), board.ANSWER)
    with unit_of_work(writes=False):
        assert [(row.task, row.id) for row in tasks.waiting_for(actor_for("approver"))] == [
            ("approve", review)
        ]
    editor = actor_for("editor")
    with unit_of_work(writes=False):
        assert tasks.waiting_for(editor) == []
        assert [(row.task, row.id) for row in tasks.waiting_for(company)] == [("finish", open_one)]
        assert tasks.waiting_for(ANONYMOUS) == []
        assert [row.id for row in queries.open_now()] == [open_one]
    board.close(open_one)
    with unit_of_work(writes=False):
        assert [(row.task, row.id) for row in tasks.waiting_for(editor)] == [("choose", open_one)]
