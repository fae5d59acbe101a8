"""The account pages as a person meets them."""

import email
import re
from datetime import timedelta
from email import policy

import pytest
import sqlalchemy as sa

from govtech.accounts import services
from govtech.accounts.models import Membership, Purpose, SignIn, SignInAttempt, User
from govtech.core.db import session, unit_of_work
from govtech.core.policy import SYSTEM, Role
from govtech.organisations.models import Organisation, Status
from tests import people
from tests.people import PASSWORD, email_of


def sign_in(client, who="editor", password=PASSWORD, **more):
    return client.post("/signin", data={"email": email_of(who), "password": password, **more})


def test_sign_in_goes_on_to_where_one_wanted_to_go(client):
    people.user("editor")
    asked = client.get("/account")
    assert asked.status_code == 303
    assert asked.location == "/signin?next=/account"
    answer = sign_in(client, next="/account")
    assert (answer.status_code, answer.location) == (303, "/account")
    assert email_of("editor") in client.get("/account").text


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "\r\nX: y",
        "//[",
        "http://[",
        "account",
    ],
)
def test_sign_in_never_leads_elsewhere(client, target):
    people.user("editor")
    assert sign_in(client, next=target).location == "/"


def test_a_wrong_password_keeps_the_address_and_is_counted(client):
    people.user("editor")
    answer = sign_in(client, password="違う合言葉ですよ")
    assert answer.status_code == 422
    assert email_of("editor") in answer.text
    assert "メールアドレスまたはパスワードが違います。" in answer.text
    assert "違う合言葉ですよ" not in answer.text
    assert session.scalar(sa.select(sa.func.count()).select_from(SignInAttempt)) == 3


def test_the_address_may_be_typed_in_capitals_and_full_width(client):
    people.user("editor")
    assert sign_in(client).status_code == 303
    people.user("admin")
    assert (
        client.post("/signin", data={"email": "ＡＤＭＩＮ@Example.JP", "password": PASSWORD}).status_code
        == 303
    )


def test_signing_out_ends_the_sign_in_on_the_server(client):
    people.user("editor")
    sign_in(client)
    cookie = client.get_cookie("govtech").value
    assert client.post("/signout").status_code == 303
    client.set_cookie("govtech", cookie)
    assert client.get("/account").status_code == 303
    assert session.scalar(sa.select(sa.func.count()).select_from(SignIn)) == 0


def test_the_cookie_is_for_this_site_and_not_for_scripts(client):
    people.user("editor")
    header = sign_in(client).headers["Set-Cookie"]
    assert "HttpOnly" in header
    assert "SameSite=Lax" in header


def test_writing_without_the_token_of_the_page_is_refused(app, client):
    app.config["WTF_CSRF_ENABLED"] = True
    people.user("editor")
    answer = sign_in(client)
    assert answer.status_code == 400
    assert "ページの有効期限が切れました" in answer.text


def test_a_page_of_ones_own_is_kept_by_no_cache(client_for):
    assert client_for("editor").get("/account").headers["Cache-Control"] == "no-store"


def test_every_answer_carries_the_headers(client):
    headers = client.get("/signin").headers
    assert "script-src 'self'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert {"Cookie", "Accept-Language"} <= {part.strip() for part in headers["Vary"].split(",")}


def test_members_page_invites_with_a_message_beside_the_field(client_for):
    browser = client_for("admin")
    answer = browser.post("/account/members", data={"email": "not an address", "role": "editor"})
    assert answer.status_code == 422
    assert "not an address" in answer.text
    assert "メールアドレスの形式ではありません" in answer.text
    answer = browser.post(
        "/account/members", data={"email": "new@example.jp", "role": "editor"}, follow_redirects=True
    )
    assert "new@example.jp" in answer.text


@pytest.mark.parametrize("who", ["editor", "approver", "company"])
def test_members_page_is_for_admins(client_for, who):
    assert client_for(who).get("/account/members").status_code == 403


