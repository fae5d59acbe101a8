"""The pages of questions: what each reader can do there, and what is kept when it cannot be done."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus

import pytest

from govtech.core.db import session, unit_of_work
from govtech.needs.models import Need
from govtech.questions import search, services
from tests.needs import board
from tests.questions import desk


def main(response) -> str:
    """The page's own part."""
    return response.text.split("<main", 1)[1].split("</main>", 1)[0]


def test_asked_answered_and_published_on_the_pages(client_for, actor_for):
    need_id = desk.need(actor_for)
    company, editor, approver = (client_for(who) for who in ("company", "editor", "approver"))
    assert "質問する" in main(company.get(f"/needs/{need_id}"))
    sent = company.post(f"/needs/{need_id}/questions/new", data={"text": desk.SECRET})
    assert sent.status_code == HTTPStatus.SEE_OTHER
    page = sent.location
    assert "質問1件に回答してください。" in editor.get("/").text
    assert desk.SECRET in main(editor.get("/questions/unanswered"))
    form = editor.get(page + "/answer")
    assert desk.SECRET in form.text
    version = desk.loaded(page.rpartition("/")[2]).version
    answer = {"wording": desk.ANSWER.wording, "answer": desk.ANSWER.answer, "version": str(version)}
    assert editor.post(page + "/answer", data=answer).status_code == HTTPStatus.SEE_OTHER
    assert "承認者の確認を待っています" in main(editor.get(page))
    assert "質問1件の回答案を確認してください。" in approver.get("/").text
    published = approver.post(page + "/publish", data={"version": str(version + 1)})
    assert published.status_code == HTTPStatus.SEE_OTHER
    assert "ニーズの内容を変更する" in main(approver.get(page))
    for address in (f"/needs/{need_id}", f"/needs/{need_id}/questions", page):
        assert desk.ANSWER.answer in main(client_for("visitor").get(address))


def test_a_late_question_is_refused_with_the_deadline_and_its_text_kept(client_for, actor_for, frozen):
    need_id = desk.need(actor_for)
    frozen.to(board.loaded(need_id).question_deadline)
    company = client_for("company")
    late = company.post(f"/needs/{need_id}/questions/new", data={"text": desk.SECRET})
    assert late.status_code == HTTPStatus.CONFLICT
    assert "質問の締切（2026年12月6日（日）12:00）を過ぎたため" in main(late)
    assert desk.SECRET in main(late)
    assert "質問する</a>" not in main(company.get(f"/needs/{need_id}"))


def test_what_was_asked_before_is_shown_first_and_the_question_sent_when_sent_again(client_for, actor_for):
    need_id = desk.need(actor_for)
    desk.published(actor_for, need_id, "group")
    company = client_for("company")
    text = {"text": "市販の製品でも使えますか。"}
    hint = company.post(f"/needs/{need_id}/questions/new", data=text)
    assert hint.status_code == HTTPStatus.OK
    assert "まだ送っていません" in main(hint)
    assert desk.ANSWER.answer in main(hint)
    assert text["text"] in main(hint)
    assert desk.ANSWER.answer in company.post(f"/needs/{need_id}/questions/alike", data=text).text
    sent = company.post(f"/needs/{need_id}/questions/new", data={**text, "seen": "1"})
    assert sent.status_code == HTTPStatus.SEE_OTHER


def test_in_the_last_minutes_nobody_is_held_up(client_for, actor_for, frozen):
    need_id = desk.need(actor_for)
    desk.published(actor_for, need_id, "group")
    frozen.to(board.loaded(need_id).question_deadline - timedelta(minutes=10))
    company = client_for("company")
    sent = company.post(f"/needs/{need_id}/questions/new", data={"text": "市販の製品でも使えますか。"})
    assert sent.location.startswith("/questions/")


