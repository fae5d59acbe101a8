"""A company fills the workbook, puts right on the page what could not be read, and hands in; the towns compare."""

from __future__ import annotations

import io
import re
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from govtech.compliance.sheets import HEAD, LIST
from tests.browser.conftest import Opening
from tests.browser.test_journeys import button

AGREED = "ビジネスチャット（豊中市・枚方市）"
COMPANIES = [
    pytest.param("admin@renshu.example", True, id="script"),
    pytest.param("admin@machi.example", False, id="no-script"),
]


def _filled(content: bytes) -> bytes:
    """○ everywhere but for one mark that nobody reads and one △ without a remark."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book[LIST]
    for row in range(HEAD + 1, sheet.max_row + 1):
        sheet[f"H{row}"] = "〇"
    sheet[f"H{HEAD + 1}"], sheet[f"H{HEAD + 2}"] = "要相談", "△"
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _open(page: Page) -> None:
    page.goto("/specifications")
    page.get_by_role("link", name=AGREED).first.click()


@pytest.mark.parametrize(("email", "javascript"), COMPANIES)
def test_a_company_answers_in_excel_and_on_the_page(
    opening: Opening, tmp_path: Path, email: str, javascript: bool
) -> None:
    company = opening(email, javascript=javascript)
    _open(company)
    company.get_by_role("link", name="要件に回答する").click()
    button(company, "回答を始める")
    expect(company.get_by_role("main")).to_contain_text(re.compile(r"あと\d{2,}件あります"))

    with company.expect_download() as download:
        company.get_by_role("link", name="今の回答が入ったExcelファイルをダウンロードする").click()
    file = tmp_path / "回答.xlsx"
    file.write_bytes(_filled(Path(download.value.path()).read_bytes()))
    company.locator("main input[type=file]").set_input_files(file)
    button(company, "回答を取り込む")
    main = company.get_by_role("main")
    expect(main).to_contain_text(f"要件一覧!H{HEAD + 1}")
    expect(main).to_contain_text("要相談")
    expect(main).to_contain_text("あと2件あります")

    company.get_by_role("link", name="画面で続きを回答する").click()
    company.locator("#BC-101").get_by_text("対応", exact=False).first.click()
    company.locator("[name='remark-BC-102']").fill("別の画面で同じことができます。")
    button(company, "保存して回答の画面へ戻る")
    expect(main).to_contain_text("すべての必須の要件に回答しました")
    button(company, "回答を提出する")
    expect(main.get_by_text("提出済み", exact=True)).to_be_visible()
    name = main.locator("dl.facts dd").first.inner_text()

    town = opening("approver@toyonaka.example", javascript=javascript)
    _open(town)
    town.get_by_role("link", name="を比べる").first.click()
    expect(town.get_by_role("table", name="企業ごとの集計")).to_contain_text(name)
    town.get_by_role("link", name="備考も表示する").click()
    expect(town.get_by_role("row", name="BC-102")).to_contain_text("別の画面で同じことができます。")
