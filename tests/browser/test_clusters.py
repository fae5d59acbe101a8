"""A need that three municipalities join becomes a cluster, is confirmed, invites one more, and goes on to a plan."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from govtech.core.clock import to_jst
from govtech.core.policy import Role
from tests.browser.conftest import Opening, member
from tests.browser.test_every_page import look
from tests.browser.test_journeys import BOTH, _until, button, fill, tick
from tests.installation import Installation

PROPOSED_WITHIN = 60.0
"""Seconds a loaded machine is given to notice a change, think about it, and write it down."""
TOWNS = (("272302", "75000", "2027"), ("272094", "140000", "2028"), ("272183", "117000", "2027"))
"""交野市, 守口市 and 大東市 with their people and years."""


def _member(opening: Opening, installation: Installation, code: str, javascript: bool) -> Page:
    """A browser of an editor in a town that has nobody in the demonstration."""
    name = f"editor-{'script' if javascript else 'plain'}"
    return opening(member(installation, code, Role.EDITOR, name), javascript=javascript)


def _posted(opening: Opening, title: str, javascript: bool) -> str:
    """A published need of 豊中市."""
    closing = to_jst(datetime.now(UTC) + timedelta(days=20))
    editor = opening("editor@toyonaka.example", javascript=javascript)
    editor.goto("/needs/new?whole=1")
    fill(editor, title=title, persona="粗大ごみを出したい市民", scenario="電話がつながらない")
    fill(editor, problem="粗大ごみの受付は電話だけで、3回線がいつも話し中になる")
    fill(editor, outcome="粗大ごみの申込みと手数料の支払いが、電話をせずに終わる", measure="電話を6割減らす")
    fill(editor, population="400000", volume="30000", volume_unit="件／年", budget_max="3,000,000")
    fill(editor, fiscal_year="2027", response_deadline=closing.date().isoformat(), contact="環境課")
    tick(editor, "wanted", "proposal")
    button(editor, "下書きを保存する")
    button(editor, "承認を依頼する")
    need = re.search(r"/needs/(\w+)", editor.url)[1]
    approver = opening("approver@toyonaka.example", javascript=javascript)
    approver.goto(f"/needs/{need}")
    button(approver, "ニーズを公開する")
    return need


def _join(page: Page, need: str, population: str, year: str) -> None:
    page.goto(f"/needs/{need}")
    page.get_by_role("link", name="うちの町も、と参加する").click()
    fill(page, population=population, volume="１，０００", budget_min="500,000", budget_max="900,000")
    fill(page, fiscal_year=year)
    button(page, "うちの町も、と参加する")
    expect(page.get_by_role("main")).to_contain_text("自団体の数字を直す")


@BOTH
def test_a_need_joined_by_three_towns_goes_on_to_a_plan(
    opening: Opening, installation: Installation, javascript: bool
) -> None:
    title = f"粗大ごみの申込みを電話に頼らず受けたい{'・動' if javascript else '・静'}"
    need = _posted(opening, title, javascript)
    for code, population, year in TOWNS:
        _join(_member(opening, installation, code, javascript), need, population, year)

    coordinator = opening("coordinator@secretariat.example", javascript=javascript)
    coordinator.goto("/clusters?status=proposed")
    proposed = coordinator.get_by_role("main").get_by_role("link", name=title)
    _until(coordinator, lambda: bool(proposed.count()), PROPOSED_WITHIN)
    proposed.click()
    main = coordinator.get_by_role("main")
    for words in ("4団体", "732,000人", "令和10年度", "交野市", "守口市", "大東市"):
        expect(main).to_contain_text(words)
    cluster = coordinator.url
    visitor = opening(javascript=javascript)
    assert visitor.goto(cluster).status == 404
    button(coordinator, "共同化候補として確認する")
    assert visitor.goto(cluster).status == 200

    coordinator.get_by_role("link", name="市町村を招待する").click()
    tick(coordinator, "municipalities", "272108")
    fill(coordinator, message="12月末までにお答えください。")
    button(coordinator, "選んだ市町村を招待する")

    hirakata = opening("editor@hirakata.example", javascript=javascript)
    hirakata.goto("/")
    hirakata.get_by_role("main").get_by_role("link", name=title).first.click()
    expect(hirakata.get_by_role("main")).to_contain_text("12月末までにお答えください。")
    hirakata.get_by_role("link", name="参加すると答える").click()
    tick(hirakata, "need_id", need)
    fill(hirakata, population="390000", fiscal_year="2027")
    button(hirakata, "参加すると答える")

    coordinator.goto(cluster)
    expect(coordinator.get_by_role("main")).to_contain_text("1,122,000人")
    button(coordinator, "共同調達の計画に移す")
    coordinator.wait_for_url("**/procurements/*")
    plan = coordinator.url
    for page in (coordinator, visitor):
        page.goto(plan)
        expect(page.get_by_role("main")).to_contain_text("1,122,000人")
        expect(page.get_by_role("main")).to_contain_text("関心あり")
    visitor.goto(f"/needs/{need}")
    expect(visitor.get_by_role("main")).to_contain_text("この困りごとは共同調達の計画になりました")
    visitor.get_by_role("main").get_by_role("link", name=title).first.click()
    assert visitor.url == plan


@pytest.mark.parametrize(("language", "width"), [("ja", "desktop"), ("en", "phone")])
def test_the_pages_of_those_who_decide(opening: Opening, language: str, width: str) -> None:
    wrong = []
    coordinator = opening("coordinator@secretariat.example", language=language, width=width)
    coordinator.goto("/clusters?status=confirmed")
    here = coordinator.locator("main h2 a").first.get_attribute("href")
    for path in (here, f"{here}/edit", f"{here}/invite", f"{here}/dismiss", "/clusters?status=proposed"):
        wrong += look(coordinator, f"{path}{'&' if '?' in path else '?'}lang={language}", language)
    town = opening("editor@hirakata.example", language=language, width=width)
    for path in (here, f"{here}/join", f"{here}/decline", "/needs/smpneed21", "/needs/smpneed21/support"):
        wrong += look(town, f"{path}?lang={language}", language)
    assert not wrong, "\n".join(wrong)
