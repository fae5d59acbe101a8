"""A form that is sent twice makes one thing, however close together the two arrive."""

from __future__ import annotations

import re
import threading
from http import HTTPStatus

import sqlalchemy as sa

from govtech.core import once
from govtech.core.db import session, unit_of_work
from govtech.core.policy import SYSTEM
from govtech.needs.models import Need
from tests import people

SEE_OTHER, UNPROCESSABLE = HTTPStatus.SEE_OTHER, HTTPStatus.UNPROCESSABLE_ENTITY
KEY = re.compile(r'name="form_key" value="([^"]+)"')


def _count(table) -> int:
    with unit_of_work(writes=False):
        return session.scalar(sa.select(sa.func.count()).select_from(table))


def _titled(title: str) -> int:
    with unit_of_work(writes=False):
        return session.scalar(sa.select(sa.func.count()).where(Need.title == title))


def test_a_hundred_that_arrive_at_once_make_one_draft(live):
    app = live.app()
    signed_in = people.cookie(app, "editor")
    browsers = [people.with_cookie(app, signed_in) for _each in range(100)]
    typed = {"title": "百回押した下書き", "form_key": "k" * 22}
    gate, answers = threading.Barrier(len(browsers)), []

    def press(browser) -> None:
        gate.wait()
        answer = browser.post("/needs/new", data=typed)
        answers.append((answer.status_code, answer.headers.get("Location")))

    threads = [threading.Thread(target=press, args=(browser,)) for browser in browsers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert _titled("百回押した下書き") == 1
    assert {status for status, _location in answers} == {SEE_OTHER}
    assert len({location for _status, location in answers}) == 1


def test_the_second_is_led_to_the_first_and_told_the_same(client_for):
    editor = client_for("editor")
    key = KEY.search(editor.get("/needs/new").text)[1]
    assert KEY.search(editor.get("/needs/new").text)[1] != key
    typed = {"title": "二度押し", "form_key": key}
    first, second = (editor.post("/needs/new", data=typed) for _time in range(2))
    assert first.status_code == second.status_code == SEE_OTHER
    assert first.headers["Location"] == second.headers["Location"]
    assert _titled("二度押し") == 1


def test_what_was_changed_meanwhile_is_another_form(client_for):
    editor = client_for("editor")
    for title in ("はじめの件名", "戻って直した件名"):
        assert editor.post("/needs/new", data={"title": title, "form_key": "same"}).status_code == SEE_OTHER
    assert _titled("はじめの件名") == _titled("戻って直した件名") == 1


def test_a_key_is_a_visitors_own(client_for):
    typed = {"title": "他人の鍵", "form_key": "same"}
    for who in ("editor", "other_editor"):
        assert client_for(who).post("/needs/new", data=typed).status_code == SEE_OTHER
    assert _titled("他人の鍵") == 2


def test_what_was_refused_may_be_sent_again(client_for):
    editor = client_for("editor")
    wrong = {"title": "", "form_key": "again"}
    for _time in range(2):
        assert editor.post("/needs/new", data=wrong).status_code == UNPROCESSABLE
    assert _count(once.UsedForm) == 0


def test_without_a_key_or_with_a_silly_one_nothing_is_different(client_for):
    editor = client_for("editor")
    for key in ("", "x" * 5000):
        typed = {"title": "鍵なし", "form_key": key}
        assert editor.post("/needs/new", data=typed).status_code == SEE_OTHER
    assert _titled("鍵なし") == 2


def test_signing_in_twice_signs_in_twice(app, client):
    people.user("editor")
    typed = {"email": people.email_of("editor"), "password": people.PASSWORD, "form_key": "door"}
    assert client.post("/signin", data=typed).status_code == SEE_OTHER
    other = app.test_client()
    assert other.post("/signin", data=typed).status_code == SEE_OTHER
    assert other.get("/needs/new").status_code == HTTPStatus.OK


def test_wrong_passwords_are_all_counted(client):
    people.user("editor")
    typed = {"email": people.email_of("editor"), "password": "違う合言葉です", "form_key": "door"}
    for _time in range(3):
        assert client.post("/signin", data=typed).status_code == UNPROCESSABLE
    assert _count(once.UsedForm) == 0


def test_the_clock_forgets_after_a_day(client_for, frozen):
    editor = client_for("editor")
    editor.post("/needs/new", data={"title": "一日", "form_key": "day"})
    frozen.move(hours=23)
    with unit_of_work():
        assert once.sweep(SYSTEM) == 0
    frozen.move(hours=2)
    with unit_of_work():
        assert once.sweep(SYSTEM) == 1
        assert once.sweep(SYSTEM) == 0
    assert _count(once.UsedForm) == 0
