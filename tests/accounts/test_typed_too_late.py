"""What was typed while a sign-in or a page expired goes through the sign-in, and is sent from there."""

from __future__ import annotations

import html
import json
import re
from http import HTTPStatus
from typing import Any

import pytest

from govtech.core import resend
from tests import people
from tests.people import PASSWORD, email_of

HERE = {"Origin": "http://localhost"}
TYPED = {"title": "昼休みをはさんで書いたニーズ", "persona": "一行目\n二行目", "form_key": "k" * 22}
_TOKEN = re.compile(r'<form class="form".*?name="csrf_token" value="([^"]+)"', re.DOTALL)


def _hidden(page: str, name: str) -> str:
    return html.unescape(re.search(rf'name="{name}" value="([^"]*)"', page)[1])


def _token(page: str) -> str:
    return _TOKEN.search(page)[1]


@pytest.fixture
def writer(app: Any) -> Any:
    """Somebody whose sign-in ended while the page was open, in an application that asks for tokens."""
    app.config["WTF_CSRF_ENABLED"] = True
    people.user("editor")
    return app.test_client()


def _signed_in(client: Any, **more: str) -> Any:
    asked = client.get("/signin").text
    sent = {"email": email_of("editor"), "password": PASSWORD, "csrf_token": _token(asked), **more}
    return client.post("/signin", data=sent)


def test_it_goes_through_the_sign_in_and_is_sent_once_more(writer: Any) -> None:
    asked = writer.post("/needs/new", data=TYPED, headers=HERE)
    assert asked.status_code == HTTPStatus.UNAUTHORIZED
    assert "サインインの有効期限が切れました" in asked.text
    kept = _hidden(asked.text, "kept")
    wrong = writer.post(
        "/signin",
        data={"email": "a@b.example", "password": "x", "csrf_token": _token(asked.text), "kept": kept},
    )
    assert _hidden(wrong.text, "kept") == kept
    again = _signed_in(writer, kept=kept)
    assert again.status_code == HTTPStatus.OK
    assert 'action="/needs/new"' in again.text
    fields = {name: _hidden(again.text, name) for name in TYPED} | {"csrf_token": _token(again.text)}
    assert fields["persona"] == TYPED["persona"]
    done = writer.post("/needs/new", data=fields)
    assert done.status_code == HTTPStatus.SEE_OTHER
    assert TYPED["title"] in writer.get(done.location).text


def test_a_page_opened_before_another_sign_in_is_sent_once_more(writer: Any) -> None:
    _signed_in(writer)
    again = writer.post("/needs/new", data=TYPED | {"csrf_token": "of another visit"}, headers=HERE)
    assert again.status_code == HTTPStatus.BAD_REQUEST
    assert _hidden(again.text, "title") == TYPED["title"]
    assert "of another visit" not in again.text
    by_itself = writer.post("/needs/new", data=TYPED | {"then": "autosave"}, headers=HERE)
    assert by_itself.status_code == HTTPStatus.BAD_REQUEST
    assert "<html" not in by_itself.text
    assert "入力した内容はこの画面に残っています" in by_itself.text


@pytest.mark.parametrize("origin", [None, "https://elsewhere.example", "null"])
def test_a_form_of_somebody_else_is_not_signed_by_being_shown(writer: Any, origin: str | None) -> None:
    headers = {"Origin": origin} if origin else {}
    assert TYPED["title"] not in writer.post("/needs/new", data=TYPED, headers=headers).text
    _signed_in(writer)
    assert TYPED["title"] not in writer.post("/needs/new", data=TYPED, headers=headers).text


def test_passwords_and_buttons_are_not_kept(writer: Any) -> None:
    secret = {"email": "a@b.example", "password": "秘密の合言葉です"}
    assert "秘密の合言葉" not in writer.post("/signin", data=secret, headers=HERE).text
    pressed = writer.post("/specifications/none/sections/x/move", data={"way": "up"}, headers=HERE)
    assert "kept" not in pressed.text


@pytest.mark.parametrize("path", ["//elsewhere.example/", "/\\elsewhere.example", "https://a.example", "x"])
def test_it_is_sent_to_this_site_only(path: str) -> None:
    assert resend.read(json.dumps({"path": path, "fields": []})) is None


@pytest.mark.parametrize("text", [None, "", "[]", "{", '{"path": "/a"}', '{"path": "/a", "fields": [1]}'])
def test_what_is_no_form_is_none(text: str | None) -> None:
    assert resend.read(text) is None
