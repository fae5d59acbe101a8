"""Solutions as a supplier and a reader meet them."""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus

import pytest

from govtech.core.db import session, unit_of_work
from govtech.core.errors import Conflict, Invalid
from govtech.core.policy import ANONYMOUS
from govtech.organisations.models import Organisation
from govtech.organisations.models import Status as OrganisationStatus
from govtech.solutions import queries, services
from govtech.solutions.content import PriceData, ReferenceData, SolutionData
from govtech.solutions.models import Solution
from govtech.solutions.search import to_document, visible

STATED = SolutionData(
    name="試験の電子申請",
    kana="シケンノデンシシンセイ",
    summary="申請から支払いまで終えられます。",
    description="## できること\n\n申請と支払い",
    deliveries=("saas", "lgwan_asp"),
    networks=("internet",),
    initiatives=(7, 12),
    languages=("ja", "en"),
    contact="営業部",
    prices=(PriceData(0, 50_000, 100_000, 500_000), PriceData(50_001, None, 200_000, 900_000)),
    references=(ReferenceData("272035", None, "全庁で利用"),),
)
TYPED = {
    "name": "試験の電子申請",
    "kana": "しけんのでんししんせい",
    "summary": "申請から支払いまで終えられます。",
    "description": "できること",
    "deliveries": ["saas"],
    "networks": ["internet", "lgwan"],
    "initiatives": ["7"],
    "contact": "営業部",
    "prices-0-population_to": "５０，０００",
    "prices-0-yearly_yen": "500,000円",
    "references-0-government_code": "272035",
    "references-0-note": "全庁で利用",
    "references-0-year": "2024",
}


@pytest.fixture
def solution(actor_for) -> str:
    """A published offering of company1."""
    company = actor_for("company")
    with unit_of_work():
        made = services.create(company, STATED)
        services.publish(company, made)
        return made.id


def test_written_read_and_published(client_for):
    company, visitor = client_for("company"), client_for("visitor")
    answer = company.post("/solutions/new", data=TYPED)
    assert answer.status_code == HTTPStatus.SEE_OTHER, answer.text
    page = answer.location
    assert "シケンノデンシシンセイ" not in visitor.get("/solutions").text
    assert visitor.get(page).status_code == HTTPStatus.NOT_FOUND
    assert client_for("other_company").get(page).status_code == HTTPStatus.NOT_FOUND
    assert company.post(page + "/publish").status_code == HTTPStatus.SEE_OTHER
    text = visitor.get(page).text
    for words in (
        "試験の電子申請",
        "50,000人以下",
        "500,000円",
        "大阪府豊中市",
        "2024年から",
        "2,500,000円",
        "公開中",
    ):
        assert words in text
    assert company.post(page + "/publish").status_code == HTTPStatus.CONFLICT


def test_only_verified_organisations_publish(client_for, actor_for):
    newcomer = client_for("new_company")
    page = newcomer.post("/solutions/new", data=TYPED).location
    assert "確認が済むと公開できます" in newcomer.get(page).text
    answer = newcomer.post(page + "/publish")
    assert answer.status_code == HTTPStatus.FORBIDDEN
    assert "確認が済むと公開できます" in answer.text


