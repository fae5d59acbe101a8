"""A draft that began from an older template takes its changes over, and is then compared with it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Opening
from tests.browser.test_journeys import BOTH, button, fill


def _begin(page: Page, title: str) -> str:
    page.goto("/specifications/new?way=template")
    page.locator("main select[name=template]").select_option("facility-booking:0.9")
    fill(page, title=title)
    button(page, "作り始める")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    return page.url.split("#")[0]


@BOTH
def test_a_template_that_moved_on_is_taken_over_piece_by_piece(opening: Opening, javascript: bool) -> None:
    page = opening("editor@hirakata.example", javascript=javascript)
    draft = _begin(page, f"施設予約の試し{javascript}")
    page.get_by_role("link", name="ひな形の変更を見る").click()
    page.locator("input[name='item-FB-204'][value=decline]").check()
    page.locator("input[name='item-FB-101'][value=take]").check()
    button(page, "選んだとおりに反映する")
    expect(page.get_by_text("取り込み1件、取り込まない1件。")).to_be_visible()
    button(page, "すべて取り込む（2件）")
    page.goto(draft)
    expect(page.get_by_role("link", name="ひな形の変更を見る")).to_have_count(0)
    expect(page.locator("#FB-107")).to_have_count(1)
    expect(page.locator("#FB-204")).to_have_count(0)
    page.get_by_role("link", name=re.compile(r"もとのひな形（第[0-9.]+版）との違い")).click()
    expect(page.get_by_text("左だけ1件")).to_be_visible()
    row = page.locator(".compared-left")
    expect(row).to_contain_text("FB-204")
    page.get_by_role("link", name="左右を入れ替える").click()
    expect(page.locator(".compared-right")).to_contain_text("FB-204")


@pytest.mark.parametrize("width", ["desktop", "phone"])
def test_what_several_have_in_common_is_chosen_from_a_list(opening: Opening, width: str) -> None:
    page = opening(width=width)
    page.goto("/specifications/common")
    for name in ("高槻市・茨木市", "吹田市・枚方市"):
        page.get_by_role("checkbox", name=f"ビジネスチャット（{name}）").check()
    button(page, "共通する要件を見る")
    page.get_by_role("link", name="標準の候補（ひな形にない）").click()
    expect(page.locator("main table tbody tr")).to_have_count(1)
    expect(page.locator("main table tbody")).to_contain_text("対策本部の部屋")
