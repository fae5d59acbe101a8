"""Requirements and values written as tables, by keyboard and without a script; what is typed waits for its writer."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.conftest import Opening
from tests.browser.test_journeys import BOTH, button

EDITOR, OTHER = "approver@toyonaka.example", "approver@hirakata.example"
TITLE = "道路損傷通報システム（北摂・北河内5市）"
TABLE = "/sections/handling/table"


def _draft(page: Page) -> str:
    page.goto("/specifications?state=drafting")
    page.get_by_role("link", name=TITLE).click()
    return page.url.split("#")[0]


def _rows(page: Page) -> list[str]:
    return [row.get_attribute("value") or "" for row in page.locator("main input[name=row]").all()]


@BOTH
def test_a_table_is_rearranged_and_saved(opening: Opening, javascript: bool) -> None:
    mark = "動" if javascript else "静"
    page = opening(EDITOR, javascript=javascript)
    draft = _draft(page)
    page.goto(draft + TABLE)
    first, second, *_rest = _rows(page)
    up = page.get_by_role("button", name=f"{second}を上へ")
    up.focus()
    page.keyboard.press("Enter")
    expect(page.locator("main input[name=row]").first).to_have_value(second)
    if javascript:
        expect(page.get_by_role("button", name=f"{second}を下へ")).to_be_focused()
    page.locator(f"#text-{first}").fill(f"{mark}で直した要件であること。")
    page.locator("#text-new-1").fill(f"{mark}で加えた要件であること。")
    page.locator("#number-new-1").press("Enter")
    expect(page.locator(".flashes")).to_contain_text("表を保存しました")
    for words in ("直した", "加えた"):
        expect(page.get_by_role("main")).to_contain_text(f"{mark}で{words}要件であること。")
    page.goto(draft + TABLE)
    assert _rows(page)[:2] == [second, first]


def test_what_is_typed_waits_and_others_are_seen(opening: Opening) -> None:
    page, other = opening(EDITOR), opening(OTHER)
    draft = _draft(page)
    path = f"{draft}/sections/positioning/table"
    page.goto(path)
    first = _rows(page)[0]
    page.locator(f"#text-{first}").fill("まだ保存していない文。")
    expect(page.locator("[data-autosave]")).to_contain_text("書きかけを残しました", timeout=15_000)
    other.goto(f"{draft}/items/{first}/edit")
    expect(other.locator(".here")).to_contain_text("いま同じところを開いて書いています")
    assert "まだ保存していない文" not in other.content()
    page.goto(draft)
    page.get_by_role("link", name="の表の書きかけを続ける").click()
    expect(page.locator(f"#text-{first}")).to_have_value("まだ保存していない文。")
    page.goto(path)
    button(page, "書きかけを捨てる")
    expect(page.locator(".flashes")).to_contain_text("書きかけを捨てました")
    expect(page.locator(f"#text-{first}")).not_to_have_value("まだ保存していない文。")


def test_the_keyboard_is_led_to_what_is_wrong(opening: Opening) -> None:
    page = opening(EDITOR)
    page.goto(_draft(page) + TABLE)
    page.locator("main textarea").first.fill("")
    button(page, "表を保存する")
    expect(page.locator("#error-summary")).to_be_focused()
    page.locator("#error-summary a").first.click()
    expect(page.locator("main textarea").first).to_be_focused()
