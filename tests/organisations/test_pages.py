"""The pages of organisations: who sees what, what they show, how they refuse."""

from __future__ import annotations

import re
from html import unescape

import pytest

from govtech.core.db import session, unit_of_work
from govtech.organisations.models import Certification, Organisation, Status
from tests import people

FACTS = {
    "version": "1",
    "address": "豊中市中桜塚3丁目1番1号",
    "website": "https://www.city.toyonaka.osaka.jp/",
    "employees": "３，６００",
    "description": "北大阪の**中核市**です。",
    "capabilities": "・電子申請\n\n電子申請\nオープンデータ",
}


def test_list_shows_the_43_municipalities_and_the_secretariat(client):
    page = client.get("/organisations")
    assert page.status_code == 200
    assert "全44件" in page.text


@pytest.mark.parametrize(
    ("query", "shown", "hidden"),
    [
        ("district=豊能", ["豊中市", "能勢町", "全5件"], ["高槻市"]),
        ("district=どこか", ["全44件"], []),
        ("kind=municipality", ["全43件"], ["事務局（大阪府）"]),
        ("kind=secretariat", ["全1件", "事務局（大阪府）"], []),
        ("kind=nonsense", ["全44件"], []),
        ("text=とよなか", ["豊中市", "全1件"], []),
        ("text=ﾄﾖﾅｶ", ["豊中市", "全1件"], []),
        ("text=%25", ["全0件", "条件に合うものはありません"], []),
        ("text=%00", ["全44件"], []),
        ("cursor=zzz", ["全44件"], []),
    ],
)
def test_filters(client, query, shown, hidden):
    text = client.get(f"/organisations?{query}").text
    assert [words for words in shown if words not in text] == []
    assert [words for words in hidden if words in text.split('id="results"')[1]] == []


def test_list_is_sorted_by_reading_and_pages_show_each_once(client):
    seen: list[str] = []
    address = "/organisations?kind=municipality"
    while address:
        text = client.get(address).text
        seen += re.findall(r'<a [^>]*href="/organisations/\d{6}"[^>]*>([^<]+)</a>', text)
        after = text.split('rel="next" href="')
        address = after[1].split('"')[0].replace("&amp;", "&") if len(after) > 1 else ""
    assert len(seen) == len(set(seen)) == 43
    assert seen[0] == "池田市"
    assert seen.index("大阪市") < seen.index("豊中市") < seen.index("箕面市")


def test_number_of_queries_does_not_grow_with_the_list(client, counting):
    with counting() as few:
        client.get("/organisations?district=大阪市")
    with counting() as many:
        client.get("/organisations?kind=municipality")
    assert len(many) == len(few)


def test_page_of_a_municipality_shows_its_facts(client):
    text = client.get("/organisations/272035").text
    for words in (
        "豊中市",
        "トヨナカシ",
        "6000020272035",
        "401,818人",
        "170,325世帯",
        "36.39 km²",
        "確認済み",
    ):
        assert words in text
    assert "経過" not in text


def test_unverified_company_is_seen_by_itself_and_the_secretariat_only(client_for, client):
    people.user("new_company")
    for who, status in {
        "new_company": 200,
        "coordinator": 200,
        "auditor": 200,
        "admin": 404,
        "company_admin": 404,
    }.items():
        assert client_for(who).get("/organisations/company3").status_code == status
        assert 'href="/organisations/company3"' not in client_for(who).get("/organisations").text
    assert client.get("/organisations/company3").status_code == 404


def test_unknown_and_hidden_organisations_answer_alike(client):
    people.user("new_company")
    hidden, unknown = client.get("/organisations/company3"), client.get("/organisations/nothere")
    assert hidden.status_code == unknown.status_code == 404
    assert hidden.text.replace("company3", "") == unknown.text.replace("nothere", "")


def test_coordinator_verifies_a_company_and_everybody_sees_it(client_for, client):
    people.user("new_company")
    coordinator = client_for("coordinator")
    assert "試験団体 company3" in coordinator.get("/organisations/pending").text
    assert coordinator.post("/organisations/company3/verify").status_code == 303
    assert client.get("/organisations/company3").status_code == 200
    assert 'href="/organisations/company3"' not in coordinator.get("/organisations/pending").text
    again = coordinator.post("/organisations/company3/verify")
    assert again.status_code == 409
    assert "確認済み" in again.text


