"""The board as people meet it: write, check, approve, change, filter."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus

import pytest

from govtech.core import clock
from govtech.core.db import session, unit_of_work
from govtech.core.policy import ANONYMOUS
from govtech.needs import queries, services
from govtech.needs.models import Need
from govtech.needs.search import to_document, visible
from tests.needs import board

TYPED = {
    "title": "保育所の申込みを来庁せずに終えたい",
    "persona": "日中は働いていて来られない子育て世帯",
    "scenario": "添付書類が足りず、出直しになってしまう場面",
    "problem": "紙の申込書を職員が1件10分かけて打ち直している",
    "outcome": "申込みの8割が、来庁せずに終わるようになる",
    "measure": "オンライン申込みの割合を1年で60%以上にする",
    "initiatives": ["7", "18"],
    "population": "１２，０００",
    "volume": "3,200",
    "volume_unit": "件／年",
    "network": "lgwan",
    "budget_min": "2,000,000円",
    "budget_max": "４００００００",
    "fiscal_year": "2027",
    "wanted": ["proposal", "trial"],
    "respondents": "both",
    "question_deadline": "2026-12-10",
    "response_deadline": "2026-12-21",
    "response_deadline-time": "17:00",
    "contact": "デジタル推進課",
}


def test_from_a_draft_to_the_board(client_for, frozen):
    editor, approver, visitor = client_for("editor"), client_for("approver"), client_for("visitor")
    answer = editor.post("/needs/new", data=TYPED)
    assert answer.status_code == HTTPStatus.SEE_OTHER, answer.text
    page = answer.location
    text = editor.get(page).text
    for words in (
        "12,000人",
        "3,200 件／年",
        "2,000,000円から4,000,000円",
        "令和9年度",
        "2026年12月21日（月）17:00",
    ):
        assert words in text
    assert "2026年12月10日（木）23:59" in text
    assert "すべてそろっています" in text
    assert visitor.get(page).status_code == HTTPStatus.NOT_FOUND
    assert client_for("other_admin").get(page).status_code == HTTPStatus.NOT_FOUND
    assert client_for("coordinator").get(page).status_code == HTTPStatus.NOT_FOUND
    assert editor.post(page + "/submit").status_code == HTTPStatus.SEE_OTHER
    assert editor.post(page + "/submit").status_code == HTTPStatus.CONFLICT
    assert editor.post(page + "/publish").status_code == HTTPStatus.FORBIDDEN
    assert "ニーズを公開する" in approver.get(page).text
    approver.post(page + "/send-back", data={"reason": "予算の根拠を書いてください"})
    assert "予算の根拠を書いてください" in editor.get(page).text
    editor.post(page + "/submit")
    assert approver.post(page + "/publish").status_code == HTTPStatus.SEE_OTHER
    public = visitor.get(page).text
    assert "募集中" in public
    assert "予算の根拠を書いてください" not in public
    assert TYPED["title"] in visitor.get("/needs").text


def test_a_title_is_enough_to_begin_and_the_check_says_what_is_missing(client_for):
    editor = client_for("editor")
    page = editor.post("/needs/new", data={"title": "ため池の水位", "respondents": "both"}).location
    text = editor.get(page).text
    assert "公開前の点検" in text
    assert "数字の目標がないと" in text
    answer = editor.post(page + "/submit")
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "どうなってほしいのか" in answer.text


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"title": ""}, "件名を入力してください。"),
        ({"title": "長" * 121}, "120文字以内で入力してください（現在121文字）。"),
        ({"budget_min": "5000000"}, "予算の上限は、下限以上にしてください。"),
        ({"budget_max": "たくさん"}, "数字で入力してください。"),
        ({"question_deadline": "2026-12-21"}, "質問の締切は、提案の締切より前にしてください。"),
        ({"response_deadline": "十二月"}, "日付として読めません。"),
        ({"response_deadline": "9999-12-31"}, "期限は2年以内の日時にしてください。"),
        ({"volume_unit": ""}, "件数・量の単位を入力してください。"),
        ({"network": "lgwan2"}, "一覧にある項目から選んでください。"),
        ({"initiatives": ["99"]}, "一覧にある項目から選んでください。"),
        ({"fiscal_year": "27"}, "2,000から2,100までの数で入力してください。"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(client_for, typed, message):
    answer = client_for("editor").post("/needs/new", data={**TYPED, **typed})
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert message in answer.text
    assert "error-summary" in answer.text
    assert TYPED["scenario"] in answer.text
    for value in typed.values():
        if isinstance(value, str) and value != "lgwan2":
            assert value in answer.text


def test_hostile_text_stays_text(client_for):
    editor = client_for("editor")
    hostile = '<script>alert(1)</script><img src=x onerror="alert(2)">\u202e'
    page = editor.post("/needs/new", data={**TYPED, "problem": hostile, "title": hostile}).location
    text = editor.get(page).text
    assert "<script>alert" not in text
    assert "<img src=x" not in text
    assert "\u202e" not in text


def test_a_stale_edit_shows_both_texts_and_loses_neither(client_for, actor_for):
    need_id = board.draft(actor_for)
    version = str(board.loaded(need_id).version)
    editor, approver = client_for("editor"), client_for("approver")
    address = f"/needs/{need_id}/edit"
    first = approver.post(address, data={**TYPED, "title": "承認者の件名", "version": version})
    assert first.status_code == HTTPStatus.SEE_OTHER
    answer = editor.post(address, data={**TYPED, "title": "担当者の件名", "version": version})
    assert answer.status_code == HTTPStatus.CONFLICT
    for words in ("承認者の件名", "担当者の件名", "試験 approver"):
        assert words in answer.text
    assert board.loaded(need_id).title == "承認者の件名"
    current = str(board.loaded(need_id).version)
    again = editor.post(address, data={**TYPED, "title": "担当者の件名", "version": current})
    assert again.status_code == HTTPStatus.SEE_OTHER


def test_a_change_after_publication_is_read_by_everybody_as_a_redline(client_for, actor_for, frozen):
    need_id = board.published(actor_for, response_deadline=clock.now() + timedelta(days=19))
    approver, visitor = client_for("approver"), client_for("visitor")
    form = approver.get(f"/needs/{need_id}/edit")
    assert "提案を準備中の団体にメールで届きます" in form.text
    version = str(board.loaded(need_id).version)
    typed = {
        **TYPED,
        "question_deadline": "",
        "measure": "打ち直しの時間を月40時間以下にする",
        "version": version,
    }
    typed |= {"response_deadline": "2026-12-25", "budget_max": "5000000"}
    without = approver.post(f"/needs/{need_id}/edit", data=typed)
    assert without.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "変更の理由を入力してください" in without.text
    answer = approver.post(f"/needs/{need_id}/edit", data={**typed, "reason": "議会で認められた"})
    assert answer.status_code == HTTPStatus.SEE_OTHER, answer.text
    text = visitor.get(f"/needs/{need_id}").text
    assert "議会で認められた" in text
    assert "<del>" in text
    assert "大事な変更です" in text
    assert client_for("editor").get(f"/needs/{need_id}/edit").status_code == HTTPStatus.FORBIDDEN


def test_withdrawn_with_a_reason_that_everybody_reads(client_for, actor_for):
    need_id = board.published(actor_for)
    approver = client_for("approver")
    assert "元に戻せません" in approver.get(f"/needs/{need_id}/withdraw").text
    empty = approver.post(f"/needs/{need_id}/withdraw", data={"reason": "　"})
    assert empty.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    approver.post(f"/needs/{need_id}/withdraw", data={"reason": "国の制度で足りる"})
    assert "国の制度で足りる" in client_for("visitor").get(f"/needs/{need_id}").text


def test_after_the_deadline_the_owner_reads_selects_and_records(client_for, actor_for):
    need_id, (first, second) = board.closed(actor_for, "company", "group")
    owner = client_for("approver")
    assert "届いた提案を読む" in owner.get(f"/needs/{need_id}").text
    assert owner.get(f"/needs/{need_id}/responses").text.count("試験団体") >= 2
    early = owner.post(f"/needs/{need_id}/match", data={"reason": "決まった"})
    assert early.status_code == HTTPStatus.CONFLICT
    owner.post(f"/responses/{first}/select", data={"reason": "計画がよい"})
    owner.post(f"/responses/{second}/decline", data={"reason": "予算を超える", "grounds": "price"})
    again = owner.post(f"/responses/{second}/select", data={"reason": "やはりよい"})
    assert again.status_code == HTTPStatus.CONFLICT
    assert "やはりよい" in again.text
    assert (
        owner.post(f"/needs/{need_id}/match", data={"reason": "会社1に決まった"}).status_code
        == HTTPStatus.SEE_OTHER
    )
    public = client_for("visitor").get(f"/needs/{need_id}").text
    assert "会社1に決まった" in public
    assert "計画がよい" not in public
    assert (
        owner.post(f"/needs/{need_id}/conclude", data={"reason": "導入した"}).status_code
        == HTTPStatus.SEE_OTHER
    )
    assert "導入した" in client_for("visitor").get(f"/needs/{need_id}").text


def test_filters_count_and_stay_in_the_address(client_for, actor_for):
    open_one, draft = board.published(actor_for), board.draft(actor_for, title="まだ下書き")
    visitor, editor = client_for("visitor"), client_for("editor")
    page = visitor.get("/needs?state=open&initiative=7&network=lgwan&municipality=272035")
    assert f"/needs/{open_one}" in page.text
    assert "network=lgwan" in page.text
    assert f"/needs/{open_one}" not in visitor.get("/needs?state=decided").text
    assert f"/needs/{draft}" not in visitor.get("/needs?state=own").text
    assert f"/needs/{draft}" in editor.get("/needs?state=own").text
    assert (
        visitor.get("/needs?state=x&network=y&initiative=z&cursor=?&municipality=0").status_code
        == HTTPStatus.OK
    )


def test_pages_follow_each_other_without_gaps(actor_for):
    first = board.loaded(board.published(actor_for))
    with unit_of_work():
        session.add_all(
            Need(
                organisation_id=first.organisation_id,
                title=f"ニーズ{place}",
                status=first.status,
                published_at=first.published_at,
                listed_at=first.published_at,
                response_deadline=first.response_deadline,
            )
            for place in range(44)
        )
    for filters in (queries.Filters(), queries.Filters(state="open")):
        seen, cursor = [], None
        with unit_of_work(writes=False):
            while rows := queries.listed(ANONYMOUS, filters, cursor):
                seen += [row.id for row in rows.items]
                cursor = rows.next_cursor
                if cursor is None:
                    break
            assert rows.total == len(seen) == len(set(seen)) == 45


def test_a_list_costs_the_same_however_long_it_is(client, actor_for, counting):
    board.published(actor_for)
    with counting() as few:
        client.get("/needs")
    for _need in range(5):
        board.published(actor_for)
    with counting() as many:
        client.get("/needs")
    assert len(many) == len(few) <= 12


def test_a_page_costs_the_same_with_and_without_responses(client, actor_for, counting):
    need_id = board.published(actor_for)
    client.get(f"/needs/{need_id}")  # the first reader fills the matcher
    with counting() as before:
        client.get(f"/needs/{need_id}")
    board.answered(actor_for, need_id)
    with counting() as after:
        client.get(f"/needs/{need_id}")
    assert len(after) == len(before) <= 30


def test_findable_from_publication_on(actor_for):
    need_id = board.in_review(actor_for)
    with unit_of_work(writes=False):
        assert to_document(session.get(Need, need_id)) is None
        assert visible(actor_for("editor"), [need_id]) == set()
    with unit_of_work():
        services.publish(actor_for("approver"), session.get(Need, need_id))
    with unit_of_work(writes=False):
        document = to_document(session.get(Need, need_id))
        assert visible(ANONYMOUS, [need_id]) == {need_id}
    assert document.tokens == {"public"}
    assert document.initiatives == (7, 18)
    assert "添付書類が足りず" in document.body


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_pages_in_both_languages(client_for, actor_for, lang):
    need_id, (response_id,) = board.closed(actor_for, "company")
    owner, company = client_for("approver"), client_for("company")
    for browser, address in (
        (owner, "/needs"),
        (owner, "/needs/new"),
        (owner, f"/needs/{need_id}"),
        (owner, f"/needs/{need_id}/responses"),
        (owner, f"/responses/{response_id}"),
        (owner, f"/responses/{response_id}/select"),
        (owner, f"/needs/{need_id}/unmatch"),
        (company, f"/responses/{response_id}"),
        (company, "/responses"),
    ):
        answer = browser.get(f"{address}?lang={lang}")
        assert answer.status_code == HTTPStatus.OK
        assert ("Read the responses" in answer.text) == (lang == "en" and address == f"/needs/{need_id}")


def test_when_the_state_has_moved_on_what_was_typed_stays(client_for, actor_for):
    need_id = board.in_review(actor_for)
    moved = client_for("editor").post(f"/needs/{need_id}/edit", data={**TYPED, "version": "1"})
    assert moved.status_code == HTTPStatus.CONFLICT
    assert "現在の状態は「承認待ち」" in moved.text
    assert TYPED["problem"] in moved.text
    early = client_for("approver").post(
        f"/needs/{need_id}/conclude", data={"reason": "もう書いてしまった結果"}
    )
    assert early.status_code == HTTPStatus.CONFLICT
    assert "もう書いてしまった結果" in early.text
