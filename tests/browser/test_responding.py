"""Two companies answer a need, it closes by the clock, the owner compares, talks, decides, and each hears why."""

from __future__ import annotations

import re
import sqlite3
from datetime import UTC, datetime, timedelta

from playwright.sync_api import Page, expect

from govtech.core.clock import to_jst
from tests.browser.conftest import Opening
from tests.browser.test_journeys import BOTH, CLOSES_WITHIN, _time_passes, _until, button, fill, tick
from tests.installation import Installation

WISHES = ("申込みの8割が、来庁せずに終わる。", "書類の不足が、出す前に分かる。")


def _need(installation: Installation, need: str) -> None:
    """An open need of 豊中市 to which nobody has responded: a copy of a sample."""
    with sqlite3.connect(installation.folder / "govtech.db", timeout=20) as connection:
        connection.execute("CREATE TEMP TABLE copy AS SELECT * FROM need WHERE id = 'smpneed1'")
        connection.execute(
            "UPDATE copy SET id = ?, title = ?, question_deadline = NULL", (need, f"申込みを終えたい {need}")
        )
        connection.execute("INSERT INTO need SELECT * FROM copy")
    connection.close()


def _answer(page: Page, need: str, verdicts: tuple[str, str], yearly: str) -> str:
    """Write a response wish by wish and hand it in; its address."""
    page.goto(f"/needs/{need}/response")
    for place, verdict in enumerate(verdicts):
        tick(page, f"answers-{place}-verdict", verdict)
        page.locator(f"[name=answers-{place}-text]").fill(f"{WISHES[place]}への答え")
    fill(page, approach="入口から終わりまで携帯で済みます。", contact="営業 06-0000-0000")
    fill(
        page, **{"prices-0-name": "利用料", "prices-0-initial_yen": "500,000", "prices-0-yearly_yen": yearly}
    )
    button(page, "保存して提出する")
    expect(page.get_by_role("main")).to_contain_text("提出済みです")
    return page.url


def _agree(approver: Page, company: Page, response: str) -> None:
    """Days are offered, and one is chosen."""
    approver.goto(f"{response}/interview")
    for place, days in enumerate((3, 5)):
        local = to_jst(datetime.now(UTC) + timedelta(days=days))
        approver.locator(f"[name=slots-{place}-at]").fill(local.date().isoformat())
        approver.locator(f"[name=slots-{place}-at-time]").fill("14:00")
    fill(approver, place="オンライン")
    button(approver, "候補を伝える")
    company.goto("/")
    company.get_by_role("main").get_by_role("link", name=re.compile("申込みを終えたい")).first.click()
    company.get_by_role("radio", name=re.compile("14:00")).first.check()
    button(company, "この日時に決める")
    expect(company.get_by_role("main")).to_contain_text("日時が決定")
    approver.reload()
    expect(approver.get_by_role("main")).to_contain_text("日時が決定")


@BOTH
def test_two_answer_one_is_chosen_and_each_hears_why(
    opening: Opening, installation: Installation, javascript: bool
) -> None:
    need = "journeya" if javascript else "journeyb"
    _need(installation, need)
    dear, cheap = (
        opening(who, javascript=javascript) for who in ("admin@mihon.example", "admin@renshu.example")
    )
    first = _answer(dear, need, ("met", "partly"), "3,000,000")
    second = _answer(cheap, need, ("met", "met"), "1,200,000")
    approver = opening("approver@toyonaka.example", javascript=javascript)
    assert approver.goto(first).status == 404
    _time_passes(installation, need)
    approver.goto(f"/needs/{need}/responses")
    table = approver.get_by_role("table", name="届いた提案の比較")
    _until(approver, lambda: bool(table.count()), CLOSES_WITHIN)
    for words in (*WISHES, "15,500,000円", "6,500,000円", "最も低い"):
        expect(table).to_contain_text(words)

    _agree(approver, dear, first)

    approver.goto(f"{first}/assess")
    fill(approver, note="上限を超える")
    tick(approver, "marks-1-mark", "not")
    fill(approver, **{"marks-1-comment": "出す前に分かる道筋がほしい"})
    button(approver, "評価とメモを保存する")
    approver.get_by_role("link", name="提案を不採用にする").click()
    tick(approver, "grounds", "price")
    fill(approver, reason="よい提案でしたが、上限を超えていました。")
    button(approver, "提案を不採用にする")
    approver.goto(f"{second}/select")
    fill(approver, reason="2つの望む姿を満たし、予算に収まります。")
    button(approver, "提案を採用する")
    approver.goto(f"/needs/{need}/match")
    fill(approver, reason="4月から試します。")
    approver.locator("[name=named]").check()
    button(approver, "相手の決定を記録する")

    dear.goto("/responses")
    dear.get_by_role("link", name=f"申込みを終えたい {need}").click()
    read = dear.get_by_role("main")
    for words in (
        "予算に合わない",
        "出す前に分かる道筋がほしい",
        "2件",
        "株式会社れんしゅうAI",
        "4月から試します。",
    ):
        expect(read).to_contain_text(words)
    for words in ("上限を超える。", "2つの望む姿を満たし", "6,500,000円"):
        expect(read).not_to_contain_text(words)


def test_a_draft_is_saved_while_it_is_written(opening: Opening, installation: Installation) -> None:
    need = "journeyc"
    _need(installation, need)
    page = opening("admin@machi.example")
    page.goto(f"/needs/{need}/response")
    page.locator("[name=approach]").fill("書きかけの考え")
    told = page.get_by_role("status").filter(has_text="下書きを保存しました")
    expect(told).to_be_visible()
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.locator("[name=plan]").fill("書きかけの進め方")
    other = opening("admin@machi.example")
    other.goto(f"/needs/{need}/response")
    assert other.locator("[name=approach]").input_value() == "書きかけの考え"
    assert other.locator("[name=plan]").input_value() == "書きかけの進め方"
    with other.expect_response(lambda answer: answer.request.method == "POST"):
        other.locator("[name=plan]").fill("別の窓の進め方")
    page.locator("[name=plan]").fill("元の窓の進め方")
    expect(page.get_by_role("button", name="両方の内容を見比べる")).to_be_visible()
    page.get_by_role("button", name="両方の内容を見比べる").click()
    table = page.get_by_role("table", name="変更の比較")
    expect(table).to_contain_text("別の窓の進め方")
    expect(table).to_contain_text("元の窓の進め方")


def test_a_part_is_saved_without_script(opening: Opening, installation: Installation) -> None:
    need = "journeyd"
    _need(installation, need)
    page = opening("admin@machi.example", javascript=False)
    page.goto(f"/needs/{need}/response")
    tick(page, "answers-0-verdict", "partly")
    page.get_by_role("button", name="ここまでを保存する").first.click()
    expect(page).to_have_url(re.compile("#section-offer$"))
    expect(page.locator("input[name=answers-0-verdict][value=partly]")).to_be_checked()
