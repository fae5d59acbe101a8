"""The front desk as visitors and members meet it."""

import json
import re
import shutil

import pytest

from govtech.core.clock import now
from govtech.core.db import session, unit_of_work
from govtech.core.journal import record
from govtech.core.policy import RULES, SYSTEM
from govtech.core.words import gettext, use_locale
from govtech.knowledge.models import CaseStudy, Visibility
from govtech.knowledge.models import Status as CaseStatus
from govtech.organisations.models import Organisation, Status
from govtech.rooms import SEARCHABLE
from search.notes import MESSAGES
from search.query import parse
from tests import people


def describe(organisation_id, text, status=Status.VERIFIED):
    with unit_of_work():
        organisation = session.get(Organisation, organisation_id)
        organisation.description, organisation.status = text, status
        record(SYSTEM, "organisation.changed", organisation)


@pytest.mark.parametrize("who", people.WHO)
def test_home_opens_for_everyone(client, client_for, who):
    browser = client if who == people.VISITOR else client_for(who)
    answer = browser.get("/")
    assert answer.status_code == 200
    assert ("今日すること" in answer.text) == (who != people.VISITOR)


def test_what_signs_requests_runs_before_what_sends_them(client):
    """Scripts run in the order of the page; htmx sends at once what a page asks for on load."""
    sources = re.findall(r'<script [^>]*src="([^"?]+)', client.get("/").text)
    assert [source.rpartition("/")[2] for source in sources] == ["app.js", "htmx.min.js"]


def test_a_coordinator_sees_who_waits_to_be_verified(client_for):
    people.user("new_company")
    home = client_for("coordinator").get("/").text
    assert "登録の確認を待つ団体が1件あります" in home
    assert 'href="/organisations/pending"' in home
    assert "登録の確認を待つ" not in client_for("auditor").get("/").text


def test_search_finds_marks_and_counts(client, delivery):
    describe(people.HOME_TOWN, "みおつくしの窓口")
    delivery.once()
    answer = client.get("/search?q=みおつくし")
    assert answer.status_code == 200
    assert f'href="/organisations/{people.HOME_TOWN}"' in answer.text
    assert re.search(r"<mark>[^<]*みおつくし[^<]*</mark>", answer.text) or "<mark>" in answer.text


def test_what_became_invisible_is_not_shown_even_while_the_index_still_holds_it(client, client_for, delivery):
    people.user("company_admin")
    describe("company1", "canary-kingfisher")
    delivery.once()
    assert "/organisations/company1" in client.get("/search?q=canary-kingfisher").text
    describe("company1", "canary-kingfisher", Status.SUSPENDED)
    answer = client.get("/search?q=canary-kingfisher").text
    assert "/organisations/company1" not in answer


def test_ways_to_go_on_are_offered_from_what_the_reader_may_see(client, delivery):
    delivery.once()
    page = client.get("/search?q=電子申請").text
    assert "関連する検索" in page
    section = page.split('id="related-title"')[1].split("</section>")[0]
    addresses = re.findall(r'href="(/search\?q=[^"]+)"', section)
    assert addresses
    for address in addresses:
        assert "見つかりませんでした" not in client.get(address.replace("&amp;", "&")).text


def test_filters_stay_in_the_address(client, delivery):
    delivery.once()
    text = client.get("/search?q=市&kind=organisation").text
    assert "kind=organisation" in text
    assert client.get("/search?q=市&kind=nothing").status_code == 200


HARD_QUESTIONS = (
    "",
    " ",
    "x" * 100_000,
    '"',
    "-",
    "色:青",
    "initiative:abc",
    "\x00\x07",
    "😀🗾",
    "\u202eabc",
    "AND OR NOT (",
    "*",
    "種別:",
    "' OR 1=1 --",
    "<script>alert(1)</script>",
)


def test_no_question_breaks_the_page(client, delivery):
    delivery.once()
    for question in HARD_QUESTIONS:
        answer = client.get("/search", query_string={"q": question})
        assert answer.status_code == 200, question[:40]
        assert "<script>alert" not in answer.text


