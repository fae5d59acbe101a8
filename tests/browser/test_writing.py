"""Writing a need in steps, from a case, with and without the script; and what a change asks of those who responded."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from govtech.core.clock import business_days_after, today
from tests.browser.conftest import Opening
from tests.browser.test_every_page import LOOKS, look
from tests.browser.test_journeys import BOTH, button, fill, tick

EDITOR, APPROVER = "editor@toyonaka.example", "approver@toyonaka.example"
STEPS = ("problem", "outcome", "scale", "budget", "call")
SAVED_WITHIN = 15_000


def _on(page: Page, words: str) -> None:
    """A button that leads to another page, and that page."""
    with page.expect_navigation():
        button(page, words)


def _begin(page: Page, title: str) -> str:
    """A draft with a title; its id."""
    page.goto("/needs/new")
    fill(page, title=title)
    _on(page, "下書きを作って書き始める")
    return re.search(r"/needs/(\w+)/write/problem", page.url)[1]


def _publish(opening: Opening, need: str) -> Page:
    approver = opening(APPROVER)
    approver.goto(f"/needs/{need}")
    button(approver, "ニーズを公開する")
    expect(approver.get_by_role("main")).to_contain_text("募集中")
    return approver


@BOTH
def test_from_a_case_to_the_board(opening: Opening, javascript: bool) -> None:
    title = f"窓口の順番を家で知りたい{'・動' if javascript else '・静'}"
    closing = business_days_after(today(), 15).isoformat()
    editor = opening(EDITOR, javascript=javascript)
    editor.goto("/cases")
    editor.locator("main .row-title a").first.click()
    case = editor.url
    editor.get_by_role("link", name="この事例からニーズを書く").first.click()
    expect(editor.get_by_role("main")).to_contain_text("次の内容が下書きに入ります")
    fill(editor, title=title)
    _on(editor, "下書きを作って書き始める")
    need = re.search(r"/needs/(\w+)/write/problem", editor.url)[1]
    fill(
        editor,
        persona="小さい子を連れて来庁し、待つ場所のない子育て世帯",
        scenario="番号札を取ってから1時間、子どもが泣く",
    )
    _on(editor, "保存して次へ")
    fill(
        editor, outcome="家を出る前に待ち時間が分かる", measure="今は60分の待ち時間を、1年後に20分以下にする"
    )
    _on(editor, "保存して終わる")
    editor.get_by_role("link", name="続きを書く").click()
    assert editor.locator("[name=outcome]").input_value() == "家を出る前に待ち時間が分かる"
    _on(editor, "保存して次へ")
    fill(editor, population="２８，０００")
    _on(editor, "保存して次へ")
    fill(editor, budget_min="1,000,000", budget_max="2,000,000", fiscal_year="2027")
    _on(editor, "保存して次へ")
    tick(editor, "wanted", "proposal")
    if javascript:
        editor.locator("[data-fill=response_deadline]").nth(1).click()
        assert editor.locator("[name=response_deadline]").input_value() == closing
        assert editor.locator("[name=response_deadline-time]").input_value() == "17:15"
    else:
        fill(editor, response_deadline=closing, response_deadline__time="17:15")
    fill(editor, contact="市民課 06-0000-0000")
    _on(editor, "保存して次へ")
    expect(editor.get_by_role("main")).to_contain_text("使うネットワークが選ばれていません")
    expect(editor.get_by_role("main")).not_to_contain_text("※必須")
    button(editor, "承認を依頼する")
    _publish(opening, need)
    editor.goto(f"/needs/{need}")
    expect(editor.get_by_role("navigation", name="つながり")).to_contain_text("事例")
    editor.goto(case)
    expect(editor.get_by_role("main").get_by_role("link", name=title).first).to_be_visible()


def test_what_is_typed_is_there_after_the_page_was_left(opening: Opening) -> None:
    page = opening(EDITOR)
    need = _begin(page, "書きかけで席を立つ")
    page.locator("[name=persona]").press_sequentially("住民")
    told = page.locator("[data-autosave]")
    expect(told).to_contain_text("保存しました", timeout=SAVED_WITHIN)
    assert told.get_attribute("role") == "status"
    expect(page.locator("#step-check")).to_contain_text("「住民」や「職員」だけ")
    other = opening(EDITOR)
    other.goto(f"/needs/{need}/write")
    assert other.locator("[name=persona]").input_value() == "住民"
    other.locator("[name=persona]").fill("別の窓で書いた人")
    expect(other.locator("[data-autosave]")).to_contain_text("保存しました", timeout=SAVED_WITHIN)
    page.locator("[name=persona]").fill("はじめの窓で書いた人")
    expect(told).to_contain_text("まだ保存されていません", timeout=SAVED_WITHIN)
    with page.expect_navigation():
        told.get_by_role("button", name="両方の内容を見比べる").click()
    table = page.get_by_role("table", name="変更の比較")
    expect(table).to_contain_text("別の窓で書いた人")
    expect(table).to_contain_text("はじめの窓で書いた人")
    _on(page, "保存して次へ")
    page.goto(f"/needs/{need}/write/problem")
    assert page.locator("[name=persona]").input_value() == "はじめの窓で書いた人"


def test_similar_needs_appear_while_a_title_is_typed(opening: Opening) -> None:
    page = opening("editor@hirakata.example")
    page.goto("/needs")
    known = page.locator("main .row-title a").first
    title, address = known.inner_text(), known.get_attribute("href")
    page.goto("/needs/new")
    page.locator("[name=title]").fill(title)
    expect(page.locator(f"#alike a[href='{address}']")).to_be_visible(timeout=SAVED_WITHIN)


def _respond(page: Page, need: str) -> None:
    page.goto(f"/needs/{need}/response")
    tick(page, "answers-0-verdict", "met")
    fill(page, approach="順番を携帯に知らせます。")
    page.locator("main button[value=submit]").or_(
        page.get_by_role("main").get_by_role("button", name="提案を提出する", exact=True)
    ).first.click()
    expect(page.get_by_role("main")).to_contain_text("提出済みです")


def test_a_change_that_matters_is_confirmed_by_one_and_revised_by_the_other(opening: Opening) -> None:
    editor = opening(EDITOR)
    editor.goto("/needs/new?whole=1")
    fill(editor, title="待ち時間を家で知りたい", outcome="家を出る前に待ち時間が分かる")
    tick(editor, "wanted", "proposal")
    fill(editor, response_deadline=business_days_after(today(), 15).isoformat())
    button(editor, "下書きを保存する")
    button(editor, "承認を依頼する")
    need = re.search(r"/needs/(\w+)", editor.url)[1]
    approver = _publish(opening, need)
    first, second = opening("editor@mihon.example"), opening("admin@machi.example")
    for page in (first, second):
        _respond(page, need)
    approver.goto(f"/needs/{need}/edit")
    fill(approver, budget_max="3,000,000", reason="議会で予算が認められたため")
    button(approver, "変更を公開する")
    for page in (first, second):
        page.reload()
        expect(page.get_by_role("main")).to_contain_text("変更の確認をお願いします")
    first.get_by_role("link", name="変更1の前後を読む").click()
    expect(first.locator("#revision-1 ~ dl ins").first).to_contain_text("3,000,000")
    first.go_back()
    button(first, "変更を確認した（提案はそのまま）")
    second.get_by_role("link", name="提案を直す").click()
    fill(second, approach="予算に合わせて、窓口を2つに絞ります。")
    second.get_by_role("main").get_by_role(
        "button", name=re.compile("変更を保存|保存する|書き換え")
    ).last.click()
    for page in (first, second):
        page.goto("/responses")
        expect(page.get_by_role("main")).not_to_contain_text("変更の確認をお願いします")


@pytest.mark.parametrize(("language", "width"), LOOKS)
def test_every_step_before_axe(opening: Opening, language: str, width: str) -> None:
    page = opening(EDITOR, language=language, width=width)
    page.goto("/needs/new?lang=ja")
    need = _begin(page, f"点検する下書き {language} {width}")
    wrong = []
    for step in (*STEPS, "check"):
        wrong += look(page, f"/needs/{need}/write/{step}?lang={language}", language)
    page.set_viewport_size({"width": 640, "height": 450})  # a desktop window at twice the size
    for step in (STEPS[0], STEPS[-1], "check"):
        wrong += look(page, f"/needs/{need}/write/{step}?lang={language}", language)
    assert not wrong, "\n".join(wrong)


def test_the_steps_are_written_by_keyboard_alone(opening: Opening) -> None:
    page = opening(EDITOR)
    need = _begin(page, "鍵盤だけで書く")
    page.locator("[name=title]").focus()
    page.keyboard.press("Tab")
    page.keyboard.type("平日に来られない、夜勤の多い看護師")
    page.locator("[name=title]").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")  # from a single line, Enter is the first button: save and go on
    assert page.url.endswith(f"/needs/{need}/write/outcome")
    page.goto(f"/needs/{need}/write/problem")
    assert page.locator("[name=persona]").input_value() == "平日に来られない、夜勤の多い看護師"