def test_members_of_another_organisation_cannot_be_told_from_nobody(client_for):
    browser = client_for("admin")
    people.user("other_editor")
    other = session.scalar(sa.select(User).where(User.email == email_of("other_editor"))).memberships[0].id
    answers = [browser.post(f"/account/members/{one}/remove") for one in (other, "nothing")]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert re.sub(r"name=\"next\"[^>]*", "", answers[0].text).replace(other, "X") == re.sub(
        r"name=\"next\"[^>]*", "", answers[1].text
    ).replace("nothing", "X")


def test_a_company_comes_in_by_mail(client, delivery, settings):
    assert client.post("/register", data={"email": "boss@example.jp"}).status_code == 200
    delivery.once()
    (letter,) = settings.mail_dir.glob("*.eml")
    message = email.message_from_bytes(letter.read_bytes(), policy=policy.default)
    path = re.search(r"http://127\.0\.0\.1:8000(/register/\S+)", message.get_content())[1]
    values = {
        "kind": "company",
        "organisation_name": "株式会社みおつくし情報",
        "kana": "みおつくしじょうほう",
        "corporate_number": "１１３０００１０１１４２０",
        "name": "代表 者",
        "password": "とても長い合言葉です",
    }
    refused = client.post(path, data={**values, "corporate_number": "1130001011421"})
    assert refused.status_code == 422
    assert "検査数字" in refused.text
    assert "1130001011421" in refused.text
    assert client.post(path, data=values).status_code == 303
    found = session.scalar(sa.select(Organisation).where(Organisation.corporate_number == "1130001011420"))
    assert (found.kana, found.status) == ("ミオツクシジョウホウ", "registered")
    assert client.get(path).status_code == 404


def test_a_number_registered_before_is_refused_beside_its_field(client, database):
    with unit_of_work():
        session.get(Organisation, people.HOME_TOWN).corporate_number = "1130001011420"
        token = services._ticket(Purpose.REGISTRATION, "boss@example.jp", timedelta(hours=1))[0]
    values = {
        "kind": "company",
        "organisation_name": "株式会社みおつくし情報",
        "kana": "みおつくしじょうほう",
        "corporate_number": "1130001011420",
        "name": "代表 者",
        "password": "とても長い合言葉です",
    }
    answer = client.post(f"/register/{token}", data=values)
    assert answer.status_code == 422
    assert answer.text.count("この法人番号の団体は、すでに登録されています。") == 2
    assert "株式会社みおつくし情報" in answer.text
    assert client.get(f"/register/{token}").status_code == 200


def test_the_language_follows_the_person(client_for):
    browser = client_for("editor")
    assert 'lang="ja"' in browser.get("/signin").text
    browser.post("/language", data={"lang": "en", "next": "/account"})
    assert "Password and sign-ins" in browser.get("/account").text
    assert session.scalar(sa.select(User.language).where(User.email == email_of("editor"))) == "en"
    assert browser.post("/language", data={"lang": "xx"}).status_code == 303


def test_too_many_attempts_are_said_with_their_own_status(client):
    answers = [sign_in(client, "editor", "違う合言葉です") for _attempt in range(6)]
    assert [answer.status_code for answer in answers] == [422] * 5 + [429]
    assert "15分ほど待って" in answers[-1].text


def test_sign_in_acts_for_an_organisation_that_may_act(client):
    address = people.user("company_admin").email
    with unit_of_work():
        company = session.get(Organisation, "company1")
        company.status = Status.SUSPENDED
        session.execute(
            sa.update(Membership).where(Membership.organisation_id == "company1").values(id="0")
        )  # the first in the order that sign-in goes by
        town = session.get(Organisation, people.HOME_TOWN)
        services.add_member(SYSTEM, town, address, Role.EDITOR, services.PersonData("", ""))
    sign_in(client, "company_admin")
    assert client.get("/needs/new").status_code == 200