def test_suspension_needs_a_reason_and_can_be_ended(client_for, client):
    member = client_for("company_admin")
    coordinator = client_for("coordinator")
    refused = coordinator.post("/organisations/company1/suspend", data={"reason": " "})
    assert refused.status_code == 422
    assert refused.text.count("理由を入力してください。") >= 2
    assert (
        coordinator.post("/organisations/company1/suspend", data={"reason": "法人が存在しない"}).status_code
        == 303
    )
    again = coordinator.post("/organisations/company1/suspend", data={"reason": "もう一度"})
    assert again.status_code == 409
    assert "もう一度" in again.text
    assert client.get("/organisations/company1").status_code == 404
    assert member.get("/organisations/company1/edit").status_code in {403, 404}
    assert "法人が存在しない" in coordinator.get("/organisations/company1").text
    assert coordinator.post("/organisations/company1/resume").status_code == 303
    assert client.get("/organisations/company1").status_code == 200


@pytest.mark.parametrize("who", ["editor", "admin", "company_admin", "auditor", "operator"])
def test_others_cannot_verify_or_suspend(client_for, who):
    people.user("new_company")
    browser = client_for(who)
    assert browser.get("/organisations/pending").status_code == 403
    for step in ("verify", "suspend", "resume"):
        assert browser.post(f"/organisations/company3/{step}", data={"reason": "x"}).status_code in {403, 404}
    assert session.get(Organisation, "company3").status is Status.REGISTERED


def test_admin_states_the_facts_of_their_organisation_once(client_for, client):
    browser = client_for("admin")
    assert browser.post("/organisations/272035/edit", data=FACTS).status_code == 303
    text = client.get("/organisations/272035").text
    for words in ("豊中市中桜塚3丁目1番1号", "3,600人", "<strong>中核市</strong>", "オープンデータ"):
        assert words in text
    assert session.get(Organisation, "272035").capabilities == ["電子申請", "オープンデータ"]
    assert "豊中市" in client.get("/organisations?text=オープンデータ").text
    assert "全1件" in client.get("/organisations?text=オープンデータ").text


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"website": "javascript:x"}, "https://"),
        ({"employees": "たくさん"}, "数字で入力してください。"),
        ({"employees": "-1"}, "0から"),
        ({"address": "長" * 201}, "200文字以内"),
        ({"description": "> " * 30 + "x"}, "入れ子が深すぎます。"),
        ({"capabilities": "長" * 61}, "60文字以内"),
        ({"capabilities": "\n".join(f"分野{n}" for n in range(31))}, "30件以内"),
    ],
)
def test_wrong_facts_are_refused_beside_the_field_and_kept(client_for, changes, message):
    answered = client_for("admin").post("/organisations/272035/edit", data={**FACTS, **changes})
    assert answered.status_code == 422
    assert answered.text.count(message) >= 2
    assert all(value.split("\n")[0] in unescape(answered.text) for value in changes.values())


def test_stale_edit_shows_both_texts_and_who_changed_what(client_for):
    browser = client_for("admin")
    browser.post("/organisations/272035/edit", data={**FACTS, "address": "先に保存された所在地"})
    answered = browser.post("/organisations/272035/edit", data={**FACTS, "address": "あとから入力した所在地"})
    assert answered.status_code == 409
    for words in ("先に保存された所在地", "あとから入力した所在地", "試験 admin"):
        assert words in answered.text
    assert session.get(Organisation, "272035").address == "先に保存された所在地"


@pytest.mark.parametrize("who", ["editor", "approver", "other_admin", "company_admin", "coordinator"])
def test_others_cannot_change_the_facts(client_for, who):
    browser = client_for(who)
    for address in ("/organisations/272035/edit", "/organisations/272035/certifications"):
        assert browser.get(address).status_code == 403
        assert browser.post(address, data=FACTS).status_code == 403


def test_certificates_are_marked_by_their_expiry(client_for, client, frozen):
    browser = client_for("company_admin")
    for name, day in (
        ("ISMAP", ""),
        ("ISO/IEC 27001", "2027/1/15"),
        ("プライバシーマーク", "2026年11月30日"),
    ):
        answered = browser.post(
            "/organisations/company1/certifications", data={"name": name, "expires_on": day}
        )
        assert answered.status_code == 303
    again = browser.post("/organisations/company1/certifications", data={"name": "ｉｓｍａｐ"})
    assert again.status_code == 422
    assert "すでに登録されています" in again.text
    text = client.get("/organisations/company1").text
    assert text.index("有効") < text.index("まもなく期限") < text.index("期限切れ")
    assert "2027年1月15日" in text


def test_certificate_is_taken_off_by_its_own_organisation_only(client_for):
    for who in ("company_admin", "other_company"):
        people.user(who)
    with unit_of_work():
        session.add(Certification(id="cert", organisation_id="company1", name="ISMAP"))
    assert (
        client_for("other_company").post("/organisations/company2/certifications/cert/remove").status_code
        == 404
    )
    assert (
        client_for("other_company").post("/organisations/company1/certifications/cert/remove").status_code
        == 403
    )
    assert (
        client_for("company_admin").post("/organisations/company1/certifications/cert/remove").status_code
        == 303
    )
    assert session.get(Certification, "cert") is None
