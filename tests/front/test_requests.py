"""How requests and transactions fit together."""

import dataclasses
import io

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

from govtech import app
from govtech.organisations.models import Organisation


class SlowLine(io.RawIOBase):
    """What a browser sends over a slow line: meanwhile somebody else writes."""

    def __init__(self, sent, meanwhile):
        self.sent, self.meanwhile = io.BytesIO(sent), meanwhile

    def readable(self):
        return True

    def readinto(self, buffer):
        self.meanwhile()
        return self.sent.readinto(buffer)


def test_who_sends_slowly_holds_up_nobody_elses_writing(live):
    written = []

    def meanwhile():
        with live.engine.begin() as other:
            other.execute(sa.update(Organisation).values(sample=True))
        written.append(True)

    sent = b"email=nobody%40example.jp&password=wrong"
    answer = (
        live.app()
        .test_client()
        .post(
            "/signin",
            content_type="application/x-www-form-urlencoded",
            environ_overrides={"wsgi.input": SlowLine(sent, meanwhile), "CONTENT_LENGTH": str(len(sent))},
        )
    )
    assert answer.status_code == 422
    assert "メールアドレスまたはパスワードが違います" in answer.text
    assert written


def test_a_database_that_cannot_be_used_is_said_as_such(live, monkeypatch):
    def busy(**_options):
        raise OperationalError("BEGIN IMMEDIATE", {}, Exception("database is locked"))

    monkeypatch.setattr(app, "unit_of_work", busy)
    answer = live.app().test_client().post("/signin", data={"email": "a@example.jp", "password": "x"})
    assert answer.status_code == 503
    assert "ただいま混み合っています" in answer.text


def test_what_is_too_large_is_said_as_such(live):
    application = live.app()
    application.config["MAX_CONTENT_LENGTH"] = 100
    answer = application.test_client().post("/signin?lang=en", data={"email": "x" * 200})
    assert answer.status_code == 413
    assert 'lang="en"' in answer.text
    assert 'href="/signin?lang=en"' in answer.text, "back to the page with what was asked"


def test_what_is_too_large_names_the_limit_and_leads_back(live):
    application = live.app()
    application.config["MAX_CONTENT_LENGTH"] = 256 * 1024
    sent = {"file": (io.BytesIO(b"x" * 300_000), "a.xlsx")}
    answer = application.test_client().post("/signin?next=/needs", data=sent)
    assert "0.25MB" in answer.text
    assert 'href="/signin?next=/needs"' in answer.text


@pytest.mark.parametrize(
    "address",
    ["/cases?place=%00", "/cases?technology=%00", "/needs?municipality=%00", "/organisations?text=%00"],
)
def test_a_filter_that_no_database_takes_counts_as_none(live, address):
    assert live.app().test_client().get(address).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [{"Host": "evil.example"}, {"Host": "["}, {"Host": "our.example", "X-Forwarded-Host": "evil.example"}],
)
def test_a_host_that_is_not_ours_is_refused(live, headers):
    settings = dataclasses.replace(live.settings, trusted_hosts=("our.example",), proxies=1)
    browser = app.create_app(settings, bind=live.engine).test_client()
    assert browser.get("/", headers={"Host": "our.example"}).status_code == 200
    answer = browser.get("/", headers=headers)
    assert answer.status_code == 400
    assert answer.mimetype == "text/plain"
    assert "evil" not in answer.text
