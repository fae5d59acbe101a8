"""The main job, done by its people in a real browser, with and without the pages' script."""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from govtech.core.clock import to_jst
from tests.browser.conftest import Opening
from tests.installation import Installation

BOTH = pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
FOUND_WITHIN = CLOSES_WITHIN = 60.0
"""Seconds a loaded machine is given for what takes a second or two."""


def button(page: Page, words: str) -> None:
    """Press a button of the page's main part, and agree when the page asks whether one is sure."""
    page.get_by_role("main").get_by_role("button", name=words, exact=True).click()
    sure = page.locator("dialog[open]").get_by_role("button", name=words)
    if sure.count():
        sure.click()


def fill(page: Page, **values: str) -> None:
    """Fill in fields by their names."""
    for name, value in values.items():
        page.locator(f"main [name={name.replace('__', '-')}]").first.fill(value)


def tick(page: Page, name: str, value: str) -> None:
    """Tick a box or choose a radio button."""
    page.locator(f"main input[name={name}][value='{value}']").check()


def _until(page: Page, done: Callable[[], bool], seconds: float) -> None:
    """Load the page again until it shows what delivery does meanwhile."""
    last = time.monotonic() + seconds
    while not done() and time.monotonic() < last:
        page.reload()


def find(page: Page, words: str, title: str) -> None:
    """Search from the header until the title is among the results: the index may take two seconds."""
    page.goto("/")
    page.get_by_role("banner").locator("input[name=q]").fill(words)
    page.get_by_role("banner").locator("input[name=q]").press("Enter")
    found = page.get_by_role("main").get_by_role("link", name=title)
    _until(page, lambda: bool(found.count()), FOUND_WITHIN)
    expect(found).to_be_visible()
    found.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(title)


@BOTH
def test_staff_share_a_case_and_find_it(opening: Opening, javascript: bool) -> None:
    title = f"図書館の予約をまとめて受け取る{'・動' if javascript else '・静'}"
    page = opening("editor@toyonaka.example", javascript=javascript)
    page.goto("/cases/new")
    fill(page, title=title, summary="予約した本を駅の棚で受け取れるようにした。", year="２０２４")
    fill(page, problem="開館時間に来られない人が多かった。", approach="駅の空き店舗に棚を置いた。")
    fill(page, body="## 経過\n\n- 4月に相談\n- **10月**に開始")
    tick(page, "initiatives", "16")
    button(page, "下書きを保存する")
    expect(page.get_by_role("heading", level=1)).to_contain_text(title)
    expect(page.get_by_role("main").get_by_text("10月").first).to_be_visible()
    button(page, "承認者に確認を依頼する")
    address = page.url

    approver = opening("approver@toyonaka.example", javascript=javascript)
    approver.goto("/")
    expect(approver.get_by_role("main").get_by_role("link", name=title)).to_be_visible()
    approver.get_by_role("main").get_by_role("link", name=title).click()
    assert approver.url == address
    button(approver, "この事例を公開する")

    find(opening(javascript=javascript), "駅の棚 図書館", title)


@BOTH
def test_a_need_from_post_to_selection(
    opening: Opening, installation: Installation, javascript: bool
) -> None:
    title = f"学校の欠席連絡を電話に頼らず受けたい{'・動' if javascript else '・静'}"
    closing = to_jst(datetime.now(UTC) + timedelta(days=20))

    editor = opening("editor@toyonaka.example", javascript=javascript)
    editor.goto("/needs/new?whole=1")
    fill(editor, title=title, persona="朝の忙しい保護者", scenario="8時の電話がつながらない")
    fill(editor, problem="職員室の電話2本を30分ふさぐ", outcome="電話をかけずに欠席の連絡が終わる")
    fill(
        editor,
        measure="朝の電話を8割減らす",
        population="２８，０００",
        budget_max="2,000,000",
        fiscal_year="2027",
    )
    fill(editor, response_deadline=closing.date().isoformat(), contact="教育総務課 06-0000-0000")
    tick(editor, "initiatives", "16")
    tick(editor, "wanted", "proposal")
    button(editor, "下書きを保存する")
    expect(editor.get_by_role("heading", level=1)).to_contain_text(title)
    button(editor, "承認を依頼する")
    need = re.search(r"/needs/(\w+)", editor.url)[1]

    approver = opening("approver@toyonaka.example", javascript=javascript)
    approver.goto("/")
    approver.get_by_role("main").get_by_role("link", name=title).first.click()
    button(approver, "ニーズを公開する")

    company = opening("editor@mihon.example", javascript=javascript)
    company.goto(f"/needs/{need}")
    company.get_by_role("link", name="提案を書く").click()
    fill(company, approach="保護者の携帯から連絡でき、担任に届きます。", price="年額 900,000円（税込）")
    tick(company, "answers-0-verdict", "met")
    fill(company, **{"prices-0-name": "利用料", "prices-0-yearly_yen": "900,000"})
    button(company, "下書きを保存する")
    button(company, "提案を提出する")
    expect(company.get_by_role("main")).to_contain_text("提出済みです")
    response = company.url

    coordinator = opening("coordinator@secretariat.example", javascript=javascript)
    for page in (editor, coordinator):
        assert page.goto(response).status == 404
        page.goto(f"/needs/{need}")
        expect(page.get_by_role("main")).not_to_contain_text("見本電算")

    _time_passes(installation, need)
    approver.goto(f"/needs/{need}")
    read = approver.get_by_role("link", name="届いた提案を読む")
    _until(approver, lambda: bool(read.count()), CLOSES_WITHIN)
    approver.get_by_role("link", name="届いた提案を読む").click()
    approver.get_by_role("main").get_by_role("link", name="見本電算株式会社").click()
    expect(approver.get_by_role("main")).to_contain_text("4,500,000円（税込、うち消費税")
    approver.get_by_role("link", name="提案を採用する").click()
    fill(approver, reason="朝の電話を減らす道筋がはっきりしていました。")
    button(approver, "提案を採用する")

    company.goto(response)
    expect(company.get_by_role("main")).to_contain_text("朝の電話を減らす道筋がはっきりしていました。")


