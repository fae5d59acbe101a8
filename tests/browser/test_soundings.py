"""A draft before outsiders, by its people in a real browser: a company remarks, the lead answers and publishes."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Opening
from tests.browser.test_journeys import button, fill
from tests.installation import Installation

SOUNDING = "/soundings/smpsound1"
REMARK = "見本電算の製品では、翌日になります。"
WORDING = "市販の製品では、翌日になります。"
ANSWER = "翌開庁日までに改めます。"


def until_shown(page: Page, text: str) -> None:
    """Look again until the clock has acted."""
    for _again in range(200):
        page.goto(SOUNDING)
        if page.get_by_role("main").get_by_text(text).count():
            return
    pytest.fail(f"{text} never came")


def test_a_remark_is_answered_and_published_without_its_author(
    opening: Opening, installation: Installation
) -> None:
    company = opening("admin@mihon.example", width="phone")
    company.goto(SOUNDING)
    company.locator("#RD-108").get_by_role("link", name="意見を書く").click()
    expect(company.get_by_role("main").get_by_text("受付番号").first).to_be_visible()
    company.get_by_label("実現できない要件").check()
    fill(company, text=REMARK)
    button(company, "意見を出す")
    expect(company.get_by_role("main").get_by_text(REMARK)).to_be_visible()
    visitor = opening(javascript=False)
    visitor.goto(SOUNDING)
    assert REMARK not in visitor.content()

    with closing(sqlite3.connect(installation.folder / "govtech.db", timeout=20)) as connection, connection:
        connection.execute("UPDATE sounding SET until = '2026-01-01 00:00:00' WHERE id = 'smpsound1'")
    lead = opening("approver@toyonaka.example")
    until_shown(lead, "回答していません")
    lead.get_by_role("link", name="意見に回答する").click()
    lead.wait_for_url(f"**{SOUNDING}/remarks?*")
    expect(lead.get_by_role("checkbox")).not_to_have_count(0)
    for box in lead.get_by_role("checkbox").all():
        box.check()
    button(lead, "選んだ意見にまとめて回答する")
    lead.get_by_label("反映する", exact=True).check()
    fill(lead, answer=ANSWER)
    button(lead, "回答を保存する")
    lead.goto(SOUNDING)
    button(lead, "意見と回答を公開する")
    expect(lead.get_by_role("alert")).to_contain_text("見本電算株式会社")
    lead.goto(f"{SOUNDING}/remarks")
    lead.locator("li", has_text=REMARK).get_by_role("link", name="公開する文を整える").click()
    fill(lead, public_text=WORDING)
    button(lead, "公開する文を保存する")
    lead.goto(SOUNDING)
    button(lead, "意見と回答を公開する")
    expect(lead.get_by_role("main").get_by_text("Excel（XLSX）")).to_be_visible()

    visitor.goto(SOUNDING)
    shown = visitor.get_by_role("table", name="意見と回答")
    expect(shown).to_contain_text(WORDING)
    expect(shown).to_contain_text(ANSWER)
    assert "見本電算" not in visitor.get_by_role("main").inner_text()
