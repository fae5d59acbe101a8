"""Solutions in a real browser: filter, compare four and open one; take over public facts; and every new page before axe."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Opening
from tests.browser.test_every_page import LOOKS, look
from tests.browser.test_journeys import BOTH, button

MIHON, KAKUU = "8999999999901", "7999999999902"
FOUR = ("まちかど申請クラウド", "申請ひとすじ", "てつづきノート", "こども申請ポケット")
COMPARED = "/solutions/compare?id=smpform&id=smphitosuji&id=smptetsuzuki&id=smpkodomo"


def record(number: str, **facts: object) -> dict[str, object]:
    return {
        "corporate_number": number,
        "name": "見本電算株式会社",
        "status": "-",
        "update_date": "2026-10-01T00:00:00+09:00",
        **facts,
    }


@BOTH
def test_filter_compare_four_and_open_one(opening: Opening, javascript: bool) -> None:
    page = opening("editor@toyonaka.example", javascript=javascript)
    page.goto("/solutions")
    expect(page.get_by_role("main").get_by_text("価格は「豊中市」の場合です")).to_be_visible()
    page.get_by_role("navigation", name="絞り込み").get_by_role("link", name=re.compile("電子申請")).click()
    expect(page.locator(".chips")).to_contain_text("取組：電子申請")
    for name in FOUR:
        page.get_by_role("main").get_by_role("checkbox", name=re.compile(f"比べる.*{name}")).check()
    page.get_by_role("main").get_by_role("button", name="選んだものを比べる").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("ソリューションを比べる")
    table = page.get_by_role("table")
    for name in FOUR:
        expect(table.get_by_role("columnheader", name=name)).to_be_visible()
    expect(table.get_by_role("row", name=re.compile("5年間の費用"))).to_contain_text("22,200,000円")
    expect(table.get_by_role("row", name=re.compile("認証"))).to_contain_text("期限切れ")
    page.get_by_role("checkbox", name="違いのある行だけ").check()
    button(page, "表示を変える")
    expect(table.get_by_role("row", name=re.compile("提供形態"))).to_be_visible()
    table.get_by_role("link", name="申請ひとすじ", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("申請ひとすじ")
    own = page.get_by_role("row", name=re.compile("豊中市"))
    expect(own).to_contain_text("26,400,000円")


@BOTH
def test_a_fifth_is_said_and_more_can_be_added(opening: Opening, javascript: bool) -> None:
    page = opening(javascript=javascript)
    page.goto(f"{COMPARED}&id=smpchat")
    expect(page.get_by_text("一度に比べられるのは4つまでです")).to_be_visible()
    page.get_by_role("link", name=re.compile("外す.*てつづきノート")).click()
    expect(page.get_by_role("columnheader", name="てつづきノート")).to_have_count(0)
    page.get_by_role("link", name="ほかのソリューションを足す").click()
    expect(page.get_by_role("checkbox", name="申請ひとすじ", exact=True)).to_be_checked()
    page.get_by_role("checkbox", name=re.compile("比べる.*みちしらせ")).check()
    page.get_by_role("main").get_by_role("button", name="選んだものを比べる").first.click()
    expect(page.get_by_role("columnheader", name="みちしらせ")).to_be_visible()
    expect(page.get_by_role("columnheader")).to_have_count(5)


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
def test_public_facts_are_looked_at_and_taken_over(
    opening: Opening, tmp_path: Path, javascript: bool
) -> None:
    page = opening("admin@mihon.example", javascript=javascript)
    capital, staff = (50_000_000, 431) if javascript else (51_000_000, 432)
    file = tmp_path / "gbizinfo.json"

    file.write_text(json.dumps(record(KAKUU)), encoding="utf-8")
    page.goto("/organisations/co-mihon")
    page.get_by_role("link", name="gBizINFOから取り込む").click()
    page.locator("input[type=file]").set_input_files(file)
    button(page, "違いを確認する")
    expect(page.get_by_role("alert")).to_contain_text(f"自団体の法人番号{MIHON}のファイルを選んでください")

    file.write_text(json.dumps(record(MIHON, capital_stock=capital, employee_number=staff)), encoding="utf-8")
    page.locator("input[type=file]").set_input_files(file)
    button(page, "違いを確認する")
    row = page.get_by_role("row", name=re.compile("資本金"))
    expect(row).to_contain_text(f"{capital:,}円")
    expect(row.get_by_role("checkbox")).to_be_checked()
    page.get_by_role("checkbox", name="従業員・職員の数").uncheck()
    button(page, "選んだ項目を取り込む")
    expect(page.get_by_role("heading", level=1)).to_contain_text("見本電算株式会社")
    expect(page.get_by_role("main")).to_contain_text(f"{capital:,}円")
    expect(page.get_by_role("main")).not_to_contain_text(f"{staff}人")


@BOTH
def test_prices_are_entered_row_by_row(opening: Opening, javascript: bool) -> None:
    page = opening("editor@mihon.example", javascript=javascript)
    name = f"行を足す試し{'・動' if javascript else '・静'}"
    page.goto("/solutions/new")
    page.locator("[name=name]").fill(name)
    page.locator("[name=kana]").fill("ぎょうをたすためし")
    page.locator("[name=summary]").fill("価格の行を足します。")
    page.get_by_role("group", name="価格の目安").get_by_role("button", name="行を増やす").click()
    expect(page.locator("[name=name]")).to_have_value(name)
    page.locator("[name=prices-7-population_to]").fill("５０，０００")
    page.locator("[name=prices-7-yearly_yen]").fill("1,000,000")
    page.locator("[name=prices-7-tax]").select_option("excluded")
    page.locator("[name=prices-7-note]").fill("研修を含む")
    button(page, "内容を保存する")
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    row = page.get_by_role("row", name=re.compile("50,000人以下"))
    expect(row).to_contain_text("5,500,000円")
    expect(row).to_contain_text("研修を含む")


@pytest.mark.parametrize(("language", "width"), LOOKS)
def test_the_new_pages(opening: Opening, language: str, width: str) -> None:
    page = opening(language=language, width=width)
    public = (
        "/solutions?size=75000&with=smpform",
        COMPARED,
        f"{COMPARED}&size=75000&differences=1",
        "/solutions/compare",
    )
    wrong = [line for path in (*public, "/cases/smpcase14") for line in look(page, path, language)]
    staff = opening("editor@toyonaka.example", language=language, width=width)
    for path in ("/solutions/smphitosuji", "/solutions/smpform"):
        wrong += look(staff, f"{path}?lang={language}", language)
    company = opening("admin@mihon.example", language=language, width=width)
    for path in ("", "/edit", "/gbizinfo", "/certifications"):
        wrong += look(company, f"/organisations/co-mihon{path}?lang={language}", language)
    wrong += look(company, f"/solutions/smpform/edit?lang={language}", language)
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("width", ["desktop", "phone"])
def test_the_preview(opening: Opening, tmp_path: Path, width: str) -> None:
    page = opening("admin@mihon.example", width=width)
    file = tmp_path / "gbizinfo.json"
    stated = record(MIHON, location="大阪府大阪市中央区見本町１丁目１番", name="見本電算ホールディングス")
    file.write_text(json.dumps(stated), encoding="utf-8")
    page.goto("/organisations/co-mihon/gbizinfo")
    page.locator("input[type=file]").set_input_files(file)
    button(page, "違いを確認する")
    expect(page.get_by_role("heading", name="ここでは変わらない項目")).to_be_visible()
    found = look_here(page)
    assert not found, "\n".join(found)


def look_here(page: object) -> list[str]:
    """What is wrong with the page as it stands, which a POST answered."""
    page.goto = lambda _path: None
    return look(page, page.url, "ja")
