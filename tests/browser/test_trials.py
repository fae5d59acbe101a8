"""A trial that ends as a case, done by both its sides in a real browser, with and without the pages' script."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from govtech.core.clock import to_jst
from tests.browser.conftest import Opening
from tests.browser.test_every_page import LOOKS, look
from tests.browser.test_journeys import button, fill

EDITOR, APPROVER = "editor@hirakata.example", "approver@hirakata.example"
ORIGINS = {
    True: ("/responses/smpresp11", "admin@machi.example"),
    False: ("/solutions/smpopen", "admin@machi.example"),
}


def main(page: Page):
    """The page's main part."""
    return page.get_by_role("main")


def plan(page: Page, title: str) -> str:
    """What the origin does not tell is typed; the trial's address."""
    begins = to_jst(datetime.now(UTC)).date()
    fill(page, title=title, starts_on=begins.isoformat(), ends_on=(begins + timedelta(days=90)).isoformat())
    fill(
        page,
        place="市民活動センター",
        participants="職員4名、市民の開発者10名",
        data_handled="公開データだけ",
    )
    fill(page, municipality_yen="０", partner_yen="120,000", publication="双方の名前で公開する")
    fill(page, municipality_duties="データの用意", partner_duties="公開の手伝い", partner_contact="町田")
    fill(page, municipality_contact="情報政策課", problem="データの置き場所が分からず、毎回たずねられる")
    fill(page, plan="10件のデータを決まった並びで公開し、使われた数を数える")
    for place in range(6):
        fill(page, **{f"measures-{place}-name": "", f"measures-{place}-unit": ""})
        fill(page, **{f"measures-{place}-baseline": "", f"measures-{place}-target": ""})
    fill(page, **{"measures-0-name": "公開したデータ", "measures-0-unit": "件"})
    fill(page, **{"measures-0-baseline": "２", "measures-0-target": "10"})
    page.locator("select[name=measures-0-direction]").select_option("higher")
    main(page).locator("input[name=personal_data][value=none]").check()
    button(page, "計画を保存する")
    expect(page.get_by_role("heading", level=1)).to_contain_text(title)
    return page.url


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
def test_a_trial_ends_as_a_case(opening: Opening, javascript: bool) -> None:
    title = f"公開データの最初の10件を試す{'・動' if javascript else '・静'}"
    origin, partner_email = ORIGINS[javascript]
    editor = opening(EDITOR, javascript=javascript)
    editor.goto(origin)
    main(editor).get_by_role("link", name="試してみる").click()
    expect(main(editor)).to_contain_text("まちの技術部みほん")  # known already, so it is not asked
    trial = plan(editor, title)

    approver, partner = (
        opening(APPROVER, javascript=javascript),
        opening(partner_email, javascript=javascript),
    )
    for page in (approver, partner):
        page.goto("/")
        main(page).get_by_role("link", name=title).click()
        button(page, "第1版を確認する")
    expect(main(partner)).to_contain_text("双方が確認済み")

    visitor = opening(javascript=javascript)
    assert visitor.goto(trial).status == 404
    editor.goto(trial)
    button(editor, "実証実験を始める")
    main(editor).get_by_role("link", name="経過を書く").first.click()
    fill(editor, body="## 1週目\n\n- 避難所の一覧を公開した")
    button(editor, "経過を保存する")
    expect(main(editor)).to_contain_text("避難所の一覧を公開した")

    partner.goto(trial)
    partner.locator("input[name^=results-][name$=-actual]").fill("１２")
    button(partner, "実績を保存する")
    expect(main(partner).get_by_text("達成", exact=True)).to_be_visible()
    main(partner).get_by_role("link", name="報告を書く", exact=True).click()
    fill(
        partner,
        worked="12件を公開できた",
        not_worked="更新の担当が決まらなかった",
        lessons="担当を先に決める",
    )
    fill(partner, devices="並びの見本を配った", effort_hours="40", actual_municipality_yen="0")
    button(partner, "報告を保存する")

    editor.goto(trial)
    button(editor, "評価に進む")
    approver.goto(trial)
    main(approver).get_by_role("link", name="本格導入を決める").click()
    fill(approver, reason="目標の10件を超え、担当も決まったため")
    button(approver, "本格導入を決める")
    button(approver, "だれでも読めるように公開する")
    assert visitor.goto(trial).status == 200
    expect(main(visitor)).to_contain_text("目標の10件を超え")

    editor.goto(trial)
    button(editor, "事例の下書きを作る")
    case = editor.url
    assert re.search(r"/cases/\w+$", case)
    expect(main(editor)).to_contain_text("担当を先に決める")
    expect(main(editor).locator("table").first).to_contain_text("公開したデータ")
    button(editor, "承認者に確認を依頼する")
    approver.goto(case)
    button(approver, "この事例を公開する")
    visitor.goto(case)
    expect(main(visitor).get_by_role("link", name=title)).to_be_visible()
    visitor.goto(trial)
    expect(main(visitor).get_by_role("link", name=f"{title}（実証実験）").first).to_be_visible()


MEMBERS = {
    "editor@toyonaka.example": ("smptrial1", "smptrial1/report", "smptrial1/notes/new"),
    "editor@mihon.example": ("smptrial3", "smptrial3/edit", "smptrial3/terms/2"),
    "approver@hirakata.example": ("smptrial3/cancel", "new"),
}


@pytest.mark.parametrize(("language", "width"), LOOKS)
def test_every_page_of_trials(opening: Opening, language: str, width: str) -> None:
    page = opening(language=language, width=width)
    wrong = [
        line for path in ("", "/smptrial1", "/smptrial2") for line in look(page, f"/trials{path}", language)
    ]
    for email, paths in MEMBERS.items():
        page = opening(email, language=language, width=width)
        for path in paths:
            wrong += look(page, f"/trials/{path}?lang={language}", language)
    assert not wrong, "\n".join(wrong)
