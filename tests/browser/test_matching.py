"""Somebody sees what fits a need and why; a company hides a need and sees what that did."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Opening

ROADS = "/needs/smpneed2"


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
def test_a_need_says_who_could_meet_it_and_why(opening: Opening, javascript: bool) -> None:
    page = opening(javascript=javascript)
    page.goto(ROADS)
    part = page.get_by_role("main").locator(".fitting")
    first = part.locator("li.fit").first
    expect(first.get_by_role("link", name="みちしらせ")).to_be_visible()
    expect(first).to_contain_text("よく合いそう")
    expect(first.locator(".fit-shares")).to_contain_text("%")
    expect(first.get_by_text("年額480,000円から", exact=False)).to_be_hidden()
    first.get_by_text("なぜ？").click()
    expect(first.get_by_text("年額480,000円から", exact=False)).to_be_visible()
    for heading in ("使えそうな補助金", "仕様書のひな形", "参考になりそうな事例", "似たニーズ"):
        expect(part.get_by_role("heading", name=heading)).to_be_visible()


def test_a_company_hides_a_need_sees_the_effect_and_takes_it_back(opening: Opening) -> None:
    page = opening("admin@mihon.example")
    page.goto("/matching")
    rows = page.get_by_role("main").locator("li.fit")
    expect(rows.first).to_be_visible()
    title = rows.first.get_by_role("link").first.inner_text()
    rows.first.get_by_role("link", name="表示しない").click()
    page.get_by_label("ネットワークが合わない", exact=False).check()
    page.get_by_role("main").get_by_role("button", name="表示しない").click()
    expect(page.get_by_text(f"「{title}」を表示しないようにしました。", exact=False)).to_be_visible()
    hidden = page.get_by_role("main").locator("li.row:not(.fit)", has_text=title)
    expect(hidden).to_contain_text("ネットワークが合わない")
    expect(rows.filter(has_text=title)).to_have_count(0)
    hidden.get_by_role("button", name="もう一度表示する").click()
    expect(page.get_by_text("元に戻りました", exact=False)).to_be_visible()
    expect(rows.filter(has_text=title)).to_have_count(1)


def test_a_municipality_says_that_a_solution_is_not_it(opening: Opening) -> None:
    page = opening("approver@hirakata.example")
    page.goto(ROADS)
    first = page.locator(".fitting li.fit").first
    name = first.get_by_role("link").first.inner_text()
    first.get_by_role("button", name="違う").click()
    expect(page.get_by_text("「違う」とした1件", exact=False)).to_be_visible()
    assert not page.locator(".fitting li.fit").get_by_role("link", name=name).is_visible()
    visitor = opening()
    visitor.goto(ROADS)
    expect(visitor.locator(".fitting").get_by_role("link", name=name)).to_be_visible()
    page.get_by_text("「違う」とした1件", exact=False).click()
    page.get_by_role("button", name="評価を取り消す").click()
    expect(page.locator(".fitting").get_by_role("link", name=name)).to_be_visible()
