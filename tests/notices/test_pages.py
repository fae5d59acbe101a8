"""Reading, watching and wishing in the browser, without script."""

from __future__ import annotations

import re
from http import HTTPStatus

import pytest
import sqlalchemy as sa

from govtech.core.db import session, unit_of_work
from govtech.notices import queries
from govtech.notices.models import Cadence, Kind, MailState, Notification
from tests import people
from tests.notices.news import need, notifications, owe, wish

SETTINGS = "/account/notifications/settings"
WISHES = {
    "mail": "weekly",
    "digest_hour": "9",
    "quiet_from": "22",
    "quiet_to": "6",
    "kinds": ["approval", "search"],
}


def bell(page: str) -> str | None:
    found = re.search(r'<span class="bell-count">.*?(\d+\+?)</span>', page)
    return found[1] if found else None


def test_the_bell_counts_what_is_unread_until_it_is_read(client_for, delivery):
    browser = client_for("editor")
    assert bell(browser.get("/needs").text) is None
    for title in ("一つ目", "二つ目", "三つ目"):
        owe("editor", title, path="/needs")
    owe("approver", "別の人へ")
    delivery.once()
    page = browser.get("/account/notifications").text
    assert bell(page) == "3"
    assert "別の人へ" not in page
    first, *_others = notifications("editor")
    opened = browser.post(f"/account/notifications/{first.id}/open")
    assert opened.status_code == HTTPStatus.SEE_OTHER
    assert opened.headers["Location"] == "/needs"
    assert bell(browser.get("/needs").text) == "2"
    browser.post("/account/notifications/read")
    assert bell(browser.get("/needs").text) is None


def test_more_than_the_bell_can_show(client_for, delivery):
    for number in range(101):
        owe("editor", f"{number}")
    delivery.once()
    assert bell(client_for("editor").get("/needs").text) == "99+"


def test_the_bell_costs_one_statement(client_for, counting, delivery, app):
    owe("editor")
    delivery.once()
    browser, visitor = client_for("editor"), app.test_client()
    browser.get("/needs"), visitor.get("/needs")
    with counting() as seen:
        browser.get("/needs")
    assert len([one for one in seen.statements if "FROM notification" in one]) == 1
    with counting() as seen:
        visitor.get("/needs")
    assert not [one for one in seen.statements if "notification" in one]


def test_the_list_in_pages_and_by_kind(client_for, counting, delivery):
    for number in range(25):
        owe("editor", f"通知{number}", kind=Kind.TRIAL)
    owe("editor", "承認の一つ", kind=Kind.APPROVAL)
    delivery.once()
    browser = client_for("editor")
    with counting() as seen:
        first = browser.get("/account/notifications").text
    assert len([one for one in seen.statements if "FROM notification" in one]) == 4
    following = re.search(r'rel="next" href="([^"]+)"', first)[1].replace("&amp;", "&")
    second = browser.get(following).text
    titles = set(re.findall(r"通知\d+", first)) | set(re.findall(r"通知\d+", second))
    assert len(titles) == 25
    only = browser.get("/account/notifications?kind=approval").text
    assert "承認の一つ" in only
    assert "通知1" not in only


def test_others_notifications_are_not_found(client_for, delivery):
    owe("editor")
    delivery.once()
    (told,) = notifications("editor")
    for act in ("read", "open"):
        path = f"/account/notifications/{told.id}/{act}"
        assert client_for("approver").post(path).status_code == HTTPStatus.NOT_FOUND
    assert notifications("editor")[0].read_at is None


def test_a_notification_never_leads_off_the_site(client_for, delivery):
    owe("editor", path="//evil.example/")
    delivery.once()
    (told,) = notifications("editor")
    assert client_for("editor").post(f"/account/notifications/{told.id}/open").headers["Location"] == "/"


