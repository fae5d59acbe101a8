"""Two towns talk about a requirement: a name completed after @, a reply that is told of, wording taken in."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.conftest import Opening
from tests.browser.test_journeys import BOTH, button, fill

ITEM = "RD-201"


def _item(page: Page) -> str:
    """The page of a requirement that nobody has spoken about."""
    page.goto("/specifications")
    link = page.get_by_role("main").get_by_role("link", name="道路損傷通報システム（北摂・北河内5市）").first
    return f"{link.get_attribute('href')}/items/{ITEM}"


def _speak(page: Page, text: str, *, javascript: bool) -> None:
    page.get_by_text("コメントを書く").first.click()
    box = page.locator("#discussions textarea[data-mentions]").last
    if javascript:
        box.press_sequentially("@枚")
        expect(page.get_by_role("option", name="枚方市")).to_be_visible()
        box.press("Enter")
        expect(box).to_have_value("@枚方市 ")
        box.press_sequentially(text)
    else:
        box.fill(text)
        page.get_by_text("だれに知らせるかを選ぶ").last.click()
        page.get_by_role("checkbox", name="枚方市", exact=True).last.check()
    page.get_by_role("button", name="コメントを書く").click()
    expect(page.get_by_role("main")).to_contain_text("知らせた相手：枚方市")


@BOTH
def test_two_towns_talk_and_one_wording_is_taken_in(opening: Opening, javascript: bool) -> None:
    lead = opening("editor@toyonaka.example", javascript=javascript)
    second = opening("editor@hirakata.example", javascript=javascript)
    item = _item(lead)
    text = f"地下道では位置が取れません（{'動' if javascript else '静'}）。"
    lead.goto(item)
    _speak(lead, text, javascript=javascript)

    second.goto(f"{item.partition('/items/')[0]}/discussions?whose=told")
    second.get_by_role("link", name=text).click()
    fill(second, text="案を出します。")
    button(second, "返信を書く")
    second.get_by_role("link", name="別の文案を提案する").click()
    wording = second.locator("main [name=text]")
    wanted = wording.input_value().rstrip("。") + f"（{text[:3]}を除く{'。' * (1 + javascript)}）。"
    wording.fill(wanted)
    fill(second, reason="地下道が多いため")
    button(second, "文案を提案する")
    expect(second.locator("main ins")).to_contain_text("地下道を除く")

    lead.goto(item)
    lead.locator(".discussion", has_text="地下道が多いため").get_by_role(
        "button", name="この文案を採り入れる"
    ).click()
    expect(lead.locator(f"#{ITEM}")).to_contain_text("地下道を除く")
    lead.goto(item)
    lead.locator(".discussion", has_text=text).get_by_role("button", name="解決済みにする").click()
    expect(lead.get_by_role("main")).to_contain_text("さんが解決済みにしました")
    assert lead.goto(item).status == 200
    expect(lead.locator("#discussions")).to_contain_text("解決・決定済み")