def test_the_hint_shows_nothing_that_is_not_public(client_for, actor_for):
    need_id = desk.need(actor_for)
    desk.drafted(actor_for, need_id, "group")
    company = client_for("company")
    assert (
        "市販"
        not in company.post(
            f"/needs/{need_id}/questions/alike", data={"text": "市販の製品は使えますか。"}
        ).text
    )


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (
            "連携の改修費は予算に含まれますか。",
            "保育システムとの連携にかかる改修の費用は、予算に入っていますか。",
            True,
        ),
        (
            "就労証明書を勤め先が入力する場合の本人確認は？",
            "勤め先が就労証明書を入力するとき、本人確認はどうしますか",
            True,
        ),
        ("画面をインターネット側とLGWAN側に分けてもよいですか。", "試行の園の数はいくつですか。", False),
        ("予算に消費税は含まれますか。", "写真を公開できますか。", False),
    ],
)
def test_questions_that_say_the_same_are_found_alike(one, other, expected):
    rows = [other, "職員の研修は含みますか。", "契約の期間は何年ですか。"]
    assert (other in search.alike(one, rows, str)) == expected


def test_the_owner_is_offered_the_open_ones_that_are_alike_and_joins_them(client_for, actor_for):
    need_id = desk.need(actor_for)
    first = desk.asked(actor_for, need_id, text="連携の改修費は予算に含まれますか。")
    second = desk.asked(actor_for, need_id, "group", "システム連携の改修の費用は、予算に含みますか。")
    editor = client_for("editor")
    assert "この質問にまとめる" in main(editor.get(f"/questions/{first}"))
    joined = editor.post(f"/questions/{second}/merge", data={"into": first})
    assert joined.location.endswith(first)
    assert "この質問にまとめた質問（1件）" in main(editor.get(f"/questions/{first}"))
    assert "まとめずに回答する" in main(editor.get(f"/questions/{second}"))


def test_a_stale_answer_loses_neither_text(client_for, actor_for):
    question_id = desk.drafted(actor_for, desk.need(actor_for))
    typed = {"wording": "私の質問文", "answer": "私の回答", "version": "1"}
    page = client_for("editor").post(f"/questions/{question_id}/answer", data=typed)
    assert page.status_code == HTTPStatus.CONFLICT
    for text in (desk.ANSWER.wording, desk.ANSWER.answer, "私の質問文", "私の回答"):
        assert text in main(page)


def test_what_names_the_asker_is_said_on_the_page(client_for, actor_for):
    need_id = desk.need(actor_for)
    data = desk.AnswerData("試験団体 company1は使えますか。", "はい。")
    question_id = desk.drafted(actor_for, need_id, data=data)
    version = desk.loaded(question_id).version
    page = client_for("approver").post(f"/questions/{question_id}/publish", data={"version": version})
    assert page.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "言い換えてください" in main(page)


def test_lists_ask_the_same_number_of_questions_of_the_database_however_long(client_for, actor_for, counting):
    need_id = desk.need(actor_for)
    desk.asked(actor_for, need_id)
    company, editor = client_for("company"), client_for("editor")
    pages = (
        (company, "/questions/asked"),
        (editor, "/questions/unanswered"),
        (editor, f"/needs/{need_id}/questions"),
    )

    def count() -> list[int]:
        taken = []
        for browser, address in pages:
            with counting() as seen:
                browser.get(address)
            taken.append(len(seen))
        return taken

    count()
    few = count()
    for number in range(10):
        desk.asked(actor_for, need_id, text=f"質問{number}")
    assert count() == few


def test_a_need_withdrawn_or_concluded_asks_nobody_for_answers_any_more(client_for, actor_for):
    need_id = desk.need(actor_for)
    desk.asked(actor_for, need_id)
    with unit_of_work():
        session.get_one(Need, need_id).status = "withdrawn"
    assert "件に回答してください。" not in client_for("editor").get("/").text


def test_withdrawn_by_the_asker(client_for, actor_for):
    question_id = desk.asked(actor_for, desk.need(actor_for))
    company = client_for("company")
    assert company.post(f"/questions/{question_id}/withdraw").status_code == HTTPStatus.SEE_OTHER
    assert "取り下げ" in main(company.get(f"/questions/{question_id}"))
    assert client_for("group").post(f"/questions/{question_id}/withdraw").status_code == HTTPStatus.NOT_FOUND
    assert services.MOST_ASKED == 20
