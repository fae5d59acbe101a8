"""Five municipalities draft one specification: a clash, an objection, a local variation, and a fixed version to take away."""

from __future__ import annotations

import io
import re

import docx
import openpyxl
import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from govtech.core.policy import Role
from tests.browser.conftest import Opening, member
from tests.browser.test_every_page import look
from tests.browser.test_journeys import BOTH, button, fill
from tests.installation import Installation

OTHERS = {"272302": "交野市", "272094": "守口市", "272183": "大東市"}


def _approver(opening: Opening, installation: Installation, code: str, javascript: bool) -> Page:
    """A browser of an approver in a town that has nobody in the demonstration."""
    name = f"drafter-{'script' if javascript else 'plain'}"
    return opening(member(installation, code, Role.APPROVER, name), javascript=javascript)


def _begin(page: Page, title: str) -> str:
    page.goto("/specifications")
    page.get_by_role("main").get_by_role("link", name="共同仕様書を作る").first.click()
    page.get_by_role("link", name="標準仕様書ひな形から").click()
    newest = page.locator("main select[name=template] option[value^='e-application:']").first
    page.locator("main select[name=template]").select_option(newest.get_attribute("value"))
    fill(page, title=title)
    for name in ("枚方市", *OTHERS.values()):
        page.get_by_role("checkbox", name=name, exact=True).check()
    button(page, "作り始める")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    return page.url


def _write(page: Page, draft: str, old: str, new: str) -> None:
    """Change the first sentence of the first chapter; the page was opened before."""
    body = page.locator("main [name=body]")
    body.fill(body.input_value().replace(old, new, 1))
    button(page, "保存する")


def _stand(page: Page, draft: str, item: str, stance: str, wording: str) -> None:
    page.goto(f"{draft}/items/{item}")
    page.locator(f"main input[name=stance][value={stance}]").check()
    fill(page, wording=wording)
    button(page, "立場を記録する")
    expect(page.get_by_role("main")).to_contain_text("立場の一覧")


def _agree(page: Page, draft: str) -> None:
    page.goto(f"{draft}/positions")
    button(page, "まだ立場を示していない要件すべてに同意する")
    expect(page.locator(".flashes")).to_contain_text("件の要件に同意しました")
    button(page, "自団体の立場を確認する（承認者）")
    expect(page.locator(".flashes")).to_contain_text("自団体の立場を確認しました")


@BOTH
def test_five_towns_agree_on_one_text(opening: Opening, installation: Installation, javascript: bool) -> None:
    title = f"電子申請システム（五市）{'・動' if javascript else '・静'}"
    lead = opening("approver@toyonaka.example", javascript=javascript)
    second = opening("approver@hirakata.example", javascript=javascript)
    others = [_approver(opening, installation, code, javascript) for code in OTHERS]
    draft = _begin(lead, title)
    assert opening(javascript=javascript).goto(draft).status == 404

    for page in (lead, second):
        page.goto(f"{draft}/sections/purpose")
    _write(lead, draft, "。", "、五市で共に使う。")
    expect(lead.get_by_role("main")).to_contain_text("五市で共に使う")
    _write(second, draft, "。", "、市民が選ぶ。")
    expect(second.get_by_role("main")).to_contain_text("先に保存されていた変更")
    if javascript:  # axe is a script itself
        assert look(second, second.url, "ja") == []
    decided = second.locator("main [name=text]").input_value()
    assert "五市で共に使う" in decided
    assert "市民が選ぶ" in decided
    button(second, "この文に決める")
    expect(second.get_by_role("main")).to_contain_text("市民が選ぶ")

    _stand(second, draft, "EA-101", "change", "手続の一覧を24時間公開すること")
    _stand(others[0], draft, "EA-102", "local", "交野市では、条例の手続も対象とする。")
    for page in (lead, second, *others):
        _agree(page, draft)
    lead.goto(draft)
    expect(lead.get_by_text("修正の希望が残っています。")).to_have_count(1)
    lead.goto(f"{draft}/positions")
    lead.get_by_role("link", name="EA-101の希望に回答する").click()
    fill(lead, answer="一覧の公開は表8-1のサービスレベルで定めています。")
    button(lead, "回答する")
    second.goto(f"{draft}/items/EA-101")
    button(second, "回答を受け入れる")

    lead.goto(draft)
    lead.get_by_role("link", name="確定前の点検を見る").click()
    expect(lead.get_by_role("main")).to_contain_text("説明のない警告が1件残っています。")
    button(lead, "この内容で確定する")
    expect(lead.locator(".error-summary")).to_contain_text("この欄に印を付けてください")
    lead.get_by_label("残る警告を承知のうえで確定する").check()
    button(lead, "この内容で確定する")
    expect(lead.locator(".flashes")).to_contain_text("第1版として確定しました")
    visitor = opening(javascript=javascript)
    assert visitor.goto(draft).status == 200
    expect(visitor.get_by_role("main")).to_contain_text("市民が選ぶ")
    assert (
        opening(javascript=javascript).goto(f"{draft}/positions").url.startswith(lead.url.split("/spec")[0])
    )
    _files(visitor, draft, title)


def _files(page: Page, draft: str, title: str) -> None:
    """What is taken away holds what was agreed."""
    page.goto(draft)
    keys = set(page.locator("table.items tbody th").all_inner_texts())
    chapters = page.locator("section.chapter > h2[lang=ja]").all_inner_texts()
    assert len(keys) > 100
    assert chapters[0].startswith("第1章")

    word = docx.Document(io.BytesIO(page.request.get(f"{draft}/file.docx").body()))
    assert word.core_properties.title == title
    assert any("市民が選ぶ" in line.text for line in word.paragraphs)
    first = {row.cells[0].text for table in word.tables for row in table.rows}
    assert keys <= first
    own = next(table for table in word.tables if table.rows[0].cells[0].text == "市町村")
    assert any("条例の手続も対象" in row.cells[2].text for row in own.rows)

    pdf = PdfReader(io.BytesIO(page.request.get(f"{draft}/file.pdf").body()))
    assert len(pdf.pages) > 25
    told = "".join("".join(one.extract_text() for one in pdf.pages).split())
    assert "市民が選ぶ" in told
    assert [key for key in keys if key not in told] == []
    assert [text for text in chapters if "".join(text.split()) not in told] == []
    assert [entry.title for entry in pdf.outline if not isinstance(entry, list)][: len(chapters)] == chapters

    sheets = openpyxl.load_workbook(io.BytesIO(page.request.get(f"{draft}/requirements.xlsx").body()))
    cells = {str(cell) for sheet in sheets for row in sheet.iter_rows(values_only=True) for cell in row}
    assert keys <= cells
    assert keys <= set(re.findall(r"[A-Z]+(?:-[A-Z0-9]+)+", page.request.get(f"{draft}/file.md").text()))


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_the_pages_are_accessible(opening: Opening, phone: bool) -> None:
    page = opening("approver@toyonaka.example", width="phone" if phone else "desktop")
    page.goto("/specifications?state=drafting")
    page.get_by_role("link", name="道路損傷通報システム（北摂・北河内5市）").click()
    draft = page.url.split("#")[0]
    wrong = []
    for path in (
        "",
        "/positions",
        "/sections/purpose",
        "/items/RD-103",
        "/items/RD-103/edit",
        "/revisions?from=1&to=2",
        "/revisions?place=section:purpose",
        "/revisions/2/undo",
    ):
        wrong += look(page, draft + path, "ja")
    wrong += look(page, "/specifications", "ja") + look(page, "/specifications/new", "ja")
    assert wrong == []
