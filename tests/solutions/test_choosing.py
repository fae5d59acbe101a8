"""Choosing among offerings: filters, prices for one's own size, several side by side, and the cases they name."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from html import unescape
from http import HTTPStatus

import pytest
import sqlalchemy as sa

from govtech.core import clock
from govtech.core.clock import today
from govtech.core.db import session, unit_of_work
from govtech.core.errors import Invalid
from govtech.core.policy import ANONYMOUS
from govtech.needs import services as needs
from govtech.needs.content import NeedData
from govtech.organisations.models import Certification, Organisation
from govtech.solutions import catalogue, queries, services
from govtech.solutions.catalogue import Wanted
from govtech.solutions.content import PriceData, ReferenceData
from govtech.solutions.models import PriceBand, Solution, SolutionInitiative
from tests.solutions.conftest import PLAIN

BANDS = (
    PriceData(0, 50_000, 100_000, 300_000),
    PriceData(50_001, 300_000, 200_000, 900_000, tax_included=False, note="電話の支援を含む"),
    PriceData(300_001, None, 300_000, 2_000_000),
)


def results(text: str) -> str:
    """The list without its filters."""
    return text.split('id="results"')[1]


def certify(organisation: str, name: str, days: int | None) -> None:
    ends = None if days is None else today() + timedelta(days=days)
    with unit_of_work():
        session.add(Certification(organisation_id=organisation, name=name, expires_on=ends))


# ---- filters


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", {"安い", "高い", "別の会社"}),
        ("osaka=1", {"安い"}),
        ("budget=500000", {"安い", "別の会社"}),
        ("budget=500000&size=400000", {"別の会社"}),
        ("budget=1000000&size=75000", {"安い", "別の会社"}),
        ("certificate=ISMAP", {"安い", "高い"}),
        ("certificate=ISO/IEC 27001", set()),
        ("certificate=プライバシーマーク", {"別の会社"}),
        ("budget=7&size=x&certificate=x&osaka=2", {"安い", "高い", "別の会社"}),
    ],
)
def test_each_filter_shows_what_its_count_promised(client, offer, query, shown):
    offer(name="安い", prices=BANDS, references=(ReferenceData("272035", None, "", 2024),))
    offer(
        name="高い",
        prices=(PriceData(0, None, 0, 9_000_000),),
        references=(ReferenceData(None, None, "府外の市"),),
    )
    offer("other_company", name="別の会社")
    certify("company1", "ISMAP-LIU", 100)
    certify("company1", "ISO/IEC 27001", -1)
    certify("company2", "Pマーク", None)
    text = client.get(f"/solutions?{query}").text
    assert {name for name in ("安い", "高い", "別の会社") if f">{name}</a>" in results(text)} == shown
    assert f"全{len(shown)}件" in text
    for address, count in re.findall(r'class="filter" href="([^"]+)"(?! aria).*?</span> (\d+)</span>', text):
        assert f"全{count}件" in client.get(unescape(address)).text, address


def test_the_price_is_that_of_ones_own_municipality(client_for, client, offer):
    page = f"/solutions/{offer(prices=BANDS)}"
    town = client_for("editor").get("/solutions").text  # 豊中市, 401,818 people
    assert "年額2,000,000円、初期費用300,000円、5年間で10,300,000円" in town
    assert "価格を見る人口の規模：豊中市（401,818人）" in re.sub(r"<[^>]+>", "", town)
    assert "年額300,000円から" in client_for("editor").get("/solutions?size=any").text
    assert "年額300,000円から" in client.get("/solutions").text
    assert "年額990,000円、初期費用220,000円、5年間で5,170,000円" in client.get("/solutions?size=75000").text
    assert "年額300,000円から" in client.get("/solutions?size=own").text
    own = client_for("editor").get(page).text
    assert own.count("is-mine") == 1
    assert "豊中市の場合：<b>年額2,000,000円、初期費用300,000円、5年間で10,300,000円</b>" in own
    assert "豊中市（401,818人）はここ" in own.split("is-mine")[1].split("</tr>")[0]
    assert "is-mine" not in client.get(page).text
    assert "税抜の登録から計算（税率10％）" in own


def test_a_size_without_price_says_so(client_for, offer):
    page = offer(prices=(PriceData(0, 50_000, 1, 1),))
    assert (
        "豊中市（401,818人）の規模の価格は登録されていません"
        in client_for("editor").get(f"/solutions/{page}").text
    )
    assert "登録なし" in results(client_for("editor").get("/solutions").text)


def test_two_thousand_offerings_cost_as_many_queries_as_one(client_for, offer, counting):
    offer()
    browser = client_for("editor")
    with counting() as few:
        browser.get("/solutions?budget=500000")
    with unit_of_work():
        company = session.scalars(sa.select(Solution.organisation_id)).first()
        rows = [
            {
                "id": f"s{n:05}",
                "organisation_id": company,
                "name": f"もの{n}",
                "kana": f"モノ{n:05}",
                "summary": "x",
                "description": "x",
                "languages": [],
                "contact": "x",
                "status": "published",
                "reason": "",
                "sample": False,
                "version": 1,
            }
            for n in range(2000)
        ]
        session.execute(sa.insert(Solution), rows)
        session.execute(
            sa.insert(SolutionInitiative), [{"solution_id": row["id"], "number": 7} for row in rows]
        )
        session.execute(
            sa.insert(PriceBand),
            [
                {
                    "id": row["id"],
                    "solution_id": row["id"],
                    "population_from": 0,
                    "initial_yen": 0,
                    "yearly_yen": 1000 * place,
                    "tax_included": True,
                    "note": "",
                }
                for place, row in enumerate(rows)
            ],
        )
    with counting() as many:
        text = browser.get("/solutions?budget=500000").text
    assert "全502件" in text
    assert len(many) == len(few) <= 14
    seen: list[str] = []
    cursor = None
    while True:
        page = catalogue.listed(ANONYMOUS, Wanted(), cursor)
        seen += [row.id for row in page.items]
        cursor = page.next_cursor
        if not cursor:
            break
    assert len(seen) == len(set(seen)) == 2001


# ---- side by side


def test_four_side_by_side_with_what_differs(client_for, offer):
    ids = [offer(name=f"もの{n}", prices=(PriceData(0, None, 0, n * 100_000),)) for n in range(1, 5)]
    address = "/solutions/compare?" + "&".join(f"id={key}" for key in ids)
    text = client_for("editor").get(address).text
    assert [text.index(f">もの{n}</a>") for n in range(1, 5)] == sorted(
        text.index(f">もの{n}</a>") for n in range(1, 5)
    )
    assert "5年間の費用（税込）" in text
    assert "2,000,000円" in text
    rows = re.findall(r"<tr(.*?)>\s*<th scope=\"row\" class=\"compare-label\">([^<]+)", text)
    marked = {label.strip() for mark, label in rows if "differs" in mark}
    assert marked == {"年額（税込）", "5年間の費用（税込）"}
    only = client_for("editor").get(address + "&differences=1").text
    shown = set(re.findall(r"<th scope=\"row\" class=\"compare-label\">([^<]+)", only))
    assert {label.strip() for label in shown} == marked


def test_a_fifth_is_left_out_and_said(client, offer):
    ids = [offer(name=f"もの{n}") for n in range(1, 6)]
    text = client.get("/solutions/compare?" + "&".join(f"id={key}" for key in ids)).text
    assert "一度に比べられるのは4つまでです" in text
    assert ">もの4</a>" in text
    assert ">もの5</a>" not in text


@pytest.mark.parametrize("other", ["", "zzzzzzzzzz", "\x00", "'; drop table solution", "x" * 3000])
def test_what_is_not_there_or_not_to_be_seen_is_left_out_without_a_word(client, offer, other):
    shown, hidden = offer(name="見えるもの"), offer("other_company", name="下書きのもの", published=False)
    answer = client.get("/solutions/compare", query_string={"id": [hidden, other, shown, shown]})
    assert answer.status_code == HTTPStatus.OK
    assert answer.text.count(">見えるもの</a>") == 1
    assert "下書きのもの" not in answer.text
    assert "一度に比べられる" not in answer.text
    alone = client.get("/solutions/compare", query_string={"id": shown})
    mask = re.compile(r'(csrf_token|form_key)" value="[^"]+')
    assert mask.sub("", answer.text).split("<main")[1] == mask.sub("", alone.text).split("<main")[1]


def test_nothing_chosen_says_how_to_begin(client):
    assert "比べるソリューションが選ばれていません" in client.get("/solutions/compare").text


def test_what_was_chosen_stays_while_looking_for_more(client, offer):
    first, _second = offer(name="はじめ"), offer(name="つぎ")
    text = client.get(f"/solutions?with={first},zzz,%00&delivery=saas").text
    assert re.search(rf'name="id" value="{first}" checked', text)
    assert f"with={first}" in unescape(text.split('class="filters-body"')[1])


def test_the_comparison_costs_the_same_for_one_and_four(client, offer, counting):
    ids = [offer(references=(ReferenceData("272035", None, ""),)) for _n in range(4)]
    with counting() as one:
        client.get(f"/solutions/compare?id={ids[0]}")
    with counting() as four:
        client.get("/solutions/compare?" + "&".join(f"id={key}" for key in ids))
    assert len(four) == len(one) <= 16


# ---- cases


def test_a_case_and_an_offering_show_each_other(client, offer, case):
    named = case("窓口の予約")
    solution = offer(name="予約のしくみ", references=(ReferenceData("272035", named, "全庁で", 2024),))
    page = client.get(f"/solutions/{solution}").text
    assert "事例「窓口の予約」を読む" in page
    assert f'href="/cases/{named}"' in page
    other = client.get(f"/cases/{named}").text
    assert "使われたソリューション" in other
    assert f'href="/solutions/{solution}"' in other
    assert "2024年から" in other


@pytest.mark.parametrize(
    "where", [{"visibility": "municipalities"}, {"visibility": "organisation"}, {"published": False}]
)
def test_a_case_that_not_everybody_reads_is_not_linked(actor_for, case, where):
    hidden = case("内輪の事例", **where)
    stated = replace(PLAIN, references=(ReferenceData(None, hidden, ""),))
    company = actor_for("company")
    with unit_of_work(), pytest.raises(Invalid) as refusal:
        services.create(company, stated)
    assert set(refusal.value.errors) == {"references"}
    with unit_of_work():
        made = services.create(company, PLAIN)
        session.flush()
        with pytest.raises(Invalid):
            services.edit(company, made, stated, made.version)


def test_a_case_that_was_taken_back_is_no_longer_shown(client, offer, case):
    named = case("窓口の予約")
    solution = offer(references=(ReferenceData(None, named, "利用"),))
    with unit_of_work():
        session.execute(
            sa.text("UPDATE case_study SET visibility = 'municipalities' WHERE id = :id"), {"id": named}
        )
    for address in (f"/solutions/{solution}", f"/solutions/compare?id={solution}"):
        assert "窓口の予約" not in client.get(address).text
        assert named not in client.get(address).text


def test_drafts_are_not_shown_on_a_case(client, offer, case):
    named = case("窓口の予約")
    offer(name="まだ下書き", published=False, references=(ReferenceData(None, named, "利用"),))
    assert "使われたソリューション" not in client.get(f"/cases/{named}").text
    assert queries.naming_case(ANONYMOUS, named) == []


# ---- the form


def test_rows_are_added_without_javascript_and_what_was_typed_stays(client_for):
    company = client_for("company")
    typed = {"name": "書きかけ", "prices-0-yearly_yen": "500", "prices-0-note": "支援を含む"}
    answer = company.post("/solutions/new", data={**typed, "more": "prices"})
    assert answer.status_code == HTTPStatus.OK
    assert "error-summary" not in answer.text
    assert "prices-9-yearly_yen" in answer.text.replace("prices-5-", "prices-9-")
    assert 'value="書きかけ"' in answer.text
    assert 'value="支援を含む"' in answer.text
    assert 'value="272035"' in answer.text.split('name="references-0-government_code"')[1]
    many = {f"prices-{n}-yearly_yen": "" for n in range(20)}
    assert "prices-20-" not in company.post("/solutions/new", data={**many, "more": "prices"}).text


def test_facts_of_the_organisation_are_shown_and_not_asked_again(client_for, actor_for):
    actor_for("company")
    with unit_of_work():
        maker = session.get(Organisation, "company1")
        maker.contact, maker.address = "代表窓口 06-1111-2222", "大阪市北区1-1"
    company = client_for("company")
    form = company.get("/solutions/new").text
    assert "大阪市北区1-1" in form
    assert "代表窓口 06-1111-2222" in form
    page = company.post(
        "/solutions/new",
        data={
            "name": "連絡先なし",
            "kana": "レンラクサキナシ",
            "summary": "説明",
            "description": "説明",
            "deliveries": ["saas"],
            "networks": ["internet"],
        },
    ).location
    assert company.post(page + "/publish").status_code == HTTPStatus.SEE_OTHER
    assert "代表窓口 06-1111-2222" in client_for("visitor").get(page).text


def test_a_response_starts_from_the_facts_too(client_for, actor_for, frozen):
    for who in ("company", "editor", "approver"):
        actor_for(who)
    with unit_of_work():
        maker = session.get(Organisation, "company1")
        maker.contact, maker.address = "代表窓口 06-1111-2222", "大阪市北区1-1"
    data = NeedData(
        title="窓口の予約",
        outcome="来庁せずに終わるようにしたい。",
        wanted=("proposal",),
        response_deadline=clock.now() + timedelta(days=9),
        contact="担当課",
    )
    editor, approver = actor_for("editor"), actor_for("approver")
    with unit_of_work():
        need = needs.create(editor, data)
        session.flush()
        needs.submit(editor, need)
        session.flush()
        needs.publish(approver, need)
        key = need.id
    text = client_for("company").get(f"/needs/{key}/response").text
    assert "大阪市北区1-1" in text
    assert re.search(r'name="contact"[^>]*value="代表窓口 06-1111-2222"', text)