def test_an_empty_draft_is_not_published(client_for):
    company = client_for("company")
    page = company.post("/solutions/new", data={**TYPED, "description": "", "contact": ""}).location
    answer = company.post(page + "/publish")
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "内容の説明、問い合わせ先" in answer.text


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"name": ""}, "名称を入力してください。"),
        ({"prices-0-yearly_yen": "いくらか"}, "価格の目安の1行目：数字で入力してください。"),
        ({"prices-1-population_from": "40000", "prices-1-yearly_yen": "1"}, "人口区分が重なっています"),
        ({"references-0-government_code": "999999"}, "一覧にある項目から選んでください。"),
        ({"references-0-case_id": "え？"}, "事例のページのアドレスを貼り付けてください。"),
        ({"references-0-case_id": "zzzzzzzzzz"}, "事例（zzzzzzzzzz）は見つからないか、公開されていません。"),
        (
            {"references-0-year": "1700"},
            "利用している自治体の1行目：1,980から2,100までの数で入力してください。",
        ),
        ({"description": "[" * 500}, "かっこや記号が続きすぎています"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(client_for, typed, message):
    answer = client_for("company").post("/solutions/new", data={**TYPED, **typed})
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert message in answer.text
    assert "error-summary" in answer.text
    assert "申請から支払いまで終えられます。" in answer.text
    assert all(
        value in answer.text for value in typed.values() if value and value not in {"999999", "[" * 500}
    )


def test_a_stale_edit_shows_both_texts_and_loses_neither(client_for, solution):
    company, colleague = client_for("company"), client_for("company_admin")
    with unit_of_work(writes=False):
        version = session.get(Solution, solution).version
    typed = {**TYPED, "version": str(version)}
    address = f"/solutions/{solution}/edit"
    assert (
        colleague.post(address, data={**typed, "summary": "同僚の一文"}).status_code == HTTPStatus.SEE_OTHER
    )
    answer = company.post(address, data={**typed, "summary": "自分の一文"})
    assert answer.status_code == HTTPStatus.CONFLICT
    assert "同僚の一文" in answer.text
    assert "自分の一文" in answer.text
    assert "company_admin" in answer.text
    with unit_of_work(writes=False):
        assert session.get(Solution, solution).summary == "同僚の一文"


def test_the_service_refuses_a_stale_version_too(actor_for, solution):
    company = actor_for("company")
    with unit_of_work(), pytest.raises(Conflict):
        services.edit(company, queries.get(company, solution), STATED, 0)


def test_withdrawn_with_a_reason_and_published_again(client_for, solution):
    company, visitor = client_for("company"), client_for("visitor")
    assert (
        company.post(f"/solutions/{solution}/withdraw", data={}).status_code
        == HTTPStatus.UNPROCESSABLE_ENTITY
    )
    answer = company.post(f"/solutions/{solution}/withdraw", data={"reason": "後継へ移行"})
    assert answer.status_code == HTTPStatus.SEE_OTHER
    assert visitor.get(f"/solutions/{solution}").status_code == HTTPStatus.NOT_FOUND
    assert "後継へ移行" in company.get(f"/solutions/{solution}").text
    assert company.post(f"/solutions/{solution}/publish").status_code == HTTPStatus.SEE_OTHER


@pytest.mark.parametrize(
    "who", ["other_company", "group", "editor", "admin", "coordinator", "auditor", "operator"]
)
def test_nobody_else_changes_it(client_for, solution, who):
    browser = client_for(who)
    assert browser.get(f"/solutions/{solution}").status_code == HTTPStatus.OK
    assert browser.get(f"/solutions/{solution}/edit").status_code == HTTPStatus.FORBIDDEN
    for step in ("publish", "withdraw"):
        assert (
            browser.post(f"/solutions/{solution}/{step}", data={"reason": "x"}).status_code
            == HTTPStatus.FORBIDDEN
        )


def test_filters_count_and_stay_in_the_address(client, solution):
    page = client.get("/solutions?delivery=saas&initiative=12&network=internet&kind=company").text
    assert "試験の電子申請" in page
    assert "network=internet" in page
    assert "試験の電子申請" not in client.get("/solutions?delivery=on_premises").text
    assert "試験の電子申請" in client.get("/solutions?delivery=nonsense&initiative=x&cursor=broken").text


def test_a_list_costs_the_same_however_long_it_is(client, actor_for, solution, counting):
    company = actor_for("company")
    with counting() as few:
        client.get("/solutions")
    with unit_of_work():
        for _more in range(5):
            services.publish(company, services.create(company, STATED))
    with counting() as many:
        client.get("/solutions")
    assert len(many) == len(few) <= 14


def test_an_organisations_offerings(actor_for, solution):
    company = actor_for("company")
    with unit_of_work():
        services.create(company, STATED)
    with unit_of_work(writes=False):
        assert [row.id for row in queries.of_organisation(ANONYMOUS, "company1")] == [solution]
        assert len(queries.of_organisation(company, "company1")) == 2


def test_findable_only_while_it_is_offered(client_for, actor_for, solution):
    with unit_of_work():
        draft = services.create(actor_for("company"), STATED)
        assert to_document(draft) is None
        document = to_document(session.get(Solution, solution))
        assert document.tokens == {"public"}
        assert document.initiatives == (7, 12)
        assert document.url == f"/solutions/{solution}"
        assert "申請と支払い" in document.body
        assert visible(ANONYMOUS, [solution, draft.id]) == {solution}
    client_for("company").post(f"/solutions/{solution}/withdraw", data={"reason": "後継へ移行"})
    again = client_for("company").post(f"/solutions/{solution}/withdraw", data={"reason": "もう一度"})
    assert again.status_code == 409
    assert "もう一度" in again.text
    with unit_of_work(writes=False):
        assert to_document(session.get(Solution, solution)) is None
        assert visible(ANONYMOUS, [solution]) == set()


def test_a_suspended_organisation_offers_nothing(client, actor_for, solution):
    with unit_of_work():
        session.get(Organisation, "company1").status = OrganisationStatus.SUSPENDED
    assert client.get(f"/solutions/{solution}").status_code == HTTPStatus.NOT_FOUND
    with unit_of_work(writes=False):
        assert to_document(session.get(Solution, solution)) is None
        assert visible(ANONYMOUS, [solution]) == set()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"prices": (PriceData(50_000, 100, 0, 0),)}, "prices"),
        ({"prices": (PriceData(0, None, 0, 0), PriceData(10, 20, 0, 0))}, "prices"),
        ({"references": (ReferenceData("999999", None, ""),)}, "references"),
        ({"references": (ReferenceData(None, "zzzzzzzzzz", ""),)}, "references"),
    ],
)
def test_the_service_refuses_what_cannot_be(actor_for, changes, field):
    company = actor_for("company")
    with unit_of_work(), pytest.raises(Invalid) as refusal:
        services.create(company, replace(STATED, **changes))
    assert set(refusal.value.errors) == {field}


def test_ones_own_are_listed_with_their_drafts(client_for, solution):
    company = client_for("company")
    company.post("/solutions/new", data={**TYPED, "name": "まだ下書き"})
    assert "まだ下書き" not in company.get("/solutions").text
    assert "まだ下書き" in company.get("/solutions?own=1").text
    assert "まだ下書き" not in client_for("visitor").get("/solutions?own=1").text


def test_an_edit_that_keeps_some_rows_and_changes_others(actor_for, solution):
    company = actor_for("company")
    with unit_of_work():
        made = queries.get(company, solution)
        changed = replace(
            STATED, deliveries=("saas", "on_premises"), prices=STATED.prices[:1], initiatives=(7,)
        )
        services.edit(company, made, changed, made.version)
    with unit_of_work(writes=False):
        made = queries.get(company, solution)
        assert [item.delivery.value for item in made.deliveries] == ["on_premises", "saas"]
        assert [item.number for item in made.initiatives] == [7]
        assert len(made.prices) == 1
        assert len(made.references) == 1
