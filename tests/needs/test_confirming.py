"""After a change that matters, whoever has responded is asked to confirm or to revise."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus

import pytest
import sqlalchemy as sa

from govtech.core import journal
from govtech.core.db import session, unit_of_work
from govtech.core.errors import Conflict, Forbidden
from govtech.needs import confirming_services, response_services, services, tasks
from govtech.needs.content import stated
from govtech.needs.models import Need
from govtech.needs.response_content import answered
from govtech.needs.response_models import Response
from tests.needs import board

ASKED = "変更の確認をお願いします"


def _change(actor_for, need_id: str, **values: object) -> int:
    """The last material revision after a change by the approver."""
    approver = actor_for("approver")
    with unit_of_work():
        need = session.get_one(Need, need_id)
        data = board.replace(stated(need), **values)
        services.edit(approver, need, data, need.version, "議会で認められた")
        return need.material_revision


def _confirm(actor_for, who: str, response_id: str, number: int) -> None:
    actor = actor_for(who)
    with unit_of_work():
        confirming_services.confirm(actor, session.get_one(Response, response_id), number)


def _unconfirmed(response_id: str) -> bool:
    with unit_of_work(writes=False):
        return session.get_one(Response, response_id).unconfirmed


def test_one_confirms_one_revises_and_one_stays_silent(actor_for, client_for):
    need_id = board.published(actor_for)
    who = ("company", "group", "other_company")
    first, second, third = (board.answered(actor_for, need_id, one) for one in who)
    assert _change(actor_for, need_id, budget_max=5_000_000) == 1
    assert [_unconfirmed(one) for one in (first, second, third)] == [True] * 3
    company, group = client_for("company"), client_for("group")
    for page in (f"/responses/{first}", "/responses"):
        assert ASKED in company.get(page).text
    assert f"/needs/{need_id}#revision-1" in company.get(f"/responses/{first}").text
    assert (
        company.post(f"/responses/{first}/confirm", data={"revision": "1"}).status_code
        == HTTPStatus.SEE_OTHER
    )
    assert ASKED not in company.get(f"/responses/{first}").text
    warned = "書き換えると、変更を確認したことになります"
    assert warned in group.get(f"/needs/{need_id}/response").text
    assert warned not in company.get(f"/needs/{need_id}/response").text
    actor = actor_for("group")
    with unit_of_work():
        response = session.get_one(Response, second)
        data = board.replace(answered(response), plan="予算に合わせて4か月")
        response_services.edit(actor, response, data, response.version)
    assert ASKED not in group.get(f"/responses/{second}").text
    assert [_unconfirmed(one) for one in (first, second, third)] == [False, False, True]
    approver = client_for("approver")
    assert approver.get(f"/responses/{first}").status_code == HTTPStatus.NOT_FOUND  # nothing before the close
    board.close(need_id)
    assert "変更1の前に書かれ" not in approver.get(f"/responses/{first}").text
    assert "変更1の前に書かれ" in approver.get(f"/responses/{third}").text
    listed = approver.get(f"/needs/{need_id}/responses").text
    assert listed.count("変更1を確認済み") == 2
    assert listed.count("変更1の前に書かれた") == 1
    assert board.response(third).status == "submitted"


def test_a_small_change_asks_nobody(actor_for):
    need_id = board.published(actor_for)
    response_id = board.answered(actor_for, need_id)
    assert _change(actor_for, need_id, contact="情報政策課") == 0
    assert not _unconfirmed(response_id)


def test_what_is_handed_in_after_the_change_is_confirmed_by_that(actor_for):
    need_id = board.published(actor_for)
    _change(actor_for, need_id, budget_max=5_000_000)
    assert not _unconfirmed(board.answered(actor_for, need_id))


def test_nobody_confirms_a_change_they_have_not_read(actor_for):
    need_id = board.published(actor_for)
    response_id = board.answered(actor_for, need_id)
    _change(actor_for, need_id, budget_max=5_000_000)
    _change(actor_for, need_id, network="internet")
    with pytest.raises(Conflict, match="さらに変更"):
        _confirm(actor_for, "company", response_id, 1)
    assert _unconfirmed(response_id)
    _confirm(actor_for, "company", response_id, 2)
    _confirm(actor_for, "company_admin", response_id, 2)
    assert not _unconfirmed(response_id)


def test_drafts_are_not_confirmed_and_nothing_is_after_the_deadline(actor_for, frozen):
    need_id = board.published(actor_for)
    submitted = board.answered(actor_for, need_id)
    group = actor_for("group")
    with unit_of_work():
        draft = response_services.start(group, session.get_one(Need, need_id), board.ANSWER).id
    _change(actor_for, need_id, budget_max=5_000_000)
    with pytest.raises(Conflict, match="提出済み"):
        _confirm(actor_for, "group", draft, 1)
    frozen.to(board.loaded(need_id).response_deadline)
    with pytest.raises(Conflict, match="締切"):
        _confirm(actor_for, "company", submitted, 1)
    assert _unconfirmed(submitted)


@pytest.mark.parametrize("who", ["approver", "coordinator", "operator", "group", "other_company"])
def test_only_the_responder_confirms(actor_for, who):
    need_id = board.published(actor_for)
    response_id = board.answered(actor_for, need_id)
    _change(actor_for, need_id, budget_max=5_000_000)
    with pytest.raises(Forbidden):
        _confirm(actor_for, who, response_id, 1)


def test_responders_are_told_where_the_redline_is_and_find_it_among_todays_tasks(actor_for):
    need_id = board.published(actor_for)
    board.answered(actor_for, need_id)
    _change(actor_for, need_id, budget_max=5_000_000)
    company = actor_for("company")
    with unit_of_work(writes=False):
        told = session.scalars(
            sa.select(journal.Outbox.payload)
            .join(journal.Entry)
            .where(journal.Entry.verb == "need.revised", journal.Outbox.consumer == journal.Consumer.NOTICE)
        ).all()
        assert [(row.task, row.id) for row in tasks.waiting_for(company)] == [("confirm", need_id)]
    assert {notice["path"] for notice in told} == {f"/needs/{need_id}#revision-1"}
    assert all("変更の確認のお願い" in notice["title"] for notice in told)


def test_deadlines_go_forwards_alone_those_of_questions_too(client_for, actor_for, frozen):
    need_id = board.published(actor_for)
    deadline = board.loaded(need_id).response_deadline
    approver = actor_for("approver")
    with unit_of_work():
        need = session.get_one(Need, need_id)
        asks = board.replace(stated(need), question_deadline=deadline - timedelta(days=3))
        with pytest.raises(services.Invalid) as refusal:
            services.edit(approver, need, asks, need.version, "急ぐ")
        assert set(refusal.value.errors) == {"question_deadline"}
    later = deadline + timedelta(days=7)
    assert _change(actor_for, need_id, response_deadline=later, question_deadline=deadline) == 1
    assert board.loaded(need_id).response_deadline == later