def test_pages_that_are_not_there(client, delivery):
    delivery.once()
    for page in ("0", "-1", "99999999999", "x", "٣", "500"):
        assert client.get(f"/search?q=市&page={page}").status_code == 200, page


def test_a_fragment_for_htmx_and_the_page_for_everyone_else(client, delivery):
    delivery.once()
    part = client.get("/search?q=市", headers={"HX-Request": "true"})
    assert "<html" not in part.text
    assert "HX-Request" in part.headers["Vary"]
    assert "<html" in client.get("/search?q=市").text


def test_remarks_of_search_are_spoken_in_english_too():
    with use_locale("en"):
        for message in MESSAGES.values():
            translated = gettext(message)
            assert translated != message
            assert set(re.findall(r"%\(\w+\)s", translated)) == set(re.findall(r"%\(\w+\)s", message))


def test_every_kind_can_be_asked_for_by_its_name():
    for item in SEARCHABLE:
        asked = parse(f"種別:{item.label}")
        assert (asked.filters, asked.notes) == ({"k": (item.kind,)}, ())


def test_a_kind_that_does_not_exist_is_explained_on_the_page(client, delivery):
    delivery.once()
    text = client.get("/search", query_string={"q": "種別:ほげ 窓口"}).text
    assert "「種別:ほげ」という種別はありません。" in text


def test_the_roles_page_shows_every_rule(client):
    text = client.get("/roles").text
    for rule in RULES.values():
        assert str(rule.label) in text


def test_health_tells_what_is_wrong(client, settings, delivery):
    assert client.get("/healthz").get_json() == {"status": "ok"}
    shutil.rmtree(settings.index_dir)
    assert client.get("/readyz").status_code == 503, "the index is not there"
    delivery.once()
    ready = client.get("/readyz")
    assert (ready.status_code, json.loads(ready.data)["status"]) == (200, "ok")


def test_absent_pages_look_alike_and_helpful(client):
    answer = client.get("/no/such/page")
    assert answer.status_code == 404
    assert "ページが見つかりません" in answer.text
    assert 'href="/signin?next=/no/such/page"' in answer.text
    assert 'href="/signin?next=/needs/none?q%3D1%26n%3D2"' in client.get("/needs/none?q=1&n=2").text
    assert client.get("/api/v1/nothing").content_type == "application/problem+json"


def test_a_language_chosen_by_a_visitor_stays(client):
    assert 'lang="ja"' in client.get("/").text
    assert client.post("/language", data={"lang": "en", "next": "/roles"}).location == "/roles"
    assert 'lang="en"' in client.get("/").text


def test_the_browsers_language_is_followed_until_one_is_chosen(client):
    assert 'lang="en"' in client.get("/", headers={"Accept-Language": "en-GB,en;q=0.9"}).text
    assert 'lang="ja"' in client.get("/", headers={"Accept-Language": "fr"}).text


def test_the_counts_tell_nothing_of_what_a_reader_may_not_see(client, client_for):
    def cases(browser):
        return re.search(r"公開された事例</dt>\s*<dd><b>(\d+)", browser.get("/").text)[1]

    people.user("editor")
    with unit_of_work():
        session.add(
            CaseStudy(
                organisation_id=people.HOME_TOWN,
                title="市町村だけの事例",
                status=CaseStatus.PUBLISHED,
                visibility=Visibility.MUNICIPALITIES,
                published_at=now(),
            )
        )
    assert cases(client) == "0"
    assert cases(client_for("company")) == "0"
    assert cases(client_for("other_editor")) == "1"


def test_a_number_too_large_for_any_column_is_no_address(client):
    assert client.get("/initiatives/99999999999999999999").status_code == 404


@pytest.mark.parametrize(
    "address", ["/cases", "/needs", "/organisations", "/search?q=x", "/services", "/solutions", "/subsidies"]
)
def test_a_list_hands_out_only_its_results_when_asked_for_a_part(client, address):
    answer = client.get(address, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert 'id="results"' in answer.text
    assert "<html" not in answer.text
    assert "HX-Request" in answer.headers["Vary"]