def _time_passes(installation: Installation, need: str) -> None:
    """The deadline of a need comes: its time is set to a moment ago, and delivery's clock does the rest."""
    ago = (datetime.now(UTC) - timedelta(seconds=1)).strftime("%Y-%m-%d %H:%M:%S.%f")
    with sqlite3.connect(installation.folder / "govtech.db", timeout=20) as connection:
        changed = connection.execute(
            "UPDATE need SET response_deadline = ? WHERE id = ?", (ago, need)
        ).rowcount
    connection.close()
    assert changed == 1


@BOTH
def test_a_company_presents_a_solution(opening: Opening, javascript: bool) -> None:
    name = f"連絡のとびら{'動' if javascript else '静'}"
    page = opening("admin@mihon.example", javascript=javascript)
    page.goto("/solutions/new")
    fill(page, name=name, kana="レンラクノトビラ", summary="保護者と学校の連絡を携帯で終える仕組みです。")
    button(page, "内容を保存する")
    expect(page.get_by_role("heading", level=1)).to_contain_text(name)


@BOTH
def test_a_visitor_finds_a_template_and_takes_it_along(opening: Opening, javascript: bool) -> None:
    page = opening(javascript=javascript)
    page.goto("/templates")
    page.locator("main a[href^='/templates/']", has_text="電子申請").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("電子申請")
    with page.expect_download() as taken:
        page.get_by_role("link", name=re.compile("Markdown")).or_(
            page.get_by_role("button", name=re.compile("Markdown"))
        ).first.click()
    text = taken.value.path().read_text(encoding="utf-8")
    assert "第1章" in text


@BOTH
def test_a_form_with_errors_keeps_what_was_typed(opening: Opening, javascript: bool) -> None:
    page = opening("editor@toyonaka.example", javascript=javascript)
    page.goto("/needs/new?whole=1")
    fill(page, persona="朝の忙しい保護者", population="たくさん")
    page.locator("main form").last.evaluate("form => form.noValidate = true")
    button(page, "下書きを保存する")
    expect(page.get_by_text("件名を入力してください。").first).to_be_visible()
    assert page.locator("[name=persona]").input_value() == "朝の忙しい保護者"
    assert page.locator("[name=population]").input_value() == "たくさん"
    assert page.locator("[name=title]").get_attribute("aria-invalid") == "true"
    described = page.locator("[name=title]").get_attribute("aria-describedby")
    assert any("件名を入力" in page.locator(f"#{one}").inner_text() for one in described.split())


@BOTH
def test_the_auditor_and_the_operator_read_what_is_public(opening: Opening, javascript: bool) -> None:
    for email in ("auditor@secretariat.example", "operator@secretariat.example"):
        page = opening(email, javascript=javascript)
        page.goto("/needs")
        expect(page.get_by_role("heading", level=1)).to_have_text("ニーズ")
        assert page.goto("/needs/new").status == 403


@BOTH
def test_a_coordinator_verifies_a_company(opening: Opening, javascript: bool) -> None:
    page = opening("coordinator@secretariat.example", javascript=javascript)
    page.goto("/organisations/pending")
    expect(page.get_by_role("main")).to_contain_text("ひながたセキュリティ株式会社")
