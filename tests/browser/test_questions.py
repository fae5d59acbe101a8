"""A question with a published answer, by its people in a real browser, with and without the pages' script."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Opening
from tests.browser.test_journeys import button, fill

BOTH = pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
NEED = "/needs/smpneed3"
DEMONSTRATED = "/needs/smpneed1/questions/new"


@BOTH
def test_a_question_with_a_published_answer(opening: Opening, javascript: bool) -> None:
    day = "朝" if javascript else "夕方"
    asked = f"見本電算の翻訳ツールは、{day}の案内文にも使えますか。"
    wording = f"市販の翻訳ツールを、{day}の案内文に使ってもよいですか。"
    answer = f"{day}の案内文にも使えます。職員が直せることが条件です。"

    company = opening("editor@mihon.example", javascript=javascript)
    company.goto(NEED)
    company.get_by_role("link", name="質問する").click()
    fill(company, text=asked)
    button(company, "質問を送る")
    main = company.get_by_role("main")
    sent, asked_again = main.get_by_text("回答待ち"), main.get_by_text("まだ送っていません")
    expect(sent.or_(asked_again)).to_be_visible()  # alike questions may have been answered before
    if asked_again.is_visible():
        button(company, "質問を送る")
    expect(sent).to_be_visible()
    question = re.search(r"/questions/(\w+)", company.url)[1]

    visitor = opening(javascript=javascript)
    assert visitor.goto(f"/questions/{question}").status == 404

    editor = opening("editor@toyonaka.example", javascript=javascript)
    editor.goto("/questions/unanswered")
    editor.get_by_role("link", name=asked).click()
    editor.get_by_role("link", name="回答案を書く").click()
    fill(editor, wording=wording, answer=answer)
    button(editor, "回答案を保存する")
    expect(editor.get_by_role("main").get_by_text("承認者の確認を待っています")).to_be_visible()

    approver = opening("approver@toyonaka.example", javascript=javascript)
    approver.goto("/")
    approver.get_by_role("main").get_by_text("回答案を確認してください").first.wait_for()
    approver.goto(f"/questions/{question}")
    button(approver, "質問と回答を公開する")
    expect(approver.get_by_role("link", name="ニーズの内容を変更する")).to_be_visible()

    visitor.goto(NEED)
    shown = visitor.locator(f"#q-{question}")
    expect(shown).to_contain_text(wording)
    expect(shown).to_contain_text(answer)
    assert "見本電算の翻訳" not in visitor.get_by_role("main").inner_text()
    company.goto("/questions/asked")
    expect(company.get_by_role("link", name=asked)).to_be_visible()


def test_what_was_answered_before_is_shown_while_one_types(opening: Opening) -> None:
    page = opening("admin@renshu.example")
    page.goto(DEMONSTRATED)
    page.locator("[name=text]").press_sequentially(
        "システム連携のための改修費は、予算に含まれますか。", delay=5
    )
    expect(page.locator("#alike")).to_contain_text("保育システムの改修は別に予算を見込んでいます")