@pytest.mark.parametrize("path", ["/needs/{need}"])
def test_watch_mute_and_stop_from_the_page(client_for, actor_for, path):
    need_id = need()
    browser, company = client_for("company"), actor_for("company")
    address = path.format(need=need_id)

    def press(act: str) -> str:
        data = {"act": act, "table": "need", "id": need_id, "next": address}
        answer = browser.post("/account/watches", data=data, follow_redirects=True)
        assert answer.request.path == address
        return answer.text

    assert "ウォッチする" in browser.get(address).text
    assert "ウォッチをやめる" in press("watch")
    assert queries.stance(company, "need", need_id) == (True, False)
    assert "窓口の待ち時間を減らしたい" in browser.get("/account/watches").text
    assert "お知らせを再開する" in press("mute")
    assert queries.stance(company, "need", need_id) == (False, True)
    assert "お知らせを止めているもの" in browser.get("/account/watches").text
    assert "ウォッチする" in press("unmute")
    assert queries.stance(company, "need", need_id) == (False, False)


def test_a_visitor_sees_no_button_and_a_stranger_cannot_watch_a_draft(client, client_for):
    open_one, draft = need(), need(published=False)
    assert "ウォッチする" not in client.get(f"/needs/{open_one}").text
    data = {"act": "watch", "table": "need", "id": draft}
    assert client_for("company").post("/account/watches", data=data).status_code == HTTPStatus.NOT_FOUND
    assert client_for("editor").post("/account/watches", data=data).status_code == HTTPStatus.SEE_OTHER
    wrong = {"act": "destroy", "table": "need", "id": open_one}
    answer = client_for("editor").post("/account/watches", data=wrong)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY


def test_what_can_no_longer_be_seen_has_no_name_in_the_list(client_for, actor_for):
    browser = client_for("company")
    hidden = need("秘密の題名")
    browser.post("/account/watches", data={"act": "watch", "table": "need", "id": hidden})
    with unit_of_work():
        session.execute(sa.text("UPDATE need SET published_at = NULL, status = 'draft'"))
    page = browser.get("/account/watches").text
    assert "秘密の題名" not in page
    assert "いまは見られないもの" in page


def test_wishes_are_kept_and_move_what_waits(client_for, actor_for, delivery, frozen):
    wish("editor", Cadence.DAILY)
    owe("editor", "待っているもの")
    owe("editor", "承認", kind=Kind.APPROVAL)
    delivery.once()
    browser = client_for("editor")
    assert browser.post(SETTINGS, data=WISHES).status_code == HTTPStatus.SEE_OTHER
    page = browser.get(SETTINGS).text
    assert re.search(r'value="weekly" checked', page)
    with unit_of_work(writes=False):
        assert queries.unmailed_kinds(actor_for("editor").user_id) == set(Kind) - {"approval", "search"}
        waiting = session.scalars(sa.select(Notification.mail_at)).all()
    assert {moment.isoformat() for moment in waiting} == {"2026-12-07T00:00:00+00:00"}
    browser.post(SETTINGS, data={**WISHES, "mail": "never"})
    assert {one.mail for one in notifications("editor")} == {MailState.NONE}


def test_a_digest_in_quiet_hours_is_refused_with_what_was_chosen_kept(client_for):
    browser = client_for("editor")
    answer = browser.post(SETTINGS, data={**WISHES, "digest_hour": "3"})
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "メールを送らない時間に入っています" in answer.text
    assert re.search(r'<option selected value="3"', answer.text)
    assert browser.post(SETTINGS, data={"mail": "hourly"}).status_code == HTTPStatus.UNPROCESSABLE_ENTITY


def test_an_empty_list_says_how_to_begin(client_for):
    browser = client_for("editor")
    assert "お知らせはまだありません" in browser.get("/account/notifications").text
    assert "ウォッチしているものはありません" in browser.get("/account/watches").text


def test_english(client_for, delivery):
    people.user("editor")
    owe("editor", "Title", text="Text")
    delivery.once()
    browser = client_for("editor")
    for path in ("/account/notifications", SETTINGS, "/account/watches", "/account/searches"):
        page = browser.get(f"{path}?lang=en").text
        main = re.search(r"<main.*?</main>", page, re.DOTALL)[0]
        shown = re.sub(r"<[^>]+>", "", main)
        assert not re.search(r"[ぁ-んァ-ヶ]", shown), shown
