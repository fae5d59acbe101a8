"""After closing: comparing, noting, talking, deciding, and what each responder reads of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from http import HTTPStatus

import pytest

from govtech.core import clock
from govtech.core.db import session, unit_of_work
from govtech.core.errors import Conflict, Invalid
from govtech.needs import choosing_services, comparing, interview_services, response_queries, services, tasks
from govtech.needs.interview_models import Interview, InterviewStatus
from govtech.needs.models import Need
from govtech.needs.outcomes import outcomes
from govtech.needs.prices import PriceData
from govtech.needs.response_models import GROUND_LABELS, Ground, Response, ResponseStatus
from tests import people
from tests.needs import board

WISH = outcomes(board.STATED.outcome)[0].key


def _closed(actor_for) -> tuple[str, str, str]:
    need_id = board.published(actor_for)
    dear = replace(board.ANSWER, approach="会社の考え", prices=(PriceData("利用料", 9_000_000, 1_000_000),))
    first = board.answered(actor_for, need_id, "company", dear)
    second = board.answered(
        actor_for, need_id, "group", replace(board.ANSWER, approach="団体の考え", networks=("internet",))
    )
    board.close(need_id)
    return need_id, first, second


def test_responses_stand_side_by_side(client_for, actor_for):
    need_id, first, _second = _closed(actor_for)
    editor = client_for("editor")
    marks = {"marks-0-key": WISH, "marks-0-mark": "partly", "marks-0-comment": "試行で確かめたい"}
    answer = editor.post(f"/responses/{first}/assess", data={"note": "予算を超える", **marks})
    assert answer.status_code == HTTPStatus.SEE_OTHER
    page = editor.get(f"/needs/{need_id}/responses").text
    for words in (
        "試験団体 company1",
        "試験団体 group1",
        board.STATED.outcome,
        "14,000,000円",
        "6,500,000円",
        "最も低い",
        "初年度が予算の上限を超える",
        "ニーズの条件と違う",
        "予算を超える",
        "試行で確かめたい",
    ):
        assert words in page
    reader = actor_for("editor")
    with unit_of_work(writes=False):
        found = comparing.compare(reader, session.get(Need, need_id))
    assert [column.met for column in found.columns] == [1, 1]
    assert found.lowest == 6_500_000


def test_the_shortlist_stays_with_the_owner_and_can_be_undone(client_for, actor_for):
    _need, first, _second = _closed(actor_for)
    editor, company = client_for("editor"), client_for("company")
    before = company.get(f"/responses/{first}").text
    editor.post(f"/responses/{first}/shortlist")
    assert board.response(first).status == ResponseStatus.SHORTLISTED
    assert "候補" not in company.get(f"/responses/{first}").text.split("<main", 1)[1]
    assert "候補" not in company.get("/responses").text.split("<main", 1)[1]
    assert "選定中" in before
    editor.post(f"/responses/{first}/unlist")
    assert board.response(first).status == ResponseStatus.SUBMITTED
    assert people.told("response.shortlisted") == people.told("response.unlisted") == []


def test_a_refusal_names_its_grounds_and_explains(client_for, actor_for):
    _need, first, second = _closed(actor_for)
    approver, company = client_for("approver"), client_for("company")
    for missing in ({"reason": "高い"}, {"grounds": "price"}, {"reason": "高い", "grounds": "weather"}):
        assert (
            approver.post(f"/responses/{first}/decline", data=missing).status_code
            == HTTPStatus.UNPROCESSABLE_ENTITY
        )
    approver.post(
        f"/responses/{first}/decline", data={"reason": "上限の倍でした", "grounds": ["price", "better"]}
    )
    page = company.get(f"/responses/{first}/debrief").text
    for words in ("予算に合わない", "ほかの提案のほうが合っていた", "上限の倍でした", "不採用"):
        assert words in page
    ((to, notice),) = people.told("response.declined")
    assert to == "company@example.jp"
    assert notice["path"] == f"/responses/{first}/debrief"
    actor = actor_for("approver")
    with unit_of_work(), pytest.raises(Invalid):
        choosing_services.decline(actor, session.get(Response, second), "理由", ())


def test_a_debrief_tells_of_oneself_and_of_the_whole_only_when_it_is_public(client_for, actor_for):
    need_id, first, second = _closed(actor_for)
    approver, company, group = client_for("approver"), client_for("company"), client_for("group")
    assert company.get(f"/responses/{first}/debrief").status_code == HTTPStatus.FORBIDDEN
    marks = {
        "note": "庁内メモ",
        "marks-0-key": WISH,
        "marks-0-mark": "not",
        "marks-0-comment": "割合の根拠がほしい",
    }
    approver.post(f"/responses/{first}/assess", data=marks)
    assert "割合の根拠がほしい" not in company.get(f"/responses/{first}").text
    approver.post(f"/responses/{first}/decline", data={"reason": "届かない", "grounds": "outcome"})
    page = company.get(f"/responses/{first}/debrief").text
    assert "割合の根拠がほしい" in page
    assert "写真で申し込める" in page
    assert "14,000,000円" in page
    assert "市町村が結果を公開した後に" in page
    for words in ("庁内メモ", "団体の考え", "group1", "2件"):
        assert words not in page
    approver.post(f"/responses/{second}/select", data={"reason": "合っていた"})
    assert "2件" not in company.get(f"/responses/{first}/debrief").text
    approver.post(f"/needs/{need_id}/match", data={"reason": "試行を始めます", "named": "y"})
    page = company.get(f"/responses/{first}/debrief").text
    for words in ("2件", "試験団体 group1", "試行を始めます"):
        assert words in page
    assert "合っていた" not in page
    assert "試験団体 group1" in client_for("visitor").get(f"/needs/{need_id}").text
    assert group.get(f"/responses/{first}/debrief").status_code == HTTPStatus.NOT_FOUND
    assert approver.get(f"/responses/{first}/debrief").status_code == HTTPStatus.FORBIDDEN


def test_whom_the_result_does_not_name_nobody_names(client_for, actor_for):
    need_id, first, second = _closed(actor_for)
    approver = client_for("approver")
    approver.post(f"/responses/{first}/decline", data={"reason": "届かない", "grounds": "outcome"})
    approver.post(f"/responses/{second}/select", data={"reason": "合っていた"})
    approver.post(f"/needs/{need_id}/match", data={"reason": "試行を始めます"})
    for page in (
        client_for("company").get(f"/responses/{first}/debrief"),
        client_for("visitor").get(f"/needs/{need_id}"),
    ):
        assert page.status_code == HTTPStatus.OK
        assert "group1" not in page.text.split("<main", 1)[1]


def test_marks_are_settled_with_the_result(client_for, actor_for):
    _need, first, _second = _closed(actor_for)
    approver = client_for("approver")
    approver.post(f"/responses/{first}/select", data={"reason": "合っていた"})
    late = approver.post(f"/responses/{first}/assess", data={"note": "あとから"})
    assert late.status_code == HTTPStatus.CONFLICT
    assert "あとから" in late.text


def test_a_withdrawn_response_is_not_read_after_closing(client_for, actor_for):
    need_id = board.published(actor_for)
    response_id = board.answered(actor_for, need_id)
    company = client_for("company")
    company.post(f"/responses/{response_id}/withdraw")
    board.close(need_id)
    owner = client_for("approver")
    assert owner.get(f"/responses/{response_id}").status_code == HTTPStatus.NOT_FOUND
    assert "company1" not in owner.get(f"/needs/{need_id}/responses").text.split("<main", 1)[1]
    assert "することはありません" in company.get("/responses").text
    assert company.post(f"/responses/{response_id}/reopen").status_code == HTTPStatus.CONFLICT


# ---- the day of the result


def test_the_day_of_the_result_is_promised_told_and_missed(client_for, actor_for, frozen):
    need_id, _first, _second = _closed(actor_for)
    editor, company = client_for("editor"), client_for("company")
    past = editor.post(f"/needs/{need_id}/result-date", data={"day": "2026-11-30"})
    assert past.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    answer = editor.post(f"/needs/{need_id}/result-date", data={"day": "2026年12月10日"})
    assert answer.status_code == HTTPStatus.SEE_OTHER
    assert {to for to, _notice in people.told("need.result_promised")} == {
        "company@example.jp",
        "group@example.jp",
    }
    assert "2026年12月10日" in client_for("visitor").get(f"/needs/{need_id}").text
    assert "2026年12月10日" in company.get("/responses").text
    approver = actor_for("approver")
    with unit_of_work(writes=False):
        assert [row.task for row in tasks.waiting_for(approver)] == ["choose"]
    frozen.move(days=10)
    with unit_of_work(writes=False):
        (row,) = tasks.waiting_for(approver)
    assert row.task == "overdue"
    assert tasks.due(row) < clock.now()
    assert "結果の予定日を過ぎています" in client_for("approver").get("/").text
    assert "過ぎています" in client_for("approver").get(f"/needs/{need_id}/responses").text


def test_a_day_promised_before_the_close_tells_nobody_and_nothing(client_for, actor_for, frozen):
    need_id = board.published(actor_for)
    board.answered(actor_for, need_id)
    editor = client_for("editor")
    editor.post(f"/needs/{need_id}/result-date", data={"day": "2026-12-20"})
    assert people.told("need.result_promised") == []
    assert "2026年12月20日" in client_for("company").get(f"/needs/{need_id}").text
    approver = actor_for("approver")
    with unit_of_work():
        need = session.get(Need, need_id)
        services.withdraw(approver, need, "やめた")
        with pytest.raises(Conflict):
            choosing_services.promise(approver, need, clock.today())


# ---- the day to talk


def _moment(days: int) -> dict[str, str]:
    local = clock.to_jst(clock.now() + timedelta(days=days))
    return {"day": local.date().isoformat(), "time": local.strftime("%H:%M")}


def _offer(*days: int) -> dict[str, str]:
    fields = {"place": "市役所3階", "message": "費用の前提を伺います"}
    for place, moment in enumerate(map(_moment, days)):
        fields |= {f"slots-{place}-at": moment["day"], f"slots-{place}-at-time": moment["time"]}
    return fields


def test_days_are_offered_others_wished_for_and_one_agreed(client_for, actor_for, frozen):
    _need, first, _second = _closed(actor_for)
    editor, company, page = client_for("editor"), client_for("company"), f"/responses/{first}/interview"
    assert company.get(page).status_code == HTTPStatus.NOT_FOUND
    assert editor.get(page).status_code == HTTPStatus.OK
    assert editor.post(page + "/propose", data={}).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert editor.post(page + "/propose", data=_offer(-1)).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert editor.post(page + "/propose", data=_offer(3, 5)).status_code == HTTPStatus.SEE_OTHER
    assert [to for to, _notice in people.told("interview.proposed")] == ["company@example.jp"]
    shown = company.get(page).text
    assert "市役所3階" in shown
    assert "2026年12月4日（金）12:00" in shown
    assert "面談の日時を選ぶ" in company.get("/responses").text
    assert company.post(page + "/pick", data={"slot": "2026-12-09T12:00:00+09:00"}).status_code == 422
    assert company.post(page + "/ask", data={"reply": " "}).status_code == 422
    company.post(page + "/ask", data={"reply": "午前を希望します"})
    assert "午前を希望します" in editor.get(page).text
    reader = actor_for("editor")
    with unit_of_work(writes=False):
        assert "reschedule" in {row.task for row in tasks.waiting_for(reader)}
    editor.post(page + "/propose", data=_offer(4, 6))
    company.post(page + "/pick", data={"slot": "2026-12-05T12:00:00+09:00"})
    told = {to for to, _notice in people.told("interview.agreed")}
    assert {"company@example.jp", "editor@example.jp"} <= told
    assert "2026年12月5日（土）12:00" in editor.get(page).text
    assert "2026年12月5日（土）12:00" in company.get(f"/responses/{first}").text
    editor.post(page + "/cancel")
    assert "取りやめ" in company.get(page).text


def test_talks_are_over_with_the_result(client_for, actor_for):
    _need, first, _second = _closed(actor_for)
    approver, company, page = client_for("approver"), client_for("company"), f"/responses/{first}/interview"
    approver.post(page + "/propose", data=_offer(3))
    approver.post(f"/responses/{first}/select", data={"reason": "合っていた"})
    slot = clock.to_jst(first_slot(first)).isoformat()
    assert company.post(page + "/pick", data={"slot": slot}).status_code == HTTPStatus.CONFLICT
    assert approver.post(page + "/cancel").status_code == HTTPStatus.CONFLICT
    assert "選定が終わっているため" in company.get(page).text


def first_slot(response_id: str):
    """The first day offered."""
    reader = people.actor("editor")
    with unit_of_work(writes=False):
        talk = response_queries.interview(reader, session.get(Response, response_id))
        return talk.slots[0].starts_at


@pytest.mark.parametrize("status", InterviewStatus)
@pytest.mark.parametrize("verb", ["propose", "pick", "ask", "cancel"])
def test_every_step_of_a_talk_from_every_state(actor_for, verb, status):
    _need, first, _second = _closed(actor_for)
    editor, company = actor_for("editor"), actor_for("company")
    moment = clock.now() + timedelta(days=3)
    with unit_of_work():
        talk = interview_services.propose(editor, session.get(Response, first), [moment], "", "")
        talk.status = status
        session.flush()
        act = {
            "propose": lambda: interview_services.propose(editor, talk.response, [moment], "", ""),
            "pick": lambda: interview_services.pick(company, talk, moment),
            "ask": lambda: interview_services.ask(company, talk, "別の日"),
            "cancel": lambda: interview_services.cancel(editor, talk),
        }[verb]
        if status in Interview.STEPS[verb].sources:
            act()
            assert talk.status == Interview.STEPS[verb].target
        else:
            with pytest.raises(Conflict):
                act()


@pytest.mark.parametrize("ground", Ground)
def test_every_ground_has_words_for_the_responder(client_for, actor_for, ground):
    _need, first, _second = _closed(actor_for)
    client_for("approver").post(
        f"/responses/{first}/decline", data={"reason": "説明", "grounds": ground.value}
    )
    page = client_for("company").get(f"/responses/{first}/debrief").text
    assert str(GROUND_LABELS[ground]) in page
